// Which of what is made of a pattern is shown while the cursor is in the pattern: for all previews the same.
import * as vscode from "vscode";
import type { Pattern } from "../requests.ts";

export class ChosenUse implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #name: string | undefined;

  readonly onDidChange = this.#changed.event;

  /** What was chosen last. It may be of another pattern. */
  get name(): string | undefined {
    return this.#name;
  }

  choose(name: string): void {
    this.#name = name;
    this.#changed.fire();
  }

  async ask({ name, uses }: Pattern): Promise<void> {
    const title = `Made of the pattern ${name}`;
    const chosen = await vscode.window.showQuickPick(uses, { title });
    if (chosen !== undefined) {
      this.choose(chosen);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** That what is shown is one of several. */
export function oneOf({ name, uses }: Pattern, shown: string): string {
  return uses.length === 1
    ? `${shown} is all that is made of the pattern ${name}.`
    : `${shown} is one of ${uses.length} made of the pattern ${name}.`;
}

/** Why nothing is shown. */
export function whyNothing(name: string, pattern: Pattern | undefined): string {
  return pattern?.uses.length === 0
    ? `Nothing is made of the pattern ${name} yet, and it becomes nothing by itself.`
    : `${name} has an error, see Problems.`;
}
