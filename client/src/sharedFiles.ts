// What is said, and by whom, of files that another extension checks as well: which files are this
// extension's own, and which findings the other tells already. Nothing here knows VS Code.

/** What is asked of a diagnostic, whoever made it. */
export interface Told {
  readonly source?: string | undefined;
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly range: { readonly start: { readonly line: number } };
}

/** What Red Hat's YAML extension calls itself where it tells that a text is no YAML. */
const YAML_SOURCE = "YAML";

/** The rules about YAML itself, which any reader of YAML holds a text to. */
const YAML_RULES: ReadonlySet<unknown> = new Set(["yaml-syntax", "duplicate-key"]);

const DOCUMENT_START = /^---(?=\s|$).*$/m;
const CONTENT = /^[^\s#%.]/m;
const CONTAINER_APPS = /^["']?componentType["']?\s*:/m;
const DAPR_API = /^["']?apiVersion["']?\s*:\s*["']?dapr\.io\//m;
const COMPONENT = /^["']?kind["']?\s*:\s*["']?Component\b/m;

/** Whether each document of a file is a component, so that no schema but this extension's fits. */
export function holdsOnlyComponents(text: string): boolean {
  const documents = text.split(DOCUMENT_START).filter((document) => CONTENT.test(document));
  return documents.length > 0 && documents.every(isComponent);
}

function isComponent(document: string): boolean {
  return CONTAINER_APPS.test(document) || (DAPR_API.test(document) && COMPONENT.test(document));
}

/** The lines, counted from 0, that the YAML extension says are no YAML. */
export function linesThatAreNoYaml(others: readonly Told[]): ReadonlySet<number> {
  const broken = others.filter(({ source }) => source === YAML_SOURCE);
  return new Set(broken.map(({ range }) => range.start.line));
}

/** `own` without what is told about `lines` already: that they are no YAML. */
export function withoutDoubles<Own extends Told>(
  own: readonly Own[],
  lines: ReadonlySet<number>,
): Own[] {
  return own.filter(
    ({ code, range }) => !(lines.has(range.start.line) && YAML_RULES.has(plain(code))),
  );
}

function plain(code: Told["code"]): string | number | undefined {
  return typeof code === "object" ? code.value : code;
}
