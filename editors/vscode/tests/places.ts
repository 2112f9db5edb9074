// Where the tests find what they need: given by `cargo xtask test --editors`, which gets it.
import * as path from "node:path";

/** The folder of the extension. */
export const extension = path.resolve(import.meta.dirname, "..");

/** The folder of the repository. */
export const repository = path.resolve(extension, "../..");

/** The folder of the npm package code-server, which holds VS Code. */
export const codeServer = given("PROMO_TEST_CODE_SERVER");

/** The program `promo` that is tested. */
export const promo = path.resolve(process.env.PROMO_TEST_PROGRAM ?? path.join(repository, "target/debug/promo"));

/** The browser that shows VS Code. */
export const chromium = process.env.PROMO_TEST_CHROMIUM ?? "/usr/bin/chromium";

function given(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) {
    throw new Error(`${variable} isn't set: run \`cargo xtask test --editors\`, which says where things are`);
  }
  return value;
}
