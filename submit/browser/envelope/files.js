/** Reading chosen files, a slice at a time. */

import { AmanaError } from "../errors.js";

/** @typedef {import("../wire.js").Bytes} Bytes */

/**
 * Read `size` bytes of a file; kind `unreadable` when the device does not give them, as when the file was changed.
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
  throw new AmanaError("unreadable", "A chosen file cannot be read, or was changed meanwhile.", { cause });
}
