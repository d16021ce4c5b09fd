/**
 * Inflate (RFC 1951), bounded: a browser's own DecompressionStream is too young for the oldest ones meant here, and
 * cannot stop at a size. Canonical Huffman codes are read bit by bit, which is enough for the few parts looked at.
 */

import { AmanaError } from "../errors.js";
import { damaged } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {{counts: Uint16Array, symbols: Uint16Array}} Code */

const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const REPEATS = [[2, 3], [3, 3], [7, 11]]; // of symbols 16 to 18: how many bits, added to what
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Inflate at most `most` bytes.
 * @param {Bytes} packed
 * @param {number} most
 * @returns {{bytes: Bytes, whole: boolean}} not whole: it was cut short, damaged, or larger than `most`
 */
export function inflate(packed, most) {
  const inflating = new Inflating(packed, most);
  const whole = inflating.run();
  return { bytes: inflating.out.subarray(0, inflating.length), whole };
}

class Inflating {
  #at = 0;
  #bits = 0;
  #held = 0;
  length = 0;

  /** @param {Bytes} packed @param {number} most */
  constructor(packed, most) {
    this.packed = packed;
    this.most = most;
    /** @type {Bytes} */
    this.out = new Uint8Array(Math.min(4 * packed.length + 64, most));
  }

  run() {
    try {
      while (!this.#block());
      return true;
    } catch (error) {
      if (error instanceof AmanaError) return false;
      throw error;
    }
  }

  /** Read one block; true after the last. */
  #block() {
    const last = this.#take(1) === 1;
    const type = this.#take(2);
    if (type === 0) this.#stored();
    else if (type === 1) this.#coded(...FIXED);
    else if (type === 2) this.#coded(...this.#codes());
    else throw damaged("There is no such block.");
    return last;
  }

  /** @param {number} count of bits, at most 16 */
  #take(count) {
    while (this.#held < count) {
      if (this.#at === this.packed.length) throw damaged("The packed data ends too early.");
      this.#bits |= this.packed[this.#at++] << this.#held;
      this.#held += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#held -= count;
    return value;
  }

  /** @param {number} byte */
  #give(byte) {
    if (this.length === this.out.length) this.#grow();
    this.out[this.length++] = byte;
  }

  #grow() {
    if (this.length === this.most) throw damaged("There is more than was asked for.");
    const larger = new Uint8Array(Math.min(2 * this.length, this.most));
    larger.set(this.out);
    this.out = larger;
  }

  #stored() {
    this.#bits = 0;
    this.#held = 0;
    const length = this.#take(16);
    if (length !== (this.#take(16) ^ 0xffff)) throw damaged("A stored block contradicts itself.");
    for (let n = 0; n < length; n++) this.#give(this.#take(8));
  }

  /** @param {Code} code */
  #symbol({ counts, symbols }) {
    let [word, first, index] = [0, 0, 0];
    for (let size = 1; size < 16; size++) {
      word |= this.#take(1);
      if (word - first < counts[size]) return symbols[index + word - first] ?? fail();
      index += counts[size];
      first = (first + counts[size]) << 1;
      word <<= 1;
    }
    return fail();
  }

  /** @returns {[Code, Code]} */
  #codes() {
    const [literals, distances, sizes] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4];
    const own = new Array(19).fill(0);
    for (let n = 0; n < sizes; n++) own[ORDER[n]] = this.#take(3);
    const code = codeOf(own);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = this.#symbol(code);
      const [bits, least] = REPEATS[symbol - 16] ?? [0, 1];
      const length = symbol < 16 ? symbol : symbol === 16 ? lengths[lengths.length - 1] ?? 0 : 0;
      for (let n = least + this.#take(bits); n > 0; n--) lengths.push(length);
    }
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals, literals + distances))];
  }

  /** @param {Code} literals @param {Code} distances */
  #coded(literals, distances) {
    for (let symbol = this.#symbol(literals); symbol !== 256; symbol = this.#symbol(literals)) {
      if (symbol < 256) this.#give(symbol);
      else this.#copy(symbol - 257, distances);
    }
  }

  /** @param {number} step @param {Code} distances */
  #copy(step, distances) {
    if (step >= LENGTHS.length) throw damaged("There is no such length.");
    const length = LENGTHS[step] + this.#take(step < 8 || step === 28 ? 0 : (step >> 2) - 1);
    const far = this.#symbol(distances);
    const distance = (DISTANCES[far] ?? Infinity) + this.#take(far < 4 ? 0 : (far >> 1) - 1);
    if (distance > this.length) throw damaged("A copy begins before the beginning.");
    for (let n = 0; n < length; n++) this.#give(this.out[this.length - distance]);
  }
}

/** @returns {never} */
function fail() {
  throw damaged("There is no such code.");
}

/** @param {number[]} lengths of each symbol's code, in bits @returns {Code} */
function codeOf(lengths) {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const starts = new Uint16Array(17);
  for (let size = 1; size < 16; size++) starts[size + 1] = starts[size] + counts[size];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[starts[length]++] = symbol;
  });
  return { counts, symbols };
}

/** @type {[Code, Code]} */
const FIXED = [
  codeOf(Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8))),
  codeOf(new Array(30).fill(5)),
];
