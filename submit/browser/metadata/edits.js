/**
 * What is to change in a file: stretches cut out, replaced, or overwritten in place. Applying them makes a Blob of
 * slices of the original, so that nothing of it is held in memory, and the same file always gives the same bytes.
 */

import { damaged } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/**
 * @typedef {{start: number, end: number, part: Bytes | Blob | null, byte: number}} Edit `part` null: filled with `byte`
 */

const MOST = 2 ** 17;
const PIECE = 2 ** 20; // bytes

export class Edits {
  /** @type {Edit[]} */
  #edits = [];

  /**
   * Replace what stands from `start` to `end`; cut it out when there is no `part`.
   * @param {number} start
   * @param {number} end
   * @param {Bytes | Blob} [part]
   */
  put(start, end, part = new Uint8Array()) {
    this.#add({ start, end, part, byte: 0 });
  }

  /**
   * Overwrite a stretch in place, so that nothing behind it moves.
   * @param {number} start
   * @param {number} end
   * @param {number} [byte]
   */
  blank(start, end, byte = 0) {
    if (end > start) this.#add({ start, end, part: null, byte });
  }

  /**
   * Return the file with all edits made; kind `metadata` when two disagree about a byte.
   * @param {Blob} blob
   */
  applyTo(blob) {
    /** @type {BlobPart[]} */
    const parts = [];
    let at = 0;
    for (const { start, end, part, byte } of this.#inOrder()) {
      if (start > at) parts.push(blob.slice(at, start));
      parts.push(...(part === null ? filled(end - start, byte) : [part]));
      at = end;
    }
    if (at < blob.size) parts.push(blob.slice(at));
    return new Blob(parts, { type: blob.type });
  }

  /** @param {Edit} edit */
  #add(edit) {
    if (this.#edits.length === MOST) throw damaged("The file has too many parts.");
    this.#edits.push(edit);
  }

  /** Blanks that overlap are one. */
  #inOrder() {
    /** @type {Edit[]} */
    const merged = [];
    for (const edit of [...this.#edits].sort((one, other) => one.start - other.start || one.end - other.end)) {
      const last = merged[merged.length - 1];
      const alike = last?.part === null && edit.part === null && last.byte === edit.byte;
      if (last === undefined || edit.start >= last.end) merged.push({ ...edit });
      else if (alike) last.end = Math.max(last.end, edit.end);
      else throw damaged("Two parts of the file overlap.");
    }
    return merged;
  }
}

/**
 * A Blob made of the same Blob many times over costs what one costs.
 * @param {number} length
 * @param {number} byte
 */
function filled(length, byte) {
  const piece = new Blob([new Uint8Array(Math.min(length, PIECE)).fill(byte)]);
  const rest = length % PIECE;
  if (length <= PIECE) return [piece];
  const whole = Array.from({ length: Math.floor(length / PIECE) }, () => piece);
  return rest === 0 ? whole : [...whole, piece.slice(0, rest)];
}
