/** Read the values of a vector as README.md writes them; twin of values.py. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** @param {string} text @returns {Uint8Array} */
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** @param {Uint8Array} bytes @returns {string} */
export const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** Read *bytes*: hex, text, or a file with edits. */
export function octets(value) {
  if (typeof value === "string") return unhex(value);
  if ("text" in value) return new TextEncoder().encode(only(value, ["text"]).text);
  const { file, edits = [] } = only(value, ["file", "edits"]);
  const read = Uint8Array.from(readFileSync(new URL(`files/${file}`, import.meta.url)));
  return edits.reduce((data, edit) => {
    const [[verb, how]] = Object.entries(edit);
    return EDITS[verb](data, ...[how].flat());
  }, read);
}

const EDITS = {
  cut: (data, count) => data.slice(0, count),
  append: (data, more) => Uint8Array.from([...data, ...unhex(more)]),
  put: (data, at, bytes) => changed(data, at, unhex(bytes)),
  xor: (data, at, mask) => changed(data, at, unhex(mask).map((byte, index) => byte ^ data[at + index])),
  copy: (data, from, to, count) => changed(data, to, data.slice(from, from + count)),
  splice: (data, at, count, more) => Uint8Array.from([...data.slice(0, at), ...unhex(more), ...data.slice(at + count)]),
  swap: (data, one, other, count) => {
    const kept = data.slice(one, one + count);
    return changed(changed(data, one, data.slice(other, other + count)), other, kept);
  },
};

function changed(data, at, bytes) {
  assert(at + bytes.length <= data.length);
  data.set(bytes, at);
  return data;
}

function only(value, keys) {
  assert(Object.keys(value).every((key) => keys.includes(key)));
  return value;
}
