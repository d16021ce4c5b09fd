/** Every parser: whatever it is given, it reads it or names what is wrong. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { cuts, failureOf, fails, flips, noise } from "./bend.mjs";
import { board, canonical, cells, codename, keyfile, lists, manifest, report, trust, wire } from "./code.mjs";
import * as samples from "./samples.mjs";

const { D, MAILBOX } = samples;
const REPORT = report.write(
  { kind: "report", path: "device", lang: "fr", sent: samples.DAY, text: "vu", links: [samples.LINK] },
  { mailbox: MAILBOX, message: new Uint8Array(16), attachments: [], deployment: D },
);

const PARSERS = {
  manifest: [samples.manifestFile(), (bytes) => manifest.parse(bytes)],
  "board header": [samples.boardFile(), samples.readBoard],
  "key file": [samples.KEY_FILE, (bytes) => keyfile.parse(bytes, keyfile.keyId(samples.KEY_FILE))],
  report: [REPORT, (bytes) => report.parse(bytes, D)],
};

for (const [name, [whole, parse]] of Object.entries(PARSERS)) {
  test(`a ${name} is read whole, and never cut, lengthened or altered`, async () => {
    parse(whole);
    for (const bytes of cuts(whole)) await fails(() => parse(bytes), "truncated", "bounds", "canonical", "magic", "version");
    await fails(() => parse(wire.concat(whole, new Uint8Array(1))), "trailing", "canonical");
    for (const bytes of flips(whole)) assert(await failureOf(() => parse(bytes)), "an altered one was believed");
  });

  test(`any bytes are a ${name} or a named error`, async () => {
    for (const bytes of noise(300, 400)) {
      assert(await failureOf(() => parse(bytes)));
      assert(await failureOf(() => parse(wire.concat(whole.subarray(0, 8), bytes))));
    }
  });
}

test("an oversized length is refused before anything is read", async () => {
  for (const [magic, parse] of [
    [samples.manifestFile(), PARSERS.manifest[1]],
    [samples.boardFile(), PARSERS["board header"][1]],
  ]) {
    await fails(() => parse(wire.concat(magic.subarray(0, 8), wire.u32(0xffffffff))), "bounds");
  }
  await fails(() => report.parse(new Uint8Array(report.LIMIT + 1), D), "bounds");
});

test("canonical JSON is refused in every other spelling", async () => {
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  for (const text of [
    "", "{", "[]", "1", "null", '"x"', "{} ", " {}", "\ufeff{}", '{"a":1.0}', '{"a":1e2}', '{"a":-0}', '{"a":null}',
    '{"a":1,"a":1}', '{"b":1,"a":1}', '{"a" :1}', '{"a":"\\u0061"}', '{"a":"\\ud800"}', '{"\\ud800":1}',
    '{"a":9007199254740992}', '{"a":1E400}', '{"a":NaN}', deep, `{"a":${"[".repeat(17)}${"]".repeat(17)}}`,
  ]) {
    await fails(() => canonical.loads(wire.utf8(text), 1 << 20), "canonical");
  }
  for (const bytes of [[0xff], [0x7b, 0x22, 0xc3, 0x22, 0x7d], [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]]) {
    await fails(() => canonical.loads(Uint8Array.from(bytes), 100), "canonical");
  }
  for (const value of [{ a: null }, { a: 1.5 }, { a: undefined }, { a: () => 1 }, { a: 1n }, { a: "\ud800" }]) {
    await fails(() => canonical.dumps(value), "canonical");
  }
});

test("keys are in the order of UTF-16 code units, and __proto__ is a key like any other", () => {
  const text = '{"10":1,"2":2,"__proto__":{"x":1},"\u{1f600}":3,"\ufb01":4}';
  const value = canonical.loads(wire.utf8(text), 1000);
  assert.deepEqual(Object.keys(value).length, 5);
  assert.equal(value.x, undefined);
});

test("a manifest with anything strange in it is refused", async () => {
  const { root, log } = samples.MANIFEST_BODY;
  for (const change of [
    { v: 2 }, { extra: 1 }, { serial: 0 }, { serial: true }, { serial: "1" }, { names: { fr: "x" } }, { names: [] },
    { lanes: {} }, { lanes: { desk: { x: "00" } } }, { lanes: { Desk: {} } }, { issued: "20261124" },
    { issued: "2026-02-30" }, { issued: "0000-01-01" }, { board: { b: 7, cadence: "daily", k: 1, list: 1 } },
    { board: { b: 0, cadence: "daily", k: 1, list: 3 } }, { desk: "AA".repeat(32) }, { csp: "" },
    { csp: "\u{1f600}".repeat(2001) }, { root: { ...root, k: 4 } }, { root: { ...root, since: 2 } },
    { root: { ...root, former: root } }, { log: { ...log, size: 1 } }, { log: { ...log, root: "00".repeat(31) } }, { demonstration: 1 },
    { assets: { "": "00".repeat(32) } }, { limits: { attachments: 21, envelope: 1 } }, { identity: [] },
  ]) {
    await fails(() => manifest.parse(samples.manifestFile(change)), "bounds", "canonical");
  }
  const twice = { k: 1, keys: [samples.ROOT_KEYS[0], samples.ROOT_KEYS[0]], since: 1 };
  await fails(() => manifest.parse(samples.manifestFile({ root: twice })), "order");
});

test("a manifest needs k of its own root keys, and the pinned root", async () => {
  const made = manifest.parse(samples.manifestFile({}, samples.ROOTS.slice(1)));
  const never = () => assert.fail("these root keys never changed");
  await trust.checkRoot(made, made.root.fingerprint, never);
  await fails(() => manifest.parse(samples.manifestFile({}, [samples.ROOTS[0]])), "threshold");
  await fails(() => manifest.parse(samples.manifestFile({}, [...samples.ROOTS, samples.DESK])), "threshold");
  await fails(() => trust.checkRoot(made, new Uint8Array(32), never), "fingerprint");
});

test("a board says when it is forged, another's, old, late or damaged", async () => {
  const header = samples.readBoard(samples.boardFile());
  await fails(() => samples.readBoard(samples.boardFile({}, samples.ROOTS[0])), "signature");
  await fails(() => samples.readBoard(samples.boardFile({}, samples.DESK, new Uint8Array(16))), "signature");
  await fails(() => samples.readBoard(samples.boardFile({ deployment: "00".repeat(16) })), "deployment");
  await fails(() => board.checkFollows(header, 6), "board-rollback");
  board.checkFollows(header, 5);
  assert.equal(board.isLate(header, "2026-11-25"), false);
  assert.equal(board.isLate(header, "2026-11-26"), true);
  board.checkParts(header, samples.LIST, 3, samples.BUCKETS[3]);
  await fails(() => board.checkParts(header, samples.LIST, 2, samples.BUCKETS[3]), "board-hash");
  await fails(() => board.checkParts(header, samples.LIST.slice(1), 3, samples.BUCKETS[3]), "board-hash");
  assert.deepEqual([0, 63, 64, 255].map((byte) => board.bucketNumber(header, byte)), [0, 0, 1, 3]);
  for (const change of [
    { due: "2026-11-23" }, { list: { entries: 3, sha256: "00".repeat(32) } }, { buckets: [] }, { b: 3 }, { k: 0 },
    { serial: 0 }, { salt: "" }, { v: 2 }, { log: { root: "44".repeat(32), size: 0 } }, { list: { entries: 1 << 21, sha256: "00".repeat(32) } },
  ]) {
    await fails(() => samples.readBoard(samples.boardFile(change)), "bounds");
  }
});

test("a bucket gives this mailbox's replies, or a named error", async () => {
  const snapshot = cells.snapshotKey(MAILBOX.readKey, new Uint8Array(32), D);
  const place = { deployment: D, serial: 5, bucket: 1 };
  const whole = wire.concat(
    samples.cell(snapshot, place, 0, "first", { reply: 1, total: 2 }),
    samples.cell(snapshot, place, 2, "cond", { reply: 2, total: 2, part: 1, parts: 2 }),
    samples.cell(snapshot, place, 1, "se", { reply: 2, total: 2, part: 0, parts: 2 }),
  );
  const read = (bytes) => cells.readCells(snapshot, bytes, place);
  assert.deepEqual(read(whole).map(({ text }) => text), ["first", "second"]);
  assert.deepEqual(cells.readCells(cells.snapshotKey(new Uint8Array(32), D, D), whole, place), []);
  for (const bytes of cuts(whole)) {
    const error = await failureOf(() => read(bytes));
    assert.equal(error?.kind, bytes.length % 4096 === 0 ? undefined : "bounds");
  }
  for (const bytes of flips(whole)) {
    // A bit of a tag hides its cell; a bit of the rest is noticed.
    const error = await failureOf(() => assert(read(bytes).length < 2));
    assert(error === null || error.kind === "cell");
  }
  await fails(() => cells.readCells(snapshot, whole, { ...place, serial: 6 }), "cell");
});

test("any text is a codename or a named slip", async () => {
  for (const bytes of noise(500, 80)) {
    await fails(() => codename.parse(String.fromCharCode(...bytes), lists), "word", "length", "check");
    await fails(() => codename.parse(new TextDecoder("utf-16le").decode(bytes), lists), "word", "length", "check");
  }
  await fails(() => codename.parse("\ud800 \udfff", lists), "length");
  await fails(() => codename.parse("a".repeat(10_000_000), lists), "length");
  await fails(() => codename.parse("\u{1f600}".repeat(1001), lists), "length");
});
