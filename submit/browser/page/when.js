/** When it was seen: from a quick answer to a day and how sure it is. */

/** @typedef {{day: string, precision: string}} Seen */

/** How many days back each quick answer lies, roughly. @type {Record<string, number>} */
const BACK = { today: 0, yesterday: 1, days: 4, weeks: 21, months: 90, years: 500 };
const EXACT = ["today", "yesterday"];
const OLDEST = "1990-01-01";

/**
 * @param {string} answer the quick answer
 * @param {string} typed a day, for the answer `day`
 * @param {Date} now
 * @returns {Seen}
 */
export function seen(answer, typed, now) {
  const back = BACK[answer];
  if (back !== undefined) {
    return { day: dayBack(now, back), precision: EXACT.includes(answer) ? "day" : "about" };
  }
  const day = answer === "day" ? readDay(typed, now) : "";
  return { day, precision: day === "" ? "unknown" : "day" };
}

/**
 * Read a day as browsers give it, or, where they have no field for days, as people write it: 17/3/2026 or 2026-03-17.
 *
 * @param {string} typed
 * @param {Date} now
 * @returns {string} `YYYY-MM-DD`, or nothing if it is no day from 1990 until today
 */
export function readDay(typed, now) {
  const figures = typed.trim().replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(figures)?.slice(1)
    ?? /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(figures)?.slice(1).reverse();
  if (parts === undefined) return "";
  const [year = "", month = "", day = ""] = parts;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const real = new Date(`${written}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== written) return "";
  return written >= OLDEST && written <= dayBack(now, 0) ? written : "";
}

/**
 * The day so many days ago by the device's own calendar.
 *
 * @param {Date} now
 * @param {number} days
 */
export function dayBack(now, days) {
  const local = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - days));
  return local.toISOString().slice(0, 10);
}
