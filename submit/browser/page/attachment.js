/** One chosen file: what it says besides its picture or text, and whether that is taken away before it is sent. */

/** @typedef {import("./client.js").Client} Client */
/** @typedef {{kind: string, value: string}} Detail */
/** @typedef {"looking" | "nothing" | "removable" | "fixed" | "unknown" | "damaged" | "unreadable"} State */

/** The longest name that a report holds, in code points, and what no name may hold. */
const LONGEST = 120;
/** What is said where looking failed, by the kind of failure: a way on of its own for each. @type {Record<string, State>} */
const FAILED = { metadata: "damaged", unreadable: "unreadable" };
const FORBIDDEN = /[\0-\x1f\x7f/\\]/g;

export class Attachment {
  /** @type {State} */
  state = "looking";
  /** @type {Detail[]} */
  details = [];
  keep = false;
  /** @type {Blob | null} */
  #clean = null;

  /** @param {File} file */
  constructor(file) {
    this.file = file;
    this.ending = /\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? "";
  }

  /** What is sent: the cleaned copy, unless there is none or the reporter keeps the original. */
  get blob() {
    return this.keep ? this.file : (this.#clean ?? this.file);
  }

  /**
   * The file as it travels.
   *
   * @param {string} [plain] takes the place of its name
   */
  travelling(plain) {
    const name = plain === undefined ? tidy(this.file.name, this.ending) : `${plain}${this.ending}`;
    return new File([this.blob], name, { type: this.file.type });
  }

  /**
   * Look into the file, and make the clean copy at once: it is made of slices of the original and costs little. When it
   * cannot be looked into, for whatever reason, that is said and the file can still be sent. What was found is shown even
   * where it cannot be taken out.
   *
   * @param {Client} client
   */
  async examine(client) {
    try {
      const { type, found, removable } = await client.ask({ do: "inspect", blob: this.file });
      this.details = found;
      if (removable && found.length > 0) this.#clean = (await client.ask({ do: "clean", blob: this.file })).blob;
      this.state = found.length === 0 ? (type === "unknown" ? "unknown" : "nothing") : this.#clean ? "removable" : "fixed";
    } catch (error) {
      const { kind } = /** @type {import("./client.js").Failure} */ (error);
      this.state = FAILED[kind] ?? "unknown";
      if (this.details.length > 0 && kind !== "unreadable") this.state = "fixed";
    }
  }
}

/**
 * A name as a report may hold it, its ending kept.
 *
 * @param {string} name
 * @param {string} ending
 */
function tidy(name, ending) {
  const letters = [...name.replace(FORBIDDEN, "_")];
  return letters.length <= LONGEST ? letters.join("") : letters.slice(0, LONGEST - ending.length).join("") + ending;
}
