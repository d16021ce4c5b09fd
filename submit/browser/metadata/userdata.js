/**
 * What players are told about a film or a song: user data (QuickTime), its relatives of 3GPP TS 26.244, and the two kinds
 * of item list, iTunes' by four letters and Apple's by long keys. Read leniently, as all of it is emptied whole.
 */

import { AmanaError } from "../errors.js";
import { bodyOf, boxesIn, inside } from "./boxes.js";
import { place } from "./findings.js";
import { holds, latin, number, text, u32 } from "./numbers.js";
import { readXmp } from "./xmp.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./findings.js").Kind} Kind */
/** @typedef {import("./boxes.js").Box} Box */

const LONGEST = 2 ** 18; // bytes looked at of one box

/** @type {[RegExp, Kind][]} by four letters, or by the words in a long key */
const KINDS = [
  [/^(?:.xyz|loci)$|location|gps/i, "location"],
  [/^(?:.mak|.mod|.inf|CAME|LENS|FIRM|MUID|CNMN|cmid)$|\b(?:make|model|camera|serial|lens)/, "camera"],
  [/^(?:.day|.dat|yrrc|date)$|date\b|time\b/, "time"],
  [/^(?:.swr|.too|.enc|.req|tool)$|software|version|encoder|generator/, "software"],
  [/^(?:.ART|.aut|.wrt|.dir|.prd|.prf|.cpy|.own|.com|aART|auth|perf|cprt|ownr|apID|owne)$/, "author"],
  [/author|artist|copyright|director|producer|owner|user/, "author"],
  [/^(?:.nam|.cmt|.des|.alb|.key|.lyr|.gen|.grp|desc|ldes|titl|dscp|keyw|albm|gnre)$/, "comment"],
  [/comment|title|description|keywords/, "comment"],
  [/^(?:covr|thmb|thum|snal|pnot)$|artwork/, "thumbnail"],
];

/** @param {string} name @returns {Kind} */
const kindOf = (name) => KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? "other";

/**
 * Say what a `udta` or `meta` box holds; at least that it is there.
 * @param {Work} work
 * @param {Box} box
 */
export async function readUserData(work, box) {
  try {
    if (box.type === "meta") return await readList(work, box);
    const boxes = await boxesIn(work, box.body, await endOf(work, box));
    for (const part of boxes) {
      if (part.type === "meta") await readUserData(work, part);
      else await tellPart(work, part);
    }
  } catch (error) {
    if (!(error instanceof AmanaError) || error.kind !== "metadata") throw error;
    work.found.add("other", box.type);
  }
}

/** Where the boxes of user data end: QuickTime may close them with four zeros. @param {Work} work @param {Box} box */
async function endOf({ source }, { body, end }) {
  let at = body;
  while (at + 8 <= end) at += Math.max(u32(await source.read(at, 4), 0), 8);
  return at + 4 === end && u32(await source.read(at, 4), 0) === 0 ? at : end;
}

/** @param {Work} work @param {Box} part */
async function tellPart({ source, found }, { type, body, end }) {
  const bytes = await source.read(body, Math.min(end - body, LONGEST));
  if (type === "XMP_") return found.merge(readXmp(text(bytes)));
  const kind = kindOf(type);
  if (type === "loci") return found.add(kind, locationOf(bytes));
  if (type.startsWith("\u00a9")) return found.add(kind, said(kind, text(bytes.subarray(4, 4 + number(bytes, 0, 2)))));
  const readable = kind === "other" || kind === "thumbnail" ? type : text(bytes.subarray(bytes[0] === 0 ? 6 : 0));
  found.add(kind, readable);
}

/** 3GPP: version and flags, language, name, role, then longitude and latitude as 16.16. @param {Bytes} bytes */
function locationOf(bytes) {
  const end = bytes.indexOf(0, 6);
  if (end < 0 || end + 10 > bytes.length) return "";
  const [longitude, latitude] = [end + 2, end + 6].map((at) => (u32(bytes, at) | 0) / 65536);
  return place(latitude, longitude);
}

/** @param {Work} work @param {Box} meta */
async function readList(work, meta) {
  // QuickTime's has no version and flags.
  const plain = holds(await work.source.read(meta.body, 8), "hdlr", 4);
  const parts = await inside(work, meta, plain ? 0 : 4);
  const keys = parts.find(({ type }) => type === "keys");
  const names = keys ? keysOf(await bodyOf(work, keys)) : [];
  const list = parts.find(({ type }) => type === "ilst");
  if (list === undefined) return work.found.add("other", "meta");
  for (const item of await inside(work, list)) await tellItem(work, item, names);
}

/** @param {Bytes} bytes */
function keysOf(bytes) {
  const names = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const size = Math.max(u32(bytes, at), 8);
    names.push(latin(bytes.subarray(at + 8, at + size)));
    at += size;
  }
  return names;
}

/** @param {Work} work @param {Box} item @param {string[]} names */
async function tellItem(work, item, names) {
  const { source, found } = work;
  const parts = await inside(work, item);
  const called = parts.find(({ type }) => type === "name");
  const index = u32(await source.read(item.start + 4, 4), 0);
  const spelled = called ? await source.read(called.body, Math.min(called.end - called.body, 200)) : null;
  const whole = spelled ? latin(spelled.subarray(4)) : names[index - 1] ?? item.type;
  const name = whole.replace(/^com\.\w+\.(?:quicktime\.)?/, "");
  const data = parts.find(({ type }) => type === "data");
  const bytes = data ? await source.read(data.body, Math.min(data.end - data.body, LONGEST)) : new Uint8Array();
  const kind = kindOf(name);
  const value = bytes.length > 8 && u32(bytes, 0) === 1 ? text(bytes.subarray(8)) : "";
  found.add(kind, kind === "other" ? name : said(kind, value));
}

/** Show a place as degrees: "+33.5731-007.5898+012.3/" (ISO 6709). @param {Kind} kind @param {string} value */
function said(kind, value) {
  const [, latitude, longitude] = /^([+-]\d{1,2}\.\d+)([+-]\d{1,3}\.\d+)/.exec(value) ?? [];
  return kind === "location" && longitude !== undefined ? place(Number(latitude), Number(longitude)) || value : value;
}
