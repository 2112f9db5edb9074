// A release that didn't happen: asks for a product and a commit message, and shows what would.
import * as vscode from "vscode";
import { products, simulate, type SimulateParams } from "../requests.ts";
import type { Server } from "../server.ts";

const SCHEME = "promo-simulation";
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: "/Simulated Release" });

/** The text that the last simulation gave. */
export class SimulationText implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text = "";

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  async show(text: string): Promise<void> {
    this.#text = text;
    this.#changed.fire(DOCUMENT);
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.window.showTextDocument(document, options);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Of the product that is given, or of one that the user is asked for. */
export async function simulateRelease(server: Server, output: SimulationText, product?: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "promo") {
    return;
  }
  const textDocument = { uri: document.uri.toString() };
  const known = product === undefined ? await server.ask(products, { textDocument }) : [{ name: product }];
  if (known === undefined) {
    return;
  }
  const parameters = await askUser(known?.map(({ name }) => name) ?? []);
  if (parameters === undefined) {
    return;
  }
  const simulation = await server.ask(simulate, { textDocument, ...parameters });
  if (simulation === null) {
    void vscode.window.showInformationMessage(`promo: there is no product ${parameters.product} to release.`);
  } else if (simulation !== undefined) {
    await output.show(simulation.text);
  }
}

/** What is released and how; nothing where the user leaves. */
async function askUser(names: string[]): Promise<Omit<SimulateParams, "textDocument"> | undefined> {
  if (names.length === 0) {
    void vscode.window.showInformationMessage("promo: the project has no product, so nothing can be released.");
    return undefined;
  }
  const title = "Simulate a Release";
  const product = names.length === 1 ? names[0] : await vscode.window.showQuickPick(names, { title, placeHolder: "Product" });
  if (product === undefined) {
    return undefined;
  }
  const message = await ask(title, "Message of the commit", "Fix the basket [hotfix]");
  const revision = message === undefined ? undefined : await ask(title, "Branch or tag", "main");
  if (message === undefined || revision === undefined) {
    return undefined;
  }
  return { product, message, ...(revision === "" ? {} : { revision }) };
}

function ask(title: string, prompt: string, placeHolder: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt, placeHolder, ignoreFocusOut: true });
}
