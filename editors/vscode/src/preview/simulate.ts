// A release that didn't happen: asks for a product and a commit message, and shows what would. What was asked for stands
// above it and can be changed there.
import * as vscode from "vscode";
import { products, simulate, type Simulation, type SimulateParams } from "../requests.ts";
import type { Server } from "../server.ts";
import type { LastCursor } from "./cursor.ts";

const SCHEME = "promo-simulation";
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: "/Simulated Release" });
const TITLE = "Simulate a Release";

/** Where the answers of last time are kept. */
const REMEMBERED = "simulation";

type Commit = Pick<SimulateParams, "message" | "revision">;

/** What can be changed of a simulation that is shown. */
type Change = "message" | "revision" | "fail";

export class SimulationPreview
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #server: Server;
  readonly #cursor: LastCursor;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #shown: { asked: SimulateParams; simulation: Simulation } | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(server: Server, cursor: LastCursor, memory: vscode.Memento) {
    this.#server = server;
    this.#cursor = cursor;
    this.#memory = memory;
    this.#registration = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      server.onDidChangePreview((uri) => this.#refresh(uri)),
    );
  }

  /** Of the product that is given, or of one that the user is asked for. Whether there was something to show. */
  async show(uri?: string, product?: string): Promise<boolean> {
    const document = uri ?? this.#cursor.getOrExplain()?.document.uri.toString();
    if (document === undefined) {
      return false;
    }
    const textDocument = { uri: document };
    const chosen = product ?? (await this.#askForProduct(textDocument));
    const commit = chosen === undefined ? undefined : await this.#askForCommit();
    return chosen !== undefined && commit !== undefined && this.#display({ textDocument, product: chosen, ...commit });
  }

  /** Asks for one thing anew, and shows what then happens. */
  async change(change: Change): Promise<void> {
    if (this.#shown === undefined) {
      return;
    }
    const { asked, simulation } = this.#shown;
    const changed = change === "fail" ? await askForFailures(asked, simulation) : await this.#askFor(change, asked);
    if (changed !== undefined) {
      await this.#display({ ...asked, ...changed });
    }
  }

  provideTextDocumentContent(): string {
    return this.#shown?.simulation.text ?? "";
  }

  provideCodeLenses(): vscode.CodeLens[] {
    if (this.#shown === undefined) {
      return [];
    }
    const { message, revision, fail = [] } = this.#shown.asked;
    const titles: [Change, string][] = [
      ["message", message ? `message: ${message}` : "no message"],
      ["revision", revision === undefined ? "no branch or tag" : `branch or tag: ${revision}`],
      ["fail", fail.length === 0 ? "let an environment fail…" : `fails: ${fail.join(", ")}`],
    ];
    return titles.map(([change, title]) => {
      const command = { title, command: "promo.changeSimulation", arguments: [change] };
      return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command);
    });
  }

  /** Every name leads to its declaration, which is looked for only when it is wanted. */
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const names = namesIn(this.#shown?.simulation.json);
    const words = [...document.getText().matchAll(/[\w-]+/g)].filter(([word]) => names.has(word));
    return words.map(({ 0: word, index }) => {
      const range = new vscode.Range(document.positionAt(index), document.positionAt(index + word.length));
      return Object.assign(new vscode.DocumentLink(range), { tooltip: `Go to ${word}`, name: word });
    });
  }

  async resolveDocumentLink(link: vscode.DocumentLink & { name?: string }): Promise<vscode.DocumentLink> {
    const query = link.name ?? "";
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      "vscode.executeWorkspaceSymbolProvider",
      query,
    );
    const own = vscode.Uri.parse(this.#shown?.asked.textDocument.uri ?? "");
    const folder = vscode.workspace.getWorkspaceFolder(own);
    const isOwn = ({ location }: vscode.SymbolInformation) =>
      vscode.workspace.getWorkspaceFolder(location.uri) === folder;
    const found = symbols.filter(({ name }) => name === query);
    const { uri, range } = (found.find(isOwn) ?? found[0])?.location ?? {};
    if (uri !== undefined && range !== undefined) {
      link.target = uri.with({ fragment: `L${range.start.line + 1},${range.start.character + 1}` });
    }
    return link;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #display(asked: SimulateParams): Promise<boolean> {
    const simulation = await this.#server.ask(simulate, asked);
    if (!simulation) {
      if (simulation === null) {
        void vscode.window.showInformationMessage(`promo: there is no product ${asked.product} to release.`);
      }
      return false;
    }
    this.#set(asked, simulation);
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, { ...options, viewColumn: visible?.viewColumn ?? options.viewColumn });
    return true;
  }

  /** What is shown follows the sources; where these no longer say anything, it stays. */
  async #refresh(uri: vscode.Uri): Promise<void> {
    const asked = this.#shown?.asked;
    const isVisible = vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === SCHEME);
    if (asked !== undefined && isVisible && vscode.Uri.parse(asked.textDocument.uri).toString() === uri.toString()) {
      const simulation = await this.#server.askOrThrow(simulate, asked).catch(() => null);
      if (simulation !== null && this.#shown?.asked === asked) {
        this.#set(asked, simulation);
      }
    }
  }

  #set(asked: SimulateParams, simulation: Simulation): void {
    const isAnother = this.#shown?.asked !== asked || this.#shown.simulation.text !== simulation.text;
    this.#shown = { asked, simulation };
    if (isAnother) {
      this.#changed.fire(DOCUMENT);
    }
  }

  async #askForProduct(textDocument: { uri: string }): Promise<string | undefined> {
    const known = await this.#server.ask(products, { textDocument });
    const names = known?.map(({ name }) => name) ?? [];
    if (known !== undefined && names.length === 0) {
      void vscode.window.showInformationMessage("promo: the project has no product, so nothing can be released.");
    }
    return names.length < 2 ? names[0] : await vscode.window.showQuickPick(names, { title: TITLE, placeHolder: "Product" });
  }

  async #askForCommit(): Promise<Commit | undefined> {
    const message = await this.#askFor("message");
    const revision = message && (await this.#askFor("revision"));
    return revision && { ...message, ...revision };
  }

  /** Asks for a part of a commit, beginning with what it was last time. */
  async #askFor(part: keyof Commit, before?: Commit): Promise<Commit | undefined> {
    const remembered = { message: "", revision: "main", ...this.#memory.get<Commit>(REMEMBERED) };
    const prompts = { message: "Message of the commit", revision: "Branch or tag; empty for none" };
    const value = before === undefined ? remembered[part] : (before[part] ?? "");
    const placeHolder = part === "message" ? "Fix the basket [hotfix]" : "main";
    const input = { title: TITLE, prompt: prompts[part], value, placeHolder, ignoreFocusOut: true };
    const answer = await vscode.window.showInputBox(input);
    if (answer === undefined) {
      return undefined;
    }
    await this.#memory.update(REMEMBERED, { ...remembered, [part]: answer });
    return { [part]: part === "revision" && answer === "" ? undefined : answer };
  }
}

/** Which environments of the flow are to fail. */
async function askForFailures(asked: SimulateParams, { json }: Simulation): Promise<{ fail: string[] } | undefined> {
  const environments = json.waves.flat().map(({ environment }) => environment);
  const items = environments.map((label) => ({ label, picked: asked.fail?.includes(label) ?? false }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: "Environments that are to fail",
    canPickMany: true,
  });
  return chosen && { fail: chosen.map(({ label }) => label) };
}

/** Everything that a simulation names. */
function namesIn(json: Simulation["json"] | undefined): Set<string> {
  const { product, flow, skipped = [], before = [], waves = [], after = [] } = json ?? {};
  const environments = waves.flat();
  const runs = [before, ...environments.map(({ runs }) => runs), after].flat();
  const names = [
    product,
    flow,
    skipped.map(({ flow }) => flow),
    environments.map(({ environment }) => environment),
    runs.map(({ workflow }) => workflow),
  ];
  return new Set(names.flat().filter((name) => typeof name === "string"));
}
