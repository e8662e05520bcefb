// Tasks that run the command line that comes with the server, as `daprls lint` in a terminal.

import * as path from "node:path";
import * as vscode from "vscode";
import { ISOLATION } from "./interpreter";

/** The type of tasks, as `tasks.json` says it. */
export const TASKS = "daprls";

const MATCHER = "$daprls";

interface Definition extends vscode.TaskDefinition {
  readonly command?: string;
  readonly args?: readonly string[];
}

/** The Python that runs the server, as far as one was found. */
export type Executable = () => string | undefined;

/** Offers `daprls lint` for each folder, and makes whole what `tasks.json` says. */
export function registerTasks(
  context: vscode.ExtensionContext,
  executable: Executable,
): vscode.Disposable {
  const launcher = context.asAbsolutePath(path.join("client", "launch.py"));
  const made = (definition: Definition, scope: vscode.WorkspaceFolder | vscode.TaskScope) => {
    const { command = "lint", args = [] } = definition;
    const python = executable();
    if (python === undefined) {
      return undefined;
    }
    const words = [...ISOLATION, launcher, command, ...args];
    const task = new vscode.Task(
      definition,
      scope,
      [command, ...args].join(" "),
      TASKS,
      new vscode.ProcessExecution(python, words),
      command === "lint" ? MATCHER : [],
    );
    task.detail = details()[command] ?? "";
    if (command === "lint") {
      task.group = vscode.TaskGroup.Test;
    }
    return task;
  };
  return vscode.tasks.registerTaskProvider(TASKS, {
    provideTasks: () =>
      (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
        const task = made({ type: TASKS, command: "lint" }, folder);
        return task === undefined ? [] : [task];
      }),
    resolveTask: ({ definition, scope }) =>
      made(definition as Definition, scope ?? vscode.TaskScope.Workspace),
  });
}

/** Milliseconds that VS Code may take for what a task has printed at its end. */
const LATE = 1_000;

/** Calls `then` whenever a task of this extension has ended and its problems are shown. */
export function onDidEndTask(then: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  return vscode.Disposable.from(
    vscode.tasks.onDidEndTask(({ execution }) => {
      if (execution.task.definition.type === TASKS) {
        timer = setTimeout(then, LATE);
      }
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

function details(): Record<string, string> {
  return {
    lint: vscode.l10n.t("Reports what is wrong with Dapr components"),
    fix: vscode.l10n.t("Makes the fixes that are safe"),
  };
}
