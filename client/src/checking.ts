// Looks at the whole workspace, and makes the fixes that are safe.

import * as vscode from "vscode";
import { fileChanges, makeChanges, type ProposedText, tellOutdated } from "./fileChanges";
import { previewed } from "./previews";
import type { Services } from "./services";
import { clicked, wantedDocument } from "./telling";

interface Looked {
  readonly files: number;
  readonly components: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
  readonly fixable: number;
}

interface Fixed {
  readonly fixes: readonly unknown[];
  readonly changes: readonly ProposedText[];
}

/** Has every file looked at, shows the Problems panel, and sums up. */
export async function lintWorkspace(services: Services): Promise<void> {
  const looked = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Looking at all Dapr components"),
      cancellable: true,
    },
    (_progress, token) => services.connection.ask<Looked>("lint", null, token),
  );
  if (looked.components === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is no Dapr component in this workspace."),
    );
    return;
  }
  if (looked.error + looked.warning + looked.info > 0) {
    await vscode.commands.executeCommand("workbench.panel.markers.view.focus");
  }
  const fix = vscode.l10n.t("Fix What Is Safe...");
  const buttons = looked.fixable > 0 ? [fix] : [];
  if ((await vscode.window.showInformationMessage(summary(looked), ...buttons)) === fix) {
    await fixWorkspace(services);
  }
}

function summary({ components, files, error, warning, info, hint }: Looked): string {
  const where = [
    components === 1 ? vscode.l10n.t("1 component") : vscode.l10n.t("{0} components", components),
    files === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", files),
  ].join(", ");
  const found = [
    error > 0 && (error === 1 ? vscode.l10n.t("1 error") : vscode.l10n.t("{0} errors", error)),
    warning > 0 &&
      (warning === 1 ? vscode.l10n.t("1 warning") : vscode.l10n.t("{0} warnings", warning)),
    info > 0 &&
      (info === 1
        ? vscode.l10n.t("1 piece of advice")
        : vscode.l10n.t("{0} pieces of advice", info)),
    hint > 0 && (hint === 1 ? vscode.l10n.t("1 hint") : vscode.l10n.t("{0} hints", hint)),
  ].filter(Boolean);
  return found.length > 0
    ? vscode.l10n.t("Dapr components: {0} (in {1}).", found.join(", "), where)
    : vscode.l10n.t("Dapr components: nothing found (in {0}).", where);
}

/** Makes the safe fixes of one file; one step back undoes them. */
export async function fixFile({ connection }: Services, argument?: unknown): Promise<void> {
  const document = await wantedDocument(argument);
  if (document === undefined) {
    return;
  }
  const wish = { uri: document.uri.toString(), preview: true };
  const fixed = await connection.ask<Fixed>("fixAll", wish);
  if (fixed.changes.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is nothing in this file that can be fixed safely."),
    );
    return;
  }
  await vscode.window.showTextDocument(document);
  if (await makeChanges(await fileChanges(fixed.changes))) {
    void vscode.window.showInformationMessage(said(fixed));
  } else {
    tellOutdated();
  }
}

/** Shows what the safe fixes change in all files, or in those of the folder clicked. */
export async function fixWorkspace(services: Services, argument?: unknown): Promise<void> {
  const { connection, pages } = services;
  const folder = clicked(argument)?.toString();
  const fixed = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Looking for what can be fixed safely"),
      cancellable: true,
    },
    (_progress, token) =>
      connection.ask<Fixed>("fixAll", { preview: true, ...(folder && { folder }) }, token),
  );
  if (fixed.changes.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is nothing that can be fixed safely."),
    );
    return;
  }
  const proposal = {
    title: vscode.l10n.t("Safe Fixes for Dapr Components"),
    verb: vscode.l10n.t("Fix"),
    question: question(fixed),
    texts: fixed.changes,
  };
  if (await previewed(proposal, pages)) {
    void vscode.window.showInformationMessage(said(fixed));
  }
}

function question({ fixes: { length: fixes }, changes: { length: files } }: Fixed): string {
  if (fixes === 1) {
    return vscode.l10n.t("Make 1 fix?");
  }
  return files === 1
    ? vscode.l10n.t("Make {0} fixes in 1 file?", fixes)
    : vscode.l10n.t("Make {0} fixes in {1} files?", fixes, files);
}

function said({ fixes: { length } }: Fixed): string {
  return length === 1
    ? vscode.l10n.t("1 problem was fixed.")
    : vscode.l10n.t("{0} problems were fixed.", length);
}
