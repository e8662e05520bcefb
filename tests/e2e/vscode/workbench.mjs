// A running VS Code with the packed extension in it, in a browser. It knows nothing of the extension's
// abilities; the scripts that use it do.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { startVsCode, until } from "./vscode_server.mjs";

export { packedExtension, until } from "./vscode_server.mjs";

const CHROMIUM_SWITCHES = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
];

/**
 * Installs `extensions` (paths of .vsix files) and opens `folder`, or a `.code-workspace` file, in a
 * fresh VS Code.
 *
 * `options` are those of `startVsCode`. `tests` is a folder that is an extension of its own and
 * whose `index.js` is run in the extension host. Returns the `page`, the hosts outside this machine
 * that were asked for anything, the folder of the `logs`, `tested` (resolves when the tests are
 * over) and `close`.
 */
export async function openWorkbench({
  folder,
  tests,
  viewport = { width: 1280, height: 800 },
  scale = 1,
  ...options
}) {
  const server = await startVsCode({
    ...options,
    // Otherwise a built workbench pays no heed to the address of tests.
    ...(tests === undefined ? {} : { switches: ["--enable-smoke-test-driver"] }),
  });
  let browser;
  const close = async () => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: CHROMIUM_SWITCHES,
    });
    const page = await browser.newPage({
      viewport,
      deviceScaleFactor: scale,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    page.setDefaultTimeout(60_000);
    const outside = new Set();
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") {
        outside.add(hostname);
      }
    });
    let tested;
    const payload = [];
    if (tests !== undefined) {
      payload.push(["extensionDevelopmentPath", server.file(tests)]);
      payload.push(["extensionTestsPath", server.file(path.join(tests, "index.js"))]);
      tested = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
      await page.exposeFunction("codeAutomationLog", () => {});
    }
    await page.goto(server.address(folder, payload));
    await page.waitForSelector(".monaco-workbench .part.editor", { timeout: 120_000 });
    return { page, outside, logs: server.logs, tested, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens `file`, a path below the folder, from the explorer. */
export async function openFile(page, file) {
  const active = page.locator(`.tab.active .monaco-icon-label[aria-label*="/${file}"]`);
  await repeat(page, async () => {
    if (!(await active.isVisible())) {
      // Quick Open would need ripgrep, which not every edition's package brings along.
      const row = await revealed(page, file);
      await row.dblclick({ timeout: 10_000 });
      await active.waitFor({ timeout: 10_000 });
    }
    await page.locator(".editor-group-container.active .view-lines").click({ timeout: 5_000 });
  });
}

/** The explorer's row of a file, with the folders above it unfolded. */
async function revealed(page, file) {
  const names = file.split("/");
  let row;
  for (const [depth] of names.entries()) {
    // Behind the path the label may say how many problems there are.
    const label = `/${names.slice(0, depth + 1).join("/")}`;
    row = page
      .locator(`.explorer-folders-view .monaco-list-row[aria-level="${depth + 1}"]`)
      .filter({ has: page.locator(`.monaco-icon-label[aria-label*="${label}"]`) });
    await row.waitFor({ timeout: 15_000 });
    if ((await row.getAttribute("aria-expanded")) === "false") {
      await row.click();
    }
  }
  return row;
}

/** Puts the caret at `line` and `column`, both counted from 1, of the active editor. */
export async function goTo(page, line, column = 1) {
  const status = page.locator('[id="status.editor.selection"]');
  await repeat(page, async () => {
    await page.keyboard.press("Control+G");
    await typeIntoPicker(page, `:${line}:${column}`);
    await status
      .filter({ hasText: new RegExp(`^\\s*Ln ${line}, Col ${column}\\s*$`) })
      .waitFor({ timeout: 3_000 });
  });
}

/** Runs a command by its title, as in the palette. */
export async function runCommand(page, title) {
  await repeat(page, async () => {
    await page.keyboard.press("F1");
    await typeIntoPicker(page, `>${title}`, title);
  });
}

/** Takes the choice that `label` finds in the picker that asks `question`. */
export async function choose(page, question, label) {
  await page.locator(`.quick-input-widget input[placeholder^="${question}"]`).waitFor();
  await typeIntoPicker(page, label, label);
}

/** Answers the question for a text that is asked with the words `prompt`. */
export async function answer(page, prompt, text) {
  const box = page.locator(".quick-input-widget:visible", { hasText: prompt });
  await box.locator("input.input").fill(text);
  await box.locator("input.input").press("Enter");
}

/** The message that holds `text`, once it is shown; those that nobody answers go behind the bell. */
export async function message(page, text) {
  const found = page.locator(".notification-list-item:visible", { hasText: text }).first();
  await repeat(
    page,
    async (turn) => {
      if (turn > 1) {
        await runCommand(page, "Notifications: Show Notifications");
      }
      await found.waitFor({ timeout: 10_000 });
    },
    3,
  );
  return found;
}

/** Clicks the button `label` of the message that holds `text`. */
export async function answerMessage(page, text, label) {
  const found = await message(page, text);
  await found.locator(".monaco-button", { hasText: label }).first().click();
}

/** Fills in the picker that is opening, waits until its first row is as wanted, and takes it. */
async function typeIntoPicker(page, text, first = "") {
  const picker = page.locator(".quick-input-widget:visible");
  const input = picker.locator("input.input");
  await input.fill(text, { timeout: 5_000 });
  await picker
    .locator(".monaco-list-row.focused", { hasText: first })
    .first()
    .waitFor({ timeout: 10_000 });
  // It goes, or another question takes its place; a key that comes too early is lost.
  const gone = async () =>
    !(await picker.isVisible()) ||
    (await input.inputValue({ timeout: 500 }).catch(() => undefined)) !== text;
  for (let turn = 0; turn < 4 && !(await gone()); turn++) {
    // Not where the caret is: a view that is being drawn may have taken the focus.
    await input.press("Enter", { timeout: 2_000 }).catch(() => {});
    await until(gone, "the picker's end", 2_000).catch(() => {});
  }
  assert.ok(await gone(), `'${text}' was taken`);
}

/** The text that the active editor shows. */
export async function shownText(page) {
  const lines = page.locator(".editor-group-container.active .view-lines .view-line");
  const placed = await lines.evaluateAll((found) =>
    found.map((line) => [Number.parseFloat(line.style.top), line.textContent]),
  );
  placed.sort(([above], [below]) => above - below);
  return placed.map(([, text]) => text.replaceAll("\u00a0", " ")).join("\n");
}

/** Saves the active editor and waits until it is done. */
export async function save(page) {
  await repeat(page, async () => {
    await page.keyboard.press("Control+S");
    await page.locator(".tab.active:not(.dirty)").waitFor({ timeout: 4_000 });
  });
}

/** The severities of the squiggles in the active editor, sorted. */
export async function squiggles(page) {
  const classes = await page
    .locator(".editor-group-container.active .view-overlays [class*=squiggly-]")
    .evaluateAll((found) => found.map((each) => each.className));
  return classes
    .map((name) => /squiggly-(error|warning|info)/.exec(name)?.[1])
    .filter((severity) => severity !== undefined)
    .sort();
}

/** What the suggestions' list shows, from the top. */
export async function suggestions(page) {
  return page
    .locator(".suggest-widget.visible .monaco-list-row .label-name")
    .evaluateAll((found) => found.map((each) => each.textContent));
}

/**
 * The entries of the Problems panel about `file`, a path below the folder: the `code` of each and
 * its `label`, which is what a screen reader says.
 */
export async function problemsOf(page, file) {
  const panel = page.locator(".markers-panel");
  if (!(await panel.isVisible())) {
    await page.keyboard.press("Control+Shift+M");
    await panel.waitFor();
  }
  const filter = page.locator(".part.panel input").first();
  const glob = `**/${file}`;
  if ((await filter.inputValue()) !== glob) {
    await filter.fill(glob);
    await page.keyboard.press("Control+1");
    // The list follows the filter with a delay, and nothing shows when it has.
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  return panel.locator('.monaco-list-row[aria-level="2"]').evaluateAll((rows) =>
    rows.map((row) => ({
      label: row.getAttribute("aria-label"),
      code: row.querySelector(".code-link, .marker-code")?.textContent?.replaceAll(/[()]/g, ""),
    })),
  );
}

/** Popups close when the workbench refreshes, so a step is repeated rather than awaited longer. */
export async function repeat(page, step, times = 6) {
  for (let turn = 1; ; turn++) {
    try {
      return await step(turn);
    } catch (error) {
      if (turn === times) {
        throw error;
      }
      await page.keyboard.press("Escape");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** What an extension has written into its output channel `name` so far. */
export function outputOf({ logs }, name) {
  const files = fs.readdirSync(logs, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => path.basename(file) === `${name}.log`)
    .map((file) => fs.readFileSync(path.join(logs, file), "utf8"))
    .join("\n");
}
