// VS Code's window, in the words of a person who uses it.
import * as path from "node:path";
import type { Frame, Locator, Page } from "playwright-core";

export class Workbench {
  readonly page: Page;
  readonly #pictures: string;

  private constructor(page: Page, pictures: string) {
    this.page = page;
    this.#pictures = pictures;
  }

  /** Opens the window; pictures of it are put into a folder. */
  static async open(page: Page, address: string, pictures: string): Promise<Workbench> {
    await page.goto(address);
    await page.locator(".monaco-workbench").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return new Workbench(page, pictures);
  }

  /** Opens a file by its name, and waits until the server has read it. */
  async openFile(name: string): Promise<void> {
    await this.#choose("Control+p", name);
    await this.page.locator(`.tab.active[aria-label^="${name}"]`).waitFor();
    await this.find(".codelens-decoration a", /used by|preview YAML/).waitFor();
    await this.page.keyboard.press("Control+1");
  }

  /** Runs a command of the palette. */
  async command(title: string): Promise<void> {
    await this.#choose("F1", title, ">");
  }

  /** Puts the cursor at a line and column, counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press("Control+1");
    await this.#choose("Control+g", `${line}:${column}`, ":");
    await this.waitForPlace(line, column);
  }

  async waitForPlace(line: number, column?: number): Promise<void> {
    const place = column === undefined ? `Ln ${line},` : `Ln ${line}, Col ${column}`;
    await this.page.locator("#status\\.editor\\.selection", { hasText: place }).waitFor();
  }

  /** Answers a question that the window asks. */
  async answer(question: string, answer: string): Promise<void> {
    await this.find(".quick-input-widget", question).waitFor();
    await this.find(".quick-input-widget .input").fill(answer);
    await this.page.keyboard.press("Enter");
  }

  /** Keeps a picture of the window as it is. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.#pictures, `${name}.png`) });
  }

  /** Types into the editor. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 10 });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Something in the window. */
  find(selector: string, text?: string | RegExp): Locator {
    return this.page.locator(selector, text === undefined ? {} : { hasText: text }).first();
  }

  /** The page inside a panel that holds something. */
  async frameWith(selector: string): Promise<Frame> {
    for (let tries = 0; tries < 100; tries += 1) {
      for (const frame of this.page.frames()) {
        if ((await frame.locator(selector).count().catch(() => 0)) > 0) {
          return frame;
        }
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no panel shows ${selector}`);
  }

  async #choose(keys: string, text: string, prefix = ""): Promise<void> {
    await this.page.keyboard.press(keys);
    const input = this.page.locator(".quick-input-widget .input");
    await input.waitFor();
    await input.fill(prefix + text);
    await this.page.locator(".quick-input-widget .monaco-list-row.focused", { hasText: prefix === ":" ? "" : text }).waitFor();
    await this.page.keyboard.press("Enter");
  }
}
