/** From codename to the three secrets of a thread (docs/formats.md §6.3). */

import { numberBytes } from "./codename.js";
import { argon2id, blake2b128, EMPTY, hkdf, signingPublic } from "./primitives.js";
import * as tags from "./tags.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{readKey: Bytes, bucket: number, authorSeed: Bytes, author: Bytes}} Mailbox `author` names the thread */

// 19 MiB and two passes is what a cheap phone does in a second or two, and 83 random bits need no more.
const COST = { time: 2, memory: 19456, lanes: 1 };

/**
 * Derive the mailbox of `codename`; takes 19 MiB, and 13 s or so where the browser compiles no JavaScript.
 * @param {import("./codename.js").Codename} codename
 * @param {Uint8Array} deployment
 * @param {(done: number) => void} [progress] called with 0 to 1
 * @returns {Mailbox}
 */
export function derive(codename, deployment, progress) {
  const master = argon2id(numberBytes(codename), blake2b128(deployment), { ...COST, progress });
  const authorSeed = hkdf(master, EMPTY, tags.MAILBOX_AUTHOR);
  return {
    readKey: hkdf(master, EMPTY, tags.MAILBOX_READ),
    bucket: hkdf(master, EMPTY, tags.MAILBOX_BUCKET)[0],
    authorSeed,
    author: signingPublic(authorSeed),
  };
}
