import assert from "node:assert/strict";
import { test } from "node:test";
import { type Asking, answersTo, BACK, type Step } from "../src/questions";

interface Answers {
  readonly size: string;
  readonly colour: string;
  readonly name: string;
}

/** Gives prepared answers, one after the other, and keeps what was asked. */
function prepared(...answers: readonly (object | typeof BACK | undefined)[]) {
  const rest = [...answers];
  const steps: number[] = [];
  const ask: Asking = ({ number }: Step) => {
    steps.push(number);
    return Promise.resolve(rest.shift());
  };
  return { ask, steps };
}

test("every question is asked once, and all answers count", async () => {
  const { ask, steps } = prepared({ size: "s" }, { colour: "red" }, { name: "a" });
  const found = await answersTo<Answers>("", [() => ask, () => ask, () => ask]);
  assert.deepEqual(found, { size: "s", colour: "red", name: "a" });
  assert.deepEqual(steps, [1, 2, 3]);
});

test("what needs no question is not asked, also on the way back", async () => {
  const { ask, steps } = prepared({ size: "s" }, BACK, { size: "m" }, { name: "a" });
  const found = await answersTo<Answers>("", [
    () => ask,
    ({ size }) => ({ colour: `${size}-red` }),
    () => undefined,
    () => ask,
  ]);
  assert.deepEqual(found, { size: "m", colour: "m-red", name: "a" });
  assert.deepEqual(steps, [1, 2, 1, 2]);
});

test("going back forgets the answers behind", async () => {
  const answers = [{ size: "s" }, { colour: "red" }, BACK, BACK, { size: "m" }, {}, {}] as const;
  const { ask, steps } = prepared(...answers);
  const found = await answersTo<Answers>("", [() => ask, () => ask, () => ask]);
  assert.deepEqual(found, { size: "m" });
  assert.deepEqual(steps, [1, 2, 3, 2, 1, 2, 3]);
});

test("who gives no answer ends it", async () => {
  const { ask, steps } = prepared({ size: "s" }, undefined, { name: "never" });
  assert.equal(await answersTo<Answers>("", [() => ask, () => ask, () => ask]), undefined);
  assert.deepEqual(steps, [1, 2]);
});
