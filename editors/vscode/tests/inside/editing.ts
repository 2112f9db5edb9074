// What changes files: formatting, renaming, quick fixes.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { MANY } from "../many.ts";
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
    name: "renaming changes two hundred files",
    async run() {
      const document = await open("many/environments.promo");
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        document.uri,
        placeOf(document, "dev, pr|od"),
        "production",
      );
      const files = edit.entries().map(([uri]) => uri.path.split("/").at(-1));
      // Each file, and the manifest that names it.
      assert.equal(new Set(files).size, MANY + 1);
      assert.ok(files.includes("team-199.promo") && files.includes("review.yaml"));
    },
  },
  {
    name: "a line behind a text is as deep as the clause that the text is of",
    async run() {
      const content = "workflow w {\n  step a {\n    image \"alpine\"\n    run \"\"\"";
      const document = await vscode.workspace.openTextDocument({ language: "promo", content });
      const editor = await vscode.window.showTextDocument(document);
      const end = document.positionAt(content.length);
      editor.selection = new vscode.Selection(end, end);
      await vscode.commands.executeCommand("type", { text: "\necho" });
      await vscode.commands.executeCommand("type", { text: "\n" });
      await editor.insertSnippet(new vscode.SnippetString('"""'));
      await vscode.commands.executeCommand("type", { text: "\nretry 3" });
      const text = '    run """\n      echo\n      """\n    retry 3';
      assert.equal(document.getText(), content.replace(/ {4}run.*$/, text));
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
