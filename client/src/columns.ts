// Where files are open in the window.

import * as vscode from "vscode";

/** The column that has a tab of the file; `undefined` where none has. */
export function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const address = uri.toString();
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === address,
    ),
  );
  return group?.viewColumn;
}
