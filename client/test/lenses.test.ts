import assert from "node:assert/strict";
import { test } from "node:test";
import { type Converter, leadingToPlaces, REFERENCES_COMMAND } from "../src/lenses";

const convert = {
  asUri: (uri: string) => `uri ${uri}`,
  asPosition: ({ line }: { line: number }) => `line ${line}`,
  asLocation: ({ uri }: { uri: string }) => `place in ${uri}`,
} as unknown as Converter;
const start = { line: 1, character: 0 };

test("a lens leads to places in VS Code's own words", () => {
  const place = (uri: string) => ({ uri, range: { start, end: start } });
  const lens = leadingToPlaces(
    {
      command: {
        title: "used by 2 components",
        command: REFERENCES_COMMAND,
        arguments: [
          "file:///vault.yaml",
          start,
          [place("file:///a.yaml"), place("file:///b.yaml")],
        ],
      },
    },
    convert,
  );
  assert.deepEqual(lens.command.arguments, [
    "uri file:///vault.yaml",
    "line 1",
    ["place in file:///a.yaml", "place in file:///b.yaml"],
  ]);
});

test("a lens that leads nowhere stays as it is", () => {
  const words = { title: "used by no component", command: "" };
  assert.deepEqual(leadingToPlaces({ command: { ...words } }, convert), { command: words });
  assert.deepEqual(leadingToPlaces({}, convert), {});
});
