/**
 * The `moov` box of a film or a song: user data, item lists, XMP, times and the names of programs are emptied in place;
 * pictures, sound and subtitles stay untouched. Tracks that hold neither, such as a camera's GPS track, are emptied too.
 */

import { IDLE, erase, eraseName, idle, inside, release } from "./boxes.js";
import { tell } from "./needless.js";
import { damaged, latin, u32 } from "./numbers.js";
import { dropTimed, isTimed } from "./timed.js";
import { readUserData } from "./userdata.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {{box: Box, id: number, handler: string, format: string, references: Box[], stbl: Box}} Track */

const MOST_TRACKS = 100;
const SINCE_1904 = 2082844800; // seconds from 1904 to 1970
/** What each box may hold; all else in it is emptied. @type {Record<string, string[]>} */
const KEPT = {
  moov: ["mvhd", "trak", "mvex", "iods", "pssh", "ctab", "clip", "rmra", "ainf", "trgr", "cmov", ...IDLE],
  trak: ["tkhd", "tref", "edts", "mdia", "trgr", "load", "txas", "tapt", "clip", "matt", "imap", ...IDLE],
  mdia: ["mdhd", "hdlr", "elng", "minf", ...IDLE],
};

/** @param {Work} work @param {Box} moov @param {Box[]} beside the file's other boxes */
export async function readMovie(work, moov, beside) {
  const parts = await kept(work, moov);
  if (parts.some(({ type }) => type === "cmov")) throw damaged("The film's header is compressed.");
  const header = parts.find(({ type }) => type === "mvhd");
  if (header) await eraseTimes(work, header);
  const boxes = parts.filter(({ type }) => type === "trak");
  if (boxes.length > MOST_TRACKS) throw damaged("The film has too many tracks.");
  /** @type {Track[]} */
  const tracks = [];
  for (const box of boxes) tracks.push(await readTrack(work, box));
  const room = beside.filter(({ type }) => type === "mdat");
  await dropTimed(work, tracks, room, parts.some(({ type }) => type === "mvex"));
}

/** List what a box may hold, and empty the rest. @param {Work} work @param {Box} box */
async function kept(work, box) {
  const parts = await inside(work, box);
  for (const part of parts) {
    if (IDLE.includes(part.type)) await idle(work, part);
    if (KEPT[box.type].includes(part.type)) continue;
    await (["udta", "meta"].includes(part.type) ? readUserData(work, part) : tell(work, part));
    release(work, part);
  }
  return parts.filter(({ type }) => KEPT[box.type].includes(type));
}

/** The box of this type, which must be there. @param {Box[]} boxes @param {string} type */
function one(boxes, type) {
  const box = boxes.find((part) => part.type === type);
  if (box === undefined) throw damaged(`There is no ${type}.`);
  return box;
}

/** @param {Work} work @param {Box} trak @returns {Promise<Track>} */
async function readTrack(work, trak) {
  const { source } = work;
  const parts = await inside(work, trak);
  const header = one(parts, "tkhd");
  const media = await inside(work, one(parts, "mdia"));
  const information = await inside(work, one(media, "minf"));
  const stbl = one(information, "stbl");
  const [handlerBox, stsd] = [one(media, "hdlr"), one(await inside(work, stbl), "stsd")];
  const [version] = await source.read(header.body, 1);
  const reference = parts.find(({ type }) => type === "tref");
  const track = {
    box: trak,
    id: u32(await source.read(header.body + (version === 1 ? 20 : 12), 4), 0),
    handler: latin(await source.read(handlerBox.body + 8, 4)),
    format: stsd.end - stsd.body < 16 ? "" : latin(await source.read(stsd.body + 12, 4)),
    references: reference ? await inside(work, reference) : [],
    stbl,
  };
  if (!isTimed(track)) await eraseTrack(work, trak, { header, media, information, stsd, handler: track.handler });
  return track;
}

/**
 * @param {Work} work
 * @param {Box} trak
 * @param {{header: Box, media: Box[], information: Box[], stsd: Box, handler: string}} parts
 */
async function eraseTrack(work, trak, { header, media, information, stsd, handler }) {
  const mdia = (await kept(work, trak)).find(({ type }) => type === "mdia");
  if (mdia) await kept(work, mdia);
  await eraseTimes(work, header);
  await eraseTimes(work, one(media, "mdhd"));
  for (const box of [...media, ...information]) if (box.type === "hdlr") await eraseName(work, box);
  await eraseMakers(work, stsd, handler);
  for (const box of information) if (box.type === "dinf") await eraseAliases(work, box);
}

/** Set when something was made and changed to nothing. @param {Work} work @param {Box} header with version and flags */
async function eraseTimes(work, { body }) {
  const [version] = await work.source.read(body, 1);
  const size = version === 1 ? 8 : 4;
  await erase(work, body + 4, body + 4 + 2 * size, "time", (bytes) => timeOf(bytes, size));
}

/** @param {Bytes} bytes @param {number} size of each of the two times */
function timeOf(bytes, size) {
  const seconds = u32(bytes, size - 4) || u32(bytes, 2 * size - 4);
  return new Date((seconds - SINCE_1904) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/**
 * A sample description may name the maker of the encoder.
 * @param {Work} work
 * @param {Box} stsd
 * @param {string} handler
 */
async function eraseMakers(work, stsd, handler) {
  if (handler !== "vide" && handler !== "soun") return;
  for (const { start, end } of await inside(work, stsd, 8)) {
    if (end - start >= 24) await erase(work, start + 20, start + 24, "software", latin);
    // a length and up to 31 characters
    if (handler === "vide" && end - start >= 82) await erase(work, start + 50, start + 82, "software", latin);
  }
}

/**
 * References to the file itself may still hold the path it had on its maker's computer.
 * @param {Work} work
 * @param {Box} dinf
 */
async function eraseAliases(work, dinf) {
  for (const dref of (await inside(work, dinf)).filter(({ type }) => type === "dref")) {
    for (const { type, body, end } of await inside(work, dref, 8)) {
      if (end - body <= 4) continue;
      const itself = ((await work.source.read(body + 3, 1))[0] & 1) === 1;
      if (itself) await erase(work, body + 4, end, "other", () => type);
      else work.found.keep("other", type);
    }
  }
}
