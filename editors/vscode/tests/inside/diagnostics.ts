// Diagnostics appear and vanish, in the file that is edited and in others.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { MANY } from "../many.ts";
import { eventually, open, placeOf, rangeOf, replace, ruleOf, rulesBecome, type Test } from "./support.ts";

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
  {
    name: "all of two hundred files, of which one is open",
    async run() {
      const document = await open("many/environments.promo");
      await replace(document, "environment dev, prod", "environment dev, production");
      const broken = () => filesWith("unknown-environment");
      await eventually("all miss the name", broken, (files) => files.length === MANY);
      await replace(document, "environment dev, production", "environment dev, prod");
      await eventually("none misses it", broken, (files) => files.length === 0);
    },
  },
  {
    name: "a hand-written manifest is checked before it is saved, and mended",
    async run() {
      const document = await open("many/review.yaml");
      await replace(document, "[prod]", "[prodd]");
      await eventually("it is wrong", () => filesWith("unknown-environment"), (files) => files.includes("review.yaml"));
      const actions = () => vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        rangeOf(document, "prodd"),
        vscode.CodeActionKind.QuickFix.value,
        10,
      );
      const [fix] = await eventually("it can be mended", actions, (found) => found.some(({ edit }) => edit !== undefined));
      assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
      assert.match(document.getText(), /names: \[prod\]/);
      await eventually("it is right", () => filesWith("unknown-environment"), (files) => files.length === 0);
    },
  },
];

/** The files of the large project in which something is found. */
function filesWith(rule: string): string[] {
  const found = vscode.languages.getDiagnostics().filter(([uri]) => uri.path.includes("/many/"));
  const concerned = found.filter(([, diagnostics]) => diagnostics.some((one) => ruleOf(one) === rule));
  return concerned.map(([uri]) => uri.path.split("/").at(-1) ?? "");
}
