/** An envelope that was sealed elsewhere: a file that is sent as it is. */

import { epochOf } from "../calendar.js";
import { AmanaError } from "../errors.js";
import { sha256, sha256Stream } from "../primitives.js";
import { CHUNK, CLASSES, envelopeLength, HEADER } from "../sizes.js";
import * as tags from "../tags.js";
import { Reader } from "../wire.js";
import { readSlice } from "./files.js";

/** @typedef {import("../wire.js").Bytes} Bytes */

const LEAST = 4 * CHUNK;
const MOST = 16 * CHUNK;
const LENGTHS = CLASSES.map(envelopeLength);

/** A file whose length and first bytes are those of an envelope; its pieces are slices. */
export class Ready {
  /** Hash of the header, which a proof of work is for. */
  header;
  length;
  #file;
  #size = LEAST;
  #digest = sha256Stream();

  /** @param {Blob} file @param {Bytes} header */
  constructor(file, header) {
    this.#file = file;
    this.length = file.size;
    this.header = sha256(header);
  }

  /**
   * Check a file's length, magic and epoch; kinds `size`, `magic`, `epoch` and `unreadable`.
   * @param {Blob} file
   * @param {string[]} days whose epochs are taken
   */
  static async check(file, days) {
    if (file.size < HEADER) throw new AmanaError("size", "This is no envelope: it is too short.");
    const header = await readSlice(file, 0, HEADER);
    const reader = new Reader(header);
    reader.magic(tags.MAGIC_ENVELOPE);
    if (!LENGTHS.includes(file.size)) throw new AmanaError("size", "No envelope has this length.");
    if (!days.map(epochOf).includes(reader.u32())) throw new AmanaError("epoch", "This was sealed for another week.");
    return new Ready(file, header);
  }

  /** @returns {Bytes} the envelope's id, 32 bytes, when all pieces were given */
  get id() {
    return Uint8Array.from(this.#digest.clone().digest());
  }

  /** @param {boolean} larger pieces from now on, or smaller ones */
  resize(larger) {
    this.#size = Math.max(LEAST, Math.min(MOST, larger ? this.#size * 2 : this.#size / 2));
  }

  /**
   * Give the file piece by piece; kind `unreadable`.
   * @returns {AsyncGenerator<Bytes, void>}
   */
  async *pieces() {
    for (let at = 0; at < this.length; ) {
      const piece = await readSlice(this.#file, at, Math.min(this.#size, this.length - at));
      at += piece.length;
      this.#digest.update(piece);
      yield piece;
    }
  }
}
