/** Proof of work: the small price of every envelope (docs/formats.md §11.1); twin of keys/work.py. */

import { AmanaError } from "./errors.js";
import { breathe } from "./line.js";
import * as net from "./net.js";
import { sha256Stream } from "./primitives.js";
import * as tags from "./tags.js";
import { concat, fromHex, toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{bits: number, challenge: Bytes, hour: number, until: number}} Challenge `until` by performance.now() */

const LIMIT = 1024;
const HOUR = 3_600_000;
const DAY = 24; // hours
// Milliseconds of work between two looks at other events, and hashes between two looks at the clock.
const SLICE = 40;
const STRIDE = 128;
// Nobody is asked for more; a server that does is not ours.
const MOST_BITS = 28;

/**
 * Ask for the challenge, which is the same for everybody; it holds for an hour from now at least, by any clock. Kind
 * `clock` when the device is more than a day from the server's hour: weeks, and the day a report bears, would be wrong.
 * Only a person may set it right.
 * @returns {Promise<Challenge>}
 */
export async function fetchChallenge() {
  const until = performance.now() + HOUR;
  const text = new TextDecoder().decode(await net.get("/challenge", LIMIT));
  const { bits, challenge, hour } = net.fieldsOf(text);
  if (!isNumber(bits, MOST_BITS) || !isNumber(hour, 2 ** 32)) throw new AmanaError("refused", "This is no challenge.");
  if (Math.abs(Math.floor(Date.now() / HOUR) - hour) > DAY) throw new AmanaError("clock", "The device's clock is wrong.");
  return { bits, challenge: fromHex(challenge, 16, "refused"), hour, until };
}

/** @param {unknown} value @param {number} most @returns {value is number} */
const isNumber = (value, most) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;

/**
 * Find the proof for a header's hash, as `Amana-Work` says it; other events are heard meanwhile. Kind `cancelled` when
 * `signal` says that nobody wants it any more.
 * @param {Challenge} challenge
 * @param {Bytes} deployment
 * @param {Bytes} header
 * @param {{signal?: AbortSignal, progress?: (done: number, total: number) => void}} [options]
 * @returns {Promise<string>}
 */
export async function prove({ bits, challenge, hour }, deployment, header, { signal, progress } = {}) {
  const search = new Search(concat(tags.WORK, deployment, challenge, header), bits);
  const total = 2 ** bits; // on average; never said to be over before it is
  while (!search.run(SLICE)) {
    progress?.(Math.min(search.tried, total - 1), total);
    await breathe();
    if (signal?.aborted) throw new AmanaError("cancelled", "Nobody needs this proof any more.");
  }
  progress?.(total, total);
  return `${hour}-${toHex(search.nonce)}`;
}

/** The price of one envelope: the search may begin before anybody waits for it. */
export class Price {
  #deployment;
  #header;
  #stopper = new AbortController();
  /** @type {Promise<Challenge | null>} */
  #asked = Promise.resolve(null);
  /** @type {Promise<string | null>} */
  #begun = Promise.resolve(null);
  /** @type {(done: number, total: number) => void} */
  #progress = () => {};

  /**
   * @param {Bytes} deployment
   * @param {Bytes} header hash of the envelope's header
   */
  constructor(deployment, header) {
    this.#deployment = deployment;
    this.#header = header;
  }

  /** Begin in the background; what fails there is done again when it is needed. */
  begin() {
    this.#asked = fetchChallenge().catch(() => null);
    this.#begun = this.#asked.then((challenge) => challenge && this.#search(challenge)).catch(() => null);
  }

  /**
   * Have a challenge before anything is sealed; kinds `clock` and `cancelled`.
   * @param {import("./line.js").Line} line
   */
  async agree(line) {
    if ((await this.#asked) === null) await this.#ask(line);
  }

  /** Nobody needs it any more. */
  stop() {
    this.#stopper.abort();
  }

  /**
   * Return a proof that holds now, made already or not; `again` when the last one was refused. Kind `cancelled`.
   * @param {boolean} again
   * @param {import("./line.js").Line} line
   * @param {(done: number, total: number) => void} progress
   * @returns {Promise<string>}
   */
  async prove(again, line, progress) {
    this.#progress = progress;
    const found = await this.#begun;
    const known = await this.#asked;
    const isFresh = known !== null && !again && performance.now() < known.until;
    if (isFresh && found !== null) return found;
    const sure = this.#search(isFresh ? known : await this.#ask(line));
    this.#begun = sure;
    return sure;
  }

  /** @param {import("./line.js").Line} line */
  async #ask(line) {
    const challenge = await line.persist(fetchChallenge);
    this.#asked = Promise.resolve(challenge);
    return challenge;
  }

  /** @param {Challenge} challenge */
  async #search(challenge) {
    return prove(challenge, this.#deployment, this.#header, {
      signal: this.#stopper.signal,
      progress: (done, total) => this.#progress(done, total),
    });
  }
}

/** The search for the least nonce: of each try, only the last block is hashed. */
class Search {
  tried = 0;
  nonce = new Uint8Array(8);
  #counter = new DataView(this.nonce.buffer);
  #digest = new Uint8Array(32);
  #start;
  #hash;
  #bits;

  /** @param {Bytes} subject @param {number} bits */
  constructor(subject, bits) {
    this.#start = sha256Stream().update(subject);
    this.#hash = this.#start.clone();
    this.#bits = bits;
  }

  /**
   * Search for so many milliseconds; return whether `nonce` is found.
   * @param {number} milliseconds
   */
  run(milliseconds) {
    const end = performance.now() + milliseconds;
    do {
      for (let n = 0; n < STRIDE; n++, this.tried++) {
        // Numbers are exact to 2^53; nobody counts so far.
        this.#counter.setUint32(0, Math.floor(this.tried / 2 ** 32));
        this.#counter.setUint32(4, this.tried % 2 ** 32);
        this.#hash = this.#start._cloneInto(this.#hash);
        this.#hash.update(this.nonce).digestInto(this.#digest);
        if (leadingZeroBits(this.#digest) >= this.#bits) return true;
      }
    } while (performance.now() < end);
    return false;
  }
}

/** @param {Uint8Array} digest at least 32 bits of it are looked at, which is all that is ever asked for */
function leadingZeroBits(digest) {
  const [a, b, c, d] = digest;
  return Math.clz32(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}
