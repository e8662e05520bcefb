// Questions that follow each other, with a way back to the one before.

import * as vscode from "vscode";

/** What can be chosen in one step. */
export interface Option<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
}

/** Somebody wants to go back to the question before. */
const BACK = Symbol("back");

/** One question, which may depend on the answers so far; `undefined` where it need not be asked. */
export type Question<Answers> = (answers: Partial<Answers>) => Asking | undefined;

type Asking = (step: Step) => Promise<object | typeof BACK | undefined>;

interface Step {
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
    if (asking === undefined) {
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

/** Asks for one of several; `use` makes the answer of what was chosen. */
export function choosing<Value>(
  placeholder: string,
  options: readonly Option<Value>[],
  use: (value: Value) => object,
): Asking {
  return (step) =>
    shown(vscode.window.createQuickPick<Option<Value>>(), step, (picker, settle) => {
      picker.items = options;
      picker.placeholder = placeholder;
      picker.matchOnDescription = true;
      picker.matchOnDetail = true;
      picker.onDidAccept(() => {
        const chosen = picker.selectedItems[0]?.value;
        if (chosen !== undefined) {
          settle(use(chosen));
        }
      });
    });
}

/** Asks for a text; `judge` says what is wrong with one. */
export function entering(
  prompt: string,
  value: string,
  placeholder: string,
  judge: (text: string) => string | undefined,
  use: (text: string) => object,
): Asking {
  return (step) =>
    shown(vscode.window.createInputBox(), step, (box, settle) => {
      box.prompt = prompt;
      box.value = value;
      box.placeholder = placeholder;
      box.validationMessage = judge(value);
      box.onDidChangeValue((text) => {
        box.validationMessage = judge(text.trim());
      });
      box.onDidAccept(() => {
        const text = box.value.trim();
        if (judge(text) === undefined) {
          settle(use(text));
        }
      });
    });
}

type Input = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

function shown<Shown extends Input>(
  input: Shown,
  { title, number, total }: Step,
  prepare: (input: Shown, settle: (answer: object) => void) => void,
): Promise<object | typeof BACK | undefined> {
  return new Promise((resolve) => {
    input.title = title;
    input.step = number;
    input.totalSteps = Math.max(total, number);
    input.ignoreFocusOut = true;
    input.buttons = number > 1 ? [vscode.QuickInputButtons.Back] : [];
    const settle = (answer: object | typeof BACK | undefined) => {
      resolve(answer);
      input.dispose();
    };
    prepare(input, settle);
    input.onDidTriggerButton(() => settle(BACK));
    input.onDidHide(() => settle(undefined));
    input.show();
  });
}
