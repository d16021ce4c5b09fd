/** Envelope header: magic, epoch, four slots, commitment (docs/formats.md §5.2). */

import { AmanaError } from "../errors.js";
import { EMPTY, hkdf, sha256, throwAway } from "../primitives.js";
import * as tags from "../tags.js";
import { concat, toNumber, u32 } from "../wire.js";
import { wrap } from "../wrap.js";

/** @typedef {import("../wire.js").Bytes} Bytes */
/** @typedef {import("../primitives.js").HybridPublic} HybridPublic */
/** @typedef {import("../primitives.js").Random} Random */
/** @typedef {{body: Bytes, digest: Bytes}} EnvelopeKeys the body's key, and its associated data */
/** @typedef {{header: Bytes, keys: EnvelopeKeys}} Started */
/** @typedef {{deployment: Bytes, epoch: number, random: Random}} Setting */

export const SLOTS = 4;

/**
 * Write a header for one to four lanes with a fresh file key; kind `bounds` for no lane or more than four.
 * @param {HybridPublic[]} lanes
 * @param {Setting} setting
 * @returns {Started}
 */
export function makeHeader(lanes, setting) {
  if (lanes.length < 1 || lanes.length > SLOTS) {
    throw new AmanaError("bounds", "An envelope is for one to four lanes.");
  }
  const fileKey = setting.random(32);
  const unused = Array.from({ length: SLOTS - lanes.length }, () => throwAway(setting.random));
  // Neither how many lanes were chosen nor which may show in the order.
  return fillHeader(shuffled([...lanes, ...unused], setting.random), fileKey, setting);
}

/**
 * Write a header whose four recipients stand in this order.
 * @param {HybridPublic[]} recipients
 * @param {Bytes} fileKey
 * @param {Setting} setting
 * @returns {Started}
 */
export function fillHeader(recipients, fileKey, { deployment, epoch, random }) {
  const slots = recipients.map((recipient) =>
    wrap({ tag: tags.SLOT, deployment, context: epoch, recipient, secret: fileKey, ad: EMPTY, random }),
  );
  const start = concat(tags.MAGIC_ENVELOPE, u32(epoch), ...slots);
  const digest = sha256(start);
  // The commitment ties one file key to one header, so no envelope opens in two ways.
  return {
    header: concat(start, hkdf(fileKey, digest, tags.COMMIT)),
    keys: { body: hkdf(fileKey, digest, tags.BODY), digest },
  };
}

/**
 * Return the items in random order (Fisher and Yates). Six random bytes modulo 4 at most are even to 1 in 2^45.
 * @template T
 * @param {T[]} items
 * @param {Random} random
 * @returns {T[]}
 */
function shuffled(items, random) {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = toNumber(random(6)) % (at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}
