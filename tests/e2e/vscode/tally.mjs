// Reports a run of `node --test` as a person wants to read it: each test, why one failed, and how
// many did.

/** Takes the test runner's events and gives lines. */
export default async function* tally(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === "test:pass" && data.skip !== undefined) {
      yield `${"  ".repeat(data.nesting)}left out: ${data.name} (${data.skip})\n`;
    } else if (type === "test:pass") {
      passed += 1;
      const seconds = (data.details.duration_ms / 1000).toFixed(1);
      yield `${"  ".repeat(data.nesting)}ok: ${data.name} (${seconds} s)\n`;
    } else if (type === "test:fail") {
      failed += 1;
      const { error } = data.details;
      yield `${"  ".repeat(data.nesting)}FAILED: ${data.name}\n${error.cause?.stack ?? error}\n`;
    } else if (type === "test:stdout" || type === "test:stderr") {
      yield data.message;
    }
  }
  yield `${passed} passed, ${failed} failed\n`;
}
