// What an author sees and does: squiggles, Problems, completion, fixes, hover, and what becomes of
// the files. One workbench serves all steps; each step has files of its own, so that one may fail
// without the next. Pictures of what each step leaves on the screen go to
// `shots/user-path/`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { pictures } from "./pictures.mjs";
import {
  goTo,
  openFile,
  openWorkbench,
  outputOf,
  packedExtension,
  problemsOf,
  repeat,
  runCommand,
  save,
  shownText,
  squiggles,
  suggestions,
  until,
} from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");
const daprls = path.join(root, ".venv", "bin", "daprls");
const LABELS = { error: "Error", warning: "Warning", info: "Info" };

const DRAFTS = `\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop
  - name: containerName
    value: drafts
secrets:
  - name: drafts-key
    value: "[drafts_key]"
`;

const ARCHIVE = `\
componentType: state.azure.blobstorage
version: v1
secretStoreComponent: bookshop-vault
metadata:
  - name: connectionString
    secretRef: archive-connection
  - name: containerName
    value: archive
scopes:
  - warehouse
`;

/** A copy of the bookshop, with files that steps write in. */
function bookshop(folder) {
  const workspace = path.join(folder, "bookshop");
  fs.cpSync(path.join(root, "examples", "bookshop"), workspace, { recursive: true });
  fs.writeFileSync(path.join(workspace, "components", "drafts.yaml"), DRAFTS);
  fs.writeFileSync(path.join(workspace, "components", "archive.yaml"), ARCHIVE);
  fs.writeFileSync(path.join(workspace, "local", "sessions.yaml"), "");
  fs.mkdirSync(path.join(workspace, ".vscode"));
  return workspace;
}

const golden = (name) => fs.readFileSync(path.join(here, "golden", name), "utf8");

/** The command line's findings of a file of the workspace, but for hints, which Problems leaves out. */
function linted(workspace) {
  const printed = execFileSync(daprls, ["lint", "--format", "json", "--fail-on", "never"], {
    cwd: workspace,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(printed);
  const told = diagnostics.filter(({ severity }) => severity in LABELS);
  return (file) => told.filter((each) => each.file === file);
}

/** How Problems words a finding. */
function worded({ severity, message, range: { start } }) {
  return `${LABELS[severity]}: ${message} at line ${start.line + 1} and character ${start.character + 1}.`;
}

test("an author's way through the bookshop", { timeout: 300_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-user-path-"));
  const workspace = bookshop(folder);
  const workbench = await openWorkbench({
    extensions: [process.env.VSIX || packedExtension(root)],
    folder: workspace,
    viewport: { width: 1280, height: 900 },
  });
  const { page, outside } = workbench;
  const { keyboard } = page;
  const output = () => outputOf(workbench, "Dapr Components");
  const starts = () => output().split("The server is running.").length - 1;
  const saved = (file) => fs.readFileSync(path.join(workspace, file), "utf8");
  const codes = async (file) => (await problemsOf(page, file)).map(({ code }) => code);
  const { shot, step } = pictures(t, page, "user-path");

  // Also when time is up, so that nothing waits any longer.
  t.after(async () => {
    await workbench.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  await openFile(page, "components/invoices.yaml");
  await until(() => starts() === 1, "the server's start", 120_000);

  await step("each file shows the findings of the command line", async () => {
    const findings = linted(workspace);
    const files = fs
      .readdirSync(workspace, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml"));
    for (const file of files.sort()) {
      const expected = findings(file);
      await openFile(page, file);
      const severities = expected.map(({ severity }) => severity).sort();
      await until(
        async () => assert.deepEqual(await squiggles(page), severities) ?? true,
        `${severities.length} squiggles in ${file}`,
        20_000,
      );
      await until(
        async () => {
          const labels = (await problemsOf(page, file)).map(({ label }) => label);
          return (
            labels.length === expected.length &&
            expected.every((each) => labels.some((label) => label.startsWith(worded(each))))
          );
        },
        `the problems of ${file}`,
        20_000,
      );
    }
    assert.ok(findings("components/invoices.yaml").length > 3);
  });

  await step("a hover tells what a field is and what is wrong with it", async () => {
    await openFile(page, "components/invoices.yaml");
    await repeat(page, async () => {
      await page
        .locator(".view-line span", { hasText: /^accountKey$/ })
        .first()
        .hover();
      const hover = page.locator(".monaco-hover:visible", { hasText: "storageAccountKey" });
      await hover.waitFor({ timeout: 4_000 });
      const text = await hover.textContent();
      assert.match(text, /accountKey.*sensitive/s);
      assert.match(text, /prefer-managed-identity/);
      assert.doesNotMatch(text, /Zm9yIGEg/);
    });
  });

  await step("names, keys, secrets and values are offered while typing", async () => {
    await openFile(page, "components/drafts.yaml");
    await goTo(page, 7, 18);
    await keyboard.press("Enter");
    await keyboard.press("Backspace");
    await pick("- name: acc", "accountKey");
    await keyboard.press("Enter");
    await pick("sec", "secretRef");
    await shot("secrets are offered");
    await pick("", "drafts-key");
    await keyboard.press("Enter");
    await keyboard.press("Backspace");
    await pick("- name: azureEnv", "azureEnvironment");
    await keyboard.press("Enter");
    await pick("val", "value");
    await pick("AzureUS", "AzureUSGovernmentCloud");
    await save(page);
    assert.equal(saved("components/drafts.yaml"), golden("drafts.yaml"));
  });

  await step("the light bulb switches to the system-assigned identity", async () => {
    await openFile(page, "components/invoices.yaml");
    await chooseAction(8, 12, "Switch to managed identity (system-assigned)");
    await until(async () => !(await shownText(page)).includes("accountKey"), "the switch");
    await save(page);
    assert.equal(saved("components/invoices.yaml"), golden("invoices.yaml"));
  });

  await step("the light bulb switches to the user-assigned identity of the others", async () => {
    await openFile(page, "components/carts.yaml");
    await chooseAction(13, 12, "Switch to managed identity (user-assigned)");
    await until(async () => (await shownText(page)).includes("azureClientId"), "the switch");
    await save(page);
    assert.equal(saved("components/carts.yaml"), golden("carts.yaml"));
  });

  await step("what is still to be filled in is selected", async () => {
    await openFile(page, "components/archive.yaml");
    await chooseAction(5, 12, "Switch to managed identity (system-assigned)");
    await until(async () => (await shownText(page)).includes("<storage-account>"), "the switch");
    await shot("the placeholder");
    await keyboard.type("bookshoparchive");
    await keyboard.press("Escape");
    await save(page);
    assert.equal(saved("components/archive.yaml"), golden("archive.yaml"));
  });

  await step("fix all applies the safe fixes", async () => {
    const copy = path.join(folder, "fixed");
    fs.cpSync(workspace, copy, { recursive: true });
    for (const file of ["components/orders.yaml", "local/reminders.yaml"]) {
      execFileSync(daprls, ["fix", file], { cwd: copy, stdio: "ignore" });
      await openFile(page, file);
      await repeat(page, async () => {
        await runCommand(page, "Dapr Components: Fix All That Is Safe in This File");
        await page.locator(".tab.active.dirty").waitFor({ timeout: 4_000 });
      });
      await save(page);
      assert.equal(saved(file), fs.readFileSync(path.join(copy, file), "utf8"));
    }
  });

  await step("a secret store's name leads to its file", async () => {
    await openFile(page, "components/orders.yaml");
    await goTo(page, 5);
    await keyboard.press("Shift+End");
    await keyboard.type("secretStoreComponent: bookshop-vault");
    await keyboard.press("Escape");
    await repeat(page, async () => {
      await keyboard.press("F12");
      await page.locator(".tab.active", { hasText: "vault.yaml" }).waitFor({ timeout: 4_000 });
    });
  });

  await step("a lens leads to those who use a store", async () => {
    await openFile(page, "components/vault.yaml");
    await repeat(page, async () => {
      const lens = page.locator(".codelens-decoration a", { hasText: /used by \d+ component/ });
      await lens.click({ timeout: 10_000 });
      const title = page.locator(".peekview-title:visible", { hasText: "orders.yaml" });
      await title.waitFor({ timeout: 5_000 });
    });
    await keyboard.press("Escape");
  });

  await step("a secret's new name goes to all places", async () => {
    await openFile(page, "components/drafts.yaml");
    const renamed = saved("components/drafts.yaml").replaceAll("drafts-key", "key-of-drafts");
    const lines = renamed.split("\n");
    const line = lines.findIndex((each) => each.includes("- name: key-of-drafts")) + 1;
    await repeat(page, async () => {
      await goTo(page, line, 14);
      await keyboard.press("F2");
      const box = page.locator(".rename-box input:visible");
      await box.fill("key-of-drafts", { timeout: 4_000 });
      await keyboard.press("Enter");
      await page.locator(".tab.active.dirty").waitFor({ timeout: 4_000 });
    });
    await save(page);
    assert.equal(saved("components/drafts.yaml"), renamed);
  });

  await step("a store's new name changes what is found in another file", async () => {
    const store = path.join(workspace, "local", "secrets.yaml");
    const before = fs.readFileSync(store, "utf8");
    await openFile(page, "local/carts.yaml");
    await until(
      async () => (await codes("local/carts.yaml")).includes("secret-store-not-found"),
      "the finding",
    );
    await openFile(page, "local/secrets.yaml");
    await goTo(page, 4, 9);
    await keyboard.press("Shift+End");
    await keyboard.type("Local-Secrets");
    await keyboard.press("Escape");
    await until(
      async () => !(await codes("local/carts.yaml")).includes("secret-store-not-found"),
      "the finding's end while the store is edited",
    );
    await save(page);
    await until(async () => {
      fs.writeFileSync(store, before);
      return (await codes("local/carts.yaml")).includes("secret-store-not-found");
    }, "the finding's return when the store is written from outside");
  });

  await step("some hundred keys leave the text as typed and nothing in the log", async () => {
    const text = golden("session.yaml");
    await openFile(page, "local/sessions.yaml");
    for (const [count, line] of text.trimEnd().split("\n").entries()) {
      if (count > 0) {
        // Unlike Enter, this cannot accept what is being offered.
        await keyboard.press("Control+Enter");
        await keyboard.press("Shift+Home");
      }
      await keyboard.type(line, { delay: 15 });
    }
    await keyboard.press("Control+Enter");
    await keyboard.press("Shift+Home");
    await keyboard.press("Delete");
    await save(page);
    assert.equal(saved("local/sessions.yaml"), text);
    await until(
      async () => (await codes("local/sessions.yaml")).includes("unknown-metadata-name"),
      "the mistake's finding",
    );
    assert.doesNotMatch(output(), /\[(error|warning)\]/);
  });

  await step("a restarted server goes on where the old one was", async () => {
    await openFile(page, "local/sessions.yaml");
    await runCommand(page, "Dapr Components: Restart Server");
    await until(() => starts() === 2, "the second start");
    await until(
      async () => (await codes("local/sessions.yaml")).includes("unknown-metadata-name"),
      "the finding after the restart",
    );
    await goTo(page, 16, 13);
    await keyboard.press("Shift+End");
    await keyboard.type("redisMaxRetries");
    await keyboard.press("Escape");
    await until(
      async () => (await codes("local/sessions.yaml")).length === 0,
      "the finding's end after the restart",
    );
    await save(page);
  });

  await step("a changed setting counts at once", async () => {
    const settings = path.join(workspace, ".vscode", "settings.json");
    const ignoring = async (codes) =>
      fs.writeFileSync(settings, JSON.stringify({ "daprls.ignore": codes }));
    await openFile(page, "components/legacy-vault.yaml");
    await until(async () => {
      await ignoring(["prefer-managed-identity"]);
      return !(await codes("components/legacy-vault.yaml")).includes("prefer-managed-identity");
    }, "the finding's end");
    await until(async () => {
      await ignoring([]);
      return (await codes("components/legacy-vault.yaml")).includes("prefer-managed-identity");
    }, "the finding's return");
    assert.equal(starts(), 2, "a setting of the server does not restart it");
  });

  await step("nothing was asked of other machines", () => {
    assert.deepEqual([...outside], []);
  });

  /** Types `text` and accepts what is offered first, which must be `label`. */
  async function pick(text, label) {
    await keyboard.type(text, { delay: 40 });
    await repeat(page, async () => {
      try {
        await until(async () => (await suggestions(page))[0] === label, `'${label}'`, 5_000);
      } catch (error) {
        // The last letter typed again asks again.
        const last = text.at(-1) ?? " ";
        await keyboard.press("Escape");
        await keyboard.press("Backspace");
        await keyboard.type(last);
        throw error;
      }
    });
    await keyboard.press("Enter");
    await until(async () => (await shownText(page)).includes(label), `'${label}' in the text`);
  }

  async function isFocused(row) {
    return (await row.getAttribute("class")).includes("focused");
  }

  /** Clicks the light bulb at a place of the editor and takes the action called `title`. */
  async function chooseAction(line, column, title) {
    await repeat(page, async () => {
      await goTo(page, line, column);
      const bulb = page.locator(".monaco-editor .codicon-light-bulb");
      await bulb.first().click({ timeout: 4_000 });
      const action = page.locator(".action-widget .monaco-list-row.action", { hasText: title });
      await action.waitFor({ timeout: 4_000 });
      await shot("the light bulb");
      // By keys, because older versions hold a click back for a while.
      for (let step = 0; step < 9 && !(await isFocused(action)); step++) {
        await keyboard.press("ArrowDown");
      }
      await keyboard.press("Enter");
      await page.locator(".action-widget .action").first().waitFor({ state: "detached" });
    });
  }
});
