// The program behind the extension: what happens where it is missing, and that it comes back.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Server } from "../../src/server.ts";
import { eventually, open, replace, rulesBecome, type Test } from "./support.ts";

export const program = (server: Server): Test[] => [
  {
    name: "a restarted server knows what the editor has",
    async run() {
      const document = await open("shop/flows.promo");
      await replace(document, "staging -> regions", "stagin -> regions");
      await rulesBecome(document, ["unknown-environment"]);
      await vscode.commands.executeCommand("promo.restartServer");
      assert.equal(server.state.kind, "running");
      await rulesBecome(document, ["unknown-environment"]);
    },
  },
  {
    name: "a setting that names no program is told, and mended by another setting",
    async run() {
      const document = await open("shop/flows.promo");
      const settings = vscode.workspace.getConfiguration("promo.server");
      const before = settings.get("path");
      await settings.update("path", "/nowhere/promo", vscode.ConfigurationTarget.Workspace);
      const failed = await eventually("it is told", () => server.state, ({ kind }) => kind === "failed");
      assert.match("reason" in failed ? failed.reason : "", /\/nowhere\/promo/);
      await settings.update("path", before, vscode.ConfigurationTarget.Workspace);
      await eventually("the server runs", () => server.state.kind, (kind) => kind === "running");
      await rulesBecome(document, []);
    },
  },
  {
    name: "every setting and command of the extension has a description",
    async run() {
      const { contributes } = vscode.extensions.getExtension("promo-lang.promo")?.packageJSON ?? {};
      const settings = Object.values<Record<string, string>>(contributes.configuration.properties);
      assert.ok(settings.every(({ markdownDescription }) => (markdownDescription ?? "").length > 20));
      const registered = await vscode.commands.getCommands(true);
      const missing = contributes.commands.filter(({ command }: { command: string }) => !registered.includes(command));
      assert.deepEqual(missing, []);
    },
  },
];
