/**
 * The items of a HEIF or AVIF file (ISO/IEC 23008-12): the pictures, and beside them Exif and XMP. These are overwritten
 * in place by an empty Exif or XMP of the same length; which side is up stands elsewhere (`irot`, `imir`) and stays.
 */

import { IDLE, bodyOf, eraseName, idle, inside, release } from "./boxes.js";
import { damaged, holds, joined, latin, number, same, text, toAscii, toBytes, u16, u32 } from "./numbers.js";
import { minimalExif, readExif } from "./tiff.js";
import { readUserData } from "./userdata.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {{start: number, end: number}} Extent */
/** @typedef {{id: number, type: string, content: string}} Item */

const MOST_EXTENTS = 100_000;
const LONGEST = 2 ** 18; // bytes looked at of one item
/** @type {Record<string, import("./findings.js").Kind>} */
const PROPERTIES = { udes: "comment", crtt: "time", mdft: "time", uuid: "other" };
const [IN_FILE, IN_IDAT] = [0, 1];
const NOTHING = { Exif: joined(toBytes(0, 4), minimalExif(1)), xml: toAscii('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>') };

/**
 * @param {Work} work
 * @param {Box} meta
 * @param {Box[]} beside the file's other boxes; a film among them needs no picture
 */
export async function readItems(work, meta, beside) {
  const parts = await inside(work, meta, 4);
  const part = (/** @type {string} */ type) => parts.find((box) => box.type === type);
  const [hdlr, iinf, iloc] = [part("hdlr"), part("iinf"), part("iloc")];
  if (!hdlr || !iinf || !iloc) {
    if (!beside.some(({ type }) => type === "moov")) throw damaged("There is no picture.");
    await readUserData(work, meta);
    release(work, meta);
    return;
  }
  await eraseName(work, hdlr);
  for (const box of parts) if (IDLE.includes(box.type)) await idle(work, box);
  const iprp = part("iprp");
  if (iprp) await properties(work, iprp);
  const places = placesOf(await bodyOf(work, iloc), part("idat"));
  const items = await itemsOf(work, iinf);
  const personal = items.filter(({ type }) => ["Exif", "mime", "uri ", "jumb"].includes(type));
  const room = [...beside, ...parts].filter(({ type }) => ["mdat", "idat"].includes(type));
  apart(personal, places, room);
  for (const item of personal) await empty(work, item, places.get(item.id) ?? []);
}

/** @param {Work} work @param {Box} iinf */
async function itemsOf(work, iinf) {
  const [version] = await work.source.read(iinf.body, 1);
  const boxes = await inside(work, iinf, version === 0 ? 6 : 8);
  return Promise.all(boxes.filter(({ type }) => type === "infe").map(async (box) => itemOf(await bodyOf(work, box))));
}

/** @param {Bytes} bytes of an `infe` @returns {Item} */
function itemOf(bytes) {
  const version = bytes[0];
  if (version < 2) return { id: u16(bytes, 4), type: "mime", content: "" };
  const at = version === 2 ? 8 : 10;
  const [, content = ""] = latin(bytes.subarray(at + 4)).split("\0");
  return { id: number(bytes, 4, at - 6), type: latin(bytes.subarray(at, at + 4)), content };
}

/**
 * Read where each item's bytes stand (§8.11.3 of ISO/IEC 14496-12); an item kept in another item has no place here.
 * @param {Bytes} bytes
 * @param {Box} [idat]
 */
function placesOf(bytes, idat) {
  let at = 8;
  const take = (/** @type {number} */ size) => number(bytes, (at += size) - size, size);
  const version = number(bytes, 0, 1);
  const [offsetSize, lengthSize, baseSize, indexSize] = [bytes[4] >> 4, bytes[4] & 15, bytes[5] >> 4, bytes[5] & 15];
  at = 6;
  const wide = version < 2 ? 2 : 4;
  /** @type {Map<number, Extent[]>} */
  const places = new Map();
  let left = MOST_EXTENTS;
  for (let count = take(wide); count > 0; count--) {
    const id = take(wide);
    const method = version === 0 ? IN_FILE : take(2) & 15;
    const elsewhere = take(2) !== 0;
    const base = take(baseSize) + (method === IN_IDAT ? idat?.body ?? NaN : 0);
    const extents = [];
    for (let extent = take(2); extent > 0; extent--) {
      if (version > 0) take(indexSize);
      const start = base + take(offsetSize);
      extents.push({ start, end: start + take(lengthSize) });
      if (--left < 0) throw damaged("The picture is in too many pieces.");
    }
    if (!elsewhere && method <= IN_IDAT) places.set(id, extents);
  }
  return places;
}

/**
 * Refuse a file in which what is to go overlaps what is to stay, or is not where contents are.
 * @param {Item[]} personal
 * @param {Map<number, Extent[]>} places
 * @param {Box[]} room
 */
function apart(personal, places, room) {
  const going = personal.flatMap(({ id }) => places.get(id) ?? []);
  const fits = (/** @type {Extent} */ { start, end }) => room.some((box) => start >= box.body && end <= box.end);
  if (!going.every(fits)) throw damaged("A part of the picture stands where it cannot.");
  const gone = new Set(personal.map(({ id }) => id));
  const all = [...places].flatMap(([id, extents]) => extents.map((extent) => ({ ...extent, side: gone.has(id) ? 1 : 0 })));
  const ends = [0, 0]; // of what stays and of what goes, so far
  for (const { start, end, side } of all.sort((one, other) => one.start - other.start)) {
    if (start < ends[1 - side]) throw damaged("Two parts of the picture overlap.");
    ends[side] = Math.max(ends[side], end);
  }
}

/** @param {Work} work @param {Item} item @param {Extent[]} extents */
async function empty(work, { type, content }, extents) {
  const { source, found, edits } = work;
  const [first] = extents;
  const placed = extents.every(({ start, end }) => end > start);
  if (first === undefined || !placed) throw damaged("A part of the picture has no place.");
  const exif = type === "Exif";
  const [nothing, fill] = exif ? [NOTHING.Exif, 0] : [NOTHING.xml, 0x20];
  const head = nothing.length <= first.end - first.start ? nothing : nothing.subarray(0, 0);
  const begun = first.start + head.length;
  const rest = [{ start: begun, end: first.end }, ...extents.slice(1)];
  if (await isEmpty(work, first.start, head, rest, fill)) return;
  const bytes = await source.read(first.start, Math.min(first.end - first.start, LONGEST));
  if (exif) found.merge(exifOf(bytes));
  else if (content.startsWith("application/rdf+xml")) found.merge(readXmp(text(bytes)));
  else found.add("other", content || type);
  if (head.length > 0) edits.put(first.start, begun, head);
  for (const { start, end } of rest) edits.blank(start, end, fill);
}

/** @param {Work} work @param {number} start @param {Bytes} head @param {Extent[]} rest @param {number} fill */
async function isEmpty({ source }, start, head, rest, fill) {
  if (!same(await source.read(start, head.length), head)) return false;
  for (const extent of rest) if (!(await source.isFilled(extent.start, extent.end, fill))) return false;
  return true;
}

/** Exif here begins with the distance to its TIFF header. @param {Bytes} bytes */
function exifOf(bytes) {
  const distance = bytes.length < 4 ? 0 : u32(bytes, 0);
  const tiff = bytes.subarray(4 + distance);
  return readExif(holds(tiff, "Exif\0\0") ? tiff.subarray(6) : tiff).found;
}

/**
 * Descriptions and times can also be properties; emptied ones keep their place in the list.
 * @param {Work} work
 * @param {Box} iprp
 */
async function properties(work, iprp) {
  for (const ipco of (await inside(work, iprp)).filter(({ type }) => type === "ipco")) {
    for (const box of await inside(work, ipco)) {
      const kind = PROPERTIES[box.type];
      if (kind === undefined) continue;
      const bytes = await work.source.read(box.body, Math.min(box.end - box.body, LONGEST));
      work.found.add(kind, kind === "comment" ? text(bytes.subarray(4)) : box.type);
      release(work, box);
    }
  }
}
