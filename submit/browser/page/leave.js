/** Leaving at once: the page is emptied before anything else happens, then replaced by a harmless one. */

import { one } from "./dom.js";

/** Two presses of Esc within this many milliseconds. */
const TWICE = 1000;

let guarded = false;

/** @param {() => void} before stops what is running */
export function offerLeaving(before) {
  const link = one("[data-leave]", HTMLAnchorElement);
  let last = -Infinity;
  const leave = () => leaveNow(link.href, before);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < TWICE) leave();
    last = event.timeStamp;
  });
}

/**
 * @param {string} address
 * @param {() => void} before
 */
function leaveNow(address, before) {
  guard(false);
  document.title = "…";
  document.body.replaceChildren();
  before();
  location.replace(address);
}

/**
 * Ask before the page is closed or gone back from, while something would be lost. Nothing is kept on the device, so
 * this question is all that stands between a slip of the thumb and an empty form.
 *
 * @param {boolean} needed
 */
export function guard(needed) {
  if (needed === guarded) return;
  guarded = needed;
  if (needed) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

/** @param {BeforeUnloadEvent} event */
const ask = (event) => event.preventDefault();

