/** One white dot, as JPEG and as PNG: what stands in place of a preview that has to go. */

import { joined, toAscii } from "./numbers.js";

/** @param {string} base64 */
const decoded = (base64) => toAscii(atob(base64));

export const PNG_DOT = decoded("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==");

export const JPEG_DOT = joined(
  decoded("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA=="),
  new Uint8Array(64).fill(255), // a quantisation table
  decoded("/8AACwgAAQABAQERAP/EABQAAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AEf/2Q=="),
);
