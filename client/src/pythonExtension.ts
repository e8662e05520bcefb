// What the Python extension, where there is one, holds to be the interpreter. Without it all
// answers are empty; it is never required.

import { PVSC_EXTENSION_ID, PythonExtension } from "@vscode/python-extension";
import * as vscode from "vscode";

/** How long a server's start may wait for another extension. */
const PATIENCE_MS = 15_000;

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

  constructor(private readonly output: vscode.LogOutputChannel) {}

  /** The interpreter chosen for `resource`. */
  async executable(resource: vscode.Uri | undefined): Promise<string | undefined> {
    const answer = await this.ask(resource);
    this.last = { resource, answer };
    return answer;
  }

  dispose(): void {
    this.subscription?.dispose();
    this.changed.dispose();
  }

  private async ask(resource: vscode.Uri | undefined): Promise<string | undefined> {
    if (vscode.extensions.getExtension(PVSC_EXTENSION_ID) === undefined) {
      return undefined;
    }
    try {
      return await withinTime(this.resolve(resource));
    } catch (error) {
      this.output.warn(`The Python extension did not say which interpreter it uses: ${error}`);
      return undefined;
    }
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
    if ((await this.ask(resource)) !== answer) {
      this.changed.fire();
    }
  }
}

async function withinTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
