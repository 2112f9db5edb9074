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
];
