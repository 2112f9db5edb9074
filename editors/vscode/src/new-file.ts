// A new promo file: in the workspace, so that it is part of a project, and unsaved only where there is no folder.
import * as path from "node:path";
import * as vscode from "vscode";

export async function newFile(): Promise<void> {
  const folder = await chooseFolder();
  const document = folder === "none" ? await vscode.workspace.openTextDocument({ language: "promo" }) : await createIn(folder);
  if (document !== undefined) {
    await vscode.window.showTextDocument(document);
  }
}

async function createIn(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.TextDocument | undefined> {
  const place = folder && (await askForPlace(folder));
  if (place === undefined) {
    return undefined;
  }
  await vscode.workspace.fs.writeFile(place, new Uint8Array());
  return await vscode.workspace.openTextDocument(place);
}

/** The folder that the file is to be in; nothing where the user leaves. */
async function chooseFolder(): Promise<vscode.WorkspaceFolder | "none" | undefined> {
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (first === undefined) {
    return "none";
  }
  return others.length === 0 ? first : await vscode.window.showWorkspaceFolderPick();
}

/** Asks for the name of a file that isn't there. */
async function askForPlace(folder: vscode.WorkspaceFolder): Promise<vscode.Uri | undefined> {
  const near = vscode.window.activeTextEditor?.document.uri;
  const isInside = near !== undefined && vscode.workspace.getWorkspaceFolder(near) === folder;
  const beside = isInside ? path.posix.dirname(path.posix.relative(folder.uri.path, near.path)) : ".";
  const value = path.posix.join(beside, "delivery.promo");
  const name = await vscode.window.showInputBox({
    title: "New promo File",
    prompt: `A name in ${folder.name}`,
    value,
    valueSelection: [value.lastIndexOf("/") + 1, value.length - ".promo".length],
    validateInput: async (name) => problemOf(name, folder),
  });
  return name === undefined ? undefined : placeOf(name, folder);
}

async function problemOf(name: string, folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  if (name.trim() === "") {
    return "A file needs a name.";
  }
  const place = placeOf(name, folder);
  const isThere = await vscode.workspace.fs.stat(place).then(() => true, () => false);
  return isThere ? `${path.posix.relative(folder.uri.path, place.path)} is there already.` : undefined;
}

function placeOf(name: string, folder: vscode.WorkspaceFolder): vscode.Uri {
  const file = name.trim().endsWith(".promo") ? name.trim() : `${name.trim()}.promo`;
  return vscode.Uri.joinPath(folder.uri, file);
}
