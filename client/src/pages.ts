// Texts that belong to no file: pages to read, and what files would be after a change.

import * as vscode from "vscode";

/** The scheme of the addresses of such texts. */
export const PAGES = "daprls-page";

const MOST = 50;

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private count = 0;
  readonly onDidChange = this.changed.event;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(PAGES, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** The address of a new text, which is shown under the name at the end of `path`. */
  add(path: string, text: string): vscode.Uri {
    this.count += 1;
    const absolute = path.startsWith("/") ? path : `/${path}`;
    const uri = vscode.Uri.from({ scheme: PAGES, path: absolute, query: String(this.count) });
    this.texts.set(uri.toString(), text);
    const [oldest] = this.texts.keys();
    if (this.texts.size > MOST && oldest !== undefined) {
      this.texts.delete(oldest);
    }
    return uri;
  }

  /** Shows `markdown` as a page to read. */
  async show(title: string, markdown: string): Promise<void> {
    const uri = this.add(`${title.replaceAll(/[/\\:?#]/g, " ")}.md`, markdown);
    try {
      await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
    } catch {
      // The preview belongs to an extension that can be switched off.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
