// The extension: puts its parts together.
import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";
import { newFile } from "./new-file.ts";
import { LastCursor } from "./preview/cursor.ts";
import { GraphPreview } from "./preview/graph.ts";
import { SimulationPreview } from "./preview/simulate.ts";
import { ChosenUse } from "./preview/use.ts";
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
  const cursor = new LastCursor();
  const use = new ChosenUse();
  const yaml = new YamlPreview(server, cursor, use);
  const graph = new GraphPreview(server, cursor, use, context.extensionUri);
  const simulation = new SimulationPreview(server, cursor, context.workspaceState);
  const command = vscode.commands.registerCommand;
  context.subscriptions.push(
    server,
    cursor,
    use,
    createStatus(server),
    registerSnippets(server),
    yaml,
    graph,
    simulation,
    command("promo.newFile", newFile),
    command("promo.previewYaml", async (uri?: string, position?: Position) => {
      await goTo(uri, position);
      await tick("promo.previewed", yaml.show());
    }),
    command("promo.showFlowGraph", async (uri?: string, position?: Position) => {
      await goTo(uri, position);
      await tick("promo.previewed", graph.show());
    }),
    command("promo.simulateRelease", (uri?: unknown, product?: unknown) => {
      const text = (argument: unknown) => (typeof argument === "string" ? argument : undefined);
      return tick("promo.simulated", simulation.show(text(uri), text(product)));
    }),
    command("promo.changeSimulation", (change) => simulation.change(change)),
    command("promo.chooseUse", (pattern) => use.ask(pattern)),
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
    vscode.window.onDidChangeWindowState(({ focused }) => focused && server.startIfFound()),
    vscode.workspace.onDidOpenTextDocument(({ languageId }) => languageId === "promo" && server.startIfFound()),
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

/** Tells the walkthrough that a step of it was made: only once there is something to see. */
async function tick(step: string, shown: Promise<boolean>): Promise<void> {
  if (await shown) {
    await vscode.commands.executeCommand("setContext", step, true);
  }
}

/** Opens the setting. In a remote window, that of the user isn't shown: it is about another machine. */
async function setPath(): Promise<void> {
  const settings = vscode.env.remoteName === undefined ? "openSettings" : "openWorkspaceSettings";
  await vscode.commands.executeCommand(`workbench.action.${settings}`, "promo.server.path");
}
