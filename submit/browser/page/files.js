/** The chosen files: shown with their sizes, removable, held to the limits of the manifest. */

import { copyOf, one, part } from "./dom.js";
import { problem } from "./fields.js";
import { say, saySize } from "./words.js";

/** @typedef {{attachments: number, envelope: number}} Limits */

/** Room that an envelope needs beside its files: header, report, one tag for each 64 KiB. */
const overhead = (/** @type {number} */ envelope) => 32768 + Math.ceil(envelope / 4096);

export class Files {
  /** @type {File[]} */
  #files = [];
  /** @type {Limits} */
  #limits = { attachments: 20, envelope: 2 ** 31 };

  /** @param {() => void} changed */
  constructor(changed) {
    this.box = part("[data-files]");
    this.changed = changed;
    const input = one("input[type=file]", HTMLInputElement, this.box);
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
    });
  }

  get chosen() {
    return [...this.#files];
  }

  /** @param {Limits} limits */
  set limits(limits) {
    this.#limits = limits;
    const values = { count: limits.attachments, size: saySize(this.#room) };
    part("[data-file-limits]", this.box).textContent = say("file-limits", values);
  }

  /** @param {File[]} files */
  add(files) {
    const empty = files.find((file) => file.size === 0);
    const fit = files.filter((file) => file.size > 0);
    const wanted = [...this.#files, ...fit];
    const refused = this.#refusal(wanted) || (empty ? say("empty-file", { name: empty.name }) : "");
    if (this.#refusal(wanted) === "") this.#files = wanted;
    this.#list();
    problem("files", refused);
  }

  clear() {
    this.#files = [];
    this.#list();
    problem("files");
  }

  get #room() {
    return Math.max(this.#limits.envelope - overhead(this.#limits.envelope), 0);
  }

  /** @param {File[]} wanted */
  #refusal(wanted) {
    const { attachments } = this.#limits;
    if (wanted.length > attachments) return say("too-many-files", { count: attachments });
    const size = wanted.reduce((sum, file) => sum + file.size, 0);
    return size > this.#room ? say("too-large-files", { size: saySize(this.#room) }) : "";
  }

  #list() {
    const rows = this.#files.map((file) => this.#row(file));
    part("[data-file-list]", this.box).replaceChildren(...rows);
    this.changed();
  }

  /** @param {File} file */
  #row(file) {
    const row = copyOf("template[data-file-row]");
    part("bdi", row).textContent = file.name;
    part(".hint", row).textContent = saySize(file.size);
    const remove = one("button", HTMLButtonElement, row);
    remove.setAttribute("aria-label", say("remove", { name: file.name }));
    remove.addEventListener("click", () => {
      this.#files = this.#files.filter((other) => other !== file);
      this.#list();
      problem("files");
      one("input[type=file]", HTMLInputElement, this.box).focus();
    });
    return row;
  }
}
