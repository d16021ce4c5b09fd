/**
 * What the page can ask for, as one object a worker: the deployment it opened, and the verbs.
 *
 * All of it is in memory only. Codenames, mailboxes and plaintext never leave here, but for a new codename's spelling.
 */

import * as board from "./board.js";
import { dayOf, epochOf, today } from "./calendar.js";
import { readAcks, readCells, snapshotKey } from "./cells.js";
import { isWrong } from "./clock.js";
import * as codenames from "./codename.js";
import { AmanaError } from "./errors.js";
import * as keyfile from "./keyfile.js";
import { derive } from "./mailbox.js";
import * as manifests from "./manifest.js";
import * as net from "./net.js";
import { systemRandom } from "./primitives.js";
import { Sender } from "./sender.js";
import * as trust from "./trust.js";
import { fromHex } from "./wire.js";
import * as words from "./words.js";
import { fetchChallenge } from "./work.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {(stage: string, done: number, total: number) => void} Progress */
/** @typedef {import("./sender.js").Keys} Keys */
/** @typedef {import("./primitives.js").HybridPublic} HybridPublic */
/** @typedef {(import("./sender.js").Attached | File)[]} Files */
/** @typedef {{header: board.BoardHeader, list: Bytes, number: number, bucket: Bytes}} Snapshot */

export class Session {
  /** @type {Promise<manifests.Manifest> | null} */
  #opening = null;
  /** @type {manifests.Manifest | null} the last one that was good */
  #manifest = null;
  /** @type {Keys & {manifest: manifests.Manifest} | null} */
  #keys = null;
  #highest = 0;
  /** @type {"device" | "kit"} */
  #path = "device";
  /** @type {Promise<words.Words> | null} */
  #words = null;
  #sender = new Sender((manifest, epoch) => this.#keysFor(manifest, epoch));

  /**
   * Fetch and check the manifest and every key a message may need. What was opened before stays where this fails.
   *
   * The reporter kit says besides where its site is and that it is a kit (`path`), and brings the words along; perhaps
   * manifest and keys too (`carried`), which serve where the site cannot be reached.
   * @param {{fingerprint?: string, site?: string, path?: "kit", words?: string, carried?: Map<string, Bytes>}} request
   */
  async open({ fingerprint, site, path, words: brought, carried }) {
    if (site !== undefined) net.reach(site);
    if (path !== undefined) this.#path = path;
    if (carried !== undefined) net.carry(carried);
    if (brought !== undefined) this.#words ??= Promise.resolve(words.parse(new TextEncoder().encode(brought)));
    this.#opening = fetchManifest(fingerprint);
    const manifest = await this.#opening;
    const { lanes } = await this.#keysFor(manifest, epochOf(today())).catch(blameClock);
    this.#manifest = manifest;
    return {
      names: Object.fromEntries(manifest.names),
      demonstration: manifest.demonstration,
      limits: manifest.limits,
      lanes: [...lanes.keys()],
      identity: true,
    };
  }

  /**
   * Seal a first report under a new codename, and send it, or with `keep` give it as a file.
   * @param {{draft: Partial<Draft>, files: Files, lane: string, keep?: boolean}} request
   * @param {Progress} progress
   */
  async report({ draft, files, lane, keep }, progress) {
    const known = await this.#lists(); // first: a codename that cannot be shown is of no use to anybody
    const codename = codenames.generate();
    const sealed = await this.#seal({ codename, draft: { ...draft, kind: "report" }, files, lane }, progress, keep);
    return { codename: codenames.spellings(codename, known), ...sealed };
  }

  /**
   * Seal a later message of the same thread, and send it, or with `keep` give it as a file.
   * @param {{codename: string, draft: Partial<Draft>, files: Files, lane?: string, keep?: boolean}} request
   * @param {Progress} progress
   */
  async follow({ codename: typed, draft: { lang, text }, files, lane = "desk", keep }, progress) {
    const codename = codenames.parse(typed, await this.#listsFor(typed));
    return this.#seal({ codename, draft: { kind: "follow-up", lang, text }, files, lane }, progress, keep);
  }

  /**
   * Seal and send the wish that the answers written so far be deleted.
   * @param {{codename: string, lang: string, lane?: string}} request
   * @param {Progress} progress
   */
  async erase({ codename: typed, lang, lane = "desk" }, progress) {
    const codename = codenames.parse(typed, await this.#listsFor(typed));
    return this.#seal({ codename, draft: { kind: "erase", lang, text: "" }, files: [], lane }, progress);
  }

  /**
   * Send a file that was sealed elsewhere, as it is.
   * @param {{file: Blob}} request
   * @param {Progress} progress
   */
  async sealed({ file }, progress) {
    return { envelope: await this.#sender.forward(await this.#opened(), file, progress) };
  }

  /**
   * Begin what a message to this lane will need, while it is being written.
   * @param {{lane: string}} request
   */
  async prepare({ lane }) {
    await this.#sender.prepare(await this.#opened(), lane);
    return {};
  }

  /** Hold the sending that is under way. */
  async pause() {
    this.#sender.pause();
    return {};
  }

  /** Go on with it. */
  async resume() {
    this.#sender.resume();
    return {};
  }

  /** Give it up: what was sent of it is deleted, and its question fails as `cancelled`. */
  async cancel() {
    this.#sender.cancel();
    return {};
  }

  /**
   * Find the answers to a codename. The same four requests follow whatever it is and whatever waits; `wrongClock` says
   * that the device's date is not the site's, which nobody needs in order to read.
   * @param {{codename: string}} request
   * @param {Progress} progress
   */
  async replies({ codename }, progress) {
    const parsed = codenames.parse(codename, await this.#listsFor(codename));
    const manifest = await this.#opened();
    const { readKey, bucket } = derive(parsed, manifest.deployment, (done) => progress("keys", done, 1));
    const snapshot = await this.#snapshot(manifest, bucket, progress);
    if (snapshot === null) return { replies: [], opened: [], board: null, wrongClock: false };
    const { header, list, number } = snapshot;
    const { deployment } = manifest;
    const key = snapshotKey(readKey, header.salt, deployment);
    const replies = readCells(key, snapshot.bucket, { deployment, serial: header.serial, bucket: number });
    const { serial, issued, due } = header;
    return {
      replies: replies.map((reply) => ({ ...reply, day: dayOf(reply.day) })),
      opened: readAcks(key, list).map(dayOf),
      board: { serial, issued, due, late: board.isLate(header, today()) },
      wrongClock: await isWrong(manifest, header),
    };
  }

  /**
   * Spell a codename in every way, without any network but for the word lists.
   * @param {{codename: string}} request
   */
  async check({ codename }) {
    const known = await this.#listsFor(codename);
    return codenames.spellings(codenames.parse(codename, known), known);
  }

  /** Fetch a board as whoever looks for answers does, so that doing so does not stand out. */
  async decoy() {
    await this.#snapshot(await this.#opened(), systemRandom(1)[0], () => {});
    return {};
  }

  /** Have the word lists ready before a codename is typed or made. */
  async words() {
    await this.#lists();
    return {};
  }

  /** All lists whichever is needed, digits too: what is typed must not show in what is fetched. */
  async #lists() {
    this.#words ??= words.load();
    try {
      return await this.#words;
    } catch (error) {
      this.#words = null;
      throw error;
    }
  }

  /**
   * The lists, or null where they did not come and digits were typed, which need none.
   * @param {string} typed
   */
  #listsFor(typed) {
    return this.#lists().catch((error) => (codenames.isDigits(typed) ? null : Promise.reject(error)));
  }

  async #opened() {
    if (this.#opening === null) throw new AmanaError("request", "The deployment has not been opened.");
    return this.#opening.catch((error) => this.#manifest ?? Promise.reject(error));
  }

  /**
   * Fetch every lane's key and the identity key, all at once and in one order always: which one is needed is nobody's
   * business.
   * @param {manifests.Manifest} manifest
   * @param {number} epoch
   * @returns {Promise<Keys>}
   */
  async #keysFor(manifest, epoch) {
    if (this.#keys?.manifest === manifest && this.#keys.epoch === epoch) return this.#keys;
    manifests.intakeKey(manifest, "desk", epoch);
    const lanes = [...manifest.lanes.keys()].filter((lane) => manifest.lanes.get(lane)?.has(epoch));
    const ids = lanes.map((lane) => manifests.intakeKey(manifest, lane, epoch));
    const keys = await Promise.all([...ids, manifest.identity.key].map(fetchKey));
    const identity = /** @type {HybridPublic} */ (keys.pop());
    this.#keys = { manifest, epoch, lanes: new Map(lanes.map((lane, at) => [lane, keys[at]])), identity };
    return this.#keys;
  }

  /**
   * @param {{codename: codenames.Codename, draft: Partial<Draft>, files: Files, lane: string}} message
   * @param {Progress} progress
   * @param {boolean} [keep]
   * @returns {Promise<{envelope: string, file?: Blob}>} the envelope's id in hex, and its bytes if they were to be kept
   */
  async #seal({ draft, ...rest }, progress, keep = false) {
    const message = { ...rest, draft: { ...draft, path: this.#path }, manifest: await this.#opened() };
    if (keep) return this.#sender.keep(message, progress);
    return { envelope: await this.#sender.seal(message, progress) };
  }

  /**
   * Forget a manifest that is not shown to everybody: nothing is sealed for it any more. Kind `log`.
   * @param {manifests.Manifest} manifest
   * @param {import("./merkle.js").Head} head
   * @param {Uint8Array} log
   */
  #checkLog(manifest, head, log) {
    try {
      trust.checkLog(manifest, head, log);
    } catch (error) {
      this.#manifest = null;
      this.#opening = Promise.reject(error);
      this.#opening.catch(() => {});
      throw error;
    }
  }

  /**
   * Fetch header, log, list and one bucket, in that order, then check them; null while nothing is published.
   *
   * Only what the header says about itself may stop the other requests: it is the same for everybody.
   * @param {manifests.Manifest} manifest
   * @param {number} byte names the bucket
   * @param {Progress} progress
   * @returns {Promise<Snapshot | null>}
   */
  async #snapshot(manifest, byte, progress) {
    progress("board", 0, 4);
    const untrusted = await net.get("/board/header", board.LIMIT).catch(nullIfMissing);
    if (untrusted === null) return null;
    const header = board.parse(untrusted, manifest);
    progress("board", 1, 4);
    const log = await net.get("/log", trust.LONGEST_LOG).catch(nullIfMissing);
    progress("board", 2, 4);
    const list = await net.get(`/board/${header.serial}/list`, board.listSize(header));
    progress("board", 3, 4);
    const number = board.bucketNumber(header, byte);
    const bucket = await net.get(`/board/${header.serial}/bucket/${number}`, board.bucketSize(header));
    progress("board", 4, 4);
    this.#checkLog(manifest, header.log, log ?? new Uint8Array());
    board.checkFollows(header, this.#highest);
    board.checkParts(header, list, number, bucket);
    this.#highest = header.serial;
    return { header, list, number, bucket };
  }
}

/** @param {string | undefined} fingerprint hex */
async function fetchManifest(fingerprint) {
  const pinned = fingerprint === undefined ? null : fromHex(fingerprint, 32, "fingerprint");
  const manifest = manifests.parse(await net.get("/manifest", manifests.FILE_LIMIT));
  const another = (/** @type {number} */ serial) => net.get(`/manifests/${serial}`, manifests.FILE_LIMIT);
  if (pinned !== null) await trust.checkRoot(manifest, pinned, another);
  return manifest;
}

/**
 * Where there is no key for the day, it may be the device's clock that is wrong: kind `clock` then.
 * @param {AmanaError} error
 * @returns {Promise<never>}
 */
async function blameClock(error) {
  if (error.kind === "epoch") await fetchChallenge();
  throw error;
}

/** @param {string} id */
const fetchKey = async (id) => keyfile.parse(await net.get(`/keys/${id}`, keyfile.SIZE), id);

/** @param {AmanaError} error @returns {null} */
function nullIfMissing(error) {
  if (error.status === 404) return null;
  throw error;
}
