/**
 * Which word was meant: Damerau–Levenshtein distance as optimal string alignment (Boytsov 2011, §2.2); twin of
 * keys/words/likely.py.
 */

/** @typedef {{distance: number, alike: number, place: number}} Rival */

const FAR = 3;

/**
 * Count the letters put in, left out, changed, or exchanged with the next; beyond `far` is `far`.
 * @param {string[]} a
 * @param {string[]} b
 * @param {number} far
 */
export function distance(a, b, far = FAR) {
  if (Math.abs(a.length - b.length) >= far) return far;
  /** @type {number[]} */
  let last = [];
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    [last, before, row] = [before, row, [i]];
    for (let j = 1; j <= b.length; j++) {
      const changed = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], last[j - 2] + 1);
    }
    if (Math.min(...row) >= far && Math.min(...before) >= far) return far;
  }
  return Math.min(row[b.length], far);
}

/**
 * Return the words that may be meant, likeliest first. Of a very short word, only its nearest neighbours are likely.
 * @param {string} typed
 * @param {readonly string[]} words
 * @returns {Rival[]}
 */
export function rivals(typed, words) {
  const letters = [...typed];
  const far = letters.length > 3 ? FAR : FAR - 1;
  return words
    .map((word, place) => ({ distance: distance(letters, [...word], far), alike: alike(letters, word), place }))
    .filter((found) => found.distance < far)
    .sort((a, b) => a.distance - b.distance || b.alike - a.alike || a.place - b.place);
}

/** @param {string[]} letters @param {string} word how many letters are the same at the start */
function alike(letters, word) {
  let count = 0;
  while (count < letters.length && letters[count] === word[count]) count++;
  return count;
}
