// The language status: what the component at the caret is and how it authenticates, whether anything
// is wrong with it, and whether the server is there.

import * as vscode from "vscode";
import type { Connection, State } from "./connection";

/** What the server tells of a component. */
export interface ComponentSummary {
  readonly name: string;
  readonly nameSource: "manifest" | "comment" | "config" | "command" | "stem";
  readonly dialect: "aca" | "oss";
  readonly type: string;
  readonly authentication: string;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
}

const SELECTOR: vscode.DocumentSelector = [
  { language: "yaml", scheme: "file" },
  { language: "yaml", scheme: "untitled" },
];

/** Whether the active editor shows a component; menus ask for it. */
const IS_COMPONENT = "daprls.isComponent";

/** Milliseconds that the caret must rest. */
const QUIET = 150;

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("daprls.component", SELECTOR);
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private question = 0;

  constructor(private readonly connection: Connection) {
    this.item.name = vscode.l10n.t("Dapr Component");
    this.item.command = { title: vscode.l10n.t("Show Output"), command: "daprls.showOutput" };
    const soon = () => this.soon();
    this.subscriptions = [
      connection.onDidChange(soon),
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) {
          soon();
        }
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) {
          soon();
        }
      }),
    ];
    this.show(connection.state, undefined);
    soon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), QUIET);
  }

  private async refresh(): Promise<void> {
    const { state } = this.connection;
    this.question += 1;
    const { question } = this;
    const editor = vscode.window.activeTextEditor;
    let told: ComponentSummary | undefined;
    if (state === "running" && editor && vscode.languages.match(SELECTOR, editor.document) > 0) {
      const { line, character } = editor.selection.active;
      const place = { uri: editor.document.uri.toString(), position: { line, character } };
      told = await this.connection.ask<ComponentSummary | null>("component", place).then(
        (answer) => answer ?? undefined,
        // A server that is going away cannot answer, and is told of by itself.
        () => undefined,
      );
    }
    if (question === this.question) {
      this.show(state, told);
    }
  }

  private show(state: State, told: ComponentSummary | undefined): void {
    const { item } = this;
    void vscode.commands.executeCommand("setContext", IS_COMPONENT, told !== undefined);
    item.busy = state === "starting";
    item.severity = severity(state, told);
    item.text = told ? summary(told) : stateText(state);
    const label = told ? spoken(told) : item.text;
    item.accessibilityInformation = { label: `${item.name}: ${label}` };
  }
}

function stateText(state: State): string {
  switch (state) {
    case "starting":
      return vscode.l10n.t("Dapr: starting");
    case "running":
      return vscode.l10n.t("No Dapr component here");
    case "stopped":
      return vscode.l10n.t("Dapr: the server is not running");
  }
}

function severity(state: State, told: ComponentSummary | undefined): vscode.LanguageStatusSeverity {
  const { Information, Warning, Error: Wrong } = vscode.LanguageStatusSeverity;
  if (state === "stopped" || (told?.error ?? 0) > 0) {
    return Wrong;
  }
  return (told?.warning ?? 0) > 0 ? Warning : Information;
}

/** Short, for VS Code cuts off what is longer than a line. */
function summary({ dialect, type, authentication }: ComponentSummary): string {
  const kind = type || vscode.l10n.t("no type");
  return [dialect.toUpperCase(), kind, authentication].filter(Boolean).join(" · ");
}

/** All of it in words, for those who hear it. */
function spoken(told: ComponentSummary): string {
  const reader =
    told.dialect === "aca"
      ? vscode.l10n.t("Azure Container Apps")
      : vscode.l10n.t("Open-source Dapr");
  const { error, warning } = told;
  const found = [
    error > 0 && (error === 1 ? vscode.l10n.t("1 error") : vscode.l10n.t("{0} errors", error)),
    warning > 0 &&
      (warning === 1 ? vscode.l10n.t("1 warning") : vscode.l10n.t("{0} warnings", warning)),
  ];
  const kind = told.type || vscode.l10n.t("no type");
  return [told.name, reader, kind, told.authentication, ...found].filter(Boolean).join(", ");
}
