/**
 * The page's end of a worker. The first does all cryptography and all network; another looks into chosen files, a third
 * draws QR codes, and those two start only when they are needed. The page sends a question and gets progress, then a
 * result or a failure. To cancel is to end the worker and start another.
 */

import { weigh } from "../weigh.js";
import { SEALING } from "./place.js";
import { trusted } from "./trusted.js";

/** @typedef {{stage: string, done: number, total: number}} Progress */
/** @typedef {{resolve: (result: any) => void, reject: (failure: Failure) => void, progress?: (step: Progress) => void}} Waiting */

/** What went wrong, by the worker's kinds and two of our own: `unloaded`, `stopped`. */
export class Failure extends Error {
  /**
   * @param {string} kind
   * @param {{position?: number, status?: number, suggestions?: string[]}} [details]
   */
  constructor(kind, details = {}) {
    super(kind);
    this.kind = kind;
    this.position = details.position;
    this.status = details.status;
    this.suggestions = details.suggestions ?? [];
  }
}

export class Client {
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last = 0;
  /** @type {Worker} */
  #worker;
  #address;

  /** @param {string} [address] of one of the three */
  constructor(address = SEALING) {
    this.#address = trusted(address);
    this.#worker = this.#start();
  }

  /**
   * @param {Record<string, unknown>} message with its `do`
   * @param {(step: Progress) => void} [progress]
   * @returns {Promise<any>}
   */
  ask(message, progress) {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#worker.postMessage({ ...message, id });
    });
  }

  /** Stop whatever is going on, and be ready for the next question. */
  restart() {
    this.stop();
    this.#worker = this.#start();
  }

  stop() {
    this.#worker.terminate();
    this.#failAll("stopped");
  }

  #start() {
    const worker = new Worker(this.#address);
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("error", () => this.#failAll("unloaded"));
    return worker;
  }

  /** @param {{id: number, event: string} & Record<string, any>} answer */
  #hear({ id, event, ...rest }) {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    if (event === "progress") {
      if (rest.stage === "send") weigh();
      waiting.progress?.(/** @type {Progress} */ (rest));
      return;
    }
    this.#waiting.delete(id);
    if (event === "result") waiting.resolve(rest);
    else waiting.reject(new Failure(String(rest.kind), rest));
  }

  /** @param {string} kind */
  #failAll(kind) {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Failure(kind));
  }
}
