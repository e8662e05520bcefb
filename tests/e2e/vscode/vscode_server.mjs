// A running VS Code server with the packed extension in it, on throw-away folders. Who looks at it, a
// person or a script, is not known here.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { EDITION, installVsCode } from "./install_vscode.mjs";

/** Settings that keep the window calm and the network untouched. */
const CALM = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off",
  // The older way of reading keys is the one that a driven browser feeds reliably.
  "editor.editContext": false,
  "editor.minimap.enabled": false,
  "explorer.compactFolders": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.restoreWindows": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * Installs `extensions` (paths of .vsix files) in a fresh VS Code and starts it.
 *
 * `settings` are the user's, `switches` the server's. Returns the `address` that shows a folder or a
 * `.code-workspace` file, how the window calls a `file` of this machine, the folder of the `logs`,
 * `gone` (resolves when the server has ended) and `close`.
 */
export async function startVsCode({
  edition = EDITION,
  extensions,
  settings = {},
  environment = {},
  switches = [],
  trusted = true,
}) {
  const vscode = installVsCode(edition);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-vscode-"));
  const sub = (...parts) => {
    const made = path.join(home, ...parts);
    fs.mkdirSync(made, { recursive: true });
    return made;
  };
  const user = sub("user");
  const chosen = { ...CALM, "security.workspace.trust.enabled": !trusted, ...settings };
  // To its window this server is a remote machine: what may differ from machine to machine, it takes
  // from the second place alone.
  for (const place of ["User", "Machine"]) {
    fs.writeFileSync(
      path.join(sub("user", place), "settings.json"),
      JSON.stringify(chosen, null, 2),
    );
  }
  const env = {
    ...process.env,
    // Its PATH is the one given here, not a login shell's.
    VSCODE_CLI: "1",
    // Without a gallery nothing is looked up outside.
    EXTENSIONS_GALLERY: "{}",
    HOME: sub("home"),
    XDG_CONFIG_HOME: sub("home", ".config"),
    XDG_DATA_HOME: sub("home", ".local"),
    ...environment,
  };
  const places = ["--user-data-dir", user, "--extensions-dir", sub("extensions")];
  const clear = () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  for (const extension of extensions) {
    try {
      execFileSync(
        vscode.node,
        [vscode.entry, ...places, "--install-extension", path.resolve(extension)],
        { env, stdio: ["ignore", "ignore", "inherit"], timeout: 120_000 },
      );
    } catch (error) {
      clear();
      throw error;
    }
  }

  const port = await freePort();
  const server = spawn(
    vscode.node,
    [
      ...serving(vscode, port),
      ...places,
      "--disable-telemetry",
      ...(trusted ? ["--disable-workspace-trust"] : []),
      ...switches,
    ],
    { env, stdio: "ignore", detached: true },
  );
  const gone = new Promise((resolve) => server.once("exit", resolve));
  const base = `http://127.0.0.1:${port}`;
  const close = async () => {
    try {
      process.kill(-server.pid);
    } catch {
      // It has ended by itself.
    }
    await gone;
    clear();
  };
  try {
    await until(() => fetch(`${base}/version`).then((answer) => answer.ok), "VS Code's server");
  } catch (error) {
    await close();
    throw error;
  }
  const address = (opened, payload = []) => {
    const kind = opened.endsWith(".code-workspace") ? "workspace" : "folder";
    const query = new URLSearchParams({ [kind]: opened });
    if (payload.length > 0) {
      query.set("payload", JSON.stringify(payload));
    }
    return `${base}/?${query}`;
  };
  const file = (name) => `vscode-remote://127.0.0.1:${port}${name}`;
  return { address, file, logs: path.join(user, "logs"), gone, close };
}

/** The words that start a server on `port`, for nobody but this machine. */
function serving({ entry, serverMain }, port) {
  if (serverMain === undefined) {
    return [
      ...[entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`],
      ...["--disable-update-check", "--disable-getting-started-override"],
    ];
  }
  return [
    ...[serverMain, "--host", "127.0.0.1", "--port", String(port)],
    ...["--without-connection-token", "--accept-server-license-terms"],
  ];
}

/** Waits until `condition` holds; an error in it counts as not yet. */
export async function until(condition, what, patience = 60_000) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (
      await Promise.resolve()
        .then(condition)
        .catch(() => false)
    ) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Waited in vain for ${what}.`);
}

/** The packed extension in the checkout. */
export function packedExtension(root) {
  const found = fs.readdirSync(root).filter((name) => name.endsWith(".vsix"));
  if (found.length !== 1) {
    throw new Error(`Expected one .vsix in ${root}, found ${found.length}; run 'npm run package'.`);
  }
  return path.join(root, found[0]);
}

async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
