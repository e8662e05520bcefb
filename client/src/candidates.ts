// The commands that may be a Python, in the order in which the author is likely to mean them.

import * as os from "node:os";
import * as vscode from "vscode";
import type { Candidate } from "./interpreter";
import type { PythonExtensionChoice } from "./pythonExtension";
import { expand } from "./variables";

export const INTERPRETER_SETTING = "daprls.interpreter";

const ON_PATH: readonly Candidate["command"][] = [["python3"], ["python"], ["py", "-3"]];

/**
 * The setting, then the Python extension's choice, then what is on the PATH.
 *
 * In a workspace that is not trusted nothing comes from the workspace: not a setting that points
 * into it, and not the Python extension's choice, which may be the workspace's own environment.
 */
export async function* candidates(choice: PythonExtensionChoice): AsyncGenerator<Candidate> {
  const trusted = vscode.workspace.isTrusted;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const configured = vscode.workspace
    .getConfiguration(undefined, folder)
    .get<string[]>(INTERPRETER_SETTING, []);
  const variables = {
    workspaceFolder: trusted ? folder?.fsPath : undefined,
    userHome: os.homedir(),
    env: process.env,
  };
  const [program, ...words] = configured.map((word) => expand(word, variables));
  if (program && words.every((word) => word !== undefined)) {
    yield { command: [program, ...words], origin: "setting" };
  }
  const chosen = trusted ? await choice.executable(folder) : undefined;
  if (chosen !== undefined) {
    yield { command: [chosen], origin: "Python extension" };
  }
  for (const command of ON_PATH) {
    yield { command, origin: "PATH" };
  }
}
