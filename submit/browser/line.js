/**
 * A sending that does not give up: it waits while the network is gone or the server busy, and stops when it is told to.
 */

import { AmanaError } from "./errors.js";

/** @typedef {(stage: string, done: number, total: number) => void} Progress */

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
const SECOND = 1000;
// The server is away, restarting or has too much to do; or it waited for us, or for what we sent before.
const PASSING = [408, 423, 502, 503, 504];

/** Let other events be heard: a message that says "pause", above all. */
export const breathe = () => new Promise((resolve) => setTimeout(resolve, 0));

/** One sending: `persist` for its steps, and `pause`, `resume` and `cancel` for whoever watches. */
export class Line {
  #progress;
  #paused = false;
  #cancelled = false;
  #stopper = new AbortController();
  #wake = () => {};

  /** @param {Progress} progress */
  constructor(progress) {
    this.#progress = progress;
  }

  /** Hold on; the request under way is broken off, and what arrived of it counts. */
  pause() {
    this.#paused = true;
    this.#interrupt();
  }

  /** Go on. */
  resume() {
    this.#paused = false;
    this.#interrupt();
  }

  /** Give up. */
  cancel() {
    this.#cancelled = true;
    this.#interrupt();
  }

  /** Return as soon as nothing holds the sending; kind `cancelled` when it was given up. */
  async open() {
    while (this.#paused && !this.#cancelled) {
      this.#progress("paused", 0, 0);
      await this.#sleep(Infinity);
    }
    if (this.#cancelled) throw new AmanaError("cancelled", "The sending was given up.");
    if (this.#stopper.signal.aborted) this.#stopper = new AbortController();
  }

  /**
   * Try `act` until it succeeds or fails for good.
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} act
   * @returns {Promise<T>}
   */
  async persist(act) {
    const begun = Date.now();
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      await this.open();
      try {
        return await act(this.#stopper.signal);
      } catch (error) {
        if (!isPassing(error)) throw error;
        await this.#wait(reason(error), begun, pause);
      }
    }
  }

  #interrupt() {
    this.#stopper.abort();
    this.#wake();
  }

  /** @param {string} stage @param {number} begun @param {number} pause milliseconds */
  async #wait(stage, begun, pause) {
    const { signal } = this.#stopper;
    for (let left = pause; left > 0 && !signal.aborted; left -= SECOND) {
      this.#progress(stage, Math.round((Date.now() - begun) / SECOND), 0);
      if (await this.#sleep(Math.min(left, SECOND))) return;
    }
  }

  /**
   * Return after so many milliseconds: false. Sooner, true, when the network comes back or somebody interrupts.
   * @param {number} milliseconds
   * @returns {Promise<boolean>}
   */
  #sleep(milliseconds) {
    return new Promise((resolve) => {
      /** @param {boolean} early */
      const end = (early) => {
        clearTimeout(timer);
        globalThis.removeEventListener?.("online", this.#wake);
        resolve(early);
      };
      const timer = milliseconds === Infinity ? undefined : setTimeout(end, milliseconds, false);
      this.#wake = () => end(true);
      globalThis.addEventListener?.("online", this.#wake);
    });
  }
}

/** @param {unknown} error @returns {error is AmanaError} */
function isPassing(error) {
  if (!(error instanceof AmanaError)) return false;
  return error.kind === "offline" || (error.status !== undefined && PASSING.includes(error.status));
}

/** What is waited for: a server that says that it cannot now, or else the network. @param {AmanaError} error */
const reason = ({ status = 0 }) => (status >= 500 ? "busy" : "waiting");
