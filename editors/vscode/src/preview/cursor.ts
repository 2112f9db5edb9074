// Where somebody is in a promo file, for whatever is shown beside it: the place that was looked at last, and what
// follows it.
import * as vscode from "vscode";
import type { Server } from "../server.ts";

/** A place in a promo file. */
export interface Cursor {
  document: vscode.TextDocument;
  position: vscode.Position;
}

/** Remembers the place that was looked at last, since a command may be given from where there is none. */
export class LastCursor implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #last: Cursor | undefined;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => this.get()),
      vscode.window.onDidChangeTextEditorSelection(() => this.get()),
    );
    this.get();
  }

  /** Where the cursor is, or was when a promo file was last looked at, or is in one that can be seen. */
  get(): Cursor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const isPromo = (editor?: vscode.TextEditor) => editor?.document.languageId === "promo";
    if (isPromo(activeTextEditor)) {
      this.#last = cursorIn(activeTextEditor);
    } else if (this.#last === undefined || this.#last.document.isClosed) {
      this.#last = cursorIn(visibleTextEditors.find(isPromo));
    }
    return this.#last;
  }

  /** The same; says what to do where there is none. */
  getOrExplain(): Cursor | undefined {
    const cursor = this.get();
    if (cursor === undefined) {
      void vscode.window.showInformationMessage("promo: open a file that ends in .promo first.");
    }
    return cursor;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function cursorIn(editor: vscode.TextEditor | undefined): Cursor | undefined {
  return editor && { document: editor.document, position: editor.selection.active };
}

/**
 * Asks about the cursor. Where there is nothing to show, about the place that is shown: what was done in another file may
 * have changed what it becomes.
 */
export async function askAbout<T>(
  ask: (cursor: Cursor) => Promise<T | null | undefined>,
  cursor: Cursor,
  shown: Cursor | undefined,
): Promise<{ answer: T; cursor: Cursor } | undefined> {
  const answer = await ask(cursor);
  if (answer !== null || shown === undefined || shown.document === cursor.document) {
    return answer ? { answer, cursor } : undefined;
  }
  const again = await ask(shown);
  return again ? { answer: again, cursor: shown } : undefined;
}

/** Milliseconds without a change after which a preview asks anew. */
const PAUSE = 120;

export class CursorFollower implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #cursor: LastCursor;
  readonly #refresh: (cursor: Cursor) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server, cursor: LastCursor, refresh: (cursor: Cursor) => Promise<void>) {
    this.#cursor = cursor;
    this.#refresh = refresh;
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(() => this.#schedule()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#schedule()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#schedule()),
      server.onDidChangePreview(() => this.#schedule()),
      server.onDidChangeState(({ kind }) => kind === "running" && this.#schedule()),
    ];
  }

  /** Asks anew at once. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const cursor = this.#cursor.get();
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
