// Completion lists what fits, and the snippets of the extension are whole declarations.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Server } from "../../src/server.ts";
import snippets from "../../snippets/promo.json" with { type: "json" };
import { eventually, open, placeOf, replace, type Test } from "./support.ts";

export const completion = (server: Server): Test[] => [
  {
    name: "completion lists clauses inside a half-typed step",
    async run() {
      const document = await open("shop/flows.promo");
      await replace(document, "step staging { post smoke-test }", "step staging { p }");
      const labels = await complete(document, "step staging { p| }");
      assert.ok(labels.includes("pre") && labels.includes("post"), labels.join(" "));
      assert.ok(!labels.includes("priority"), labels.join(" "));
    },
  },
  {
    name: "completion lists names of the right kind from other files",
    async run() {
      const document = await open("shop/flows.promo");
      const labels = await complete(document, "post |smoke-test }");
      assert.ok(labels.includes("load-test"), labels.join(" "));
      assert.ok(!labels.includes("staging"), labels.join(" "));
    },
  },
  {
    name: "without a server, snippets are offered where a declaration may begin, and nowhere else",
    async run() {
      await server.stop();
      const document = await open("shop/policies.promo");
      assert.deepEqual(await snippetsAt(document, "post |announce"), []);
      const found = await snippetsAt(document, "|/// Everything else");
      await server.start();
      assert.deepEqual(found.map(labelOf).sort(), Object.values(snippets).map(({ prefix }) => prefix).sort());
    },
  },
  {
    name: "every snippet is promo without a syntax error",
    async run() {
      await server.stop();
      const found = await snippetsAt(await open("shop/policies.promo"), "|/// Everything else");
      await server.start();
      for (const { insertText, documentation } of found) {
        const file = await vscode.workspace.openTextDocument({ language: "promo", content: "" });
        const editor = await vscode.window.showTextDocument(file);
        await editor.insertSnippet(insertText as vscode.SnippetString);
        await vscode.commands.executeCommand("leaveSnippet");
        const text = file.getText();
        const shown = typeof documentation === "object" ? documentation.value : "";
        assert.ok(shown.includes(`\n${text}\n`), `${text}\nis shown as\n${shown}`);
        // Names in it are unknown, which is said only of a text that was read.
        await eventually("it is read", () => symbols(file), (found) => found.length > 0);
        const errors = vscode.languages.getDiagnostics(file.uri).filter(({ code }) => JSON.stringify(code).includes("syntax"));
        assert.deepEqual(errors.map(({ message }) => message), [], text);
      }
    },
  },
];

async function complete(document: vscode.TextDocument, marked: string): Promise<string[]> {
  return (await itemsAt(document, marked)).map(labelOf);
}

async function snippetsAt(document: vscode.TextDocument, marked: string): Promise<vscode.CompletionItem[]> {
  return (await itemsAt(document, marked)).filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
}

async function itemsAt(document: vscode.TextDocument, marked: string): Promise<vscode.CompletionItem[]> {
  const place = placeOf(document, marked);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    place,
  );
  return list.items;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === "string" ? label : label.label;
}

async function symbols(document: vscode.TextDocument): Promise<unknown[]> {
  const found = await vscode.commands.executeCommand<unknown[]>("vscode.executeDocumentSymbolProvider", document.uri);
  return found ?? [];
}
