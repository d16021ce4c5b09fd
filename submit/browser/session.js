/**
 * What the page can ask for, as one object a worker: the deployment it opened, and the verbs.
 *
 * All of it is in memory only. Codenames, mailboxes and plaintext never leave here, but for a new codename's spelling.
 */

import * as board from "./board.js";
import { dayOf, epochOf, today } from "./calendar.js";
import { readAcks, readCells, snapshotKey } from "./cells.js";
import * as codenames from "./codename.js";
import { seal } from "./envelope/seal.js";
import { AmanaError } from "./errors.js";
import * as keyfile from "./keyfile.js";
import { derive } from "./mailbox.js";
import * as manifests from "./manifest.js";
import * as net from "./net.js";
import { systemRandom } from "./primitives.js";
import { classFor, envelopeLength } from "./sizes.js";
import { fromHex, toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./primitives.js").HybridPublic} HybridPublic */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {(stage: string, done: number, total: number) => void} Progress */
/** @typedef {{epoch: number, lanes: Map<string, HybridPublic>, identity: HybridPublic}} Keys */
/** @typedef {{header: board.BoardHeader, list: Bytes, number: number, bucket: Bytes}} Snapshot */

export class Session {
  /** @type {Promise<manifests.Manifest> | null} */
  #opening = null;
  /** @type {Keys | null} */
  #keys = null;
  #highest = 0;

  /**
   * Fetch and check the manifest and every key a message may need.
   * @param {{fingerprint?: string}} request
   */
  async open({ fingerprint }) {
    this.#opening = fetchManifest(fingerprint);
    const manifest = await this.#opening;
    const { lanes } = await this.#keysFor(manifest, epochOf(today()));
    return {
      names: Object.fromEntries(manifest.names),
      demonstration: manifest.demonstration,
      limits: manifest.limits,
      lanes: [...lanes.keys()],
      identity: true,
    };
  }

  /**
   * Seal and send a first report under a new codename.
   * @param {{draft: Partial<Draft>, files: File[], lane: string}} request
   * @param {Progress} progress
   */
  async report({ draft, files, lane }, progress) {
    const codename = codenames.generate();
    const envelope = await this.#seal(codename, { ...draft, kind: "report" }, files, lane, progress);
    return { codename: spell(codename), envelope };
  }

  /**
   * Seal and send a later message of the same thread.
   * @param {{codename: string, draft: Partial<Draft>, files: File[], lane?: string}} request
   * @param {Progress} progress
   */
  async follow({ codename, draft: { lang, text }, files, lane = "desk" }, progress) {
    const parsed = codenames.parse(codename);
    return { envelope: await this.#seal(parsed, { kind: "follow-up", lang, text }, files, lane, progress) };
  }

  /**
   * Seal and send the wish that the answers written so far be deleted.
   * @param {{codename: string, lang: string, lane?: string}} request
   * @param {Progress} progress
   */
  async erase({ codename, lang, lane = "desk" }, progress) {
    const parsed = codenames.parse(codename);
    return { envelope: await this.#seal(parsed, { kind: "erase", lang, text: "" }, [], lane, progress) };
  }

  /**
   * Find the answers to a codename. The same three requests follow whatever it is and whatever waits.
   * @param {{codename: string}} request
   * @param {Progress} progress
   */
  async replies({ codename }, progress) {
    const parsed = codenames.parse(codename);
    const manifest = await this.#opened();
    const { readKey, bucket } = derive(parsed, manifest.deployment, (done) => progress("keys", done, 1));
    const snapshot = await this.#snapshot(manifest, bucket, progress);
    if (snapshot === null) return { replies: [], opened: [], board: null };
    const { header, list, number } = snapshot;
    const { deployment } = manifest;
    const key = snapshotKey(readKey, header.salt, deployment);
    const replies = readCells(key, snapshot.bucket, { deployment, serial: header.serial, bucket: number });
    const { serial, issued, due } = header;
    return {
      replies: replies.map((reply) => ({ ...reply, day: dayOf(reply.day) })),
      opened: readAcks(key, list).map(dayOf),
      board: { serial, issued, due, late: board.isLate(header, today()) },
    };
  }

  /**
   * Spell a codename both ways, without any network.
   * @param {{codename: string}} request
   */
  async check({ codename }) {
    return spell(codenames.parse(codename));
  }

  /** Fetch a board as whoever looks for answers does, so that doing so does not stand out. */
  async decoy() {
    await this.#snapshot(await this.#opened(), systemRandom(1)[0], () => {});
    return {};
  }

  async #opened() {
    if (this.#opening === null) throw new AmanaError("request", "The deployment has not been opened.");
    return this.#opening;
  }

  /**
   * Fetch every lane's key and the identity key, in one order always: which one is needed is nobody's business.
   * @param {manifests.Manifest} manifest
   * @param {number} epoch
   * @returns {Promise<Keys>}
   */
  async #keysFor(manifest, epoch) {
    if (this.#keys?.epoch === epoch) return this.#keys;
    manifests.intakeKey(manifest, "desk", epoch);
    const lanes = new Map();
    for (const [lane, epochs] of manifest.lanes) {
      if (epochs.has(epoch)) lanes.set(lane, await fetchKey(manifests.intakeKey(manifest, lane, epoch)));
    }
    this.#keys = { epoch, lanes, identity: await fetchKey(manifest.identity.key) };
    return this.#keys;
  }

  /**
   * @param {codenames.Codename} codename
   * @param {Partial<Draft>} draft
   * @param {File[]} files
   * @param {string} lane
   * @param {Progress} progress
   * @returns {Promise<string>} the envelope's id, in hex
   */
  async #seal(codename, draft, files, lane, progress) {
    const manifest = await this.#opened();
    const total = checkFiles(files, manifest.limits);
    const sent = today();
    const epoch = epochOf(sent);
    const keys = await this.#keysFor(manifest, epoch);
    const recipient = keys.lanes.get(lane);
    if (recipient === undefined) throw new AmanaError("epoch", "This lane has no key for this day.");
    const mailbox = derive(codename, manifest.deployment, (done) => progress("keys", done, 1));
    const { envelope, id } = await seal(
      {
        draft: /** @type {Draft} */ ({ ...draft, path: "device", sent }),
        files,
        mailbox,
        identityKey: { quarter: manifest.identity.quarter, recipient: keys.identity },
      },
      {
        deployment: manifest.deployment,
        epoch,
        lanes: [recipient],
        progress: (done) => progress("seal", done, total),
      },
    );
    await net.send(envelope, toHex(id), (done, size) => progress("send", done, size));
    return toHex(id);
  }

  /**
   * Fetch header, list and one bucket, in that order, then check them; null while nothing is published.
   *
   * Only what the header says about itself may stop the other two requests: it is the same for everybody.
   * @param {manifests.Manifest} manifest
   * @param {number} byte names the bucket
   * @param {Progress} progress
   * @returns {Promise<Snapshot | null>}
   */
  async #snapshot(manifest, byte, progress) {
    progress("board", 0, 3);
    const untrusted = await net.get("/board/header", board.LIMIT).catch(nullIfMissing);
    if (untrusted === null) return null;
    const header = board.parse(untrusted, manifest);
    progress("board", 1, 3);
    const list = await net.get(`/board/${header.serial}/list`, board.listSize(header));
    progress("board", 2, 3);
    const number = board.bucketNumber(header, byte);
    const bucket = await net.get(`/board/${header.serial}/bucket/${number}`, board.bucketSize(header));
    progress("board", 3, 3);
    board.checkFollows(header, this.#highest);
    board.checkParts(header, list, number, bucket);
    this.#highest = header.serial;
    return { header, list, number, bucket };
  }
}

/** @param {string | undefined} fingerprint hex */
async function fetchManifest(fingerprint) {
  const pinned = fingerprint === undefined ? null : fromHex(fingerprint, 32, "fingerprint");
  return manifests.parse(await net.get("/manifest", manifests.LIMIT + 2048), pinned);
}

/** @param {string} id */
const fetchKey = async (id) => keyfile.parse(await net.get(`/keys/${id}`, keyfile.SIZE), id);

/** @param {codenames.Codename} codename */
const spell = (codename) => ({ words: codenames.words(codename), digits: codenames.digits(codename) });

/**
 * Refuse too many or too large files before any work; return their bytes.
 * @param {File[]} files
 * @param {manifests.Manifest["limits"]} limits
 */
function checkFiles(files, limits) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length > limits.attachments) throw new AmanaError("bounds", "There are too many files.");
  if (envelopeLength(classFor(total)) > limits.envelope) throw new AmanaError("large", "The files are too large.");
  return total;
}

/** @param {AmanaError} error @returns {null} */
function nullIfMissing(error) {
  if (error.status === 404) return null;
  throw error;
}
