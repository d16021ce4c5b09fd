/**
 * Tracks that run beside a film and are neither seen nor heard: where the camera was every second (GoPro's `gpmd`,
 * Google's `camm`), faces that a phone recognised (Apple's `mebx`). Such a track becomes a free box and its samples zeros,
 * in place. Where that is not safe, as in a film of fragments, the track stays and is warned of.
 */

import { AmanaError } from "../errors.js";
import { bodyOf, inside, release } from "./boxes.js";
import { damaged, number, u32 } from "./numbers.js";

/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./movie.js").Track} Track */
/** @typedef {{start: number, end: number}} Range */

const MOST_SAMPLES = 2 ** 20;
const SHOWN = ["vide", "soun", "text", "sbtl", "subt", "subp", "clcp", "auxv", "pict", "hint", "odsm", "sdsm", "tmcd"];
const PLACES = ["gpmd", "camm", "rtmd", "gps "];

/** @param {Track} track */
export const isTimed = ({ handler }) => !SHOWN.includes(handler);

/**
 * Drop the timed tracks, and set time codes to zero: they often are the time of day.
 * @param {Work} work
 * @param {Track[]} tracks
 * @param {Box[]} room where samples may be
 * @param {boolean} fragmented
 */
export async function dropTimed(work, tracks, room, fragmented) {
  const timed = tracks.filter(isTimed);
  const bound = await boundTo(work, tracks, timed);
  for (const track of timed) {
    const kind = PLACES.includes(track.format) ? "location" : "other";
    const ranges = fragmented || bound.has(track.id) ? null : await rangesOf(work, track, room);
    if (ranges === null) {
      work.found.keep(kind, track.format);
      continue;
    }
    work.found.add(kind, track.format);
    for (const { start, end } of ranges) work.edits.blank(start, end);
    release(work, track.box);
  }
  for (const track of tracks.filter(({ handler }) => handler === "tmcd")) await eraseCodes(work, track, room);
}

/** @param {Work} work @param {Track} track @param {Box[]} room */
async function eraseCodes(work, track, room) {
  const ranges = await rangesOf(work, track, room);
  if (ranges === null) return work.found.keep("time", track.format);
  for (const { start, end } of ranges) {
    if (await work.source.isFilled(start, end)) continue;
    work.found.add("time", track.format);
    work.edits.blank(start, end);
  }
}

/**
 * The timed tracks that a track which stays refers to.
 * @param {Work} work
 * @param {Track[]} tracks
 * @param {Track[]} timed
 */
async function boundTo(work, tracks, timed) {
  /** @type {Set<number>} */
  const ids = new Set();
  for (const track of tracks.filter((each) => !timed.includes(each))) {
    for (const reference of track.references) {
      const bytes = await bodyOf(work, reference);
      for (let at = 0; at + 4 <= bytes.length; at += 4) ids.add(u32(bytes, at));
    }
  }
  return ids;
}

/**
 * Return where a track's samples are, or null when that cannot be told for sure.
 * @param {Work} work
 * @param {Track} track
 * @param {Box[]} room
 */
async function rangesOf(work, track, room) {
  try {
    const ranges = await chunksOf(work, await inside(work, track.stbl));
    const fits = (/** @type {Range} */ { start, end }) => room.some((box) => start >= box.body && end <= box.end);
    return ranges.every(fits) ? ranges : null;
  } catch (error) {
    if (error instanceof AmanaError && error.kind === "metadata") return null;
    throw error;
  }
}

/** @param {Work} work @param {Box[]} tables @returns {Promise<Range[]>} */
async function chunksOf(work, tables) {
  const table = async (/** @type {string} */ type) => {
    const box = tables.find((each) => each.type === type);
    return box ? bodyOf(work, box) : null;
  };
  const [sizes, runs, near, far] = [await table("stsz"), await table("stsc"), await table("stco"), await table("co64")];
  const offsets = near ?? far;
  if (!sizes || !runs || !offsets) throw damaged("A table of the track is missing.");
  const [alike, samples, chunks, width] = [u32(sizes, 4), u32(sizes, 8), u32(offsets, 4), near ? 4 : 8];
  if (samples > MOST_SAMPLES || chunks > samples) throw damaged("The track has too many samples.");
  const ranges = [];
  let [sample, run] = [0, 0];
  for (let chunk = 0; chunk < chunks; chunk++) {
    while (run + 1 < u32(runs, 4) && u32(runs, 8 + 12 * (run + 1)) <= chunk + 1) run++;
    const start = number(offsets, 8 + width * chunk, width);
    let end = start;
    for (let count = u32(runs, 8 + 12 * run + 4); count > 0 && sample < samples; count--) {
      end += alike || u32(sizes, 12 + 4 * sample);
      sample++;
    }
    ranges.push({ start, end });
  }
  if (sample !== samples) throw damaged("Samples of the track have no place.");
  return ranges;
}
