// Shows what a change would make of files, side by side with what they are, and makes it when told
// to. VS Code's own preview of changes leaves everything unticked that has to be confirmed.

import * as vscode from "vscode";
import { columnOf } from "./columns";
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

/** Whether a preview waits for an answer, which buttons of the editor give as well as its message. */
const PREVIEWING = "daprls.isPreviewing";

/** Milliseconds until a tab that was moved to another group is there. */
const MOVING = 200;

/** A preview that waits for its answer or has it. */
class Waiting {
  private settle: (isAgreed: boolean) => void = () => undefined;
  readonly answer = new Promise<boolean>((resolve) => {
    this.settle = resolve;
  });
  isAnswered = false;
  /** Whether the change was made in the end. */
  isMade = false;

  /** Takes the answer that comes first. */
  take(isAgreed: boolean): void {
    this.isAnswered = true;
    this.settle(isAgreed);
  }
}

/**
 * The preview that was asked for last. Another takes its place rather than stand beside it, for
 * two with the same title would be mistaken for each other.
 */
let latest: Waiting | undefined;

/** The end of the preview before. */
let before: Promise<unknown> = Promise.resolve();

/** Answers the question beside the preview that is shown, in place of its message. */
export async function answerPreview(isAgreed: boolean): Promise<void> {
  await vscode.commands.executeCommand("notifications.hideToasts");
  latest?.take(isAgreed);
}

interface Shown extends FileChange {
  /** What stands on the left. */
  readonly before: vscode.Uri;
  readonly preview: vscode.Uri;
}

/** Shows the change, asks, and makes it; whether it was made. */
export function previewed(proposal: Proposal, pages: Pages): Promise<boolean> {
  const waiting = new Waiting();
  latest?.take(false);
  latest = waiting;
  const turn = before.then(() => preview(proposal, pages, waiting));
  before = turn.catch(() => undefined);
  return turn;
}

async function preview(proposal: Proposal, pages: Pages, waiting: Waiting): Promise<boolean> {
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
    const isAgreed = await answered(proposal, shown, pages, waiting);
    await vscode.window.tabGroups.close(tabsOf(shown, proposal.title));
    waiting.isMade = isAgreed && (await makeShown(shown));
    return waiting.isMade;
  } finally {
    pages.remove(shown.flatMap(({ before, preview }) => [before, preview]));
  }
}

/** Opens tabs that stay when another file is looked at meanwhile. */
async function show(shown: readonly Shown[], title: string): Promise<void> {
  const [first, second] = shown;
  if (first !== undefined && second === undefined) {
    const options = { preview: false };
    await vscode.commands.executeCommand(
      "vscode.diff",
      first.before,
      first.preview,
      title,
      options,
    );
  } else {
    const rows = shown.map(({ uri, before, preview }) => [uri, before, preview]);
    await vscode.commands.executeCommand("vscode.changes", title, rows);
    await vscode.commands.executeCommand("workbench.action.keepEditor");
  }
}

/** The answer that comes first: a message is out of sight long before a large change is read. */
async function answered(
  proposal: Proposal,
  shown: readonly Shown[],
  pages: Pages,
  waiting: Waiting,
): Promise<boolean> {
  const closing = onceGone(
    () => tabsOf(shown, proposal.title).length === 0,
    () => waiting.take(false),
  );
  await vscode.commands.executeCommand("setContext", PREVIEWING, true);
  try {
    if (!waiting.isAnswered) {
      void askByMessage(proposal, pages, waiting);
    }
    return await waiting.answer;
  } finally {
    closing.dispose();
    await vscode.commands.executeCommand("setContext", PREVIEWING, false);
  }
}

/** Asks by a message. VS Code takes none back, so one that is answered too late says that it is. */
async function askByMessage(
  { title, verb, question, details }: Proposal,
  pages: Pages,
  waiting: Waiting,
): Promise<void> {
  const more = vscode.l10n.t("Show Details");
  const discard = vscode.l10n.t("Discard");
  const buttons = details === undefined ? [discard] : [more, discard];
  let answer: string | undefined;
  do {
    answer = await vscode.window.showInformationMessage(question, verb, ...buttons);
    if (answer === more && details !== undefined) {
      await pages.show(title, details);
    }
  } while (answer === more && !waiting.isAnswered);
  if (!waiting.isAnswered) {
    waiting.take(answer === verb);
  } else if (answer === verb || (answer === discard && waiting.isMade)) {
    tellTooLate(waiting.isMade);
  }
}

function tellTooLate(isMade: boolean): void {
  void vscode.window.showInformationMessage(
    isMade
      ? vscode.l10n.t("This change was made already.")
      : vscode.l10n.t(
          "This preview is over, and its change was not made. Run the command again to see it.",
        ),
  );
}

/** Calls `then` once the preview's tabs were there and are no more. */
function onceGone(isGone: () => boolean, then: () => void): vscode.Disposable {
  let wasThere = !isGone();
  let timer: NodeJS.Timeout | undefined;
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(() => {
      clearTimeout(timer);
      if (!isGone()) {
        wasThere = true;
      } else if (wasThere) {
        timer = setTimeout(() => isGone() && then(), MOVING);
      }
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function makeShown(shown: readonly Shown[]): Promise<boolean> {
  if (!(await makeChanges(shown))) {
    tellOutdated();
    return false;
  }
  const [first, second] = shown;
  if (first !== undefined && second === undefined) {
    await vscode.window.showTextDocument(first.uri, {
      viewColumn: columnOf(first.uri) ?? vscode.ViewColumn.Active,
    });
    // What may be open there about a finding is about the text before.
    await vscode.commands.executeCommand("closeMarkersNavigation");
  }
  return true;
}

/** The tabs that show the preview; of those with several files only the label is known. */
function tabsOf(shown: readonly Shown[], title: string): vscode.Tab[] {
  const previews = new Set(shown.map(({ preview }) => preview.toString()));
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input, label }) =>
    input instanceof vscode.TabInputTextDiff
      ? previews.has(input.modified.toString())
      : // VS Code puts the number of files behind the title.
        shown.length > 1 && (label === title || label.startsWith(`${title} (`)),
  );
}
