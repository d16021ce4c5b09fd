/**
 * WebP (RFC 9649): a RIFF file of chunks. Kept are the picture, its animation and colour profile; Exif, XMP, chunks that
 * the format does not know, and all that follows go. The flags and the length in front are set to what is left.
 */

import { damaged, joined, latin, number, same, text, toAscii, toBytes } from "./numbers.js";
import { MOST_AT_ONCE } from "./source.js";
import { minimalExif, readExif } from "./tiff.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {{name: string, start: number, end: number, length: number}} Chunk */

const MOST_CHUNKS = 100_000;
const KEPT = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];
const [HAS_XMP, HAS_EXIF] = [0x04, 0x08];

/** @param {Work} work */
export async function readWebp(work) {
  const { source, found, edits } = work;
  const size = 8 + number(await source.read(4, 4), 0, 4, true);
  const chunks = await chunksOf(work, size);
  let left = 4;
  let upright = new Uint8Array();
  for (const chunk of chunks) {
    const kept = KEPT.includes(chunk.name) ? null : await instead(work, chunk, upright.length === 0);
    if (kept !== null && chunk.name === "EXIF" && upright.length === 0) upright = kept;
    left += kept === null ? chunk.end - chunk.start : kept.length;
  }
  if (source.size > size) {
    found.add("other", `+${source.size - size}`);
    edits.put(size, source.size);
  }
  edits.put(4, 8, toBytes(left, 4, true));
  await flags(work, chunks, upright.length > 0);
}

/**
 * @param {Work} work
 * @param {number} size
 */
async function chunksOf({ source }, size) {
  /** @type {Chunk[]} */
  const chunks = [];
  for (let start = 12; start < size; ) {
    const head = await source.read(start, 8);
    const [name, length] = [latin(head.subarray(0, 4)), number(head, 4, 4, true)];
    const end = start + 8 + length + (length % 2);
    if (end > size || size > source.size) throw damaged("A chunk does not fit into the picture.");
    if (chunks.length === MOST_CHUNKS) throw damaged("The picture has too many chunks.");
    chunks.push({ name, start, end, length });
    start = end;
  }
  if (chunks.length === 0) throw damaged("There is no picture.");
  return chunks;
}

/**
 * Return what takes the chunk's place.
 * @param {Work} work
 * @param {Chunk} chunk
 * @param {boolean} first Exif of the file
 */
async function instead({ source, found, edits }, { name, start, end, length }, first) {
  const body = await source.read(start + 8, Math.min(length, MOST_AT_ONCE));
  const told = name === "EXIF" ? readExif(bare(body)) : { found: said(name, body), orientation: 1 };
  const exif = minimalExif(told.orientation);
  const turned = first && told.orientation > 1;
  const least = turned ? joined(toAscii("EXIF"), toBytes(exif.length, 4, true), exif) : new Uint8Array();
  if (turned && same(body, exif)) return least;
  found.merge(told.found);
  edits.put(start, end, least);
  return least;
}

/** Some writers put JPEG's six bytes in front. @param {Bytes} body */
const bare = (body) => (latin(body.subarray(0, 6)) === "Exif\0\0" ? body.subarray(6) : body);

/** @param {string} name @param {Bytes} body @returns {import("./findings.js").Found[]} */
const said = (name, body) => (name === "XMP " ? readXmp(text(body)) : [{ kind: "other", value: name }]);

/**
 * Set the flags of the extended header to what is left.
 * @param {Work} work
 * @param {Chunk[]} chunks
 * @param {boolean} exif
 */
async function flags({ source, edits }, chunks, exif) {
  const header = chunks.find(({ name }) => name === "VP8X");
  if (header === undefined) return;
  const [held] = await source.read(header.start + 8, 1);
  const set = (held & ~(HAS_XMP | HAS_EXIF)) | (exif ? HAS_EXIF : 0);
  if (header.length < 10) throw damaged("The extended header is too short.");
  edits.put(header.start + 8, header.start + 9, Uint8Array.of(set));
}
