// A change of several files that the server proposes: the files as they are and as they would be.

import * as vscode from "vscode";
import { difference } from "./differences";

/** A file and its text after the change, as the server tells it. */
export interface ProposedText {
  readonly uri: string;
  readonly newText: string;
  /** The version of the document that it was made of; `null` where none was open. */
  readonly version: number | null;
}

/** One file of a change. */
export interface FileChange {
  readonly uri: vscode.Uri;
  /** The file as it is; `undefined` where the change makes it. */
  readonly document: vscode.TextDocument | undefined;
  /** The version of the document that the change is about; `undefined`: no version of it. */
  readonly version: number | undefined;
  readonly after: string;
}

/** The files of a change, opened. */
export async function fileChanges(proposed: readonly ProposedText[]): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const { uri: address, newText, version } of proposed) {
    const uri = vscode.Uri.parse(address);
    const document = await vscode.workspace.openTextDocument(uri).then(
      (opened) => opened,
      () => undefined,
    );
    // VS Code keeps a byte order mark to itself.
    const after = newText.replace(/^\ufeff/, "");
    // What the server does not have open it has read from disk.
    const read = document?.isDirty ? undefined : document?.version;
    changes.push({ uri, document, version: version ?? read, after });
  }
  return changes;
}

/** Whether all files still are what the change was made of. */
export function isUpToDate(changes: readonly FileChange[]): boolean {
  return changes.every(({ document, version }) => document?.version === version);
}

/** Says that a change came too late. */
export function tellOutdated(): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t("Nothing was changed: a file is no longer as it was. Run the command again."),
  );
}

/** Makes the change, in one step that can be undone; whether all files were still as they were. */
export async function makeChanges(changes: readonly FileChange[]): Promise<boolean> {
  if (!isUpToDate(changes)) {
    return false;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, document, after } of changes) {
    if (document === undefined) {
      edit.createFile(uri, { contents: new TextEncoder().encode(after) });
      continue;
    }
    const found = difference(document.getText(), after);
    if (found !== undefined) {
      const start = document.positionAt(found.start);
      const range = new vscode.Range(start, document.positionAt(found.end));
      edit.replace(uri, range, found.text);
    }
  }
  // Of several files nobody wants to save each; a refactoring saves them.
  return vscode.workspace.applyEdit(edit, { isRefactoring: changes.length > 1 });
}
