// Takes the pictures in the READMEs: what is found in a component file and the fixes for it, the
// preview of a switch to managed identity, completion, and the graph. Look at them before keeping them.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withPalette } from "./png.mjs";
import {
  choose,
  goTo,
  message,
  openFile,
  openWorkbench,
  outputOf,
  packedExtension,
  problemsOf,
  repeat,
  runCommand,
  suggestions,
  until,
} from "./workbench.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const images = path.join(root, "docs", "images");
const file = "components/invoices.yaml";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "daprls-picture-"));
const workspace = path.join(folder, "bookshop");
fs.cpSync(path.join(root, "examples", "bookshop"), workspace, { recursive: true });
const workbench = await openWorkbench({
  extensions: [process.env.VSIX || packedExtension(root)],
  folder: workspace,
  settings: {
    "breadcrumbs.enabled": false,
    "editor.fontSize": 15,
    "editor.lineHeight": 22,
    "editor.overviewRulerBorder": false,
    "editor.scrollbar.horizontal": "hidden",
    "editor.suggest.showStatusBar": false,
    "workbench.activityBar.location": "hidden",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
  },
  viewport: { width: 1180, height: 700 },
  scale: 1.4,
});
const { page } = workbench;
const { keyboard } = page;

async function picture(name) {
  // What the mouse rests on would explain itself.
  await page.mouse.move(5, 5);
  await new Promise((resolve) => setTimeout(resolve, 700));
  const target = path.join(images, `${name}.png`);
  fs.writeFileSync(target, withPalette(await page.screenshot()));
  console.log(`${target}: ${Math.ceil(fs.statSync(target).size / 1024)} KB`);
}

try {
  await openFile(page, file);
  await until(() => outputOf(workbench, "Dapr Components").includes("running"), "the server");
  await until(async () => (await problemsOf(page, file)).length > 3, "the problems");
  await page.locator(".panel input").first().fill("");
  await repeat(page, async () => {
    await goTo(page, 8, 21);
    await page.locator(".monaco-editor .codicon-light-bulb").first().waitFor({ timeout: 4_000 });
    await keyboard.press("Control+.");
    await page.locator(".action-widget .action").first().waitFor({ timeout: 4_000 });
  });
  await picture("vscode");
  await keyboard.press("Escape");

  await runCommand(page, "View: Toggle Panel Visibility");
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
  await page.setViewportSize({ width: 1000, height: 480 });
  await runCommand(page, "Dapr Components: Switch This File to Managed Identity");
  await choose(page, "Which identity do the apps use?", "System-assigned");
  await page.locator(".monaco-diff-editor").first().waitFor();
  await message(page, "Switch 1 component to managed identity?");
  await picture("vscode-switch");
  await page.locator(".editor-actions a[aria-label^='Discard the Previewed Change']").click();
  await runCommand(page, "Notifications: Clear All Notifications");

  await page.setViewportSize({ width: 1000, height: 600 });
  await repeat(page, async (turn) => {
    if (turn === 1) {
      await goTo(page, 7, 1);
      await keyboard.press("Control+Enter");
      await keyboard.press("Shift+Home");
      await keyboard.type("  - name: ", { delay: 30 });
    }
    await keyboard.press("Control+Space");
    await until(async () => (await suggestions(page)).length > 3, "what is offered", 5_000);
    const details = page.locator(".suggest-details-container:visible");
    await details.waitFor({ timeout: 2_000 }).catch(() => keyboard.press("Control+Space"));
    await details.waitFor({ timeout: 2_000 });
  });
  await picture("vscode-completion");
  await keyboard.press("Escape");
  await runCommand(page, "View: Revert and Close Editor");

  await page.setViewportSize({ width: 1180, height: 640 });
  await runCommand(page, "Dapr Components: Show Graph");
  const view = page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  await view.locator("svg").first().waitFor();
  await picture("vscode-graph");
} finally {
  await workbench.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
