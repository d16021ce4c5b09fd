/** Strict reading and writing of big-endian binary layouts (docs/formats.md §1). */

import { AmanaError } from "./errors.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const VERSION = 2; // bytes at the end of a magic
const HEX = /^(?:[0-9a-f]{2})*$/;
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const encoder = new TextEncoder();

/** Read fields off a byte string; any shortfall or leftover is a named error. */
export class Reader {
  /** @param {Uint8Array} untrusted */
  constructor(untrusted) {
    this.bytes = untrusted;
    this.position = 0;
  }

  /**
   * Return a copy of the next `count` bytes; kind `truncated` when fewer are left.
   * @param {number} count
   * @returns {Bytes}
   */
  take(count) {
    const end = this.position + count;
    if (end > this.bytes.length) throw new AmanaError("truncated", "The data ends too early.");
    const taken = Uint8Array.from(this.bytes.subarray(this.position, end));
    this.position = end;
    return taken;
  }

  /**
   * Consume the eight bytes of `expected`, or fail: `magic`, another kind of file; `version`, this kind, of a version
   * not known here.
   * @param {Uint8Array} expected
   */
  magic(expected) {
    const found = this.take(expected.length);
    if (same(found, expected)) return;
    const kind = same(found.subarray(0, -VERSION), expected.subarray(0, -VERSION)) ? "version" : "magic";
    throw new AmanaError(kind, "This is not the expected kind of file, or its version is unknown here.");
  }

  /** @returns {number} the next byte */
  u8() {
    return this.take(1)[0];
  }

  /** @returns {number} the next two bytes as a number */
  u16() {
    return toNumber(this.take(2));
  }

  /** @returns {number} the next four bytes as a number */
  u32() {
    return toNumber(this.take(4));
  }

  /** Fail with kind `trailing` unless every byte has been read. */
  end() {
    if (this.position !== this.bytes.length) throw new AmanaError("trailing", "There are bytes after the end.");
  }
}

/** @param {number} value @returns {Bytes} */
export const u8 = (value) => fromNumber(value, 1);

/** @param {number} value @returns {Bytes} */
export const u16 = (value) => fromNumber(value, 2);

/** @param {number} value @returns {Bytes} */
export const u32 = (value) => fromNumber(value, 4);

/**
 * Write a number or bigint as `size` big-endian bytes.
 * @param {number | bigint} value
 * @param {number} size
 * @returns {Bytes}
 */
export function fromNumber(value, size) {
  const bytes = new Uint8Array(size);
  let rest = BigInt(value);
  for (let at = size - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
  if (rest !== 0n) throw new Error("internal error: the number does not fit its field");
  return bytes;
}

/** @param {Uint8Array} bytes at most six @returns {number} */
export const toNumber = (bytes) => bytes.reduce((value, byte) => value * 256 + byte, 0);

/** @param {Uint8Array} bytes @returns {bigint} */
export const toBigInt = (bytes) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** @param {Uint8Array[]} parts @returns {Bytes} */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Compare without stopping at the first difference.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function same(left, right) {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= left[at] ^ right[at];
  return difference === 0;
}

/**
 * Order as Python orders bytes: negative when `left` comes first, 0 when both are equal.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function compare(left, right) {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    if (left[at] !== right[at]) return left[at] - right[at];
  }
  return left.length - right.length;
}

/** @param {string} text @returns {Bytes} */
export const utf8 = (text) => Uint8Array.from(encoder.encode(text));

/** @param {Uint8Array} bytes @returns {string} */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Decode exactly `size` bytes of lower-case hex, or fail with `kind`.
 * @param {unknown} untrusted
 * @param {number} size
 * @param {string} [kind]
 * @returns {Bytes}
 */
export function fromHex(untrusted, size, kind = "bounds") {
  if (typeof untrusted !== "string" || untrusted.length !== 2 * size || !HEX.test(untrusted)) {
    throw new AmanaError(kind, `Expected ${size} bytes in lower-case hex.`);
  }
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = parseInt(untrusted.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {string} base64url without padding */
export function toBase64url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const count = Math.min(3, bytes.length - at);
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let digit = 0; digit <= count; digit++) text += BASE64URL[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/**
 * Decode exactly `size` bytes of unpadded base64url; malleable spellings are refused.
 * @param {unknown} untrusted
 * @param {number} size
 * @param {string} [kind]
 * @returns {Bytes}
 */
export function fromBase64url(untrusted, size, kind = "bounds") {
  const text = typeof untrusted === "string" ? untrusted : "";
  const bytes = new Uint8Array(size);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text.length === Math.ceil((size * 4) / 3) ? text : "") {
    held = ((held << 6) | BASE64URL.indexOf(character)) & 0x3fff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
    }
  }
  // Writing again and comparing refuses foreign characters and unused bits that are not zero.
  if (toBase64url(bytes) !== text) throw new AmanaError(kind, `Expected ${size} bytes in base64url.`);
  return bytes;
}
