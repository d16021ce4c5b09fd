/** A field for a codename: a slip is named with the word that was likely meant, and one press puts it right. */

import { putRight } from "./correction.js";
import { part } from "./dom.js";
import { field, problem } from "./fields.js";
import { sayFailure } from "./words.js";

/** @typedef {import("./client.js").Failure} Failure */

/** Slips of the reporter's: said beside the field, not as failures of the site. */
export const SLIPS = ["word", "length", "check"];

/**
 * @param {string} name of the field
 * @param {Failure} slip
 * @param {() => void} corrected
 */
export function saySlip(name, slip, corrected) {
  problem(name, sayFailure(slip));
  offerWords(name, slip, corrected);
  field(name).focus();
}

/**
 * Enter asks, as in a field of one line; typing takes the suggestions back.
 *
 * @param {string} name
 * @param {() => void} entered
 */
export function wakeTyping(name, entered) {
  const input = field(name);
  input.addEventListener("keydown", (event) => {
    const { key, isComposing } = /** @type {KeyboardEvent} */ (event);
    if (key !== "Enter" || isComposing) return;
    event.preventDefault();
    entered();
  });
  input.addEventListener("input", () => forgetWords(name));
}

/** @param {string} name */
export function forgetWords(name) {
  part("[data-suggested]", box(name)).replaceChildren();
  box(name).hidden = true;
}

/** @param {string} name */
const box = (name) => part(`[data-suggestions="${name}"]`);

/**
 * @param {string} name
 * @param {Failure} slip
 * @param {() => void} corrected
 */
function offerWords(name, { position = 0, suggestions }, corrected) {
  const buttons = suggestions.map((word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = word;
    button.dir = "auto";
    button.addEventListener("click", () => {
      field(name).value = putRight(field(name).value, position, word);
      forgetWords(name);
      problem(name);
      corrected();
    });
    return button;
  });
  part("[data-suggested]", box(name)).replaceChildren(...buttons);
  box(name).hidden = buttons.length === 0;
}
