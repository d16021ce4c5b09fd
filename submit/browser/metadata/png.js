/**
 * PNG and APNG (W3C PNG 3): a row of chunks. Kept are the picture and the chunks that change how it looks; text, time,
 * Exif, every chunk that no standard of display knows, and all that follows the end go. Text can hold the words typed
 * into a picture generator; what follows the end can be the rest of a picture that was cropped.
 */

import { crc32 } from "./crc.js";
import { inflate } from "./inflate.js";
import { damaged, joined, latin, same, text, toAscii, toBytes, u32 } from "./numbers.js";
import { MOST_AT_ONCE } from "./source.js";
import { minimalExif, readExif } from "./tiff.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./findings.js").Found} Found */

const MOST_CHUNKS = 200_000;
const LONGEST_TEXT = 2 ** 18; // bytes looked at of one chunk
const KEPT = /^(?:[A-Z]...|acTL|fcTL|fdAT|tRNS|cHRM|gAMA|iCCP|sBIT|sRGB|cICP|mDCV|cLLI|bKGD|hIST|pHYs|sPLT|oFFs|sTER)$/;

/** @type {[RegExp, import("./findings.js").Kind][]} */
const KEYWORDS = [
  [/author|artist|copyright/i, "author"],
  [/time|date/i, "time"],
  [/software/i, "software"],
  [/make|model|camera|source/i, "camera"],
  [/gps|location/i, "location"],
  [/thumb/i, "thumbnail"],
];

/** @param {Work} work */
export async function readPng(work) {
  const { source, found, edits } = work;
  let at = 8;
  let upright = false;
  for (let n = 0; n < MOST_CHUNKS; n++) {
    const head = await source.read(at, 8);
    const [length, name] = [u32(head, 0), latin(head.subarray(4))];
    const end = at + 12 + length;
    if (end > source.size || !/^[A-Za-z]{4}$/.test(name)) throw damaged("A chunk does not fit into the picture.");
    if (name === "eXIf") {
      await exif(work, { start: at, end }, !upright);
      upright = true;
    } else if (!KEPT.test(name)) {
      found.merge(said(name, await source.read(at + 8, Math.min(length, LONGEST_TEXT))));
      edits.put(at, end);
    }
    at = end;
    if (name === "IEND") return trailer(work, at);
  }
  throw damaged("The picture has too many chunks.");
}

/** @param {Work} work @param {{start: number, end: number}} chunk @param {boolean} first */
async function exif({ source, found, edits }, { start, end }, first) {
  const whole = await source.read(start, Math.min(end - start, MOST_AT_ONCE));
  const { found: items, orientation } = readExif(whole.subarray(8, -4));
  const least = first && orientation > 1 ? chunk("eXIf", minimalExif(orientation)) : new Uint8Array();
  if (same(whole, least)) return;
  found.merge(items);
  edits.put(start, end, least);
}

/** @param {string} name @param {Bytes} body */
function chunk(name, body) {
  const checked = joined(toAscii(name), body);
  return joined(toBytes(body.length, 4), checked, toBytes(crc32(checked), 4));
}

/** @param {string} name @param {Bytes} body @returns {Found[]} */
function said(name, body) {
  if (name === "tIME") return [{ kind: "time", value: when(body) }];
  if (!/^(?:tEXt|zTXt|iTXt)$/.test(name)) return [{ kind: "other", value: name }];
  const { keyword, value } = textOf(name, body);
  if (keyword === "XML:com.adobe.xmp") return readXmp(value);
  const [, kind] = KEYWORDS.find(([pattern]) => pattern.test(keyword)) ?? [];
  return [kind ? { kind, value } : { kind: "comment", value: `${keyword}: ${value}` }];
}

/** @param {Bytes} body */
function when(body) {
  if (body.length !== 7) return "";
  const [month, day, hour, minute, second] = [...body.subarray(2)].map((part) => String(part).padStart(2, "0"));
  return `${body[0] * 256 + body[1]}-${month}-${day} ${hour}:${minute}:${second}`;
}

/**
 * Read one text chunk: keyword, 0, for iTXt flags and two names, then text or deflated text.
 * @param {string} name
 * @param {Bytes} body
 */
function textOf(name, body) {
  const after = (/** @type {number} */ at) => (body.indexOf(0, at) + 1 || body.length + 1);
  const start = after(0);
  const keyword = latin(body.subarray(0, start - 1));
  if (name === "tEXt") return { keyword, value: text(body.subarray(start)) };
  const packed = name === "zTXt" || body[start] === 1;
  const from = name === "zTXt" ? start + 1 : after(after(start + 2));
  const rest = body.subarray(from);
  return { keyword, value: text(packed ? inflate(rest.subarray(2), LONGEST_TEXT).bytes : rest) };
}

/** @param {Work} work @param {number} start */
function trailer({ source, found, edits }, start) {
  if (start === source.size) return;
  found.add("other", `+${source.size - start}`);
  edits.put(start, source.size);
}
