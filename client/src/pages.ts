// Texts that belong to no file: what files would be after a change, and pages to read. Pages are
// shown in a panel of their own, for the preview of Markdown takes no links to files.

import * as vscode from "vscode";
import { linkedInside, OPEN_PLACE } from "./pageLinks";

/** The scheme of the addresses of texts. */
export const TEXTS = "daprls-text";

/** What links of a page may do; the page holds no scripts. */
const ALLOWED = [OPEN_PLACE, "daprls.openRulePage"];

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration: vscode.Disposable;
  private count = 0;
  private panel: vscode.WebviewPanel | undefined;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(TEXTS, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** The address of a text, which is shown under the name at the end of `path`. */
  add(path: string, text: string): vscode.Uri {
    this.count += 1;
    const absolute = path.startsWith("/") ? path : `/${path}`;
    const uri = vscode.Uri.from({ scheme: TEXTS, path: absolute, query: String(this.count) });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  /** Forgets texts that nobody sees any more. */
  remove(uris: Iterable<vscode.Uri>): void {
    for (const uri of uris) {
      this.texts.delete(uri.toString());
    }
  }

  /** Shows `markdown` as a page to read, in place of the page before. */
  async show(title: string, markdown: string): Promise<void> {
    let body: string;
    try {
      body = await vscode.commands.executeCommand("markdown.api.render", linkedInside(markdown));
    } catch {
      // It belongs to an extension that can be switched off.
      const document = { language: "markdown", content: markdown };
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(document));
      return;
    }
    if (this.panel === undefined) {
      this.panel = vscode.window.createWebviewPanel(
        "daprls.page",
        title,
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
        { enableCommandUris: ALLOWED, localResourceRoots: [] },
      );
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
    }
    this.panel.title = title;
    this.panel.webview.html = page(body);
    this.panel.reveal();
  }

  dispose(): void {
    this.registration.dispose();
    this.panel?.dispose();
  }
}

function page(body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>
body { max-width: 46em; margin: 0 auto; padding: 8px 24px 32px; line-height: 1.55; }
h1 { font-size: 1.6em; font-weight: 600; }
h2 { font-size: 1.2em; font-weight: 600; margin-top: 1.6em; }
li { margin: 4px 0; }
code { font-family: var(--vscode-editor-font-family); color: var(--vscode-textPreformat-foreground); }
</style>
</head>
<body>
${body}
</body>
</html>`;
}
