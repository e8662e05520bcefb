import assert from "node:assert/strict";
import { test } from "node:test";
import { shellOf } from "../src/shells";

test("a shell is known by its program", () => {
  for (const path of ["/bin/bash", "/usr/bin/zsh", "fish", "", "C:\\Git\\bin\\bash.exe"]) {
    assert.equal(shellOf(path), "bash");
  }
  for (const path of [
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "/usr/bin/pwsh",
    "/snap/bin/pwsh-preview",
    "C:\\Windows\\System32\\cmd.exe",
  ]) {
    assert.equal(shellOf(path), "powershell");
  }
});
