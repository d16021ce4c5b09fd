/**
 * Exif, which is a TIFF file of its own inside a picture (CIPA DC-008; TIFF 6.0): read leniently, for showing only, as
 * it is always taken away whole. Of all it says, only which side is up is needed to see the picture right.
 */

import { AmanaError } from "../errors.js";
import { place } from "./findings.js";
import { holds, joined, latin, number, text, toAscii, toBytes, u16, u32 } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Found} Found */
/** @typedef {import("./findings.js").Kind} Kind */
/** @typedef {{tag: number, type: number, count: number, at: number}} Entry */

const MOST_ENTRIES = 256;
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const [ASCII, RATIONAL] = [2, 5];
const [ORIENTATION, EXIF, GPS, MAKER_NOTE, USER_COMMENT] = [0x112, 0x8769, 0x8825, 0x927c, 0x9286];

/** @type {Record<number, Kind>} */
const KINDS = {
  0x10e: "comment", 0x10f: "camera", 0x110: "camera", 0x131: "software", 0x132: "time", 0x13b: "author",
  0x13c: "camera", 0x8298: "author", 0x9003: "time", 0x9004: "time", 0x9c9b: "comment", 0x9c9c: "comment",
  0x9c9d: "author", 0x9c9e: "comment", 0x9c9f: "comment", 0xa430: "author", 0xa431: "camera", 0xa433: "camera",
  0xa434: "camera", 0xa435: "camera", 0xa420: "other", [USER_COMMENT]: "comment",
};

/**
 * Read one Exif block; what cannot be read in it is passed over.
 * @param {Bytes} bytes from the byte order mark on
 * @returns {{found: Found[], orientation: number}} orientation 1 to 8
 */
export function readExif(bytes) {
  try {
    const reading = new Reading(bytes);
    return { found: reading.all(), orientation: reading.orientation };
  } catch (error) {
    if (!(error instanceof AmanaError)) throw error;
    return { found: [{ kind: "other", value: "Exif" }], orientation: 1 };
  }
}

/**
 * Return an Exif block that says which side is up, and nothing else.
 * @param {number} orientation
 */
export function minimalExif(orientation) {
  const entry = joined(toBytes(ORIENTATION, 2), toBytes(3, 2), toBytes(1, 4), toBytes(orientation, 2), toBytes(0, 2));
  return joined(toAscii("MM"), toBytes(42, 2), toBytes(8, 4), toBytes(1, 2), entry, toBytes(0, 4));
}

class Reading {
  orientation = 1;
  /** @type {Found[]} */
  #found = [];

  /** @param {Bytes} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.little = latin(bytes.subarray(0, 2)) === "II";
  }

  all() {
    const first = u32(this.bytes, 4, this.little);
    const main = this.#directory(first);
    this.#fields(main);
    const side = main.find(({ tag }) => tag === ORIENTATION);
    const value = side ? u16(this.bytes, side.at, this.little) : 1;
    this.orientation = value >= 1 && value <= 8 ? value : 1;
    for (const { tag, at } of main) {
      if (tag === EXIF) this.#fields(this.#directory(u32(this.bytes, at, this.little)));
      if (tag === GPS) this.#add("location", this.#place(this.#directory(u32(this.bytes, at, this.little))));
    }
    if (this.#next(first, main.length) > 0) this.#add("thumbnail");
    return this.#found.length > 0 ? this.#found : [{ kind: /** @type {Kind} */ ("other"), value: "Exif" }];
  }

  /** @param {Kind} kind @param {string} [value] */
  #add(kind, value = "") {
    this.#found.push({ kind, value });
  }

  /** @param {number} start @returns {Entry[]} the entries whose values are all there */
  #directory(start) {
    if (start + 2 > this.bytes.length) return [];
    const count = Math.min(u16(this.bytes, start, this.little), MOST_ENTRIES, (this.bytes.length - start - 2) / 12);
    return Array.from({ length: Math.floor(count) }, (_, n) => this.#entry(start + 2 + 12 * n)).filter(
      ({ type, count, at }) => at + (SIZES[type] ?? 1) * count <= this.bytes.length,
    );
  }

  /** @param {number} start @returns {Entry} */
  #entry(start) {
    const [tag, type] = [u16(this.bytes, start, this.little), u16(this.bytes, start + 2, this.little)];
    const count = u32(this.bytes, start + 4, this.little);
    const inside = (SIZES[type] ?? 1) * count <= 4;
    return { tag, type, count, at: inside ? start + 8 : u32(this.bytes, start + 8, this.little) };
  }

  /** Where the next directory is: in a photo, that of its thumbnail. @param {number} start @param {number} count */
  #next(start, count) {
    const at = start + 2 + 12 * count;
    return at + 4 <= this.bytes.length ? u32(this.bytes, at, this.little) : 0;
  }

  /** @param {Entry[]} entries */
  #fields(entries) {
    for (const entry of entries) {
      const kind = KINDS[entry.tag];
      const value = kind ? this.#text(entry) : "";
      if (value.trim() !== "") this.#add(kind, kind === "time" ? value.replace(/^(\d+):(\d+):/, "$1-$2-") : value);
      if (entry.tag === MAKER_NOTE) this.#add("other", "MakerNote");
    }
  }

  /** @param {Entry} entry */
  #text({ tag, type, count, at }) {
    const bytes = this.bytes.subarray(at, at + Math.min(count, 1000));
    if (tag >= 0x9c9b && tag <= 0x9c9f) return new TextDecoder("utf-16le").decode(bytes).split("\0")[0];
    if (tag === USER_COMMENT) return this.#comment(bytes);
    return type === ASCII ? text(bytes).split("\0")[0] : "";
  }

  /** Eight letters name the encoding. @param {Bytes} bytes */
  #comment(bytes) {
    const rest = bytes.subarray(8);
    if (!holds(bytes, "UNICODE")) return text(rest);
    return new TextDecoder(this.little ? "utf-16le" : "utf-16be").decode(rest);
  }

  /** @param {Entry[]} entries */
  #place(entries) {
    const [south, latitude, west, longitude] = [1, 2, 3, 4].map((tag) => entries.find((entry) => entry.tag === tag));
    if (!latitude || !longitude) return "GPS";
    const sign = (/** @type {Entry | undefined} */ entry, /** @type {string} */ negative) =>
      entry && latin(this.bytes.subarray(entry.at, entry.at + 1)) === negative ? -1 : 1;
    return place(sign(south, "S") * this.#degrees(latitude), sign(west, "W") * this.#degrees(longitude)) || "GPS";
  }

  /** @param {Entry} entry degrees, minutes, seconds */
  #degrees({ type, count, at }) {
    if (type !== RATIONAL || count < 1) return NaN;
    const parts = Array.from({ length: Math.min(count, 3) }, (_, n) => this.#ratio(at + 8 * n));
    return parts.reduce((sum, part, n) => sum + part / 60 ** n, 0);
  }

  /** @param {number} at */
  #ratio(at) {
    const below = number(this.bytes, at + 4, 4, this.little);
    return below === 0 ? 0 : number(this.bytes, at, 4, this.little) / below;
  }
}
