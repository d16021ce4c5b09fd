/** Seal a message into an envelope, in one pass and constant memory (docs/formats.md §5). */

import { AmanaError } from "../errors.js";
import { sealIdentity } from "../identity.js";
import { breathe } from "../line.js";
import { sha256, sha256Stream, systemRandom } from "../primitives.js";
import { attachmentName, attachmentType, MAX_ATTACHMENTS, write } from "../report.js";
import { CHUNK, classFor, envelopeLength, LARGEST } from "../sizes.js";
import { concat, toBase64url, toHex, u32 } from "../wire.js";
import { readSlice } from "./files.js";
import { makeHeader } from "./header.js";
import { LEAST_CHUNKS, MOST_CHUNKS, StreamWriter } from "./stream.js";

/** @typedef {import("../wire.js").Bytes} Bytes */
/** @typedef {import("../primitives.js").Random} Random */
/** @typedef {import("../report.js").Attachment} Attachment */
/** @typedef {import("../draft.js").Draft} Draft a declared identity stands in plain */
/** @typedef {import("./header.js").Started} Started */
/** @typedef {{blob: Blob, name: string, type: string}} Attached a file, or a cleaned copy of one under its name */
/**
 * @typedef {object} Message
 * @property {Draft} draft
 * @property {(Attached | File)[]} files
 * @property {import("../mailbox.js").Mailbox} mailbox
 * @property {import("../identity.js").IdentityKey} [identityKey] needed where an identity is declared
 */

const READ = LEAST_CHUNKS * CHUNK;
const ZEROS = new Uint8Array(READ);
const NO_HASH = "00".repeat(32);

/**
 * One message on its way into its envelope, once: it is sealed as its pieces are asked for, and never again. What is
 * sent twice is the same bytes.
 */
export class Sealing {
  /** Hash of the header, which a proof of work is for. */
  header;
  /** Bytes of the whole envelope. */
  length;
  #writer;
  #files;
  #report;
  /** Bytes of the payload without its zeros. */
  #payload;
  /** @type {Bytes | null} */
  #id = null;

  /**
   * Prepare to seal under a header that is made and was never used; `id` is the message's 16 random bytes. Kinds
   * `report`, `identity`, `bounds`, `canonical` and `size`, before anything is read or sealed.
   * @param {Started} started
   * @param {Message} message
   * @param {{deployment: Bytes, id: Bytes, random: Random}} options
   */
  constructor(started, { draft, files, mailbox, identityKey }, { deployment, id, random }) {
    this.#files = files.map(attached);
    checkFiles(this.#files);
    const identity = sentIdentity(draft, { deployment, key: identityKey, author: mailbox.author, message: id, random });
    /** @param {string[]} hashes */
    this.#report = (hashes) => {
      const attachments = this.#files.map((file, at) => described(file, hashes[at]));
      return write({ ...draft, identity }, { mailbox, message: id, attachments, deployment });
    };
    // A report is as long as the same one whose files are not hashed yet.
    this.#payload = totalOf(this.#files) + this.#report(files.map(() => NO_HASH)).length + 4;
    this.length = envelopeLength(classFor(this.#payload));
    this.header = sha256(started.header);
    this.#writer = new StreamWriter(started);
  }

  /** @returns {Bytes} the envelope's id, 32 bytes, when all pieces were given */
  get id() {
    if (this.#id === null) throw new Error("internal error: the envelope is not sealed yet");
    return this.#id;
  }

  /**
   * Let pieces be larger or smaller from now on: twice, or half.
   * @param {boolean} larger
   */
  resize(larger) {
    const chunks = larger ? this.#writer.chunks * 2 : this.#writer.chunks / 2;
    this.#writer.chunks = Math.max(LEAST_CHUNKS, Math.min(MOST_CHUNKS, chunks));
  }

  /**
   * Seal, and give the envelope piece by piece; a piece stands until the next but one is asked for. Kind `unreadable`
   * when the device does not give a file's bytes.
   * @returns {AsyncGenerator<Bytes, void>}
   */
  async *pieces() {
    const hashes = [];
    for (const { blob } of this.#files) {
      const digest = sha256Stream();
      for (let at = 0; at < blob.size; at += READ) {
        const data = await readSlice(blob, at, Math.min(READ, blob.size - at));
        digest.update(data);
        yield* this.#written(data);
      }
      hashes.push(toHex(digest.digest()));
    }
    // Zeros, report and its length, so that the report ends exactly where its size class does.
    for (let zeros = classFor(this.#payload) - this.#payload; zeros > 0; zeros -= READ) {
      await breathe();
      yield* this.#written(ZEROS.subarray(0, Math.min(zeros, READ)));
    }
    const report = this.#report(hashes);
    yield* this.#written(concat(report, u32(report.length)));
    const { rest, id } = this.#writer.close();
    this.#id = id;
    yield* rest;
  }

  /** @param {Uint8Array} data */
  *#written(data) {
    this.#writer.write(data);
    const piece = this.#writer.take();
    if (piece !== null) yield piece;
  }
}

/**
 * Prepare to seal one message for `lanes` under a fresh header; kinds as above, and `key-file`.
 * @param {Message} message
 * @param {{deployment: Bytes, epoch: number, lanes: import("../primitives.js").HybridPublic[], random?: Random}} options
 */
export function seal(message, { deployment, epoch, lanes, random = systemRandom }) {
  const started = makeHeader(lanes, { deployment, epoch, random });
  return new Sealing(started, message, { deployment, id: random(16), random });
}

/**
 * @param {Draft} draft
 * @param {object} options
 * @param {Bytes} options.deployment
 * @param {import("../identity.js").IdentityKey} [options.key]
 * @param {Bytes} options.author
 * @param {Bytes} options.message
 * @param {Random} options.random
 */
function sentIdentity({ identity }, { key, ...binding }) {
  if (identity?.kind !== "declared") return identity;
  if (key === undefined) {
    throw new AmanaError("identity", "An identity can only be declared where there is an identity key.");
  }
  const { kind, ...declared } = identity;
  const sealed = sealIdentity(/** @type {import("../identity.js").Declared} */ (declared), { ...binding, key });
  return { kind, sealed: toBase64url(sealed) };
}

/** @param {Attached | File} file @returns {Attached} */
const attached = (file) => ({ blob: "blob" in file ? file.blob : file, name: file.name, type: file.type });

/** @param {Attached[]} files */
function checkFiles(files) {
  if (files.length > MAX_ATTACHMENTS) {
    throw new AmanaError("bounds", `A report holds at most ${MAX_ATTACHMENTS} attachments.`);
  }
  if (totalOf(files) > LARGEST) throw new AmanaError("size", "A report holds at most 2 GiB.");
}

/** @param {Attached[]} files */
const totalOf = (files) => files.reduce((sum, { blob }) => sum + blob.size, 0);

/**
 * @param {Attached} file
 * @param {string} sha256 hex
 * @returns {Attachment}
 */
const described = ({ blob, name, type }, sha256) => ({
  name: attachmentName(name),
  type: attachmentType(type),
  size: blob.size,
  sha256,
});
