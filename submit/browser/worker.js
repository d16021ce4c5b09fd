/**
 * The Web Worker's end of the conversation with the page: one question `{id, do, …}` at a time or several, each
 * answered by `{id, event: "progress", stage, done, total}` and then by `{id, event: "result", …}` or
 * `{id, event: "error", kind, …}`.
 */

import "./older.js";

import { AmanaError, isFull } from "./errors.js";
import { Session } from "./session.js";

/** @typedef {{id: number, do: string, [key: string]: unknown}} Question */
/** @typedef {{postMessage(answer: object): void, onmessage: (event: {data: Question}) => void}} Scope */

const VERBS = "open prepare report follow erase sealed pause resume cancel replies check decoy words".split(" ");
const SPAN = 100; // milliseconds between two progress messages

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const session = new Session();

scope.onmessage = async ({ data: question }) => {
  const { id } = question;
  try {
    const result = await perform(question);
    scope.postMessage({ id, event: "result", ...result });
  } catch (error) {
    scope.postMessage({ id, event: "error", ...described(error) });
  }
};

/** @param {Question} question @returns {Promise<object>} */
async function perform({ id, do: verb, ...request }) {
  if (!VERBS.includes(verb)) throw new AmanaError("request", "There is no such thing to do.");
  const progress = paced((stage, done, total) => scope.postMessage({ id, event: "progress", stage, done, total }));
  return /** @type {any} */ (session)[verb](request, progress);
}

/**
 * Pass on at most ten steps a second, and the first and last of every stage.
 * @param {import("./session.js").Progress} post
 * @returns {import("./session.js").Progress}
 */
function paced(post) {
  let shown = "";
  let next = 0;
  return (stage, done, total) => {
    const now = Date.now();
    if (stage === shown && done < total && now < next) return;
    shown = stage;
    next = now + SPAN;
    post(stage, done, total);
  };
}

/** @param {unknown} error */
function described(error) {
  if (!(error instanceof AmanaError)) return { kind: isFull(error) ? "storage" : "internal" };
  const { kind, position, status, suggestions } = error;
  const told = Object.entries({ position, status, suggestions }).filter(([, value]) => value !== undefined);
  return { kind, ...Object.fromEntries(told) };
}
