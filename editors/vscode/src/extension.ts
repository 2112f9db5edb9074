// The extension: puts its parts together.
import * as vscode from "vscode";
import { GraphPreview } from "./preview/graph.ts";
import { simulateRelease, SimulationText } from "./preview/simulate.ts";
import { YamlPreview } from "./preview/yaml.ts";
import { Server } from "./server.ts";
import { registerSnippets } from "./snippets.ts";
import { createStatus } from "./status.ts";

/** What the tests look at. */
export interface Api {
  server: Server;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const yaml = new YamlPreview(server);
  const graph = new GraphPreview(server, context.extensionUri);
  const simulation = new SimulationText();
  const command = vscode.commands.registerCommand;
  context.subscriptions.push(
    server,
    createStatus(server),
    registerSnippets(server),
    yaml,
    graph,
    simulation,
    command("promo.newFile", newFile),
    command("promo.previewYaml", () => yaml.show()),
    command("promo.showFlowGraph", () => graph.show()),
    command("promo.simulateRelease", () => simulateRelease(server, simulation)),
    command("promo.setPath", setPath),
    command("promo.restartServer", () => server.restart()),
    command("promo.showOutput", () => server.showOutput()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("promo.server")) {
        await server.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  );
  await server.start();
  return { server };
}

async function newFile(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "promo" });
  await vscode.window.showTextDocument(document);
}

/** Opens the setting. In a remote window, that of the user isn't shown: it is about another machine. */
async function setPath(): Promise<void> {
  const settings = vscode.env.remoteName === undefined ? "openSettings" : "openWorkspaceSettings";
  await vscode.commands.executeCommand(`workbench.action.${settings}`, "promo.server.path");
}
