/** What the scripts say. They hold no words of their own: every sentence stands in the page, in its language. */

import { one } from "./dom.js";

/** @typedef {Record<string, string | number>} Values */

/** Morocco's own ways of writing days and numbers; a browser that does not know them in Tamazight writes French. */
const LOCALES = /** @type {Record<string, string>} */ ({ ar: "ar-MA", fr: "fr-MA", en: "en-GB" });

export const language = document.documentElement.lang;
const locale = [LOCALES[language] ?? language, "fr-MA"];
const percents = new Intl.NumberFormat(locale, { style: "percent" });
const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

/** Kinds that all mean: what this site sent is not what it should be. */
const DAMAGED = ["magic", "truncated", "trailing", "order", "canonical", "bounds", "padding", "size"];

/**
 * @param {string} name
 * @param {Values} [values]
 */
export function say(name, values = {}) {
  const sentence = find(name);
  if (sentence === null) throw new Error(`internal error: no sentence ${name}`);
  return fill(sentence, values);
}

/**
 * The sentence for a kind of failure; a kind without one of its own is named to the reader.
 *
 * @param {{kind: string, position?: number, status?: number}} failure
 */
export function sayFailure({ kind, position = 0, status = 0 }) {
  const sentence = find(`error-${DAMAGED.includes(kind) ? "damaged" : kind}`) ?? find("error-unknown") ?? "";
  return fill(sentence, { kind, position, status });
}

/**
 * How long it will take, roughly: in seconds, minutes or hours, whichever is short to say.
 *
 * @param {number} seconds
 */
export function sayDuration(seconds) {
  const [unit, length] = seconds < 60 ? ["second", 1] : seconds < 5400 ? ["minute", 60] : ["hour", 3600];
  const value = Math.max(Math.ceil(seconds / Number(length)), 1);
  return new Intl.NumberFormat(locale, { style: "unit", unit: String(unit), unitDisplay: "long" }).format(value);
}

/** @param {string} day `YYYY-MM-DD` */
export const sayDay = (day) => days.format(new Date(`${day}T00:00:00Z`));

/** @param {number} share 0 to 1 */
export const sayPercent = (share) => percents.format(share);

/** @param {number} bytes */
export function saySize(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 3);
  const value = bytes / 2 ** (10 * power);
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  });
  return format.format(value).replace(" ", "\u00a0");
}

/** @param {string} name */
function find(name) {
  const messages = one("template[data-messages]", HTMLTemplateElement).content;
  return messages.querySelector(`[data-message="${name}"]`)?.textContent ?? null;
}

/**
 * @param {string} sentence
 * @param {Values} values
 */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
