// What Enter does behind the name of an item: the next line belongs to the same item. VS Code by
// itself puts the caret under the dash, where neither `value` nor `secretRef` can stand.

import * as vscode from "vscode";

/** An item's `name` with a value that ends on its line. */
const NAMED_ITEM = /^\s*- name: +[^\s#|>[{&].*$/;

/** Makes the caret go below `name` rather than below the dash. */
export function indentBelowNames(): vscode.Disposable {
  return vscode.languages.setLanguageConfiguration("yaml", {
    onEnterRules: [
      {
        beforeText: NAMED_ITEM,
        afterText: /^\s*$/,
        action: { indentAction: vscode.IndentAction.None, appendText: "  " },
      },
    ],
  });
}
