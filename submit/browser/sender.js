/** Sealing and sending: one message at a time, its header and its price made ready beforehand where that was asked. */

import { dayNumber, dayOf, epochOf, today } from "./calendar.js";
import { derive } from "./mailbox.js";
import { makeHeader } from "./envelope/header.js";
import { Ready } from "./envelope/ready.js";
import { Sealing } from "./envelope/seal.js";
import { AmanaError } from "./errors.js";
import { breathe, Line } from "./line.js";
import { sha256, systemRandom } from "./primitives.js";
import { send } from "./send.js";
import { classFor, envelopeLength } from "./sizes.js";
import { toHex } from "./wire.js";
import { Price } from "./work.js";

/** @typedef {import("./line.js").Progress} Progress */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./codename.js").Codename} Codename */
/** @typedef {import("./envelope/seal.js").Attached} Attached */
/** @typedef {import("./envelope/header.js").Started} Started */
/** @typedef {import("./primitives.js").HybridPublic} HybridPublic */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {{epoch: number, lanes: Map<string, HybridPublic>, identity: HybridPublic}} Keys */
/** @typedef {{lane: string, epoch: number, started: Started, price: Price}} Beginning a header, and its price */
/**
 * @typedef {object} Message
 * @property {Manifest} manifest
 * @property {Codename} codename
 * @property {Partial<Draft>} draft
 * @property {(Attached | File)[]} files
 * @property {string} lane
 */

export class Sender {
  #keysFor;
  /** @type {Beginning | null} */
  #prepared = null;
  /** @type {{line: Line, price: Price} | null} */
  #current = null;

  /** @param {(manifest: Manifest, epoch: number) => Promise<Keys>} keysFor */
  constructor(keysFor) {
    this.#keysFor = keysFor;
  }

  /**
   * Make a header for `lane`, and begin to work for it in the background; kind `epoch`.
   * @param {Manifest} manifest
   * @param {string} lane
   */
  async prepare(manifest, lane) {
    const epoch = epochOf(today());
    if (this.#prepared?.lane === lane && this.#prepared.epoch === epoch) return;
    this.#prepared?.price.stop();
    this.#prepared = await this.#begin(manifest, lane, epoch);
    this.#prepared.price.begin();
  }

  /** Hold the sending under way; see `Line`. */
  pause() {
    this.#current?.line.pause();
  }

  /** Go on with it. */
  resume() {
    this.#current?.line.resume();
  }

  /** Give it up. */
  cancel() {
    this.#current?.line.cancel();
    this.#current?.price.stop();
  }

  /**
   * Seal a message and send it; return the envelope's id in hex.
   * @param {Message} message
   * @param {Progress} progress
   */
  async seal(message, progress) {
    const { sealing, price } = await this.#make(message, progress);
    return this.#send(sealing, price, progress);
  }

  /**
   * Seal a message into a file, for somebody to carry: nothing is sent.
   * @param {Message} message
   * @param {Progress} progress
   * @returns {Promise<{envelope: string, file: Blob}>} its id in hex, and its bytes
   */
  async keep(message, progress) {
    const { sealing, price } = await this.#make(message, progress);
    price.stop();
    const line = new Line(progress);
    this.#current = { line, price };
    const parts = [];
    let done = 0;
    for await (const piece of sealing.pieces()) {
      await line.open();
      parts.push(new Blob([piece])); // which a browser may lay aside, unlike bytes that a script holds
      progress("send", (done += piece.length), sealing.length);
      await breathe();
    }
    return { envelope: toHex(sealing.id), file: new Blob(parts, { type: "application/octet-stream" }) };
  }

  /**
   * @param {Message} message
   * @param {Progress} progress
   */
  async #make({ manifest, codename, draft, files, lane }, progress) {
    const total = checkFiles(files, manifest.limits);
    const sent = today();
    const epoch = epochOf(sent);
    const keys = await this.#keysFor(manifest, epoch);
    const { started, price } = await this.#take(manifest, lane, epoch);
    const mailbox = derive(codename, manifest.deployment, (done) => progress("keys", done, 1));
    const message = {
      draft: /** @type {Draft} */ ({ ...draft, sent }),
      files,
      mailbox,
      identityKey: { quarter: manifest.identity.quarter, recipient: keys.identity },
    };
    const { deployment } = manifest;
    const sealing = new Sealing(started, message, { deployment, id: systemRandom(16), random: systemRandom });
    if (sealing.length > manifest.limits.envelope) throw new AmanaError("large", "The files are too large.");
    progress("seal", 0, total);
    return { sealing, price };
  }

  /**
   * Send a file that was sealed elsewhere; return the envelope's id in hex.
   * @param {Manifest} manifest
   * @param {Blob} file
   * @param {Progress} progress
   */
  async forward(manifest, file, progress) {
    const day = today();
    // The vault takes yesterday's epoch too.
    const ready = await Ready.check(file, [day, dayOf(dayNumber(day) - 1)]);
    if (ready.length > manifest.limits.envelope) throw new AmanaError("large", "The file is too large.");
    return this.#send(ready, new Price(manifest.deployment, ready.header), progress);
  }

  /**
   * @param {import("./send.js").Source} source
   * @param {Price} price
   * @param {Progress} progress
   */
  async #send(source, price, progress) {
    const line = new Line(progress);
    const current = (this.#current = { line, price });
    /** @param {boolean} again */
    const prove = (again) => price.prove(again, line, (done, total) => progress("work", done, total));
    try {
      await price.agree(line); // what the device's clock made wrong is not worth sealing
      return await send(source, { prove, line, progress });
    } finally {
      if (this.#current === current) this.#current = null;
    }
  }

  /**
   * Take what was prepared, if it is for this lane and week. A header serves one message only: its file key seals once.
   * @param {Manifest} manifest
   * @param {string} lane
   * @param {number} epoch
   */
  async #take(manifest, lane, epoch) {
    const prepared = this.#prepared;
    this.#prepared = null;
    if (prepared?.lane === lane && prepared.epoch === epoch) return prepared;
    prepared?.price.stop();
    return this.#begin(manifest, lane, epoch);
  }

  /**
   * @param {Manifest} manifest
   * @param {string} lane
   * @param {number} epoch
   * @returns {Promise<Beginning>}
   */
  async #begin(manifest, lane, epoch) {
    const { lanes } = await this.#keysFor(manifest, epoch);
    const recipient = lanes.get(lane);
    if (recipient === undefined) throw new AmanaError("epoch", "This lane has no key for this day.");
    const { deployment } = manifest;
    const started = makeHeader([recipient], { deployment, epoch, random: systemRandom });
    return { lane, epoch, started, price: new Price(deployment, sha256(started.header)) };
  }
}

/**
 * Refuse too many or too large files before any work; return their bytes.
 * @param {(Attached | File)[]} files
 * @param {Manifest["limits"]} limits
 */
function checkFiles(files, limits) {
  const total = files.reduce((sum, file) => sum + ("blob" in file ? file.blob : file).size, 0);
  if (files.length > limits.attachments) throw new AmanaError("bounds", "There are too many files.");
  if (envelopeLength(classFor(total)) > limits.envelope) throw new AmanaError("large", "The files are too large.");
  return total;
}
