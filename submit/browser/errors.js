/**
 * What can go wrong in the browser: one class, told apart by `kind`.
 *
 * AmanaError
 * ├── of docs/formats.md, the same names as in keys/errors.py
 * │   ├── the bytes break a rule   magic version truncated trailing bounds canonical order size report identity key-file
 * │   │                            padding
 * │   ├── not to be believed       signature fingerprint threshold epoch deployment cell board-hash board-rollback log
 * │   │                            words: not the word lists this program was built with
 * │   └── the reporter's slip      word (with `position` from 1, `suggestions`) length check
 * ├── of the network               offline refused (with `status`) full large busy work expired
 * ├── of the reporter              cancelled: the sending was given up
 * ├── of the device                unreadable: a chosen file cannot be read; storage: no memory is left; clock: its
 * │                                day is not the server's
 * ├── of a chosen file               metadata: what it tells beside its content cannot be found, or not taken out
 * └── of this program                request: the page asked for something unknown; internal: a fault here
 *
 * Messages are for developers and hold no secret; the page has its own sentence, in each language, for every kind.
 */
export class AmanaError extends Error {
  /**
   * @param {string} kind
   * @param {string} message
   * @param {{position?: number, status?: number, suggestions?: string[], cause?: unknown}} [details]
   */
  constructor(kind, message, details = {}) {
    super(message);
    this.name = "AmanaError";
    this.kind = kind;
    this.position = details.position;
    this.status = details.status;
    this.suggestions = details.suggestions; // near the secret: for the page only, never in a message
    this.cause = details.cause;
  }
}

/** Whether this says that the device has no memory left: browsers do so in one of these ways. @param {unknown} error */
export const isFull = (error) =>
  error instanceof RangeError || /** @type {Error} */ (error)?.name === "QuotaExceededError";
