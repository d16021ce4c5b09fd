/**
 * Envelope body: STREAM of 64 KiB chunks (docs/formats.md §5.3), in constant memory.
 *
 * Sealed chunks fill a piece; when it is full it is handed on, and the next one is begun in another of three buffers,
 * again and again. So a piece stands until the next but one is asked for, and no longer.
 */

import { aeadSeal, sha256Stream } from "../primitives.js";
import { CHUNK, HEADER, TAG } from "../sizes.js";
import { fromNumber } from "../wire.js";

/** @typedef {import("../wire.js").Bytes} Bytes */

const SEALED = CHUNK + TAG;
/** Chunks a piece may have; what is written at once is never more than the least. */
export const LEAST_CHUNKS = 4;
export const MOST_CHUNKS = 16;

/** Seal bytes as they come; `take` gives the pieces that are full, `close` seals the last chunk. */
export class StreamWriter {
  /** Chunks of the pieces to come. */
  chunks = LEAST_CHUNKS;
  #keys;
  #digest = sha256Stream();
  #pending = new Uint8Array(CHUNK);
  #held = 0;
  #counter = 0;
  #buffers = Array.from({ length: 3 }, () => new Uint8Array(HEADER + MOST_CHUNKS * SEALED));
  #filled = 0;
  #sealed = 0;
  /** @type {Bytes | null} */
  #full = null;

  /** @param {import("./header.js").Started} started */
  constructor({ header, keys }) {
    this.#keys = keys;
    this.#buffers[0].set(header);
    this.#filled = header.length;
  }

  /**
   * Take at most the least chunks of plaintext; every chunk known not to be the last is sealed at once, straight from
   * `data` where it is whole. Call `take` before the next.
   * @param {Uint8Array} data
   */
  write(data) {
    let at = 0;
    while (this.#held + data.length - at > CHUNK) {
      if (this.#held === 0) {
        this.#seal(data.subarray(at, at + CHUNK), false);
        at += CHUNK;
      } else {
        at += this.#hold(data.subarray(at, at + CHUNK - this.#held));
        this.#seal(this.#pending, false);
        this.#held = 0;
      }
    }
    this.#hold(data.subarray(at));
  }

  /** @returns {Bytes | null} the piece that has become full, once */
  take() {
    const full = this.#full;
    this.#full = null;
    return full;
  }

  /**
   * Seal the last chunk; return what has not been taken, and the envelope's id, 32 bytes.
   * @returns {{rest: Bytes[], id: Bytes}}
   */
  close() {
    this.#seal(this.#pending.subarray(0, this.#held), true);
    const before = this.take();
    this.#flush();
    const rest = [before, this.take()].filter((piece) => piece !== null);
    return { rest, id: Uint8Array.from(this.#digest.digest()) };
  }

  /** @param {Uint8Array} data @returns {number} its length */
  #hold(data) {
    this.#pending.set(data, this.#held);
    this.#held += data.length;
    return data.length;
  }

  /** @param {Uint8Array} chunk @param {boolean} last */
  #seal(chunk, last) {
    if (this.#sealed >= this.chunks) this.#flush();
    const size = chunk.length + TAG;
    const out = this.#buffers[0].subarray(this.#filled, this.#filled + size);
    aeadSeal(this.#keys.body, nonce(this.#counter, last), chunk, this.#keys.digest, out);
    this.#counter += 1;
    this.#sealed += 1;
    this.#filled += size;
  }

  #flush() {
    if (this.#full !== null) throw new Error("internal error: a piece was not taken");
    const [current, ...others] = this.#buffers;
    this.#full = current.subarray(0, this.#filled);
    this.#digest.update(this.#full);
    this.#buffers = [...others, current];
    this.#filled = this.#sealed = 0;
  }
}

/**
 * Return the chunk's nonce: 11-byte counter, then 1 for the last chunk only.
 * @param {number} counter
 * @param {boolean} last
 */
function nonce(counter, last) {
  const bytes = new Uint8Array(12);
  bytes.set(fromNumber(counter, 11));
  bytes[11] = Number(last);
  return bytes;
}
