// Links of the server's pages to files and to pages about rules, as commands of this extension: no
// other link may lead out of a page.

/** Opens a file at a line, counted from 1. */
export const OPEN_PLACE = "daprls.openPlace";

/** Where the pages about rules are said to be, so that links to them can be told from others. */
export const RULE_PAGES = "rule:";

const TO_FILE = /\]\(((?:file|untitled|vscode-remote):[^)\s#]*)#L(\d+)\)/g;
const TO_RULE = /\]\(rule:\/*([a-z0-9-]+)\.md\)/g;

/** `markdown` with its links as commands. */
export function linkedInside(markdown: string): string {
  return markdown
    .replaceAll(
      TO_FILE,
      (_, uri: string, line: string) => `](${link(OPEN_PLACE, uri, Number(line))})`,
    )
    .replaceAll(TO_RULE, (_, code: string) => `](${link("daprls.openRulePage", code)})`);
}

function link(command: string, ...words: readonly unknown[]): string {
  const query = encodeURIComponent(JSON.stringify(words));
  // Brackets would end the link.
  return `command:${command}?${query.replaceAll("(", "%28").replaceAll(")", "%29")}`;
}
