import assert from "node:assert/strict";
import { test } from "node:test";
import { linkedInside } from "../src/pageLinks";

const query = (link: string) => JSON.parse(decodeURIComponent(link.split("?")[1] ?? ""));
const target = (markdown: string) => /\]\(([^)]*)\)/.exec(markdown)?.[1] ?? "";

test("a link to a line of a file opens it", () => {
  const link = target(linkedInside("- [carts.yaml:6](file:///w/a%20b/carts.yaml#L6): wrong"));
  assert.match(link, /^command:daprls\.openPlace\?/);
  assert.deepEqual(query(link), ["file:///w/a%20b/carts.yaml", 6]);
});

test("a link to a rule opens its page", () => {
  const link = target(linkedInside("[yaml-syntax](rule:/yaml-syntax.md)"));
  assert.match(link, /^command:daprls\.openRulePage\?/);
  assert.deepEqual(query(link), ["yaml-syntax"]);
});

test("nothing in a command ends its link", () => {
  const markdown = linkedInside("[a](file:///w/%28a%29/b.yaml#L1) and [b](file:///w/c.yaml#L2)");
  assert.equal(markdown.match(/\]\(command:[^()\s]*\)/g)?.length, 2);
});

test("other links stay as they are", () => {
  for (const markdown of ["[a](https://example.org)", "[a](#L1)", "`](file:///a#L1` is code"]) {
    assert.equal(linkedInside(markdown), markdown);
  }
});
