/**
 * Everything that goes over the network, all of it same-origin: small files in, one envelope out.
 *
 * Nothing is kept on the device (no cache, no cookie), and nothing is read beyond the size that is expected.
 */

import { AmanaError } from "./errors.js";
import { concat } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {(done: number, total: number) => void} Progress */

// A lost connection is tried again with the same sealed bytes; the vault keeps an envelope once however often it comes.
const PAUSES = [1000, 4000];
const LONGEST_ANSWER = 4096;
/** @type {RequestInit} */
const QUIETLY = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };
/** @type {Record<number, string>} */
const KINDS = { 409: "epoch", 413: "large", 507: "full" };

/**
 * Fetch a file of at most `most` bytes; kinds `offline`, `refused` and `bounds`.
 * @param {string} path
 * @param {number} most
 * @returns {Promise<Bytes>}
 */
export async function get(path, most) {
  const response = await fetch(path, QUIETLY).catch(offline);
  if (!response.ok) throw refusal(response.status);
  return readAtMost(response, most).catch(offline);
}

/** @param {Response} response @param {number} most */
async function readAtMost(response, most) {
  const reader = /** @type {ReadableStream<Bytes>} */ (response.body).getReader();
  const parts = [];
  let size = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.length;
    if (size > most) {
      await reader.cancel();
      throw new AmanaError("bounds", "The answer is larger than it may be.");
    }
    parts.push(step.value);
  }
  return concat(...parts);
}

/**
 * Send an envelope and check that the vault took this one; kinds `offline`, `refused`, `epoch`, `large`, `full`.
 * @param {Blob} envelope
 * @param {string} id hex
 * @param {Progress} progress
 */
export async function send(envelope, id, progress) {
  for (const pause of [...PAUSES, null]) {
    try {
      const { status, text } = await post("/envelopes", envelope, progress);
      if (status !== 201 || idOf(text) !== id) throw refusal(status);
      return;
    } catch (error) {
      if (pause === null || !(error instanceof AmanaError) || error.kind !== "offline") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * Post with XMLHttpRequest: unlike fetch, it tells how much has been sent.
 * @param {string} path
 * @param {Blob} body
 * @param {Progress} progress
 * @returns {Promise<{status: number, text: string}>}
 */
function post(path, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => progress(Math.min(loaded, body.size), body.size);
    request.onprogress = ({ loaded }) => loaded > LONGEST_ANSWER && request.abort();
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = request.onabort = () => reject(new AmanaError("offline", "The network did not answer."));
    request.send(body);
  });
}

/** @param {string} untrusted @returns {unknown} */
function idOf(untrusted) {
  try {
    return JSON.parse(untrusted)?.id;
  } catch {
    return null;
  }
}

/** @param {number} status */
const refusal = (status) => new AmanaError(KINDS[status] ?? "refused", "The server refused.", { status });

/** @param {unknown} cause @returns {never} */
function offline(cause) {
  if (cause instanceof AmanaError) throw cause;
  throw new AmanaError("offline", "The network did not answer.", { cause });
}
