/**
 * Signatures and signed files (docs/formats.md §3); twin of keys/signed.py.
 *
 * A signature covers a label, the deployment and a hash of the bytes as received, so nothing signed as one thing, or
 * for one deployment, reads as another.
 */

import { AmanaError } from "./errors.js";
import * as primitives from "./primitives.js";
import { compare, concat, Reader, same, u8 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{body: Bytes, signatures: {key: Bytes, signature: Bytes}[]}} SignedFile parsing proves none of them */

const MAX_SIGNATURES = 16;

/**
 * Return the 64-byte signature of `body` as `tag` for `deployment`.
 * @param {Bytes} tag
 * @param {Bytes} deployment
 * @param {Bytes} body
 * @param {Bytes} seed
 */
export const sign = (tag, deployment, body, seed) => primitives.sign(seed, message(tag, deployment, body));

/**
 * Check one signature, or fail with kind `signature`.
 * @param {Bytes} tag
 * @param {Bytes} deployment
 * @param {Bytes} body
 * @param {Bytes} key
 * @param {Bytes} signature
 */
export const verify = (tag, deployment, body, key, signature) =>
  primitives.verify(key, message(tag, deployment, body), signature);

/**
 * Read a whole signed file whose body is at most `limit` bytes; kinds `magic`, `truncated`, `trailing`, `bounds` and
 * `order`.
 * @param {Uint8Array} untrusted
 * @param {Bytes} magic
 * @param {number} limit
 * @returns {SignedFile}
 */
export function parse(untrusted, magic, limit) {
  const reader = new Reader(untrusted);
  reader.magic(magic);
  const length = reader.u32();
  if (length > limit) throw new AmanaError("bounds", "This file's body is larger than its kind allows.");
  const body = reader.take(length);
  const count = reader.u8();
  if (count < 1 || count > MAX_SIGNATURES) throw new AmanaError("bounds", "A signed file has 1 to 16 signatures.");
  const signatures = Array.from({ length: count }, () => ({ key: reader.take(32), signature: reader.take(64) }));
  if (signatures.some(({ key }, at) => at > 0 && compare(signatures[at - 1].key, key) >= 0)) {
    throw new AmanaError("order", "The signatures are not in ascending order of key, or one is repeated.");
  }
  reader.end();
  return { body, signatures };
}

/**
 * Check that `key`, and nobody else, signed `file`, or fail with kind `signature`.
 * @param {SignedFile} file
 * @param {Bytes} tag
 * @param {Bytes} deployment
 * @param {Bytes} key
 */
export function signedBy(file, tag, deployment, key) {
  if (file.signatures.length !== 1 || !same(file.signatures[0].key, key)) {
    throw new AmanaError("signature", "This file is not signed by the expected key.");
  }
  verify(tag, deployment, file.body, key, file.signatures[0].signature);
}

/** @param {Bytes} tag @param {Bytes} deployment @param {Bytes} body */
const message = (tag, deployment, body) => concat(u8(tag.length), tag, deployment, primitives.sha256(body));
