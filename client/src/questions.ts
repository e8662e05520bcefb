// Questions that follow each other, with a way back to the one before. How they are asked is not
// known here.

/** The answer of somebody who wants to go back to the question before. */
export const BACK = Symbol("back");

/**
 * One question, which may depend on the answers so far. Where there is nothing to ask it is the
 * answer itself, or `undefined` where none is needed.
 */
export type Question<Answers> = (
  answers: Partial<Answers>,
) => Asking | Partial<Answers> | undefined;

/** Asks; `undefined` where somebody has thought better of it. */
export type Asking = (step: Step) => Promise<object | typeof BACK | undefined>;

/** Where among the questions one stands. */
export interface Step {
  readonly title: string;
  readonly number: number;
  readonly total: number;
}

/** All answers; `undefined` where somebody has thought better of it. */
export async function answersTo<Answers>(
  title: string,
  questions: readonly Question<Answers>[],
): Promise<Answers | undefined> {
  const past: { at: number; answers: Partial<Answers> }[] = [];
  let answers: Partial<Answers> = {};
  let at = 0;
  while (at < questions.length) {
    const asking = questions[at]?.(answers);
    if (typeof asking !== "function") {
      answers = { ...answers, ...asking };
      at += 1;
      continue;
    }
    const answer = await asking({ title, number: past.length + 1, total: questions.length });
    if (answer === undefined) {
      return undefined;
    }
    if (answer === BACK) {
      const before = past.pop();
      at = before?.at ?? 0;
      answers = before?.answers ?? {};
      continue;
    }
    past.push({ at, answers });
    answers = { ...answers, ...answer };
    at += 1;
  }
  return answers as Answers;
}
