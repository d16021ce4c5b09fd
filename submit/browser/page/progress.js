/** The progress bar of a view: seen moving often, heard at every quarter only. */

import { one, part } from "./dom.js";
import { say, sayPercent } from "./words.js";

/** @typedef {import("./client.js").Progress} Progress */

/** Where each stage stands on the bar, for a message that is sealed and sent. */
export const SENDING = /** @type {Stages} */ ({ keys: [0, 10], seal: [10, 45], send: [45, 100] });
/** The same for looking up answers, where deriving the keys takes nearly all the time. */
export const LOOKING = /** @type {Stages} */ ({ keys: [0, 90], board: [90, 100] });

/** @typedef {Record<string, [number, number]>} Stages */

export class Meter {
  #heard = "";

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
    const [start, end] = this.stages[stage] ?? [0, 0];
    const value = start + ((end - start) * done) / Math.max(total, 1);
    one("progress", HTMLProgressElement, this.view).value = value;
    const values = { stage: say(`stage-${stage}`), percent: sayPercent(value / 100) };
    part("[data-stage]", this.view).textContent = values.stage;
    part("[data-percent]", this.view).textContent = values.percent;
    this.#speak(`${stage}${Math.floor(value / 25)}`, say("spoken", values));
  }

  /**
   * @param {string} quarter
   * @param {string} sentence
   */
  #speak(quarter, sentence) {
    if (quarter === this.#heard) return;
    this.#heard = quarter;
    part("[data-spoken]", this.view).textContent = sentence;
  }
}
