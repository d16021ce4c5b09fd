/** Numbers and short texts out of a file's bytes; what does not fit is damage, kind `metadata`. */

import { AmanaError } from "../errors.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Return the one error of this folder: the file breaks a rule of its format, or holds more than is looked at.
 * @param {string} message
 */
export const damaged = (message) => new AmanaError("metadata", message);

/**
 * Read an unsigned number of `size` bytes, big end first unless `little`; at most 2^53 - 1.
 * @param {Bytes} bytes
 * @param {number} at
 * @param {number} size
 * @param {boolean} [little]
 */
export function number(bytes, at, size, little = false) {
  if (at < 0 || at + size > bytes.length) throw damaged("A number reaches beyond its part of the file.");
  let value = 0;
  for (let n = 0; n < size; n++) value = value * 256 + bytes[little ? at + size - 1 - n : at + n];
  if (value > Number.MAX_SAFE_INTEGER) throw damaged("A number is too large.");
  return value;
}

/** @param {Bytes} bytes @param {number} at @param {boolean} [little] */
export const u16 = (bytes, at, little) => number(bytes, at, 2, little);

/** @param {Bytes} bytes @param {number} at @param {boolean} [little] */
export const u32 = (bytes, at, little) => number(bytes, at, 4, little);

/** @param {Bytes} bytes @param {number} at */
export const u64 = (bytes, at) => number(bytes, at, 8);

/**
 * Write a number into `size` bytes, big end first unless `little`.
 * @param {number} value
 * @param {number} size
 * @param {boolean} [little]
 * @returns {Bytes}
 */
export function toBytes(value, size, little = false) {
  const bytes = new Uint8Array(size);
  for (let n = 0; n < size; n++) bytes[little ? n : size - 1 - n] = Math.floor(value / 256 ** n) % 256;
  return bytes;
}

const LATIN = new TextDecoder("windows-1252");
const UTF8 = new TextDecoder();

/** Read bytes as text, one character a byte. @param {Uint8Array} bytes */
export const latin = (bytes) => LATIN.decode(bytes);

/**
 * Read bytes as text whose characters are the bytes: unlike Latin-1 as browsers have it, it can be taken back.
 * @param {Uint8Array} bytes
 */
export function binary(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

/** Read bytes as UTF-8, or as Latin-1 where they are not. @param {Uint8Array} bytes */
export function text(bytes) {
  const read = UTF8.decode(bytes);
  return read.includes("\ufffd") ? latin(bytes) : read;
}

/** Write ASCII text. @param {string} ascii @returns {Bytes} */
export const toAscii = (ascii) => Uint8Array.from(ascii, (character) => character.charCodeAt(0));

/**
 * Tell whether `bytes` hold the ASCII text `ascii` at `at`.
 * @param {Uint8Array} bytes
 * @param {string} ascii
 * @param {number} [at]
 */
export function holds(bytes, ascii, at = 0) {
  if (at + ascii.length > bytes.length) return false;
  for (let n = 0; n < ascii.length; n++) if (bytes[at + n] !== ascii.charCodeAt(n)) return false;
  return true;
}

/** Put byte strings one after the other. @param {Uint8Array[]} parts @returns {Bytes} */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export const same = (one, other) => one.length === other.length && one.every((byte, n) => byte === other[n]);
