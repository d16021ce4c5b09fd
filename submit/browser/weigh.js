/**
 * Make the browser look for what nobody needs any more, while much is sent.
 *
 * Firefox keeps the body of every request until then, some of it with the worker that sends and some with the page,
 * but counts only what scripts hold when it asks itself whether to look. What is asked for here counts, and takes no
 * memory, for it is never touched. It is held for a while: what is dropped at once is cleared away with the young, and
 * the old are not looked through. So page and worker both weigh: without the one or the other, 500 MB take 130 MiB.
 */

const WEIGHT = 2 ** 25; // bytes
const HELD = 3;
/** @type {ArrayBuffer[]} */
const weights = [];

export function weigh() {
  try {
    weights.push(new ArrayBuffer(WEIGHT));
    if (weights.length > HELD) weights.shift();
  } catch {
    // There is so little that the browser has just looked everywhere.
  }
}
