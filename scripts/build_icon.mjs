// Draws `client/media/icon.svg` as the picture that galleries take, with the Chromium of the tests.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const SIZE = 256;
const tests = createRequire(path.join(root, "tests", "e2e", "vscode", "package.json"));
const { chromium } = await import(pathToFileURL(tests.resolve("playwright-core")).href).then(
  (module) => module.default ?? module,
);

const drawing = fs.readFileSync(path.join(root, "client", "media", "icon.svg"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(`<body style="margin:0">${drawing}</body>`);
const picture = path.join(root, "client", "media", "icon.png");
await page.screenshot({ path: picture, omitBackground: true });
await browser.close();
