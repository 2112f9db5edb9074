// The page of the flow graph: shows what the extension sends, in the colours of the editor, and tells it what is clicked.
import type { Message, Place, Shown } from "./messages.ts";

declare function acquireVsCodeApi(): { postMessage(message: Message): void };

const editor = acquireVsCodeApi();
const nonce = document.currentScript?.nonce ?? "";

const COLOURS = `
  body { padding: 0; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); }
  .note { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; margin: 16px 24px -12px; }
  .note { color: var(--vscode-descriptionForeground); }
  .note.problem {
    color: var(--vscode-editor-foreground); border-left: 3px solid var(--vscode-editorWarning-foreground);
    padding: 6px 12px; background: var(--vscode-editorWidget-background);
  }
  .note.problem ~ main section { opacity: 0.55; }
  .note select {
    color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border); font: inherit; padding: 2px 4px;
  }
  .note button, .zoom button {
    color: var(--vscode-button-secondaryForeground) !important; font: inherit; cursor: pointer; border-radius: 2px;
    background: var(--vscode-button-secondaryBackground, transparent) !important;
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)) !important;
    padding: 2px 8px;
  }
  body .promo, body.promo {
    --page: var(--vscode-editor-background); --text: var(--vscode-editor-foreground);
    --quiet: var(--vscode-descriptionForeground); --box: var(--vscode-editorWidget-background);
    --border: var(--vscode-editorWidget-border, var(--vscode-descriptionForeground));
    --line: var(--vscode-descriptionForeground);
    font-family: var(--vscode-font-family);
  }
  body.vscode-light .promo, body.vscode-light.promo {
    --production: #fff5e6; --production-border: #bc6c00; --production-text: #8a4f00;
    --start-border: #1a7f37; --start-text: #1a7f37; --differs: #8250df;
  }
  body.vscode-dark .promo, body.vscode-dark.promo {
    --production: #2a1d0a; --production-border: #d29922; --production-text: #e3b341;
    --start-border: #3fb950; --start-text: #56d364; --differs: #c297ff;
  }
  body.vscode-high-contrast .promo, body.vscode-high-contrast.promo {
    --box: var(--page); --border: var(--vscode-contrastBorder); --line: var(--text); --quiet: var(--text);
    --production: #000000; --production-border: #ffb454; --production-text: #ffb454;
    --start-border: #56d364; --start-text: #56d364; --differs: #d2b3ff;
  }
  body.vscode-high-contrast-light .promo, body.vscode-high-contrast-light.promo {
    --production: #ffffff; --production-border: #8a4f00; --production-text: #8a4f00;
    --start-border: #116329; --start-text: #116329; --differs: #6639ba;
  }
  body .spot, body .card [data-line] { cursor: pointer; }
  body .card [data-line] { color: var(--vscode-textLink-foreground); }
  body .card [data-line]:hover { text-decoration: underline; }
`;

function show(shown: Shown): void {
  const page = new DOMParser().parseFromString(shown.html, "text/html");
  const styles = [...page.querySelectorAll("head style")].map((style) => style.textContent ?? "");
  const script = [...page.querySelectorAll("body script")].map((script) => script.textContent ?? "").join("\n");
  page.querySelectorAll("script").forEach((script) => script.remove());
  const scroll = { left: scrollX, top: scrollY };
  replaceStyle([...styles, COLOURS].join("\n"));
  document.body.classList.add("promo");
  document.body.replaceChildren(...(shown.note === "" ? [] : [note(shown)]), ...page.body.childNodes);
  run(script);
  scrollTo(scroll);
}

function replaceStyle(text: string): void {
  const style = document.querySelector("style#promo") ?? document.createElement("style");
  style.id = "promo";
  style.textContent = text;
  document.head.append(style);
}

/** What is said of the picture, with what can be done about it. */
function note({ note, isProblem, uses, use }: Shown): HTMLElement {
  const element = document.createElement("div");
  element.className = isProblem ? "note problem" : "note";
  element.append(note);
  if (isProblem) {
    const button = document.createElement("button");
    button.textContent = "Show Problems";
    button.addEventListener("click", () => editor.postMessage({ kind: "problems" }));
    element.append(button);
  }
  if (uses.length > 1) {
    const select = document.createElement("select");
    select.ariaLabel = "What is made of the pattern";
    select.append(...uses.map((name) => new Option(name, name, name === use, name === use)));
    select.addEventListener("change", () => editor.postMessage({ kind: "chosen", use: select.value }));
    element.append(select);
  }
  return element;
}

/** Runs the page's own script on what was put in; each time in a block of its own, since names can't be given twice. */
function run(text: string): void {
  const script = document.createElement("script");
  script.nonce = nonce;
  script.textContent = `{${text}}`;
  document.body.append(script);
}

/** Where the source of an element is; the name of an environment stands behind that of its flow. */
function placeOf(target: EventTarget | null): Place | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-line], [data-environment]") : null;
  if (element === null) {
    return undefined;
  }
  const { environment, id, file, line, column } = element.dataset;
  const number = (text?: string) => (text === undefined ? undefined : Number(text));
  return {
    environment: environment ?? id?.slice(id.indexOf("/") + 1),
    file,
    line: number(line),
    column: number(column),
  };
}

function click({ target }: Event): void {
  const place = placeOf(target);
  if (place !== undefined) {
    editor.postMessage({ kind: "clicked", place });
  }
}

addEventListener("message", (event: MessageEvent<Shown>) => show(event.data));
document.addEventListener("click", click);
document.addEventListener("keydown", (event) => event.key === "Enter" && click(event));
editor.postMessage({ kind: "ready" });
