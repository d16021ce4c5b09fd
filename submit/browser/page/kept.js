/** A message that was sealed into a file instead of being sent: offered for saving, as long as the page is there. */

import { one, part } from "./dom.js";
import { say } from "./words.js";

/**
 * @param {Blob} file
 * @param {HTMLElement} view whose heading says otherwise that all has arrived
 */
export function offerFile(file, view) {
  const link = one("[data-kept] a", HTMLAnchorElement);
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(file);
  part("[data-kept]").hidden = false;
  part("h2", view).textContent = say("kept");
}
