import assert from "node:assert/strict";
import { test } from "node:test";
import { difference } from "../src/differences";

function made(before: string, after: string): string {
  const found = difference(before, after);
  return found === undefined
    ? before
    : before.slice(0, found.start) + found.text + before.slice(found.end);
}

test("equal texts have no difference", () => {
  assert.equal(difference("", ""), undefined);
  assert.equal(difference("a\r\nb", "a\r\nb"), undefined);
});

test("only what differs is replaced", () => {
  assert.deepEqual(difference("a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n"), {
    start: 5,
    end: 10,
    text: "",
  });
  assert.deepEqual(difference("a: 1\n", "a: 12\n"), { start: 4, end: 4, text: "2" });
  assert.deepEqual(difference("", "a"), { start: 0, end: 0, text: "a" });
});

test("what is replaced makes the other text, also where signs repeat", () => {
  const texts = [
    "",
    "a",
    "aa",
    "aaa",
    "aba",
    "ab\r\nab",
    "ab\nab",
    "ab\rab",
    "x😀y",
    "x😁y",
    "😀😀",
  ];
  for (const before of texts) {
    for (const after of texts) {
      assert.equal(made(before, after), after, JSON.stringify([before, after]));
    }
  }
});

test("neither a sign of two units nor a line break is cut in two", () => {
  assert.deepEqual(difference("x😀y", "x😁y"), { start: 1, end: 3, text: "😁" });
  assert.deepEqual(difference("a\r\nb", "a\rb"), { start: 1, end: 3, text: "\r" });
  assert.deepEqual(difference("a\nb", "a\r\nb"), { start: 1, end: 1, text: "\r" });
});
