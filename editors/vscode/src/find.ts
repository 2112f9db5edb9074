// Where the program `promo` is. Knows files and folders, and nothing of VS Code.
import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/** Where somebody may have put promo. */
export interface Places {
  /** What the setting says; empty where it says nothing. */
  setting: string;
  /** The folders of the workspace, if they are trusted. */
  folders: string[];
  /** The environment variable `PATH`. */
  searchPath: string;
  /** The user's folder. */
  home: string;
  /** The folder of this extension. */
  extension: string;
}

/** A program, and which of the places it is from. */
export interface Found {
  program: string;
  from: "the setting" | "the workspace" | "the PATH" | "the extension";
}

const NAMES = process.platform === "win32" ? ["promo.exe"] : ["promo"];

/** Looks for promo: what the setting names counts alone; nothing is found where that is missing. */
export function findPromo(places: Places): Found | undefined {
  if (places.setting !== "") {
    const program = resolveSetting(places);
    return isProgram(program) ? { program, from: "the setting" } : undefined;
  }
  const inWorkspace = places.folders.map((folder) => path.join(folder, ".promo", "bin"));
  const onPath = places.searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return (
    firstIn(inWorkspace, "the workspace") ??
    firstIn(onPath, "the PATH") ??
    firstIn([path.join(places.extension, "server")], "the extension")
  );
}

/** The path that the setting stands for. */
export function resolveSetting({ setting, folders, home }: Places): string {
  if (setting === "~" || setting.startsWith("~/") || setting.startsWith("~\\")) {
    return path.join(home, setting.slice(1));
  }
  return path.resolve(folders[0] ?? home, setting);
}

function firstIn(folders: string[], from: Found["from"]): Found | undefined {
  const programs = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const program = programs.find(isProgram);
  return program === undefined ? undefined : { program, from };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
