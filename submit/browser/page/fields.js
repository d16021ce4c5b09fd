/** Fields, choices, and what is said beside them when they need attention. */

import { all, part } from "./dom.js";
import { say } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/**
 * @param {string} name
 * @returns {Field}
 */
export function field(name) {
  const found = part(`[data-field="${name}"]`);
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) return found;
  throw new Error(`internal error: no field ${name}`);
}

/** @param {string} name */
export const typed = (name) => field(name).value.trim();

/** Characters as the format counts them: code points, not UTF-16 halves. @param {string} text */
export const length = (text) => [...text].length;

/**
 * @param {string} group
 * @returns {string} the chosen value, or nothing
 */
export function chosen(group) {
  return choices(group).find((choice) => choice.checked)?.value ?? "";
}

/** @param {string} group */
export const choices = (group) => all(`input[data-group="${group}"]`, HTMLInputElement);

/**
 * The words of a choice as the reporter read them.
 *
 * @param {string} group
 */
export function chosenTitle(group) {
  const choice = choices(group).find(({ checked }) => checked);
  return choice?.closest("label")?.querySelector(".choice-title")?.textContent ?? "";
}

/**
 * Say what a field needs, or with no sentence take it back.
 *
 * @param {string} name
 * @param {string} [sentence]
 */
export function problem(name, sentence = "") {
  part(`[data-problem="${name}"]`).textContent = sentence;
  const found = document.querySelector(`[data-field="${name}"]`);
  if (sentence) found?.setAttribute("aria-invalid", "true");
  else found?.removeAttribute("aria-invalid");
}

/**
 * Check one field; true when all is well.
 *
 * @param {string} name
 * @param {string} [needed] the sentence for an empty field; without it, it may be empty
 */
export function checkField(name, needed = "") {
  const { value, dataset } = field(name);
  const limit = Number(dataset.limit);
  const long = limit > 0 && length(value.trim()) > limit;
  problem(name, long ? say("too-long", { limit }) : value.trim() === "" ? needed : "");
  if (!long && (needed === "" || value.trim() !== "")) return true;
  field(name).focus();
  return false;
}

/**
 * Check that something was chosen.
 *
 * @param {string} group
 */
export function checkChoice(group) {
  const made = chosen(group) !== "";
  problem(group, made ? "" : say("need-choice"));
  if (!made) choices(group)[0]?.focus();
  return made;
}

/** Bring fields to life: radios get their groups (in the page itself nothing has a name), counters count. */
export function wakeFields() {
  for (const radio of all("input[data-group]", HTMLInputElement)) radio.name = radio.dataset.group ?? "";
  for (const counter of all("[data-counter]", HTMLElement)) {
    const counted = field(counter.dataset.counter ?? "");
    const count = () => {
      const [used, limit] = [length(counted.value.trim()), Number(counted.dataset.limit)];
      counter.textContent = say("counter", { used, limit });
      counter.classList.toggle("over", used > limit);
    };
    counted.addEventListener("input", count);
    count();
  }
  document.addEventListener("change", followChoices);
  document.addEventListener("input", takeBack);
  followChoices();
}

/** Whoever answers is no longer reminded. @param {Event} event */
function takeBack({ target }) {
  if (!(target instanceof HTMLElement)) return;
  const { field: name = "", group = "" } = target.dataset;
  for (const said of [name, group]) {
    if (document.querySelector(`[data-problem="${said}"]`)) problem(said);
  }
}

/** Show what belongs to a choice (`data-when="group=value"`), hide what does not go with it (`data-unless`). */
export function followChoices() {
  for (const element of all("[data-when]", HTMLElement)) element.hidden = !holds(element.dataset.when);
  for (const element of all("[data-unless]", HTMLElement)) element.hidden = holds(element.dataset.unless);
}

/** @param {string | undefined} condition */
function holds(condition = "") {
  const [group = "", value] = condition.split("=");
  return chosen(group) === value;
}

/** Empty every field, as somebody who closes the page expects. */
export function emptyFields() {
  for (const input of all("input, textarea", HTMLElement)) {
    if (input instanceof HTMLTextAreaElement) input.value = "";
    else if (input instanceof HTMLInputElement && ["radio", "checkbox"].includes(input.type)) {
      input.checked = "default" in input.dataset;
    } else if (input instanceof HTMLInputElement) input.value = "";
  }
}

