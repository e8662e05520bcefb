// A change of several files that the server proposes: the files as they are and as they would be.

import * as vscode from "vscode";
import { difference } from "./differences";

/** A file and its text after the change, as the server tells it. */
export interface ProposedText {
  readonly uri: string;
  readonly newText: string;
}

/** One file of a change. */
export interface FileChange {
  readonly uri: vscode.Uri;
  /** The file as it is; `undefined` where the change makes it. */
  readonly document: vscode.TextDocument | undefined;
  /** The version of the document that the change is about. */
  readonly version: number | undefined;
  readonly after: string;
}

/** The files of a change, opened. */
export async function fileChanges(proposed: readonly ProposedText[]): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const { uri: address, newText } of proposed) {
    const uri = vscode.Uri.parse(address);
    const document = await vscode.workspace.openTextDocument(uri).then(
      (opened) => opened,
      () => undefined,
    );
    // VS Code keeps a byte order mark to itself.
    const after = newText.replace(/^\ufeff/, "");
    changes.push({ uri, document, version: document?.version, after });
  }
  return changes;
}

/** Makes the change, in one step that can be undone; whether all files were still as they were. */
export async function makeChanges(changes: readonly FileChange[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, document, version, after } of changes) {
    if (document === undefined) {
      edit.createFile(uri, { contents: new TextEncoder().encode(after) });
      continue;
    }
    if (document.version !== version) {
      return false;
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
