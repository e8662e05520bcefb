// What VS Code makes of the command line's lines, by the pattern in the manifest.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const root = process.cwd();
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const [matcher] = manifest.contributes.problemMatchers;
const [pattern] = manifest.contributes.problemPatterns;
const matched = (line: string) => new RegExp(pattern.regexp).exec(line);

/** The severities that VS Code knows in a problem matcher; another word counts as the default. */
const SEVERITIES = ["error", "warning", "info", "hint"];

/** What is needed here of a finding in the JSON. */
interface Told {
  file: string;
  range: { start: { line: number; character: number } };
  severity: string;
  rule: string;
  message: string;
}

/** What the command line prints; `undefined` where no Python has what it needs. */
function daprls(...words: string[]): string | undefined {
  const environment = { ...process.env, PYTHONPATH: path.join(root, "server") };
  const { stdout, stderr } = spawnSync("python3", ["-m", "daprls", ...words], {
    cwd: path.join(root, "examples"),
    encoding: "utf8",
    env: environment,
  });
  if (stderr.includes("No module named")) {
    return undefined;
  }
  assert.equal(stderr, "");
  return stdout;
}

test("each finding of the command line becomes a problem where it stands", (t) => {
  const json = daprls("lint", "--format", "json");
  if (json === undefined) {
    t.skip("There is no Python with the libraries of the command line; 'make setup' makes one.");
    return;
  }
  const told = JSON.parse(json).diagnostics;
  const lines = (daprls("lint") ?? "").split(/\r?\n/);
  const found = lines.map(matched).filter((match) => match !== null);
  assert.ok(told.length > 10);
  assert.deepEqual(
    found.map((match) => ({
      file: match[pattern.file],
      line: Number(match[pattern.line]),
      column: Number(match[pattern.column]),
      severity: match[pattern.severity],
      code: match[pattern.code],
      message: match[pattern.message],
    })),
    told.map(({ file, range, severity, rule, message }: Told) => ({
      file,
      line: range.start.line + 1,
      column: range.start.character + 1,
      severity,
      code: rule,
      message,
    })),
  );
  for (const match of found) {
    assert.ok(SEVERITIES.includes(match[pattern.severity] ?? ""));
  }
});

test("the matcher reads by that pattern, and files as they are called", () => {
  assert.equal(matcher.pattern, `$${pattern.name}`);
  const absolute = matched(
    "C:\\shop\\a b.yaml:3:7: warning[unknown-metadata-name]: It says 'x: 1'.",
  );
  assert.equal(absolute?.[pattern.file], "C:\\shop\\a b.yaml");
  assert.equal(absolute?.[pattern.message], "It says 'x: 1'.");
  assert.equal(matched("3 errors in 2 files."), null);
});
