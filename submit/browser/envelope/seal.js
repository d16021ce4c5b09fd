/** Seal a message into an envelope, in one pass and constant memory (docs/formats.md §5). */

import { AmanaError } from "../errors.js";
import { sealIdentity } from "../identity.js";
import { sha256Stream, systemRandom } from "../primitives.js";
import { attachmentName, attachmentType, MAX_ATTACHMENTS, write } from "../report.js";
import { CHUNK, classFor, LARGEST } from "../sizes.js";
import { concat, toBase64url, toHex, u32 } from "../wire.js";
import { makeHeader } from "./header.js";
import { StreamWriter } from "./stream.js";

/** @typedef {import("../wire.js").Bytes} Bytes */
/** @typedef {import("../primitives.js").Random} Random */
/** @typedef {import("../report.js").Attachment} Attachment */
/** @typedef {import("../draft.js").Draft} Draft a declared identity stands in plain */
/** @typedef {(done: number) => void} Progress called with the payload bytes sealed so far */
/** @typedef {{envelope: Blob, id: Bytes}} Sealed */
/**
 * @typedef {object} Message
 * @property {Draft} draft
 * @property {File[]} files
 * @property {import("../mailbox.js").Mailbox} mailbox
 * @property {import("../identity.js").IdentityKey} [identityKey] needed where an identity is declared
 */

const READ = 16 * CHUNK;
const ZEROS = new Uint8Array(READ);

/**
 * Seal one message for `lanes`; kinds `report`, `identity`, `bounds`, `canonical`, `size`, `key-file`, `unreadable`.
 * @param {Message} message
 * @param {object} options
 * @param {Bytes} options.deployment
 * @param {number} options.epoch
 * @param {import("../primitives.js").HybridPublic[]} options.lanes
 * @param {Progress} [options.progress]
 * @param {Random} [options.random]
 * @returns {Promise<Sealed>}
 */
export function seal(message, { deployment, epoch, lanes, progress, random = systemRandom }) {
  const started = makeHeader(lanes, { deployment, epoch, random });
  return sealBody(started, message, { deployment, id: random(16), random, progress });
}

/**
 * Seal under a header that is made; `id` is the message's 16 random bytes.
 * @param {import("./header.js").Started} started
 * @param {Message} message
 * @param {{deployment: Bytes, id: Bytes, random: Random, progress?: Progress}} options
 * @returns {Promise<Sealed>}
 */
export async function sealBody(started, { draft, files, mailbox, identityKey }, { deployment, id, random, progress }) {
  const body = new StreamWriter(started);
  const attachments = await writeFiles(body, files, progress);
  const identity = sentIdentity(draft, { deployment, key: identityKey, author: mailbox.author, message: id, random });
  const report = write({ ...draft, identity }, { mailbox, message: id, attachments, deployment });
  writeEnd(body, report, attachments.reduce((sum, { size }) => sum + size, 0));
  return body.close();
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

/**
 * @param {StreamWriter} body
 * @param {File[]} files
 * @param {Progress} [progress]
 */
async function writeFiles(body, files, progress) {
  if (files.length > MAX_ATTACHMENTS) {
    throw new AmanaError("bounds", `A report holds at most ${MAX_ATTACHMENTS} attachments.`);
  }
  if (files.reduce((sum, { size }) => sum + size, 0) > LARGEST) {
    throw new AmanaError("size", "A report holds at most 2 GiB.");
  }
  /** @type {Attachment[]} */
  const attachments = [];
  let done = 0;
  for (const file of files) {
    const digest = sha256Stream();
    for (let at = 0; at < file.size; at += READ) {
      const data = await readSlice(file, at);
      digest.update(data);
      body.write(data);
      progress?.((done += data.length));
    }
    const sha256 = toHex(digest.digest());
    attachments.push({ name: attachmentName(file.name), type: attachmentType(file.type), size: file.size, sha256 });
  }
  return attachments;
}

/**
 * Read the next slice of a file; kind `unreadable` when the device does not give it, as when the file was changed.
 * @param {File} file
 * @param {number} at
 */
async function readSlice(file, at) {
  const size = Math.min(READ, file.size - at);
  const data = new Uint8Array(await file.slice(at, at + size).arrayBuffer().catch(unreadable));
  return data.length === size ? data : unreadable();
}

/** @param {unknown} [cause] @returns {never} */
function unreadable(cause) {
  throw new AmanaError("unreadable", "A chosen file cannot be read, or was changed meanwhile.", { cause });
}

/**
 * Write zeros, report and its length, so that the report ends exactly where its size class does.
 * @param {StreamWriter} body
 * @param {Bytes} report
 * @param {number} written
 */
function writeEnd(body, report, written) {
  const payload = written + report.length + 4;
  for (let zeros = classFor(payload) - payload; zeros > 0; zeros -= READ) {
    body.write(ZEROS.subarray(0, Math.min(zeros, READ)));
  }
  body.write(concat(report, u32(report.length)));
}
