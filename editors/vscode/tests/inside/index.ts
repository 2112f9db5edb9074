// The tests that run inside VS Code: VS Code calls `run`, and ends with status 1 where it throws.
import * as vscode from "vscode";
import { ErrorCodes, RequestType } from "vscode-languageclient/node";
import type { Api } from "../../src/extension.ts";
import type { Server } from "../../src/server.ts";
import { diagnostics } from "./diagnostics.ts";
import { completion } from "./completion.ts";
import { display } from "./display.ts";
import { editing } from "./editing.ts";
import { navigation } from "./navigation.ts";
import { previews } from "./previews.ts";
import { program } from "./program.ts";
import { eventually, open, revertAll, type Test } from "./support.ts";

/** What the server may lack. Whatever else a test needs must be there. */
const MAY_BE_MISSING = [
  "codeActionProvider",
  "documentFormattingProvider",
  "promo/flowGraph",
  "promo/previewYaml",
  "promo/simulate",
  "referencesProvider",
  "renameProvider",
  "semanticTokensProvider",
  "workspaceSymbolProvider",
];

export async function run(): Promise<void> {
  const { server } = await activated();
  const all = [diagnostics, completion(server), navigation, editing, display, previews(server), program(server)].flat();
  const counts = { ok: 0, failed: 0, missing: 0 };
  for (const test of all) {
    const start = Date.now();
    const result = await resultOf(test, server);
    await revertAll();
    counts[result.kind] += 1;
    say(`${result.kind.padEnd(7)} ${test.name}, ${Date.now() - start} ms${result.text}`);
  }
  say(`inside VS Code: ${counts.ok} passed, ${counts.failed} failed, ${counts.missing} wait for the server`);
  if (counts.failed > 0) {
    throw new Error(`${counts.failed} failed`);
  }
}

type Result = { kind: "ok" | "failed" | "missing"; text: string };

async function resultOf({ needs, run }: Test, server: Server): Promise<Result> {
  if (needs !== undefined && MAY_BE_MISSING.includes(needs) && !(await has(server, needs))) {
    return { kind: "missing", text: `: the server has no ${needs}` };
  }
  try {
    await run();
    return { kind: "ok", text: "" };
  } catch (error) {
    return { kind: "failed", text: `\n${error instanceof Error ? error.stack : String(error)}` };
  }
}

/** Whether the server has a capability, or knows a request of promo's own. */
async function has(server: Server, needed: string): Promise<boolean> {
  if (!needed.startsWith("promo/")) {
    return server.can(needed);
  }
  const document = await open("shop/flows.promo");
  const parameters = { textDocument: { uri: document.uri.toString() }, position: new vscode.Position(0, 0), product: "" };
  const ask = server.askOrThrow(new RequestType(needed), parameters);
  return ask.then(() => true, (error: { code?: number }) => error.code !== ErrorCodes.MethodNotFound);
}

/** Says something that the run shows: the rest of what VS Code writes is shown only where the run doesn't end. */
function say(text: string): void {
  console.log("tests:", text);
}

async function activated(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>("promo-lang.promo");
  if (extension === undefined) {
    throw new Error("the extension isn't there");
  }
  const api = await extension.activate();
  await eventually("the server runs", () => api.server.state.kind, (kind) => kind === "running");
  return api;
}
