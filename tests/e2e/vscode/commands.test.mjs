// The extension's own commands, each as somebody calls it, answers it and finds its result; then the
// walkthrough. Pictures go to `shots/commands/`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { pictures } from "./pictures.mjs";
import {
  answer,
  answerMessage,
  choose,
  message,
  openFile,
  openWorkbench,
  outputOf,
  packedExtension,
  repeat,
  runCommand,
  save,
  shownText,
  until,
} from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..", "..");
const program = path.join(root, ".venv", "bin", "daprls");
const golden = (name) => fs.readFileSync(path.join(here, "golden", name), "utf8");

test("the commands", { timeout: 600_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-commands-"));
  const workspace = path.join(folder, "bookshop");
  const copy = path.join(folder, "copy");
  for (const place of [workspace, copy]) {
    fs.cpSync(path.join(root, "examples", "bookshop"), place, { recursive: true });
  }
  // A folder that the extension has nothing to do with.
  fs.mkdirSync(path.join(workspace, "notes"));
  fs.writeFileSync(path.join(workspace, "notes", "todo.txt"), "Buy stamps.\n");
  const daprls = (...words) =>
    execFileSync(program, words, {
      cwd: copy,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const saved = (file, place = workspace) => fs.readFileSync(path.join(place, file), "utf8");
  const workbench = await openWorkbench({
    extensions: [process.env.VSIX || packedExtension(root)],
    folder: workspace,
    viewport: { width: 1280, height: 900 },
    environment: { TMPDIR: folder },
  });
  const { page } = workbench;
  const { step, shot } = pictures(t, page, "commands");
  const command = (title) => runCommand(page, `Dapr Components: ${title}`);
  const tab = (name) => page.locator(".tab.active", { hasText: name });
  /** The page that the Markdown preview, or another view made of HTML, shows. */
  const view = () => page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  const editorText = async (pattern, what) => {
    await until(async () => assert.match(await shownText(page), pattern) ?? true, what, 20_000);
    return shownText(page);
  };
  /** Unfolds a step of the walkthrough, by its title, unless it is, and clicks its button. */
  const walk = async (title, label) => {
    const row = page.locator(".getting-started-step", { hasText: title }).first();
    const button = row.locator(".monaco-button", { hasText: label }).first();
    // Escape would lead out of the walkthrough, so this is not repeated as other steps are.
    await until(async () => {
      if ((await row.getAttribute("aria-expanded")) !== "true") {
        await row.click({ timeout: 3_000 });
      }
      await button.click({ timeout: 3_000 });
      return true;
    }, `the button '${label}'`);
  };
  const ticked = (title) =>
    page
      .locator(".getting-started-step", { hasText: title })
      .locator(".codicon-getting-started-step-checked")
      .first()
      .waitFor();
  const tidied = async () => {
    await runCommand(page, "Notifications: Clear All Notifications");
    await runCommand(page, "View: Close All Editors");
  };

  // Also when time is up, so that nothing waits any longer.
  t.after(async () => {
    await workbench.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  await openFile(page, "components/invoices.yaml");
  const output = () => outputOf(workbench, "Dapr Components");
  await until(() => output().includes("The server is running."), "the server's start", 120_000);

  await step("the status says what a component is", async () => {
    await page.locator("#status\\.languageStatus").click();
    const status = page.locator(".hover-language-status", {
      hasText: "ACA · bindings.azure.blobstorage",
    });
    await status.waitFor();
    assert.match(await status.textContent(), /account key in the file/);
    await page.keyboard.press("Escape");
  });

  await step("a file is switched to managed identity once its preview was seen", async () => {
    await openFile(page, "components/invoices.yaml");
    const before = saved("components/invoices.yaml");
    await command("Switch This File to Managed Identity");
    await choose(page, "Which identity do the apps use?", "System-assigned");
    await page.locator(".monaco-diff-editor").first().waitFor();
    await message(page, "Switch 1 component to managed identity?");
    await shot("the preview of a switch");
    await answerMessage(page, "Switch 1 component", "Discard");
    await tab("invoices.yaml").waitFor();
    assert.equal(await page.locator(".tab.active.dirty").count(), 0);
    await command("Switch This File to Managed Identity");
    await choose(page, "Which identity do the apps use?", "System-assigned");
    await page.locator(".editor-actions a[aria-label^='Make the Previewed Change']").click();
    await message(page, "1 component was switched.");
    await save(page);
    assert.notEqual(before, golden("invoices.yaml"));
    assert.equal(saved("components/invoices.yaml"), golden("invoices.yaml"));
    await answerMessage(page, "1 component was switched.", "Show What Is Left to Do");
    await view().getByText("Storage Blob Data").first().waitFor();
    await tidied();
  });

  /** Asks for a file's switch and waits until its preview is there. */
  const previewOf = async (file) => {
    await openFile(page, file);
    await command("Switch This File to Managed Identity");
    await choose(page, "Which identity do the apps use?", "System-assigned");
    await page.locator(".monaco-diff-editor").first().waitFor();
    await message(page, "Switch 1 component to managed identity?");
  };
  const makePreviewed = page.locator(".editor-actions a[aria-label^='Make the Previewed Change']");

  await step("a change is not made to a file that is another by now", async () => {
    await previewOf("components/carts.yaml");
    const edited = `${saved("components/carts.yaml")}# edited\n`;
    fs.writeFileSync(path.join(workspace, "components", "carts.yaml"), edited);
    await page.locator(".monaco-diff-editor .view-line", { hasText: "# edited" }).first().waitFor();
    await makePreviewed.click();
    await message(page, "Nothing was changed: a file is no longer as it was.");
    await tidied();
    await openFile(page, "components/carts.yaml");
    assert.match(await shownText(page), /^# edited$/m);
    assert.match(await shownText(page), /masterKey/);
    assert.equal(await page.locator(".tab.active.dirty").count(), 0);
    assert.equal(saved("components/carts.yaml"), edited);
  });

  await step(
    "a preview makes way for the next, and its message knows that it is over",
    async () => {
      await previewOf("components/carts.yaml");
      await previewOf("components/legacy-vault.yaml");
      assert.equal(
        await page.locator(".tab", { hasText: "Switch to managed identity" }).count(),
        1,
      );
      await makePreviewed.click();
      await message(page, "1 component was switched.");
      await answerMessage(page, "Switch 1 component to managed identity?", "Switch");
      await message(page, "This change was made already.");
      await tab("legacy-vault.yaml").waitFor();
      await save(page);
      assert.doesNotMatch(saved("components/legacy-vault.yaml"), /azureClientSecret/);
      assert.match(saved("components/carts.yaml"), /masterKey/);
      await tidied();
      const place = "components/legacy-vault.yaml";
      fs.copyFileSync(path.join(copy, place), path.join(workspace, place));
    },
  );

  await step("a preview that is closed changes nothing any more", async () => {
    await previewOf("components/carts.yaml");
    await page.locator(".tab.active .tab-actions .action-label").click();
    await makePreviewed.waitFor({ state: "detached" });
    // A tab that is moved is gone for a moment, too, so the preview lives a little longer.
    await page.waitForTimeout(1_000);
    await answerMessage(page, "Switch 1 component to managed identity?", "Switch");
    await message(page, "This preview is over, and its change was not made.");
    assert.match(saved("components/carts.yaml"), /masterKey/);
    await tidied();
  });

  await step("a component is converted for another reader", async () => {
    await openFile(page, "components/shipping.yaml");
    await command("Convert Component");
    await choose(page, "For whom?", "Open-source Dapr");
    await choose(page, "The file stays as it is.", "Open in a new editor");
    const text = await editorText(/^apiVersion: dapr\.io/m, "the converted component");
    const expected = daprls("convert", "components/shipping.yaml", "--to", "oss");
    assert.equal(text.trim(), expected.trim());
    await runCommand(page, "View: Revert and Close Editor");
    await tidied();
  });

  await step("a new component is made of the answers to a few questions", async () => {
    await openFile(page, "components/carts.yaml");
    await command("New Dapr Component");
    await choose(page, "Where will it run?", "Azure Container Apps");
    await choose(page, "Which type?", "state.azure.blobstorage");
    await shot("how does it authenticate");
    await choose(page, "How does it authenticate?", "Managed identity (system-assigned)");
    await answer(page, "The component's name", "drafts");
    const text = await editorText(/componentType: state\.azure\.blobstorage/, "the new component");
    const made = daprls("new", "state.azure.blobstorage", "--name", "drafts");
    assert.equal(text.trim(), made.trim());
    // The first thing to fill in is selected.
    await page.keyboard.type("bookshop");
    await editorText(/value: "bookshop"$/m, "what was typed");
    await page.keyboard.press("Escape");
    await runCommand(page, "View: Revert and Close Editor");
    await tidied();
  });

  await step("the graph leads to its files", async () => {
    await openFile(page, "components/carts.yaml");
    await command("Show Graph");
    await view().locator("svg").first().waitFor();
    const node = view().getByText("shipping", { exact: true }).first();
    await node.waitFor();
    await shot("the graph");
    await node.click();
    await tab("shipping.yaml").waitFor();
    await tidied();
  });

  await step("the graph is walked and heard without a mouse", async () => {
    await command("Show Graph");
    await view().getByRole("toolbar", { name: "What is drawn" }).waitFor();
    await view().getByRole("link", { name: /vault/ }).first().waitFor();
    await view().getByRole("combobox", { name: "App" }).focus();
    const node = view().locator("g.node[data-uri]:focus");
    for (let press = 0; press < 20 && (await node.count()) === 0; press++) {
      await page.keyboard.press("Tab");
    }
    assert.equal(await node.getAttribute("role"), "link");
    const file = (await node.getAttribute("data-uri")).split("/").at(-1);
    await shot("a node of the graph has the focus");
    await page.keyboard.press("Enter");
    await tab(file).waitFor();
    await tidied();
  });

  await step("Escape leaves every question, and nothing has happened", async () => {
    await openFile(page, "components/shipping.yaml");
    const question = page.locator(".quick-input-widget:visible", { hasText: /./ });
    for (const title of [
      "Switch This File to Managed Identity",
      "Switch the Workspace to Managed Identity",
      "Convert Component",
      "New Dapr Component",
      "Copy az Command for This File",
      "Explain Error Text",
      "Open Rule Page",
      "Open Sample",
    ]) {
      await command(title);
      await question.waitFor();
      await page.keyboard.press("Escape");
      await question.waitFor({ state: "detached" });
    }
    assert.equal(await page.locator(".tab").count(), 1);
    assert.equal(await page.locator(".notification-toast").count(), 0);
  });

  /** What the menu of a folder offers; it stays open. */
  const menuOf = async (folder) => {
    const row = page.locator('.explorer-folders-view .monaco-list-row[aria-level="1"]');
    // What files hold is told to the menus once the disk is quiet.
    await repeat(page, async () => {
      await row.filter({ hasText: folder }).first().click({ button: "right" });
      const menu = page.locator(".monaco-menu .action-item", { hasText: "Dapr Components" });
      await menu.click({ timeout: 3_000 });
    });
    const items = page.locator(".monaco-submenu .action-item .action-label");
    await items.first().waitFor();
    // VS Code overlooks clicks in the first tenth of a second of a menu.
    await page.waitForTimeout(300);
    return items;
  };

  await step("a folder's menu offers what suits it", async () => {
    const offered = async (folder) => {
      const labels = await (await menuOf(folder)).allTextContents();
      await shot(`the menu of ${folder}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      return labels.filter((label) => label !== "");
    };
    assert.deepEqual(await offered("notes"), ["New Dapr Component..."]);
    assert.deepEqual(await offered("components"), [
      "New Dapr Component...",
      "Switch This Folder to Managed Identity...",
      "Fix All That Is Safe in This Folder...",
    ]);
  });

  await step("what changes many files is seen before, and can be discarded", async () => {
    const preview = (title) => page.locator(".tab", { hasText: title });
    await (await menuOf("local")).filter({ hasText: "Fix All That Is Safe" }).click();
    await preview("Safe Fixes for Dapr Components").waitFor();
    await answerMessage(page, "Make ", "Discard");
    await preview("Safe Fixes for Dapr Components").waitFor({ state: "detached" });
    await command("Switch the Workspace to Managed Identity");
    await choose(page, "Which identity do the apps use?", "System-assigned");
    await page.locator(".multiDiffEntry").first().waitFor();
    await shot("the preview of a switch of all files");
    await answerMessage(page, "components to managed identity?", "Discard");
    await preview("Switch to managed identity").waitFor({ state: "detached" });
    for (const file of ["components/shipping.yaml", "local/reminders.yaml"]) {
      assert.equal(saved(file), saved(file, copy));
    }
  });

  await step("the output says what was done", async () => {
    await command("Show Output");
    await page.locator(".part.panel .view-line", { hasText: "Starting the server" }).waitFor();
    await runCommand(page, "View: Toggle Panel Visibility");
    await tidied();
  });

  await step("all files are looked at, and what is found is summed up", async () => {
    fs.writeFileSync(path.join(copy, "components", "invoices.yaml"), golden("invoices.yaml"));
    const found = JSON.parse(daprls("lint", "--format", "json", "--fail-on", "never"));
    const errors = found.diagnostics.filter(({ severity }) => severity === "error");
    await command("Lint Workspace");
    await message(page, `Dapr components: ${errors.length} errors`);
    await page.locator(".markers-panel").waitFor();
  });

  await step("what is safe is fixed in all files at once", async () => {
    await answerMessage(page, "Dapr components: ", "Fix What Is Safe");
    await page
      .locator(".multiDiffEntry, .multi-diff-editor, .monaco-diff-editor")
      .first()
      .waitFor();
    await message(page, "Make ");
    await shot("the preview of all fixes");
    await answerMessage(page, "Make ", "Fix");
    await message(page, "problems were fixed.");
    await runCommand(page, "File: Save All Files");
    try {
      daprls("fix");
    } catch {
      // Its exit code says that something is left.
    }
    for (const file of ["components/orders.yaml", "local/reminders.yaml"]) {
      await until(() => saved(file) === saved(file, copy), `the fixes in ${file}`, 10_000);
    }
    await tidied();
  });

  await step("the command that deploys a file is copied", async () => {
    await openFile(page, "components/vault.yaml");
    await command("Copy az Command for This File");
    await choose(page, "For which shell?", "Bash");
    await message(page, "Copied.");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^az containerapp env dapr-component set /);
    assert.match(copied, /--dapr-component-name bookshop-vault/);
    assert.match(copied, /--yaml .*vault\.yaml/);
    await tidied();
  });

  await step("an error is explained", async () => {
    await command("Explain Error Text");
    const text = "found character '@' that cannot start any token";
    await answer(page, "The error as az or the sidecar prints it", text);
    await view().getByText("yaml-syntax").first().waitFor();
    await tidied();
  });

  await step("a rule's page is opened by its name", async () => {
    await command("Open Rule Page");
    await choose(page, "Which rule?", "aca-secret-name");
    await view().getByRole("heading", { name: "aca-secret-name" }).first().waitFor();
    await tidied();
  });

  await step("the walkthrough's first step opens a sample", async () => {
    await runCommand(page, "Welcome: Open Walkthrough...");
    await choose(page, "Select a walkthrough to open", "Get Started with Dapr Components");
    const steps = page.locator(".getting-started-step");
    assert.equal(await steps.count(), 4);
    await shot("the walkthrough");
    await walk("Open the sample", "Open Sample");
    await choose(page, "Two small files are copied.", "In a temporary folder");
    await tab("invoices.yaml").waitFor();
    await ticked("Open the sample");
  });

  await step("its second step shows what is wrong", async () => {
    // Pressed at once, for VS Code takes the focus half a second after it has unfolded the step.
    await walk("See what is wrong", "Show a Finding");
    await page.locator(".zone-widget .marker-widget").waitFor();
    await ticked("See what is wrong");
  });

  await step("its third step switches the sample to managed identity", async () => {
    await walk("Switch to managed identity", "Switch to Managed Identity");
    await choose(page, "Which identity do the apps use?", "System-assigned");
    await answerMessage(page, "Switch 1 component", "Switch");
    await message(page, "1 component was switched.");
    await until(async () => !(await shownText(page)).includes("accountKey"), "the switch");
    await ticked("Switch to managed identity");
  });

  await step("its last step looks at everything", async () => {
    await walk("Check everything", "Lint Workspace");
    await message(page, "Dapr components: ");
    await ticked("Check everything");
  });

  assert.doesNotMatch(output(), /\[(error|warning)\]/);
});
