// Uses the packaged extension as a person does: in the browser, with keyboard and mouse. A picture of what it sees at the end
// of each scenario stays in target/editors/vscode. The status is 1 if a scenario fails.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Browser } from "playwright-core";
import { install, startBrowser, startCodeServer, type Editor } from "./editor.ts";
import { extension, repository } from "./places.ts";
import { scenarios, type Scenario } from "./ui/scenarios.ts";
import { Workbench } from "./ui/workbench.ts";
import { inFolder, settings } from "./workspace.ts";

const pictures = path.join(repository, "target/editors/vscode");
mkdirSync(pictures, { recursive: true });

process.exitCode = await inFolder(async (folder) => {
  const data = path.join(folder, "data");
  const shop = path.join(folder, "shop");
  cpSync(path.join(repository, "examples/shop"), shop, { recursive: true });
  mkdirSync(path.join(data, "user/User"), { recursive: true });
  writeFileSync(path.join(data, "user/User/settings.json"), JSON.stringify(settings()));
  await install(data, path.join(extension, "dist/promo.vsix"));
  const editor = await startCodeServer(data, shop);
  const browser = await startBrowser();
  try {
    let failed = 0;
    for (const scenario of scenarios) {
      failed += (await passes(scenario, browser, editor)) ? 0 : 1;
    }
    console.log(`in the window: ${scenarios.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await editor.stop();
  }
});

/** Runs a scenario in a window of its own. */
async function passes({ name, run }: Scenario, browser: Browser, editor: Editor): Promise<boolean> {
  const start = Date.now();
  const page = await browser.newPage({ viewport: { width: 1400, height: 820 } });
  page.setDefaultTimeout(20_000);
  try {
    await run(await Workbench.open(page, editor.address));
    console.log(`ok      ${name}, ${Date.now() - start} ms`);
    return true;
  } catch (error) {
    console.log(`failed  ${name}, ${Date.now() - start} ms\n${error instanceof Error ? error.stack : String(error)}`);
    return false;
  } finally {
    await page.screenshot({ path: path.join(pictures, `${name.replaceAll(/[^a-z]+/g, "-")}.png`) });
    await page.close();
  }
}
