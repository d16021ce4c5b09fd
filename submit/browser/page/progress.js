/** The progress of a view: seen moving often, heard at every tenth and at every change of what is going on. */

import { one, part } from "./dom.js";
import { say, sayDuration, sayPercent, saySize } from "./words.js";

/** @typedef {import("./client.js").Progress} Progress */
/** @typedef {Record<string, [number, number]>} Stages */

/**
 * Where each stage stands on the bar, for a message that is sealed and sent. Sealing goes on together with sending, so
 * only the latter moves it; waiting and pausing leave it where it is.
 */
export const SENDING = /** @type {Stages} */ ({ keys: [0, 5], work: [5, 10], send: [10, 100] });
/** The same for looking up answers, where deriving the keys takes nearly all the time. */
export const LOOKING = /** @type {Stages} */ ({ keys: [0, 90], board: [90, 100] });

/** Below this, sending is over before a speed could be read. */
const WORTH_MEASURING = 2 ** 20;
const WINDOW = 8000; // milliseconds over which the speed is taken

export class Meter {
  #heard = "";
  #value = 0;
  #pace = new Pace();

  /**
   * @param {HTMLElement} view
   * @param {Stages} stages
   */
  constructor(view, stages) {
    this.view = view;
    this.stages = stages;
    this.show({ stage: Object.keys(stages)[0] ?? "", done: 0, total: 1 });
  }

  /** @param {Progress} step */
  show({ stage, done, total }) {
    if (stage === "seal") return;
    const [start, end] = this.stages[stage] ?? [this.#value, this.#value];
    // A lost piece is sent again: the bar stands still meanwhile, and does not go back.
    this.#value = Math.max(this.#value, start + ((end - start) * done) / Math.max(total, 1));
    one("progress", HTMLProgressElement, this.view).value = this.#value;
    const values = { stage: say(`stage-${stage}`), percent: sayPercent(this.#value / 100) };
    part("[data-stage]", this.view).textContent = values.stage;
    part("[data-percent]", this.view).textContent = values.percent;
    this.#showPace(stage, done, total);
    this.#speak(`${stage}${Math.floor(this.#value / 10)}`, say("spoken", values));
  }

  /**
   * @param {string} stage
   * @param {number} done
   * @param {number} total
   */
  #showPace(stage, done, total) {
    const line = this.view.querySelector("[data-pace]");
    if (line === null || (stage === "send" && total < WORTH_MEASURING)) return;
    if (stage !== "send") {
      this.#pace = new Pace();
      line.textContent = "";
      return;
    }
    const speed = this.#pace.measure(done, performance.now());
    const sent = { done: saySize(done), total: saySize(total) };
    line.textContent =
      speed > 0
        ? say("pace", { ...sent, speed: saySize(speed), time: sayDuration((total - done) / speed) })
        : say("sent-so-far", sent);
  }

  /**
   * @param {string} state
   * @param {string} sentence
   */
  #speak(state, sentence) {
    if (state === this.#heard) return;
    this.#heard = state;
    part("[data-spoken]", this.view).textContent = sentence;
  }
}

/** Bytes a second, over the last few seconds: a phone's network changes, and so does the time left. */
class Pace {
  /** @type {{done: number, at: number}[]} */
  #marks = [];

  /**
   * @param {number} done bytes
   * @param {number} at milliseconds
   * @returns {number} 0 while it is too early to tell
   */
  measure(done, at) {
    this.#marks.push({ done, at });
    while ((this.#marks[1]?.at ?? at) < at - WINDOW) this.#marks.shift();
    const first = this.#marks[0] ?? { done, at };
    return at - first.at < 1500 ? 0 : ((done - first.done) * 1000) / (at - first.at);
  }
}
