// Starts VS Code on this machine alone, and the browser that shows it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { chromium as browsers, type Browser } from "playwright-core";
import { chromium, codeServer } from "./places.ts";

/** A running VS Code. */
export interface Editor {
  address: string;
  stop(): Promise<void>;
}

/** Starts the server of VS Code as its own tests do: an address may say which extension and tests to load. */
export function startWorkbench(data: string): Promise<Editor> {
  const script = path.join(codeServer, "lib/vscode/out/server-main.js");
  const flags = ["--host", "127.0.0.1", "--without-connection-token", "--accept-server-license-terms"];
  const tests = ["--telemetry-level", "off", "--enable-smoke-test-driver", "--disable-workspace-trust"];
  const folders = ["--server-data-dir", data, "--user-data-dir", `${data}/user`, "--extensions-dir", `${data}/ext`];
  return start((port) => [script, ...flags, ...tests, ...folders, "--port", `${port}`]);
}

/** Starts code-server, as a user does. */
export function startCodeServer(data: string): Promise<Editor> {
  const flags = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
  return start((port) => [entry, ...flags, "--bind-addr", `127.0.0.1:${port}`, ...dataFolders(data)]);
}

/** Installs an extension for `startCodeServer`. */
export async function install(data: string, vsix: string): Promise<void> {
  const child = run([entry, ...dataFolders(data), "--install-extension", vsix]);
  const [status] = await once(child, "exit");
  if (status !== 0) {
    throw new Error(`${vsix} can't be installed: status ${status}`);
  }
}

/** Starts the browser. It reaches nothing but this machine. */
export function startBrowser(): Promise<Browser> {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const offline = ["--disable-component-update", "--disable-sync", OWN_MACHINE_ONLY];
  return browsers.launch({ executablePath: chromium, headless: true, args: [...flags, ...offline] });
}

const OWN_MACHINE_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1";

const entry = path.join(codeServer, "out/node/entry.js");

function dataFolders(data: string): string[] {
  return ["--user-data-dir", `${data}/user`, "--extensions-dir", `${data}/ext`, "--config", `${data}/config.yaml`];
}

async function start(command: (port: number) => string[]): Promise<Editor> {
  const port = await freePort();
  const child = run(command(port));
  const address = `http://127.0.0.1:${port}`;
  await answering(address, child);
  return { address, stop: () => stop(child) };
}

function run(command: string[]): ChildProcess {
  const environment = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  // A process group of its own, so that what it starts ends with it.
  const child = spawn(process.execPath, command, { env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
  process.once("exit", () => end(child));
  child.stdout.resume();
  child.stderr.resume();
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  await (end(child) ? exited : undefined);
}

/** Ends a process with all that it started, unless it has ended. */
function end(child: ChildProcess): boolean {
  const runs = child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  return runs && process.kill(-(child.pid as number), "SIGTERM");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function answering(address: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) {
      throw new Error(`VS Code ended with status ${child.exitCode} before it answered`);
    }
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await wait(100);
  }
  await stop(child);
  throw new Error("VS Code doesn't answer");
}
