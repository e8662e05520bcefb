// Opens a copy of `examples/` in VS Code in the browser, with the packed extension, for a person to
// try it. It goes on until Ctrl+C, which leaves nothing behind, whenever it comes.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packedExtension, startVsCode } from "./vscode_server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-editor-"));
const examples = path.join(folder, "examples");
let stopped = false;
const stop = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      stopped = true;
      resolve();
    });
  }
});
let server;
try {
  console.log("Starting VS Code. The first time it is fetched, which takes some minutes.");
  fs.cpSync(path.join(root, "examples"), examples, { recursive: true });
  server = await startVsCode({ extensions: [packedExtension(root)] });
  if (!stopped) {
    console.log(`Open ${server.address(examples)}`);
    console.log(`It shows a copy of the examples, in ${examples}. Ctrl+C ends it.`);
    await Promise.race([stop, server.gone]);
  }
  if (!stopped) {
    throw new Error("VS Code has ended.");
  }
} catch (error) {
  // A program that was being waited for has had the signal first.
  await new Promise((resolve) => setImmediate(resolve));
  if (!stopped) {
    console.error(error.message);
    process.exitCode = 1;
  }
} finally {
  await server?.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit();
