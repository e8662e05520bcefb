// Shows what a change would make of files, side by side with what they are, and makes it when told
// to. VS Code's own preview of changes leaves everything unticked that has to be confirmed.

import * as vscode from "vscode";
import {
  type FileChange,
  fileChanges,
  isUpToDate,
  makeChanges,
  type ProposedText,
  tellOutdated,
} from "./fileChanges";
import type { Pages } from "./pages";

/** A change that is to be looked at before it is made. */
export interface Proposal {
  readonly title: string;
  /** What the button says that makes it. */
  readonly verb: string;
  /** The question that is asked beside the preview. */
  readonly question: string;
  readonly texts: readonly ProposedText[];
  /** What else is to be known, as Markdown. */
  readonly details?: string | undefined;
}

/** Whether a question beside a preview waits for an answer: buttons of the editor give one, too. */
const PREVIEWING = "daprls.isPreviewing";

type Answer = (isAgreed: boolean) => void;

/** What takes the answer of each question that waits, the latest last. */
const waiting: Answer[] = [];

/** Answers the question beside the preview that was shown last, in place of its message. */
export async function answerPreview(isAgreed: boolean): Promise<void> {
  await vscode.commands.executeCommand("notifications.hideToasts");
  waiting.at(-1)?.(isAgreed);
}

interface Shown extends FileChange {
  /** What stands on the left. */
  readonly before: vscode.Uri;
  readonly preview: vscode.Uri;
}

/** Shows the change, asks, and makes it; whether it was made. */
export async function previewed(proposal: Proposal, pages: Pages): Promise<boolean> {
  const files = await fileChanges(proposal.texts);
  if (!isUpToDate(files)) {
    tellOutdated();
    return false;
  }
  const shown = files.map((file) => ({
    ...file,
    before: file.document?.uri ?? pages.add(file.uri.path, ""),
    preview: pages.add(file.uri.path, file.after),
  }));
  try {
    await show(shown, proposal.title);
    const agreed = await answered(proposal, pages);
    await closeTabs(shown, proposal.title);
    return agreed && (await makeShown(shown));
  } finally {
    pages.remove(shown.flatMap(({ before, preview }) => [before, preview]));
  }
}

async function show(shown: readonly Shown[], title: string): Promise<void> {
  const [first, second] = shown;
  if (first !== undefined && second === undefined) {
    await vscode.commands.executeCommand("vscode.diff", first.before, first.preview, title);
  } else {
    const rows = shown.map(({ uri, before, preview }) => [uri, before, preview]);
    await vscode.commands.executeCommand("vscode.changes", title, rows);
  }
}

/** The answer that comes first: a message is out of sight long before a large change is read. */
async function answered(proposal: Proposal, pages: Pages): Promise<boolean> {
  let answer: Answer = () => undefined;
  const byButton = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  waiting.push(answer);
  await vscode.commands.executeCommand("setContext", PREVIEWING, true);
  try {
    return await Promise.race([byButton, byMessage(proposal, pages)]);
  } finally {
    waiting.splice(waiting.indexOf(answer), 1);
    await vscode.commands.executeCommand("setContext", PREVIEWING, waiting.length > 0);
  }
}

async function byMessage(
  { title, verb, question, details }: Proposal,
  pages: Pages,
): Promise<boolean> {
  const more = vscode.l10n.t("Show Details");
  const discard = vscode.l10n.t("Discard");
  const buttons = details === undefined ? [discard] : [more, discard];
  for (;;) {
    const answer = await vscode.window.showInformationMessage(question, verb, ...buttons);
    if (answer !== more || details === undefined) {
      return answer === verb;
    }
    await pages.show(title, details);
  }
}

async function makeShown(shown: readonly Shown[]): Promise<boolean> {
  if (!(await makeChanges(shown))) {
    tellOutdated();
    return false;
  }
  const [first, second] = shown;
  if (first !== undefined && second === undefined) {
    await vscode.window.showTextDocument(first.uri, { viewColumn: columnOf(first.uri) });
    // What may be open there about a finding is about the text before.
    await vscode.commands.executeCommand("closeMarkersNavigation");
  }
  return true;
}

/** Where a file is open already. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    ),
  );
  return group?.viewColumn ?? vscode.ViewColumn.Active;
}

/** Closes the tabs that show the preview; of those with several files only the label is known. */
async function closeTabs(shown: readonly Shown[], title: string): Promise<void> {
  const previews = new Set(shown.map(({ preview }) => preview.toString()));
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter(({ input, label }) =>
    input instanceof vscode.TabInputTextDiff
      ? previews.has(input.modified.toString())
      : // VS Code puts the number of files behind the title.
        shown.length > 1 && (label === title || label.startsWith(`${title} (`)),
  );
  await vscode.window.tabGroups.close(ours);
}
