// Writes a component for another reader, and says what is lost.

import * as vscode from "vscode";
import type { Services } from "./services";
import type { ComponentSummary } from "./statusItem";
import { wantedDocument } from "./telling";

type Target = "aca" | "oss" | "bicep";

interface Converted {
  readonly files: readonly {
    readonly uri: string | null;
    readonly fileName: string;
    readonly language: string;
    readonly text: string;
  }[];
  readonly lost: readonly string[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/** Asks for the target, opens the results, and shows what did not come along. */
export async function convertFile(services: Services, argument?: unknown): Promise<void> {
  const { connection } = services;
  const document = await wantedDocument(argument);
  if (document === undefined) {
    return;
  }
  const uri = document.uri.toString();
  const told = await connection.ask<ComponentSummary | null>("component", { uri });
  const target = await askForTarget(told?.dialect);
  const name = target && (await askForName(target, told));
  if (target === undefined || name === undefined) {
    return;
  }
  const converted = await connection.ask<Converted>("convert", { uri, to: target, name });
  if (converted.files.length > 0) {
    const writes = await askForPlace(converted);
    if (writes === undefined) {
      return;
    }
    await open(converted, writes);
  }
  await tell(converted, services);
}

async function askForTarget(dialect: string | undefined): Promise<Target | undefined> {
  const options: (vscode.QuickPickItem & { target: Target })[] = [
    { label: vscode.l10n.t("Azure Container Apps"), description: "YAML", target: "aca" },
    { label: vscode.l10n.t("Open-source Dapr"), description: "YAML", target: "oss" },
    {
      label: "Bicep",
      description: vscode.l10n.t("For Azure Container Apps"),
      target: "bicep",
    },
  ];
  const chosen = await vscode.window.showQuickPick(
    options.filter(({ target }) => target !== dialect),
    { title: vscode.l10n.t("Convert Component"), placeHolder: vscode.l10n.t("For whom?") },
  );
  return chosen?.target;
}

/** The component's name where its file does not surely say it; empty where that is not needed. */
async function askForName(
  target: Target,
  told: ComponentSummary | null,
): Promise<string | undefined> {
  if (target === "aca" || told?.nameSource !== "stem") {
    return "";
  }
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Convert Component"),
    prompt: vscode.l10n.t("The component's name, which its file does not say"),
    value: told.name,
    ignoreFocusOut: true,
  });
}

/** Whether files are written; `undefined` where somebody has thought better of it. */
async function askForPlace({ files }: Converted): Promise<boolean | undefined> {
  if (files.some(({ uri }) => uri === null)) {
    return false;
  }
  const names = files.map(({ fileName }) => fileName).join(", ");
  const options = [
    { label: vscode.l10n.t("Open in a new editor"), writes: false },
    { label: vscode.l10n.t("Write beside the file"), description: names, writes: true },
  ];
  const chosen = await vscode.window.showQuickPick(options, {
    title: vscode.l10n.t("Convert Component"),
    placeHolder: vscode.l10n.t("The file stays as it is. Where does the result go?"),
  });
  return chosen?.writes;
}

async function open({ files }: Converted, writes: boolean): Promise<void> {
  for (const { uri, language, text } of files) {
    let document: vscode.TextDocument;
    if (writes && uri !== null) {
      const target = vscode.Uri.parse(uri);
      const edit = new vscode.WorkspaceEdit();
      edit.createFile(target, { contents: new TextEncoder().encode(text) });
      if (!(await vscode.workspace.applyEdit(edit))) {
        throw new Error(`'${target.fsPath}' could not be written.`);
      }
      document = await vscode.workspace.openTextDocument(target);
    } else {
      const languages = await vscode.languages.getLanguages();
      // Bicep belongs to an extension that need not be there.
      const known = languages.includes(language) ? language : "plaintext";
      document = await vscode.workspace.openTextDocument({ language: known, content: text });
    }
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

async function tell({ lost, refused, files }: Converted, { pages }: Services): Promise<void> {
  if (lost.length === 0 && refused.length === 0) {
    if (files.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("There is nothing in this file to convert."),
      );
    }
    return;
  }
  const lines = [`# ${vscode.l10n.t("What did not come along")}`, ""];
  lines.push(...lost.map((sentence) => `- ${sentence}`));
  if (refused.length > 0) {
    lines.push("", `## ${vscode.l10n.t("Not converted")}`, "");
    lines.push(...refused.map(({ name, reason }) => `- \`${name}\`: ${reason}`));
  }
  const [first] = refused;
  if (files.length === 0 && refused.length === 1 && lost.length === 0 && first !== undefined) {
    void vscode.window.showWarningMessage(first.reason);
    return;
  }
  await pages.show(vscode.l10n.t("What did not come along"), `${lines.join("\n")}\n`);
}
