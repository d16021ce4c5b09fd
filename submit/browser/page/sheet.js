/** The codename, shown once: words and digits, to copy by hand, by clipboard or on paper. */

import { onPress, one, part } from "./dom.js";
import { problem } from "./fields.js";
import { say } from "./words.js";

/** @typedef {{words: string, digits: string}} Codename */

const words = () => part("[data-codename-words]");
const digits = () => part("[data-codename-digits]");
const written = () => one("[data-written]", HTMLInputElement);

/** @param {() => void} finished once the reporter says it is written down */
export function wakeSheet(finished) {
  onPress("[data-copy]", copy);
  onPress("[data-print]", () => print());
  onPress("[data-finish]", () => {
    problem("written", written().checked ? "" : say("need-written"));
    if (!written().checked) return written().focus();
    forget();
    finished();
  });
}

/** @param {Codename} codename */
export function showCodename(codename) {
  words().replaceChildren(...codename.words.split(" ").map((word) => item("li", word)));
  digits().replaceChildren(...codename.digits.split("-").flatMap((group, at) => [at ? "-" : "", item("span", group)]));
}

function forget() {
  words().replaceChildren();
  digits().replaceChildren();
  written().checked = false;
}

async function copy() {
  const text = [...words().children].map(({ textContent }) => textContent).join(" ");
  const copied = part("[data-copied]");
  try {
    await navigator.clipboard.writeText(text);
    copied.textContent = say("copied");
  } catch {
    copied.textContent = say("not-copied");
  }
}

/**
 * @param {string} tag
 * @param {string} text
 */
function item(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
