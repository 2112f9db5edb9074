// Where promo is found, and in which order.
import * as assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { findPromo, type Places } from "../../src/find.ts";

const root = mkdtempSync(path.join(tmpdir(), "promo-find-"));

function program(...parts: string[]): string {
  const file = path.join(root, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

const inHome = program("home", "tools", "promo");
const inWorkspace = program("second", ".promo", "bin", "promo");
const onPath = program("bin", "promo");
const inExtension = program("extension", "server", "promo");
writeFileSync(path.join(root, "bin", "notes"), "no program");

const nowhere: Places = { setting: "", folders: [], searchPath: "", home: path.join(root, "home"), extension: root };
const everywhere: Places = {
  ...nowhere,
  folders: [path.join(root, "first"), path.join(root, "second")],
  searchPath: ["relative", path.join(root, "empty"), path.join(root, "bin")].join(path.delimiter),
  extension: path.join(root, "extension"),
};

test("the workspace comes before the PATH, and the PATH before the extension", () => {
  assert.deepEqual(findPromo(everywhere), { program: inWorkspace, from: "the workspace" });
  assert.deepEqual(findPromo({ ...everywhere, folders: [] }), { program: onPath, from: "the PATH" });
  const noPath = { ...everywhere, folders: [], searchPath: "" };
  assert.deepEqual(findPromo(noPath), { program: inExtension, from: "the extension" });
  assert.equal(findPromo(nowhere), undefined);
});

test("what the setting names counts alone", () => {
  assert.deepEqual(findPromo({ ...everywhere, setting: "~/tools/promo" }), { program: inHome, from: "the setting" });
  assert.deepEqual(findPromo({ ...everywhere, setting: "../bin/promo" }), { program: onPath, from: "the setting" });
  assert.deepEqual(findPromo({ ...everywhere, setting: onPath }), { program: onPath, from: "the setting" });
  for (const setting of ["/nowhere/promo", path.join(root, "bin"), path.join(root, "bin", "notes")]) {
    assert.equal(findPromo({ ...everywhere, setting }), undefined, setting);
  }
});
