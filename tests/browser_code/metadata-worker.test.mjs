/** The second worker as it is served: small, and answering by its protocol where what came after 2021 is missing. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { createContext, runInContext } from "node:vm";

import { jpeg } from "./metadata-pictures.mjs";

const script = fileURLToPath(new URL("../../submit/browser/build.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "amana-"));
after(() => rmSync(folder, { recursive: true }));
execFileSync(process.execPath, [script, folder]);
const code = readFileSync(join(folder, "amana-metadata.js"), "latin1");

/** Start the worker in a world of 2021; return what asks it one question. */
function started() {
  const self = {};
  const scope = createContext({ self, TextEncoder, TextDecoder, Blob, atob });
  runInContext("delete Object.hasOwn; delete Array.prototype.at; delete Array.prototype.findLast; delete String.prototype.at;", scope);
  runInContext(code, scope);
  return (question) =>
    new Promise((resolve) => {
      self.postMessage = resolve;
      self.onmessage({ data: { id: 7, ...question } });
    });
}

test("the worker is small", () => assert(code.length < 42_000, `${code.length} bytes`));

test("it answers by name, and says what it cannot do", async () => {
  const ask = started();
  const blob = new Blob([jpeg()]);
  const told = await ask({ do: "inspect", blob });
  assert.deepEqual([told.id, told.event, told.type, told.removable], [7, "result", "jpeg", true]);
  const { blob: clean } = await ask({ do: "clean", blob });
  assert.equal((await ask({ do: "inspect", blob: clean })).found.length, 0);
  assert.deepEqual({ ...(await ask({ do: "clean", blob: new Blob(["?"]) })) }, { id: 7, event: "error", kind: "metadata" });
  assert.deepEqual({ ...(await ask({ do: "inspect", blob: blob.slice(0, 500) })) }, { id: 7, event: "error", kind: "metadata" });
  assert.deepEqual({ ...(await ask({ do: "guess", blob })) }, { id: 7, event: "error", kind: "request" });
  assert.deepEqual({ ...(await ask({ do: "inspect" })) }, { id: 7, event: "error", kind: "internal" });
});
