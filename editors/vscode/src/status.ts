// The item in the status bar that says how the server is. A click on it leads to what can be done.
import * as vscode from "vscode";
import type { Server, ServerState } from "./server.ts";

export function createStatus(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("promo.status", vscode.StatusBarAlignment.Right, 100);
  item.name = "promo";
  item.command = "promo.showOutput";
  const show = () => {
    Object.assign(item, appearance(server.state));
    const concerned = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === "promo");
    concerned || server.state.kind === "failed" ? item.show() : item.hide();
  };
  show();
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(show),
    vscode.window.onDidChangeVisibleTextEditors(show),
  );
}

function appearance(state: ServerState): Pick<vscode.StatusBarItem, "text" | "tooltip" | "backgroundColor"> {
  switch (state.kind) {
    case "starting":
      return { text: "$(loading~spin) promo", tooltip: tooltip("The language server starts."), backgroundColor: undefined };
    case "stopped":
      return { text: "$(circle-slash) promo", tooltip: tooltip("The language server is stopped."), backgroundColor: undefined };
    case "running": {
      const { program, from } = state.found;
      const text = `The language server runs: promo ${state.version}, \`${program}\`, from ${from}.`;
      return { text: "$(check) promo", tooltip: tooltip(text), backgroundColor: undefined };
    }
    case "failed": {
      const backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
      return { text: "$(error) promo", tooltip: tooltip(state.reason), backgroundColor };
    }
  }
}

function tooltip(text: string): vscode.MarkdownString {
  const actions = "[Restart](command:promo.restartServer) · [Show output](command:promo.showOutput) · " +
    "[Set the path](command:promo.setPath)";
  const markdown = new vscode.MarkdownString(`${text}\n\n${actions}`);
  markdown.isTrusted = { enabledCommands: ["promo.restartServer", "promo.showOutput", "promo.setPath"] };
  return markdown;
}
