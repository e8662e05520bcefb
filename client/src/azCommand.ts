// Puts the command line that deploys a file into the clipboard.

import * as vscode from "vscode";
import type { Services } from "./services";
import { type Shell, shellOf } from "./shells";
import { wantedDocument } from "./telling";

type Told =
  | {
      readonly bash: string;
      readonly powershell: string;
      readonly name: string;
      readonly isGuess: boolean;
      readonly placeholders: readonly string[];
    }
  | { readonly reason: string; readonly convertible: boolean };

/** Asks for the shell and copies; nothing is run. */
export async function copyAzCommand({ connection }: Services, argument?: unknown): Promise<void> {
  const document = await wantedDocument(argument);
  if (document === undefined) {
    return;
  }
  const told = await connection.ask<Told>("azCommand", { uri: document.uri.toString() });
  if ("reason" in told) {
    await refuse(told.reason, told.convertible, document.uri);
    return;
  }
  const shell = await askForShell();
  if (shell === undefined) {
    return;
  }
  const command = told[shell];
  await vscode.env.clipboard.writeText(command);
  const insert = vscode.l10n.t("Insert into Terminal");
  if ((await vscode.window.showInformationMessage(said(told, document), insert)) === insert) {
    const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
    terminal.show();
    // It is still to be filled in, so Enter is left to whoever has read it.
    terminal.sendText(command, false);
  }
}

async function refuse(reason: string, convertible: boolean, uri: vscode.Uri): Promise<void> {
  const convert = vscode.l10n.t("Convert...");
  const buttons = convertible ? [convert] : [];
  if ((await vscode.window.showWarningMessage(reason, ...buttons)) === convert) {
    await vscode.commands.executeCommand("daprls.convertFile", uri);
  }
}

async function askForShell(): Promise<Shell | undefined> {
  const options: (vscode.QuickPickItem & { shell: Shell })[] = [
    { label: "Bash, Zsh", shell: "bash" },
    { label: "PowerShell", shell: "powershell" },
  ];
  const usual = shellOf(vscode.env.shell);
  options.sort((a, b) => Number(b.shell === usual) - Number(a.shell === usual));
  const chosen = await vscode.window.showQuickPick(options, {
    title: vscode.l10n.t("Copy az Command"),
    placeHolder: vscode.l10n.t("For which shell?"),
  });
  return chosen?.shell;
}

function said(told: Exclude<Told, { reason: string }>, document: vscode.TextDocument): string {
  const sentences = [vscode.l10n.t("Copied. To be filled in: {0}.", told.placeholders.join(", "))];
  if (told.name && told.isGuess) {
    sentences.push(vscode.l10n.t("The name '{0}' is the file's.", told.name));
  }
  if (document.isDirty) {
    sentences.push(vscode.l10n.t("Save the file before: az reads it from disk."));
  }
  return sentences.join(" ");
}
