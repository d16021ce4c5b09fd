/** A declared identity, sealed again inside the report, for custodians only (docs/formats.md §5.7). */

import { dumps } from "./canonical.js";
import { AmanaError } from "./errors.js";
import { Shape } from "./shape.js";
import * as tags from "./tags.js";
import { concat, u16 } from "./wire.js";
import { OVERHEAD, wrap } from "./wrap.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {{contact: string, name: string, number: string}} Declared */
/** @typedef {{quarter: number, recipient: import("./primitives.js").HybridPublic}} IdentityKey */

const BLOCK = 1024;
export const SEALED = BLOCK + OVERHEAD;
const shape = new Shape("identity");

/**
 * Seal a declared identity to the identity key, bound to one message; 2,208 bytes. Kind `identity` when a field is
 * missing, too long, or all do not fit the block.
 * @param {Declared} declared
 * @param {object} options
 * @param {Bytes} options.deployment
 * @param {IdentityKey} options.key
 * @param {Bytes} options.author
 * @param {Bytes} options.message
 * @param {import("./primitives.js").Random} options.random
 */
export function sealIdentity(declared, { deployment, key, author, message, random }) {
  const body = dumps(checked(declared));
  if (body.length > BLOCK - 2) {
    throw new AmanaError("identity", "The name, number and contact are too long together.");
  }
  const block = new Uint8Array(BLOCK);
  block.set(concat(u16(body.length), body));
  return wrap({
    tag: tags.IDENTITY,
    deployment,
    context: key.quarter,
    recipient: key.recipient,
    secret: block,
    ad: concat(author, message),
    random,
  });
}

/** @param {unknown} declared */
function checked(declared) {
  const fields = shape.keys(declared, ["contact", "name", "number"]);
  return {
    contact: shape.text(fields.contact, 0, 300),
    name: shape.text(fields.name, 1, 200),
    number: shape.text(fields.number, 0, 40),
  };
}
