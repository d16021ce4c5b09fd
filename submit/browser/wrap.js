/**
 * Hybrid wrap: a secret for a recipient, safe while either X25519 or ML-KEM-768 is (docs/formats.md §5.1).
 *
 * Two keys, one per scheme, are combined by HKDF over the whole transcript, as the KEM combiners of Giacon, Heuer and
 * Poettering (PKC 2018) and of X-Wing do.
 */

import { aeadSeal, boxSeal, encapsulate, hkdf, sha256, ZERO_NONCE } from "./primitives.js";
import { concat, u32 } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */

/** How much longer a wrapped secret is than the secret: sealed box, ML-KEM ciphertext, Poly1305 tag. */
export const OVERHEAD = 80 + 1088 + 16;

/**
 * Seal `secret` to `recipient`; `context` is an epoch or quarter. Draws k1, the box's ephemeral key and ML-KEM's coins,
 * 32 bytes each, in that order. Kind `key-file` when the recipient's key is not valid.
 * @param {object} options
 * @param {Bytes} options.tag
 * @param {Bytes} options.deployment
 * @param {number} options.context
 * @param {import("./primitives.js").HybridPublic} options.recipient
 * @param {Bytes} options.secret
 * @param {Bytes} options.ad
 * @param {import("./primitives.js").Random} options.random
 * @returns {Bytes}
 */
export function wrap({ tag, deployment, context, recipient, secret, ad, random }) {
  const k1 = random(32);
  const box = boxSeal(recipient.x25519, k1, random);
  const { shared: k2, ciphertext } = encapsulate(recipient.mlkem, random);
  const transcript = sha256(
    concat(tag, deployment, u32(context), recipient.x25519, recipient.mlkem, box, ciphertext),
  );
  const key = hkdf(concat(k2, k1), transcript, tag);
  // The key is fresh for every wrap, so the nonce may be constant.
  return concat(box, ciphertext, aeadSeal(key, ZERO_NONCE, secret, ad));
}
