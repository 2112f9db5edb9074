// What the tests inside VS Code share: files, places, and waiting for what the server does in its own time.
import * as vscode from "vscode";

/** A test. */
export interface Test {
  name: string;
  run(): Promise<void>;
}

/** Opens a file of one of the workspace's folders. */
export async function open(file: string): Promise<vscode.TextDocument> {
  const [folder, ...rest] = file.split("/");
  const root = vscode.workspace.workspaceFolders?.find(({ name }) => name === folder);
  if (root === undefined) {
    throw new Error(`the workspace has no folder ${folder}`);
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root.uri, ...rest));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The place of `|` in a piece of the document's text. */
export function placeOf(document: vscode.TextDocument, marked: string): vscode.Position {
  const start = document.getText().indexOf(marked.replace("|", ""));
  if (start < 0) {
    throw new Error(`${document.uri.path} doesn't hold ${marked}`);
  }
  return document.positionAt(start + Math.max(0, marked.indexOf("|")));
}

/** The range of a piece of the document's text. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = placeOf(document, text);
  return new vscode.Range(start, document.positionAt(document.offsetAt(start) + text.length));
}

/** Replaces a piece of text by another, without saving. */
export async function replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, old), text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`${document.uri.path} can't be edited`);
  }
}

/** Puts all files back to what the disk holds, and closes them. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** Asks again until an answer is accepted, and returns it. */
export async function eventually<T>(what: string, ask: () => T | Thenable<T>, accept: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (accept(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: there is still ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for the rules of a file's diagnostics, sorted. */
export async function rulesBecome(document: vscode.TextDocument, expected: string[]): Promise<vscode.Diagnostic[]> {
  const wanted = JSON.stringify(expected);
  const found = () => vscode.languages.getDiagnostics(document.uri);
  const rules = () => found().map(ruleOf).sort();
  await eventually(`the diagnostics of ${document.uri.path} become ${wanted}`, rules, (is) => JSON.stringify(is) === wanted);
  return found();
}

/** The rule that a diagnostic is of. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** The text of a hover or of documentation. */
export function textOf(content: vscode.MarkdownString | vscode.MarkedString): string {
  return typeof content === "string" ? content : content.value;
}
