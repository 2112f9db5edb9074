// What the tests open: copies of real projects in a folder that is thrown away.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { MANY } from "./many.ts";
import { promo, repository } from "./places.ts";

/** Calls a function with a folder of its own. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "promo-vscode-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The settings under which every test runs. */
export function settings(): Record<string, unknown> {
  return {
    "promo.server.path": promo,
    "editor.minimap.enabled": false,
    "files.autoSave": "off",
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": true,
  };
}

/** Copies the shop into a folder, with settings of its own, and returns its place. */
export function copyShop(folder: string, settings?: Record<string, unknown>): string {
  const shop = path.join(folder, "shop");
  cpSync(path.join(repository, "examples/shop"), shop, { recursive: true });
  if (settings !== undefined) {
    mkdirSync(path.join(shop, ".vscode"));
    writeFileSync(path.join(shop, ".vscode/settings.json"), JSON.stringify(settings));
  }
  return shop;
}

/** Copies the shop, and makes a project of many files; both are folders of one workspace, whose file is returned. */
export function createWorkspace(folder: string): string {
  copyShop(folder);
  createMany(path.join(folder, "many"));
  const file = path.join(folder, "test.code-workspace");
  const folders = [{ path: "shop" }, { path: "many" }];
  writeFileSync(file, JSON.stringify({ folders, settings: settings() }));
  return file;
}

const ENVIRONMENTS = "environment dev, prod\n\npolicy everywhere {\n  priority 1\n  action commit\n}\n";

const MANIFEST = `apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata: { name: review }
spec:
  priority: 2
  selector: { targetEnvironment: { names: [prod] } }
  policy: { action: pr }
`;

/** Makes the large project. */
export function createMany(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "environments.promo"), ENVIRONMENTS);
  writeFileSync(path.join(folder, "review.yaml"), MANIFEST);
  for (let index = 1; index < MANY; index += 1) {
    const text = `flow flow-${index} { dev -> prod }\n\nproduct product-${index} {\n` +
      `  promote "values.yaml" $.image.tag\n  flow flow-${index}\n}\n`;
    writeFileSync(path.join(folder, `team-${index}.promo`), text);
  }
}
