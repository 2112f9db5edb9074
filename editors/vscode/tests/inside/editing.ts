// What changes files: formatting, renaming, quick fixes.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, placeOf, rangeOf, replace, rulesBecome, type Test } from "./support.ts";

export const editing: Test[] = [
  {
    name: "formatting changes the text",
    async run() {
      const document = await open("shop/flows.promo");
      const before = document.getText();
      await replace(document, "  staging -> regions\n", "staging   ->   regions\n");
      await vscode.commands.executeCommand("editor.action.formatDocument");
      assert.equal(document.getText(), before);
    },
  },
  {
    name: "renaming changes two files",
    async run() {
      const environments = await open("shop/environments.promo");
      const flows = await open("shop/flows.promo");
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        environments.uri,
        placeOf(environments, "let later|-regions"),
        "other-regions",
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.match(environments.getText(), /let other-regions = .*\nlet regions = \[prod-eu, other-regions\]/);
      assert.match(flows.getText(), /prod-eu -> other-regions/);
      await rulesBecome(flows, []);
    },
  },
  {
    name: "a quick fix mends a misspelt name",
    async run() {
      const document = await open("shop/flows.promo");
      await replace(document, "staging -> regions", "stagin -> regions");
      await rulesBecome(document, ["unknown-environment"]);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        rangeOf(document, "stagin "),
        vscode.CodeActionKind.QuickFix.value,
        10,
      );
      const fix = actions.find(({ edit }) => edit !== undefined);
      assert.ok(fix?.edit, actions.map(({ title }) => title).join("; "));
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.match(document.getText(), /\n {2}staging -> regions/);
      await rulesBecome(document, []);
    },
  },
];
