// Snippets for whole declarations, offered where a declaration may begin. VS Code would offer contributed snippets everywhere.
import * as vscode from "vscode";
import snippets from "../snippets/promo.json" with { type: "json" };

export function registerSnippets(): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider("promo", { provideCompletionItems });
}

function provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
  const before = document.lineAt(position).text.slice(0, position.character);
  return /^[a-z-]*$/.test(before) ? Object.entries(snippets).map(item) : [];
}

function item([name, { prefix, description, body }]: [string, (typeof snippets)[keyof typeof snippets]]) {
  const item = new vscode.CompletionItem({ label: prefix, description: name }, vscode.CompletionItemKind.Snippet);
  const text = body.join("\n");
  item.insertText = new vscode.SnippetString(text);
  item.detail = description;
  item.documentation = new vscode.MarkdownString().appendCodeblock(preview(text), "promo");
  // Below what the server says.
  item.sortText = `~${prefix}`;
  return item;
}

/** A snippet as it would be inserted. */
function preview(text: string): string {
  const choices = text.replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1");
  const placeholders = choices.replaceAll(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, "$1");
  return placeholders.replaceAll("$0", "").replaceAll(/\\(.)/g, "$1");
}
