/** What the reporter said, as the worker takes it (docs/formats.md §5.6). */

import { allChosen, chosen, typed } from "./fields.js";
import { links } from "./links.js";
import { questions, topic } from "./steps.js";
import { seen } from "./when.js";
import { language } from "./words.js";

/** @typedef {import("./files.js").Files} Files */

export function draft() {
  return {
    lang: language,
    text: typed("text"),
    category: chosen("category"),
    topic: topic(),
    answers: answers(),
    danger: chosen("danger"),
    who: chosen("danger") === "yes" ? chosen("who") : "",
    ongoing: chosen("ongoing") || "unknown",
    told: allChosen("told").sort(),
    role: chosen("role"),
    links: links(),
    elsewhere: elsewhere(),
    seen: seen(chosen("when"), typed("day"), new Date()),
    place: place(),
    identity: identity(),
  };
}

function answers() {
  const given = questions().map(({ code, kind }) => {
    const name = `answer-${code}`;
    return [code, kind === "line" ? typed(name) : allChosen(name).join(" ")];
  });
  return Object.fromEntries(given.filter(([, answer]) => answer !== ""));
}

function elsewhere() {
  if (chosen("where") !== "elsewhere") return { account: "", kind: "", name: "" };
  return { account: typed("elsewhere-account"), kind: chosen("elsewhere"), name: typed("elsewhere-name") };
}

/** Nothing of it, if no place is named: whose place it is says nothing by itself. */
function place() {
  const country = typed("country");
  const said = { city: typed("city"), country, region: country === "MA" ? typed("region") : "" };
  return { ...said, of: Object.values(said).some(Boolean) ? chosen("place-of") : "" };
}

function identity() {
  const kind = chosen("identity");
  if (kind === "contact") return { kind, contact: typed("contact") };
  if (kind === "declared") return { kind, name: typed("name"), number: typed("number"), contact: typed("reach") };
  return { kind: "none" };
}

/** No file may travel with it: the address is enough, and a copy would be another harm. */
export const takesNoFiles = () => chosen("category") === "minors" && topic() === "sexual_images";

/**
 * The files to send: none where none may be, even if some were chosen before the topic was.
 *
 * @param {Files} files
 */
export const filesToSend = (files) => (takesNoFiles() ? [] : files.chosen);
