/** The codename, shown once: to copy by hand, on paper, by clipboard or as a QR code; then practised, then forgotten. */

import { Client } from "./client.js";
import { element, onPress, one, part } from "./dom.js";
import { drawing } from "./drawing.js";
import { DRAWING } from "./place.js";
import { wakePractice } from "./practice.js";
import { mainSpelling, showSpellings } from "./spellings.js";
import { show, viewOf } from "./views.js";
import { say } from "./words.js";

/** @typedef {import("./spellings.js").Spellings} Spellings */

export class Sheet {
  #view = viewOf("codename");
  #words = part("[data-codename-words]");
  /** @type {Spellings | null} */
  #spellings = null;

  /**
   * @param {Client} client checks what is typed when practising
   * @param {() => void} finished once the codename has been practised, or practising was given up
   */
  constructor(client, finished) {
    wakePractice({
      client,
      shown: () => this.#spellings,
      again: () => show("codename"),
      finished: (right) => {
        this.#forget();
        part("[data-right]").hidden = !right;
        show("done");
        finished();
      },
    });
    onPress("[data-practise]", () => show("practice"));
    onPress("[data-copy]", () => void this.#copy());
    onPress("[data-print]", () => print());
    onPress("[data-show-qr]", () => void this.#showQr());
  }

  /** @param {Spellings} spellings */
  show(spellings) {
    this.#spellings = spellings;
    const { text, lang, dir } = mainSpelling(spellings, this.#words.dataset.codenameWords ?? "");
    this.#words.lang = lang;
    this.#words.dir = dir;
    this.#words.replaceChildren(...text.split(" ").map((word) => element("li", word)));
    showSpellings(this.#view, spellings);
    show("codename");
  }

  #forget() {
    this.#spellings = null;
    this.#words.replaceChildren();
    part("[data-copied]").textContent = "";
    showSpellings(this.#view, null);
    this.#hideQr();
  }

  async #copy() {
    const text = [...this.#words.children].map(({ textContent }) => textContent).join(" ");
    const copied = part("[data-copied]");
    try {
      await navigator.clipboard.writeText(text);
      copied.textContent = say("copied");
    } catch {
      copied.textContent = say("not-copied");
    }
  }

  /** Draw the digits, and only them: what a scanner reads can then be typed or pasted as it is. */
  async #showQr() {
    if (!part("[data-qr]").hidden) return this.#hideQr();
    const drawer = new Client(DRAWING);
    try {
      const { size, dark } = await drawer.ask({ do: "qr", text: this.#spellings?.digits ?? "" });
      part("[data-qr-drawing]").replaceChildren(drawing(size, dark));
      part("[data-qr]").hidden = false;
      this.#expanded(true);
    } catch {
      part("[data-copied]").textContent = say("no-qr");
    } finally {
      drawer.stop();
    }
  }

  #hideQr() {
    part("[data-qr-drawing]").replaceChildren();
    part("[data-qr]").hidden = true;
    this.#expanded(false);
  }

  /** @param {boolean} yes */
  #expanded(yes) {
    one("[data-show-qr]", HTMLButtonElement).setAttribute("aria-expanded", String(yes));
  }
}
