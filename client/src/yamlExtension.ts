// Beside Red Hat's YAML extension: it is told that component files are in other hands, so that no
// schema of its own is laid on them, and what it finds wrong with a line's YAML is not told twice.
// Without that extension nothing here does anything.

import * as vscode from "vscode";
import type { DiagnosticCollectionProvider } from "vscode-languageclient/node";
import { holdsOnlyComponents, linesThatAreNoYaml, withoutDoubles } from "./sharedFiles";
import { onDidEndTask } from "./tasks";

const EXTENSION = "redhat.vscode-yaml";

/** The scheme of the address below, by which that extension knows whom to ask for the schema. */
const SCHEME = "daprls";
const SCHEMA = `${SCHEME}://schemas/dapr-component`;

/** Everything fits: the language server knows better. A schema with content would get a lens. */
const SCHEMA_CONTENT = "true";

/** As much as is used here of what that extension offers to others. */
interface YamlApi {
  registerContributor(
    name: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => string,
  ): boolean;
}

/** Takes component files out of the YAML extension's schemas, now or once it is installed. */
export function keepSchemasOffComponents(output: vscode.LogOutputChannel): vscode.Disposable {
  let asked = false;
  const ask = async () => {
    const extension = vscode.extensions.getExtension<Partial<YamlApi> | undefined>(EXTENSION);
    if (asked || extension === undefined) {
      return;
    }
    asked = true;
    try {
      const api = await extension.activate();
      api?.registerContributor?.(SCHEME, schemaOf, () => SCHEMA_CONTENT);
    } catch (error) {
      output.warn(`The YAML extension did not take the schema of components: ${error}`);
    }
  };
  void ask();
  return vscode.extensions.onDidChange(ask);
}

function schemaOf(resource: string): string | undefined {
  const uri = vscode.Uri.parse(resource).toString();
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  return document !== undefined && holdsOnlyComponents(document.getText()) ? SCHEMA : undefined;
}

/** Collections of diagnostics that leave out what the YAML extension shows at the same line. */
export const besideTheYamlExtension: DiagnosticCollectionProvider = {
  create: (name) => new CollectionWithoutDoubles(vscode.languages.createDiagnosticCollection(name)),
  dispose: (collection) => collection.dispose(),
};

type Diagnostics = readonly vscode.Diagnostic[];

class CollectionWithoutDoubles implements vscode.DiagnosticCollection {
  /** All that the server told, by address. */
  private readonly told = new Map<string, Diagnostics>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly shown: vscode.DiagnosticCollection) {
    this.subscription = vscode.Disposable.from(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) {
          const diagnostics = this.told.get(uri.toString());
          if (diagnostics !== undefined) {
            this.show(uri, diagnostics);
          }
        }
      }),
      onDidEndTask(() => this.showAll()),
    );
  }

  get name(): string {
    return this.shown.name;
  }

  set(
    first: vscode.Uri | readonly [vscode.Uri, Diagnostics | undefined][],
    diagnostics?: Diagnostics,
  ): void {
    if (first instanceof vscode.Uri) {
      this.take(first, diagnostics);
    } else {
      for (const [uri, each] of first) {
        this.take(uri, each);
      }
    }
  }

  delete(uri: vscode.Uri): void {
    this.take(uri, undefined);
  }

  clear(): void {
    this.told.clear();
    this.shown.clear();
  }

  forEach(callback: Parameters<vscode.DiagnosticCollection["forEach"]>[0]): void {
    this.shown.forEach(callback);
  }

  [Symbol.iterator](): Iterator<[vscode.Uri, Diagnostics]> {
    return this.shown[Symbol.iterator]();
  }

  get(uri: vscode.Uri): Diagnostics | undefined {
    return this.shown.get(uri);
  }

  has(uri: vscode.Uri): boolean {
    return this.shown.has(uri);
  }

  dispose(): void {
    this.subscription.dispose();
    this.told.clear();
    this.shown.dispose();
  }

  private take(uri: vscode.Uri, diagnostics: Diagnostics | undefined): void {
    if (diagnostics === undefined) {
      this.told.delete(uri.toString());
      this.shown.delete(uri);
    } else {
      this.told.set(uri.toString(), diagnostics);
      this.shown.set(uri, withoutDoubles(diagnostics, brokenLines(uri)));
    }
  }

  /** Shows everything again: what a task has found stands in the place of what was told. */
  private showAll(): void {
    for (const [address, diagnostics] of this.told) {
      const uri = vscode.Uri.parse(address);
      this.shown.set(uri, withoutDoubles(diagnostics, brokenLines(uri)));
    }
  }

  /** Shows what is to be seen now, unless it is shown; this also hears of its own changes. */
  private show(uri: vscode.Uri, diagnostics: Diagnostics): void {
    const wanted = withoutDoubles(diagnostics, brokenLines(uri));
    const shown = this.shown.get(uri) ?? [];
    if (wanted.length !== shown.length || wanted.some((each, index) => each !== shown[index])) {
      this.shown.set(uri, wanted);
    }
  }
}

function brokenLines(uri: vscode.Uri): ReadonlySet<number> {
  return linesThatAreNoYaml(vscode.languages.getDiagnostics(uri));
}
