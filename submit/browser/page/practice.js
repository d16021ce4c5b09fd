/**
 * Practising once: the codename is hidden and typed from the paper, whole, since one wrong word is enough to lose it. It
 * can be shown again any number of times; not to practise takes a second choice that says what it means.
 */

import { one, onPress, part } from "./dom.js";
import { checkField, field, problem, typed } from "./fields.js";
import { same } from "./spellings.js";
import { forgetWords, saySlip, SLIPS, wakeTyping } from "./typing.js";
import { say, sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./spellings.js").Spellings} Spellings */
/**
 * @typedef {object} Practice
 * @property {Client} client
 * @property {() => Spellings | null} shown the codename that was shown
 * @property {() => void} again
 * @property {(right: boolean) => void} finished
 */

const FIELD = "practice";

/** @param {Practice} practice */
export function wakePractice({ client, shown, again, finished }) {
  const skip = one("[data-skip]", HTMLButtonElement);

  async function check() {
    forgetWords(FIELD);
    const expected = shown();
    if (!checkField(FIELD, say("need-codename")) || expected === null) return;
    try {
      const read = await client.ask({ do: "check", codename: typed(FIELD) });
      if (same(read, expected)) return end(true);
      problem(FIELD, say("other-codename"));
      field(FIELD).focus();
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      if (SLIPS.includes(failure.kind)) saySlip(FIELD, failure, () => void check());
      else problem(FIELD, sayFailure(failure));
    }
  }

  /** @param {boolean} right */
  function end(right) {
    field(FIELD).value = "";
    forgetWords(FIELD);
    problem(FIELD);
    showSkipping(false);
    finished(right);
  }

  /** @param {boolean} yes */
  function showSkipping(yes) {
    part("[data-skipping]").hidden = !yes;
    skip.setAttribute("aria-expanded", String(yes));
  }

  wakeTyping(FIELD, () => void check());
  onPress("[data-practised]", () => void check());
  onPress("[data-again]", () => {
    problem(FIELD);
    forgetWords(FIELD);
    again();
  });
  onPress("[data-skip]", () => showSkipping(skip.getAttribute("aria-expanded") !== "true"));
  onPress("[data-skipped]", () => end(false));
}
