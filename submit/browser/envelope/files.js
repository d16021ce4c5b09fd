/** Reading chosen files, a slice at a time. */

import { AmanaError, isFull } from "../errors.js";

/** @typedef {import("../wire.js").Bytes} Bytes */

/**
 * Read `size` bytes of a file; kind `unreadable` when the device does not give them, as when the file was changed, and
 * `storage` when it has no room for them.
 * @param {Blob} file
 * @param {number} at
 * @param {number} size
 * @returns {Promise<Bytes>}
 */
export async function readSlice(file, at, size) {
  const data = new Uint8Array(await file.slice(at, at + size).arrayBuffer().catch(unreadable));
  return data.length === size ? data : unreadable();
}

/** @param {unknown} [cause] @returns {never} */
function unreadable(cause) {
  if (isFull(cause)) throw new AmanaError("storage", "The device has no memory left.", { cause });
  throw new AmanaError("unreadable", "A chosen file cannot be read, or was changed meanwhile.", { cause });
}
