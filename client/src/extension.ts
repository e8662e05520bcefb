// The extension's life: what is registered when it is activated, what makes the server start
// again, how it ends. What the server is and how an interpreter is found stand elsewhere.

import * as vscode from "vscode";
import { candidates, INTERPRETER_SETTING } from "./candidates";
import { indentBelowNames } from "./enterRules";
import { PythonExtensionChoice } from "./pythonExtension";
import { Restarts } from "./restarts";
import { openRulePage } from "./rulePages";
import { startServer } from "./server";
import { keepSchemasOffComponents } from "./yamlExtension";

let restarts: Restarts | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Dapr Components", { log: true });
  const choice = new PythonExtensionChoice(output);
  const started = new Restarts(() => startServer(context, output, () => candidates(choice)));
  restarts = started;
  const restart = () => started.request();

  context.subscriptions.push(
    output,
    choice,
    indentBelowNames(),
    keepSchemasOffComponents(output),
    choice.onDidChange(restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(INTERPRETER_SETTING)) {
        void restart();
      }
    }),
    vscode.commands.registerCommand("daprls.restart", restart),
    vscode.commands.registerCommand("daprls.showOutput", () => output.show()),
    vscode.commands.registerCommand("daprls.openRulePage", (code?: unknown) =>
      openRulePage(context.extensionUri, code),
    ),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await restarts?.close();
}
