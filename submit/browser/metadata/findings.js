/** What was found in a file, for showing to the person who chose it: short, plain, bounded. */

/** @typedef {"location"|"camera"|"author"|"time"|"software"|"thumbnail"|"comment"|"edits"|"other"} Kind */
/** @typedef {{kind: Kind, value: string}} Found */
/** @typedef {{source: import("./source.js").Source, found: Findings, edits: import("./edits.js").Edits}} Work */

/** What endangers a person most comes first. @type {Kind[]} */
const ORDER = ["location", "author", "camera", "time", "edits", "comment", "thumbnail", "software", "other"];
const MOST = 64;
const LONGEST = 120; // characters

export class Findings {
  /** @type {Map<string, Found>} */
  #items = new Map();
  /** Whether something found will still be there after cleaning. */
  stays = false;

  get list() {
    return [...this.#items.values()].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  }

  /** @param {Kind} kind @param {string} [value] */
  add(kind, value = "") {
    const item = { kind, value: shown(value) };
    if (this.#items.size < MOST) this.#items.set(`${kind} ${item.value}`, item);
  }

  /** Add what cannot be taken away without loss. @param {Kind} kind @param {string} [value] */
  keep(kind, value) {
    this.stays = true;
    this.add(kind, value);
  }

  /** Add all that another reading found. @param {Iterable<Found>} items */
  merge(items) {
    for (const { kind, value } of items) this.add(kind, value);
  }
}

/**
 * Return text fit for showing: no control or direction characters, white space as single spaces, at most 120 characters.
 * @param {string} value
 */
export function shown(value) {
  const spaced = value.slice(0, 8 * LONGEST).replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ");
  const plain = spaced.replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, "");
  return [...plain.trim()].slice(0, LONGEST).join("").trim();
}

/**
 * Return a place as degrees, four decimals (about ten metres); "" when it is none.
 * @param {number} latitude
 * @param {number} longitude
 */
export function place(latitude, longitude) {
  const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return fits ? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` : "";
}
