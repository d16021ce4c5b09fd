/** Boxes that no standard of playing knows: what they hold, in a word, before they are emptied. */

import { text } from "./numbers.js";
import { readXmp } from "./xmp.js";

const XMP = "be7acfcb97a942e89c71999491e3afac"; // XMP part 3, 2.1
const LONGEST_XMP = 2 ** 18; // bytes looked at

/**
 * Say what a box holds that is to go.
 * @param {import("./findings.js").Work} work
 * @param {import("./boxes.js").Box} box
 */
export async function tell({ source, found }, { type, body, end }) {
  const name = type === "uuid" ? await source.upTo(body, Math.min(16, end - body)) : new Uint8Array();
  const hex = [...name].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex === XMP) found.merge(readXmp(text(await source.read(body + 16, Math.min(end - body - 16, LONGEST_XMP)))));
  else if (type === "mpvd") found.add("other", "MP4");
  else found.add("other", type);
}
