import assert from "node:assert/strict";
import { test } from "node:test";
import { expand } from "../src/variables";

const variables = {
  workspaceFolder: "/home/ann/$& shop",
  userHome: "/home/ann",
  env: { CONDA: "/opt/conda" },
};

test("variables and the leading tilde are filled in literally", () => {
  assert.equal(
    expand("${workspaceFolder}/.venv/bin/python", variables),
    "/home/ann/$& shop/.venv/bin/python",
  );
  assert.equal(expand("${userHome}/py", variables), "/home/ann/py");
  assert.equal(expand("~/py", variables), "/home/ann/py");
  assert.equal(expand("${env:CONDA}/bin/python", variables), "/opt/conda/bin/python");
});

test("an unset environment variable is empty", () => {
  assert.equal(expand("${env:NOWHERE}/python", variables), "/python");
});

test("a tilde inside a path and words without variables stay as they are", () => {
  assert.equal(expand("/opt/a~/python", variables), "/opt/a~/python");
  assert.equal(expand("-3.12", variables), "-3.12");
});

test("without a workspace folder a path below it is no path", () => {
  const elsewhere = { ...variables, workspaceFolder: undefined };
  assert.equal(expand("${workspaceFolder}/.venv/bin/python", elsewhere), undefined);
  assert.equal(expand("~/py", elsewhere), "/home/ann/py");
});
