// What a person does in the window, and sees.
import * as assert from "node:assert/strict";
import type { Workbench } from "./workbench.ts";

export interface Scenario {
  name: string;
  /** What is opened: the shop where nothing is said. */
  project?: "many";
  /** Settings of the workspace. */
  settings?: Record<string, unknown>;
  run(window: Workbench): Promise<void>;
}

export const scenarios: Scenario[] = [
  {
    name: "a mistake has a squiggle, stands in the problems panel and goes away",
    async run(window) {
      await misspellStaging(window);
      await window.command("Problems: Focus on Problems View");
      await window.find(".markers-panel .monaco-list-row", "stagin").waitFor();
      await window.picture("squiggle");
      await window.goTo(22, 9);
      await window.type("g");
      await window.find(".monaco-editor .squiggly-error").waitFor({ state: "detached" });
    },
  },
  {
    name: "hover explains a mistake",
    async run(window) {
      await misspellStaging(window);
      await window.press("Control+k", "Control+i");
      await window.find(".monaco-hover", "there is no environment").waitFor();
      await window.picture("hover");
    },
  },
  {
    name: "completion lists workflows and inserts one",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(8, 33);
      await window.press(...Array.from("smoke-test", () => "Backspace"), "Control+Space");
      await window.find(".suggest-widget.visible .monaco-list-row", "smoke-test").waitFor();
      await window.picture("completion");
      const rows = await window.page.locator(".suggest-widget.visible .monaco-list-row").allInnerTexts();
      assert.ok(!rows.some((row) => row.includes("later-regions")), rows.join("; "));
      await window.type("load");
      await window.find(".suggest-widget.visible .monaco-list-row.focused", "load-test").waitFor();
      await window.press("Enter");
      await window.find(".view-line", "post load-test }").waitFor();
    },
  },
  {
    name: "the manifest stands beside the source",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(18, 8);
      await window.command("promo: Preview YAML to the Side");
      await window.find(".tab", "Preview.yaml").waitFor();
      await window.find(".view-lines", "promotionTimeoutLimit").waitFor();
      await window.picture("yaml");
    },
  },
  {
    name: "the graph of a flow shows settings and leads to the source",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(18, 8);
      await window.command("promo: Show Flow Graph");
      await window.find(".tab", "Flow hotfix").waitFor();
      const graph = await window.frameWith(".spot");
      await graph.locator(".spot[aria-label^=prod-us]").click({ position: { x: 8, y: 8 } });
      await window.waitForPlace(22);
      await graph.locator(".card:visible [data-line]", { hasText: "production" }).first().click();
      await window.find(".tab.active", "policies.promo").waitFor();
      await window.waitForPlace(14);
      await window.press("Control+b");
      await window.openFile("flows.promo");
      await window.goTo(2, 8);
      await window.find(".tab", "Flow to-production").waitFor();
      await graph.locator(".spot[aria-label^=staging]").hover();
      await graph.locator(".card", { hasText: "check-migrations" }).waitFor();
      await window.picture("graph");
    },
  },
  {
    name: "a release is simulated from a message",
    async run(window) {
      await window.openFile("products.promo");
      await window.command("promo: Simulate a Release…");
      const product = window.find(".quick-input-widget .monaco-list-row", "storefront");
      await product.waitFor();
      await product.click();
      await window.answer("Message of the commit", "[hotfix] basket");
      await window.answer("Branch or tag", "main");
      await window.find(".view-lines", "open-change").waitFor();
      await window.find(".codelens-decoration a", "let an environment fail").click();
      await window.find(".quick-input-widget .monaco-list-row", "prod-eu").click();
      await window.press("Enter");
      await window.find(".view-lines", "the release fails").waitFor();
      await window.find(".codelens-decoration a", "fails: prod-eu").waitFor();
      await window.picture("simulation");
      await window.find(".detected-link", "before-production").click({ modifiers: ["Control"] });
      await window.find(".tab.active", "checks.promo").waitFor();
    },
  },
  {
    name: "the walkthrough's buttons show the file that was looked at last",
    async run(window) {
      await window.command("Welcome: Open Walkthrough...");
      await window.find(".quick-input-widget .monaco-list-row", "Get Started with promo").click();
      await window.find(".getting-started-step", "See what becomes of it").click();
      await window.find(".getting-started-step .monaco-button", "Preview YAML").click();
      await window.find(".notification-toast", "open a file that ends in .promo first").waitFor();
      await window.openFile("flows.promo");
      await window.goTo(18, 8);
      await window.press("Control+1");
      await window.find(".tab", "Welcome").click();
      await window.find(".getting-started-step .monaco-button", "Preview YAML").click();
      await window.find(".tab", "Preview.yaml").waitFor();
      await window.find(".view-lines", "promotionTimeoutLimit").waitFor();
      await window.picture("walkthrough");
    },
  },
  {
    name: "a new file is part of the project",
    async run(window) {
      await window.openFile("flows.promo");
      await window.command("promo: New File");
      await window.answer("A name in shop", "delivery");
      await window.find(".tab.active", "delivery.promo").waitFor();
      await window.type("let first = [dev, stagin]");
      await window.find(".monaco-editor .squiggly-error").waitFor();
      await window.command("Problems: Focus on Problems View");
      await window.find(".markers-panel .monaco-list-row", "did you mean `staging`").waitFor();
    },
  },
  {
    name: "in two hundred files a name is missed everywhere, and renamed everywhere",
    project: "many",
    async run(window) {
      await window.openFile("environments.promo");
      await window.goTo(1, 22);
      await window.type("s");
      await window.command("Problems: Focus on Problems View");
      await window.find(".statusbar-item", "199").waitFor();
      await window.find(".markers-panel .monaco-list-row", "there is no environment").waitFor();
      await window.picture("many-problems");
      await window.goTo(1, 23);
      await window.press("Backspace");
      await window.find(".markers-panel .monaco-list-row", "there is no environment").waitFor({ state: "detached" });
      await window.goTo(1, 20);
      await window.press("F2");
      const name = window.find(".rename-box input");
      await name.waitFor();
      await window.page.waitForTimeout(300);
      await name.fill("production");
      await window.press("Enter");
      // The manifest that names it is changed only if one says so.
      await window.find(".refactor-preview, .bulk-edit-panel", "review.yaml").waitFor();
      await window.find(".bulk-edit-panel .monaco-button", "Apply").click();
      await window.openFile("team-150.promo");
      await window.find(".view-line", "dev -> production").waitFor();
    },
  },
  {
    name: "a missing program is told, and a button leads to the setting",
    settings: { "promo.server.path": "/nowhere/promo" },
    async run(window) {
      await window.find(".notification-toast", "/nowhere/promo, which is no program").waitFor();
      await window.find(".statusbar-item .codicon-error").waitFor();
      await window.picture("missing");
      await window.find(".notification-toast .monaco-button", "Set the Path").click();
      await window.find(".settings-editor .setting-item", "Where the program").waitFor();
    },
  },
];

async function misspellStaging(window: Workbench): Promise<void> {
  await window.openFile("flows.promo");
  await window.goTo(22, 10);
  await window.press("Backspace");
  await window.find(".monaco-editor .squiggly-error").waitFor();
}
