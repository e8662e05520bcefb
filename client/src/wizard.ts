// How VS Code asks one of several questions: for a choice, or for a text.

import * as vscode from "vscode";
import { type Asking, BACK, type Step } from "./questions";

/** What can be chosen in one step. */
export interface Option<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
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
