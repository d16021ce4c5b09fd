/** A small deployment made in JavaScript, valid in every part, for tests to bend. */

import { board, calendar, canonical, cells, codename, keyfile, mailbox, merkle, primitives, signed, tags, wire } from "./code.mjs";

const { concat, toHex, u8, u32, utf8 } = wire;

export const DAY = "2026-11-24";
export const EPOCH = calendar.epochOf(DAY);
export const D = Uint8Array.from({ length: 16 }, (_, at) => at);
export const ROOTS = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
export const DESK = new Uint8Array(32).fill(9);

export const LINK = { given: "example.org", url: "https://example.org/", platform: "", account: "" };

export const LANE = primitives.throwAway(primitives.systemRandom);
export const KEY_FILE = concat(tags.MAGIC_KEY, LANE.x25519, LANE.mlkem);
export const CODENAME = codename.generate();
export const MAILBOX = mailbox.derive(CODENAME, D);

/** @returns {Uint8Array} a signed file over `body`, which need not be JSON */
export function signedFile(magic, tag, body, seeds, deployment = D) {
  const pairs = seeds
    .map((seed) => concat(primitives.signingPublic(seed), signed.sign(tag, deployment, body, seed)))
    .sort(wire.compare);
  return concat(magic, u32(body.length), body, u8(pairs.length), ...pairs);
}

export const ROOT_KEYS = ROOTS.map(primitives.signingPublic).sort(wire.compare).map(toHex);

export const MANIFEST_BODY = {
  assets: { "/en/": "00".repeat(32) },
  board: { b: 2, cadence: "daily", k: 2, list: 4 },
  csp: "default-src 'none'",
  demonstration: true,
  deployment: toHex(D),
  desk: toHex(primitives.signingPublic(DESK)),
  identity: { key: keyfile.keyId(KEY_FILE), quarter: 20264 },
  issued: DAY,
  lanes: { desk: { [EPOCH]: keyfile.keyId(KEY_FILE) } },
  limits: { attachments: 20, envelope: 1 << 26 },
  log: { root: toHex(merkle.rootOf([])), size: 0 },
  names: { en: "Test", fr: "Essai" },
  previous: "00".repeat(32),
  root: { k: 2, keys: ROOT_KEYS, since: 1 },
  serial: 1,
  v: 1,
  vault: "11".repeat(32),
};

export const manifestFile = (changes = {}, seeds = ROOTS) =>
  signedFile(tags.MAGIC_MANIFEST, tags.MANIFEST, canonical.dumps({ ...MANIFEST_BODY, ...changes }), seeds);

export const LIST = new Uint8Array(40);
export const BUCKETS = [0, 1, 2, 3].map((byte) => new Uint8Array(2 * 4096).fill(byte));

export const BOARD_BODY = {
  b: 2,
  buckets: BUCKETS.map((bucket) => toHex(primitives.sha256(bucket))),
  deployment: toHex(D),
  due: "2026-11-25",
  issued: DAY,
  k: 2,
  list: { entries: 4, sha256: toHex(primitives.sha256(LIST)) },
  log: { root: "44".repeat(32), size: 1 },
  manifest: "22".repeat(32),
  previous: "00".repeat(32),
  salt: "33".repeat(32),
  serial: 5,
  v: 1,
};

export const boardFile = (changes = {}, seed = DESK, deployment = D) =>
  signedFile(tags.MAGIC_BOARD, tags.BOARD, canonical.dumps({ ...BOARD_BODY, ...changes }), [seed], deployment);

export const EXPECTED = { deployment: D, desk: primitives.signingPublic(DESK) };
export const readBoard = (bytes) => board.parse(bytes, EXPECTED);

/** @returns {Uint8Array} the bucket cell `number` that says `text`, as §8.3 lays it out */
export function cell(snapshot, place, number, text, { reply = 1, total = 1, part = 0, parts = 1, day = 20781 } = {}) {
  const { tag, key } = cells.cellKeys(snapshot, number);
  const said = utf8(text);
  const block = new Uint8Array(4064);
  block.set(concat(wire.u16(reply), wire.u16(total), u8(part), u8(parts), u32(day), wire.u16(said.length), said));
  return concat(tag, primitives.aeadSeal(key, primitives.ZERO_NONCE, block, cells.cellAd(place, tag)));
}
