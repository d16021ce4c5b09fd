/** Public key file of a hybrid recipient (docs/formats.md §4). */

import { AmanaError } from "./errors.js";
import { sha256 } from "./primitives.js";
import * as tags from "./tags.js";
import { Reader, toHex } from "./wire.js";

export const SIZE = 1224;

/** @param {Uint8Array} file @returns {string} hex SHA-256 of the whole file, its name wherever it is listed */
export const keyId = (file) => toHex(sha256(file));

/**
 * Read a key file, and check that it is the one asked for; kinds `magic`, `truncated`, `trailing`, `key-file`.
 * @param {Uint8Array} untrusted
 * @param {string | null} [expectedId]
 * @returns {import("./primitives.js").HybridPublic}
 */
export function parse(untrusted, expectedId = null) {
  const reader = new Reader(untrusted);
  reader.magic(tags.MAGIC_KEY);
  const key = { x25519: reader.take(32), mlkem: reader.take(1184) };
  reader.end();
  if (expectedId !== null && keyId(untrusted) !== expectedId) {
    throw new AmanaError("key-file", "This key file is not the one the manifest names.");
  }
  return key;
}
