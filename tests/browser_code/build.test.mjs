/** The bundle: the same bytes wherever it is built, and nothing in it that the pages forbid. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { createContext, runInContext } from "node:vm";

const script = fileURLToPath(new URL("../../submit/browser/build.mjs", import.meta.url));
// The one address that may stand there is the name of SVG, which nothing fetches.
const FORBIDDEN = /\beval\s*\(|new Function|WebAssembly|Math\.random|importScripts|https?:\/\/(?!www\.w3\.org\/2000\/svg\b)[a-z]|sourceMapping/g;
const folder = mkdtempSync(join(tmpdir(), "amana-"));
after(() => rmSync(folder, { recursive: true }));

function built(name, cwd) {
  execFileSync(process.execPath, [script, join(folder, name)], { cwd });
  return readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), "latin1")]);
}

test("two builds give the same bytes, and hold nothing that is forbidden", () => {
  const first = built("one", "/");
  assert.deepEqual(built("two/deeper", tmpdir()), first);
  for (const name of ["amana-worker.js", "words.txt"]) assert(first.some(([made]) => made === name));
  for (const [name, text] of first) {
    const found = text.match(FORBIDDEN);
    assert.equal(found, null, `${name} holds ${found}`);
    assert(!text.includes(folder) && (name === "words.txt" || !/[^\0-\x7f]/.test(text)));
  }
});

test("the worker's code is small", () => {
  const [, worker] = built("size", "/").find(([name]) => name === "amana-worker.js");
  assert(worker.length < 140_000, `${worker.length} bytes`);
});

test("the worker runs where what came after 2021 is missing", async () => {
  const made = built("old", "/");
  const [, worker] = made.find(([name]) => name === "amana-worker.js");
  const words = readFileSync(join(folder, "old", "words.txt"));
  const { promise, resolve } = answer();
  const self = { postMessage: resolve };
  const scope = createContext({ self, crypto, TextEncoder, TextDecoder, Blob });
  runInContext(
    `delete Object.hasOwn; delete Array.prototype.at; delete Array.prototype.findLast; delete String.prototype.at;
     delete Array.fromAsync; delete String.prototype.isWellFormed; delete Uint8Array.prototype.at;`,
    scope,
  );
  scope.fetch = async () => new Response(words, { status: 200 });
  runInContext(worker, scope);
  self.onmessage({ data: { id: 7, do: "check", codename: "abacus not a codename" } });
  const told = JSON.parse(JSON.stringify(await promise));
  assert.deepEqual(told, { id: 7, event: "error", kind: "word", position: 2, suggestions: told.suggestions });
});

function answer() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
