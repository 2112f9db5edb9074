// The YAML of the declaration at the cursor, in an editor beside the source.
import * as vscode from "vscode";
import { previewYaml } from "../requests.ts";
import type { Server } from "../server.ts";
import { CursorFollower, type Cursor } from "./cursor.ts";

const SCHEME = "promo-yaml";
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: "/Preview.yaml" });
const NOTHING = "# Nothing here becomes a manifest. Put the cursor into a flow, policy, template, product or workflow.\n";

export class YamlPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #follower: CursorFollower | undefined;
  #text = NOTHING;

  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  async show(): Promise<void> {
    this.#follower ??= new CursorFollower(this.#server, (cursor) => this.#refresh(cursor));
    const cursor = this.#follower.cursor;
    if (cursor === undefined) {
      return;
    }
    const parameters = this.#server.place(cursor.document, cursor.position);
    const preview = await this.#server.ask(previewYaml, parameters);
    if (preview === undefined) {
      return;
    }
    this.#set(preview?.text ?? NOTHING);
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.window.showTextDocument(document, options);
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  dispose(): void {
    this.#follower?.dispose();
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** Between two declarations, what was shown last stays. */
  async #refresh({ document, position }: Cursor): Promise<void> {
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString());
    if (!shown.includes(DOCUMENT.toString()) || this.#server.state.kind !== "running") {
      return;
    }
    const preview = await this.#server.ask(previewYaml, this.#server.place(document, position));
    if (preview) {
      this.#set(preview.text);
    }
  }

  #set(text: string): void {
    if (text !== this.#text) {
      this.#text = text;
      this.#changed.fire(DOCUMENT);
    }
  }
}
