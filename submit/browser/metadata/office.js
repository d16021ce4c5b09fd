/**
 * Office documents: OOXML (ECMA-376) and OpenDocument (ISO/IEC 26300), both ZIP archives of XML. Their property parts are
 * emptied down to the root element, photos inside are cleaned like any photo, all else is copied. Comments, tracked changes
 * and signatures are part of the document: where there are some, it is left as it is and the person is warned.
 */

import { JPEG_DOT, PNG_DOT } from "./dots.js";
import { same, text } from "./numbers.js";
import { MOST_AT_ONCE } from "./source.js";
import { NO_TIME, isPlain, readZip, rewrite, unpack } from "./zip.js";
import { valuesOf } from "./xml.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./findings.js").Kind} Kind */
/** @typedef {import("./zip.js").Entry} Entry */
/** @typedef {import("./findings.js").Found} Found */
/** @typedef {(bytes: Bytes) => Promise<{found: Found[], clean: Bytes | null}>} Picture null: cannot be cleaned */

const UTF8 = new TextEncoder();
const LONGEST_TEXT = 2 ** 23; // bytes
const MOST_PICTURES = 2 ** 25; // bytes of all that are rewritten: they are held in memory

const PROPERTIES = /^(?:docProps\/(?:core|app|custom)\.xml|(?:.+\/)?meta\.xml)$/;
const PREVIEW = /^(?:docProps\/thumbnail\.\w+|Thumbnails\/.+)$/;
const PICTURE = /^(?:(?:word|xl|ppt)\/media|Pictures|media)\/.+\.(?:jpe?g|png|webp|heic|heif|avif)$/i;
const WORD = /^word\/(?:document|comments|people|footnotes|endnotes|header\d*|footer\d*)\.xml$/;
const SHEETS = /^(?:xl\/(?:persons\/.+|comments\d*\.xml)|ppt\/(?:commentAuthors|authors)\.xml|.*\.rels)$/;
const OPEN = /^(?:.+\/)?(?:content|styles)\.xml$/;

/** Parts that are there only when someone remarked, changed or signed something. @type {[RegExp, Kind][]} */
const SIGNS = [
  [/^(?:word\/comments\.xml|xl\/(?:comments|threadedComments)|ppt\/comments\/)/, "comment"],
  [/^(?:xl\/revisions\/|ObjectReplacements\/|Versions\/)/, "edits"],
  [/^(?:_xmlsignatures\/|META-INF\/(?:document|macro)signatures\.xml)/, "author"],
  [/^xl\/printerSettings\/|^customXml\/item\d|\/embeddings\//, "other"],
];

/** @type {Partial<Record<Kind, string>>} */
const NAMES = {
  author: `dc:creator cp:lastModifiedBy Manager Company meta:initial-creator meta:printed-by meta:editor`,
  time: `dcterms:created dcterms:modified cp:lastPrinted meta:creation-date dc:date meta:print-date`,
  software: "Application AppVersion meta:generator",
  comment: "dc:title dc:subject dc:description cp:keywords meta:keyword cp:category",
  other: "Template HyperlinkBase vt:lpwstr meta:user-defined meta:template",
};


/** Texts within parts that can be emptied where they stand. @type {[RegExp, RegExp, Kind][]} */
const SPOTS = [
  [/^xl\/workbook\.xml$/, /(<x15ac:absPath[^<>]*?\surl=")([^"<>]+)/g, "author"],
  [/^settings\.xml$/, /(<config:config-item\s[^<>]*?config:name="Printer(?:Name|Setup)"[^<>]*>)([^<>]+)/g, "other"],
];

/**
 * Read an archive that is an office document, or return false.
 * @param {Work} work
 * @param {Picture} picture looks at and cleans one picture inside
 */
export async function readOffice(work, picture) {
  const archive = await readZip(work);
  const names = archive.entries.map(({ name }) => name);
  const open = names[0] === "mimetype" && names.includes("content.xml");
  if (!open && !names.includes("[Content_Types].xml")) return false;
  /** @type {Map<Entry, Bytes>} */
  const instead = new Map();
  if (!isPlain(archive)) work.found.keep("other", "ZIP");
  let room = MOST_PICTURES;
  for (const entry of archive.entries) {
    for (const [pattern, kind] of SIGNS) if (pattern.test(entry.name)) work.found.keep(kind, entry.name);
    const isPicture = PICTURE.test(entry.name);
    const least = await (isPicture ? readPicture(work, entry, room, picture) : readPart(work, entry));
    if (least === null) continue;
    instead.set(entry, least);
    room -= isPicture ? least.length : 0;
  }
  const latest = Math.max(...archive.entries.map(({ time }) => time));
  if (latest > NO_TIME) work.found.add("time", timeOf(latest));
  if (!work.found.stays) rewrite(work, archive, instead);
  return true;
}

/**
 * Look at a part of the document; return what is to stand in its place, or null.
 * @param {Work} work
 * @param {Entry} entry
 */
async function readPart(work, entry) {
  const { name } = entry;
  if (PREVIEW.test(name)) return readPreview(work, entry);
  const spots = SPOTS.filter(([pattern]) => pattern.test(name));
  const isText = [WORD, SHEETS, OPEN].some((pattern) => pattern.test(name));
  if (!PROPERTIES.test(name) && !isText && spots.length === 0) return null;
  const bytes = await unpack(work, entry, LONGEST_TEXT);
  if (bytes === null) {
    work.found.keep("other", name);
    return null;
  }
  const xml = text(bytes);
  if (PROPERTIES.test(name)) return readProperties(work, name, xml);
  if (isText) tellText(work, name, xml);
  let left = xml;
  for (const [, pattern, kind] of spots) {
    left = left.replace(pattern, (_, before, value) => {
      work.found.add(kind, value);
      return before;
    });
  }
  return left === xml ? null : UTF8.encode(left);
}

/** @param {Work} work @param {string} name @param {string} xml */
function readProperties({ found }, name, xml) {
  const [, root, attributes = ""] = /<([A-Za-z][\w.-]*(?::[\w.-]+)?)(\s[^<>]*?)?\/?>/.exec(xml) ?? [];
  if (root === undefined) {
    found.keep("other", name);
    return null;
  }
  const least = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${root}${attributes}/>`;
  if (least === xml) return null;
  const said = /** @type {[Kind, string][]} */ (Object.entries(NAMES)).flatMap(([kind, names]) =>
    names.split(/\s+/).flatMap((property) => valuesOf(xml, property).map((value) => ({ kind, value }))),
  );
  found.merge(said.length > 0 ? said : [{ kind: "other", value: name }]);
  return UTF8.encode(least);
}

/**
 * Remarks and changes, who made them, and paths on their disks.
 * @param {Work} work
 * @param {string} name
 * @param {string} xml
 */
function tellText({ found }, name, xml) {
  if (/<(?:w:(?:ins|del|moveFrom|moveTo)\s|text:tracked-changes)/.test(xml)) found.keep("edits");
  if (/<office:annotation[\s>]/.test(xml)) found.keep("comment");
  const names = name.startsWith("ppt/") ? ["name"] : ["w:author", "w15:author", "author", "displayName", "dc:creator"];
  const paths = [...xml.matchAll(/\sTarget="(file:[^"]+)"/g)].map(([, path]) => path);
  for (const value of [...names.flatMap((each) => valuesOf(xml, each)), ...paths]) found.keep("author", value);
}

/**
 * A small picture of the first page, perhaps of an older state; one white dot takes its place.
 * @param {Work} work
 * @param {Entry} entry
 */
async function readPreview(work, entry) {
  const dot = /\.jpe?g$/i.test(entry.name) ? JPEG_DOT : /\.png$/i.test(entry.name) ? PNG_DOT : null;
  if (entry.size === 0) return null;
  if (dot === null) {
    work.found.keep("thumbnail", entry.name);
    return null;
  }
  const held = entry.size === dot.length ? await unpack(work, entry, dot.length) : null;
  if (held !== null && same(held, dot)) return null;
  work.found.add("thumbnail", entry.name);
  return dot;
}

/** @param {Work} work @param {Entry} entry @param {number} room @param {Picture} picture */
async function readPicture(work, entry, room, picture) {
  const bytes = await unpack(work, entry, Math.min(room, MOST_AT_ONCE));
  const { found, clean } = bytes === null ? { found: [], clean: null } : await picture(bytes);
  work.found.merge(found);
  if (clean === null) work.found.keep("other", entry.name);
  return found.length > 0 ? clean : null;
}

/** Read the two halves of an MS-DOS time. @param {number} time */
function timeOf(time) {
  const [date, clock] = [time >>> 16, time & 0xffff];
  const numbers = [(date >> 5) & 15, date & 31, clock >> 11, (clock >> 5) & 63];
  const [month, day, hour, minute] = numbers.map((part) => String(part).padStart(2, "0"));
  return `${1980 + (date >> 9)}-${month}-${day} ${hour}:${minute}`;
}
