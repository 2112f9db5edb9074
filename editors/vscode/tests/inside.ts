// Runs the tests of tests/inside inside the extension host of a real VS Code. The status is 1 if one fails.
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startBrowser, startWorkbench } from "./editor.ts";
import { extension } from "./places.ts";
import { createWorkspace, inFolder } from "./workspace.ts";

/** Milliseconds after which the run has failed. */
const LIMIT = 180_000;

process.exitCode = await inFolder(async (folder) => {
  const workspace = createWorkspace(folder);
  const browser = await startBrowser();
  const editor = await startWorkbench(path.join(folder, "data"));
  try {
    const page = await browser.newPage();
    const ended = new Promise<number>((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
    const log: string[] = [];
    await page.exposeFunction("codeAutomationLog", (_: string, [first, ...words]: unknown[]) => {
      log.push([first, ...words].join(" "));
      if (first === "tests:") {
        console.log(...words);
      }
    });
    await page.goto(`${editor.address}/?workspace=${workspace}&payload=${payload(editor.address)}`);
    const status = await Promise.race([ended, wait(LIMIT, undefined, { ref: false })]);
    if (status === undefined) {
      console.error(`the tests don't come to an end. VS Code wrote:\n${log.join("\n")}`);
    }
    return status ?? 1;
  } finally {
    await browser.close();
    await editor.stop();
  }
});

function payload(address: string): string {
  const remote = (file: string) => `vscode-remote://${new URL(address).host}${path.join(extension, file)}`;
  const entries = [["extensionDevelopmentPath", remote("")], ["extensionTestsPath", remote("dist/tests.cjs")]];
  return encodeURIComponent(JSON.stringify(entries));
}
