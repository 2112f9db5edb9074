// Diagnostics appear and vanish, in the file that is edited and in others.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, placeOf, rangeOf, replace, rulesBecome, type Test } from "./support.ts";

export const diagnostics: Test[] = [
  {
    name: "an example has no diagnostics",
    async run() {
      await rulesBecome(await open("shop/flows.promo"), []);
    },
  },
  {
    name: "a misspelt name is marked and explained, and no more once it is right",
    async run() {
      const document = await open("shop/flows.promo");
      await replace(document, "staging -> regions", "stagin -> regions");
      const [found] = await rulesBecome(document, ["unknown-environment"]);
      assert.ok(found);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      assert.equal(found.source, "promo");
      assert.match(found.message, /stagin/);
      assert.ok(found.range.isEqual(rangeOf(document, "stagin ").with({ end: placeOf(document, "stagin| ->") })));
      await replace(document, "stagin -> regions", "staging -> regions");
      await rulesBecome(document, []);
    },
  },
  {
    name: "a name that goes away is missed in another file",
    async run() {
      const flows = await open("shop/flows.promo");
      const environments = await open("shop/environments.promo");
      await replace(environments, "let regions =", "let all-regions =");
      const found = await rulesBecome(flows, ["unknown-environment", "unknown-environment"]);
      assert.match(found[0]?.message ?? "", /regions/);
      await replace(environments, "let all-regions =", "let regions =");
      await rulesBecome(flows, []);
    },
  },
  {
    name: "a file that was never saved is checked",
    async run() {
      const content = "environment dev\n\nflow a { dev -> prod }\n";
      const document = await vscode.workspace.openTextDocument({ language: "promo", content });
      await vscode.window.showTextDocument(document);
      await rulesBecome(document, ["unknown-environment"]);
    },
  },
  {
    name: "one file of two hundred",
    async run() {
      const document = await open("many/team-120.promo");
      await rulesBecome(document, []);
      await replace(document, "dev -> prod", "dev -> prob");
      await rulesBecome(document, ["unknown-environment"]);
      await replace(document, "dev -> prob", "dev -> prod");
      await rulesBecome(document, []);
    },
  },
];
