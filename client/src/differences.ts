// What of a text has to be replaced to make another of it.

/** A stretch of a text, in UTF-16 units, and what takes its place. */
export interface Difference {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The shortest stretch of `before` whose replacement makes `after`; `undefined` for equal texts. */
export function difference(before: string, after: string): Difference | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start += 1;
  }
  start -= splitsPair(before, start) ? 1 : 0;
  let same = 0;
  while (same < shorter - start && before.at(-same - 1) === after.at(-same - 1)) {
    same += 1;
  }
  same -= splitsPair(before, before.length - same) ? 1 : 0;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

/** Whether a place lies within a surrogate pair or a line break of two signs. */
function splitsPair(text: string, at: number): boolean {
  const [first, second] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  const isSurrogates = first >> 10 === 0x36 && second >> 10 === 0x37;
  return isSurrogates || (text[at - 1] === "\r" && text[at] === "\n");
}
