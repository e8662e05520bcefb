// Tells menus which files hold components, so that other files and folders are left alone by them.

import * as path from "node:path";
import * as vscode from "vscode";
import type { Connection } from "./connection";

/** The paths of these files, as menus compare them with `resourcePath`. */
const FILES = "daprls.componentFiles";

/** The same of the folders that have such files in them, however deep. */
const FOLDERS = "daprls.componentFolders";

/** Milliseconds without a change on disk until it is asked again. */
const QUIET = 1_000;
const MOST = 5_000;

export function watchComponentFiles(connection: Connection): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    const uris = await connection.ask<string[]>("componentFiles").catch(() => []);
    const paths = uris.slice(0, MOST).map((uri) => vscode.Uri.parse(uri).fsPath);
    await tell(FILES, paths);
    await tell(FOLDERS, foldersOf(paths));
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => connection.state === "running" && void refresh(), QUIET);
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{yaml,yml}");
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(soon),
    watcher.onDidChange(soon),
    watcher.onDidDelete(soon),
    connection.onDidChange(soon),
    vscode.workspace.onDidChangeWorkspaceFolders(soon),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function tell(context: string, paths: readonly string[]): Promise<void> {
  // A list without items would count as something.
  const told = paths.length > 0 ? paths : undefined;
  await vscode.commands.executeCommand("setContext", context, told);
}

/** The folders above these files, up to the root of the disk. */
function foldersOf(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    let folder = path.dirname(file);
    while (!folders.has(folder)) {
      folders.add(folder);
      folder = path.dirname(folder);
    }
  }
  return [...folders];
}
