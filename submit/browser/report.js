/** The report: what a message says (docs/formats.md §5.6); twin of keys/report.py. */

import { dumps, loads } from "./canonical.js";
import { check as checkParticulars, fields as particulars, PARTICULARS } from "./draft.js";
import { SEALED } from "./identity.js";
import { Shape } from "./shape.js";
import * as signed from "./signed.js";
import * as tags from "./tags.js";
import { fromBase64url, toHex } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {{name: string, type: string, size: number, sha256: string}} Attachment `sha256` in hex */
/** @typedef {import("./draft.js").Draft} Draft */

export const LIMIT = 16380;
export const MAX_ATTACHMENTS = 20;
export const MAX_NAME = 120;
const LANGUAGES = ["ar", "fr", "en", "es", "zgh"];
const COMMON = "attachments kind lang mailbox message path sent signature text v".split(" ");
const REPORT_ONLY = ["identity", ...PARTICULARS];
// Control characters, and both separators of paths.
const FORBIDDEN_IN_NAMES = /[\0-\x1f\x7f/\\]/;
const PRINTABLE = /^[ -~]*$/;
const shape = new Shape("report");

/**
 * Write the signed canonical JSON; kinds `report` (a field is out of bounds, or the whole is larger than 16,380
 * bytes) and `canonical` (a text is no valid Unicode).
 * @param {Draft} draft
 * @param {object} options
 * @param {import("./mailbox.js").Mailbox} options.mailbox
 * @param {Bytes} options.message
 * @param {Attachment[]} options.attachments
 * @param {Bytes} options.deployment
 * @returns {Bytes}
 */
export function write(draft, { mailbox, message, attachments, deployment }) {
  const fields = {
    ...(draft.kind === "report" ? { ...particulars(draft), identity: draft.identity ?? { kind: "none" } } : {}),
    attachments,
    kind: draft.kind,
    lang: draft.lang,
    mailbox: { author: toHex(mailbox.author), bucket: mailbox.bucket, read_key: toHex(mailbox.readKey) },
    message: toHex(message),
    path: draft.path,
    sent: draft.sent,
    text: draft.text,
    v: 1,
  };
  const signature = signed.sign(tags.AUTHOR, deployment, dumps(fields), mailbox.authorSeed);
  const data = dumps({ ...fields, signature: toHex(signature) });
  if (data.length > LIMIT) throw shape.fail(`A report is at most ${LIMIT} bytes.`);
  parse(data, deployment);
  return data;
}

/**
 * Read a report, check its author's signature and return its fields; kinds `bounds`, `canonical`, `report` and
 * `signature`.
 * @param {Uint8Array} untrusted
 * @param {Bytes} deployment
 */
export function parse(untrusted, deployment) {
  const value = loads(untrusted, LIMIT);
  const kind = shape.choice(value.kind, ["report", "follow-up", "erase"]);
  const erases = kind === "erase";
  shape.keys(value, kind === "report" ? [...COMMON, ...REPORT_ONLY] : COMMON);
  shape.integer(value.v, 1, 1);
  shape.choice(value.path, ["device", "kit", "server"]);
  shape.choice(value.lang, LANGUAGES);
  shape.day(value.sent);
  shape.text(value.text, erases ? 0 : 1, erases ? 0 : 4000);
  shape.octets(value.message, 16);
  shape.items(value.attachments, 0, erases ? 0 : MAX_ATTACHMENTS).forEach(checkAttachment);
  if (kind === "report") {
    checkParticulars(value);
    checkIdentity(shape.mapping(value.identity, 2));
  }
  const author = checkMailbox(value.mailbox);
  const { signature, ...unsigned } = value;
  signed.verify(tags.AUTHOR, deployment, dumps(unsigned), author, shape.octets(signature, 64));
  return value;
}

/** @param {unknown} value @returns {Bytes} the author's public key */
function checkMailbox(value) {
  const mailbox = shape.keys(value, ["author", "bucket", "read_key"]);
  shape.integer(mailbox.bucket, 0, 255);
  shape.octets(mailbox.read_key, 32);
  return shape.octets(mailbox.author, 32);
}

/** @param {Fields} value */
function checkIdentity(value) {
  const kind = shape.choice(value.kind, ["none", "contact", "declared"]);
  if (kind === "none") shape.keys(value, ["kind"]);
  else if (kind === "contact") shape.text(shape.keys(value, ["contact", "kind"]).contact, 1, 300);
  else fromBase64url(shape.keys(value, ["kind", "sealed"]).sealed, SEALED, "report");
}

/** @param {unknown} value */
function checkAttachment(value) {
  const item = shape.keys(value, ["name", "sha256", "size", "type"]);
  if (FORBIDDEN_IN_NAMES.test(shape.text(item.name, 1, MAX_NAME))) {
    throw shape.fail("An attachment's name holds a character that names may not have.");
  }
  if (!PRINTABLE.test(shape.text(item.type, 0, 100))) throw shape.fail("An attachment's type is not plain text.");
  shape.integer(item.size, 1, 2 ** 31);
  shape.octets(item.sha256, 32);
}

/**
 * Return a file's name as reports allow it: forbidden characters become "_", and a long one keeps both its ends.
 * @param {string} name
 */
export function attachmentName(name) {
  const allowed = [...name].map((c) => (FORBIDDEN_IN_NAMES.test(c) || /\p{Surrogate}/u.test(c) ? "_" : c));
  if (allowed.length > MAX_NAME) allowed.splice(MAX_NAME - 21, allowed.length - MAX_NAME + 1, "…");
  return allowed.join("") || "_";
}

/**
 * Return a file's media type as reports allow it: an unusual one says nothing.
 * @param {string} type
 */
export const attachmentType = (type) => (type.length <= 100 && PRINTABLE.test(type) ? type : "");
