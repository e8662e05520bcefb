import assert from "node:assert/strict";
import { test } from "node:test";
import { Restarts } from "../src/restarts";

/** A start that tells what happens, and that waits to be let through. */
function observed() {
  const events: string[] = [];
  const gates: (() => void)[] = [];
  let count = 0;
  const restarts = new Restarts(async () => {
    const name = ++count;
    events.push(`start ${name}`);
    await new Promise<void>((open) => gates.push(open));
    events.push(`up ${name}`);
    return async () => {
      events.push(`stop ${name}`);
    };
  });
  const letThrough = async () => {
    await new Promise((turn) => setImmediate(turn));
    gates.shift()?.();
    await new Promise((turn) => setImmediate(turn));
  };
  return { events, restarts, letThrough };
}

test("what runs is stopped before it is started anew", async () => {
  const { events, restarts, letThrough } = observed();
  const first = restarts.request();
  await letThrough();
  await first;
  const second = restarts.request();
  await letThrough();
  await second;
  assert.deepEqual(events, ["start 1", "up 1", "stop 1", "start 2", "up 2"]);
});

test("requests during a start share one start after it", async () => {
  const { events, restarts, letThrough } = observed();
  const first = restarts.request();
  await new Promise((turn) => setImmediate(turn));
  const later = [restarts.request(), restarts.request(), restarts.request()];
  assert.deepEqual(events, ["start 1"]);
  await letThrough();
  await first;
  await letThrough();
  await Promise.all(later);
  assert.deepEqual(events, ["start 1", "up 1", "stop 1", "start 2", "up 2"]);
});

test("a failed start is reported to who asked and does not bar the next", async () => {
  let healthy = false;
  const restarts = new Restarts(async () => {
    if (!healthy) {
      throw new Error("not today");
    }
    return undefined;
  });
  await assert.rejects(restarts.request(), /not today/);
  healthy = true;
  await restarts.request();
});

test("closing waits for a start under way, stops it and drops the pending one", async () => {
  const { events, restarts, letThrough } = observed();
  void restarts.request();
  await new Promise((turn) => setImmediate(turn));
  const pending = restarts.request();
  const closed = restarts.close();
  await letThrough();
  await Promise.all([pending, closed]);
  assert.deepEqual(events, ["start 1", "up 1", "stop 1"]);
});
