// Which Python runs the server, as the extension itself writes it into its output channel.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { packedStandIn } from "./stand_ins.mjs";
import {
  openFile,
  openWorkbench,
  outputOf,
  packedExtension,
  runCommand,
  squiggles,
  until,
} from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");
const extension = process.env.VSIX || packedExtension(root);
const PATIENCE = 120_000;
const LIMIT = { timeout: 300_000 };
const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();

/** Programs that answer as interpreters do, and pass on to a real one where they are fit. */
function programs(folder) {
  const program = (name, script) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };
  return {
    old: program("old", "echo 'it is Python 3.8.10, and 3.10 or newer is needed' >&2; exit 3"),
    first: link(folder, "first"),
    second: link(folder, "second"),
    spy: program("spy", `touch '${folder}/spied'; exec '${python}' "$@"`),
  };
}

/** A virtual environment's way of being an interpreter of its own: a link beside a `pyvenv.cfg`. */
function link(folder, name) {
  const home = path.join(folder, name);
  fs.mkdirSync(path.join(home, "bin"), { recursive: true });
  fs.writeFileSync(path.join(home, "pyvenv.cfg"), `home = ${path.dirname(python)}\n`);
  fs.symlinkSync(python, path.join(home, "bin", "python"));
  return path.join(home, "bin", "python");
}

/** Runs `body` in a workbench whose options `make` makes from the programs. */
async function inWorkbench(make, body) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-interpreters-"));
  const workspace = path.join(folder, "workspace");
  fs.mkdirSync(path.join(workspace, ".vscode"), { recursive: true });
  fs.writeFileSync(path.join(workspace, "state.yaml"), "componentType: state.reddis\n");
  const found = programs(folder);
  const workbench = await openWorkbench({
    extensions: [extension],
    folder: workspace,
    ...make(found, workspace),
  });
  try {
    await openFile(workbench.page, "state.yaml");
    const output = () => outputOf(workbench, "Dapr Components");
    const says = (text) => until(() => output().includes(text), `'${text}'`, PATIENCE);
    const chooses = (command) =>
      fs.writeFileSync(
        path.join(workspace, ".vscode", "settings.json"),
        JSON.stringify({ "daprls.interpreter": command }),
      );
    await body({ ...workbench, ...found, workspace, folder, output, says, chooses });
  } finally {
    await workbench.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

test("the Python extension's choice is followed, and the setting comes before it", LIMIT, () =>
  inWorkbench(
    ({ first, second }, workspace) => ({
      extensions: [packedStandIn("python_extension", path.dirname(workspace)), extension],
      environment: { FIRST_PYTHON: first, SECOND_PYTHON: second },
    }),
    async ({ page, output, old, first, second, says, chooses }) => {
      await says(`'${first}', from the Python extension`);
      await says("The server is running.");
      await runCommand(page, "Stand-In: Choose the Second Interpreter");
      await says(`'${second}', from the Python extension`);
      const starts = output().match(/Starting the server/g);
      assert.equal(starts.length, 2, "a change that is none does not restart the server");

      chooses([first]);
      await says(`'${first}', from the setting`);
      chooses([old]);
      await says(`'${old}' from the setting: it is Python 3.8.10, and 3.10 or newer is needed.`);
      const notice = page.locator(".notification-toast", { hasText: "cannot use" });
      await notice.locator(".monaco-button", { hasText: "Open Settings" }).click();
      await page.locator(".settings-editor", { hasText: "Interpreter" }).waitFor();
    },
  ),
);

test("a start does not wait for a Python extension that answered before", LIMIT, () =>
  inWorkbench(
    ({ first, second }, workspace) => {
      const gate = path.join(path.dirname(workspace), "gate");
      fs.writeFileSync(gate, "");
      return {
        extensions: [packedStandIn("python_extension", path.dirname(workspace)), extension],
        environment: { FIRST_PYTHON: first, SECOND_PYTHON: second, PYTHON_GATE: gate },
      };
    },
    async ({ page, folder, output, first, second, says }) => {
      const gate = path.join(folder, "gate");
      const starts = () => output().match(/Starting the server/g).length;
      await says("The server is running.");
      fs.rmSync(gate);
      await page.reload();
      // A window that was used for a moment only does not open its files again by itself.
      await openFile(page, "state.yaml");
      await until(() => starts() === 2, "a start while the Python extension is silent", PATIENCE);
      assert.equal(output().split(`'${first}', from the Python extension`).length - 1, 2);
      await runCommand(page, "Stand-In: Choose the Second Interpreter");
      fs.writeFileSync(gate, "");
      await says(`'${second}', from the Python extension`);
    },
  ),
);

test("without any Python a message offers the settings and a download", LIMIT, () =>
  inWorkbench(
    () => ({ environment: { PATH: "/nowhere" } }),
    async ({ page, says }) => {
      await says("'py -3' from the PATH: there is no such program.");
      const notice = page.locator(".notification-toast", { hasText: "needs Python 3.10 or newer" });
      await notice.locator(".monaco-button", { hasText: "Open Settings" }).waitFor();
      await notice.locator(".monaco-button", { hasText: "Get Python" }).waitFor();
    },
  ),
);

test("a workspace that is not trusted is checked, but does not choose the interpreter", LIMIT, () =>
  inWorkbench(
    ({ spy }, workspace) => {
      fs.writeFileSync(
        path.join(workspace, ".vscode", "settings.json"),
        JSON.stringify({ "daprls.interpreter": [spy] }),
      );
      fs.copyFileSync(spy, path.join(workspace, "python"));
      return {
        trusted: false,
        settings: { "daprls.interpreter": ["${workspaceFolder}/python"] },
      };
    },
    async ({ page, folder, says }) => {
      await page.locator(".statusbar", { hasText: "Restricted Mode" }).waitFor();
      await says("from the PATH");
      await says("The server is running.");
      await until(async () => (await squiggles(page)).includes("error"), "the squiggle");
      assert.ok(!fs.existsSync(path.join(folder, "spied")));
    },
  ),
);
