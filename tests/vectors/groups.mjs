/**
 * How each group of vectors runs with the browser code: its inputs (those ending in ? may be absent) and a function from
 * inputs to outputs. Twin of groups.py.
 */

import assert from "node:assert/strict";

import * as code from "../browser_code/code.mjs";
import { gathered } from "../browser_code/gather.mjs";
import { hex, octets, unhex } from "./values.mjs";

const { primitives, wire } = code;

/**
 * What a browser never does: it opens no envelope, lays out no reply, knows no keystore, no week keys and no bundle, and
 * takes the log whole, without proofs.
 */
export const LEFT_OUT = ["acknowledgement", "consistency", "envelope", "identity", "inclusion", "kek", "keystore", "ratchet", "recovery", "reply", "segment", "wrap"];

const letters = { manifest: "M", board: "B", ack: "A", "bundle-in": "I", "bundle-out": "O" };
const limits = { manifest: 1 << 20, board: 64 << 10, ack: 16 << 20, "bundle-in": 16 << 20, "bundle-out": 16 << 20 };

export const GROUPS = {
  canonical: {
    inputs: ["json", "limit?"],
    run({ json, limit = 1 << 20 }) {
      const value = code.canonical.loads(octets(json), limit);
      assert.deepEqual(hex(code.canonical.dumps(value)), hex(octets(json)));
      return { value };
    },
  },
  wire: {
    inputs: ["encoding", "text", "size"],
    run({ encoding, text, size }) {
      const bytes = encoding === "hex" ? wire.fromHex(text, size) : wire.fromBase64url(text, size);
      assert.equal(encoding === "hex" ? wire.toHex(bytes) : wire.toBase64url(bytes), text);
      return { bytes: hex(bytes) };
    },
  },
  calendar: {
    inputs: ["day", "quarter"], // a browser is told the quarter by the manifest
    run({ day }) {
      assert(code.calendar.isDay(day));
      assert.equal(code.calendar.dayOf(code.calendar.dayNumber(day)), day);
      return { number: code.calendar.dayNumber(day), epoch: code.calendar.epochOf(day) };
    },
  },
  sizes: {
    inputs: ["payload"],
    run({ payload }) {
      const padded = code.sizes.classFor(payload);
      return { class: padded, envelope: code.sizes.envelopeLength(padded) };
    },
  },
  signature: {
    inputs: ["public", "message", "signature"],
    run({ public: key, message, signature }) {
      primitives.verify(unhex(key), unhex(message), unhex(signature));
      return {};
    },
  },
  labelled: {
    inputs: ["label", "deployment", "body", "public", "signature"],
    run({ label, deployment, body, public: key, signature }) {
      const tag = wire.utf8(`amana/v1/${label}`);
      code.signed.verify(tag, unhex(deployment), octets(body), unhex(key), unhex(signature));
      return {};
    },
  },
  signed: {
    inputs: ["kind", "file"],
    run({ kind, file }) {
      const magic = wire.concat(wire.utf8(`AMANA${letters[kind]}`), unhex("0001"));
      const { body, signatures } = code.signed.parse(octets(file), magic, limits[kind]);
      const pairs = signatures.map(({ key, signature }) => [hex(key), hex(signature)]);
      return { body: hex(body), signatures: pairs, hash: hex(primitives.sha256(body)) };
    },
  },
  keyfile: {
    inputs: ["file", "asked?"],
    run({ file, asked }) {
      const { x25519, mlkem } = code.keyfile.parse(octets(file), asked);
      return { id: code.keyfile.keyId(octets(file)), x25519: hex(x25519), mlkem: hex(primitives.sha256(mlkem)) };
    },
  },
  report: {
    inputs: ["report", "deployment"],
    run({ report, deployment }) {
      const { mailbox, message } = code.report.parse(octets(report), unhex(deployment));
      return { author: mailbox.author, message };
    },
  },
  codename: {
    inputs: ["typed"],
    run({ typed }) {
      const found = code.codename.parse(typed, code.lists);
      const { mode, ...spelt } = code.codename.spellings(found, code.lists);
      return { number: hex(code.codename.numberBytes(found)), mode: found.mode, ...spelt };
    },
  },
  mailbox: {
    inputs: ["number", "deployment"],
    run({ number, deployment }) {
      const { readKey, bucket, author } = mailboxOf(number, deployment);
      return { read_key: hex(readKey), bucket, author: hex(author) };
    },
  },
  manifest: {
    inputs: ["file", "fingerprint?", "others?", "lane?", "day?"],
    async run({ file, fingerprint, others, lane, day }) {
      const parsed = code.manifest.parse(octets(file));
      if (fingerprint !== undefined) {
        await code.trust.checkRoot(parsed, unhex(fingerprint), async (serial) => octets(others[serial]));
      }
      const { body } = code.signed.parse(octets(file), code.tags.MAGIC_MANIFEST, limits.manifest);
      return {
        hash: hex(parsed.hash),
        fingerprint_found: hex(parsed.root.fingerprint),
        body: code.canonical.loads(body, limits.manifest),
        ...(lane && { intake: code.manifest.intakeKey(parsed, lane, code.calendar.epochOf(day)) }),
      };
    },
  },
  log: {
    inputs: ["entries"],
    run({ entries }) {
      const leaves = entries.map((entry) => code.merkle.leafHash(octets(entry)));
      return { leaves: leaves.map(hex), root: hex(code.merkle.rootOf(leaves)) };
    },
  },
  logged: {
    inputs: ["file", "size", "root", "leaves"],
    run({ file, size, root, leaves }) {
      code.trust.checkLog(code.manifest.parse(octets(file)), { size, root: unhex(root) }, octets(leaves));
      return {};
    },
  },
  fingerprint: {
    inputs: ["k", "keys"],
    run({ k, keys }) {
      const found = code.fingerprint.rootFingerprint(k, keys.map(unhex));
      const groups = hex(found).replace(/.{4}(?=.)/g, "$& ");
      return { fingerprint: hex(found), groups, words: code.fingerprint.asWords(found, code.lists) };
    },
  },
  board: {
    inputs: ["header", "deployment", "desk", "list?", "number?", "bucket?"],
    run({ header, deployment, desk, list, number, bucket }) {
      const parsed = code.board.parse(octets(header), { deployment: unhex(deployment), desk: unhex(desk) });
      if (list !== undefined) code.board.checkParts(parsed, octets(list), number, octets(bucket));
      const { body } = code.signed.parse(octets(header), code.tags.MAGIC_BOARD, code.board.LIMIT);
      return { hash: hex(parsed.hash), body: code.canonical.loads(body, code.board.LIMIT) };
    },
  },
  snapshot: {
    inputs: ["read_key", "salt", "deployment"],
    run({ read_key, salt, deployment }) {
      const snapshot = code.cells.snapshotKey(unhex(read_key), unhex(salt), unhex(deployment));
      const cells = [...Array(8).keys()].map((number) => code.cells.cellKeys(snapshot, number));
      const acks = [...Array(4).keys()].map((number) => code.cells.ackMask(snapshot, number));
      return {
        snapshot: hex(snapshot),
        cells: cells.map(({ tag, key }) => [hex(tag), hex(key)]),
        acks: acks.map(({ tag, mask }) => [hex(tag), mask]),
      };
    },
  },
  cell: {
    inputs: ["snapshot", "number", "serial", "bucket", "deployment", "block"],
    run({ snapshot, number, serial, bucket, deployment, block }) {
      const { tag, key } = code.cells.cellKeys(unhex(snapshot), number);
      const ad = code.cells.cellAd({ deployment: unhex(deployment), serial, bucket }, tag);
      const sealed = primitives.aeadSeal(key, primitives.ZERO_NONCE, octets(block), ad);
      return { cell: hex(primitives.sha256(wire.concat(tag, sealed))) };
    },
  },
  cells: {
    inputs: ["snapshot", "serial", "bucket", "deployment", "cells"],
    run({ snapshot, serial, bucket, deployment, cells }) {
      const place = { deployment: unhex(deployment), serial, bucket };
      return { replies: code.cells.readCells(unhex(snapshot), octets(cells), place) };
    },
  },
  acks: {
    inputs: ["snapshot", "list"],
    run: ({ snapshot, list }) => ({ days: code.cells.readAcks(unhex(snapshot), octets(list)) }),
  },
  seal: {
    inputs: ["deployment", "epoch", "number", "file_key", "message", "draft", "files", "slots", "identity?"],
    run: sealed,
  },
  work: {
    inputs: ["deployment", "challenge", "header", "hour", "bits"],
    async run({ deployment, challenge, header, hour, bits }) {
      const asked = { bits, challenge: unhex(challenge), hour, until: Infinity };
      return { proof: await code.work.prove(asked, unhex(deployment), unhex(header)) };
    },
  },
};

const mailboxOf = (number, deployment) =>
  code.mailbox.derive({ number: BigInt(`0x${number}`), mode: 0 }, unhex(deployment));

const publicOf = ({ public: { x25519, mlkem } }) => ({ x25519: unhex(x25519), mlkem: unhex(mlkem) });

/** Seal with the draws that the vector gives, in the order in which wrap.js makes them. */
async function sealed({ deployment, epoch, number, file_key, message, draft, files, slots, identity }) {
  const wraps = [...slots, ...(identity ? [identity] : [])];
  const draws = wraps.flatMap(({ k1, ephemeral, coins }) => [k1, ephemeral, coins]);
  const random = (count) => {
    const drawn = unhex(draws.shift());
    assert.equal(drawn.length, count);
    return drawn;
  };
  const setting = { deployment: unhex(deployment), epoch, random };
  const started = code.header.fillHeader(slots.map(publicOf), unhex(file_key), setting);
  const mailbox = mailboxOf(number, deployment);
  const given = files.map(({ name, type, content }) => new File([octets(content)], name, { type }));
  const identityKey = identity && { quarter: identity.quarter, recipient: publicOf(identity) };
  const options = { deployment: setting.deployment, id: unhex(message), random };
  const { envelope, id } = await gathered(
    new code.seal.Sealing(started, { draft, files: given, mailbox, identityKey }, options),
  );
  assert.deepEqual(draws, []);
  return {
    report: { text: lastReport(envelope, started.keys) },
    header: hex(primitives.sha256(envelope.subarray(0, code.sizes.HEADER))),
    length: envelope.length,
    id: hex(id),
  };
}

/** Return the report's JSON from the last chunk, which page §5.5 puts at its end. */
function lastReport(data, keys) {
  const body = data.subarray(code.sizes.HEADER);
  const last = Math.ceil(body.length / (code.sizes.CHUNK + 16)) - 1;
  const nonce = wire.concat(wire.fromNumber(last, 11), wire.u8(1));
  const sealedChunk = body.subarray(last * (code.sizes.CHUNK + 16));
  const chunk = primitives.aeadOpen(keys.body, nonce, sealedChunk, keys.digest, "chunk");
  const length = wire.toNumber(chunk.subarray(-4));
  return new TextDecoder().decode(chunk.subarray(-4 - length, -4));
}
