/** A whole envelope in memory, for tests that look at its bytes. */

import { wire } from "./code.mjs";

/** @param {{pieces: () => AsyncGenerator<Uint8Array>, id: Uint8Array}} source */
export async function gathered(source) {
  const parts = [];
  // A piece stands only until the next but one.
  for await (const piece of source.pieces()) parts.push(Uint8Array.from(piece));
  return { envelope: wire.concat(...parts), id: source.id };
}
