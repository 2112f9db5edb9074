// The TextMate grammar: assertions in tests/highlighting, and the scopes of every token of the examples as they were last time.
// With `--update`, the latter are written anew.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { codeServer, extension, repository } from "./places.ts";

// Scripts are highlighted by VS Code's own grammar for shells.
const shell = path.join(codeServer, "lib/vscode/extensions/shellscript/syntaxes/shell-unix-bash.tmLanguage.json");
const snapshots = path.join(extension, "tests/highlighting/snapshots");
const update = process.argv.includes("--update");

run("vscode-tmgrammar-test", "tests/highlighting/*.promo");

const scratch = path.join(extension, "dist/highlighting");
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
for (const example of globSync("examples/**/*.promo", { cwd: repository })) {
  const name = path.relative("examples", example).replaceAll(path.sep, "-");
  const snapshot = `${name}.snap`;
  cpSync(path.join(repository, example), path.join(scratch, name));
  if (existsSync(path.join(snapshots, snapshot))) {
    cpSync(path.join(snapshots, snapshot), path.join(scratch, snapshot));
  } else if (!update) {
    fail(`${example} has no snapshot: run \`npm run test:highlighting -- --update\` and read what it writes`);
  }
}
run("vscode-tmgrammar-snap", "dist/highlighting/*.promo", ...(update ? ["--updateSnapshot"] : []));
if (update) {
  rmSync(snapshots, { recursive: true, force: true });
  for (const snapshot of globSync("*.snap", { cwd: scratch })) {
    cpSync(path.join(scratch, snapshot), path.join(snapshots, snapshot));
  }
}

function run(program: string, ...patterns: string[]): void {
  const script = path.join(extension, "node_modules/.bin", program);
  const { status } = spawnSync(script, ["-g", shell, ...patterns], { cwd: extension, stdio: "inherit" });
  if (status !== 0) {
    fail(`${program} failed`);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
