/**
 * Every cryptographic call of the formats, on one page: the twin of keys/primitives.py.
 *
 * Each function is a thin name over the audited @noble packages, which are plain JavaScript and so work where
 * WebAssembly is switched off. Two things are put together here because noble has no name for them:
 * libsodium's sealed box (§5.1) and its strict, cofactorless Ed25519 check (§3).
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { argon2id as nobleArgon2id } from "@noble/hashes/argon2.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { sha256 as nobleSha256, sha512 } from "@noble/hashes/sha2.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";

import { AmanaError } from "./errors.js";
import { concat, same } from "./wire.js";

/** @typedef {import("./wire.js").Bytes} Bytes */
/** @typedef {(count: number) => Bytes} Random source of `count` random bytes */
/** @typedef {{x25519: Bytes, mlkem: Bytes}} HybridPublic 32 and 1,184 bytes */

export const EMPTY = new Uint8Array(0);
// Used only with keys that seal one message in their whole life; each caller says why that is so.
export const ZERO_NONCE = new Uint8Array(12);

const { Point } = ed25519;
const SIGMA = new Uint32Array(new Uint8Array([...("expand 32-byte k")].map((c) => c.charCodeAt(0))).buffer);

/** @type {Random} the browser's own randomness, and the only source there is */
export const systemRandom = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @param {Uint8Array} data @returns {Bytes} SHA-256, 32 bytes */
export const sha256 = (data) => nobleSha256(data);

/** Return a running SHA-256 with `update(bytes)` and `digest()`. */
export const sha256Stream = () => nobleSha256.create();

/** @param {Uint8Array} ikm @param {Uint8Array} salt @param {Uint8Array} info @returns {Bytes} 32 bytes */
export const hkdf = (ikm, salt, info) =>
  nobleHkdf(nobleSha256, ikm, salt.length ? salt : undefined, info, 32);

/** @param {Uint8Array} data @returns {Bytes} BLAKE2b with 16 bytes of output (RFC 7693) */
export const blake2b128 = (data) => blake2b(data, { dkLen: 16 });

/**
 * Return 32 bytes of Argon2id 0x13 (RFC 9106); `memory` in KiB, `progress` from 0 to 1.
 * @param {Uint8Array} secret
 * @param {Uint8Array} salt
 * @param {{time: number, memory: number, lanes: number, progress?: (done: number) => void}} cost
 * @returns {Bytes}
 */
export const argon2id = (secret, salt, { time, memory, lanes, progress }) =>
  nobleArgon2id(secret, salt, { t: time, m: memory, p: lanes, dkLen: 32, version: 0x13, onProgress: progress });

/**
 * Seal with ChaCha20-Poly1305 (RFC 8439); the 16-byte tag is at the end. `out`, when given, is exactly that long.
 * @param {Uint8Array} key
 * @param {Uint8Array} nonce
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} ad
 * @param {Uint8Array} [out]
 * @returns {Bytes}
 */
export const aeadSeal = (key, nonce, plaintext, ad, out) => chacha20poly1305(key, nonce, ad).encrypt(plaintext, out);

/**
 * Open what `aeadSeal` made, or fail with `kind`.
 * @param {Uint8Array} key
 * @param {Uint8Array} nonce
 * @param {Uint8Array} sealed
 * @param {Uint8Array} ad
 * @param {string} kind
 * @returns {Bytes}
 */
export function aeadOpen(key, nonce, sealed, ad, kind) {
  try {
    return chacha20poly1305(key, nonce, ad).decrypt(sealed);
  } catch (cause) {
    throw new AmanaError(kind, "This part was damaged or altered.", { cause });
  }
}

/** @param {Uint8Array} seed @returns {Bytes} Ed25519 public key */
export const signingPublic = (seed) => ed25519.getPublicKey(seed);

/** @param {Uint8Array} seed @param {Uint8Array} message @returns {Bytes} 64-byte Ed25519 signature */
export const sign = (seed, message) => ed25519.sign(message, seed);

/**
 * Check strictly and without cofactor, as libsodium does (docs/formats.md §3), or fail with kind `signature`.
 *
 * noble's own verify multiplies by the cofactor, so it would accept signatures that Python refuses.
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function verify(publicKey, message, signature) {
  if (signature.length !== 64 || !holds(publicKey, message, signature.subarray(0, 32), signature.subarray(32))) {
    throw new AmanaError("signature", "The signature does not hold.");
  }
}

/**
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @param {Uint8Array} r
 * @param {Uint8Array} s
 */
function holds(publicKey, message, r, s) {
  const scalar = littleEndian(s);
  const a = strictPoint(publicKey);
  if (scalar >= Point.Fn.ORDER || a === null || strictPoint(r) === null) return false;
  const h = littleEndian(sha512(concat(r, publicKey, message))) % Point.Fn.ORDER;
  const expected = Point.BASE.multiplyUnsafe(scalar).add(a.negate().multiplyUnsafe(h));
  return same(expected.toBytes(), r);
}

/**
 * Decode a canonically encoded point that is not of small order, or return null.
 * @param {Uint8Array} encoded
 */
function strictPoint(encoded) {
  try {
    const point = Point.fromBytes(encoded, false);
    return point.isSmallOrder() ? null : point;
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes */
const littleEndian = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/**
 * Make a key nobody can open with: its private half is dropped here.
 * @param {Random} random
 * @returns {HybridPublic}
 */
export const throwAway = (random) => ({
  x25519: x25519.getPublicKey(random(32)),
  mlkem: ml_kem768.keygen(random(64)).publicKey,
});

/**
 * Seal 32 bytes in libsodium's crypto_box_seal, 80 bytes: ephemeral public key ‖ Poly1305 ‖ XSalsa20 ciphertext.
 *
 * crypto_box's key is HSalsa20 of the X25519 secret; the nonce is BLAKE2b-192 of both public keys, so it is used once
 * as the ephemeral key is.
 * @param {Uint8Array} recipient X25519 public key
 * @param {Uint8Array} secret
 * @param {Random} random
 * @returns {Bytes}
 */
export function boxSeal(recipient, secret, random) {
  const ephemeral = random(32);
  const ephemeralPublic = x25519.getPublicKey(ephemeral);
  const nonce = blake2b(concat(ephemeralPublic, recipient), { dkLen: 24 });
  const key = new Uint32Array(8);
  hsalsa(SIGMA, new Uint32Array(agree(ephemeral, recipient).buffer), new Uint32Array(4), key);
  return concat(ephemeralPublic, xsalsa20poly1305(new Uint8Array(key.buffer), nonce).encrypt(secret));
}

/**
 * @param {Uint8Array} secret
 * @param {Uint8Array} recipient
 * @returns {Bytes}
 */
function agree(secret, recipient) {
  try {
    return Uint8Array.from(x25519.getSharedSecret(secret, recipient));
  } catch (cause) {
    throw new AmanaError("key-file", "This public key is not valid.", { cause });
  }
}

/**
 * Return ML-KEM-768's shared secret and ciphertext (FIPS 203), 32 and 1,088 bytes; kind `key-file` when the key's
 * encoding is not valid (§7.2 modulus check).
 * @param {Uint8Array} mlkem
 * @param {Random} random
 * @returns {{shared: Bytes, ciphertext: Bytes}}
 */
export function encapsulate(mlkem, random) {
  try {
    const { sharedSecret, cipherText } = ml_kem768.encapsulate(mlkem, random(32));
    return { shared: sharedSecret, ciphertext: cipherText };
  } catch (cause) {
    throw new AmanaError("key-file", "This public key is not valid.", { cause });
  }
}
