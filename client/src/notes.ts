// What is to be known once a change was made that the light bulb offered.

import * as vscode from "vscode";

/** What the server puts behind such a change; it is told the name when it starts. */
export const NOTE_COMMAND = "daprls.showNote";

/** Tells the sentences, and offers the command lines that go with them. */
export async function showNote(note: unknown): Promise<void> {
  const { message, commands } = (note ?? {}) as { message?: unknown; commands?: unknown };
  if (typeof message !== "string") {
    return;
  }
  const lines = Array.isArray(commands) ? commands.filter((each) => typeof each === "string") : [];
  const copy = lines.length > 1 ? vscode.l10n.t("Copy Commands") : vscode.l10n.t("Copy Command");
  const buttons = lines.length > 0 ? [copy] : [];
  if ((await vscode.window.showInformationMessage(message, ...buttons)) === copy) {
    await vscode.env.clipboard.writeText(lines.join("\n"));
  }
}
