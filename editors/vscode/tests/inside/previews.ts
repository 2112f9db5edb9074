// Previews: what the commands open.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { flowGraph, previewYaml, products, simulate } from "../../src/requests.ts";
import type { Server } from "../../src/server.ts";
import { eventually, open, placeOf, replace, type Test } from "./support.ts";

export const previews = (server: Server): Test[] => [
  {
    name: "the YAML of the declaration at the cursor stands beside it, and follows the cursor and the text",
    async run() {
      const document = await open("shop/flows.promo");
      putCursor(placeOf(document, "flow hot|fix"));
      await vscode.commands.executeCommand("promo.previewYaml");
      const preview = await yamlBecomes(/name: hotfix\n[^]*promotionTimeoutLimit: 90/);
      assert.equal(preview.languageId, "yaml");
      assert.ok(vscode.window.visibleTextEditors.some(({ document }) => document === preview));
      await replace(document, "timeout 90m", "timeout 91m");
      await yamlBecomes(/promotionTimeoutLimit: 91/);
      putCursor(placeOf(document, "flow to-pro|duction"));
      await yamlBecomes(/name: to-production\n/);
    },
  },
  {
    name: "the graph of the flow at the cursor has a panel that follows the cursor",
    async run() {
      const document = await open("shop/flows.promo");
      putCursor(placeOf(document, "flow hot|fix"));
      const graph = await server.askOrThrow(flowGraph, placeIn(document, "flow hot|fix"));
      assert.deepEqual(graph?.nodes?.map(({ environment }) => environment).sort(), ["prod-apac", "prod-eu", "prod-us", "staging"]);
      await vscode.commands.executeCommand("promo.showFlowGraph");
      const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
      await eventually("the panel is there", tabs, (labels) => labels.includes("Flow hotfix"));
      putCursor(placeOf(document, "flow to-pro|duction"));
      await eventually("the panel follows", tabs, (labels) => labels.includes("Flow to-production"));
    },
  },
  {
    name: "what an error hides stays, with a mark",
    async run() {
      const document = await open("shop/flows.promo");
      putCursor(placeOf(document, "flow hot|fix"));
      await vscode.commands.executeCommand("promo.previewYaml");
      await yamlBecomes(/^# Generated[^]*name: hotfix\n/);
      await replace(document, "staging -> regions", "stagin -> regions");
      await yamlBecomes(/^# Out of date: hotfix has an error, see Problems\.\n# Generated[^]*name: hotfix\n/);
      await replace(document, "stagin -> regions", "staging -> regions");
      await yamlBecomes(/^# Generated/);
    },
  },
  {
    name: "in a pattern, one of what is made of it is shown, and another is chosen",
    async run() {
      const document = await open("shop/flows.promo");
      const pattern = "\nflow to(region: environment) { dev -> region }\nflow b = to(prod-eu)\nflow a = to(prod-us)\n";
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, pattern);
      await vscode.workspace.applyEdit(edit);
      putCursor(placeOf(document, "dev -> re|gion }"));
      await vscode.commands.executeCommand("promo.previewYaml");
      const preview = await yamlBecomes(/^# a is one of 2 made of the pattern to\.\n[^]*environment: prod-us/);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", preview.uri);
      assert.deepEqual(lenses.map(({ command }) => command?.arguments), [[{ name: "to", uses: ["a", "b"] }]]);
      const asked = { ...placeIn(document, "dev -> re|gion }"), use: "b" };
      assert.equal((await server.askOrThrow(previewYaml, asked))?.name, "b");
      assert.equal((await server.askOrThrow(flowGraph, asked))?.flow, "b");
    },
  },
  {
    name: "what is shown follows what is done in other files",
    async run() {
      const flows = await open("shop/flows.promo");
      putCursor(placeOf(flows, "flow hot|fix"));
      await vscode.commands.executeCommand("promo.previewYaml");
      await yamlBecomes(/name: hotfix\n[^]*environment: prod-eu/);
      const environments = await open("shop/environments.promo");
      await replace(environments, "let regions = [prod-eu, later-regions]", "let regions = later-regions");
      await yamlBecomes(/name: hotfix\n(?![^]*environment: prod-eu)/);
    },
  },
  {
    name: "a release is simulated from a message",
    async run() {
      const document = await open("shop/products.promo");
      const textDocument = { uri: document.uri.toString() };
      const known = await server.askOrThrow(products, { textDocument });
      assert.deepEqual(known?.map(({ name }) => name).sort(), ["checkout", "storefront"]);
      const parameters = { textDocument, product: "storefront", message: "[hotfix] basket", revision: "main" };
      const simulation = await server.askOrThrow(simulate, parameters);
      assert.match(simulation?.text ?? "", /hotfix/);
      assert.match(JSON.stringify(simulation?.json), /"flow":"hotfix"/);
    },
  },
];

function placeIn(document: vscode.TextDocument, marked: string) {
  return { textDocument: { uri: document.uri.toString() }, position: placeOf(document, marked) };
}

function putCursor(place: vscode.Position): void {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === "promo");
  assert.ok(editor);
  editor.selection = new vscode.Selection(place, place);
}

async function yamlBecomes(expected: RegExp): Promise<vscode.TextDocument> {
  const preview = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "promo-yaml");
  await eventually(`the preview becomes ${expected}`, () => preview()?.getText() ?? "", (text) => expected.test(text));
  return preview() as vscode.TextDocument;
}
