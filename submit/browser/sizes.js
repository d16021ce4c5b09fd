/** Padded size classes (docs/formats.md §5.4): few, so that a length says little. */

import { AmanaError } from "./errors.js";

export const CHUNK = 65536;
export const TAG = 16;
export const HEADER = 4908;

/** @type {readonly number[]} */
export const CLASSES = [
  ...Array.from({ length: 13 }, (_, step) => 2 ** (14 + step)),
  ...[26, 27, 28, 29, 30].flatMap((power) => [5, 6, 7, 8].map((quarters) => (2 ** power * quarters) / 4)),
];
export const LARGEST = CLASSES[CLASSES.length - 1];

/**
 * Return the smallest class that holds `size` bytes, or fail with kind `size`.
 * @param {number} size
 */
export function classFor(size) {
  const padded = CLASSES.find((candidate) => size <= candidate);
  if (padded === undefined) throw new AmanaError("size", "A report holds at most 2 GiB.");
  return padded;
}

/**
 * Return the whole envelope's length for a plaintext of class size `padded`.
 * @param {number} padded
 */
export const envelopeLength = (padded) => HEADER + padded + TAG * Math.ceil(padded / CHUNK);
