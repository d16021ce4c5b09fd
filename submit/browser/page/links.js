/** The list of addresses: it starts with one empty row and grows to twenty. Each is looked at on the device alone. */

import { all, copyOf, one, part } from "./dom.js";
import { chosen, length, problem } from "./fields.js";
import { fetchRecogniser, isThere, recogniser } from "./recogniser.js";
import { say } from "./words.js";

export const MAX_LINKS = 20;
const MAX_LENGTH = 2000;
/** Leaving a field by pressing a button: what is said about the field must not move the button away from the finger. */
const AFTER_PRESS = 400; // milliseconds

const inputs = () => all("[data-links] input", HTMLInputElement);
const given = () => inputs().filter(({ value }) => value.trim() !== "");

/** The addresses that were given, in order, as a report holds them. */
export const links = () =>
  chosen("where") !== "link" ? [] : given().map(({ value }) => {
    const { problem: _, ...link } = recogniser().recognise(value);
    return link;
  });

export function wakeLinks() {
  part("[data-add-link]").addEventListener("click", () => addRow()?.focus());
  addRow();
}

/** Have ready what recognises addresses. Those that were given before it came are looked at then, but for one being typed. */
export const nearLinks = () => fetchRecogniser(() => given().filter((input) => input !== document.activeElement).forEach(show));

/** Rows as at the beginning: one, empty. */
export function clearLinks() {
  part("[data-links]").replaceChildren();
  addRow();
}

/**
 * True when all is well. What looks like a wrong paste is pointed at once; whoever goes on regardless may.
 */
export function checkLinks() {
  const rows = given();
  const long = rows.find(({ value }) => length(value.trim()) > MAX_LENGTH);
  const odd = rows.find((input) => input.dataset.shown !== input.value && show(input));
  problem("links", long ? say("too-long", { limit: MAX_LENGTH }) : odd ? say("check-links") : "");
  (long ?? odd)?.focus();
  return long === undefined && odd === undefined;
}

/** @returns {HTMLInputElement | null} */
function addRow() {
  if (inputs().length >= MAX_LINKS) {
    problem("links", say("too-many-links"));
    return null;
  }
  const row = copyOf("template[data-link-row]");
  part("[data-links]").append(row);
  const input = one("input", HTMLInputElement, row);
  part(".verdict", row).id = `link-verdict-${crypto.getRandomValues(new Uint32Array(1))}`;
  input.setAttribute("aria-describedby", part(".verdict", row).id);
  input.addEventListener("change", () => setTimeout(() => show(input), AFTER_PRESS));
  input.addEventListener("paste", (event) => paste(event, input));
  one("button", HTMLButtonElement, row).addEventListener("click", () => {
    row.remove();
    problem("links");
    if (inputs().length === 0) addRow();
    number();
    part("[data-add-link]").focus();
  });
  number();
  return input;
}

/** Several lines pasted into one field become several rows. @param {ClipboardEvent} event @param {HTMLInputElement} input */
function paste(event, input) {
  const found = recogniser().split(event.clipboardData?.getData("text") ?? "");
  if (found.length === 0 || (found.length === 1 && input.value !== "")) return;
  event.preventDefault();
  found.forEach((text, at) => {
    const into = at === 0 && input.value === "" ? input : (inputs().find(({ value }) => value === "") ?? addRow());
    if (into === null) return;
    into.value = text;
    show(into);
  });
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Say under an address what it was recognised as.
 *
 * @param {HTMLInputElement} input
 * @returns {boolean} whether something is odd about it
 */
function show(input) {
  const verdict = part(".verdict", input.parentElement ?? document);
  const { platform, account, problem: odd } = recogniser().recognise(input.value);
  const empty = input.value.trim() === "";
  const name = recogniser().platformName(platform);
  verdict.textContent = empty ? "" : odd ? say(`link-${odd}`) : [name, account && `\u2068${account}\u2069`].filter(Boolean).join(" · ");
  verdict.classList.toggle("odd", !empty && odd !== "");
  if (isThere()) input.dataset.shown = input.value;
  return !empty && odd !== "";
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
