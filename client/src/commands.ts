// What the palette and the menus offer. A name here is never one of the server's own commands: the
// library registers those in the editor too, and both would clash.

import * as vscode from "vscode";
import { copyAzCommand } from "./azCommand";
import { fixFile, fixWorkspace, lintWorkspace } from "./checking";
import { convertFile } from "./converting";
import { explainError } from "./errorTexts";
import { showGraph } from "./graphView";
import { newComponent } from "./newComponent";
import { NOTE_COMMAND, showNote } from "./notes";
import { openRulePage } from "./rulePages";
import { openSample, showFinding } from "./sample";
import type { Services } from "./services";
import { switchFile, switchWorkspace } from "./switching";
import { tellFailure } from "./telling";

type Command = (services: Services, argument?: unknown) => unknown;

/** What only the server calls. */
const BEHIND: Readonly<Record<string, Command>> = {
  [NOTE_COMMAND]: (_services, note) => showNote(note),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  "daprls.showOutput": ({ output }) => output.show(),
  "daprls.openRulePage": ({ context }, code) => openRulePage(context.extensionUri, code),
  "daprls.lintWorkspace": lintWorkspace,
  "daprls.fixFile": fixFile,
  "daprls.fixWorkspace": fixWorkspace,
  "daprls.switchFile": switchFile,
  "daprls.switchWorkspace": switchWorkspace,
  "daprls.convertFile": convertFile,
  "daprls.newComponent": newComponent,
  "daprls.copyAzCommand": copyAzCommand,
  "daprls.showGraph": showGraph,
  "daprls.explainError": explainError,
  "daprls.openSample": ({ context }) => openSample(context),
  "daprls.showSampleFinding": ({ context }) => showFinding(context),
};

/** Registers all of them, save the one that restarts the server. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries({ ...COMMANDS, ...BEHIND }).map(([name, command]) =>
    vscode.commands.registerCommand(name, async (argument?: unknown) => {
      try {
        await command(services, argument);
      } catch (error) {
        await tellFailure(error, services.output);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
