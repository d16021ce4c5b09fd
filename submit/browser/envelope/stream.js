/**
 * Envelope body: STREAM of 64 KiB chunks (docs/formats.md §5.3), in constant memory.
 *
 * Sealed chunks fill one buffer of 4 MiB, again and again; each full one becomes a Blob, which the browser may keep on
 * disk. What is kept there is ciphertext.
 */

import { aeadSeal, sha256Stream } from "../primitives.js";
import { CHUNK, TAG } from "../sizes.js";
import { fromNumber } from "../wire.js";

/** @typedef {import("../wire.js").Bytes} Bytes */

const SEALED = CHUNK + TAG;
const PIECE = 64 * SEALED;

/** Seal bytes as they come; `close` seals the last chunk and returns the envelope. */
export class StreamWriter {
  /** @param {import("./header.js").Started} started */
  constructor({ header, keys }) {
    this.keys = keys;
    /** @type {Blob[]} */
    this.pieces = [];
    this.digest = sha256Stream();
    this.pending = new Uint8Array(CHUNK);
    this.held = 0;
    this.counter = 0;
    this.buffer = new Uint8Array(PIECE);
    this.filled = 0;
    this.pass(header);
  }

  /**
   * Take plaintext; every chunk known not to be the last is sealed at once, straight from `data` where it is whole.
   * @param {Uint8Array} data
   */
  write(data) {
    let at = 0;
    while (this.held + data.length - at > CHUNK) {
      if (this.held === 0) {
        this.seal(data.subarray(at, at + CHUNK), false);
        at += CHUNK;
      } else {
        at += this.hold(data.subarray(at, at + CHUNK - this.held));
        this.seal(this.pending, false);
        this.held = 0;
      }
    }
    this.hold(data.subarray(at));
  }

  /**
   * Seal the last chunk; return the whole envelope and its id, 32 bytes.
   * @returns {{envelope: Blob, id: Bytes}}
   */
  close() {
    this.seal(this.pending.subarray(0, this.held), true);
    this.flush();
    return { envelope: new Blob(this.pieces), id: Uint8Array.from(this.digest.digest()) };
  }

  /** @param {Uint8Array} data @returns {number} its length */
  hold(data) {
    this.pending.set(data, this.held);
    this.held += data.length;
    return data.length;
  }

  /** @param {Uint8Array} chunk @param {boolean} last */
  seal(chunk, last) {
    const size = chunk.length + TAG;
    if (this.filled + size > PIECE) this.flush();
    const out = this.buffer.subarray(this.filled, this.filled + size);
    aeadSeal(this.keys.body, nonce(this.counter, last), chunk, this.keys.digest, out);
    this.counter += 1;
    this.filled += size;
  }

  flush() {
    this.pass(this.buffer.subarray(0, this.filled));
    this.filled = 0;
  }

  /** @param {Bytes} sealed */
  pass(sealed) {
    this.digest.update(sealed);
    this.pieces.push(new Blob([sealed]));
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
