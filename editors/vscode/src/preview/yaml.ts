// The YAML of the declaration at the cursor, in an editor beside the source.
import * as vscode from "vscode";
import { previewYaml, type YamlPreview as Preview } from "../requests.ts";
import type { Server } from "../server.ts";
import { askAbout, CursorFollower, type Cursor, type LastCursor } from "./cursor.ts";
import { oneOf, whyNothing, type ChosenUse } from "./use.ts";

const SCHEME = "promo-yaml";
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: "/Preview.yaml" });
const NOTHING = "# Nothing here becomes a manifest. Put the cursor into a flow, policy, template, product or workflow.\n";

export class YamlPreview implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #server: Server;
  readonly #cursor: LastCursor;
  readonly #use: ChosenUse;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #follower: CursorFollower | undefined;
  #text = NOTHING;
  /** The last that had a text, and where it is from. */
  #shown: { preview: Preview; cursor: Cursor } | undefined;
  #pattern: Preview["pattern"];

  readonly onDidChange = this.#changed.event;

  constructor(server: Server, cursor: LastCursor, use: ChosenUse) {
    this.#server = server;
    this.#cursor = cursor;
    this.#use = use;
    this.#registration = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, this),
      use.onDidChange(() => this.#follower?.refresh()),
    );
  }

  /** Whether there was something to show. */
  async show(): Promise<boolean> {
    const cursor = this.#cursor.getOrExplain();
    if (cursor === undefined) {
      return false;
    }
    this.#follower ??= new CursorFollower(this.#server, this.#cursor, (cursor) => this.#refresh(cursor));
    const preview = await this.#ask(cursor);
    if (preview === undefined) {
      return false;
    }
    this.#display(preview, cursor);
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.window.showTextDocument(document, options);
    return true;
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  /** Leads from one of what is made of a pattern to another. */
  provideCodeLenses(): vscode.CodeLens[] {
    if (this.#pattern === undefined || this.#pattern.uses.length < 2) {
      return [];
    }
    const command = { title: "show another", command: "promo.chooseUse", arguments: [this.#pattern] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  dispose(): void {
    this.#follower?.dispose();
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #ask({ document, position }: Cursor): Promise<Preview | null | undefined> {
    return this.#server.ask(previewYaml, { ...this.#server.place(document, position), use: this.#use.name });
  }

  /** Between two declarations, what was shown last stays. */
  async #refresh(cursor: Cursor): Promise<void> {
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString());
    if (!shown.includes(DOCUMENT.toString()) || this.#server.state.kind !== "running") {
      return;
    }
    const found = await askAbout((cursor) => this.#ask(cursor), cursor, this.#shown?.cursor);
    if (found) {
      this.#display(found.answer, found.cursor);
    }
  }

  #display(preview: Preview | null, cursor: Cursor): void {
    this.#pattern = preview?.pattern;
    this.#set(preview === null ? NOTHING : this.#textOf(preview));
    if (preview?.text !== undefined) {
      this.#shown = { preview, cursor };
    }
  }

  /** What an error hides stays as it was, with a mark. */
  #textOf({ name, text, pattern }: Preview): string {
    if (text !== undefined) {
      return pattern === undefined ? text : `# ${oneOf(pattern, name)}\n${text}`;
    }
    const before = this.#shown?.preview;
    const why = whyNothing(name, pattern);
    return before?.name === name ? `# Out of date: ${why}\n${before.text}` : `# ${why}\n`;
  }

  #set(text: string): void {
    if (text !== this.#text) {
      this.#text = text;
      this.#changed.fire(DOCUMENT);
    }
  }
}
