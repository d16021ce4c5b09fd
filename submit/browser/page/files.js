/** The chosen files: shown by name and size, never by content; cleaned, removable, held to the limits of the manifest. */

import { Attachment } from "./attachment.js";
import { Client } from "./client.js";
import { all, copyOf, element, one, part } from "./dom.js";
import { problem } from "./fields.js";
import { METADATA } from "./place.js";
import { say, saySize } from "./words.js";

/** @typedef {{attachments: number, envelope: number}} Limits */

/** The largest single file, in bytes: what a cheap phone can still seal and send in one go. */
const LARGEST = 500 * 2 ** 20;
/** Room that an envelope needs beside its files: header, report, one tag for each 64 KiB. */
const overhead = (/** @type {number} */ envelope) => 32768 + Math.ceil(envelope / 4096);

export class Files {
  /** @type {Attachment[]} */
  #files = [];
  /** @type {Limits} */
  #limits = { attachments: 20, envelope: 2 ** 31 };
  /** @type {Client | null} */
  #examiner = null;
  /** @type {Promise<unknown>} */
  #examined = Promise.resolve();

  /** @param {() => void} changed */
  constructor(changed) {
    this.box = part("[data-files]");
    this.changed = changed;
    const input = one("input[type=file]", HTMLInputElement, this.box);
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
    });
    part("[data-neutral]", this.box).addEventListener("change", changed);
    this.#takeDrops();
  }

  /** The files as they are sent. Before that, wait until they are `settled`. */
  get chosen() {
    const plain = one("[data-neutral] input", HTMLInputElement, this.box).checked;
    return this.#files.map((file, at) => file.travelling(plain ? `file-${at + 1}` : undefined));
  }

  /** Every file has been looked into, and every clean copy is made. */
  async settled() {
    await this.#examined;
  }

  /** @param {Limits} limits */
  set limits(limits) {
    this.#limits = limits;
    const values = { count: limits.attachments, each: saySize(this.#largest), size: saySize(this.#room) };
    part("[data-file-limits]", this.box).textContent = say("file-limits", values);
  }

  /** @param {File[]} files */
  add(files) {
    const refused = files.map((file) => this.#fault(file)).filter(Boolean);
    const fit = files.filter((file) => this.#fault(file) === "").map((file) => new Attachment(file));
    const wanted = [...this.#files, ...fit];
    const altogether = this.#refusal(wanted);
    if (altogether === "") {
      this.#files = wanted;
      this.#list();
      for (const file of fit) this.#examine(file);
    }
    problem("files", [altogether, ...refused].filter(Boolean).join(" "));
  }

  clear() {
    this.#files = [];
    this.#examiner?.stop();
    this.#examiner = null;
    this.#list();
    problem("files");
  }

  get #room() {
    return Math.max(this.#limits.envelope - overhead(this.#limits.envelope), 0);
  }

  get #largest() {
    return Math.min(LARGEST, this.#room);
  }

  /** @param {File} file */
  #fault({ name, size }) {
    if (size === 0) return say("empty-file", { name: apart(name) });
    return size > this.#largest ? say("too-large-file", { name: apart(name), size: saySize(this.#largest) }) : "";
  }

  /** @param {Attachment[]} wanted */
  #refusal(wanted) {
    const { attachments } = this.#limits;
    if (wanted.length > attachments) return say("too-many-files", { count: attachments });
    const size = wanted.reduce((sum, { file }) => sum + file.size, 0);
    return size > this.#room ? say("too-large-files", { size: saySize(this.#room) }) : "";
  }

  /** @param {Attachment} file */
  #examine(file) {
    this.#examiner ??= new Client(METADATA);
    const examined = file.examine(this.#examiner).then(() => {
      const at = this.#files.indexOf(file);
      if (at < 0) return;
      const row = all("[data-file-list] > li", HTMLElement, this.box)[at];
      if (row) describe(row, file);
      part("[data-file-status]", this.box).textContent = `${apart(file.file.name)}: ${say(`file-${file.state}`)}`;
      this.changed();
    });
    this.#examined = Promise.all([this.#examined, examined]);
  }

  #list() {
    part("[data-file-list]", this.box).replaceChildren(...this.#files.map((file, at) => this.#row(file, at)));
    part("[data-neutral]", this.box).hidden = this.#files.length === 0;
    this.changed();
  }

  /**
   * @param {Attachment} file
   * @param {number} at
   */
  #row(file, at) {
    const row = copyOf("template[data-file-row]");
    part("bdi", row).textContent = file.file.name;
    for (const radio of all("input", HTMLInputElement, row)) {
      radio.name = `treatment-${at}`;
      radio.checked = (radio.value === "keep") === file.keep;
      radio.addEventListener("change", () => {
        file.keep = radio.value === "keep";
        describe(row, file);
        this.changed();
      });
    }
    const remove = one("[data-remove]", HTMLButtonElement, row);
    remove.setAttribute("aria-label", say("remove", { name: file.file.name }));
    remove.addEventListener("click", () => {
      this.#files = this.#files.filter((other) => other !== file);
      this.#list();
      problem("files");
      one("input[type=file]", HTMLInputElement, this.box).focus();
    });
    describe(row, file);
    return row;
  }

  /** A file dropped beside the field would otherwise open in place of the page, and all that was typed be gone. */
  #takeDrops() {
    const place = part("[data-drop]", this.box);
    const over = (/** @type {boolean} */ yes) => place.classList.toggle("over", yes);
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(this.box.contains(/** @type {Node} */ (event.target)));
    });
    document.addEventListener("dragleave", () => over(false));
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(false);
      if (this.box.contains(/** @type {Node} */ (event.target))) this.add([...event.dataTransfer.files]);
    });
  }
}

/**
 * Write into a file's row what was found in it, and what will be done.
 *
 * @param {HTMLElement} row
 * @param {Attachment} file
 */
function describe(row, file) {
  part("[data-file-size]", row).textContent = saySize(file.blob.size);
  part("[data-file-says]", row).textContent = say(`file-${file.state}`);
  part("[data-file-says]", row).classList.toggle("caution", ["fixed", "unknown", "damaged", "unreadable"].includes(file.state));
  part("[data-file-details]", row).replaceChildren(...file.details.map(detail));
  part("[data-treatment]", row).hidden = file.state !== "removable";
  part("legend", row).textContent = file.file.name;
}

/** @param {import("./attachment.js").Detail} found */
function detail({ kind, value }) {
  const title = say(`detail-${kind}`);
  return element("li", value === "" ? title : say("detail", { title, value: apart(value) }));
}

/** Keep a name of another script from turning the words around it. @param {string} text */
const apart = (text) => `\u2068${text}\u2069`;
