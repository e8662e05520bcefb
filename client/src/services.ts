// What every command needs: one of each for as long as the extension is active.

import type * as vscode from "vscode";
import type { Connection } from "./connection";
import type { Pages } from "./pages";

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly connection: Connection;
  readonly pages: Pages;
}
