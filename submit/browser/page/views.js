/** One view of the page at a time; what was typed in the others stays in them. */

import { all, one, part } from "./dom.js";

/**
 * Show one view and move the focus to its heading, so that a screen reader says where one is.
 *
 * @param {string} name
 */
export function show(name) {
  for (const view of all("[data-view]", HTMLElement)) view.hidden = view.dataset.view !== name;
  one("h2", HTMLElement, viewOf(name)).focus();
  scrollTo(0, 0);
}

/** @param {string} name */
export const viewOf = (name) => part(`[data-view="${name}"]`);

/** Put away what is for pages whose code did not load, and bring out what needs it. */
export function awake() {
  part("[data-starting]").hidden = true;
  for (const control of all("[data-scripted]", HTMLElement)) control.hidden = false;
}

/**
 * A failure that concerns the whole page. With `retry` it can be tried again.
 *
 * @param {string} sentence
 * @param {(() => void) | null} [retry]
 */
export function notice(sentence, retry = null) {
  const box = part("[data-notice]");
  const button = one("[data-retry]", HTMLButtonElement, box);
  part("[data-slot=notice]", box).textContent = sentence;
  button.hidden = retry === null;
  button.onclick = retry;
  box.hidden = false;
}

/** Kinds of failure that say: this site is not who it should be. */
const IMPOSTOR = ["fingerprint", "threshold", "key-file", "log"];

/**
 * Take the whole form away where nothing may be written, and bring it back with all that was typed where it may.
 *
 * @param {string | null} kind of the failure, if there was one
 */
export const judge = (kind) => document.body.toggleAttribute("data-withdrawn", IMPOSTOR.includes(kind ?? ""));

export function clearNotice() {
  part("[data-notice]").hidden = true;
}
