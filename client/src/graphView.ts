// The graph of who loads what, in a panel of its own. The server draws; the panel shows the drawing,
// lets it be narrowed down, and leads from a node to its file.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Services } from "./services";
import { tellFailure } from "./telling";

/** What the page may be asked for: the server's own arguments. */
export interface Wish {
  readonly folder?: string;
  readonly apps?: readonly string[];
  readonly types?: readonly string[];
  readonly groupBy?: string;
}

interface Drawn {
  readonly text: string;
  readonly components: number;
  readonly grouping: string;
  readonly apps: readonly string[];
  readonly types: readonly string[];
}

/** What the page says. */
type Said =
  | { readonly kind: "draw"; readonly wish: Wish }
  | {
      readonly kind: "open";
      readonly uri: string;
      readonly line: number;
      readonly character: number;
    }
  | { readonly kind: "save"; readonly format: "svg" | "mermaid" | "dot"; readonly wish: Wish };

const TYPE = "daprls.graph";

/** Milliseconds without a change until the graph is drawn again. */
const QUIET = 400;

let panel: vscode.WebviewPanel | undefined;

/** Opens the graph, or brings it to the front. */
export function showGraph(services: Services): void {
  if (panel !== undefined) {
    panel.reveal();
    return;
  }
  const dist = vscode.Uri.joinPath(services.context.extensionUri, "client", "dist");
  panel = vscode.window.createWebviewPanel(
    TYPE,
    vscode.l10n.t("Dapr Graph"),
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [dist] },
  );
  const { webview } = panel;
  let wish: Wish = {};
  let timer: NodeJS.Timeout | undefined;
  let question = 0;
  const drawNow = async () => {
    question += 1;
    const asked = question;
    const drawing = await drawn(services, wish);
    // Of several answers the last counts, and none where the panel was closed.
    if (asked === question && panel?.webview === webview) {
      await webview.postMessage(drawing);
    }
  };
  const draw = () => {
    clearTimeout(timer);
    // One that is hidden asks for itself once it is seen.
    timer = setTimeout(() => panel?.visible && void drawNow(), QUIET);
  };
  const subscriptions = [
    webview.onDidReceiveMessage(async (said: Said) => {
      try {
        switch (said.kind) {
          case "draw":
            wish = said.wish;
            await drawNow();
            break;
          case "open":
            await open(said.uri, said.line, said.character);
            break;
          case "save":
            await save(services, said.format, said.wish);
            break;
        }
      } catch (error) {
        await tellFailure(error, services.output);
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === "yaml") {
        draw();
      }
    }),
    vscode.workspace.onDidSaveTextDocument(draw),
    services.connection.onDidChange(draw),
  ];
  panel.onDidDispose(() => {
    panel = undefined;
    clearTimeout(timer);
    vscode.Disposable.from(...subscriptions).dispose();
  });
  webview.html = page(webview, dist);
}

/** What the page is told: the drawing, or why there is none. */
async function drawn({ connection, output }: Services, wish: Wish): Promise<object> {
  try {
    const graph = await connection.ask<Drawn>("graph", { ...wish, format: "svg", theme: "editor" });
    return { kind: "graph", ...graph };
  } catch (error) {
    output.warn(`The graph could not be drawn: ${error}`);
    const text = vscode.l10n.t("The graph could not be drawn; the output says more.");
    return { kind: "failure", text };
  }
}

async function open(uri: string, line: number, character: number): Promise<void> {
  const place = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(place, place),
  });
}

/** Opens the graph as a text, from where it can be saved. */
async function save(
  { connection }: Services,
  format: "svg" | "mermaid" | "dot",
  wish: Wish,
): Promise<void> {
  // Most drawings are saved where the folder begins; links in them lead on from there.
  const relativeTo = vscode.workspace.workspaceFolders?.[0]?.uri.toString();
  const { text } = await connection.ask<Drawn>("graph", { ...wish, format, relativeTo });
  const known = await vscode.languages.getLanguages();
  const wanted = { svg: "xml", mermaid: "mermaid", dot: "dot" }[format];
  const document = await vscode.workspace.openTextDocument({
    content: text,
    language: known.includes(wanted) ? wanted : "plaintext",
  });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

/** The page, in which nothing runs but its own script, and which asks nobody for anything. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, "graph.js"));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, "graph.css"));
  const policy = [
    "default-src 'none'",
    // The drawing brings its own style.
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const option = (value: string, text: string) =>
    `<option value="${value}">${escaped(text)}</option>`;
  const button = (id: string, text: string, hint: string) =>
    `<button type="button" id="${id}" title="${escaped(hint)}">${escaped(text)}</button>`;
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${escaped(vscode.l10n.t("Dapr Graph"))}</title>
</head>
<body data-all-apps="${escaped(vscode.l10n.t("All apps"))}" data-all-types="${escaped(vscode.l10n.t("All types"))}"
  data-count="${escaped(vscode.l10n.t("{0} components"))}" data-one="${escaped(vscode.l10n.t("1 component"))}"
  data-none="${escaped(vscode.l10n.t("There is no component to draw."))}">
<div role="toolbar" aria-label="${escaped(vscode.l10n.t("What is drawn"))}">
<label>${escaped(vscode.l10n.t("App"))} <select id="app"></select></label>
<label>${escaped(vscode.l10n.t("Type"))} <select id="type"></select></label>
<label>${escaped(vscode.l10n.t("Draw together"))} <select id="group">
${option("auto", vscode.l10n.t("As needed"))}
${option("none", vscode.l10n.t("Nothing"))}
${option("folder", vscode.l10n.t("Folders"))}
${option("category", vscode.l10n.t("Categories"))}
${option("type", vscode.l10n.t("Types"))}
</select></label>
${button("back", vscode.l10n.t("Back"), vscode.l10n.t("Back to what was drawn before"))}
<span class="gap"></span>
<span id="count" role="status" aria-live="polite"></span>
${button("smaller", "−", vscode.l10n.t("Smaller"))}
${button("fit", vscode.l10n.t("Fit"), vscode.l10n.t("As large as fits"))}
${button("larger", "+", vscode.l10n.t("Larger"))}
${button("svg", "SVG", vscode.l10n.t("Open as SVG"))}
${button("mermaid", "Mermaid", vscode.l10n.t("Open as Mermaid, for Markdown"))}
${button("dot", "DOT", vscode.l10n.t("Open as DOT, for Graphviz"))}
</div>
<main id="drawing" tabindex="-1" aria-label="${escaped(vscode.l10n.t("Graph of apps and components"))}"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
