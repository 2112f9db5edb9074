// The page of the flow graph: shows what the extension sends, in the colours of the editor, and tells it what is clicked.
import type { Message, Place, Shown } from "./messages.ts";

declare function acquireVsCodeApi(): { postMessage(message: Message): void };

const editor = acquireVsCodeApi();
const nonce = document.currentScript?.nonce ?? "";

const NOTHING = "Put the cursor into a flow to see it here.";

const COLOURS = `
  body { padding: 0; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); }
  .empty { padding: 24px; color: var(--vscode-descriptionForeground); }
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
  body .spot, body .card [data-line] { cursor: pointer; }
  body .card [data-line]:hover { text-decoration: underline; }
`;

function show({ html }: Shown): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const styles = [...page.querySelectorAll("head style")].map((style) => style.textContent ?? "");
  const script = [...page.querySelectorAll("body script")].map((script) => script.textContent ?? "").join("\n");
  page.querySelectorAll("script").forEach((script) => script.remove());
  const scroll = { left: scrollX, top: scrollY };
  replaceStyle([...styles, COLOURS].join("\n"));
  document.body.classList.add("promo");
  document.body.replaceChildren(...(html === "" ? [emptyPage()] : page.body.childNodes));
  run(script);
  scrollTo(scroll);
}

function replaceStyle(text: string): void {
  const style = document.querySelector("style#promo") ?? document.createElement("style");
  style.id = "promo";
  style.textContent = text;
  document.head.append(style);
}

function emptyPage(): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "empty";
  paragraph.textContent = NOTHING;
  return paragraph;
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
  const { environment, id, file, line } = element.dataset;
  return { environment: environment ?? id?.slice(id.indexOf("/") + 1), file, line: line ? Number(line) : undefined };
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
show({ html: "" });
editor.postMessage({ kind: "ready" });
