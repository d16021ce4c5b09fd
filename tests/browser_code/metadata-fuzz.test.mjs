/** Whatever a file is cut to or bent into: an answer or a named error, soon; and what is called clean is clean. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deflateRawSync, constants } from "node:zlib";
import { test } from "node:test";

import * as documents from "./metadata-documents.mjs";
import * as films from "./metadata-films.mjs";
import * as pictures from "./metadata-pictures.mjs";

import { cuts, failureOf, flips, noise } from "./bend.mjs";
import { inflate, metadata } from "./code.mjs";

const FILES = [
  pictures.jpeg(), pictures.png(), pictures.webp(), films.heif(), films.heif({ method: 1 }), films.film(), films.film({ brand: "qt  ", version: 1 }),
  films.fragmented(), documents.docx(), documents.changed(), documents.odt(), documents.pdf(),
];
const ROUNDS = Number(process.env.ROUNDS ?? 1);

/** Bytes replaced by those that lengths and offsets are most easily wrong with; some four at a time. */
function* bent(bytes, count, seed) {
  let state = seed;
  const next = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < count; n++) {
    const copy = Uint8Array.from(bytes);
    for (let change = next(3); change >= 0; change--) {
      const at = next(copy.length);
      const values = [[0], [255], [next(256)], [0, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 1], [127, 255, 255, 255], [0, 0, 0, 8]];
      copy.set(values[next(values.length)].slice(0, copy.length - at), at);
    }
    yield copy;
  }
}

async function survives(bytes) {
  const blob = new Blob([bytes]);
  let inspection = null;
  const failure = await failureOf(async () => (inspection = await metadata.inspect(blob)));
  if (failure !== null) return assert.equal(failure.kind, "metadata");
  for (const { value } of inspection.found) assert(value.length <= 240 && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value));
  if (!inspection.removable) return assert.equal((await failureOf(() => metadata.clean(blob)))?.kind, "metadata");
  const once = await metadata.clean(blob);
  assert.deepEqual((await metadata.inspect(once)).found, []);
  assert.deepEqual(Buffer.from(await (await metadata.clean(once)).arrayBuffer()), Buffer.from(await once.arrayBuffer()));
}

for (const [number, file] of FILES.entries()) {
  const { type } = await metadata.inspect(new Blob([file]));
  test(`a cut or bent ${type} (${number}) is answered or refused`, async () => {
    for (const bytes of cuts(file)) await survives(bytes);
    for (const bytes of flips(file)) await survives(bytes);
    for (const bytes of bent(file, 200 * ROUNDS, number + ROUNDS)) await survives(bytes);
  });
}

test("noise behind every magic is answered or refused", async () => {
  for (const file of FILES) for (const rest of noise(30, 400)) await survives(pictures.bytes(file.subarray(0, 16), rest));
});

test("inflating gives what was packed, never more than asked, and ends on anything", async () => {
  for (const plain of [Buffer.alloc(70_000, "words and words "), Buffer.from(FILES[0]), Buffer.alloc(0), ...noise(50, 3000)]) {
    for (const options of [{}, { level: 0 }, { strategy: constants.Z_FIXED }, { level: 1 }]) {
      const packed = Uint8Array.from(deflateRawSync(plain, options));
      const { bytes, whole } = inflate.inflate(packed, plain.length);
      assert(whole && Buffer.compare(bytes, plain) === 0);
      const short = inflate.inflate(packed, Math.max(plain.length - 1, 0));
      assert.equal(short.whole, plain.length === 0);
      assert(short.bytes.length <= plain.length);
      for (const bad of flips(packed.subarray(0, 200))) assert(inflate.inflate(bad, 5000).bytes.length <= 5000);
    }
  }
});
