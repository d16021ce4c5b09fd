/**
 * JPEG (ITU-T T.81, JFIF, Exif): a row of segments, then the picture. Kept are the picture and what it takes to show it:
 * JFIF without its thumbnail, ICC profile, Adobe's colour mark, which side is up. Every other application segment and
 * comment goes, and so does all that follows the picture: a second picture, the video of a "motion photo".
 */

import { readResources } from "./iptc.js";
import { damaged, holds, joined, latin, same, text, toAscii, toBytes, u16 } from "./numbers.js";
import { minimalExif, readExif } from "./tiff.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {{marker: number, start: number, end: number, body: Bytes}} Segment */

const MOST_SEGMENTS = 10_000;
const [EOI, SOS, APP0, APP1, APP2, APP13, APP14, APP15, COM] = [0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xef, 0xfe];
const EXIF = "Exif\0\0";
const XMP = /^http:\/\/ns\.adobe\.com\/(xap\/1\.0\/\0|xmp\/extension\/\0.{40})/s;

/** @param {Work} work */
export async function readJpeg(work) {
  const { source, found, edits } = work;
  let at = 2;
  let upright = false;
  for (let n = 0; n < MOST_SEGMENTS; n++) {
    const { marker, start } = await nextMarker(work, at);
    if (marker === EOI) return trailer(work, start + 2);
    const end = start + 2 + u16(await source.read(start + 2, 2), 0);
    if (end < start + 4) throw damaged("A segment is shorter than its own length.");
    const segment = { marker, start, end, body: await source.read(start + 4, end - start - 4) };
    if (marker === APP1 && holds(segment.body, EXIF)) {
      exif(work, segment, !upright);
      upright = true;
    } else if (!isKept(work, segment)) {
      found.merge(said(segment));
      edits.put(start, end);
    }
    at = marker === SOS ? await afterScan(work, end) : end;
  }
  throw damaged("The picture has too many segments.");
}

/**
 * Return the marker at `at`, which fill bytes may precede.
 * @param {Work} work
 * @param {number} at
 */
async function nextMarker({ source }, at) {
  for (let start = at; ; start++) {
    const [mark, marker] = await source.read(start, 2);
    if (mark !== 0xff || marker === 0 || start > at + 1000) throw damaged("There is no marker where one should be.");
    if (marker === 0xff) continue;
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) throw damaged("A marker stands in the wrong place.");
    return { marker, start };
  }
}

/**
 * Find the marker after the coded picture: an FF followed by neither a stuffed zero, nor a restart, nor a fill byte.
 * @param {Work} work
 * @param {number} start
 */
async function afterScan({ source }, start) {
  let before = 0;
  for await (const { at, bytes } of source.windows(start)) {
    if (before === 0xff && ends(bytes[0])) return at - 1;
    for (let n = bytes.indexOf(0xff); n >= 0 && n + 1 < bytes.length; n = bytes.indexOf(0xff, n + 1)) {
      if (ends(bytes[n + 1])) return at + n;
    }
    before = bytes[bytes.length - 1];
  }
  throw damaged("The picture has no end.");
}

/** @param {number} byte what follows an FF */
const ends = (byte) => byte !== 0 && byte !== 0xff && (byte < 0xd0 || byte > 0xd7);

/** @param {Work} work @param {Segment} segment @param {boolean} first of its kind: the one that is obeyed */
function exif({ found, edits }, { start, end, body }, first) {
  const { found: items, orientation } = readExif(body.subarray(EXIF.length));
  const least = first && orientation > 1 ? joined(toAscii(EXIF), minimalExif(orientation)) : new Uint8Array();
  if (same(body, least)) return;
  found.merge(items);
  edits.put(start, end, least.length > 0 ? segment(APP1, least) : least);
}

/** @param {number} marker @param {Bytes} body */
const segment = (marker, body) => joined(Uint8Array.of(0xff, marker), toBytes(body.length + 2, 2), body);

/**
 * Tell whether a segment is needed to show the picture; one with needless bytes behind is kept without them.
 * @param {Work} work
 * @param {Segment} part
 */
function isKept({ found, edits }, { marker, start, end, body }) {
  if (marker !== COM && (marker < APP0 || marker > APP15)) return true;
  if (marker === APP2 && holds(body, "ICC_PROFILE\0")) return true;
  const length = marker === APP0 && holds(body, "JFIF\0") ? 14 : marker === APP14 && holds(body, "Adobe") ? 12 : 0;
  if (length === 0 || body.length < length) return false;
  const least = body.slice(0, length);
  if (marker === APP0) least.fill(0, 12); // the thumbnail's width and height
  if (same(least, body)) return true;
  found.add(marker === APP0 ? "thumbnail" : "other", marker === APP0 ? "JFIF" : "Adobe");
  edits.put(start, end, segment(marker, least));
  return true;
}

/** @param {Segment} segment @returns {import("./findings.js").Found[]} */
function said({ marker, body }) {
  const xmp = marker === APP1 ? XMP.exec(latin(body.subarray(0, 100))) : null;
  if (xmp) return readXmp(text(body.subarray(xmp[0].length)));
  if (marker === COM) return [{ kind: "comment", value: text(body) }];
  if (marker === APP13 && holds(body, "Photoshop 3.0\0")) return readResources(body.subarray(14));
  if (marker === APP2 && holds(body, "MPF\0")) return [{ kind: "thumbnail", value: "MPF" }];
  if (marker === APP0 && holds(body, "JFXX\0")) return [{ kind: "thumbnail", value: "JFXX" }];
  const [name = ""] = /^[\w ]{2,20}/.exec(latin(body.subarray(0, 20))) ?? [];
  return [{ kind: "other", value: `APP${marker - APP0} ${name}` }];
}

/** @param {Work} work @param {number} start where the picture has ended */
async function trailer({ source, found, edits }, start) {
  if (start === source.size) return;
  const bytes = await source.upTo(start, 12);
  if (holds(bytes, "\xff\xd8\xff")) found.add("thumbnail", "JPEG");
  else found.add("other", holds(bytes, "ftyp", 4) ? "MP4" : `+${source.size - start}`);
  edits.put(start, source.size);
}
