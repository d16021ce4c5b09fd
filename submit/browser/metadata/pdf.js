/**
 * PDF (ISO 32000): only looked at. A PDF is a web of objects that older versions of itself stay in, so taking something
 * out is neither simple nor sure; the person is warned. Nothing is followed: the whole file is passed over for the few
 * words that matter, in plain view or in packed object streams.
 */

import { Findings } from "./findings.js";
import { inflate } from "./inflate.js";
import { binary } from "./numbers.js";
import { valueAt } from "./pdftext.js";
import { readExif } from "./tiff.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./findings.js").Kind} Kind */

const STRIDE = 2 ** 18; // bytes
const BEYOND = 2 ** 12; // bytes looked at past a stride, for values that cross its end
const LONGEST_STREAM = 2 ** 20; // packed bytes
const MOST_INFLATED = 2 ** 24; // bytes, of all streams together
const LEAST = 2 ** 10; // what a stream counts at least
const LONGEST_PACKET = 2 ** 16;
const MOST_FIELDS = 100; // of one stride or stream

const FIELDS = /\/(Author|Creator|Producer|Company|Manager|Keywords|CreationDate|ModDate|SourceModified)(?![A-Za-z])/g;
/** @type {Record<string, Kind>} */
const KINDS = {
  Author: "author", Company: "author", Manager: "author", Creator: "software", Producer: "software",
  Keywords: "comment", CreationDate: "time", ModDate: "time", SourceModified: "time",
};
const NOTES = /\/Subtype\s*\/(?:Text|FreeText|Highlight|StrikeOut|Underline|Squiggly|Ink|Stamp|Caret|Popup)(?![A-Za-z])/;
const STREAMS = /\/Type\s*\/(?:ObjStm|Metadata)(?![A-Za-z])/g;
const INSIDE = /<x:xmpmeta|Exif\0\0(?=MM|II)/g;

/** @param {Work} work */
export async function readPdf(work) {
  const { source, found } = work;
  const seen = { encrypted: false, versions: 0, room: MOST_INFLATED };
  const fields = new Findings();
  for (let at = 0; at < source.size; at += STRIDE) {
    const view = binary(await source.upTo(at, STRIDE + BEYOND));
    fields.merge(fieldsIn(view, STRIDE));
    seen.encrypted ||= /\/Encrypt(?![A-Za-z])/.test(view);
    seen.versions += matches(view, /startxref/g).length;
    for (const text of await unpacked(work, view, at, seen)) fields.merge([...fieldsIn(text), ...packets(text)]);
    await embedded(work, view, at);
  }
  // In an encrypted file the texts are not what they say.
  found.merge(seen.encrypted ? fields.list.map(({ kind }) => ({ kind, value: "" })) : fields.list);
  const linear = binary(await source.upTo(0, 1024)).includes("/Linearized");
  if (seen.versions > (linear ? 2 : 1)) found.add("edits", String(seen.versions - (linear ? 1 : 0)));
  found.stays = true;
}

/** The matches that begin in the stride itself. @param {string} view @param {RegExp} pattern */
const matches = (view, pattern) => [...view.matchAll(pattern)].filter(({ index = 0 }) => index < STRIDE);

/** @param {string} view @param {number} [end] @returns {import("./findings.js").Found[]} */
function fieldsIn(view, end = view.length) {
  /** @type {import("./findings.js").Found[]} */
  const fields = [];
  for (const { 0: whole, 1: name, index = 0 } of view.matchAll(FIELDS)) {
    if (index >= end || fields.length === MOST_FIELDS) break;
    const value = valueAt(view, index + whole.length);
    if (value !== null) fields.push({ kind: KINDS[name], value: KINDS[name] === "time" ? timeOf(value) : value });
  }
  if (NOTES.test(view)) fields.push({ kind: "comment", value: "" });
  if (/\/Type\s*\/EmbeddedFile/.test(view)) fields.push({ kind: "other", value: "EmbeddedFile" });
  return fields;
}

/** @param {string} date D:20240501102030+01'00' */
const timeOf = (date) => date.replace(/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d).*$/s, "$1-$2-$3 $4:$5");

/** XMP in a text. @param {string} text */
const packets = (text) => {
  const at = text.indexOf("<x:xmpmeta");
  return at < 0 ? [] : readXmp(text.slice(at, at + LONGEST_PACKET));
};

/**
 * Unpack the object and metadata streams that begin in `view`.
 * @param {Work} work
 * @param {string} view
 * @param {number} at where it begins in the file
 * @param {{room: number}} seen
 */
async function unpacked({ source }, view, at, seen) {
  const texts = [];
  for (const { index = 0 } of matches(view, STREAMS)) {
    const begun = /stream\r?\n/.exec(view.slice(index, index + 1000));
    if (begun === null || seen.room <= 0) continue;
    const start = at + index + begun.index + begun[0].length;
    const packed = await source.upTo(start, LONGEST_STREAM);
    // a zlib header (RFC 1950): method 8, and a check
    if (packed.length > 2 && (packed[0] & 15) === 8 && (packed[0] * 256 + packed[1]) % 31 === 0) {
      const { bytes } = inflate(packed.subarray(2), seen.room);
      seen.room -= bytes.length + LEAST;
      texts.push(binary(bytes));
    }
  }
  return texts;
}

/** XMP packets, and the Exif of photos inside. @param {Work} work @param {string} view @param {number} at */
async function embedded({ source, found }, view, at) {
  for (const { 0: mark, index = 0 } of matches(view, INSIDE).slice(0, 100)) {
    const bytes = await source.upTo(at + index, LONGEST_PACKET);
    if (mark.startsWith("Exif")) found.merge(readExif(bytes.subarray(6)).found);
    else found.merge(readXmp(new TextDecoder().decode(bytes).split("</x:xmpmeta>")[0]));
  }
}
