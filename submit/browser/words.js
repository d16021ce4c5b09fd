/** The EFF large list, 7,776 words, by the Electronic Frontier Foundation, CC BY 3.0 US; built in from keys/words. */

import list from "../../keys/words/eff.txt";

export const BASE = 7776;

/** @type {readonly string[]} */
export const EFF = list.trim().split(/\s+/);

/** Each word's place; hyphenated ones also without hyphen, unless that is another word (yoyo). */
export const EFF_INDEX = new Map([
  ...EFF.map((word, place) => /** @type {[string, number]} */ ([word.replace("-", ""), place])),
  ...EFF.map((word, place) => /** @type {[string, number]} */ ([word, place])),
]);

/**
 * Write `number` as `count` words in base 7776, most significant first.
 * @param {bigint} number
 * @param {number} count
 * @returns {string[]}
 */
export function toWords(number, count) {
  const words = [];
  for (let rest = number; words.length < count; rest /= BigInt(BASE)) words.unshift(EFF[Number(rest % BigInt(BASE))]);
  return words;
}
