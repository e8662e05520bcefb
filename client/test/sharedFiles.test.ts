import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsOnlyComponents, linesThatAreNoYaml, withoutDoubles } from "../src/sharedFiles";

const MANIFEST = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n";
const DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\n";

const at = (line: number, source: string, code: string | { value: string }) => ({
  source,
  code,
  range: { start: { line } },
});

test("a component of either dialect is this extension's", () => {
  assert.ok(holdsOnlyComponents("# a store\ncomponentType: state.redis\nversion: v1\n"));
  assert.ok(holdsOnlyComponents('"componentType" : state.redis\n'));
  assert.ok(holdsOnlyComponents(MANIFEST));
  assert.ok(holdsOnlyComponents("kind: 'Component'\napiVersion: \"dapr.io/v1alpha1\"\n"));
  assert.ok(holdsOnlyComponents(`---\n${MANIFEST}--- # the second\n${MANIFEST}...\n`));
});

test("a file that holds anything else is not", () => {
  assert.ok(!holdsOnlyComponents(""));
  assert.ok(!holdsOnlyComponents("# componentType: state.redis\n"));
  assert.ok(!holdsOnlyComponents("spec:\n  componentType: state.redis\n"));
  assert.ok(!holdsOnlyComponents(DEPLOYMENT));
  assert.ok(!holdsOnlyComponents(`${MANIFEST}---\n${DEPLOYMENT}`));
  assert.ok(!holdsOnlyComponents("apiVersion: dapr.io/v1alpha1\nkind: Subscription\n"));
  assert.ok(!holdsOnlyComponents("apiVersion: core.oam.dev/v1\nkind: Component\n"));
});

test("what the other extension says of a line's YAML is not said twice", () => {
  const lines = linesThatAreNoYaml([
    at(4, "YAML", "0"),
    at(6, "yaml-schema: kubernetes", "0"),
    at(7, "daprls", "yaml-syntax"),
  ]);
  const own = [
    at(4, "daprls", "yaml-syntax"),
    at(4, "daprls", { value: "duplicate-key" }),
    at(4, "daprls", "unknown-metadata-name"),
    at(6, "daprls", "yaml-syntax"),
    at(7, "daprls", "yaml-syntax"),
  ];
  assert.deepEqual(withoutDoubles(own, lines), own.slice(2));
});
