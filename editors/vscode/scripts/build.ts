// Bundles the extension, and the script of the flow graph's page, into dist/. With `--tests`, the tests that run
// inside VS Code as well.
import { build, type BuildOptions } from "esbuild";

const inside: BuildOptions = {
  bundle: true,
  minify: !process.argv.includes("--tests"),
  sourcemap: process.argv.includes("--tests"),
  logLevel: "warning",
  target: "es2023",
};
const inNode: BuildOptions = {
  ...inside,
  platform: "node",
  format: "cjs",
  external: ["vscode"],
  conditions: ["node"],
};

await build({ ...inNode, entryPoints: ["src/extension.ts"], outfile: "dist/extension.cjs" });
await build({ ...inside, platform: "browser", entryPoints: ["src/webview/graph.ts"], outfile: "dist/graph.js" });
if (process.argv.includes("--tests")) {
  await build({ ...inNode, entryPoints: ["tests/inside/index.ts"], outfile: "dist/tests.cjs" });
}
