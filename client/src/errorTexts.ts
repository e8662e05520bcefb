// Explains an error of `az`, the service or the sidecar that was copied from somewhere.

import * as vscode from "vscode";
import { RULE_PAGES } from "./pageLinks";
import type { Services } from "./services";

interface Explained {
  readonly page: string;
}

/** Takes the selected text, or asks for one, and shows what is known about it. */
export async function explainError(services: Services, argument?: unknown): Promise<void> {
  const { connection, pages } = services;
  const text = typeof argument === "string" ? argument : (selected() ?? (await ask()));
  if (!text?.trim()) {
    return;
  }
  const wish = { text, rulePages: RULE_PAGES };
  const explained = await connection.ask<Explained | null>("explain", wish);
  if (explained === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        "Nothing in this text is known. It may have nothing to do with component files.",
      ),
    );
    return;
  }
  await pages.show(vscode.l10n.t("What this error means"), explained.page);
}

/** The same for what is selected in the active terminal, which only the clipboard can be asked for. */
export async function explainInTerminal(services: Services): Promise<void> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  let text: string;
  try {
    await clipboard.writeText("");
    await vscode.commands.executeCommand("workbench.action.terminal.copySelection");
    text = await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
  await explainError(services, text);
}

/** What is selected where errors are read: in a log, an output channel, a plain text. */
function selected(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.document.languageId === "yaml") {
    return undefined;
  }
  return editor.document.getText(editor.selection) || undefined;
}

/** Lines become one, which is as good: errors are recognized by their words. */
async function ask(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Explain Error Text"),
    prompt: vscode.l10n.t("The error as az or the sidecar prints it. It stays on this machine."),
    placeHolder: vscode.l10n.t("Paste the error"),
    ignoreFocusOut: true,
  });
}
