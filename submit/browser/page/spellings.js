/** One codename in all its spellings: any one is enough, so the page's own stands large and the others wait below. */

import { all, element } from "./dom.js";

/** @typedef {Partial<Record<"eff" | "fr" | "es" | "ar" | "digits" | "arabic_digits", string>>} Spellings */

/**
 * Write a codename's spellings into whatever place a view has for them; `null` takes them away.
 *
 * @param {HTMLElement} view
 * @param {Spellings | null} spellings
 */
export function showSpellings(view, spellings) {
  for (const place of all("[data-spelling]", HTMLElement, view)) {
    const spelling = spellings?.[/** @type {keyof Spellings} */ (place.dataset.spelling)] ?? "";
    const groups = spelling.match(/[^-]+-?/g) ?? []; // a line may end after a hyphen, and must not begin with one
    place.replaceChildren(...groups.flatMap((group) => [element("span", group), element("wbr", "")]));
    const row = /** @type {HTMLElement | null} */ (place.closest("dl > div"));
    if (row) row.hidden = spelling === "";
  }
  for (const details of all("details[data-other-spellings]", HTMLDetailsElement, view)) details.open = false;
}

/**
 * The spelling that stands large on a page, with the language and direction of its script.
 *
 * @param {Spellings} spellings
 * @param {string} wanted
 */
export function mainSpelling(spellings, wanted) {
  const key = /** @type {keyof Spellings} */ (wanted);
  return { text: spellings[key] ?? "", lang: key === "eff" ? "en" : key, dir: key === "ar" ? "rtl" : "ltr" };
}

/** Two readings of one number are one codename, whatever they were typed in. @param {Spellings} one @param {Spellings} other */
export const same = (one, other) => one.digits === other.digits;
