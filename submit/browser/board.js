/** Board header, and the checks of what it names (docs/formats.md §8); twin of vault/formats/board.py. */

import { loads } from "./canonical.js";
import { ACK, CELL } from "./cells.js";
import { AmanaError } from "./errors.js";
import { headOf } from "./merkle.js";
import { sha256 } from "./primitives.js";
import { Shape } from "./shape.js";
import * as signed from "./signed.js";
import * as tags from "./tags.js";
import { same } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/**
 * @typedef {object} BoardHeader
 * @property {number} b
 * @property {Bytes[]} buckets SHA-256 of each
 * @property {Bytes} deployment
 * @property {string} due
 * @property {string} issued
 * @property {number} k
 * @property {{entries: number, sha256: Bytes}} list
 * @property {import("./merkle.js").Head} log the head of the list of all manifests by then
 * @property {Bytes} manifest
 * @property {Bytes} previous
 * @property {Bytes} salt
 * @property {number} serial
 * @property {Bytes} hash
 */

export const LIMIT = 64 << 10;
const MAX_ENTRIES = 1 << 20;
const KEYS = "b buckets deployment due issued k list log manifest previous salt serial v".split(" ");
const shape = new Shape("bounds");

/**
 * Read a header that `desk` signed; kinds `magic`, `truncated`, `trailing`, `canonical`, `bounds`, `order`,
 * `signature`, `deployment`.
 * @param {Uint8Array} untrusted
 * @param {{deployment: Bytes, desk: Bytes}} expected
 * @returns {BoardHeader}
 */
export function parse(untrusted, { deployment, desk }) {
  const file = signed.parse(untrusted, tags.MAGIC_BOARD, LIMIT);
  signed.signedBy(file, tags.BOARD, deployment, desk);
  const header = parseBody(file.body);
  if (!same(header.deployment, deployment)) {
    throw new AmanaError("deployment", "This board is of another deployment.");
  }
  return header;
}

/** @param {BoardHeader} header @returns {number} bytes of the acknowledgement list */
export const listSize = ({ list }) => list.entries * ACK;

/** @param {BoardHeader} header @returns {number} bytes of each bucket */
export const bucketSize = ({ k }) => k * CELL;

/**
 * Return the number of the bucket that a mailbox's bucket byte names: its first b bits.
 * @param {BoardHeader} header
 * @param {number} byte
 */
export const bucketNumber = ({ b }, byte) => byte >> (8 - b);

/**
 * Whether the next snapshot should have come before `day`; what this one says is still true.
 * @param {BoardHeader} header
 * @param {string} day
 */
export const isLate = ({ due }, day) => day > due;

/**
 * Fail with kind `board-rollback` when a later snapshot was seen before.
 * @param {BoardHeader} header
 * @param {number} highest serial seen
 */
export function checkFollows({ serial }, highest) {
  if (serial < highest) throw new AmanaError("board-rollback", "This board is older than one seen before.");
}

/**
 * Fail with kind `board-hash` unless list and bucket are those that were signed.
 * @param {BoardHeader} header
 * @param {Uint8Array} list
 * @param {number} number of the bucket
 * @param {Uint8Array} bucket
 */
export function checkParts(header, list, number, bucket) {
  checkPart(list, listSize(header), header.list.sha256);
  checkPart(bucket, bucketSize(header), header.buckets[number]);
}

/** @param {Uint8Array} untrusted @param {number} size @param {Bytes} digest */
function checkPart(untrusted, size, digest) {
  if (untrusted.length !== size || !same(sha256(untrusted), digest)) {
    throw new AmanaError("board-hash", "This part of the board is not the one that was signed.");
  }
}

/** @param {Uint8Array} untrusted @returns {BoardHeader} */
function parseBody(untrusted) {
  const value = shape.keys(loads(untrusted, LIMIT), KEYS);
  shape.integer(value.v, 1, 1);
  const b = shape.integer(value.b, 0, 6);
  const list = shape.keys(value.list, ["entries", "sha256"]);
  const entries = shape.integer(list.entries, 1, MAX_ENTRIES);
  const [due, issued] = [shape.day(value.due), shape.day(value.issued)];
  if (entries & (entries - 1) || due < issued) {
    throw shape.fail("This board's list has no length of 2^n, or it is due before it is issued.");
  }
  return {
    b,
    buckets: shape.items(value.buckets, 2 ** b, 2 ** b).map((digest) => shape.octets(digest, 32)),
    deployment: shape.octets(value.deployment, 16),
    due,
    issued,
    k: shape.integer(value.k, 1, 4096),
    list: { entries, sha256: shape.octets(list.sha256, 32) },
    log: headOf(shape, value.log, 1, 2 ** 31),
    manifest: shape.octets(value.manifest, 32),
    previous: shape.octets(value.previous, 32),
    salt: shape.octets(value.salt, 32),
    serial: shape.integer(value.serial, 1, 2 ** 31),
    hash: sha256(untrusted),
  };
}
