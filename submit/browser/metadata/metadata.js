/**
 * What a chosen file says beside its content, and the file without it. One reading finds both: every format's reader
 * notes what it found and the edits that take it away. What a file is, its first bytes say, never its name.
 */

import { readBoxes } from "./bmff.js";
import { Edits } from "./edits.js";
import { Findings } from "./findings.js";
import { readJpeg } from "./jpeg.js";
import { binary, damaged, u32 } from "./numbers.js";
import { readOffice } from "./office.js";
import { readPdf } from "./pdf.js";
import { readPng } from "./png.js";
import { Source } from "./source.js";
import { readWebp } from "./webp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {"jpeg"|"png"|"webp"|"heif"|"pdf"|"office"|"mp4"|"unknown"} Type */
/** @typedef {{type: Type, found: import("./findings.js").Found[], removable: boolean}} Inspection */

const PNG = /^\x89PNG\r\n\x1a\n/;
const HEIF = ["mif1", "msf1", "mif2", "heic", "heix", "heim", "heis", "hevc", "hevx", "avif", "avis"];
const OLD_OFFICE = /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/;

/** Each finds all there is, or says that it is no file of its kind. @type {Record<Type, (work: Work) => unknown>} */
const READERS = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  heif: readBoxes,
  mp4: readBoxes,
  pdf: readPdf,
  office: readArchive,
  unknown: () => false,
};

/**
 * Say what a file tells beside its content; kinds `metadata` when it is damaged, `unreadable`.
 * @param {Blob} blob
 * @returns {Promise<Inspection>}
 */
export async function inspect(blob) {
  const { type, found, left } = await examine(blob);
  return { type, found, removable: left !== null };
}

/**
 * Return the file without all that `inspect` finds; kinds `metadata` when that is not possible, `unreadable`.
 * @param {Blob} blob
 */
export async function clean(blob) {
  const { left } = await examine(blob);
  if (left === null) throw damaged("What this file tells cannot be taken out without changing it.");
  return left;
}

/**
 * Look a file through; `left` is what is left of it when all that was found is taken away, null when that cannot be.
 * @param {Blob} blob
 * @returns {Promise<{type: Type, found: import("./findings.js").Found[], left: Blob | null}>}
 */
async function examine(blob) {
  const source = new Source(blob);
  const work = { source, found: new Findings(), edits: new Edits() };
  const type = typeOf(await source.upTo(0, 1024));
  const known = (await READERS[type](work)) !== false;
  const left = known && !work.found.stays ? work.edits.applyTo(blob) : null;
  return { type: known ? type : "unknown", found: work.found.list, left };
}

/** Office documents are ZIP archives, and were OLE files, which are warned of. @param {Work} work */
async function readArchive(work) {
  if (!OLD_OFFICE.test(binary(await work.source.upTo(0, 8)))) return readOffice(work, readPicture);
  work.found.keep("other", "OLE");
}

/**
 * Look at a picture inside a document. One that no reader here understands is left, as it would be on its own.
 * @type {import("./office.js").Picture}
 */
async function readPicture(bytes) {
  const { found, left } = await examine(new Blob([bytes]));
  return { found, clean: left && new Uint8Array(await left.arrayBuffer()) };
}

/** @param {Bytes} head the first 1,024 bytes @returns {Type} */
function typeOf(head) {
  const text = binary(head);
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (PNG.test(text)) return "png";
  if (/^RIFF[^]{4}WEBP/.test(text)) return "webp";
  if (/^PK\x03\x04/.test(text) || OLD_OFFICE.test(text)) return "office";
  if (/^[^]{4}(?:moov|mdat|wide|free|skip)/.test(text)) return "mp4";
  if (text.slice(4, 8) === "ftyp") return typeOfBrands(text.slice(8, Math.min(u32(head, 0), 256)));
  return text.includes("%PDF-") ? "pdf" : "unknown";
}

/** @param {string} names four letters each; the second is a version */
function typeOfBrands(names) {
  const brands = names.match(/[^]{4}/g) ?? [];
  // Canon's raw photos have the same boxes and another sense.
  if (brands[0] === "crx ") return "unknown";
  return brands.some((brand) => HEIF.includes(brand)) ? "heif" : "mp4";
}
