// The language server as the extension sees it: found, started, restarted, asked. Says what is wrong and how to mend
// it where it can't.
import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  LSPErrorCodes,
  ErrorCodes,
  ResponseError,
  State,
  type RequestType,
} from "vscode-languageclient/node";
import { findPromo, resolveSetting, type Found, type Places } from "./find.ts";
import { includeManifests } from "./manifests.ts";
import { previewChanged } from "./requests.ts";

/** How the server is. */
export type ServerState =
  | { kind: "starting" | "stopped" }
  | { kind: "running"; version: string; found: Found }
  | { kind: "failed"; reason: string };

/** So many times the server may end by itself within the span, in milliseconds, and is started again. */
const MOST_ENDS = { count: 4, span: 3 * 60_000 };

/** Milliseconds until a server that ended is started again. */
const PAUSE = 200;

export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #output = vscode.window.createOutputChannel("promo", { log: true });
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #previewChanged = new vscode.EventEmitter<vscode.Uri>();
  #client: LanguageClient | undefined;
  #found: Found | undefined;
  #state: ServerState = { kind: "stopped" };
  #turn = Promise.resolve();
  #ends: number[] = [];

  /** The server is in another state. */
  readonly onDidChangeState = this.#stateChanged.event;
  /** What previews of a document show may have changed. */
  readonly onDidChangePreview = this.#previewChanged.event;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Whether the server says that it has a capability. */
  can(capability: string): boolean {
    return capability in (this.#client?.initializeResult?.capabilities ?? {});
  }

  /** Starts the server, after what is under way. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  /** Starts the server where it wasn't found before and is now. */
  async startIfFound(): Promise<void> {
    if (this.#state.kind === "failed" && this.#found === undefined && findPromo(this.#places()) !== undefined) {
      await this.restart();
    }
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  async #start(): Promise<void> {
    const places = this.#places();
    this.#found = findPromo(places);
    if (this.#found === undefined) {
      return this.#fail(whereItIsNot(places));
    }
    this.#output.info(`starts ${this.#found.program}, from ${this.#found.from}`);
    const [client, ended] = this.#createClient(this.#found);
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#follow(client, newState));
    client.onNotification(previewChanged, ({ uri }) =>
      this.#previewChanged.fire(client.protocol2CodeConverter.asUri(uri)),
    );
    try {
      await Promise.race([client.start(), ended]);
      includeManifests(client);
    } catch (error) {
      this.#fail(`${this.#found.program} doesn't answer as a language server: ${messageOf(error)}`);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // A server that never started can't be stopped, and has nothing to lose.
    await client?.dispose().catch((error) => this.#output.warn(messageOf(error)));
    this.#set({ kind: "stopped" });
  }

  /** Asks the server; says what is wrong, and answers nothing, where it has no answer. */
  async ask<P, R>(request: RequestType<P, R, void>, parameters: P): Promise<R | undefined> {
    try {
      return await this.askOrThrow(request, parameters);
    } catch (error) {
      if (!isOutdated(error)) {
        this.#output.error(`${request.method}: ${messageOf(error)}`);
        void this.#showError(explain(error));
      }
      return undefined;
    }
  }

  /** Asks the server. */
  async askOrThrow<P, R>(request: RequestType<P, R, void>, parameters: P): Promise<R> {
    if (this.#client === undefined || this.#state.kind !== "running") {
      throw new Error("the language server isn't running");
    }
    return await this.#client.sendRequest<R>(request.method, parameters);
  }

  /** A place of a document as the protocol writes it. */
  place(document: vscode.TextDocument, position: vscode.Position) {
    return { textDocument: { uri: document.uri.toString() }, position };
  }

  showOutput(): void {
    this.#output.show(true);
  }

  dispose(): void {
    void this.stop();
    this.#stateChanged.dispose();
    this.#previewChanged.dispose();
    this.#output.dispose();
  }

  /** Starts and stops come one after the other, however fast they are asked for. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act);
    return this.#turn;
  }

  #places(): Places {
    const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    return {
      setting: setting("path", "").trim(),
      folders: folders.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath),
      searchPath: process.env.PATH ?? process.env.Path ?? "",
      home: homedir(),
      extension: this.#context.extensionPath,
    };
  }

  /** A client that isn't started, and the end of its server: a promise that fails when the server ends by itself. */
  #createClient(found: Found): [LanguageClient, Promise<never>] {
    let end = () => {};
    const ended = new Promise<never>((_, reject) => (end = () => reject(new Error("it ended"))));
    // What ends after the start is no failure of the start.
    ended.catch(() => this.#handleEnd(client));
    const client = new LanguageClient(
      "promo",
      "promo",
      {
        command: found.program,
        args: setting("arguments", ["lsp"]),
        options: { env: { ...process.env, ...setting("environment", {}) } },
      },
      {
        documentSelector: [
          { language: "promo", scheme: "file" },
          { language: "promo", scheme: "untitled" },
        ],
        initializationOptions: { commands: true },
        synchronize: { configurationSection: "promo" },
        outputChannel: this.#output,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed() {
            end();
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    return [client, ended];
  }

  /** Starts a server again that ran and ended by itself, unless that comes too often. */
  #handleEnd(client: LanguageClient): void {
    if (client !== this.#client || client.initializeResult === undefined) {
      return;
    }
    const now = Date.now();
    this.#ends = [...this.#ends.filter((end) => now - end < MOST_ENDS.span), now];
    if (this.#ends.length > MOST_ENDS.count) {
      this.#fail(`the language server ended ${this.#ends.length} times within three minutes.`);
    } else {
      this.#output.warn("the language server ended and is started again");
      setTimeout(() => void this.restart(), PAUSE);
    }
  }

  #follow(client: LanguageClient, state: State): void {
    if (client !== this.#client || this.#found === undefined) {
      return;
    }
    if (state === State.Starting) {
      this.#set({ kind: "starting" });
    } else if (state === State.Running) {
      const version = client.initializeResult?.serverInfo?.version ?? "";
      this.#set({ kind: "running", version, found: this.#found });
    } else if (this.#state.kind !== "failed") {
      this.#set({ kind: "stopped" });
    }
  }

  #fail(reason: string): void {
    this.#output.error(reason);
    this.#set({ kind: "failed", reason });
    void this.#showError(reason);
  }

  #set(state: ServerState): void {
    this.#state = state;
    void vscode.commands.executeCommand("setContext", "promo.running", state.kind === "running");
    this.#stateChanged.fire(state);
  }

  async #showError(reason: string): Promise<void> {
    const remedies: Record<string, () => unknown> = {
      "Set the Path": () => vscode.commands.executeCommand("promo.setPath"),
      "How to Install promo": () => vscode.env.openExternal(vscode.Uri.parse(INSTALLATION)),
      "Show Output": () => this.showOutput(),
    };
    const chosen = await vscode.window.showErrorMessage(`promo: ${reason}`, ...Object.keys(remedies));
    await (chosen === undefined ? undefined : remedies[chosen]?.());
  }
}

const INSTALLATION = "https://github.com/promo-lang/promo/blob/main/docs/editors/vscode.md#get-promo";

function setting<T>(name: string, otherwise: T): T {
  return vscode.workspace.getConfiguration("promo.server").get(name, otherwise);
}

function whereItIsNot(places: Places): string {
  if (places.setting !== "") {
    const program = resolveSetting(places);
    return `\`promo.server.path\` names ${program}, which is no program that can be run.`;
  }
  return "the program `promo` isn't found: not in `.promo/bin` of the workspace, not on the PATH, not in the extension.";
}

/** Whether the text has changed since, so that nobody waits for the answer any more. */
function isOutdated(error: unknown): boolean {
  const codes: number[] = [LSPErrorCodes.ContentModified, LSPErrorCodes.RequestCancelled];
  return error instanceof ResponseError && codes.includes(error.code);
}

function explain(error: unknown): string {
  if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) {
    return "this version of the program `promo` can't do that yet. Install a newer one.";
  }
  return messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
