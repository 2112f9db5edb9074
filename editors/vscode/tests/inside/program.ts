// The program behind the extension: what happens where it is missing, and that it comes back.
import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
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
    name: "a server that dies is started again and knows what the editor has",
    async run() {
      const document = await open("shop/flows.promo");
      await rulesBecome(document, []);
      const [dying, ...others] = serverProcesses();
      assert.ok(dying !== undefined && others.length === 0, "one server runs");
      process.kill(dying, "SIGKILL");
      await eventually("another runs", serverProcesses, ([another]) => another !== undefined && another !== dying);
      await replace(document, "staging -> regions", "stagin -> regions");
      await rulesBecome(document, ["unknown-environment"]);
    },
  },
  {
    name: "a setting that names no program is told, and mended by another setting",
    run: () => isToldAndMended(server, "path", "/nowhere/promo", /\/nowhere\/promo, which is no program/),
  },
  {
    name: "a program that is no language server is told, and mended by another setting",
    run: () => isToldAndMended(server, "arguments", ["explain"], /doesn't answer as a language server/),
  },
  {
    name: "a program that appears is found when the next file is opened",
    async run() {
      const folder = mkdtempSync(path.join(tmpdir(), "promo-program-"));
      const program = path.join(folder, "promo");
      const settings = vscode.workspace.getConfiguration("promo.server");
      const before = settings.inspect<string>("path")?.workspaceValue ?? "";
      await settings.update("path", program, vscode.ConfigurationTarget.Workspace);
      await eventually("it is missing", () => server.state.kind, (kind) => kind === "failed");
      symlinkSync(before, program);
      const document = await open("shop/applications.promo");
      await eventually("the server runs", () => server.state.kind, (kind) => kind === "running");
      await rulesBecome(document, []);
      await settings.update("path", before, vscode.ConfigurationTarget.Workspace);
      await eventually("the server is another", () => server.state, (state) => "found" in state && state.found.program === before);
      rmSync(folder, { recursive: true });
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

async function isToldAndMended(server: Server, setting: string, wrong: unknown, expected: RegExp): Promise<void> {
  const document = await open("shop/flows.promo");
  const settings = vscode.workspace.getConfiguration("promo.server");
  const before = settings.inspect(setting)?.workspaceValue;
  await settings.update(setting, wrong, vscode.ConfigurationTarget.Workspace);
  const failed = await eventually("it is told", () => server.state, ({ kind }) => kind === "failed");
  assert.match("reason" in failed ? failed.reason : "", expected);
  await settings.update(setting, before, vscode.ConfigurationTarget.Workspace);
  await eventually("the server runs", () => server.state.kind, (kind) => kind === "running");
  await rulesBecome(document, []);
}

/** The processes that this one has started as language servers. */
function serverProcesses(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean);
  const isServer = (child: string) => readFileSync(`/proc/${child}/cmdline`, "utf8").endsWith("\0lsp\0");
  return children.filter(isServer).map(Number);
}
