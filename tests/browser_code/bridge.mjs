/**
 * The browser code as a command, for Python's tests: a JSON list of tasks on standard input, of results on standard
 * output. A task is {"do", …}; its result is what it gives, or {"kind", "position", "suggestions"} of the failure.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

import { board, canonical, cells, codename, errors, folding, keyfile, lists, mailbox, manifest, seal, trust, wire } from "./code.mjs";
import { gathered } from "./gather.mjs";

const hex = (text) => wire.fromHex(text, text.length / 2);
const read = (path) => Uint8Array.from(readFileSync(path));
const key = (path) => keyfile.parse(read(path));
const derived = (number, deployment) => mailbox.derive({ number: BigInt(`0x${number}`), mode: 0 }, hex(deployment));

const TASKS = {
  generate() {
    const made = codename.generate();
    return { number: wire.toHex(codename.numberBytes(made)), ...codename.spellings(made, lists) };
  },

  parse({ typed }) {
    const found = codename.parse(typed, lists);
    const number = wire.toHex(codename.numberBytes(found));
    return { number, ...codename.spellings(found, lists) };
  },

  tokens({ typed }) {
    return folding.tokens(typed);
  },

  canonical({ text }) {
    return { text: new TextDecoder().decode(canonical.dumps(canonical.loads(wire.utf8(text), 1 << 20))) };
  },

  mailbox({ number, deployment }) {
    const { readKey, bucket, author } = derived(number, deployment);
    return { read_key: wire.toHex(readKey), bucket, author: wire.toHex(author) };
  },

  async manifest({ path, fingerprint }) {
    const found = manifest.parse(read(path));
    await trust.checkRoot(found, hex(fingerprint), () => assert.fail("these root keys never changed"));
    const lanes = [...found.lanes].map(([lane, keys]) => [lane, Object.fromEntries(keys)]);
    return { hash: wire.toHex(found.hash), lanes: Object.fromEntries(lanes) };
  },

  async seal({ deployment, epoch, lanes, number, draft, files, identity, out }) {
    const { envelope, id } = await gathered(seal.seal(
      {
        draft,
        files: files.map(({ name, type, path }) => new File([read(path)], name, { type })),
        mailbox: derived(number, deployment),
        identityKey: identity && { quarter: identity.quarter, recipient: key(identity.path) },
      },
      { deployment: hex(deployment), epoch, lanes: lanes.map(key) },
    ));
    writeFileSync(out, envelope);
    return { id: wire.toHex(id) };
  },

  board({ deployment, desk, header, list, bucket, read_key, bucket_byte }) {
    const parsed = board.parse(read(header), { deployment: hex(deployment), desk: hex(desk) });
    const number = board.bucketNumber(parsed, bucket_byte);
    const [entries, found] = [read(list), read(`${bucket}${number}`)];
    board.checkParts(parsed, entries, number, found);
    const snapshot = cells.snapshotKey(hex(read_key), parsed.salt, hex(deployment));
    const place = { deployment: hex(deployment), serial: parsed.serial, bucket: number };
    return { replies: cells.readCells(snapshot, found, place), opened: cells.readAcks(snapshot, entries) };
  },
};

async function result(task) {
  try {
    return await TASKS[task.do](task);
  } catch (error) {
    if (error instanceof errors.AmanaError) return { kind: error.kind, position: error.position ?? 0, suggestions: error.suggestions ?? [] };
    throw error;
  }
}

const results = [];
for (const task of JSON.parse(readFileSync(0, "utf-8"))) results.push(await result(task));
process.stdout.write(JSON.stringify(results));
