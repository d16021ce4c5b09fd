/** The last step's list of what is about to be sent, each line with the way back to where it was said. */

import { element, part } from "./dom.js";
import { allChosen, chosen, chosenTitles, listed, typed } from "./fields.js";
import { filesToSend } from "./draft.js";
import { links } from "./links.js";
import { recogniser } from "./recogniser.js";
import { questions } from "./steps.js";
import { viewOf } from "./views.js";
import { readDay } from "./when.js";
import { say, sayDay, saySize } from "./words.js";

/** @typedef {import("./files.js").Files} Files */

/**
 * @param {Files} files
 * @param {(step: string) => void} change
 */
export function showSummary(files, change) {
  const names = filesToSend(files).map(({ name, size }) => `${apart(name)} (${apart(saySize(size))})`);
  const topic = chosenTitles(`topic-${chosen("category")}`);
  const lines = [
    { step: "danger", name: "danger", said: [...chosenTitles("danger"), ...(chosen("danger") === "yes" ? chosenTitles("who") : [])] },
    { step: "role", name: "role", said: chosenTitles("role") },
    { step: "category", name: "category", said: chosenTitles("category") },
    { step: "topic", name: "topic", said: topic },
    { step: "account", name: "text", said: [typed("text")] },
    { step: "details", name: "details", said: questions().map(answer) },
    { step: "evidence", name: "links", said: where() },
    { step: "when", name: "seen", said: chosen("when") === "day" ? [sayDay(readDay(typed("day"), new Date()))] : chosenTitles("when") },
    { step: "when", name: "ongoing", said: chosenTitles("ongoing") },
    { step: "place", name: "place", said: place() },
    { step: "place", name: "told", said: chosenTitles("told") },
    { step: "files", name: "files", said: names },
    { step: "people", name: "identity", said: [...chosenTitles("identity"), ...who()] },
    { step: "people", name: "lane", said: part("[data-lanes]").hidden ? [] : chosenTitles("lane") },
  ];
  const shown = lines.map((line) => ({ ...line, said: line.said.filter(Boolean) })).filter(({ said }) => said.length > 0);
  part("[data-summary]").replaceChildren(...shown.map(({ step, name, said }) => row(say(`sum-${name}`), said, () => change(step))));
}

/** @param {{code: string, kind: string}} question */
function answer({ code, kind }) {
  const name = `answer-${code}`;
  const value = kind === "line" ? apart(typed(name)) : chosenTitles(name).join(" · ");
  const given = kind === "line" ? typed(name) !== "" : allChosen(name).length > 0;
  const title = part("legend, label", part(`[data-question="${code}"]`, viewOf("details"))).textContent ?? "";
  return given ? `${title}\n${value}` : "";
}

function where() {
  if (chosen("where") === "elsewhere") {
    return [...chosenTitles("elsewhere"), typed("elsewhere-name"), typed("elsewhere-account")];
  }
  if (chosen("where") === "unknown") return chosenTitles("where");
  return links().map(({ given, platform, account }) => {
    const recognised = [recogniser().platformName(platform), account].filter(Boolean).join(" · ");
    return recognised ? `${apart(given)} (${apart(recognised)})` : given;
  });
}

function place() {
  const named = [typed("city"), typed("country") === "MA" ? listed("region") : "", listed("country")].filter(Boolean);
  return named.length > 0 ? [named.map(apart).join(" · "), ...chosenTitles("place-of")] : [];
}

function who() {
  const fields = { contact: ["contact"], declared: ["name", "number", "reach"] }[chosen("identity")] ?? [];
  return fields.map(typed);
}

/** Keep a name of another script from turning the words around it. @param {string} text */
const apart = (text) => `\u2068${text}\u2069`;

/**
 * @param {string} title
 * @param {string[]} said
 * @param {() => void} change
 */
function row(title, said, change) {
  const button = element("button", say("change"));
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `${say("change")}: ${title}`);
  button.className = "link";
  button.addEventListener("click", change);
  const values = said.map((text) => {
    const value = element("p", text);
    value.dir = "auto";
    return value;
  });
  const [term, value, line] = [element("dt", title), document.createElement("dd"), document.createElement("div")];
  value.append(...values, button);
  line.append(term, value);
  return line;
}
