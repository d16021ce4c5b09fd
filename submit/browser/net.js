/**
 * Everything that goes over the network, all of it to one site: small files in, sealed bytes out. A page's site is the
 * one it came from; the reporter kit, which came from none, is told.
 *
 * Nothing is kept on the device (no cache, no cookie), and nothing is read beyond the size that is expected.
 */

import { AmanaError } from "./errors.js";
import { concat } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{status: number, text: string, header: (name: string) => string | null}} Answer */
/**
 * @typedef {object} Asking
 * @property {Record<string, string>} [headers]
 * @property {Bytes} [body]
 * @property {(sent: number) => void} [progress] called with the bytes of the body sent so far
 * @property {AbortSignal} [signal]
 * @property {XMLHttpRequest} [request] one to use again
 */

const LONGEST_ANSWER = 4096;
// A line on which nothing has moved for so long is a lost one: some never say so by themselves.
const STALLED = 60_000;
/** @type {RequestInit} */
const QUIETLY = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };
let site = "";
/** @type {ReadonlyMap<string, Bytes>} */
let carried = new Map();
/** @type {Record<number, string>} */
const KINDS = { 403: "work", 409: "epoch", 410: "expired", 413: "large", 503: "busy", 507: "full" };

/** From now on talk to the site at `address`: scheme and host, no slash at the end. @param {string} address */
export function reach(address) {
  site = address;
}

/** Have files at hand, by path, for when the network does not answer. @param {ReadonlyMap<string, Bytes>} files */
export function carry(files) {
  carried = files;
}

/**
 * Fetch a file of at most `most` bytes; kinds `offline`, `refused` (or one of a status that has its own) and `bounds`.
 * @param {string} path
 * @param {number} most
 * @returns {Promise<Bytes>}
 */
export async function get(path, most) {
  const response = await fetch(site + path, QUIETLY).catch((cause) => carried.get(path) ?? offline(cause));
  if (response instanceof Uint8Array) return response;
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
 * Ask with XMLHttpRequest: unlike fetch, it tells how much has been sent. Any answer is an answer, whatever its
 * status; kind `offline` where there is none.
 * @param {string} method
 * @param {string} path
 * @param {Asking} [asking]
 * @returns {Promise<Answer>}
 */
export function ask(method, path, { headers = {}, body, progress, signal, request = new XMLHttpRequest() } = {}) {
  return new Promise((resolve, reject) => {
    const stop = () => request.abort();
    let watch = setTimeout(stop, STALLED);
    const moved = () => {
      clearTimeout(watch);
      watch = setTimeout(stop, STALLED);
    };
    request.open(method, site + path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      moved();
      progress?.(Math.min(loaded, body?.length ?? 0));
    };
    request.onprogress = ({ loaded }) => (loaded > LONGEST_ANSWER ? stop() : moved());
    request.onload = () =>
      resolve({ status: request.status, text: request.responseText, header: (name) => request.getResponseHeader(name) });
    request.onerror = request.onabort = () => reject(new AmanaError("offline", "The network did not answer."));
    request.onloadend = () => {
      clearTimeout(watch);
      signal?.removeEventListener("abort", stop);
    };
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) return reject(new AmanaError("offline", "This was stopped."));
    request.send(body);
  });
}

/**
 * Read the JSON object of an answer; a text that holds none is an empty one.
 * @param {string} untrusted
 * @returns {Record<string, unknown>}
 */
export function fieldsOf(untrusted) {
  try {
    return Object(JSON.parse(untrusted));
  } catch {
    return {};
  }
}

/** @param {number} status */
export const refusal = (status) => new AmanaError(KINDS[status] ?? "refused", "The server refused.", { status });

/** @param {unknown} cause @returns {never} */
function offline(cause) {
  if (cause instanceof AmanaError) throw cause;
  throw new AmanaError("offline", "The network did not answer.", { cause });
}
