/**
 * Canonical JSON: RFC 8785, narrowed (docs/formats.md §1); the twin of keys/canonical.py.
 *
 * Reading is parse, write again, compare: whatever is not the one spelling of its value is refused.
 */

import { AmanaError } from "./errors.js";
import { same, utf8 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{[key: string]: unknown}} Fields */

const MAX_DEPTH = 16;
const LONE_SURROGATE = /\p{Surrogate}/u;
// A byte order mark must not be swallowed: it is not canonical.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Write an object in its one canonical spelling; kind `canonical` when it has none.
 * @param {Fields} value
 * @returns {Bytes}
 */
export const dumps = (value) => utf8(write(value, 0));

/**
 * Parse an object of at most `limit` bytes; kinds `bounds` and `canonical`.
 * @param {Uint8Array} untrusted
 * @param {number} limit
 * @returns {Fields}
 */
export function loads(untrusted, limit) {
  if (untrusted.length > limit) throw new AmanaError("bounds", `This part is larger than ${limit} bytes.`);
  const value = parse(untrusted);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refusal();
  const object = /** @type {Fields} */ (value);
  if (!same(dumps(object), untrusted)) throw refusal();
  return object;
}

/** @param {Uint8Array} untrusted @returns {unknown} */
function parse(untrusted) {
  try {
    return JSON.parse(decoder.decode(untrusted));
  } catch (cause) {
    throw refusal(cause);
  }
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @returns {string}
 */
function write(value, depth) {
  if (depth > MAX_DEPTH) throw new AmanaError("canonical", "This value is nested too deeply.");
  if (typeof value === "string") return writeText(value);
  if (typeof value === "boolean" || (typeof value === "number" && Number.isSafeInteger(value))) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value !== "object" || value === null) throw refusal();
  const fields = /** @type {Fields} */ (value);
  // JavaScript sorts by UTF-16 code unit, which is the order RFC 8785 asks for.
  const members = Object.keys(fields).sort();
  return `{${members.map((key) => `${writeText(key)}:${write(fields[key], depth + 1)}`).join(",")}}`;
}

/** @param {string} text */
function writeText(text) {
  if (LONE_SURROGATE.test(text)) throw refusal();
  return JSON.stringify(text);
}

/** @param {unknown} [cause] */
const refusal = (cause) => new AmanaError("canonical", "This part is not canonical JSON.", { cause });
