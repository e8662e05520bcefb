// The interpreters come from the environment: FIRST_PYTHON is chosen until the command chooses
// SECOND_PYTHON. As the real one does, it also announces a change that is none. It answers once the
// file PYTHON_GATE is there, where that is named.

const fs = require("node:fs");
const vscode = require("vscode");

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  let chosen = process.env.FIRST_PYTHON;
  const environment = (file) => ({ id: file, path: file });
  context.subscriptions.push(
    vscode.commands.registerCommand("standIn.choose", () => {
      changed.fire(environment(chosen));
      chosen = process.env.SECOND_PYTHON;
      changed.fire(environment(chosen));
    }),
  );
  return {
    ready: Promise.resolve(),
    environments: {
      onDidChangeActiveEnvironmentPath: changed.event,
      getActiveEnvironmentPath: () => environment(chosen),
      resolveEnvironment: async ({ path }) => {
        const gate = process.env.PYTHON_GATE;
        while (gate !== undefined && !fs.existsSync(gate)) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return { ...environment(path), executable: { uri: vscode.Uri.file(path) } };
      },
    },
  };
};
