/**
 * What addresses are recognised with: a file of its own, fetched when the step that asks for them comes near, so that a
 * first visit is lighter. Until it is there, and should it never come, an address is taken as it was typed. The reporter
 * kit, which holds all its code, has kit/recogniser.js instead.
 */

import { RECOGNISING } from "./place.js";
import { trusted } from "./trusted.js";

/** @typedef {Pick<typeof import("./recognition.js"), "platformName" | "recognise" | "split">} Recogniser */

/** @type {Recogniser} */
const AS_TYPED = {
  recognise: (text) => ({ given: text.trim(), url: "", platform: "", account: "", problem: "" }),
  split: (text) => text.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean),
  platformName: () => "",
};

const fetched = () => /** @type {{amanaLinks?: Recogniser}} */ (globalThis).amanaLinks;
let underWay = false;

/** Whether addresses can be recognised yet. */
export const isThere = () => fetched() !== undefined;

/** @returns {Recogniser} */
export const recogniser = () => fetched() ?? AS_TYPED;

/**
 * Fetch it, unless it is there or on its way; what failed is tried again the next time.
 *
 * @param {() => void} arrived
 */
export function fetchRecogniser(arrived) {
  if (underWay || isThere()) return;
  underWay = true;
  const script = document.createElement("script");
  const end = () => {
    underWay = false;
    script.remove();
    if (isThere()) arrived();
  };
  script.addEventListener("load", end);
  script.addEventListener("error", end);
  script.src = trusted(RECOGNISING);
  document.head.append(script);
}
