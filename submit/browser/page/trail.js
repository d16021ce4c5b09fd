/**
 * The way through the steps, walked back by the browser's own Back.
 *
 * Each step has an entry in the history under the same address; an entry holds the step's name and how deep it lies,
 * never an answer. Before another page takes this one's place, `rewind` goes back to the first of them.
 */

/** How long the browser may take to go back, in milliseconds, before leaving goes on without it. */
const PATIENCE = 300;

/** @typedef {{step: string, depth: number}} Entry */

/** @returns {Entry | null} */
const entry = () => history.state;

let rewinding = false;

/**
 * @param {(step: string) => void} walk told the step that Back or Forward led to
 */
export function wakeTrail(walk) {
  addEventListener("popstate", () => {
    if (!rewinding) walk(entry()?.step ?? "");
  });
}

/** @param {string} step a step that was not shown just before */
export function advance(step) {
  history.pushState({ step, depth: (entry()?.depth ?? 0) + 1 }, "");
}

/** Stay at a step although Back was pressed. @param {string} step */
export const hold = (step) => advance(step);

/** One step back; true if there was one to go back to. */
export function retreat() {
  if (!entry()?.depth) return false;
  history.back();
  return true;
}

/** Go back to the entry by which the page was reached, so that what replaces it leaves none of ours behind. */
export function rewind() {
  const depth = entry()?.depth ?? 0;
  if (depth === 0) return Promise.resolve();
  rewinding = true;
  return new Promise((resolve) => {
    const done = () => {
      rewinding = false;
      resolve(undefined);
    };
    addEventListener("popstate", done, { once: true });
    setTimeout(done, PATIENCE);
    history.go(-depth);
  });
}
