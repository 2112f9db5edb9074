// Snippets for whole declarations, where a declaration may begin and no server offers them.
import * as vscode from "vscode";
import snippets from "../snippets/promo.json" with { type: "json" };
import type { Server } from "./server.ts";

export function registerSnippets(server: Server): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider("promo", {
    provideCompletionItems(document, position) {
      const before = document.lineAt(position).text.slice(0, position.character);
      const wanted = server.state.kind !== "running" && /^[a-z-]*$/.test(before);
      return wanted ? Object.entries(snippets).map(item) : [];
    },
  });
}

function item([name, { prefix, description, body }]: [string, (typeof snippets)[keyof typeof snippets]]) {
  const item = new vscode.CompletionItem({ label: prefix, description: name }, vscode.CompletionItemKind.Snippet);
  const text = body.join("\n");
  item.insertText = new vscode.SnippetString(text);
  item.detail = description;
  item.documentation = new vscode.MarkdownString().appendCodeblock(preview(text), "promo");
  return item;
}

/** A snippet as it would be inserted. */
function preview(text: string): string {
  const choices = text.replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1");
  const placeholders = choices.replaceAll(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, "$1");
  return placeholders.replaceAll("$0", "").replaceAll(/\\(.)/g, "$1");
}
