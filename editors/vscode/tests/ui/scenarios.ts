// What a person does in the window, and sees.
import * as assert from "node:assert/strict";
import type { Workbench } from "./workbench.ts";

export interface Scenario {
  name: string;
  run(window: Workbench): Promise<void>;
}

export const scenarios: Scenario[] = [
  {
    name: "a mistake has a squiggle and stands in the problems panel",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(22, 11);
      await window.press("Backspace");
      await window.find(".monaco-editor .squiggly-error").waitFor();
      await window.press("Control+Shift+M");
      await window.find(".markers-panel .monaco-list-row", "stagin").waitFor();
      await window.goTo(22, 10);
      await window.type("g");
      await window.find(".monaco-editor .squiggly-error").waitFor({ state: "detached" });
    },
  },
  {
    name: "hover explains a mistake",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(22, 11);
      await window.press("Backspace");
      const squiggle = window.find(".monaco-editor .squiggly-error");
      await squiggle.waitFor();
      await window.press("Control+k", "Control+i");
      await window.find(".monaco-hover", /stagin/).waitFor();
      await window.press("Control+z");
    },
  },
  {
    name: "completion lists workflows and inserts one",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(8, 34);
      await window.press("Backspace", "Backspace", "Backspace", "Backspace", "Control+Space");
      await window.find(".suggest-widget.visible .monaco-list-row", "smoke-test").waitFor();
      const rows = await window.page.locator(".suggest-widget.visible .monaco-list-row").allInnerTexts();
      assert.ok(!rows.some((row) => row.includes("later-regions")), rows.join("; "));
    },
  },
  {
    name: "the preview of a manifest",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(18, 8);
      await window.command("promo: Preview YAML to the Side");
      await window.find(".editor-group-container .tab", "Preview.yaml").waitFor();
      await window.find(".view-lines", "promotionTimeoutLimit").waitFor();
    },
  },
  {
    name: "the graph of a flow leads to the source",
    async run(window) {
      await window.openFile("flows.promo");
      await window.goTo(2, 8);
      await window.command("promo: Show Flow Graph");
      const graph = await window.frameWith(".spot");
      await graph.locator(".spot[aria-label^=staging]").hover();
      await graph.locator(".card", { hasText: "check-migrations" }).waitFor();
      await window.goTo(18, 8);
      await window.find(".tab", "Flow hotfix").waitFor();
      await graph.locator(".spot[aria-label^=prod-us]").hover();
    },
  },
];
