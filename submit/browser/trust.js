/**
 * What a manifest's own signatures cannot prove: that it is the one everybody sees (docs/formats.md §7.1, §7.2); twin of
 * keys/trust.py.
 *
 * Whoever holds a fingerprint, from a poster or a kit, follows the root keys from there to those in force. Whoever holds
 * a board, which the desk signs far from the server, requires that its list of manifests has this one.
 */

import { AmanaError } from "./errors.js";
import { parse } from "./manifest.js";
import { rootOf } from "./merkle.js";
import { same } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./manifest.js").Manifest} Manifest */

export const LONGEST_LOG = 1 << 20; // bytes; one manifest a day for 89 years
const HASH = 32;
const MOST_CHANGES = 16; // of root keys that are followed

/**
 * Require that `pinned` is the root's fingerprint, or one's that has since handed over to it; kind `fingerprint`.
 * @param {Manifest} manifest
 * @param {Bytes} pinned
 * @param {(serial: number) => Promise<Uint8Array>} fetch gives another manifest's file
 */
export async function checkRoot({ deployment, root }, pinned, fetch) {
  for (let changes = 0; !same(pinned, root.fingerprint); changes++) {
    const changed = root.since > 1 && changes < MOST_CHANGES ? parse(await fetch(root.since)) : null;
    const leads = changed && same(changed.root.fingerprint, root.fingerprint) && same(changed.deployment, deployment);
    if (!leads || !changed.root.former) {
      throw new AmanaError("fingerprint", "This manifest is not of the deployment whose fingerprint you hold.");
    }
    root = changed.root.former;
  }
}

/**
 * Require that the manifest stands in the list of all manifests, and that list begins as the board's does; kind `log`.
 * @param {Manifest} manifest
 * @param {import("./merkle.js").Head} head of the list when the board was made
 * @param {Uint8Array} untrusted the list: hashes of all leaves
 */
export function checkLog({ serial, log, leaf }, head, untrusted) {
  const leaves = Array.from({ length: Math.ceil(untrusted.length / HASH) }, (_, at) => untrusted.slice(at * HASH, (at + 1) * HASH));
  const whole = untrusted.length % HASH === 0;
  const named = [log, head].every(({ size, root }) => size <= leaves.length && same(root, rootOf(leaves.slice(0, size))));
  if (!whole || !named || serial > leaves.length || !same(leaf, leaves[serial - 1])) {
    throw new AmanaError("log", "This manifest is not in the list that the board names.");
  }
}
