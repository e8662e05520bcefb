// The extension of somebody who has nothing of the project but the .vsix: a copy of it, in a VS Code
// with an empty home, on a Python that tells of every module where it was loaded from.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  goTo,
  openFile,
  openWorkbench,
  packedExtension,
  repeat,
  runCommand,
  save,
  shownText,
  squiggles,
  suggestions,
  until,
} from "./workbench.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

const UNFINISHED = `\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
  - name: enableT
scopes:
  - storefront
  - storefront
`;
const FINISHED = UNFINISHED.replace("enableT", "enableTLS").replace("  - storefront\n", "");

/**
 * A folder for the `PATH` with a `python3` that writes into `imports` what it loads. It takes itself
 * for that program, as one of a virtual environment does, so that it is run again when asked who it is.
 */
function telling(folder) {
  const [python, library] = execFileSync(
    "python3",
    ["-c", "import sys, os; print(sys._base_executable, os.path.dirname(os.__file__), sep='\\n')"],
    { encoding: "utf8" },
  ).split("\n");
  const programs = path.join(folder, "bin");
  const imports = path.join(folder, "imports");
  fs.mkdirSync(programs);
  fs.writeFileSync(path.join(folder, "pyvenv.cfg"), `home = ${path.dirname(python)}\n`);
  fs.writeFileSync(
    path.join(programs, "python3"),
    `#!/bin/bash\nexec -a "$0" '${python}' -v "$@" 2>> '${imports}'\n`,
    { mode: 0o755 },
  );
  return { programs, imports, library };
}

test("a .vsix is all that an author needs", { timeout: 300_000 }, async (t) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "daprls-installed-")));
  const workspace = path.join(folder, "workspace");
  const file = path.join(workspace, "state.yaml");
  fs.mkdirSync(workspace);
  fs.writeFileSync(file, UNFINISHED);
  const copy = path.join(folder, "copy.vsix");
  fs.copyFileSync(process.env.VSIX || packedExtension(root), copy);
  const { programs, imports, library } = telling(folder);
  const { page, logs, close } = await openWorkbench({
    extensions: [copy],
    folder: workspace,
    environment: {
      PATH: `${programs}:/usr/bin:/bin`,
      // What a user's environment holds must not matter.
      PYTHONPATH: path.join(root, "server"),
    },
  });
  t.after(async () => {
    await close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  await t.test("it finds, completes and fixes", async () => {
    await openFile(page, "state.yaml");
    await until(async () => (await squiggles(page)).includes("warning"), "the squiggle", 120_000);
    await repeat(page, async () => {
      await goTo(page, 6, 18);
      await page.keyboard.press("Control+Space");
      await until(async () => (await suggestions(page))[0] === "enableTLS", "'enableTLS'", 5_000);
      await page.keyboard.press("Enter");
      await until(async () => (await shownText(page)).includes("enableTLS"), "the name", 5_000);
    });
    await page.keyboard.press("Escape");
    await repeat(page, async () => {
      await runCommand(page, "Dapr Components: Fix All That Is Safe in This File");
      const twice = /storefront.*storefront/s;
      await until(async () => !twice.test(await shownText(page)), "the fix", 5_000);
    });
    await save(page);
    assert.equal(fs.readFileSync(file, "utf8"), FINISHED);
  });

  await t.test("its server is made of what it brings along and of Python's own library", () => {
    const extensions = path.resolve(logs, "..", "..", "extensions");
    const told = fs.readFileSync(imports, "utf8").matchAll(/^# code object from '?([^'\n]+)/gm);
    const loaded = [...new Set([...told].map(([, source]) => path.resolve(source)))];
    const within = (place) => loaded.filter((name) => name.startsWith(place + path.sep));
    const brought = within(extensions);
    assert.ok(brought.some((name) => name.includes("/server/daprls/rules/")));
    assert.ok(brought.some((name) => name.includes("/bundled/libs/pygls/")));
    const packages = within(library).filter((name) => /\/(?:site|dist)-packages\//.test(name));
    assert.deepEqual(packages, []);
    assert.equal(brought.length + within(library).length, loaded.length, loaded.join("\n"));
  });
});
