// What the Python extension, where there is one, holds to be the interpreter. Without it all
// answers are empty; it is never required.

import { PVSC_EXTENSION_ID, PythonExtension } from "@vscode/python-extension";
import * as vscode from "vscode";

/** How long a server's start may wait for another extension. */
const PATIENCE_MS = 15_000;

/** What it answered last in this workspace. */
const REMEMBERED = "daprls.pythonExtension";

export class PythonExtensionChoice implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when the answer to the question asked last has changed. */
  readonly onDidChange = this.changed.event;
  private subscription: vscode.Disposable | undefined;
  private last: { readonly resource: vscode.Uri | undefined; readonly answer: string | undefined } =
    {
      resource: undefined,
      answer: undefined,
    };

  private isFirst = true;

  constructor(
    private readonly output: vscode.LogOutputChannel,
    private readonly memory: vscode.Memento,
  ) {}

  /**
   * The interpreter chosen for `resource`.
   *
   * That extension may take seconds to get going, so the first answer is the one remembered, where
   * there is one; `onDidChange` fires where it turns out to be another by now.
   */
  async executable(resource: vscode.Uri | undefined): Promise<string | undefined> {
    const remembered = this.isFirst ? this.memory.get<string>(REMEMBERED) : undefined;
    this.isFirst = false;
    if (remembered !== undefined && isThere()) {
      this.last = { resource, answer: remembered };
      void this.compare();
      return remembered;
    }
    const answer = await this.ask(resource).catch((error) => this.complain(error));
    this.last = { resource, answer };
    return answer;
  }

  dispose(): void {
    this.subscription?.dispose();
    this.changed.dispose();
  }

  private async ask(resource: vscode.Uri | undefined): Promise<string | undefined> {
    if (!isThere()) {
      return undefined;
    }
    const answer = await withinTime(this.resolve(resource));
    await this.memory.update(REMEMBERED, answer);
    return answer;
  }

  private complain(error: unknown): undefined {
    this.output.warn(`The Python extension did not say which interpreter it uses: ${error}`);
  }

  private async resolve(resource: vscode.Uri | undefined): Promise<string | undefined> {
    const { environments } = await PythonExtension.api();
    this.subscription ??= environments.onDidChangeActiveEnvironmentPath(() => this.compare());
    const path = environments.getActiveEnvironmentPath(resource);
    const environment = await environments.resolveEnvironment(path);
    return environment?.executable.uri?.fsPath;
  }

  /** The event also comes for folders that were not asked about, and while environments are found. */
  private async compare(): Promise<void> {
    const { resource, answer } = this.last;
    try {
      if ((await this.ask(resource)) !== answer) {
        this.changed.fire();
      }
    } catch (error) {
      // What was chosen before goes on.
      this.complain(error);
    }
  }
}

function isThere(): boolean {
  return vscode.extensions.getExtension(PVSC_EXTENSION_ID) !== undefined;
}

async function withinTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
