// The picture of the flow at the cursor, in a panel beside the source. A click on an environment, or on where a setting
// comes from, leads to the source.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { flowGraph, type FlowGraph } from "../requests.ts";
import type { Server } from "../server.ts";
import type { Message, Place, Shown } from "../webview/messages.ts";
import { CursorFollower, type Cursor } from "./cursor.ts";

export class GraphPreview implements vscode.Disposable {
  readonly #server: Server;
  readonly #scripts: vscode.Uri;
  readonly #images: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;
  #follower: CursorFollower | undefined;
  #graph: FlowGraph | undefined;
  #source: vscode.Uri | undefined;

  constructor(server: Server, extension: vscode.Uri) {
    this.#server = server;
    this.#scripts = vscode.Uri.joinPath(extension, "dist");
    this.#images = vscode.Uri.joinPath(extension, "images");
  }

  async show(): Promise<void> {
    this.#follower ??= new CursorFollower(this.#server, (cursor) => this.#refresh(cursor));
    const cursor = this.#follower.cursor;
    if (cursor === undefined) {
      return;
    }
    const graph = await this.#request(cursor);
    if (graph === undefined) {
      return;
    }
    if (this.#panel === undefined) {
      this.#open();
    } else {
      this.#panel.reveal(undefined, true);
    }
    this.#display(graph, cursor);
  }

  dispose(): void {
    this.#follower?.dispose();
    this.#panel?.dispose();
  }

  #open(): void {
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { enableScripts: true, localResourceRoots: [this.#scripts] };
    const panel = vscode.window.createWebviewPanel("promo.flowGraph", "Flow Graph", beside, options);
    panel.iconPath = vscode.Uri.joinPath(this.#images, "file.svg");
    panel.webview.html = this.#page(panel.webview);
    panel.webview.onDidReceiveMessage((message: Message) =>
      message.kind === "ready" ? this.#post() : this.#jump(message.place),
    );
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#follower?.dispose();
      this.#follower = undefined;
    });
    // A page that was hidden has forgotten what it showed.
    panel.onDidChangeViewState(() => panel.visible && this.#post());
    this.#panel = panel;
  }

  /** Outside of flows, what was shown last stays. */
  async #refresh(cursor: Cursor): Promise<void> {
    if (this.#panel?.visible && this.#server.state.kind === "running") {
      const graph = await this.#request(cursor);
      if (graph) {
        this.#display(graph, cursor);
      }
    }
  }

  #request({ document, position }: Cursor): Promise<FlowGraph | null | undefined> {
    return this.#server.ask(flowGraph, this.#server.place(document, position));
  }

  #display(graph: FlowGraph | null, { document }: Cursor): void {
    this.#graph = graph ?? undefined;
    this.#source = document.uri;
    if (this.#panel !== undefined) {
      this.#panel.title = graph === null ? "Flow Graph" : `Flow ${graph.flow}`;
    }
    this.#post();
  }

  #post(): void {
    const shown: Shown = { html: this.#graph?.html ?? "" };
    void this.#panel?.webview.postMessage(shown);
  }

  async #jump(place: Place): Promise<void> {
    const target = this.#environment(place) ?? this.#line(place);
    if (target !== undefined) {
      const options = { selection: target.range, viewColumn: vscode.ViewColumn.One };
      await vscode.window.showTextDocument(target.uri, options);
    }
  }

  #environment({ environment }: Place): vscode.Location | undefined {
    const node = this.#graph?.nodes.find((node) => node.environment === environment);
    if (node === undefined) {
      return undefined;
    }
    const { start, end } = node.location.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return new vscode.Location(vscode.Uri.parse(node.location.uri), range);
  }

  #line({ file, line = 1 }: Place): vscode.Location | undefined {
    if (file === undefined || this.#source?.scheme !== "file") {
      return undefined;
    }
    const found = inFolderAbove(this.#source.fsPath, file);
    return found === undefined
      ? undefined
      : new vscode.Location(vscode.Uri.file(found), new vscode.Position(line - 1, 0));
  }

  #page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("base64");
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.#scripts, "graph.js"));
    const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Flow Graph</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
  }
}

/** A file whose path counts from the root of the project, which is some folder above the source. */
function inFolderAbove(source: string, file: string): string | undefined {
  for (let folder = path.dirname(source); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, file);
    if (existsSync(candidate)) {
      return candidate;
    }
    if (folder === path.dirname(folder)) {
      return undefined;
    }
  }
}
