/**
 * The kit's addresses: `#<language>/<page>`, as on a site but after a hash, and `@<number>` for another way to the site
 * than the first. Nothing else is ever in them.
 */

import { kit } from "./held.js";

const [, language = "", name = "", number = "0"] = /^#([a-z]+)\/([a-z]*)(?:@([0-9]))?$/.exec(location.hash) ?? [];

/** Which of the kit's addresses is used. */
export const way = Number(number) < kit.addresses.length ? Number(number) : 0;

/** The language that is shown: the one asked for, or the reader's own as far as it is here, or Arabic. */
export const shown = kit.languages.includes(language) ? language : preferred();

/** The name of the page that is shown; the report page has none. */
export const wanted = name;

/**
 * @param {string} page `<language>/<page>`
 * @param {number} by number of the address
 */
export const hashOf = (page, by = way) => `#${page}${by ? `@${by}` : ""}`;

function preferred() {
  const asked = navigator.languages.map((tag) => tag.split("-")[0]?.toLowerCase() ?? "");
  return asked.map((code) => kit.also[code] ?? code).find((code) => kit.languages.includes(code)) ?? "ar";
}
