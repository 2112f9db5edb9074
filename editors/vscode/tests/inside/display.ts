// What VS Code itself does with a promo file: the language, brackets, words, and the server's colours.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, placeOf, type Test } from "./support.ts";

export const display: Test[] = [
  {
    name: "a name with dashes is one word",
    async run() {
      const document = await open("shop/flows.promo");
      assert.equal(document.languageId, "promo");
      const range = document.getWordRangeAtPosition(placeOf(document, "post smoke-|test"));
      assert.equal(document.getText(range), "smoke-test");
    },
  },
  {
    name: "a line is commented out, and back",
    async run() {
      const document = await open("shop/flows.promo");
      const before = document.getText();
      const editor = vscode.window.activeTextEditor;
      const place = placeOf(document, "timeout 90m");
      assert.ok(editor);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand("editor.action.commentLine");
      assert.match(document.getText(), /\n {2}\/\/ timeout 90m\n/);
      await vscode.commands.executeCommand("editor.action.commentLine");
      assert.equal(document.getText(), before);
    },
  },
  {
    name: "semantic tokens cover the file",
    async run() {
      const document = await open("shop/flows.promo");
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        "vscode.provideDocumentSemanticTokens",
        document.uri,
      );
      assert.ok(tokens.data.length >= 5 * 40, `${tokens.data.length / 5} tokens`);
    },
  },
  {
    name: "a script keeps the colours of the shell",
    async run() {
      const document = await open("shop/workflows/hooks.promo");
      const { data } = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        "vscode.provideDocumentSemanticTokens",
        document.uri,
      );
      const script = document.getText().split("\n").findIndex((line) => line.trim() === 'run """') + 1;
      const lines = Array.from({ length: data.length / 5 }, (_, index) => data[5 * index] ?? 0);
      let line = 0;
      const inScript = lines.filter((step) => (line += step) === script);
      assert.ok(script > 0 && inScript.length === 0, `line ${script + 1}: ${document.lineAt(script).text}`);
    },
  },
  {
    name: "words of the text are no suggestions",
    async run() {
      const document = await open("shop/flows.promo");
      assert.equal(vscode.workspace.getConfiguration("editor", document).get("wordBasedSuggestions"), "off");
    },
  },
];
