/**
 * Boxes of the ISO base media file format (ISO/IEC 14496-12) and of QuickTime, which HEIF, AVIF, MP4, MOV and M4A share.
 * What is to go becomes a `free` box of the same size full of zeros, so that no offset in the file moves.
 */

import { damaged, latin, toAscii, u32, u64 } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./findings.js").Kind} Kind */
/** @typedef {{type: string, start: number, body: number, end: number}} Box */

const MOST = 100_000;
export const IDLE = ["free", "skip", "wide"];

/**
 * List the boxes from `start` to `end`, which they must fill exactly.
 * @param {Work} work
 * @param {number} start
 * @param {number} end
 * @returns {Promise<Box[]>}
 */
export async function boxesIn({ source }, start, end) {
  const boxes = [];
  for (let at = start; at < end; ) {
    if (boxes.length === MOST) throw damaged("The file has too many parts.");
    const head = await source.read(at, 8);
    const box = { type: latin(head.subarray(4)), start: at, body: at + 8, end: at + u32(head, 0) };
    if (box.end === at + 1) {
      box.body = at + 16;
      box.end = at + u64(await source.read(at + 8, 8), 0);
    } else if (box.end === at && end === source.size) {
      box.end = end; // the last box of a file may leave its size out
    }
    if (box.end < box.body || box.end > end) throw damaged("A box does not fit into what holds it.");
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

/**
 * List the boxes inside `box`, behind `skip` bytes of its own.
 * @param {Work} work
 * @param {Box} box
 * @param {number} [skip]
 */
export const inside = (work, box, skip = 0) => boxesIn(work, box.body + skip, box.end);

/** Read the body of a box. @param {Work} work @param {Box} box */
export const bodyOf = ({ source }, { body, end }) => source.read(body, end - body);

/** Make a box a free one, full of zeros. @param {Work} work @param {Box} box */
export function release({ edits }, { start, body, end }) {
  edits.put(start + 4, start + 8, toAscii("free"));
  edits.blank(body, end);
}

/** Free boxes are to hold nothing; what a program left in one goes. @param {Work} work @param {Box} box */
export const idle = (work, { type, body, end }) => erase(work, body, end, "other", () => type);

/**
 * Overwrite a stretch with zeros, and say so, unless it is nothing but zeros already.
 * @param {Work} work
 * @param {number} start
 * @param {number} end
 * @param {Kind} kind
 * @param {(bytes: Bytes) => string} value of what stands there, from its first bytes
 */
export async function erase({ source, found, edits }, start, end, kind, value) {
  if (await source.isFilled(start, end)) return;
  found.add(kind, value(await source.upTo(start, Math.min(end - start, 1000))));
  edits.blank(start, end);
}

/** Empty the name of a handler, which tells the program or the camera. @param {Work} work @param {Box} hdlr */
export const eraseName = (work, { body, end }) =>
  end - body < 24 ? null : erase(work, body + 12, end, "software", (bytes) => latin(bytes.subarray(12)));
