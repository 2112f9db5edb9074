// The tests that run inside VS Code: VS Code calls `run`, and ends with status 1 where it throws.
import * as vscode from "vscode";
import type { Api } from "../../src/extension.ts";
import { diagnostics } from "./diagnostics.ts";
import { completion } from "./completion.ts";
import { display } from "./display.ts";
import { editing } from "./editing.ts";
import { navigation } from "./navigation.ts";
import { previews } from "./previews.ts";
import { program } from "./program.ts";
import { eventually, revertAll, type Test } from "./support.ts";

export async function run(): Promise<void> {
  const { server } = await activated();
  const all = [diagnostics, completion(server), navigation, editing, display, previews(server), program(server)].flat();
  const counts = { ok: 0, failed: 0 };
  for (const test of all) {
    const start = Date.now();
    const result = await resultOf(test);
    await revertAll();
    counts[result.kind] += 1;
    say(`${result.kind.padEnd(6)} ${test.name}, ${Date.now() - start} ms${result.text}`);
  }
  say(`inside VS Code: ${counts.ok} passed, ${counts.failed} failed`);
  if (counts.failed > 0) {
    throw new Error(`${counts.failed} failed`);
  }
}

type Result = { kind: "ok" | "failed"; text: string };

async function resultOf({ run }: Test): Promise<Result> {
  try {
    await run();
    return { kind: "ok", text: "" };
  } catch (error) {
    return { kind: "failed", text: `\n${error instanceof Error ? error.stack : String(error)}` };
  }
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
