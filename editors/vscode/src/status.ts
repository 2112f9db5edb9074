// How the server is: beside the name of the language in the status bar, and, where it can't run, in an item of its own
// that nobody overlooks.
import * as vscode from "vscode";
import type { Server, ServerState } from "./server.ts";

export function createStatus(server: Server): vscode.Disposable {
  const status = vscode.languages.createLanguageStatusItem("promo.status", { language: "promo" });
  status.name = "promo";
  const alarm = vscode.window.createStatusBarItem("promo.alarm", vscode.StatusBarAlignment.Right, 100);
  Object.assign(alarm, { name: "promo", text: "$(error) promo", command: "promo.showOutput" });
  alarm.backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
  const show = () => {
    const { state } = server;
    Object.assign(status, appearance(state));
    alarm.tooltip = tooltip(state.kind === "failed" ? state.reason : "");
    state.kind === "failed" ? alarm.show() : alarm.hide();
  };
  show();
  return vscode.Disposable.from(status, alarm, server.onDidChangeState(show));
}

type Appearance = Pick<vscode.LanguageStatusItem, "text" | "detail" | "busy" | "severity" | "command">;

function appearance(state: ServerState): Appearance {
  const { Information, Warning, Error } = vscode.LanguageStatusSeverity;
  const [restart, output] = [
    { title: "Restart", command: "promo.restartServer" },
    { title: "Show Output", command: "promo.showOutput" },
  ];
  switch (state.kind) {
    case "starting":
      return { text: "promo starts", detail: "", busy: true, severity: Information, command: output };
    case "stopped":
      return { text: "promo is stopped", detail: "", busy: false, severity: Warning, command: restart };
    case "running": {
      const { program, from } = state.found;
      const detail = `${program}, from ${from}`;
      return { text: `promo ${state.version}`, detail, busy: false, severity: Information, command: restart };
    }
    case "failed":
      return { text: "promo doesn't run", detail: state.reason, busy: false, severity: Error, command: output };
  }
}

function tooltip(text: string): vscode.MarkdownString {
  const actions = "[Restart](command:promo.restartServer) · [Show output](command:promo.showOutput) · " +
    "[Set the path](command:promo.setPath)";
  const markdown = new vscode.MarkdownString(`${text}\n\n${actions}`);
  markdown.isTrusted = { enabledCommands: ["promo.restartServer", "promo.showOutput", "promo.setPath"] };
  return markdown;
}
