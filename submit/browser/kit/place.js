/** Where a page of the reporter kit is: in a file that holds all its code and knows its sites; twin of page/place.js. */

import { kit, text } from "./held.js";
import { way } from "./hash.js";

/** The very bytes a site serves, started from a blob: a saved file has no address to start code from. @param {string} name */
const started = (name) => URL.createObjectURL(new Blob([text(name)], { type: "text/javascript" }));

export const SEALING = started("amana-worker.js");
export const METADATA = started("amana-metadata.js");
export const DRAWING = started("amana-qr.js");

/** @type {Record<string, string>} */
export const opening = {
  fingerprint: kit.fingerprint,
  site: kit.addresses[way] ?? "",
  path: "kit",
  words: text("words.txt"),
};
