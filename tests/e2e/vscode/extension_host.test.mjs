// What VS Code itself knows of the extension: asked in the extension host, in a workspace of two
// folders, beside the YAML extension. The questions are in `extension_host/`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EDITION, NEWEST } from "./install_vscode.mjs";
import { pictures } from "./pictures.mjs";
import { packedStandIn } from "./stand_ins.mjs";
import { openWorkbench, outputOf, packedExtension } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");
const daprls = path.join(root, ".venv", "bin", "daprls");
const PATIENCE = 150_000;

const TWIN = `\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
  - name: maxRetrys
    value: "3"
`;

const SECOND = {
  "components/vault.yaml": `\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
`,
  "components/state.yaml": `\
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: redis-password
`,
  "components/twin.yaml": TWIN,
  "components/fixed.yaml": TWIN.replace("redis", "rediss"),
  "components/broken.yaml": `\
componentType: bindings.cron
version: v1
metadata:
  # The next line begins a word with a sign that may not begin one.
  - name: schedule
    value: @every 15m
  - name: direction
    value: <direction>
`,
  "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmistake: true\n",
  ".vscode/settings.json": JSON.stringify({ "daprls.ignore": ["unknown-metadata-name"] }),
};

/** As somebody has it who maps all files of a folder to Kubernetes. */
const SCHEMA = {
  type: "object",
  properties: { apiVersion: { type: "string" }, kind: { enum: ["Deployment"] } },
  required: ["apiVersion", "kind"],
  additionalProperties: false,
};

function written(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

/** The command line's findings, by file. */
function linted(workspace) {
  const printed = execFileSync(daprls, ["lint", "--format", "json", "--fail-on", "never"], {
    cwd: workspace,
    encoding: "utf8",
  });
  const findings = {};
  for (const each of JSON.parse(printed).diagnostics) {
    findings[each.file] ??= [];
    findings[each.file].push(each);
  }
  return findings;
}

/** An interpreter that notes what it is run with. */
function noting(folder) {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
    encoding: "utf8",
  }).trim();
  const runs = path.join(folder, "runs");
  const program = path.join(folder, "python");
  fs.writeFileSync(program, `#!/bin/sh\necho "$*" >> '${runs}'\nexec '${python}' "$@"\n`, {
    mode: 0o755,
  });
  return { program, runs };
}

const OPTIONS = {
  timeout: 300_000,
  skip: EDITION !== NEWEST && "its Node is too old for the YAML language server",
};

test("inside the extension host", OPTIONS, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-host-"));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const bookshop = path.join(folder, "bookshop");
  fs.cpSync(path.join(root, "examples", "bookshop"), bookshop, { recursive: true });
  fs.writeFileSync(path.join(bookshop, "components", "twin.yaml"), TWIN);
  written(path.join(folder, "second"), SECOND);
  written(folder, {
    "strict.json": JSON.stringify(SCHEMA),
    "shop.code-workspace": JSON.stringify({
      folders: [{ path: "bookshop" }, { path: "second" }],
      settings: { "yaml.schemas": { [path.join(folder, "strict.json")]: "*.yaml" } },
    }),
  });
  const task = {
    findings: linted(bookshop),
    golden: fs.readFileSync(path.join(here, "golden", "carts.yaml"), "utf8"),
    report: path.join(folder, "report.json"),
  };
  written(folder, { "task.json": JSON.stringify(task) });
  const interpreter = noting(folder);

  const workbench = await openWorkbench({
    extensions: [
      packedStandIn("yaml_extension", folder),
      process.env.VSIX || packedExtension(root),
    ],
    folder: path.join(folder, "shop.code-workspace"),
    settings: { "daprls.interpreter": [interpreter.program] },
    environment: {
      EXTENSION_HOST_TASK: path.join(folder, "task.json"),
      YAML_LANGUAGE_SERVER: fileURLToPath(
        import.meta.resolve("yaml-language-server/bin/yaml-language-server"),
      ),
    },
    tests: path.join(here, "extension_host"),
  });
  t.after(() => workbench.close());
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE).unref());
  await Promise.race([workbench.tested, late]);
  await pictures(t, workbench.page, "extension-host").shot("at the end");
  assert.ok(fs.existsSync(task.report), "the tests in the extension host came to an end");

  for (const { name, failure, note } of JSON.parse(fs.readFileSync(task.report, "utf8"))) {
    await t.test(note === undefined ? name : `${name}: ${note}`, () => {
      if (failure !== undefined) {
        throw new Error(failure);
      }
    });
  }
  await t.test("a start asks one interpreter, once", () => {
    const starts = outputOf(workbench, "Dapr Components").match(/Starting the server/g);
    const runs = fs.readFileSync(interpreter.runs, "utf8").trim().split("\n");
    assert.equal(starts.length, 2, "the start and the restart");
    assert.equal(runs.length, 2);
  });
});
