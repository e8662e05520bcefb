// The sample that the walkthrough is about. It is copied before it is opened, so that nothing of the
// extension is ever changed.

import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { columnOf } from "./columns";

const FOLDER = ["client", "walkthrough", "sample"];
const FIRST = "invoices.yaml";

/** Set once the sample's findings are there; the walkthrough ticks its step then. */
const FOUND = "daprls.sampleHasFindings";

const TURNS = 5;
const BETWEEN_TURNS = 300;

let copied: vscode.Uri | undefined;

/** Copies the sample to where somebody wants it, and opens its first file. */
export async function openSample({ extensionUri }: vscode.ExtensionContext): Promise<void> {
  const folder = await askForFolder();
  if (folder === undefined) {
    return;
  }
  const source = vscode.Uri.joinPath(extensionUri, ...FOLDER);
  for (const [name] of await vscode.workspace.fs.readDirectory(source)) {
    const from = vscode.Uri.joinPath(source, name);
    await vscode.workspace.fs.copy(from, vscode.Uri.joinPath(folder, name), { overwrite: true });
  }
  copied = vscode.Uri.joinPath(folder, FIRST);
  await show(copied);
}

/** Shows the first finding of the sample in words, below its line. */
export async function showFinding(context: vscode.ExtensionContext): Promise<void> {
  if (copied === undefined) {
    await openSample(context);
  }
  const uri = copied;
  if (uri === undefined) {
    return;
  }
  await show(uri);
  const [first] = await findings(uri);
  if (first === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("Nothing is wrong with the sample any more, or it was not looked at."),
    );
    return;
  }
  await showInWords(uri, first.range.start);
  await vscode.commands.executeCommand("setContext", FOUND, true);
}

/**
 * Unfolds the words of the finding that begins at `place`.
 *
 * VS Code does so only in the editor that has the focus, and its walkthrough takes the focus half a
 * second after one of its steps was unfolded. So this is done until the caret has got there.
 */
async function showInWords(uri: vscode.Uri, place: vscode.Position): Promise<void> {
  // The next marker behind the caret is the one that begins here.
  const before = place.character > 0 ? place.translate(0, -1) : place;
  for (let turn = 0; turn < TURNS; turn++) {
    const editor = await show(uri);
    editor.selection = new vscode.Selection(before, before);
    await vscode.commands.executeCommand("editor.action.marker.next");
    if (editor.selection.active.isEqual(place)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TURNS));
  }
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const temporary = vscode.l10n.t("In a temporary folder");
  const chosen = await vscode.window.showQuickPick(
    [
      { label: temporary, description: os.tmpdir() },
      { label: vscode.l10n.t("In a folder of mine...") },
    ],
    {
      title: vscode.l10n.t("Open the Sample"),
      placeHolder: vscode.l10n.t("Two small files are copied. Where to?"),
    },
  );
  if (chosen === undefined) {
    return undefined;
  }
  if (chosen.label === temporary) {
    return vscode.Uri.file(await fs.mkdtemp(path.join(os.tmpdir(), "dapr-components-")));
  }
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t("Copy Here"),
  });
  return folders?.[0] && vscode.Uri.joinPath(folders[0], "dapr-sample");
}

/** Opens a file beside the walkthrough, where that is in front. */
async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const isText = vscode.window.activeTextEditor !== undefined;
  const free = isText ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
  return vscode.window.showTextDocument(uri, {
    viewColumn: columnOf(uri) ?? free,
    preview: false,
  });
}

/** The findings in a file, worst first, once there are any. */
async function findings(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  const known = () =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === "daprls")
      .sort((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start));
  for (let turn = 0; turn < 100 && known().length === 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return known();
}
