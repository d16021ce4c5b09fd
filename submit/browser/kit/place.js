/** Where a page of the reporter kit is: in a file that holds all its code and knows its sites; twin of page/place.js. */

import { kit, text } from "./held.js";
import { way } from "./hash.js";

/** The very bytes a site serves, started from a blob: a saved file has no address to start code from. @param {string} name */
const started = (name) => URL.createObjectURL(new Blob([text(name)], { type: "text/javascript" }));

/** @param {string} held in base64 */
const decoded = (held) => Uint8Array.from(atob(held), (character) => character.charCodeAt(0));

export const SEALING = started("amana-worker.js");
export const METADATA = started("amana-metadata.js");
export const DRAWING = started("amana-qr.js");

/** All that this page ever starts code from, beside its own script. */
export const ADDRESSES = [SEALING, METADATA, DRAWING];

/** @type {Record<string, unknown>} */
export const opening = {
  fingerprint: kit.fingerprint,
  site: kit.addresses[way] ?? "",
  path: "kit",
  words: text("words.txt"),
  carried: new Map(Object.entries(JSON.parse(text("carried.json"))).map(([path, held]) => [path, decoded(held)])),
};
