/** Sealing: sizes, streams, files that misbehave, limits. That Python opens the result, tests/submit shows. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fails } from "./bend.mjs";
import { header, primitives, seal, sizes, stream, wire } from "./code.mjs";
import { gathered } from "./gather.mjs";
import { D, DAY, EPOCH, LANE, LINK, MAILBOX } from "./samples.mjs";

const { CHUNK, CLASSES, HEADER } = sizes;
const DRAFT = { kind: "report", path: "device", lang: "ar", sent: DAY, text: "رأيت" };
const OPTIONS = { deployment: D, epoch: EPOCH, lanes: [LANE] };
const LENGTHS = new Set(CLASSES.map(sizes.envelopeLength));

const sealed = async ({ draft = {}, files = [], identityKey, ...options } = {}) =>
  gathered(seal.seal({ draft: { ...DRAFT, ...draft }, files, mailbox: MAILBOX, identityKey }, { ...OPTIONS, ...options }));

test("there are 33 classes, multiples of 16 KiB, each less than twice the one before", () => {
  assert.equal(CLASSES.length, 33);
  assert(CLASSES.every((padded, at) => padded % 16384 === 0 && (at === 0 || padded <= 2 * CLASSES[at - 1])));
  assert.equal(sizes.LARGEST, 2 ** 31);
});

test("an envelope is of a class, and its id is its hash", async () => {
  for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 200_000, 65 * CHUNK]) {
    const files = size ? [new File([new Uint8Array(size)], "a")] : [];
    const { envelope, id } = await sealed({ files });
    assert(LENGTHS.has(envelope.length));
    assert.deepEqual(primitives.sha256(envelope), id);
    assert.deepEqual(envelope.slice(0, 12), wire.concat(wire.utf8("AMANAE"), Uint8Array.of(0, 1), wire.u32(EPOCH)));
  }
});

test("all text messages are of one length, and no two share a slot", async () => {
  const made = await Promise.all([
    sealed(),
    sealed({ draft: { text: "ض".repeat(4000), links: [LINK] } }),
    sealed({ draft: { kind: "follow-up" } }),
  ]);
  assert.deepEqual(new Set(made.map(({ envelope }) => envelope.length)), new Set([HEADER + 16384 + 16]));
  const boxes = made.map(({ envelope }) => wire.toHex(envelope.slice(12, 12 + 1216)));
  assert.equal(new Set(boxes).size, 3);
});

/** Write `data` in steps; return all pieces. */
function written(keys, data, step, chunks = stream.LEAST_CHUNKS) {
  const writer = new stream.StreamWriter({ header: new Uint8Array(0), keys });
  writer.chunks = chunks;
  const pieces = [];
  for (let at = 0; at < data.length; at += step) {
    writer.write(data.subarray(at, at + step));
    const piece = writer.take();
    if (piece !== null) pieces.push(Uint8Array.from(piece));
  }
  const { rest, id } = writer.close();
  return { pieces: [...pieces, ...rest.map((piece) => Uint8Array.from(piece))], id };
}

test("a stream is the same however its bytes come", () => {
  const keys = { body: new Uint8Array(32).fill(1), digest: new Uint8Array(32).fill(2) };
  const lengths = [1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 500, 66 * CHUNK + 3];
  for (const length of lengths) {
    const data = Uint8Array.from({ length }, (_, at) => at * 7);
    const ids = [CHUNK, CHUNK - 1, CHUNK + 1, stream.LEAST_CHUNKS * CHUNK, 10_007].map((step) => {
      const { pieces, id } = written(keys, data, step, [4, 8, 16][step % 3]);
      const whole = wire.concat(...pieces);
      assert.equal(whole.length, length + 16 * Math.ceil(length / CHUNK));
      assert.deepEqual(primitives.sha256(whole), id);
      return wire.toHex(id);
    });
    assert.equal(new Set(ids).size, 1, `${length}`);
  }
});

test("the last chunk alone has the last mark, and chunks are counted", async () => {
  const keys = { body: new Uint8Array(32).fill(1), digest: new Uint8Array(32).fill(2) };
  const data = wire.concat(...written(keys, new Uint8Array(2 * CHUNK), 2 * CHUNK).pieces);
  for (const [counter, last] of [[0, 0], [1, 1]]) {
    const nonce = wire.concat(wire.fromNumber(counter, 11), wire.u8(last));
    const chunk = data.subarray(counter * (CHUNK + 16), (counter + 1) * (CHUNK + 16));
    primitives.aeadOpen(keys.body, nonce, chunk, keys.digest, "chunk");
  }
});

test("slots come in random order, each wrapped afresh", () => {
  const places = new Set();
  for (let n = 0; n < 60; n++) {
    let wraps = 0;
    // The lane's key is the only one not made here: its place shows in which wrap encapsulates to it.
    const recipients = [];
    const spied = {
      x25519: LANE.x25519,
      get mlkem() {
        recipients.push(wraps);
        return LANE.mlkem;
      },
    };
    const random = (count) => {
      if (count === 32) wraps += 1;
      return primitives.systemRandom(count);
    };
    header.makeHeader([spied], { deployment: D, epoch: EPOCH, random });
    places.add(recipients[0]);
  }
  assert.equal(places.size, 4);
});

test("an envelope is for one to four lanes with valid keys", async () => {
  await fails(() => sealed({ lanes: [] }), "bounds");
  await fails(() => sealed({ lanes: Array(5).fill(LANE) }), "bounds");
  await fails(() => sealed({ lanes: [{ ...LANE, x25519: new Uint8Array(32) }] }), "key-file");
  await fails(() => sealed({ lanes: [{ ...LANE, mlkem: new Uint8Array(1184).fill(255) }] }), "key-file");
  assert.equal((await sealed({ lanes: Array(4).fill(LANE) })).envelope.length, HEADER + 16400);
});

test("a draft out of bounds is refused", async () => {
  for (const draft of [
    { kind: "note" }, { lang: "de" }, { path: "fax" }, { text: "" }, { text: "\u{1f600}".repeat(4001) },
    { kind: "erase" }, { category: "Spam" }, { topic: "not-sure" }, { answers: { target: "" } }, { danger: "maybe" },
    { who: "they" }, { ongoing: "" }, { told: ["police", "family"] }, { role: "" }, { links: [{ ...LINK, given: "" }] },
    { links: Array(21).fill(LINK) }, { links: "x" }, { elsewhere: { name: "x" } }, { seen: { day: "", precision: "" } },
    { place: { of: "", country: "ma", region: "", city: "" } }, { identity: { kind: "contact", contact: "" } },
    { identity: { kind: "none", name: "x" } }, { text: "\u0001".repeat(4000) }, { sent: "yesterday" },
  ]) {
    await fails(() => sealed({ draft }), "report");
  }
  await fails(() => sealed({ draft: { text: "\ud800" } }), "canonical");
  await fails(() => sealed({ draft: { text: 5.5 } }), "canonical");
  await sealed({ draft: { text: "\u{1f600}".repeat(3900) } });
});

test("a declared identity needs a key, and must fit its block", async () => {
  const identity = { kind: "declared", name: "Amina", number: "", contact: "" };
  const identityKey = { quarter: 20264, recipient: LANE };
  await fails(() => sealed({ draft: { identity } }), "identity");
  await fails(() => sealed({ draft: { identity: { ...identity, name: "" } }, identityKey }), "identity");
  await fails(() => sealed({ draft: { identity: { ...identity, more: "" } }, identityKey }), "identity");
  const long = { ...identity, name: "ض".repeat(200), contact: "ض".repeat(300) };
  await fails(() => sealed({ draft: { identity: long }, identityKey }), "identity");
  assert.equal((await sealed({ draft: { identity }, identityKey })).envelope.length, HEADER + 16400);
});

test("files that are too many, empty, too large or unreadable are named", async () => {
  const one = new File(["x"], "a");
  await fails(() => sealed({ files: Array(21).fill(one) }), "bounds");
  await sealed({ files: Array(20).fill(one) });
  await fails(() => sealed({ files: [new File([], "empty")] }), "report");
  const slice = () => ({ arrayBuffer: async () => new ArrayBuffer(3) });
  await fails(() => sealed({ files: [{ name: "a", type: "", size: 10, slice }] }), "unreadable");
  await fails(() => sealed({ files: [{ name: "a", type: "", size: 2 ** 31 + 1, slice }] }), "size");
  const gone = () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  await fails(() => sealed({ files: [{ name: "a", type: "", size: 10, slice: gone }] }), "unreadable");
});

test("an envelope's length is known before anything is read, and its pieces are as large as asked", async () => {
  const files = [{ blob: new Blob([new Uint8Array(9 << 20)]), name: "a", type: "" }, new File(["x"], "b")];
  const sealing = seal.seal({ draft: DRAFT, files, mailbox: MAILBOX }, OPTIONS);
  assert.throws(() => sealing.id, /internal error/);
  const sizes = [];
  for await (const piece of sealing.pieces()) {
    sizes.push(piece.length);
    sealing.resize(sizes.length < 4);
  }
  assert.equal(sizes.reduce((sum, size) => sum + size, 0), sealing.length);
  const least = stream.LEAST_CHUNKS * (CHUNK + 16);
  assert(sizes.every((size, at) => size <= (at === 0 ? HEADER : 0) + 4 * least));
  assert(Math.max(...sizes) > 2 * least - 1);
});

test("a piece stands while the next one is made", async () => {
  const files = [new File([primitives.systemRandom(65536), new Uint8Array(7 << 20)], "a")];
  const sealing = seal.seal({ draft: DRAFT, files, mailbox: MAILBOX }, OPTIONS);
  let held = null;
  let copy = null;
  for await (const piece of sealing.pieces()) {
    if (held !== null) assert.deepEqual(held, copy);
    [held, copy] = [piece, Uint8Array.from(piece)];
    sealing.resize(true);
  }
  assert.deepEqual(held, copy);
});
