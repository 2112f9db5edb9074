// The picture of the flow at the cursor, in a panel beside the source. A click on an environment, or on where a setting
// comes from, leads to the source.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { flowGraph, type FlowGraph } from "../requests.ts";
import type { Server } from "../server.ts";
import type { Message, Place, Shown } from "../webview/messages.ts";
import { askAbout, CursorFollower, type Cursor, type LastCursor } from "./cursor.ts";
import { oneOf, whyNothing, type ChosenUse } from "./use.ts";

const NOTHING: Shown = {
  html: "",
  note: "Put the cursor into a flow, or a product, to see it here.",
  isProblem: false,
  uses: [],
  use: "",
};

export class GraphPreview implements vscode.Disposable {
  readonly #server: Server;
  readonly #cursor: LastCursor;
  readonly #use: ChosenUse;
  readonly #scripts: vscode.Uri;
  readonly #images: vscode.Uri;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #follower: CursorFollower | undefined;
  /** The last that had a picture, and where it is from. */
  #graph: FlowGraph | undefined;
  #from: Cursor | undefined;
  #shown = NOTHING;

  constructor(server: Server, cursor: LastCursor, use: ChosenUse, extension: vscode.Uri) {
    this.#server = server;
    this.#cursor = cursor;
    this.#use = use;
    this.#scripts = vscode.Uri.joinPath(extension, "dist");
    this.#images = vscode.Uri.joinPath(extension, "images");
    this.#subscription = use.onDidChange(() => this.#follower?.refresh());
  }

  /** Whether there was something to show. */
  async show(): Promise<boolean> {
    const cursor = this.#cursor.getOrExplain();
    if (cursor === undefined) {
      return false;
    }
    this.#follower ??= new CursorFollower(this.#server, this.#cursor, (cursor) => this.#refresh(cursor));
    const graph = await this.#request(cursor);
    if (graph === undefined) {
      return false;
    }
    if (this.#panel === undefined) {
      this.#open();
    } else {
      this.#panel.reveal(undefined, true);
    }
    this.#display(graph, cursor);
    return true;
  }

  dispose(): void {
    this.#follower?.dispose();
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  #open(): void {
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { enableScripts: true, localResourceRoots: [this.#scripts] };
    const panel = vscode.window.createWebviewPanel("promo.flowGraph", "Flow Graph", beside, options);
    panel.iconPath = vscode.Uri.joinPath(this.#images, "file.svg");
    panel.webview.html = this.#page(panel.webview);
    panel.webview.onDidReceiveMessage((message: Message) => this.#handle(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#follower?.dispose();
      this.#follower = undefined;
    });
    // A page that was hidden has forgotten what it showed.
    panel.onDidChangeViewState(() => panel.visible && this.#post());
    this.#panel = panel;
  }

  #handle(message: Message): unknown {
    switch (message.kind) {
      case "ready":
        return this.#post();
      case "clicked":
        return this.#jump(message.place);
      case "chosen":
        return this.#use.choose(message.use);
      case "problems":
        return vscode.commands.executeCommand("workbench.actions.view.problems");
    }
  }

  /** Outside of flows, what was shown last stays. */
  async #refresh(cursor: Cursor): Promise<void> {
    if (this.#panel?.visible && this.#server.state.kind === "running") {
      const found = await askAbout((cursor) => this.#request(cursor), cursor, this.#from);
      if (found) {
        this.#display(found.answer, found.cursor);
      }
    }
  }

  #request({ document, position }: Cursor): Promise<FlowGraph | null | undefined> {
    return this.#server.ask(flowGraph, { ...this.#server.place(document, position), use: this.#use.name });
  }

  #display(graph: FlowGraph | null, cursor: Cursor): void {
    this.#shown = graph === null ? NOTHING : this.#pageOf(graph);
    if (graph?.html !== undefined) {
      this.#graph = graph;
      this.#from = cursor;
    }
    if (this.#panel !== undefined) {
      this.#panel.title = graph === null ? "Flow Graph" : `Flow ${graph.flow}`;
    }
    this.#post();
  }

  /** What an error hides stays as it was, with a mark. */
  #pageOf({ flow, html, pattern }: FlowGraph): Shown {
    const uses = { uses: pattern?.uses ?? [], use: flow };
    if (html !== undefined) {
      return { html, note: pattern === undefined ? "" : oneOf(pattern, flow), isProblem: false, ...uses };
    }
    const before = this.#graph?.flow === flow ? this.#graph.html : undefined;
    const why = whyNothing(flow, pattern);
    const note = before === undefined ? why : `Out of date: ${why}`;
    return { html: before ?? "", note, isProblem: pattern?.uses.length !== 0, ...uses };
  }

  #post(): void {
    void this.#panel?.webview.postMessage(this.#shown);
  }

  async #jump(place: Place): Promise<void> {
    const target = this.#environment(place) ?? this.#line(place);
    if (target !== undefined) {
      const options = { selection: target.range, viewColumn: vscode.ViewColumn.One };
      await vscode.window.showTextDocument(target.uri, options);
    }
  }

  #environment({ environment }: Place): vscode.Location | undefined {
    const node = this.#graph?.nodes?.find((node) => node.environment === environment);
    if (node === undefined) {
      return undefined;
    }
    const { start, end } = node.location.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return new vscode.Location(vscode.Uri.parse(node.location.uri), range);
  }

  #line({ file, line = 1, column = 1 }: Place): vscode.Location | undefined {
    const source = this.#from?.document.uri;
    if (file === undefined || source?.scheme !== "file") {
      return undefined;
    }
    const found = inFolderAbove(source.fsPath, file);
    return found === undefined
      ? undefined
      : new vscode.Location(vscode.Uri.file(found), new vscode.Position(line - 1, column - 1));
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
