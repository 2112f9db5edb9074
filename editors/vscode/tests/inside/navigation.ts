// From a name to what it stands for, and back.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, placeOf, textOf, type Test } from "./support.ts";

export const navigation: Test[] = [
  {
    name: "hover shows the declaration with its documentation",
    async run() {
      const document = await open("shop/flows.promo");
      const hovers = await ask<vscode.Hover[]>("vscode.executeHoverProvider", document, "post smoke|-test }");
      const text = hovers.flatMap(({ contents }) => contents.map(textOf)).join("\n");
      assert.match(text, /smoke-test/);
      assert.match(text, /Asks a freshly promoted application/);
    },
  },
  {
    name: "a definition is found in another file",
    async run() {
      const document = await open("shop/flows.promo");
      const found = await ask<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document,
        "pre check|-migrations",
      );
      const [target] = found.map((found) => ("targetUri" in found ? found.targetUri : found.uri));
      assert.match(target?.path ?? "", /shop\/workflows\/checks\.promo$/);
      const [range] = found.map((found) => ("targetUri" in found ? found.targetSelectionRange ?? found.targetRange : found.range));
      const text = (await vscode.workspace.openTextDocument(target as vscode.Uri)).getText(range);
      assert.match(text, /check-migrations/);
    },
  },
  {
    name: "references are found in all files",
    async run() {
      const document = await open("shop/environments.promo");
      const found = await ask<vscode.Location[]>("vscode.executeReferenceProvider", document, "environment sta|ging");
      const files = new Set(found.map(({ uri }) => uri.path.split("/").at(-1)));
      assert.ok(files.has("flows.promo") && files.has("applications.promo"), [...files].join(" "));
    },
  },
  {
    name: "the outline has every declaration",
    async run() {
      const document = await open("shop/flows.promo");
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        document.uri,
      );
      assert.deepEqual(symbols.map(({ name }) => name), ["to-production", "hotfix"]);
    },
  },
  {
    name: "a declaration is found by name in the whole workspace",
    async run() {
      await open("shop/flows.promo");
      const query = "product-150";
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", query);
      assert.ok(found.some(({ name }) => name === query), found.map(({ name }) => name).join(" "));
    },
  },
];

function ask<T>(command: string, document: vscode.TextDocument, marked: string): Thenable<T> {
  return vscode.commands.executeCommand<T>(command, document.uri, placeOf(document, marked));
}
