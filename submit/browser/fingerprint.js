/** The root fingerprint (docs/formats.md §7). */

import { sha256 } from "./primitives.js";
import * as tags from "./tags.js";
import { concat, toBigInt, u8 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */

/**
 * Return SHA-256 over k, n and the ascending root keys, 32 bytes.
 * @param {number} k
 * @param {Bytes[]} keys
 */
export const rootFingerprint = (k, keys) => sha256(concat(tags.ROOT, u8(k), u8(keys.length), ...keys));

/**
 * @param {Bytes} fingerprint
 * @param {import("./words.js").Words} words
 * @returns {string} 20 EFF words, as posters show it
 */
export const asWords = (fingerprint, words) => words.eff.spell(toBigInt(fingerprint), 20);
