// The server in Debian's Neovim, Emacs and Vim, clients that are told nothing but how to start it.
// Each goes through the same session, in its own language, and says what it saw.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");
const script = (name) => path.join(here, name);
const golden = fs.readFileSync(path.join(here, "..", "vscode", "golden", "carts.yaml"), "utf8");

const EDITORS = {
  Neovim: ["nvim", "--headless", "--clean", "-n", "-S", script("neovim.lua")],
  Emacs: ["emacs", "-Q", "--batch", "-l", script("emacs.el")],
  Vim: ["vim", "-es", "-N", "-u", "NONE", "-i", "NONE", "-S", script("vim.vim")],
};

/** What this machine lacks, by `../run.sh`. */
const LEFT_OUT = process.env.LEFT_OUT?.split(" ") ?? [];

for (const [editor, [program, ...words]] of Object.entries(EDITORS)) {
  const options = {
    timeout: 120_000,
    skip: LEFT_OUT.includes(editor) && "it is not installed",
  };
  test(`a session in ${editor}`, options, async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-session-"));
    t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
    const workspace = path.join(folder, "bookshop");
    fs.cpSync(path.join(root, "examples", "bookshop"), workspace, { recursive: true });
    const read = (file) => fs.readFileSync(path.join(workspace, file), "utf8");
    const carts = read("local/carts.yaml").replace("Local-Secrets", "local-secrets");
    fs.writeFileSync(path.join(workspace, "local", "carts.yaml"), carts);
    const named = ["local/secrets.yaml", "local/carts.yaml"].map((file) => [file, read(file)]);
    const report = path.join(folder, "report.json");
    execFileSync(program, words, {
      cwd: workspace,
      env: {
        ...process.env,
        DAPRLS: process.env.DAPRLS || path.join(root, ".venv", "bin", "daprls"),
        REPORT: report,
        HOME: folder,
        XDG_STATE_HOME: folder,
        XDG_CACHE_HOME: folder,
      },
      stdio: "ignore",
      timeout: 100_000,
    });
    const seen = JSON.parse(fs.readFileSync(report, "utf8"));
    assert.equal(seen.failure, undefined);

    await t.test("diagnostics are shown", () => {
      assert.equal(seen.findings.length, 1);
      assert.match(seen.findings[0], /'masterKey' is a secret that nobody needs to keep/);
    });
    const screenless = { skip: editor === "Vim" && "completion needs a screen" };
    await t.test("a metadata name is completed", screenless, () => {
      assert.equal(seen.completed, "  - name: keyPrefix");
    });
    await t.test("a code action changes the file", () => {
      assert.deepEqual(seen.actions.slice(0, 2), [
        "Switch to managed identity (system-assigned)",
        "Switch to managed identity (user-assigned)",
      ]);
      assert.deepEqual(seen.findings_after, []);
      assert.equal(read("components/carts.yaml"), golden);
    });
    await t.test("a new name goes to all files that say the old one", () => {
      for (const [file, before] of named) {
        assert.equal(read(file), before.replaceAll("local-secrets", "safe"), file);
      }
    });
  });
}
