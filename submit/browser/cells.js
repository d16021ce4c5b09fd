/** Reply cells and acknowledgement entries of one mailbox in one snapshot (docs/formats.md §8.2 to §8.4): reading. */

import { AmanaError } from "./errors.js";
import { aeadOpen, EMPTY, hkdf, ZERO_NONCE } from "./primitives.js";
import * as tags from "./tags.js";
import { concat, Reader, toHex, toNumber, u16, u32, u8 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{deployment: Bytes, serial: number, bucket: number}} Place bound into every cell */
/** @typedef {{number: number, total: number, day: number, text: string}} Reply `day` counts from 1970-01-01 */
/** @typedef {{number: number, total: number, part: number, parts: number, day: number, text: Bytes}} Block */

export const CELL = 4096;
export const ACK = 10;
const TAG = 16;
const PART_TEXT = CELL - TAG - 16 - 12;
const MAX_CELLS = 8;
const MAX_ACKS = 64;
const ACK_EPOCH = 18262; // 2020-01-01 in days since 1970
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Return a mailbox's key in the snapshot of `salt`; nothing persists from one snapshot to the next.
 * @param {Bytes} readKey
 * @param {Bytes} salt
 * @param {Bytes} deployment
 */
export const snapshotKey = (readKey, salt, deployment) => hkdf(readKey, salt, concat(tags.SNAPSHOT, deployment));

/**
 * Return the 16-byte tag and 32-byte key of cell `number`.
 * @param {Bytes} snapshot
 * @param {number} number
 */
export const cellKeys = (snapshot, number) => ({
  tag: hkdf(snapshot, EMPTY, concat(tags.CELL_TAG, u16(number))).slice(0, TAG),
  key: hkdf(snapshot, EMPTY, concat(tags.CELL_KEY, u16(number))),
});

/**
 * Return the associated data of a cell.
 * @param {Place} place
 * @param {Bytes} tag
 */
export const cellAd = ({ deployment, serial, bucket }, tag) => concat(deployment, u32(serial), u8(bucket), tag);

/**
 * Return the 8-byte tag and 16-bit mask of acknowledgement `number`.
 * @param {Bytes} snapshot
 * @param {number} number
 */
export function ackMask(snapshot, number) {
  const entry = hkdf(snapshot, EMPTY, concat(tags.CELL_ACK, u16(number)));
  return { tag: entry.slice(0, 8), mask: toNumber(entry.subarray(8, ACK)) };
}

/**
 * Find and open a mailbox's replies in its bucket, oldest first; incomplete ones are left out. Kinds `bounds`,
 * `padding` (a block is malformed) and `cell` (one was found and does not open).
 * @param {Bytes} snapshot
 * @param {Bytes} bucket
 * @param {Place} place
 * @returns {Reply[]}
 */
export function readCells(snapshot, bucket, place) {
  const held = byTag(bucket, CELL, TAG);
  /** @type {Map<string, Block[]>} */
  const replies = new Map();
  for (let number = 0; number < MAX_CELLS; number++) {
    const { tag, key } = cellKeys(snapshot, number);
    const sealed = held.get(toHex(tag));
    if (sealed === undefined) continue;
    const block = parseBlock(aeadOpen(key, ZERO_NONCE, sealed, cellAd(place, tag), "cell"));
    const which = [block.number, block.total, block.parts, block.day].join();
    const found = replies.get(which) ?? [];
    if (found.some(({ part }) => part === block.part)) {
      throw new AmanaError("bounds", "A part of a reply is there twice.");
    }
    replies.set(which, [...found, block]);
  }
  const whole = [...replies.values()].filter((blocks) => blocks.length === blocks[0].parts);
  return whole.sort(inOrder).map(join);
}

/**
 * Return the days, since 1970-01-01, on which the mailbox's messages 0, 1, … were opened, up to the first unknown one;
 * kind `bounds` when the list is not whole entries.
 * @param {Bytes} snapshot
 * @param {Bytes} list
 */
export function readAcks(snapshot, list) {
  const held = byTag(list, ACK, 8);
  const days = [];
  for (let number = 0; number < MAX_ACKS; number++) {
    const { tag, mask } = ackMask(snapshot, number);
    const masked = held.get(toHex(tag));
    if (masked === undefined) break;
    days.push((toNumber(masked) ^ mask) + ACK_EPOCH);
  }
  return days;
}

/**
 * Index whole entries of `size` bytes by their first `tagSize`, as hex; views, not copies.
 * @param {Bytes} bytes
 * @param {number} size
 * @param {number} tagSize
 */
function byTag(bytes, size, tagSize) {
  if (bytes.length % size) throw new AmanaError("bounds", "This part of the board is not made of whole entries.");
  /** @type {Map<string, Bytes>} */
  const held = new Map();
  for (let at = 0; at < bytes.length; at += size) {
    held.set(toHex(bytes.subarray(at, at + tagSize)), bytes.subarray(at + tagSize, at + size));
  }
  return held;
}

/** @param {Bytes} bytes @returns {Block} */
function parseBlock(bytes) {
  const reader = new Reader(bytes);
  const [number, total, part, parts] = [reader.u16(), reader.u16(), reader.u8(), reader.u8()];
  const [day, length] = [reader.u32(), reader.u16()];
  const possible = number >= 1 && number <= total && parts >= 1 && parts <= MAX_CELLS && part < parts;
  if (!possible || length > PART_TEXT) throw new AmanaError("bounds", "A reply is malformed.");
  const text = reader.take(length);
  if (reader.take(PART_TEXT - length).some(Boolean)) {
    throw new AmanaError("padding", "A reply's padding is not zero.");
  }
  return { number, total, part, parts, day, text };
}

/** @param {Block[]} blocks all the parts of one reply @returns {Reply} */
function join(blocks) {
  const { number, total, day } = blocks[0];
  const text = concat(...blocks.sort((left, right) => left.part - right.part).map((block) => block.text));
  try {
    return { number, total, day, text: decoder.decode(text) };
  } catch (cause) {
    throw new AmanaError("bounds", "A reply is not valid text.", { cause });
  }
}

/** @param {Block[]} left @param {Block[]} right */
const inOrder = ([left], [right]) =>
  left.number - right.number || left.total - right.total || left.parts - right.parts || left.day - right.day;
