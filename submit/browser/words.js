/**
 * The word lists, fetched once and kept in memory; twin of keys/words.
 *
 * The EFF large list is by the Electronic Frontier Foundation, CC BY 3.0 US; the French and Spanish lists are those of
 * BIP-39; the Arabic list is ours. keys/words/LICENSES.txt tells more.
 */

import { AmanaError } from "./errors.js";
import { fold } from "./folding.js";
import { rivals } from "./likely.js";
import * as net from "./net.js";
import { sha256 } from "./primitives.js";
import { toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {"eff" | "fr" | "es" | "ar"} Name */

const FILE = "/static/words.txt";
const LIMIT = 1 << 17;
/** @type {readonly [Name, number, number][]} name, words in the list, words in a codename */
const LISTS = [["eff", 7776, 7], ["fr", 2048, 9], ["es", 2048, 9], ["ar", 2048, 9]];

/** A list of words, how each is looked up once folded, and how many of them spell a codename. */
export class WordList {
  /**
   * @param {Name} name
   * @param {readonly string[]} words
   * @param {number} count
   */
  constructor(name, words, count) {
    this.name = name;
    this.words = words;
    this.count = count;
    this.folded = words.map(fold);
    const places = this.folded.map((word, place) => /** @type {[string, number]} */ ([word, place]));
    // A hyphenated word is found without its hyphen too, unless that is another word (yoyo).
    const joined = places.map(([word, place]) => /** @type {[string, number]} */ ([word.replace("-", ""), place]));
    this.index = new Map([...joined, ...places]);
  }

  /**
   * Write `number` as `count` words, most significant first.
   * @param {bigint} number
   * @param {number} count
   * @returns {string}
   */
  spell(number, count) {
    const base = BigInt(this.words.length);
    const spelt = [];
    for (let rest = number; spelt.length < count; rest /= base) spelt.unshift(this.words[Number(rest % base)]);
    return spelt.join(" ");
  }

  /**
   * Put back together the listed words that carry a hyphen, which splitting took apart.
   * @param {string[]} tokens
   */
  joined(tokens) {
    /** @type {string[]} */
    const joined = [];
    for (const token of tokens) {
      const both = `${joined[joined.length - 1]}-${token}`;
      if (this.index.has(both)) joined[joined.length - 1] = both;
      else joined.push(token);
    }
    return joined;
  }

  /** @param {string} token that is not of this list */
  rivals(token) {
    return rivals(token, this.folded);
  }
}

/** @typedef {{lists: readonly WordList[], eff: WordList, fr: WordList, es: WordList, ar: WordList}} Words */

/** Fetch and check the lists; kinds of the network, and `words`: not the lists this program was built with. */
export const load = async () => parse(await net.get(FILE, LIMIT));

/**
 * @param {Bytes} untrusted
 * @returns {Words}
 */
export function parse(untrusted) {
  if (toHex(sha256(untrusted)) !== WORDS_SHA256) throw new AmanaError("words", "These are not the word lists.");
  const all = new TextDecoder().decode(untrusted).trim().split("\n");
  let from = 0;
  const lists = LISTS.map(([name, size, count]) => new WordList(name, all.slice(from, (from += size)), count));
  const [eff, fr, es, ar] = lists;
  return { lists, eff, fr, es, ar };
}
