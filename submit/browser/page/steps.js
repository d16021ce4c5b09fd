/** The steps of a report in order: which are asked, and what each needs before the next. */

import { all, one, part } from "./dom.js";
import { checkChoice, checkField, choices, chosen, field, problem, typed } from "./fields.js";
import { checkLinks } from "./links.js";
import { viewOf } from "./views.js";
import { readDay } from "./when.js";
import { say } from "./words.js";

/** @typedef {{name: string, check: () => boolean, asked?: () => boolean}} Step */

/** The chosen topic, or nothing while there is none to choose or none was chosen. */
export const topic = () => chosen(`topic-${chosen("category")}`);

/** @param {string} view @param {string} selector */
const shows = (view, selector) => all(selector, HTMLElement, viewOf(view)).some(({ hidden }) => !hidden);

/** @type {Step[]} */
const STEPS = [
  { name: "danger", check: () => checkChoice("danger") },
  { name: "role", check: () => checkChoice("role") },
  { name: "category", check: () => checkChoice("category") },
  { name: "topic", check: () => checkChoice(`topic-${chosen("category")}`), asked: () => chosen("category") === "" || shows("topic", "[data-topics]") },
  { name: "account", check: () => checkField("text", say("need-text")) },
  { name: "details", check: checkDetails, asked: () => topic() === "" || shows("details", "[data-question]") },
  { name: "evidence", check: checkEvidence },
  { name: "when", check: checkWhen },
  { name: "place", check: () => checkField("city") },
  { name: "files", check: () => true },
  { name: "people", check: checkPeople },
  { name: "check", check: () => checkChoice("faith", say("need-faith")) },
];

/** The steps that are asked, as the answers stand. */
export const steps = () => STEPS.filter(({ asked = () => true }) => asked());

/** The questions that are asked, with their kinds. */
export const questions = () =>
  all("[data-question]", HTMLElement)
    .filter(({ hidden }) => !hidden)
    .map(({ dataset }) => ({ code: dataset.question ?? "", kind: dataset.kind ?? "" }));

/**
 * Choose category and topic in one press.
 *
 * @param {(step: string) => void} go told the step where the topic, and the advice with it, is seen
 */
export function wakeShortcuts(go) {
  for (const button of all("[data-shortcut]", HTMLButtonElement)) {
    const { shortcut = "", topic: wanted = "" } = button.dataset;
    button.addEventListener("click", () => {
      pick("category", shortcut);
      pick(`topic-${shortcut}`, wanted);
      problem("category");
      go("topic");
    });
  }
}

/** @param {string} group @param {string} value */
function pick(group, value) {
  const choice = choices(group).find((one) => one.value === value);
  if (choice === undefined) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}

function checkDetails() {
  return questions().every(({ code, kind }) => kind !== "line" || checkField(`answer-${code}`));
}

function checkEvidence() {
  if (!checkChoice("where")) return false;
  if (chosen("where") === "link") return checkLinks();
  return chosen("where") !== "elsewhere" || (checkField("elsewhere-name") && checkField("elsewhere-account"));
}

function checkWhen() {
  const wrong = chosen("when") === "day" && readDay(typed("day"), new Date()) === "";
  problem("day", wrong ? say("need-day") : "");
  if (wrong) field("day").focus();
  return !wrong;
}

function checkPeople() {
  const kind = chosen("identity");
  if (kind === "contact") return checkField("contact", say("need-contact"));
  if (kind !== "declared") return true;
  return checkField("name", say("need-name")) && checkField("number") && checkField("reach");
}

/**
 * Show how far one is: step 3 of 12.
 *
 * @param {number} at from 0, or -1 when the steps are over
 * @param {number} steps how many there are
 */
export function showTrail(at, steps) {
  const trail = part("[data-trail]");
  trail.hidden = at < 0;
  if (at < 0) return;
  part("[data-slot=step]", trail).textContent = say("step", { step: at + 1, steps });
  one("progress", HTMLProgressElement, trail).value = (at + 1) / steps;
}
