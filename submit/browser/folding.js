/** Folding: what people write in many ways, written in one (docs/formats.md §6.2); twin of keys/words/folding.py. */

// Invisible characters that come with text copied from a page or typed from right to left, and the tatweel, which only
// stretches a word. The zero-width space stands between words: it is a space.
export const NOTHING = /[\xad\u061c\u0640\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
// Arabic letters that are written for each other, and what Persian and Urdu keyboards have for the same ones.
// The hamzas on alef, waw and yeh are marks once taken apart.
/** @type {[RegExp, string][]} */
const LETTERS = [
  [/\u0671/g, "\u0627"],
  [/[\u0649\u06cc]/g, "\u064a"],
  [/[\u0629\u06c1\u06be\u06d5\u06c3]/g, "\u0647"],
  [/\u06a9/g, "\u0643"],
];

/**
 * Take compatibility shapes, case, accents, vowel signs, tatweel and Arabic letter variants away.
 *
 * JavaScript has no full case folding. Without marks and compatibility shapes, lower case and ß as ss give the same
 * verdict: no other fold makes a letter that a listed word is made of, or more letters than there were.
 * @param {string} text
 */
export function fold(text) {
  const bare = text.replace(NOTHING, "").normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/\xdf/g, "ss");
  return LETTERS.reduce((folded, [from, to]) => folded.replace(from, to), bare);
}

/**
 * Fold, and split at everything that is neither letter nor decimal digit.
 * @param {string} text
 */
export const tokens = (text) => fold(text).split(/[^\p{L}\p{Nd}]+/u).filter(Boolean);
