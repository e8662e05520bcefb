// Packs the extensions that stand in for those of others, which no registry of packages carries.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const programs = path.join(here, "..", "..", "..", "node_modules", ".bin");

/** The .vsix of the stand-in `name`, made in `folder`. */
export function packedStandIn(name, folder) {
  const sources = path.join(here, name);
  const copy = path.join(folder, name);
  const packed = path.join(folder, `${name}.vsix`);
  fs.cpSync(sources, copy, { recursive: true });
  run("esbuild", sources, [
    ...["extension.js", "--bundle", "--platform=node", "--external:vscode"],
    ...["--log-level=warning", `--outfile=${path.join(copy, "dist", "extension.js")}`],
  ]);
  run("vsce", copy, [
    ...["package", "--no-dependencies", "--allow-missing-repository", "--skip-license"],
    ...["--out", packed],
  ]);
  return packed;
}

function run(program, folder, words) {
  execFileSync(path.join(programs, program), words, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
