// Opens a copy of `examples/` in VS Code in the browser, with the packed extension, for a person to
// try it. It goes on until Ctrl+C.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packedExtension, startVsCode } from "./vscode_server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-editor-"));
const examples = path.join(folder, "examples");
fs.cpSync(path.join(root, "examples"), examples, { recursive: true });
const server = await startVsCode({ extensions: [packedExtension(root)] });
console.log(`Open ${server.address(examples)}`);
console.log(`It shows a copy of the examples, in ${examples}. Ctrl+C ends it.`);
await new Promise((resolve) => {
  process.once("SIGINT", resolve);
  process.once("SIGTERM", resolve);
  // Keeps the process alive.
  setInterval(() => {}, 60_000);
});
await server.close();
fs.rmSync(folder, { recursive: true, force: true });
process.exit();
