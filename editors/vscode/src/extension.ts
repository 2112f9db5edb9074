// The extension: puts its parts together.
import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";
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
    command("promo.previewYaml", async (uri?: string, position?: Position) => {
      await goTo(uri, position);
      await yaml.show();
    }),
    command("promo.showFlowGraph", async (uri?: string, position?: Position) => {
      await goTo(uri, position);
      await graph.show();
    }),
    command("promo.simulateRelease", (_document?: string, product?: string) =>
      simulateRelease(server, simulation, typeof product === "string" ? product : undefined),
    ),
    command("promo.showReferences", showReferences),
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

/** Puts the cursor where a code lens is. Without one, it stays where it is: menus give other arguments. */
async function goTo(uri: unknown, position: Position | undefined): Promise<void> {
  if (typeof uri !== "string" || position === undefined) {
    return;
  }
  const at = new vscode.Position(position.line, position.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) });
}

/** What a code lens counted. */
async function showReferences(document: string, position: Position, locations: Location[]): Promise<void> {
  const at = new vscode.Position(position.line, position.character);
  const places = locations.map(({ uri, range: { start, end } }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return new vscode.Location(vscode.Uri.parse(uri), range);
  });
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(document), at, places);
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
