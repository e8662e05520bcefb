// Switches a file or the workspace to managed identity: asks what the settings do not say, shows the
// change, and makes it.

import * as vscode from "vscode";
import type { ProposedText } from "./fileChanges";
import { previewed } from "./previews";
import { answersTo } from "./questions";
import type { Services } from "./services";
import { clicked, wantedDocument } from "./telling";
import { choosing, entering } from "./wizard";

type Identity = "system" | "user";

interface Known {
  readonly identity: Identity | "";
  readonly clientId: string;
  readonly usedClientId: string;
}

interface Answers {
  readonly identity: Identity;
  readonly clientId?: string;
}

interface Switched {
  readonly title: string;
  readonly switched: number;
  readonly preview: string;
  readonly changes: readonly ProposedText[];
  readonly refusals: readonly { readonly name: string; readonly reason: string }[];
  readonly placeholders: readonly unknown[];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Switches the file that was clicked or is being edited. */
export async function switchFile(services: Services, argument?: unknown): Promise<void> {
  const document = await wantedDocument(argument);
  if (document !== undefined) {
    await switchAll(services, { uri: document.uri.toString() });
  }
}

/** Switches all files, or those below the folder that was clicked. */
export async function switchWorkspace(services: Services, argument?: unknown): Promise<void> {
  const folder = clicked(argument)?.toString();
  await switchAll(services, folder === undefined ? {} : { folder });
}

async function switchAll(
  { connection, pages }: Services,
  where: { uri?: string; folder?: string },
): Promise<void> {
  const known = await connection.ask<Known>("identity", where);
  const answers = await ask(known);
  if (answers === undefined) {
    return;
  }
  const wish = { ...where, ...answers, preview: true };
  const told = await connection.ask<Switched>("switchAll", wish);
  const title = titleOf(answers.identity);
  // The server's heading speaks of all components, also where only one is asked about.
  const switched = { ...told, title, preview: told.preview.replace(/^# .*/, () => `# ${title}`) };
  if (switched.changes.length === 0) {
    await tellNothing(switched, pages);
    return;
  }
  const proposal = {
    title,
    verb: vscode.l10n.t("Switch"),
    question: question(switched),
    texts: switched.changes,
    details: switched.preview,
  };
  if (await previewed(proposal, pages)) {
    await tellRest(switched, pages);
  }
}

/** What the settings do not say; nothing is asked where they say it all. */
function ask({ identity, clientId, usedClientId }: Known): Promise<Answers | undefined> {
  return answersTo<Answers>(vscode.l10n.t("Switch to Managed Identity"), [
    () => (identity ? { identity } : askForIdentity()),
    (sofar) => (sofar.identity === "user" && !clientId ? askForClientId(usedClientId) : undefined),
  ]);
}

function askForIdentity() {
  return choosing<Identity>(
    vscode.l10n.t("Which identity do the apps use?"),
    [
      {
        label: vscode.l10n.t("System-assigned"),
        detail: vscode.l10n.t("Each app has its own. Nothing has to be named."),
        value: "system",
      },
      {
        label: vscode.l10n.t("User-assigned"),
        detail: vscode.l10n.t("Apps share one, which components name by its client ID."),
        value: "user",
      },
    ],
    (chosen) => ({ identity: chosen }),
  );
}

/** One that other components name already is what is meant; without one it may be left for later. */
function askForClientId(used: string) {
  return entering(
    used
      ? vscode.l10n.t("The identity's client ID; other components name this one.")
      : vscode.l10n.t("The identity's client ID. Leave it empty to fill it in later."),
    used,
    "00000000-0000-0000-0000-000000000000",
    (text) =>
      GUID.test(text) || (text === "" && !used)
        ? undefined
        : vscode.l10n.t("A client ID is a GUID: 8, 4, 4, 4 and 12 hexadecimal digits."),
    (text) => (text ? { clientId: text } : {}),
  );
}

function titleOf(identity: Identity): string {
  return identity === "user"
    ? vscode.l10n.t("Switch to managed identity (user-assigned)")
    : vscode.l10n.t("Switch to managed identity (system-assigned)");
}

function question({ switched, placeholders, refusals }: Switched): string {
  const sentences = [
    switched === 1
      ? vscode.l10n.t("Switch 1 component to managed identity?")
      : vscode.l10n.t("Switch {0} components to managed identity?", switched),
  ];
  if (placeholders.length > 0) {
    sentences.push(vscode.l10n.t("Something is to be filled in afterwards."));
  }
  if (refusals.length > 0) {
    sentences.push(
      refusals.length === 1
        ? vscode.l10n.t("1 component cannot be switched.")
        : vscode.l10n.t("{0} components cannot be switched.", refusals.length),
    );
  }
  return sentences.join(" ");
}

async function tellNothing(
  { refusals, preview, title }: Switched,
  pages: Services["pages"],
): Promise<void> {
  const [first, second] = refusals;
  if (first === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is nothing to switch."));
  } else if (second === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("'{0}' is not switched: {1}", first.name, first.reason),
    );
  } else {
    await pages.show(title, preview);
  }
}

/** After it: what the identity needs now, and what was left as it is. */
async function tellRest({ title, switched, preview }: Switched, pages: Services["pages"]) {
  const next = vscode.l10n.t("Show What Is Left to Do");
  const done =
    switched === 1
      ? vscode.l10n.t("1 component was switched.")
      : vscode.l10n.t("{0} components were switched.", switched);
  if ((await vscode.window.showInformationMessage(done, next)) === next) {
    await pages.show(title, preview);
  }
}
