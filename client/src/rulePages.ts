// Opens the pages about rules that come with the extension, and makes the codes of diagnostics link
// to them. A link that the server sends itself, to published pages, is left alone.

import * as vscode from "vscode";

const COMMAND = "daprls.openRulePage";

/** A rule's code is also the name of its page, so nothing else may be in it. */
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Shows the page of the rule `code`; without a code, asks for one. */
export async function openRulePage(extension: vscode.Uri, code: unknown): Promise<void> {
  const chosen = code ?? (await askForCode(extension));
  if (chosen === undefined) {
    return;
  }
  const page = typeof chosen === "string" ? pageOf(extension, chosen) : undefined;
  if (page === undefined || !(await exists(page))) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is no page about a rule '{0}'.", String(chosen)),
    );
    return;
  }
  try {
    await vscode.commands.executeCommand("markdown.showPreview", page);
  } catch {
    // The preview belongs to an extension that can be switched off.
    await vscode.window.showTextDocument(page);
  }
}

/** Makes the code of each of `diagnostics` a link to its page, in place. */
export function linkedToPages(
  diagnostics: vscode.Diagnostic[],
  extension: vscode.Uri,
): vscode.Diagnostic[] {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code === "string" && pageOf(extension, code) !== undefined) {
      const query = encodeURIComponent(JSON.stringify([code]));
      diagnostic.code = { value: code, target: vscode.Uri.parse(`command:${COMMAND}?${query}`) };
    }
  }
  return diagnostics;
}

async function askForCode(extension: vscode.Uri): Promise<string | undefined> {
  const files = await vscode.workspace.fs.readDirectory(rulePagesOf(extension));
  const codes = files.map(([name]) => name.replace(/\.md$/, "")).filter((name) => CODE.test(name));
  return vscode.window.showQuickPick(codes.sort(), {
    title: vscode.l10n.t("Open Rule Page"),
    placeHolder: vscode.l10n.t("Which rule?"),
  });
}

/** The folder of the pages that come with the extension. */
export function rulePagesOf(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "docs", "rules");
}

function pageOf(extension: vscode.Uri, code: string): vscode.Uri | undefined {
  return CODE.test(code) ? vscode.Uri.joinPath(rulePagesOf(extension), `${code}.md`) : undefined;
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
