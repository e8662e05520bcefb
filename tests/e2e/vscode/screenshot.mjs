// Takes the picture in the project's README: a component file, what is found in it, and the fix.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  goTo,
  openFile,
  openWorkbench,
  outputOf,
  packedExtension,
  problemsOf,
  repeat,
  until,
} from "./workbench.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const picture = path.join(root, "docs", "images", "vscode.png");
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
    "workbench.activityBar.location": "hidden",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
  },
  viewport: { width: 1180, height: 700 },
  scale: 1.6,
});
const { page } = workbench;
try {
  await openFile(page, file);
  await until(() => outputOf(workbench, "Dapr Components").includes("running"), "the server");
  await until(async () => (await problemsOf(page, file)).length > 3, "the problems");
  await page.locator(".panel input").first().fill("");
  await repeat(page, async () => {
    await goTo(page, 8, 21);
    await page.locator(".monaco-editor .codicon-light-bulb").first().waitFor({ timeout: 4_000 });
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget .action").first().waitFor({ timeout: 4_000 });
  });
  fs.mkdirSync(path.dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
} finally {
  await workbench.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
