// The extension's life: what is registered when it is activated, what makes the server start
// again, how it ends. What the server is and how an interpreter is found stand elsewhere.

import * as vscode from "vscode";
import { candidates, INTERPRETER_SETTING } from "./candidates";
import { registerCommands } from "./commands";
import { watchComponentFiles } from "./componentFiles";
import { Connection } from "./connection";
import { indentBelowNames } from "./enterRules";
import { Pages } from "./pages";
import { PythonExtensionChoice } from "./pythonExtension";
import { Restarts } from "./restarts";
import { startServer } from "./server";
import type { Services } from "./services";
import { StatusItem } from "./statusItem";
import { registerTasks } from "./tasks";
import { keepSchemasOffComponents } from "./yamlExtension";

let restarts: Restarts | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Dapr Components", { log: true });
  const choice = new PythonExtensionChoice(output, context.workspaceState);
  const connection = new Connection();
  const pages = new Pages();
  const services: Services = { context, output, connection, pages };
  const started = new Restarts(() => startServer(services, () => candidates(choice)));
  restarts = started;
  const restart = () => started.request();

  context.subscriptions.push(
    output,
    choice,
    connection,
    pages,
    new StatusItem(connection),
    indentBelowNames(),
    choice.onDidChange(restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(INTERPRETER_SETTING)) {
        void restart();
      }
    }),
    vscode.commands.registerCommand("daprls.restart", restart),
    registerCommands(services),
    registerTasks(context, () => connection.executable),
    keepSchemasOffComponents(output),
    watchComponentFiles(connection),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await restarts?.close();
}
