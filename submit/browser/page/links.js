/** The list of addresses: it starts with one empty row and grows to twenty. */

import { all, copyOf, one, part } from "./dom.js";
import { length, problem } from "./fields.js";
import { say } from "./words.js";

export const MAX_LINKS = 20;
const MAX_LENGTH = 2000;

const inputs = () => all("[data-links] input", HTMLInputElement);

/** The addresses that were given, in order. */
export const links = () => inputs().map(({ value }) => value.trim()).filter(Boolean);

export function wakeLinks() {
  part("[data-add-link]").addEventListener("click", () => {
    if (inputs().length < MAX_LINKS) addRow().focus();
    else problem("links", say("too-many-links"));
  });
  addRow();
}

/** True when all is well. */
export function checkLinks() {
  const long = inputs().find(({ value }) => length(value.trim()) > MAX_LENGTH);
  problem("links", long ? say("too-long", { limit: MAX_LENGTH }) : "");
  long?.focus();
  return long === undefined;
}

function addRow() {
  const row = copyOf("template[data-link-row]");
  part("[data-links]").append(row);
  one("button", HTMLButtonElement, row).addEventListener("click", () => {
    row.remove();
    problem("links");
    if (inputs().length === 0) addRow();
    number();
    part("[data-add-link]").focus();
  });
  number();
  return one("input", HTMLInputElement, row);
}

/** Every row says which one it is, to those who hear the page. */
function number() {
  inputs().forEach((input, at) => {
    const label = say("link-label", { number: at + 1 });
    input.setAttribute("aria-label", label);
    const remove = one("button", HTMLButtonElement, input.parentElement ?? document);
    remove.setAttribute("aria-label", say("remove", { name: label }));
    remove.hidden = inputs().length === 1;
  });
}
