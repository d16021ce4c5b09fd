/** Putting one word of a typed codename right, whatever stands around it. */

import { NOTHING } from "../folding.js";

/** What counts as one word: letters and digits with their marks; the two English halves that a hyphen joins are one. */
const WORDS = /(?:(?:drop|felt|t|yo)[^\p{L}\p{M}\p{Nd}]+(?:down|tip|shirt|yo)(?![\p{L}\p{M}\p{Nd}])|[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*)/giu;

/**
 * The same text with the word at `position`, from 1, put right: counted as the worker does, without invisible characters.
 *
 * @param {string} text
 * @param {number} position
 * @param {string} word
 */
export function putRight(text, position, word) {
  let at = 0;
  return text.replace(NOTHING, "").replace(WORDS, (typed) => {
    at += 1;
    return at === position ? word : typed;
  });
}
