/** The manifest: what a client must know about a deployment, signed by its root keys (docs/formats.md §7). */

import { loads } from "./canonical.js";
import { AmanaError } from "./errors.js";
import { rootFingerprint } from "./fingerprint.js";
import { headOf, leafHash } from "./merkle.js";
import { sha256 } from "./primitives.js";
import { Shape } from "./shape.js";
import * as signed from "./signed.js";
import * as tags from "./tags.js";
import { compare, same, toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {import("./merkle.js").Head} Head */
/** @typedef {{k: number, keys: Bytes[], since: number, fingerprint: Bytes}} RootKeys */
/** @typedef {RootKeys & {former?: RootKeys}} Root the one before stands only in the manifest that changes it */
/**
 * @typedef {object} Manifest
 * @property {Bytes} deployment
 * @property {boolean} demonstration
 * @property {Map<string, string>} names organisation name by language
 * @property {number} serial
 * @property {Bytes} previous
 * @property {string} issued
 * @property {Root} root
 * @property {Bytes} desk
 * @property {Bytes} vault
 * @property {Map<string, Map<number, string>>} lanes intake key id by epoch, by lane
 * @property {{quarter: number, key: string}} identity
 * @property {{attachments: number, envelope: number}} limits
 * @property {{b: number, cadence: string, k: number, list: number}} board
 * @property {string} csp
 * @property {Map<string, string>} assets
 * @property {Head} log the head of the list of all manifests before this one
 * @property {Bytes} hash
 * @property {Bytes} leaf its own place in that list
 */

const LIMIT = 1 << 20;
export const FILE_LIMIT = LIMIT + 2048;
const KEYS = (
  "assets board csp demonstration deployment desk identity issued lanes limits log names previous root serial v vault"
).split(" ");
const shape = new Shape("bounds");

/**
 * Read and check a manifest file; kinds `magic`, `truncated`, `trailing`, `order`, `canonical`, `bounds` and
 * `threshold`.
 * @param {Uint8Array} untrusted
 * @returns {Manifest}
 */
export function parse(untrusted) {
  const file = signed.parse(untrusted, tags.MAGIC_MANIFEST, LIMIT);
  const manifest = withoutChecking(file.body);
  checkSignatures(file, manifest);
  return manifest;
}

/**
 * Return the id of the one intake key of `lane` in `epoch`; kind `epoch` when there is none.
 * @param {Manifest} manifest
 * @param {string} lane
 * @param {number} epoch
 */
export function intakeKey(manifest, lane, epoch) {
  const key = manifest.lanes.get(lane)?.get(epoch);
  if (key === undefined) throw new AmanaError("epoch", "The manifest has no key for this day.");
  return key;
}

/**
 * Require k signatures of the root, and of the one before where it changes, and none by anybody else.
 * @param {signed.SignedFile} file
 * @param {Manifest} manifest
 */
function checkSignatures({ body, signatures }, { deployment, root }) {
  const roots = root.former ? [root, root.former] : [root];
  const signers = roots.map(({ keys }) => signatures.filter(({ key }) => keys.some((listed) => same(listed, key))));
  const enough = roots.every(({ k }, at) => signers[at].length >= k);
  try {
    for (const { key, signature } of signatures) signed.verify(tags.MANIFEST, deployment, body, key, signature);
    if (enough && new Set(signers.flat()).size === signatures.length) return;
  } catch {
    // as where there are too few
  }
  throw new AmanaError("threshold", "This manifest is not signed by enough of its root keys.");
}

/**
 * Read a manifest's body strictly, without its signatures; kinds `canonical`, `order` and `bounds`.
 * @param {Uint8Array} untrusted
 * @returns {Manifest}
 */
export function withoutChecking(untrusted) {
  const value = shape.keys(loads(untrusted, LIMIT), KEYS);
  shape.integer(value.v, 1, 1);
  const limits = shape.keys(value.limits, ["attachments", "envelope"]);
  const identity = shape.keys(value.identity, ["key", "quarter"]);
  const serial = shape.integer(value.serial, 1, 2 ** 31);
  return {
    deployment: shape.octets(value.deployment, 16),
    demonstration: shape.boolean(value.demonstration),
    names: namesOf(value.names),
    serial,
    previous: shape.octets(value.previous, 32),
    issued: shape.day(value.issued),
    root: rootKeysOf(value.root, serial),
    desk: shape.octets(value.desk, 32),
    vault: shape.octets(value.vault, 32),
    lanes: lanesOf(value.lanes),
    identity: { quarter: quarterOf(identity.quarter), key: keyId(identity.key) },
    limits: {
      attachments: shape.integer(limits.attachments, 0, 20),
      envelope: shape.integer(limits.envelope, 0, 2 ** 32),
    },
    board: boardOf(value.board),
    csp: shape.text(value.csp, 1, 2000),
    assets: assetsOf(value.assets),
    log: headOf(shape, value.log, serial - 1, serial - 1),
    hash: sha256(untrusted),
    leaf: leafHash(untrusted),
  };
}

/** @param {unknown} value */
const keyId = (value) => toHex(shape.octets(value, 32));

/** @param {unknown} value */
function namesOf(value) {
  const names = Object.entries(shape.mapping(value, 32));
  if (!names.some(([language]) => language === "en") || !names.every(([language]) => /^[a-z]{2,3}$/.test(language))) {
    throw shape.fail("The organisation needs a name in English, and language codes as keys.");
  }
  return new Map(names.map(([language, name]) => [language, shape.text(name, 1, 200)]));
}

/** @param {unknown} value @param {number} serial @returns {Root} */
function rootKeysOf(value, serial) {
  const { former, ...root } = shape.mapping(value, 4);
  if (serial === 1 || root.since !== serial) return oneRoot(/** @type {Fields} */ (value), serial);
  return { ...oneRoot(root, serial), former: oneRoot(former, serial - 1) };
}

/** @param {unknown} value @param {number} last @returns {RootKeys} */
function oneRoot(value, last) {
  const root = shape.keys(value, ["k", "keys", "since"]);
  const keys = shape.items(root.keys, 1, 16).map((key) => shape.octets(key, 32));
  if (keys.some((key, at) => at > 0 && compare(keys[at - 1], key) >= 0)) {
    throw new AmanaError("order", "Root keys must be in strictly ascending order.");
  }
  const k = shape.integer(root.k, 1, keys.length);
  return { k, keys, since: shape.integer(root.since, 1, last), fingerprint: rootFingerprint(k, keys) };
}

/** @param {unknown} value */
function lanesOf(value) {
  const lanes = Object.entries(shape.mapping(value, 4));
  if (!lanes.some(([lane]) => lane === "desk") || !lanes.every(([lane]) => /^[a-z]{1,16}$/.test(lane))) {
    throw shape.fail("There must be a lane named desk, and at most four in all.");
  }
  return new Map(lanes.map(([lane, epochs]) => [lane, epochsOf(epochs)]));
}

/** @param {unknown} value */
function epochsOf(value) {
  const epochs = Object.entries(shape.mapping(value, 120));
  if (!epochs.every(([epoch]) => /^2[0-9]{3}(?:0[1-9]|[1-4][0-9]|5[0-3])$/.test(epoch))) {
    throw shape.fail("Epochs are written year and week, as 202648.");
  }
  return new Map(epochs.map(([epoch, key]) => [Number(epoch), keyId(key)]));
}

/** @param {unknown} value */
function quarterOf(value) {
  const quarter = shape.integer(value, 20001, 29994);
  if (quarter % 10 < 1 || quarter % 10 > 4) throw shape.fail("A year has four quarters.");
  return quarter;
}

/** @param {unknown} value */
function boardOf(value) {
  const board = shape.keys(value, ["b", "cadence", "k", "list"]);
  const policy = {
    b: shape.integer(board.b, 0, 6),
    cadence: shape.choice(board.cadence, ["daily", "weekly"]),
    k: shape.integer(board.k, 1, 4096),
    list: shape.integer(board.list, 1, 2 ** 20),
  };
  if (policy.list & (policy.list - 1)) throw shape.fail("The least list length must be a power of two.");
  return policy;
}

/** @param {unknown} value */
function assetsOf(value) {
  const assets = Object.entries(shape.mapping(value, 2000));
  return new Map(assets.map(([path, digest]) => [shape.text(path, 1, 200), keyId(digest)]));
}
