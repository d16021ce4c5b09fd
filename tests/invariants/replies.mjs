/**
 * Read replies with the browser's own code: `node replies.mjs ADDRESS CODENAME…`.
 *
 * For each codename a fresh session opens the deployment and asks. Printed, as one JSON list: what went over the wire
 * (method, path, request headers, bytes of the answer, in order) and what was found.
 */

import { sha256 } from "../../submit/browser/words-file.mjs";

globalThis.WORDS_SHA256 = sha256; // as the build does
const { Session } = await import("../../submit/browser/session.js");

const [address, ...codenames] = process.argv.slice(2);
const direct = globalThis.fetch;
let wire = [];

globalThis.fetch = async (path, options = {}) => {
  const answer = await direct(address + path, { ...options, cache: undefined });
  const body = await answer.arrayBuffer();
  wire.push([options.method ?? "GET", path, JSON.stringify(options), answer.status, body.byteLength]);
  return new Response(body, { status: answer.status });
};

const told = [];
for (const codename of codenames) {
  wire = [];
  const session = new Session();
  await session.open({});
  await session.words();
  const opened = wire.length;
  const { replies, opened: days } = await session.replies({ codename }, () => {});
  told.push({ wire: wire.slice(opened), replies: replies.map(({ text }) => text), opened: days.length });
}
console.log(JSON.stringify(told));
