// Pictures of what the steps of a test leave on the screen, for a person to look at.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), "shots");

/**
 * How the test `t` takes its pictures of `page`, below `shots/` in a folder called `name`.
 *
 * `shot` takes one; `step` is a test within the test with a picture at its end, whatever that is.
 */
export function pictures(t, page, name) {
  const folder = path.join(shots, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  let taken = 0;
  const shot = async (title) => {
    const file = `${String(++taken).padStart(2, "0")}-${title.replaceAll(/\W+/g, "-")}.png`;
    await page.screenshot({ path: path.join(folder, file) });
  };
  const step = (title, body) =>
    t.test(title, async () => {
      try {
        await body();
      } finally {
        await shot(title);
      }
    });
  return { shot, step };
}
