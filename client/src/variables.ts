// Fills in the variables that people know from VS Code's own settings files; VS Code itself leaves
// them as they are in the settings of extensions.

/** What the variables stand for; a name without a value is left out. */
export interface Variables {
  readonly workspaceFolder: string | undefined;
  readonly userHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * `text` with `${workspaceFolder}`, `${userHome}`, `${env:NAME}` and a leading `~/` filled in.
 *
 * An unset environment variable is empty, as in VS Code. `undefined` where `${workspaceFolder}` is
 * wanted and there is none.
 */
export function expand(text: string, variables: Variables): string | undefined {
  if (text.includes("${workspaceFolder}") && variables.workspaceFolder === undefined) {
    return undefined;
  }
  return text
    .replace(/^~(?=[/\\])/, () => variables.userHome)
    .replaceAll("${workspaceFolder}", () => variables.workspaceFolder ?? "")
    .replaceAll("${userHome}", () => variables.userHome)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => variables.env[name] ?? "");
}
