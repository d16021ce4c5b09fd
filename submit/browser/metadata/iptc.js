/**
 * Photoshop's image resources (JPEG APP13) and the IPTC-IIM 4.2 datasets in them: names, places, captions of the press.
 */

import { holds, text, u16, u32 } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Found} Found */
/** @typedef {import("./findings.js").Kind} Kind */

const [IPTC, OLD_THUMBNAIL, THUMBNAIL] = [0x404, 0x409, 0x40c];

/** @type {Record<number, Kind>} */
const KINDS = {
  5: "comment", 25: "comment", 55: "time", 65: "software", 80: "author", 85: "author", 90: "location", 92: "location",
  95: "location", 101: "location", 105: "comment", 110: "author", 115: "author", 116: "author", 118: "author",
  120: "comment", 122: "author",
};

/**
 * Return what a block of image resources says; what cannot be read ends the reading.
 * @param {Bytes} bytes from the first `8BIM` on
 * @returns {Found[]}
 */
export function readResources(bytes) {
  /** @type {Found[]} */
  const found = [];
  let at = 0;
  while (at + 12 <= bytes.length && holds(bytes, "8BIM", at)) {
    const id = u16(bytes, at + 4);
    const name = bytes[at + 6] + 1;
    const start = at + 6 + name + (name % 2) + 4;
    if (start > bytes.length) break;
    const length = u32(bytes, start - 4);
    if (id === IPTC) found.push(...readDatasets(bytes.subarray(start, start + length)));
    if (id === THUMBNAIL || id === OLD_THUMBNAIL) found.push({ kind: "thumbnail", value: "" });
    at = start + length + (length % 2);
  }
  return found.length > 0 ? found : [{ kind: "other", value: "Photoshop" }];
}

/** @param {Bytes} bytes @returns {Found[]} */
function readDatasets(bytes) {
  const found = [];
  let at = 0;
  while (at + 5 <= bytes.length && bytes[at] === 0x1c) {
    const [record, dataset, length] = [bytes[at + 1], bytes[at + 2], u16(bytes, at + 3)];
    const kind = record === 2 ? KINDS[dataset] : undefined;
    if (kind) found.push({ kind, value: text(bytes.subarray(at + 5, at + 5 + length)) });
    at += 5 + length;
  }
  return found;
}
