// The server in Debian's Neovim, a client that is told nothing but how to start it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");

test("a session in Neovim", { timeout: 120_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-neovim-"));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const workspace = path.join(folder, "bookshop");
  fs.cpSync(path.join(root, "examples", "bookshop"), workspace, { recursive: true });
  const report = path.join(folder, "report.json");
  execFileSync("nvim", ["--headless", "--clean", "-n", "-S", path.join(here, "session.lua")], {
    cwd: workspace,
    env: {
      ...process.env,
      DAPRLS: process.env.DAPRLS || path.join(root, ".venv", "bin", "daprls"),
      REPORT: report,
      XDG_STATE_HOME: folder,
      XDG_CACHE_HOME: folder,
    },
    stdio: "ignore",
    timeout: 100_000,
  });
  const seen = JSON.parse(fs.readFileSync(report, "utf8"));
  assert.equal(seen.failure, undefined);

  await t.test("diagnostics are shown", () => {
    assert.deepEqual(seen.codes, ["prefer-managed-identity"]);
  });
  await t.test("a metadata name is completed", () => {
    assert.equal(seen.completed, "  - name: keyPrefix");
  });
  await t.test("a code action changes the file", () => {
    assert.deepEqual(seen.actions.slice(0, 2), [
      "Switch to managed identity (system-assigned)",
      "Switch to managed identity (user-assigned)",
    ]);
    assert.deepEqual(seen.codes_after, []);
    assert.equal(
      fs.readFileSync(path.join(workspace, "components", "carts.yaml"), "utf8"),
      fs.readFileSync(path.join(here, "..", "vscode", "golden", "carts.yaml"), "utf8"),
    );
  });
});
