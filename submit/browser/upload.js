/** An envelope that goes in pieces (docs/formats.md §11.3): tus 1.0.0, as far as one sender needs it. */

import { AmanaError } from "./errors.js";
import * as net from "./net.js";
import { weigh } from "./weigh.js";
import { toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./line.js").Line} Line */
/** @typedef {import("./send.js").Source} Source */
/** @typedef {import("./net.js").Answer} Answer */

const TUS = { "Tus-Resumable": "1.0.0" };
const PIECE = { ...TUS, "Content-Type": "application/offset+octet-stream" };
const PLACE = /^\/uploads\/[0-9a-f]{32}$/;
// A piece that took less, or more, milliseconds makes the next ones larger, or smaller.
const QUICK = 3000;
const SLOW = 15_000;
const HELD = 423; // another piece of it is on its way
const DROPS = 20;

export class Upload {
  #line;
  #place;
  #offset = 0;
  #sure = true;
  // Used again for every piece: a browser lets go of a body at the latest when the next one takes its place.
  #request = new XMLHttpRequest();

  /** @param {string} place @param {Line} line */
  constructor(place, line) {
    this.#place = place;
    this.#line = line;
  }

  /**
   * Announce an envelope; kinds `work`, `large`, `full`, `refused`, `cancelled`.
   * @param {Source} source
   * @param {string} proof
   * @param {Line} line
   */
  static async begin({ length, header }, proof, line) {
    const headers = { ...TUS, "Upload-Length": `${length}`, "Amana-Header": toHex(header), "Amana-Work": proof };
    return line.persist(async (signal) => {
      const answer = await net.ask("POST", "/uploads", { headers, signal });
      const place = answer.header("Location") ?? "";
      if (answer.status !== 201) throw refused(answer);
      if (!PLACE.test(place)) throw net.refusal(answer.status);
      return new Upload(place, line);
    });
  }

  /**
   * Send all pieces, one at a time while the next is made; return the envelope's id as the vault says it, in hex.
   * Kinds `expired`, `epoch`, `full`, `large`, `work`, `refused`, `cancelled`, and what making a piece may raise.
   * @param {Source} source
   * @param {(done: number, total: number) => void} progress
   * @returns {Promise<string>}
   */
  async send(source, progress) {
    let id = "";
    const pieces = source.pieces();
    try {
      for (let next = await pieces.next(); !next.done; ) {
        const begun = Date.now();
        const sending = this.#append(next.value, (done) => progress(done, source.length));
        // Sealed while the one before is under way; should that fail first, this one is never used.
        const [sent, following] = await Promise.all([sending, pieces.next()]);
        id = sent;
        const took = Date.now() - begun;
        if (took < QUICK || took > SLOW) source.resize(took < QUICK);
        next = following;
      }
    } catch (error) {
      this.#line.cancel(); // a piece may be waiting for the network, and nobody for it
      await this.#drop();
      throw error;
    }
    return id;
  }

  /**
   * Send one piece until the server has it whole.
   * @param {Bytes} piece
   * @param {(done: number) => void} progress
   * @returns {Promise<string>} the envelope's id in hex, when this piece was the last
   */
  async #append(piece, progress) {
    const start = this.#offset;
    return this.#line.persist(async (signal) => {
      if (!this.#sure) await this.#find(start, start + piece.length, signal);
      this.#sure = false;
      const headers = { ...PIECE, "Upload-Offset": `${this.#offset}` };
      const sent = this.#offset;
      const answer = await net.ask("PATCH", this.#place, {
        headers,
        body: piece.subarray(sent - start),
        progress: (loaded) => progress(sent + loaded),
        signal,
        request: this.#request,
      });
      if (answer.status !== 204) throw refused(answer);
      if (answer.header("Upload-Offset") !== `${start + piece.length}`) throw lost();
      this.#offset = start + piece.length;
      this.#sure = true;
      weigh();
      progress(this.#offset);
      return answer.header("Amana-Envelope") ?? "";
    });
  }

  /**
   * Ask how far the server is, which must be within the piece that is held.
   * @param {number} start
   * @param {number} end
   * @param {AbortSignal} signal
   */
  async #find(start, end, signal) {
    const answer = await net.ask("HEAD", this.#place, { headers: TUS, signal });
    if (answer.status !== 200) throw refused(answer);
    const offset = Number(answer.header("Upload-Offset"));
    // Bytes that were acknowledged are gone: they are not here any more either, and are never sealed again.
    if (!(offset >= start && offset <= end)) throw new AmanaError("expired", "The server lost what it had.");
    this.#offset = offset;
  }

  /** Take the upload back; if that does not arrive, it vanishes by itself. */
  async #drop() {
    for (let left = DROPS; left > 0; left--) {
      const answer = await net.ask("DELETE", this.#place, { headers: TUS }).catch(() => null);
      if (answer?.status !== HELD) return;
      // The server has not noticed yet that the piece it was taking was broken off.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** @param {Answer} answer */
function refused(answer) {
  const { kind } = net.fieldsOf(answer.text);
  // The server's bytes and ours do not meet: ask again where it is.
  if (answer.status === 409 && kind === "offset") return lost();
  return net.refusal(answer.status === 404 ? 410 : answer.status);
}

const lost = () => new AmanaError("offline", "A piece did not arrive whole.");
