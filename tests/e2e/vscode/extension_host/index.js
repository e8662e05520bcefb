// Runs inside VS Code's extension host, beside the installed extension, and asks VS Code itself what
// it knows of it. What to expect comes from EXTENSION_HOST_TASK, a JSON file; what was seen goes to
// the file that the task names, for the test to report.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const vscode = require("vscode");

const task = JSON.parse(fs.readFileSync(process.env.EXTENSION_HOST_TASK, "utf8"));
const results = [];
const SEVERITIES = ["error", "warning", "info", "hint"];

exports.run = async () => {
  try {
    for (const [name, body] of TESTS) {
      results.push({ name, ...(await outcome(body)) });
    }
  } finally {
    fs.writeFileSync(task.report, JSON.stringify(results));
  }
};

async function outcome(body) {
  const start = Date.now();
  try {
    const note = await body();
    return { milliseconds: Date.now() - start, note };
  } catch (error) {
    return { milliseconds: Date.now() - start, failure: String(error.stack ?? error) };
  }
}

/** Waits until `condition` holds; the error of the last try says why it does not. */
async function until(condition, patience = 20_000) {
  for (const end = Date.now() + patience; ; ) {
    try {
      return await condition();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const extension = () => vscode.extensions.getExtension("daprls.daprls");
const folder = (name) => vscode.workspace.workspaceFolders.find((each) => each.name === name).uri;
const at = (file, root = "bookshop") => vscode.Uri.joinPath(folder(root), file);
const ask = (command, ...words) => vscode.commands.executeCommand(`vscode.${command}`, ...words);

async function shown(uri) {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** The place behind the first `text` in `document`. */
function behind(document, text) {
  const index = document.getText().indexOf(text);
  assert.ok(index >= 0, `'${text}' in ${document.uri.path}`);
  return document.positionAt(index + text.length);
}

const diagnosticsOf = (uri, source = "daprls") =>
  vscode.languages.getDiagnostics(uri).filter((each) => each.source.startsWith(source));
/** A task's finding has its code alone, the server's has a link behind it. */
const codesOf = (uri) => diagnosticsOf(uri).map(({ code }) => code?.value ?? code);

/** What a diagnostic is and where, in the command line's words. */
function described({ range, severity, code, message }) {
  return [range.start.line, range.start.character, range.end.line, range.end.character].concat([
    SEVERITIES[severity],
    code.value,
    message,
  ]);
}

function expected({ range: { start, end }, severity, rule, message }) {
  return [start.line, start.character, end.line, end.character, severity, rule, message];
}

const byPlace = (one, other) => String(one).localeCompare(String(other));

async function replaced(document, text) {
  const edit = new vscode.WorkspaceEdit();
  const last = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), last), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Runs a task to its end. */
async function exitCodeOf(task) {
  const ended = new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === task.name) {
        listening.dispose();
        resolve(exitCode);
      }
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

const TESTS = [
  [
    "it sleeps until there is a YAML file",
    async () => {
      assert.equal(extension().isActive, false);
      await shown(at("deploy.sh"));
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(extension().isActive, false);
      const start = Date.now();
      await shown(at("components/invoices.yaml"));
      await until(() => assert.notDeepEqual(diagnosticsOf(at("components/invoices.yaml")), []));
      assert.equal(extension().isActive, true);
      return `${Date.now() - start} ms from the first YAML file to its findings`;
    },
  ],
  [
    "every command of the manifest is there",
    async () => {
      const contributed = extension().packageJSON.contributes.commands;
      const registered = new Set(await vscode.commands.getCommands(true));
      const names = contributed.map(({ command }) => command);
      assert.deepEqual(
        names.filter((name) => !registered.has(name)),
        [],
      );
    },
  ],
  [
    "files that nobody opened have the findings of the command line",
    async () => {
      for (const [file, findings] of Object.entries(task.findings)) {
        await until(() =>
          assert.deepEqual(
            diagnosticsOf(at(file)).map(described).sort(byPlace),
            findings.map(expected).sort(byPlace),
          ),
        );
      }
      assert.ok(Object.keys(task.findings).length > 5);
    },
  ],
  [
    "a finding's code leads to its page",
    async () => {
      const [{ code }] = diagnosticsOf(at("components/invoices.yaml"));
      assert.equal(code.target.scheme, "command");
      const [rule] = JSON.parse(code.target.query);
      await vscode.commands.executeCommand(code.target.path, rule);
      await until(() => {
        const { label } = vscode.window.tabGroups.activeTabGroup.activeTab;
        assert.match(label, new RegExp(`${rule}\\.md`));
      });
    },
  ],
  [
    "names and values are completed",
    async () => {
      const document = await shown(at("components/carts.yaml"));
      const place = behind(document, "\nmetadata:\n  - name: ");
      const { items } = await ask("executeCompletionItemProvider", document.uri, place);
      const labels = items.map(({ label }) => label.label ?? label);
      assert.ok(labels.includes("azureClientId"), labels.join());
    },
  ],
  [
    "what stands in a file is explained, outlined, linked and led from",
    async () => {
      const document = await shown(at("components/carts.yaml"));
      const { uri } = document;
      const store = behind(document, "secretStoreComponent: b");
      const hovers = await ask(
        "executeHoverProvider",
        uri,
        behind(document, "componentType: state.a"),
      );
      assert.match(hovers.map(({ contents }) => contents[0].value).join(), /Cosmos DB/);
      const [definition] = await ask("executeDefinitionProvider", uri, store);
      assert.equal((definition.targetUri ?? definition.uri).path, at("components/vault.yaml").path);
      const references = await ask("executeReferenceProvider", uri, store);
      assert.ok(new Set(references.map((each) => each.uri.path)).size > 1);
      const symbols = await ask("executeDocumentSymbolProvider", uri);
      assert.match(symbols.map(({ name }) => name).join(), /carts/);
      const links = await ask("executeLinkProvider", uri);
      assert.match(String(links[0].target), /docs\.dapr\.io/);
      const lenses = await ask("executeCodeLensProvider", uri, 10);
      assert.deepEqual(
        lenses.map(({ command }) => command.title),
        ["master key from 'bookshop-vault'"],
      );
      const found = await ask("executeWorkspaceSymbolProvider", "invoices");
      assert.ok(found.length > 0);
    },
  ],
  [
    "a code action switches to managed identity",
    async () => {
      const document = await shown(at("components/carts.yaml"));
      const place = behind(document, "  - name: m");
      const actions = await ask(
        "executeCodeActionProvider",
        document.uri,
        new vscode.Range(place, place),
        undefined,
        20,
      );
      const title = "Switch to managed identity (user-assigned)";
      const action = actions.find((each) => each.title === title);
      assert.ok(action, actions.map((each) => each.title).join());
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      assert.equal(document.getText(), task.golden);
      await until(() => assert.ok(!codesOf(document.uri).includes("prefer-managed-identity")));
      await document.save();
    },
  ],
  [
    "a new name goes to every file that says the old one",
    async () => {
      const document = await shown(at("components/vault.yaml", "second"));
      const user = at("components/state.yaml", "second");
      const place = behind(document, "name=v");
      const edit = await ask("executeDocumentRenameProvider", document.uri, place, "safe");
      assert.deepEqual(
        edit
          .entries()
          .map(([uri]) => uri.path)
          .sort(),
        [user.path, document.uri.path],
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.match(document.getText(), /name=safe\b/);
      assert.match((await shown(user)).getText(), /secretStoreComponent: safe\b/);
      await vscode.workspace.saveAll();
      await until(() => assert.ok(!codesOf(user).includes("secret-store-not-found")));
    },
  ],
  [
    "each folder has a task that reports as the command line does, and gives way to the server",
    async () => {
      const tasks = await vscode.tasks.fetchTasks({ type: "daprls" });
      assert.deepEqual(tasks.map(({ name, scope }) => `${name} of ${scope.name}`).sort(), [
        "lint of bookshop",
        "lint of second",
      ]);
      // The editor's settings leave this out, which the command line does not know.
      const twin = at("components/twin.yaml", "second");
      const told = () => codesOf(twin).includes("unknown-metadata-name");
      assert.ok(!told());
      let seen = 0;
      const listening = vscode.languages.onDidChangeDiagnostics(() => {
        seen += told() ? 1 : 0;
      });
      const code = await exitCodeOf(tasks.find(({ scope }) => scope.name === "second"));
      assert.equal(code, 1);
      await until(() => assert.ok(seen > 0));
      await until(() => assert.ok(!told()));
      listening.dispose();
    },
  ],
  [
    "each folder of a workspace has settings of its own",
    async () => {
      const [one, other] = [at("components/twin.yaml"), at("components/twin.yaml", "second")];
      await until(() => assert.ok(codesOf(one).includes("unknown-metadata-name")));
      assert.ok(!codesOf(other).includes("unknown-metadata-name"));
      const settings = vscode.workspace.getConfiguration("daprls", other);
      await settings.update("ignore", [], vscode.ConfigurationTarget.WorkspaceFolder);
      await until(() => assert.ok(codesOf(other).includes("unknown-metadata-name")));
    },
  ],
  [
    "saving applies the safe fixes where the author wants that",
    async () => {
      const document = await shown(at("components/fixed.yaml", "second"));
      const settings = vscode.workspace.getConfiguration("editor", document);
      const onSave = { "source.fixAll.daprls": "explicit" };
      await settings.update("codeActionsOnSave", onSave, vscode.ConfigurationTarget.Workspace);
      await until(() => assert.ok(codesOf(document.uri).includes("unknown-component-type")));
      await until(async () => {
        await replaced(document, `${document.getText()}# saved\n`);
        await vscode.commands.executeCommand("workbench.action.files.save");
        assert.match(document.lineAt(0).text, /state\.redis$/);
      }, 5_000);
      assert.equal(document.isDirty, false);
    },
  ],
  [
    "a file that was never saved is checked",
    async () => {
      const content = "componentType: state.reddis\nversion: v1\n";
      const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
      await vscode.window.showTextDocument(document);
      await until(() => assert.ok(codesOf(document.uri).includes("unknown-component-type")));
    },
  ],
  [
    "the YAML extension lays no schema on components, and on everything else its own",
    async () => {
      const deployment = await shown(at("deployment.yaml", "second"));
      await until(() => assert.notDeepEqual(diagnosticsOf(deployment.uri, "yaml-schema"), []));
      for (const file of Object.keys(task.findings)) {
        await shown(at(file));
      }
      // The other server answers in order, so this is told after all that it says of those files.
      await replaced(deployment, `${deployment.getText()}another: mistake\n`);
      await until(() => assert.equal(diagnosticsOf(deployment.uri, "yaml-schema").length, 2));
      for (const file of Object.keys(task.findings)) {
        assert.deepEqual(
          diagnosticsOf(at(file), "yaml-schema").map(({ message }) => message),
          [],
        );
      }
      await vscode.commands.executeCommand("workbench.action.files.revert");
    },
  ],
  [
    "that a line is no YAML is told once",
    async () => {
      const lines = (uri, source) =>
        diagnosticsOf(uri, source).map(({ range }) => range.start.line);
      const document = await shown(at("components/broken.yaml", "second"));
      const own = () => codesOf(document.uri).filter((code) => /yaml|key|placeholder/.test(code));
      const told = async (others, expected) => {
        await until(() => assert.deepEqual(lines(document.uri, "YAML"), others));
        await until(() => assert.deepEqual(own(), expected));
      };
      await told([5], ["placeholder-value"]);
      const whole = document.getText();
      await replaced(document, whole.replace("@every", "every"));
      await told([], ["placeholder-value"]);
      await replaced(document, whole);
      await told([5], ["placeholder-value"]);
      const twice = whole
        .replace("@every", "every")
        .replace("version: v1\n", "version: v1\n".repeat(2));
      await replaced(document, twice);
      await told([2], ["placeholder-value"]);
      const settings = vscode.workspace.getConfiguration("yaml");
      await settings.update("validate", false, vscode.ConfigurationTarget.Workspace);
      await told([], ["duplicate-key", "placeholder-value"]);
      await settings.update("validate", undefined, vscode.ConfigurationTarget.Workspace);
      await told([2], ["placeholder-value"]);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    },
  ],
  [
    "a restarted server is asked for everything again",
    async () => {
      const uri = at("components/invoices.yaml");
      await shown(uri);
      await vscode.commands.executeCommand("daprls.restart");
      await until(() => assert.ok(codesOf(uri).includes("unknown-metadata-name")));
      const { items } = await ask(
        "executeCompletionItemProvider",
        uri,
        behind(await shown(uri), "  - name: "),
      );
      assert.ok(items.length > 0);
    },
  ],
];
