/**
 * The codename: one number, several spellings (docs/formats.md §6.1, §6.2); twin of keys/codename.py.
 *
 * 83 random bits and 7 check bits. A spelling is only a way to say the number: any spelling is accepted anywhere,
 * and a slip is named on the reporter's own device in all but 2 of 128 cases.
 */

import { AmanaError } from "./errors.js";
import { sha256, systemRandom } from "./primitives.js";
import * as tags from "./tags.js";
import { concat, fromNumber, toBigInt, u8 } from "./wire.js";
import { BASE, EFF_INDEX, toWords } from "./words.js";

/** @typedef {{number: bigint, mode: number}} Codename */

export const DEVICE = 0;
export const SERVER = 1;
const RANDOM_BITS = 83n;
const CHECK_BITS = 7;
const WORD_COUNT = 7;
const DIGIT_COUNT = 28;
const MAX_TYPED = 1000;
const DIGITS = /^\p{Nd}+$/u;

/** @param {Codename} codename @returns {string} 7 words of the EFF large list */
export const words = ({ number }) => toWords(number, WORD_COUNT).join(" ");

/** @param {Codename} codename @returns {string} 28 digits in groups of four */
export const digits = ({ number }) => number.toString().padStart(DIGIT_COUNT, "0").replace(/\d{4}(?=\d)/g, "$&-");

/** @param {Codename} codename the number as 12 bytes */
export const numberBytes = ({ number }) => fromNumber(number, 12);

/**
 * Draw a codename; one whose two checks coincide would not tell its mode, and is drawn again.
 * @param {import("./primitives.js").Random} [random]
 * @returns {Codename}
 */
export function generate(random = systemRandom) {
  for (;;) {
    const drawn = toBigInt(random(11)) & ((1n << RANDOM_BITS) - 1n);
    const made = check(DEVICE, drawn);
    if (made !== check(SERVER, drawn)) return { number: (drawn << BigInt(CHECK_BITS)) | BigInt(made), mode: DEVICE };
  }
}

/**
 * Read any spelling; kinds `word` (its `position` counts from 1), `length` and `check`.
 * @param {string} untrusted
 * @returns {Codename}
 */
export function parse(untrusted) {
  const tokens = tokensOf(untrusted);
  const allDigits = tokens.length > 0 && tokens.every((token) => DIGITS.test(token));
  const number = allDigits ? fromDigits(tokens.join("")) : fromWords(tokens);
  const drawn = number >> BigInt(CHECK_BITS);
  if (drawn >> RANDOM_BITS === 0n) {
    const typed = Number(number & ((1n << BigInt(CHECK_BITS)) - 1n));
    for (const mode of [DEVICE, SERVER]) {
      if (typed === check(mode, drawn)) return { number, mode };
    }
  }
  throw new AmanaError("check", "This codename has a slip somewhere.");
}

/** @param {number} mode @param {bigint} drawn */
function check(mode, drawn) {
  return sha256(concat(tags.CODENAME, u8(mode), fromNumber(drawn, 11)))[0] >> (8 - CHECK_BITS);
}

/**
 * Normalise: NFKC, case folded, everything but letters, marks and digits becomes a space.
 *
 * JavaScript has no full case folding. Lower case and ß as ss give the same verdict: no other fold makes ASCII letters,
 * of which all listed words are made.
 * @param {string} untrusted
 */
function tokensOf(untrusted) {
  if (untrusted.length > 2 * MAX_TYPED || [...untrusted].length > MAX_TYPED) {
    throw new AmanaError("length", "This is too long to be a codename.");
  }
  const folded = untrusted.normalize("NFKC").toLowerCase().replace(/\xdf/g, "ss");
  return folded.replace(/[^\p{L}\p{M}\p{Nd}]+/gu, " ").split(" ").filter(Boolean);
}

/** @param {string} text */
function fromDigits(text) {
  const found = [...text];
  if (found.length !== DIGIT_COUNT) {
    throw new AmanaError("length", "A codename written in digits has 28 of them.");
  }
  return BigInt(found.map(digitValue).join(""));
}

/**
 * Return the value of any Unicode decimal digit: they stand in runs of ten that begin with their zero.
 * @param {string} digit
 */
function digitValue(digit) {
  const point = /** @type {number} */ (digit.codePointAt(0));
  let before = 0;
  while (DIGITS.test(String.fromCodePoint(point - 1 - before))) before++;
  return before % 10;
}

/** @param {string[]} tokens */
function fromWords(tokens) {
  const places = joinHyphenated(tokens).map((token, at) => {
    const place = EFF_INDEX.get(token);
    if (place === undefined) {
      throw new AmanaError("word", `Word ${at + 1} is not a codename word.`, { position: at + 1 });
    }
    return place;
  });
  if (places.length !== WORD_COUNT) throw new AmanaError("length", "A codename has 7 words, or 28 digits.");
  return places.reduce((number, place) => number * BigInt(BASE) + BigInt(place), 0n);
}

/**
 * Put back together the four listed words that carry a hyphen, which normalising took apart.
 * @param {string[]} tokens
 */
function joinHyphenated(tokens) {
  /** @type {string[]} */
  const joined = [];
  for (const token of tokens) {
    const both = `${joined[joined.length - 1]}-${token}`;
    if (EFF_INDEX.has(both)) joined[joined.length - 1] = both;
    else joined.push(token);
  }
  return joined;
}
