/** What the reporter wrote, as the worker takes it; each step's own check. */

import { checkChoice, checkField, chosen, typed } from "./fields.js";
import { checkLinks, links } from "./links.js";
import { language, say } from "./words.js";

/** @typedef {import("./files.js").Files} Files */

/** The steps in order, and what each needs before the next. @type {Record<string, () => boolean>} */
export const STEPS = {
  danger: () => checkChoice("danger"),
  category: () => checkChoice("category"),
  account: () => checkField("text", say("need-text")) && checkField("seen") && checkField("place"),
  evidence: checkLinks,
  people: checkPeople,
  check: () => true,
};

function checkPeople() {
  const kind = chosen("identity");
  if (kind === "contact") return checkField("contact", say("need-contact"));
  if (kind !== "declared") return true;
  return checkField("name", say("need-name")) && checkField("number") && checkField("reach");
}

export function draft() {
  return {
    lang: language,
    text: typed("text"),
    category: chosen("category"),
    danger: chosen("danger"),
    links: links(),
    seen: typed("seen"),
    place: typed("place"),
    identity: identity(),
  };
}

function identity() {
  const kind = chosen("identity");
  if (kind === "contact") return { kind, contact: typed("contact") };
  if (kind === "declared") return { kind, name: typed("name"), number: typed("number"), contact: typed("reach") };
  return { kind: "none" };
}

/**
 * The files to send: none with a report about a child, even if some were chosen before that category was.
 *
 * @param {Files} files
 */
export const filesToSend = (files) => (chosen("category") === "minors" ? [] : files.chosen);
