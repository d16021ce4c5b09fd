/** Sealing and sending one message: its view, its pause, its end. Used by every page that sends. */

import { Failure } from "./client.js";
import { one, onPress } from "./dom.js";
import { Meter, SENDING } from "./progress.js";
import { show, viewOf } from "./views.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Progress} Progress */

/** A message smaller than this, in bytes, is gone before anybody could pause it. */
const WORTH_PAUSING = 2 ** 20;
/** Milliseconds that a worker has to give up by itself, and delete what it sent; a busy one hears nothing. */
const PATIENCE = 8000;

export class Sending {
  #client;
  #cancelled = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #impatience;
  #view = viewOf("sending");
  #pause = one("[data-pause]", HTMLButtonElement, this.#view);
  #resume = one("[data-resume]", HTMLButtonElement, this.#view);

  /**
   * @param {Client} client
   * @param {() => void} restarted the worker had to be started afresh, and knows nothing of the deployment
   */
  constructor(client, restarted) {
    this.#client = client;
    onPress('[data-view="sending"] [data-cancel]', () => this.#cancel(restarted));
    this.#pause.addEventListener("click", () => this.#ask("pause", this.#resume));
    this.#resume.addEventListener("click", () => this.#ask("resume", this.#pause));
  }

  /**
   * Show the view and send. Whoever calls says what went wrong, where it can be mended.
   *
   * @param {() => Promise<Record<string, unknown> | null>} make gives the message, with its `do`; null: not now
   * @returns {Promise<any>} the worker's answer, or null
   */
  async send(make) {
    this.#offer(null);
    this.#cancelled = false;
    show("sending");
    const meter = new Meter(this.#view, SENDING);
    try {
      const message = await make();
      if (this.#cancelled) throw new Failure("stopped");
      if (message === null) return null;
      return await this.#client.ask(message, (step) => {
        meter.show(step);
        this.#follow(step);
      });
    } finally {
      clearTimeout(this.#impatience);
    }
  }

  /** @param {() => void} restarted */
  #cancel(restarted) {
    this.#cancelled = true;
    this.#client.ask({ do: "cancel" }).catch(() => null);
    this.#impatience = setTimeout(() => {
      this.#client.restart();
      restarted();
    }, PATIENCE);
  }

  /** @param {Progress} step */
  #follow({ stage, total }) {
    if (stage === "paused") this.#offer(this.#resume);
    else if (stage === "send" && total >= WORTH_PAUSING) this.#offer(this.#pause);
  }

  /**
   * Ask for a pause or its end; the other button comes at once, and the focus goes on to it.
   *
   * @param {"pause" | "resume"} verb
   * @param {HTMLButtonElement} next
   */
  #ask(verb, next) {
    this.#client.ask({ do: verb }).catch(() => null);
    this.#offer(next);
    next.focus();
  }

  /** @param {HTMLButtonElement | null} shown */
  #offer(shown) {
    for (const button of [this.#pause, this.#resume]) button.hidden = button !== shown;
  }
}
