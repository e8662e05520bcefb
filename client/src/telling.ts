// How a command begins and ends for the person who called it: the file that it is about, messages,
// and what is said when it fails.

import * as vscode from "vscode";
import { NoServerError } from "./connection";

/** What a command was given by a menu: the file that was clicked, or nothing. */
export function clicked(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) {
    return argument;
  }
  const uri = (argument as { resourceUri?: unknown } | undefined)?.resourceUri;
  return uri instanceof vscode.Uri ? uri : undefined;
}

/** The YAML document that a command is about: the one clicked, the active one, or one in sight. */
export async function wantedDocument(argument: unknown): Promise<vscode.TextDocument | undefined> {
  const uri = clicked(argument);
  if (uri !== undefined) {
    return vscode.workspace.openTextDocument(uri);
  }
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editors = [activeTextEditor, ...visibleTextEditors];
  const document = editors.find((editor) => editor && isYaml(editor.document))?.document;
  if (document === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("Open a Dapr component file first; this command is about one."),
    );
  }
  return document;
}

function isYaml({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === "yaml" && (uri.scheme === "file" || uri.scheme === "untitled");
}

/** Tells why a command failed, unless it was taken back. */
export async function tellFailure(error: unknown, output: vscode.LogOutputChannel): Promise<void> {
  if (error instanceof vscode.CancellationError || isTakenBack(error)) {
    return;
  }
  const restart = vscode.l10n.t("Restart Server");
  const showOutput = vscode.l10n.t("Show Output");
  if (!(error instanceof NoServerError)) {
    output.error(`A command failed: ${error}`);
  }
  const message =
    error instanceof NoServerError
      ? error.message
      : vscode.l10n.t("That did not work; the output says more.");
  const answer = await vscode.window.showErrorMessage(
    message,
    ...(error instanceof NoServerError ? [restart, showOutput] : [showOutput]),
  );
  if (answer === restart) {
    await vscode.commands.executeCommand("daprls.restart");
  } else if (answer === showOutput) {
    output.show();
  }
}

/** The protocol's code for a request that was taken back. */
const TAKEN_BACK = -32800;

function isTakenBack(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === TAKEN_BACK;
}
