/** Small checks on parsed JSON, shared by the strict readers of manifests, reports and boards; twin of keys/shape.py. */

import { isDay } from "./calendar.js";
import { AmanaError } from "./errors.js";
import { fromHex } from "./wire.js";

/** @typedef {import("./canonical.js").Fields} Fields */

/** Checks that fail with one `kind`; each returns the value, typed. */
export class Shape {
  /** @param {string} kind */
  constructor(kind) {
    this.kind = kind;
  }

  /** @param {string} message @returns {AmanaError} the error to throw */
  fail(message) {
    return new AmanaError(this.kind, message);
  }

  /**
   * Require an object with exactly the `expected` keys.
   * @param {unknown} value
   * @param {string[]} expected
   */
  keys(value, expected) {
    const fields = this.mapping(value, expected.length);
    const held = Object.keys(fields);
    if (held.length !== expected.length || !expected.every((key) => held.includes(key))) {
      throw this.fail(`Expected exactly the keys ${expected.join(", ")}.`);
    }
    return fields;
  }

  /**
   * Require an object of at most `most` keys.
   * @param {unknown} value
   * @param {number} most
   */
  mapping(value, most) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length > most) {
      throw this.fail(`Expected an object of at most ${most} keys.`);
    }
    return /** @type {Fields} */ (value);
  }

  /**
   * Require a list of `least` to `most` items.
   * @param {unknown} value
   * @param {number} least
   * @param {number} most
   * @returns {unknown[]}
   */
  items(value, least, most) {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw this.fail(`Expected a list of ${least} to ${most} items.`);
    }
    return value;
  }

  /**
   * Require text of `least` to `most` characters: Unicode code points, as Python counts them.
   * @param {unknown} value
   * @param {number} least
   * @param {number} most
   */
  text(value, least, most) {
    // No code point takes more than two UTF-16 units, so huge text is refused without counting it.
    const units = typeof value === "string" ? value.length : Infinity;
    const length = units > 2 * most ? units : [.../** @type {string} */ (value)].length;
    if (length < least || length > most) throw this.fail(`Expected text of ${least} to ${most} characters.`);
    return /** @type {string} */ (value);
  }

  /**
   * Require a whole number within bounds.
   * @param {unknown} value
   * @param {number} least
   * @param {number} most
   */
  integer(value, least, most) {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) {
      throw this.fail(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  }

  /** @param {unknown} value */
  boolean(value) {
    if (typeof value !== "boolean") throw this.fail("Expected true or false.");
    return value;
  }

  /**
   * Require one of a few words.
   * @param {unknown} value
   * @param {readonly string[]} among
   */
  choice(value, among) {
    if (typeof value !== "string" || !among.includes(value)) throw this.fail(`Expected one of ${among.join(", ")}.`);
    return value;
  }

  /**
   * Require text that is a `pattern`, which is anchored at both ends.
   * @param {unknown} value
   * @param {RegExp} pattern
   */
  match(value, pattern) {
    if (typeof value !== "string" || !pattern.test(value)) throw this.fail(`Expected text of the form ${pattern.source}.`);
    return value;
  }

  /**
   * Require `size` bytes in lower-case hex.
   * @param {unknown} value
   * @param {number} size
   */
  octets(value, size) {
    return fromHex(value, size, this.kind);
  }

  /**
   * Require a day as YYYY-MM-DD.
   * @param {unknown} value
   */
  day(value) {
    if (typeof value !== "string" || !isDay(value)) throw this.fail("Expected a day as YYYY-MM-DD.");
    return value;
  }
}
