/**
 * The codename: one number, several spellings (docs/formats.md §6.1, §6.2); twin of keys/codename.py.
 *
 * 83 random bits and 7 check bits. A spelling is only a way to say the number: any spelling is accepted anywhere, and a
 * slip is named on the reporter's own device in all but 2 of 128 cases; in the spellings of nine words, which have room
 * for 16 check bits, in all but 2 of 65,536.
 */

import { AmanaError } from "./errors.js";
import { tokens } from "./folding.js";
import { sha256, systemRandom } from "./primitives.js";
import * as tags from "./tags.js";
import { concat, fromNumber, toBigInt, u8 } from "./wire.js";

/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./words.js").WordList} WordList */
/** @typedef {{number: bigint, mode: number}} Codename */
/** @typedef {Record<import("./words.js").Name, string>} InWords */
/** @typedef {Partial<InWords> & {digits: string, arabic_digits: string, mode: "device" | "server"}} Spellings */
/** @typedef {{known: WordList, typed: string[], places: (number | undefined)[]}} Reading what was typed, as words of one list */

export const DEVICE = 0;
export const SERVER = 1;
const RANDOM_BITS = 83n;
const CHECK_BITS = 7n;
const DIGIT_COUNT = 28;
const MAX_TYPED = 1000;
const SUGGESTIONS = 3;
const DIGITS = /^\p{Nd}+$/u;

/** @param {Codename} codename @param {WordList} known @returns {string} words of that list */
function spelling({ number, mode }, known) {
  const drawn = number >> CHECK_BITS;
  const bits = checkBits(known);
  return known.spell((drawn << bits) | check(mode, drawn, bits), known.count);
}

/** @param {Codename} codename @returns {string} 28 digits in groups of four */
export const digits = ({ number }) => number.toString().padStart(DIGIT_COUNT, "0").replace(/\d{4}(?=\d)/g, "$&-");

/**
 * @param {Codename} codename
 * @param {Words | null} words without them, only the digits
 * @returns {Spellings}
 */
export function spellings(codename, words) {
  const plain = digits(codename);
  const inWords = (words?.lists ?? []).map((known) => [known.name, spelling(codename, known)]);
  return {
    .../** @type {Partial<InWords>} */ (Object.fromEntries(inWords)),
    digits: plain,
    arabic_digits: plain.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
    mode: codename.mode === SERVER ? "server" : "device",
  };
}

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
    if (made !== check(SERVER, drawn)) return { number: (drawn << CHECK_BITS) | made, mode: DEVICE };
  }
}

/**
 * Tell whether this is digits, for which no lists are needed.
 * @param {string} untrusted
 */
export const isDigits = (untrusted) => untrusted.length <= 2 * MAX_TYPED && areDigits(tokens(untrusted));

/** @param {string[]} typed */
const areDigits = (typed) => typed.length > 0 && typed.every((token) => DIGITS.test(token));

/**
 * Read any spelling; kinds `word` (its `position` counts from 1, its `suggestions` are words that may be meant),
 * `length` and `check`.
 * @param {string} untrusted
 * @param {Words | null} words without them, only digits are read, and the kind of anything else is `words`
 * @returns {Codename}
 */
export function parse(untrusted, words) {
  if (untrusted.length > 2 * MAX_TYPED || [...untrusted].length > MAX_TYPED) {
    throw new AmanaError("length", "This is too long to be a codename.");
  }
  const typed = tokens(untrusted);
  const made = areDigits(typed) ? checked(fromDigits(typed.join("")), CHECK_BITS) : fromWords(typed, words);
  if (made === null) throw new AmanaError("check", "This codename has a slip somewhere.");
  return made;
}

/** @param {number} mode @param {bigint} drawn @param {bigint} bits */
function check(mode, drawn, bits = CHECK_BITS) {
  const digest = sha256(concat(tags.CODENAME, u8(mode), fromNumber(drawn, 11)));
  return toBigInt(digest.subarray(0, 2)) >> (16n - bits);
}

/**
 * Nine words of 2,048 have room for 99 bits; seven of 7,776 for the 90 of the number only.
 * @param {WordList} known
 */
const checkBits = (known) => (known.name === "eff" ? CHECK_BITS : 16n);

/**
 * Return the codename whose random bits and first `bits` check bits are `value`, if there is one.
 * @param {bigint} value
 * @param {bigint} bits
 * @returns {Codename | null}
 */
function checked(value, bits) {
  const drawn = value >> bits;
  if (drawn >> RANDOM_BITS !== 0n) return null;
  const typed = value & ((1n << bits) - 1n);
  const mode = [DEVICE, SERVER].find((each) => check(each, drawn, bits) === typed);
  return mode === undefined ? null : { number: (drawn << CHECK_BITS) | check(mode, drawn), mode };
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

/**
 * Read the words by the list that knows them all; two lists may, and then the check tells.
 * @param {string[]} typed
 * @param {Words | null} words
 * @returns {Codename | null}
 */
function fromWords(typed, words) {
  if (words === null) throw new AmanaError("words", "Words cannot be read without their lists.");
  const readings = words.lists.map((known) => reading(known, typed));
  const whole = readings.filter(({ places }) => !places.includes(undefined));
  if (whole.length === 0) throw unknown(readings);
  if (whole.every(({ known, places }) => places.length !== known.count)) {
    throw new AmanaError("length", "A codename has 7 English words, 9 French, Spanish or Arabic words, or 28 digits.");
  }
  return whole.map((each) => codenameOf(each)).find((made) => made !== null) ?? null;
}

/** @param {WordList} known @param {string[]} tokens @returns {Reading} */
function reading(known, tokens) {
  const typed = known.joined(tokens);
  return { known, typed, places: typed.map((token) => known.index.get(token)) };
}

/**
 * Return the codename these words say, if they do, with this place for a word that is unknown.
 * @param {Reading} reading
 * @param {number} [replaced]
 */
function codenameOf({ known, places }, replaced = 0) {
  if (places.length !== known.count) return null;
  const base = BigInt(known.words.length);
  const value = places.reduce((sum, place) => sum * base + BigInt(place ?? replaced), 0n);
  return checked(value, checkBits(known));
}

/**
 * Name the first unknown word by the list that fits best, and the words of it that may be meant.
 * @param {Reading[]} readings
 */
function unknown(readings) {
  const best = Math.max(...readings.map(fit));
  const [{ rivals, at, fitting }] = readings
    .filter((each) => fit(each) === best)
    .map((fitting) => {
      const at = fitting.places.indexOf(undefined);
      return { fitting, at, rivals: fitting.known.rivals(fitting.typed[at]) };
    })
    // Between lists that fit alike, the one with the nearest word.
    .sort((one, other) => nearness(one.rivals) - nearness(other.rivals));
  const places = rivals.map(({ place }) => place);
  // After one slip, the check bits tell which word it was.
  const alone = fitting.places.filter((place) => place === undefined).length === 1;
  const sure = alone ? places.filter((place) => codenameOf(fitting, place) !== null) : [];
  const suggestions = (sure.length > 0 ? sure : places).slice(0, SUGGESTIONS).map((place) => fitting.known.words[place]);
  return new AmanaError("word", `Word ${at + 1} is not a codename word.`, { position: at + 1, suggestions });
}

/** The more known words the better, then the right number of them. @param {Reading} reading */
function fit({ known, places }) {
  const count = places.filter((place) => place !== undefined).length;
  return 2 * count + (places.length === known.count ? 1 : 0);
}

/** @param {import("./likely.js").Rival[]} rivals */
const nearness = ([first]) => (first === undefined ? Infinity : MAX_TYPED * first.distance - first.alike);
