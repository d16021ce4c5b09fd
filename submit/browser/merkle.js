/**
 * An append-only list as a Merkle tree (RFC 6962 §2.1); twin of keys/merkle.py, but for proofs: a page takes the whole
 * list, 32 bytes a leaf, and computes its head itself.
 */

import { sha256 } from "./primitives.js";
import { concat, u8 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{size: number, root: Bytes}} Head number of leaves, and the hash at the root of their tree */

/** @param {Uint8Array} data @returns {Bytes} the hash by which it stands in the tree */
export const leafHash = (data) => sha256(concat(u8(0), data));

/**
 * Read a head as manifests and boards name it.
 * @param {import("./shape.js").Shape} shape
 * @param {unknown} value
 * @param {number} least leaves
 * @param {number} most leaves
 * @returns {Head}
 */
export function headOf(shape, value, least, most) {
  const { root, size } = shape.keys(value, ["root", "size"]);
  return { size: shape.integer(size, least, most), root: shape.octets(root, 32) };
}

/** @param {Bytes[]} leaves hashes @returns {Bytes} the hash at the root of their tree */
export function rootOf(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256(new Uint8Array());
  const at = 2 ** (31 - Math.clz32(leaves.length - 1)); // the largest power of two below
  return sha256(concat(u8(1), rootOf(leaves.slice(0, at)), rootOf(leaves.slice(at))));
}
