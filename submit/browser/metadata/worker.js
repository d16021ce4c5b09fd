/**
 * The second Web Worker's end of the conversation with the page, started only when a file is chosen: one question
 * `{id, do: "inspect" | "clean", blob}`, one answer `{id, event: "result", …}` or `{id, event: "error", kind}`.
 */

import { AmanaError } from "../errors.js";
import { clean, inspect } from "./metadata.js";

/** @typedef {{id: number, do: string, blob: Blob}} Question */
/** @typedef {{postMessage(answer: object): void, onmessage: (event: {data: Question}) => void}} Scope */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

scope.onmessage = async ({ data: { id, do: verb, blob } }) => {
  try {
    scope.postMessage({ id, event: "result", ...(await perform(verb, blob)) });
  } catch (error) {
    scope.postMessage({ id, event: "error", kind: error instanceof AmanaError ? error.kind : "internal" });
  }
};

/** @param {string} verb @param {Blob} blob */
async function perform(verb, blob) {
  if (verb === "inspect") return inspect(blob);
  if (verb === "clean") return { blob: await clean(blob) };
  throw new AmanaError("request", "There is no such thing to do.");
}
