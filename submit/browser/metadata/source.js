/** A file read in small slices, strictly within its bounds: a video of 500 MB is looked at in a few kilobytes. */

import { AmanaError } from "../errors.js";
import { damaged } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */

export const MOST_AT_ONCE = 2 ** 23; // bytes
const AHEAD = 4096; // a slice holds the next few headers, too
const WINDOW = 2 ** 18;

export class Source {
  #start = 0;
  /** @type {Bytes} */
  #held = new Uint8Array();

  /** @param {Blob} blob */
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
  }

  /**
   * Read exactly `length` bytes; kinds `metadata` when the file is shorter, `unreadable` when the device refuses.
   * @param {number} start
   * @param {number} length
   * @returns {Promise<Bytes>}
   */
  async read(start, length) {
    if (!(start >= 0 && length >= 0 && start + length <= this.size)) throw damaged("The file ends too early.");
    if (length > MOST_AT_ONCE) throw damaged("A part is larger than what is looked at.");
    const offset = start - this.#start;
    if (offset >= 0 && offset + length <= this.#held.length) return this.#held.subarray(offset, offset + length);
    this.#held = await this.#slice(start, Math.min(Math.max(length, AHEAD), this.size - start));
    this.#start = start;
    return this.#held.subarray(0, length);
  }

  /**
   * Read what there is of `length` bytes, at the end of the file fewer.
   * @param {number} start
   * @param {number} length
   */
  upTo(start, length) {
    return this.read(start, Math.max(Math.min(length, this.size - start), 0));
  }

  /**
   * Pass over a stretch in windows, each with where it begins.
   * @param {number} start
   * @param {number} [end]
   * @returns {AsyncGenerator<{at: number, bytes: Bytes}>}
   */
  async *windows(start, end = this.size) {
    for (let at = start; at < end; at += WINDOW) yield { at, bytes: await this.read(at, Math.min(WINDOW, end - at)) };
  }

  /**
   * Tell whether a stretch is nothing but `byte`.
   * @param {number} start
   * @param {number} end
   * @param {number} [byte]
   */
  async isFilled(start, end, byte = 0) {
    for await (const { bytes } of this.windows(start, end)) if (bytes.some((held) => held !== byte)) return false;
    return true;
  }

  /** @param {number} start @param {number} length */
  async #slice(start, length) {
    const bytes = new Uint8Array(await this.blob.slice(start, start + length).arrayBuffer().catch(unreadable));
    return bytes.length === length ? bytes : unreadable();
  }
}

/** @param {unknown} [cause] @returns {never} */
function unreadable(cause) {
  throw new AmanaError("unreadable", "A chosen file cannot be read, or was changed meanwhile.", { cause });
}
