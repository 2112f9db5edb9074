// What every preview beside a source follows: the cursor in the promo file that was looked at last, and its text.
import * as vscode from "vscode";
import type { Server } from "../server.ts";

/** A place in a promo file. */
export interface Cursor {
  document: vscode.TextDocument;
  position: vscode.Position;
}

/** Milliseconds without a change after which a preview asks anew. */
const PAUSE = 120;

export class CursorFollower implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #refresh: (cursor: Cursor) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #last: Cursor | undefined;

  constructor(server: Server, refresh: (cursor: Cursor) => Promise<void>) {
    this.#refresh = refresh;
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(() => this.#schedule()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#schedule()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#schedule()),
      server.onDidChangePreview(() => this.#schedule()),
      server.onDidChangeState(({ kind }) => kind === "running" && this.#schedule()),
    ];
  }

  /** Where the cursor is, or was when a promo file was last looked at. */
  get cursor(): Cursor | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId === "promo") {
      this.#last = { document: editor.document, position: editor.selection.active };
    }
    return this.#last;
  }

  /** Asks anew at once. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const cursor = this.cursor;
    await (cursor === undefined ? undefined : this.#refresh(cursor));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.forEach((subscription) => subscription.dispose());
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), PAUSE);
  }
}
