// What the palette and the menus offer. A name here is never one of the server's own commands: the
// library registers those in the editor too, and both would clash.

import * as vscode from "vscode";
import { copyAzCommand } from "./azCommand";
import { fixFile, fixWorkspace, lintWorkspace } from "./checking";
import { convertFile } from "./converting";
import { explainError, explainInTerminal } from "./errorTexts";
import { showGraph } from "./graphView";
import { newComponent } from "./newComponent";
import { NOTE_COMMAND, showNote } from "./notes";
import { OPEN_PLACE } from "./pageLinks";
import { answerPreview } from "./previews";
import { openRulePage } from "./rulePages";
import { openSample, showFinding } from "./sample";
import type { Services } from "./services";
import { switchFile, switchWorkspace } from "./switching";
import { tellFailure } from "./telling";

type Command = (services: Services, ...words: readonly unknown[]) => unknown;

/** What the server and its pages call. */
const BEHIND: Readonly<Record<string, Command>> = {
  [OPEN_PLACE]: (_services, uri, line) => openPlace(uri, line),
  [NOTE_COMMAND]: (_services, note) => showNote(note),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  "daprls.showOutput": ({ output }) => output.show(),
  "daprls.openRulePage": ({ context }, code) => openRulePage(context.extensionUri, code),
  "daprls.lintWorkspace": lintWorkspace,
  "daprls.fixFile": fixFile,
  "daprls.fixFolder": fixWorkspace,
  "daprls.fixWorkspace": (services) => fixWorkspace(services),
  "daprls.switchFile": switchFile,
  "daprls.switchFolder": switchWorkspace,
  "daprls.switchWorkspace": (services) => switchWorkspace(services),
  "daprls.convertFile": convertFile,
  "daprls.newComponent": newComponent,
  "daprls.copyAzCommand": copyAzCommand,
  "daprls.makePreviewed": () => answerPreview(true),
  "daprls.discardPreviewed": () => answerPreview(false),
  "daprls.showGraph": showGraph,
  "daprls.explainError": explainError,
  "daprls.explainInTerminal": explainInTerminal,
  "daprls.openSample": ({ context }) => openSample(context),
  "daprls.showSampleFinding": ({ context }) => showFinding(context),
};

/** Registers all of them, save the one that restarts the server. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries({ ...COMMANDS, ...BEHIND }).map(([name, command]) =>
    vscode.commands.registerCommand(name, async (...words: unknown[]) => {
      try {
        await command(services, ...words);
      } catch (error) {
        await tellFailure(error, services.output);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

async function openPlace(uri: unknown, line: unknown): Promise<void> {
  if (typeof uri === "string" && typeof line === "number") {
    const start = new vscode.Position(line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(start, start),
    });
  }
}
