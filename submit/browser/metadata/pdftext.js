/** Text strings of a PDF (ISO 32000-2 §7.3.4, §7.9.2): in brackets with escapes, or in hex; Latin, UTF-8 or UTF-16. */

import { text } from "./numbers.js";

const LONGEST = 1000;
const ESCAPES = /** @type {Record<string, string>} */ ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" });

/**
 * Return the text that begins at `at`, "" when it stands elsewhere, or null when there is none or an empty one.
 * @param {string} view one character a byte
 * @param {number} at
 */
export function valueAt(view, at) {
  const rest = view.slice(at, at + 4 * LONGEST).replace(/^\s+/, "");
  if (rest.startsWith("(")) return decoded(inBrackets(rest)) || null;
  const [, hex = ""] = /^<([0-9A-Fa-f\s]*)>/.exec(rest) ?? [];
  if (hex !== "") return decoded((hex.replace(/\s/g, "").match(/../g) ?? []).map((pair) => parseInt(pair, 16))) || null;
  return /^\d+ \d+ R/.test(rest) ? "" : null;
}

/** @param {string} rest from the opening bracket on @returns {number[]} */
function inBrackets(rest) {
  const bytes = [];
  let depth = 1;
  for (let at = 1; at < rest.length && bytes.length < LONGEST; at++) {
    const character = rest[at];
    if (character === "(") depth++;
    else if (character === ")" && --depth === 0) break;
    else if (character === "\\") {
      const [escape] = /^(?:[0-7]{1,3}|\r\n|[^])/.exec(rest.slice(at + 1, at + 4)) ?? [""];
      at += escape.length;
      if (/^[0-7]/.test(escape)) bytes.push(parseInt(escape, 8) & 255);
      else if (!/^[\r\n]/.test(escape)) bytes.push((ESCAPES[escape] ?? escape).charCodeAt(0));
      continue;
    }
    bytes.push(character.charCodeAt(0));
  }
  return bytes;
}

/** @param {number[]} values */
function decoded(values) {
  const bytes = Uint8Array.from(values);
  const wide = bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "";
  return (wide ? new TextDecoder(wide).decode(bytes) : text(bytes)).trim();
}
