// Makes a new component: asks what is to be chosen, and opens the whole file with a tab stop at each
// thing that only a person knows.

import * as path from "node:path";
import * as vscode from "vscode";
import { answersTo } from "./questions";
import type { Services } from "./services";
import { clicked } from "./telling";
import { choosing, entering, type Option } from "./wizard";

type Dialect = "aca" | "oss";

interface Way {
  readonly id: string;
  readonly title: string;
  readonly secret: boolean;
}

type Ways = { readonly auth: readonly Way[] } | { readonly refused: string };

interface KnownType {
  readonly type: string;
  readonly title: string;
  readonly category: string;
  readonly status: string;
  readonly aca: Ways;
  readonly oss: Ways;
}

interface Choices {
  readonly types: readonly KnownType[];
  readonly secretStores: readonly { readonly name: string; readonly dialect: Dialect }[];
  readonly clientId: string | null;
}

interface Answers {
  readonly dialect: Dialect;
  readonly type: KnownType;
  readonly way: Way;
  readonly secrets?: "store" | "own";
  readonly secretStore?: string;
  readonly name: string;
}

type Made =
  | { readonly text: string; readonly snippet: string; readonly fileName: string }
  | { readonly refused: string };

/** What Azure Container Apps and Kubernetes take for a component's name. */
const NAMES = {
  aca: /^(?!.*--)[a-z](?:[a-z0-9.-]{0,58}[a-z0-9])?$/,
  oss: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
};

/** Asks and opens the new file, in the folder clicked or beside the file that is being edited. */
export async function newComponent({ connection }: Services, argument?: unknown): Promise<void> {
  const folder = await folderFor(argument);
  const choices = await connection.ask<Choices>("newChoices", folder && { uri: `${folder}` });
  const answers = await answersTo<Answers>(vscode.l10n.t("New Dapr Component"), [
    () => askForDialect(),
    ({ dialect }) => askForType(choices, dialect ?? "aca"),
    (sofar) => askForWay(sofar),
    (sofar) => askForSecrets(sofar, choices),
    (sofar) => askForName(sofar),
  ]);
  if (answers === undefined) {
    return;
  }
  const made = await connection.ask<Made>("new", {
    type: answers.type.type,
    dialect: answers.dialect,
    auth: answers.way.id,
    secrets: answers.secrets,
    secretStore: answers.secretStore,
    name: answers.name,
    clientId: choices.clientId,
    uri: folder && `${folder}`,
  });
  if ("refused" in made) {
    void vscode.window.showWarningMessage(made.refused);
    return;
  }
  await open(made.snippet, folder, made.fileName);
}

function askForDialect() {
  const options: Option<Dialect>[] = [
    {
      label: vscode.l10n.t("Azure Container Apps"),
      description: "aca",
      detail: vscode.l10n.t("The file that 'az containerapp env dapr-component set' takes"),
      value: "aca",
    },
    {
      label: vscode.l10n.t("Open-source Dapr"),
      description: "oss",
      detail: vscode.l10n.t("For 'dapr run' and Kubernetes"),
      value: "oss",
    },
  ];
  return choosing(vscode.l10n.t("Where will it run?"), options, (dialect) => ({ dialect }));
}

function askForType({ types }: Choices, dialect: Dialect) {
  const options: Option<KnownType>[] = [];
  let category = "";
  for (const each of types.filter((known) => "auth" in known[dialect])) {
    if (each.category !== category) {
      category = each.category;
      options.push({ label: category, kind: vscode.QuickPickItemKind.Separator });
    }
    const status = each.status.toLowerCase();
    const description = status === "stable" ? each.title : `${each.title} · ${status}`;
    options.push({ label: each.type, description, value: each });
  }
  return choosing(vscode.l10n.t("Which type?"), options, (type) => ({ type }));
}

function askForWay({ dialect, type }: Partial<Answers>) {
  const ways = type?.[dialect ?? "aca"];
  const auth = ways !== undefined && "auth" in ways ? ways.auth : [];
  const [best] = auth;
  if (auth.length === 1 && best !== undefined) {
    return { way: best };
  }
  const options = auth.map((way) => ({
    label: way.title,
    ...(way === best && { description: vscode.l10n.t("recommended") }),
    value: way,
  }));
  return choosing(vscode.l10n.t("How does it authenticate?"), options, (way) => ({ way }));
}

function askForSecrets({ dialect, way }: Partial<Answers>, { secretStores }: Choices) {
  if (!way?.secret) {
    return undefined;
  }
  const known = [
    ...new Set(secretStores.filter((each) => each.dialect === dialect).map(({ name }) => name)),
  ];
  const options: Option<Pick<Answers, "secrets" | "secretStore">>[] = [
    ...known.map((name) => ({
      label: vscode.l10n.t("In the secret store '{0}'", name),
      value: { secrets: "store" as const, secretStore: name },
    })),
    {
      label:
        known.length > 0
          ? vscode.l10n.t("In another secret store")
          : vscode.l10n.t("In a secret store"),
      detail: vscode.l10n.t("Its name is left to fill in"),
      value: { secrets: "store" },
    },
    {
      label:
        dialect === "oss"
          ? vscode.l10n.t("In a Kubernetes Secret")
          : vscode.l10n.t("In the component's own secrets"),
      value: { secrets: "own" },
    },
  ];
  return choosing(vscode.l10n.t("Where are its secrets?"), options, (place) => place);
}

function askForName({ dialect = "aca", type }: Partial<Answers>) {
  const proposal = type?.type.split(".").at(-1) ?? "";
  return entering(
    vscode.l10n.t("The component's name, by which apps ask for it"),
    proposal,
    "",
    (text) =>
      NAMES[dialect].test(text)
        ? undefined
        : dialect === "aca"
          ? vscode.l10n.t(
              "A name has at most 60 lower-case letters, digits, '-' and '.'; it begins with a letter, ends with a letter or digit, and has no '--'.",
            )
          : vscode.l10n.t(
              "A name consists of lower-case letters, digits, '-' and '.', and begins and ends with a letter or digit.",
            ),
    (name) => ({ name }),
  );
}

/** The folder that the new file is for; without one it is asked for when the file is saved. */
async function folderFor(argument: unknown): Promise<vscode.Uri | undefined> {
  const given = clicked(argument);
  if (given !== undefined) {
    const { type } = await vscode.workspace.fs.stat(given);
    return type & vscode.FileType.Directory ? given : vscode.Uri.joinPath(given, "..");
  }
  const active = vscode.window.activeTextEditor?.document;
  return active?.languageId === "yaml" && active.uri.scheme === "file"
    ? vscode.Uri.joinPath(active.uri, "..")
    : undefined;
}

async function open(
  snippet: string,
  folder: vscode.Uri | undefined,
  fileName: string,
): Promise<void> {
  const target = folder && (await unused(folder, fileName));
  const document = target
    ? await vscode.workspace.openTextDocument(target.with({ scheme: "untitled" }))
    : await vscode.workspace.openTextDocument({ language: "yaml" });
  const editor = await vscode.window.showTextDocument(document);
  await editor.insertSnippet(new vscode.SnippetString(snippet), new vscode.Position(0, 0));
}

/** A file in `folder` that does not exist, called as wanted or with a number behind. */
export async function unused(folder: vscode.Uri, fileName: string): Promise<vscode.Uri> {
  const { name, ext } = path.parse(fileName);
  for (let number = 1; ; number++) {
    const wanted = vscode.Uri.joinPath(folder, number === 1 ? fileName : `${name}-${number}${ext}`);
    const exists = await vscode.workspace.fs.stat(wanted).then(
      () => true,
      () => false,
    );
    const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.path === wanted.path);
    if (!exists && !isOpen) {
      return wanted;
    }
  }
}
