/**
 * HEIF, AVIF, MP4, MOV and M4A: one row of boxes. Pictures and samples stay where they are, to the byte; of the other
 * boxes those that no standard of playing knows are emptied, as readers must pass over them (ISO/IEC 14496-12 §4.2).
 */

import { IDLE, boxesIn, idle, release } from "./boxes.js";
import { readItems } from "./items.js";
import { readMovie } from "./movie.js";
import { tell } from "./needless.js";
import { damaged } from "./numbers.js";

/** @typedef {import("./findings.js").Work} Work */
/** @typedef {import("./boxes.js").Box} Box */

const KEPT = ["ftyp", "styp", "etyp", "pdin", "moof", "mfra", "mdat", "imda", "meco", "sidx", "ssix"];

/** @param {Work} work */
export async function readBoxes(work) {
  const boxes = await boxesIn(work, 0, work.source.size);
  if (!boxes.some(({ type }) => type === "moov" || type === "meta")) throw damaged("There is no picture and no film.");
  const needless = [];
  for (const box of boxes) {
    if (box.type === "meta") await readItems(work, box, boxes);
    else if (box.type === "moov") await readMovie(work, box, boxes);
    else if (IDLE.includes(box.type)) await idle(work, box);
    else if (box.type === "mini") throw damaged("This new kind of picture is not known here.");
    else if (!KEPT.includes(box.type)) needless.push(box);
  }
  await drop(work, needless);
}

/**
 * What stands last is cut off, as nothing is behind it; what stands before is emptied.
 * @param {Work} work
 * @param {Box[]} needless in order
 */
async function drop(work, needless) {
  let end = work.source.size;
  for (const box of [...needless].reverse()) {
    await tell(work, box);
    if (box.end === end) {
      end = box.start;
      work.edits.put(box.start, box.end);
    } else {
      release(work, box);
    }
  }
}
