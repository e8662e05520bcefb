// The server as the rest of the client sees it: whether it is there, and what it answers. How it is
// started is not known here.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What the server is up to. */
export type State = "starting" | "running" | "stopped";

/** What the server is asked to carry out. The palette's commands have other names: see docs. */
export const SERVER_COMMANDS = {
  azCommand: "daprls.azCommand",
  component: "daprls.component",
  componentFiles: "daprls.componentFiles",
  convert: "daprls.convert",
  explain: "daprls.explain",
  fixAll: "daprls.fixAll",
  graph: "daprls.graph",
  identity: "daprls.identity",
  lint: "daprls.lint",
  new: "daprls.new",
  newChoices: "daprls.newChoices",
  switchAll: "daprls.switchAll",
} as const;

export type ServerCommand = keyof typeof SERVER_COMMANDS;

/** There is no server that could answer. */
export class NoServerError extends Error {
  constructor() {
    super(vscode.l10n.t("The language server is not running."));
  }
}

export class Connection implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<State>();
  /** Fires when the server has become something else. */
  readonly onDidChange = this.changed.event;
  private current: State = "stopped";
  private connected: LanguageClient | undefined;
  /** The Python that ran the server last. */
  executable: string | undefined;

  get state(): State {
    return this.current;
  }

  /** What speaks to the server, while it runs. */
  get client(): LanguageClient | undefined {
    return this.connected;
  }

  /** A server is being started. */
  begin(): void {
    this.become("starting", undefined);
  }

  /** The server behind `client` answers from now on. */
  open(client: LanguageClient): void {
    this.become("running", client);
  }

  /** There is no server any more. */
  close(): void {
    this.become("stopped", undefined);
  }

  /**
   * What the server answers to a command; a server that is being started is waited for.
   *
   * Throws `NoServerError` where there is none.
   */
  async ask<Answer>(
    command: ServerCommand,
    argument: unknown = null,
    token?: vscode.CancellationToken,
  ): Promise<Answer> {
    await this.started();
    const client = this.connected;
    if (client === undefined) {
      throw new NoServerError();
    }
    const params = { command: SERVER_COMMANDS[command], arguments: [argument] };
    // A token that is not given would count as one more parameter.
    return token === undefined
      ? client.sendRequest<Answer>("workspace/executeCommand", params)
      : client.sendRequest<Answer>("workspace/executeCommand", params, token);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private started(): Promise<void> {
    if (this.current !== "starting") {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const listening = this.onDidChange((state) => {
        if (state !== "starting") {
          listening.dispose();
          resolve();
        }
      });
    });
  }

  private become(state: State, client: LanguageClient | undefined): void {
    this.connected = client;
    if (state !== this.current) {
      this.current = state;
      this.changed.fire(state);
    }
  }
}
