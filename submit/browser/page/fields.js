/** Fields, choices, and what is said beside them when they need attention. */

import { all, part } from "./dom.js";
import { say } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * @param {string} name
 * @returns {Field}
 */
export function field(name) {
  const found = fieldOrNone(name);
  if (found) return found;
  throw new Error(`internal error: no field ${name}`);
}

/** @param {string} name @returns {Field | null} */
function fieldOrNone(name) {
  const found = document.querySelector(`[data-field="${name}"]`);
  const fits = found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement;
  return fits ? found : null;
}

/** @param {string} name */
export const typed = (name) => field(name).value.trim();

/** Characters as the format counts them: code points, not UTF-16 halves. @param {string} text */
export const length = (text) => [...text].length;

/**
 * @param {string} group
 * @returns {string} the chosen value, or nothing
 */
export const chosen = (group) => allChosen(group)[0] ?? "";

/** Every chosen value of a group. @param {string} group */
export const allChosen = (group) => choices(group).filter(({ checked }) => checked).map(({ value }) => value);

/** @param {string} group */
export const choices = (group) => all(`input[data-group="${group}"]`, HTMLInputElement);

/**
 * The words of what was chosen, as the reporter read them.
 *
 * @param {string} group
 * @returns {string[]}
 */
export function chosenTitles(group) {
  const labels = choices(group).filter(({ checked }) => checked).map((choice) => choice.closest("label"));
  return labels.map((label) => label?.querySelector(".choice-title")?.textContent ?? "");
}

/**
 * The words of the chosen entry of a list, or nothing where nothing is chosen.
 *
 * @param {string} name
 */
export function listed(name) {
  const found = field(name);
  return found instanceof HTMLSelectElement && found.value ? (found.selectedOptions[0]?.textContent ?? "").trim() : "";
}

/**
 * Say what a field needs, or with no sentence take it back.
 *
 * @param {string} name
 * @param {string} [sentence]
 */
export function problem(name, sentence = "") {
  part(`#${name}-error`).textContent = sentence;
  const found = fieldOrNone(name);
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
 * @param {string} [needed] the sentence for a choice not made
 */
export function checkChoice(group, needed = say("need-choice")) {
  const made = chosen(group) !== "";
  problem(group, made ? "" : needed);
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
    if (document.getElementById(`${said}-error`)) problem(said);
  }
}

/**
 * Show what belongs to a choice, hide what does not go with it: `data-when` and `data-unless` list `name=value`, of
 * which one is enough; a name is that of a group or of a field.
 */
export function followChoices() {
  for (const element of all("[data-when]", HTMLElement)) element.hidden = !holds(element.dataset.when);
  for (const element of all("[data-unless]", HTMLElement)) element.hidden = holds(element.dataset.unless);
}

/** @param {string | undefined} conditions */
function holds(conditions = "") {
  return conditions.split(" ").some((condition) => {
    const [name = "", value = ""] = condition.split("=");
    return allChosen(name).includes(value) || fieldOrNone(name)?.value === value;
  });
}

/** Empty every field, as somebody who closes the page expects. */
export function emptyFields() {
  for (const input of all("input, textarea, select", HTMLElement)) {
    if (input instanceof HTMLTextAreaElement) input.value = "";
    else if (input instanceof HTMLSelectElement) {
      input.selectedIndex = Math.max([...input.options].findIndex(({ defaultSelected }) => defaultSelected), 0);
    } else if (input instanceof HTMLInputElement && ["radio", "checkbox"].includes(input.type)) {
      input.checked = "default" in input.dataset;
    } else if (input instanceof HTMLInputElement) input.value = "";
  }
}
