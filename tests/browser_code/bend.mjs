/** Ways to spoil bytes and values, and the one thing that may come of it: a named error. */

import assert from "node:assert/strict";

import { errors } from "./code.mjs";

/** Run and return the AmanaError, or null; any other exception fails the test. */
export async function failureOf(run) {
  try {
    await run();
    return null;
  } catch (error) {
    if (!(error instanceof errors.AmanaError)) throw error;
    assert.equal(typeof error.kind, "string");
    return error;
  }
}

/** Require a failure of one of these kinds. */
export async function fails(run, ...kinds) {
  const error = await failureOf(run);
  assert(error, `no failure where ${kinds} was expected`);
  assert(kinds.includes(error.kind), `${error.kind} where ${kinds} was expected: ${error.stack}`);
  return error;
}

/** The bytes cut at every length, or at some 400 of them when they are many. */
export function* cuts(bytes) {
  const step = Math.max(1, Math.floor(bytes.length / 400));
  for (let end = 0; end < bytes.length; end += step) yield bytes.slice(0, end);
  yield bytes.slice(0, -1);
}

/** The bytes with one bit flipped, at some 800 places when they are many. */
export function* flips(bytes) {
  const step = Math.max(1, Math.floor(bytes.length / 800));
  for (let at = 0; at < bytes.length; at += step) {
    const bent = Uint8Array.from(bytes);
    bent[at] ^= 1 << at % 8;
    yield bent;
  }
}

/** Random bytes, alike in every run: a linear congruence is chance enough here. */
export function* noise(count, longest) {
  let state = 1;
  const next = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < count; n++) yield Uint8Array.from({ length: next(longest) }, () => next(256));
}
