/** UTC days and ISO-week epochs (docs/formats.md §1). A day here is its text, YYYY-MM-DD, which also sorts. */

import { AmanaError } from "./errors.js";

const MILLISECONDS = 86_400_000;
const LAST = 2_932_896; // 9999-12-31 in days since 1970
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** Return the UTC day by the device's clock. */
export const today = () => new Date().toISOString().slice(0, 10);

/** @param {string} untrusted */
export function isDay(untrusted) {
  if (!DAY.test(untrusted) || untrusted < "0001") return false;
  const time = Date.parse(`${untrusted}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(untrusted);
}

/** @param {string} day @returns {number} whole days since 1970-01-01 */
export const dayNumber = (day) => Date.parse(`${day}T00:00:00Z`) / MILLISECONDS;

/**
 * Return the day of a number of days since 1970-01-01; kind `bounds` after the year 9999.
 * @param {number} number
 */
export function dayOf(number) {
  if (number > LAST) throw new AmanaError("bounds", "This day is not one of any calendar.");
  return new Date(number * MILLISECONDS).toISOString().slice(0, 10);
}

/**
 * Return ISO year x 100 + ISO week.
 * @param {string} day
 */
export function epochOf(day) {
  // A week belongs to the year of its Thursday; 1970-01-01 was one.
  const number = dayNumber(day);
  const thursday = number - ((number + 3) % 7) + 3;
  const year = Number(dayOf(thursday).slice(0, 4));
  return year * 100 + 1 + Math.floor((thursday - dayNumber(`${String(year).padStart(4, "0")}-01-01`)) / 7);
}
