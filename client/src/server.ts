// Starts the language server and hands back how to stop it. All that the server says about Dapr is
// its own; the client adds links to the rule pages that lie beside it, because only it can open them.

import * as path from "node:path";
import * as vscode from "vscode";
import {
  State as ClientState,
  CloseAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { INTERPRETER_SETTING } from "./candidates";
import type { Connection } from "./connection";
import { type Candidate, choose, ISOLATION, launcherJudge, type Refusal } from "./interpreter";
import { leadingToPlaces, REFERENCES_COMMAND } from "./lenses";
import { NOTE_COMMAND } from "./notes";
import type { Stop } from "./restarts";
import { linkedToPages } from "./rulePages";
import type { Services } from "./services";
import { besideTheYamlExtension } from "./yamlExtension";

/** For the message alone; `launch.py` is what decides. */
const OLDEST_PYTHON = "3.10";

const PYTHON_DOWNLOADS = vscode.Uri.parse("https://www.python.org/downloads/");

/** Starts the server on the first fit of `candidates`; tells the user where that fails. */
export async function startServer(
  { context, output, connection }: Services,
  candidates: () => AsyncIterable<Candidate>,
): Promise<Stop | undefined> {
  connection.begin();
  try {
    return await start(context, output, connection, candidates);
  } finally {
    if (connection.state === "starting") {
      connection.close();
    }
  }
}

async function start(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  connection: Connection,
  candidates: () => AsyncIterable<Candidate>,
): Promise<Stop | undefined> {
  const launcher = context.asAbsolutePath(path.join("client", "launch.py"));
  const folder = context.extensionPath;
  const { interpreter, refusals } = await choose(candidates(), launcherJudge(launcher, folder));
  for (const refusal of refusals) {
    output.info(`Not used: ${sentence(refusal)}`);
  }
  if (interpreter === undefined) {
    void tellNoInterpreter(output, refusals);
    return undefined;
  }
  const unfit = refusals.find(({ candidate }) => candidate.origin === "setting");
  if (unfit !== undefined) {
    void tellSettingUnfit(unfit, interpreter.executable);
  }

  const { executable, version, origin } = interpreter;
  output.info(`Starting the server on Python ${version}, '${executable}', from the ${origin}.`);
  let running = false;
  const client: LanguageClient = new LanguageClient(
    "daprls",
    "Dapr Components",
    { command: executable, args: [...ISOLATION, launcher], options: { cwd: folder } },
    {
      ...clientOptions(context, output, () => client),
      errorHandler: {
        error: (error, message, count) => usual.error(error, message, count),
        // A server that crashes is started again, but one that never came up would only fail again.
        closed: () =>
          running ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true },
      },
    },
  );
  const usual = client.createDefaultErrorHandler();
  try {
    await client.start();
    running = true;
  } catch (error) {
    // The library has told the user, with a button that shows the output.
    output.error(`The server did not start: ${error}`);
    await end(client, output);
    return undefined;
  }
  output.info("The server is running.");
  const listening = client.onDidChangeState(({ newState }) => {
    // One that crashed is started again by the library.
    if (newState === ClientState.Running) {
      connection.open(client);
    } else if (newState === ClientState.Stopped) {
      connection.close();
    } else {
      connection.begin();
    }
  });
  connection.executable = executable;
  connection.open(client);
  return () => {
    // One that is ended on purpose makes way for the next, which commands wait for.
    listening.dispose();
    connection.begin();
    return end(client, output);
  };
}

function clientOptions(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  client: () => LanguageClient,
): LanguageClientOptions {
  const linked = (diagnostics: vscode.Diagnostic[]) =>
    linkedToPages(diagnostics, context.extensionUri);
  return {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "untitled", language: "yaml" },
    ],
    // What is asked for is called "daprls", as the problems of tasks are; nothing is sent unasked.
    diagnosticCollectionName: "daprls.sent",
    diagnosticCollectionProvider: besideTheYamlExtension,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: { enabledCommands: ["daprls.openRulePage"] } },
    initializationOptions: {
      // What the server has the editor do behind a completed key, so that its values are offered.
      completionCommand: "editor.action.triggerSuggest",
      // What it puts behind its lenses.
      referencesCommand: REFERENCES_COMMAND,
      // What it puts behind changes that leave something to do.
      noteCommand: NOTE_COMMAND,
    },
    // Otherwise the library would report a failed start twice.
    initializationFailedHandler: () => false,
    middleware: {
      resolveCodeLens: async (lens, token, next) => {
        const resolved = await next(lens, token);
        return resolved && leadingToPlaces(resolved, client().protocol2CodeConverter);
      },
      handleDiagnostics: (uri, diagnostics, next) => next(uri, linked(diagnostics)),
      provideDiagnostics: async (document, previousResultId, token, next) => {
        const report = await next(document, previousResultId, token);
        if (report?.kind === "full") {
          linked(report.items);
        }
        return report;
      },
      provideWorkspaceDiagnostics: (previousResultIds, token, report, next) =>
        next(previousResultIds, token, (chunk) => {
          for (const item of chunk?.items ?? []) {
            if (item.kind === "full") {
              linked(item.items);
            }
          }
          report(chunk);
        }),
    },
  };
}

async function end(client: LanguageClient, output: vscode.LogOutputChannel): Promise<void> {
  try {
    await client.dispose();
  } catch (error) {
    // A server that crashed cannot be stopped in an orderly way; it is gone all the same.
    output.debug(`While stopping the server: ${error}`);
  }
}

function sentence({ candidate, reason }: Refusal): string {
  return `'${candidate.command.join(" ")}' from the ${candidate.origin}: ${reason}.`;
}

async function tellNoInterpreter(
  output: vscode.LogOutputChannel,
  refusals: readonly Refusal[],
): Promise<void> {
  const tried = refusals.map(
    ({ candidate, reason }) => `${candidate.command.join(" ")}: ${reason}`,
  );
  const openSettings = vscode.l10n.t("Open Settings");
  const getPython = vscode.l10n.t("Get Python");
  const showOutput = vscode.l10n.t("Show Output");
  output.error("There is no Python to run the server with.");
  const answer = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      "Dapr Components needs Python {0} or newer to run its language server and found none ({1}).",
      OLDEST_PYTHON,
      tried.join("; "),
    ),
    openSettings,
    getPython,
    showOutput,
  );
  if (answer === openSettings) {
    await openInterpreterSetting();
  } else if (answer === getPython) {
    await vscode.env.openExternal(PYTHON_DOWNLOADS);
  } else if (answer === showOutput) {
    output.show();
  }
}

async function tellSettingUnfit(refusal: Refusal, used: string): Promise<void> {
  const openSettings = vscode.l10n.t("Open Settings");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Dapr Components cannot use {0} It uses '{1}'.", sentence(refusal), used),
    openSettings,
  );
  if (answer === openSettings) {
    await openInterpreterSetting();
  }
}

async function openInterpreterSetting(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", INTERPRETER_SETTING);
}
