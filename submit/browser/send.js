/** Send an envelope that is being sealed, or was: in one go when it is small, in pieces when it is large. */

import * as net from "./net.js";
import { Upload } from "./upload.js";
import { concat, toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./line.js").Line} Line */
/** @typedef {import("./line.js").Progress} Progress */
/**
 * Where the bytes come from, once: `header` is the hash of the envelope's header, `id` stands when all were given.
 * @typedef {object} Source
 * @property {number} length
 * @property {Bytes} header
 * @property {Bytes} id
 * @property {() => AsyncGenerator<Bytes, void>} pieces
 * @property {(larger: boolean) => void} resize
 */
/** @typedef {(again: boolean) => Promise<string>} Prove gives the proof of work; `again`: the one before was refused */

const SMALL = 2 ** 20;
// How often a refused proof is made again: the server may have been restarted, or become busy, meanwhile.
const PROOFS = 4;

/**
 * Send all of `source` and return the envelope's id in hex, as both sides know it. Kinds `work`, `epoch`, `expired`,
 * `large`, `full`, `refused`, `cancelled`, and what the source raises.
 * @param {Source} source
 * @param {{prove: Prove, line: Line, progress: Progress}} options
 * @returns {Promise<string>}
 */
export async function send(source, { prove, line, progress }) {
  /** @param {number} done @param {number} total */
  const sent = (done, total) => progress("send", done, total);
  const answered = source.length <= SMALL
    ? await postWhole(source, { prove, line, sent })
    : await sendPieces(source, { prove, line, sent });
  if (answered !== toHex(source.id)) throw net.refusal(201);
  return answered;
}

/**
 * @param {Source} source
 * @param {{prove: Prove, line: Line, sent: (done: number, total: number) => void}} options
 */
async function sendPieces(source, { prove, line, sent }) {
  const upload = await paid(prove, (proof) => Upload.begin(source, proof, line));
  sent(0, source.length);
  return upload.send(source, sent);
}

/**
 * @param {Source} source
 * @param {{prove: Prove, line: Line, sent: (done: number, total: number) => void}} options
 */
async function postWhole(source, { prove, line, sent }) {
  const parts = [];
  for await (const piece of source.pieces()) parts.push(Uint8Array.from(piece));
  const body = concat(...parts);
  sent(0, body.length);
  return paid(prove, (proof) => {
    const headers = { "Content-Type": "application/octet-stream", "Amana-Work": proof };
    return line.persist(async (signal) => {
      const progress = (/** @type {number} */ done) => sent(done, body.length);
      const answer = await net.ask("POST", "/envelopes", { headers, body, progress, signal });
      if (answer.status !== 201) throw net.refusal(answer.status);
      sent(body.length, body.length);
      return String(net.fieldsOf(answer.text).id);
    });
  });
}

/**
 * Do what needs a proof; when it is refused, prove again.
 * @template T
 * @param {Prove} prove
 * @param {(proof: string) => Promise<T>} act
 * @returns {Promise<T>}
 */
async function paid(prove, act) {
  for (let left = PROOFS; ; left--) {
    const proof = await prove(left < PROOFS);
    try {
      return await act(proof);
    } catch (error) {
      if (left === 1 || /** @type {import("./errors.js").AmanaError} */ (error).kind !== "work") throw error;
    }
  }
}
