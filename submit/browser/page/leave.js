/**
 * Leaving without a trace: the page is emptied before anything else happens, then replaced by a harmless one. The whole
 * visit begins with one entry in the browser's history, and that entry becomes the harmless page's.
 */

import { one } from "./dom.js";
import { emptyFields } from "./fields.js";
import { rewind } from "./trail.js";

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
  document.addEventListener("click", keepOneEntry);
  // Some browsers keep a page they leave, to show it again on "back": what they keep is empty, and made afresh.
  addEventListener("pagehide", () => {
    before();
    empty();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}

/**
 * @param {string} address
 * @param {() => void} before
 */
async function leaveNow(address, before) {
  guard(false);
  document.title = "…";
  empty();
  before();
  await rewind();
  location.replace(address);
}

function empty() {
  emptyFields();
  document.body.replaceChildren();
}

/**
 * Pages of this site take each other's place in the history, so that after leaving, "back" leads to none of them.
 *
 * @param {MouseEvent} event
 */
async function keepOneEntry(event) {
  const link = /** @type {Element} */ (event.target).closest("a");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link === null || link.target || event.defaultPrevented || !plain || link.origin !== location.origin) return;
  if (link.pathname === location.pathname && link.hash !== "") return;
  event.preventDefault();
  await rewind();
  location.replace(link.href);
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
