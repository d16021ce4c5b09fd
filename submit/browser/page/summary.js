/** The last step's list of what is about to be sent, each line with the way back to where it was said. */

import { part } from "./dom.js";
import { chosenTitle, typed } from "./fields.js";
import { filesToSend } from "./draft.js";
import { links } from "./links.js";
import { say, saySize } from "./words.js";

/** @typedef {import("./files.js").Files} Files */

/**
 * @param {Files} files
 * @param {(step: string) => void} change
 */
export function showSummary(files, change) {
  const names = filesToSend(files).map(({ name, size }) => `${apart(name)} (${apart(saySize(size))})`);
  const lines = [
    { step: "danger", name: "danger", said: [chosenTitle("danger")] },
    { step: "category", name: "category", said: [chosenTitle("category")] },
    { step: "account", name: "text", said: [typed("text")] },
    { step: "account", name: "seen", said: [typed("seen")] },
    { step: "account", name: "place", said: [typed("place")] },
    { step: "evidence", name: "links", said: links() },
    { step: "evidence", name: "files", said: names },
    { step: "people", name: "identity", said: [chosenTitle("identity")] },
    { step: "people", name: "lane", said: [chosenTitle("lane")] },
  ];
  const shown = lines.filter(({ said }) => said.some(Boolean));
  part("[data-summary]").replaceChildren(...shown.map(({ step, name, said }) => row(say(`sum-${name}`), said, () => change(step))));
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

/**
 * @param {string} tag
 * @param {string} text
 */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
