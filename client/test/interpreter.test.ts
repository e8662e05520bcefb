import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { type Candidate, choose, launcherJudge } from "../src/interpreter";

const LAUNCHER = resolve("client", "launch.py");
const judge = launcherJudge(LAUNCHER, resolve("."));

async function* from(...commands: [string, ...string[]][]): AsyncGenerator<Candidate> {
  for (const command of commands) {
    yield { command, origin: "PATH" };
  }
}

/** A program that stands in for an interpreter. */
function program(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "daprls-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "python");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("a Python is asked for itself, and a launcher gives way to what it launches", async () => {
  const shim = program('shift; exec python3 "$@"');
  const { interpreter, refusals } = await choose(from([shim, "-3"]), judge);
  assert.deepEqual(refusals, []);
  assert.match(interpreter?.version ?? "", /^3\.\d+\.\d+$/);
  assert.notEqual(interpreter?.executable, shim);
});

test("what cannot run the server is passed over with the reason", async () => {
  const old = program("echo 'it is Python 3.8.10, and 3.10 or newer is needed' >&2; exit 3");
  const chatty = program("echo hello");
  const { interpreter, refusals } = await choose(
    from(["/nowhere/python"], [old], [chatty], ["python3"]),
    judge,
  );
  assert.deepEqual(
    refusals.map(({ reason }) => reason),
    [
      "there is no such program",
      "it is Python 3.8.10, and 3.10 or newer is needed",
      "it is not Python",
    ],
  );
  assert.ok(interpreter);
});

test("candidates after the chosen one are not asked for", async () => {
  const asked: string[] = [];
  async function* watched() {
    for await (const candidate of from(["python3"], ["python"])) {
      asked.push(candidate.command[0]);
      yield candidate;
    }
  }
  await choose(watched(), judge);
  assert.deepEqual(asked, ["python3"]);
});

test("without any Python there is a choice of none, with every reason", async () => {
  const { interpreter, refusals } = await choose(from(["/no/a"], ["/no/b"]), judge);
  assert.equal(interpreter, undefined);
  assert.equal(refusals.length, 2);
});
