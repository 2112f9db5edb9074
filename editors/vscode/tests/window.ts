// Uses the packaged extension as a person does: in the browser, with keyboard and mouse. Pictures of what is seen stay in
// target/editors/vscode. The status is 1 if a scenario fails.
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Browser } from "playwright-core";
import { install, startBrowser, startCodeServer } from "./editor.ts";
import { extension, repository } from "./places.ts";
import { scenarios, type Scenario } from "./window/scenarios.ts";
import { Workbench } from "./window/workbench.ts";
import { copyShop, createMany, inFolder, settings } from "./workspace.ts";

const pictures = path.join(repository, "target/editors/vscode");
mkdirSync(pictures, { recursive: true });

process.exitCode = await inFolder(async (folder) => {
  const data = path.join(folder, "data");
  // A path on the machine of the server counts only in the second of them.
  for (const scope of ["User", "Machine"]) {
    mkdirSync(path.join(data, "user", scope), { recursive: true });
    writeFileSync(path.join(data, "user", scope, "settings.json"), JSON.stringify(settings()));
  }
  await install(data, path.join(extension, "dist/promo.vsix"));
  const browser = await startBrowser();
  const editor = await startCodeServer(data);
  try {
    const counts = { ok: 0, failed: 0 };
    for (const [index, scenario] of scenarios.entries()) {
      const opened = path.join(folder, `${index}`, scenario.project ?? "shop");
      scenario.project === "many" ? createMany(opened) : copyShop(path.dirname(opened), scenario.settings);
      const start = Date.now();
      const result = await resultOf(scenario, browser, `${editor.address}/?folder=${opened}`);
      counts[result.kind] += 1;
      console.log(`${result.kind.padEnd(7)} ${scenario.name}, ${Date.now() - start} ms${result.text}`);
    }
    console.log(`in the window: ${counts.ok} passed, ${counts.failed} failed`);
    return counts.failed === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await editor.stop();
  }
});

type Result = { kind: "ok" | "failed"; text: string };

/** Runs a scenario in a window of its own. */
async function resultOf({ run }: Scenario, browser: Browser, address: string): Promise<Result> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 820 } });
  page.setDefaultTimeout(20_000);
  try {
    await run(await Workbench.open(page, address, pictures));
    return { kind: "ok", text: "" };
  } catch (error) {
    await page.screenshot({ path: path.join(pictures, "failed.png") });
    return { kind: "failed", text: `\n${error instanceof Error ? error.stack : String(error)}` };
  } finally {
    await page.close();
  }
}
