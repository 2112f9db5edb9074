// Completion lists what fits, and the snippets of the extension are whole declarations.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import snippets from "../../snippets/promo.json" with { type: "json" };
import { eventually, open, placeOf, replace, type Test } from "./support.ts";

export const completion: Test[] = [
  {
    name: "completion lists clauses inside a half-typed step",
    async run() {
      const document = await open("shop/flows.promo");
      await replace(document, "step staging { post smoke-test }", "step staging { p }");
      const labels = await complete(document, "step staging { p|");
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
    name: "every snippet is promo without a syntax error",
    async run() {
      for (const [name, { body }] of Object.entries(snippets)) {
        const document = await vscode.workspace.openTextDocument({ language: "promo", content: "" });
        const editor = await vscode.window.showTextDocument(document);
        await editor.insertSnippet(new vscode.SnippetString(body.join("\n")));
        await vscode.commands.executeCommand("leaveSnippet");
        assert.doesNotMatch(document.getText(), /\$\{\d/, name);
        // Names in it are unknown, which is said only of a text that was read.
        await eventually(`${name} is read`, () => symbols(document), (found) => found.length > 0);
        const errors = vscode.languages.getDiagnostics(document.uri).filter(({ code }) => JSON.stringify(code).includes("syntax"));
        assert.deepEqual(errors.map(({ message }) => message), [], `${name}:\n${document.getText()}`);
      }
    },
  },
];

async function complete(document: vscode.TextDocument, marked: string): Promise<string[]> {
  const place = placeOf(document, marked);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    place,
  );
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

async function symbols(document: vscode.TextDocument): Promise<unknown[]> {
  const found = await vscode.commands.executeCommand<unknown[]>("vscode.executeDocumentSymbolProvider", document.uri);
  return found ?? [];
}
