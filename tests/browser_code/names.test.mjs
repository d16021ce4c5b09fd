/** Codenames, mailboxes, and the small things under them. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as file from "../../submit/browser/words-file.mjs";
import { fails } from "./bend.mjs";
import {
  calendar, codename, correction, fingerprint, likely, lists, mailbox, primitives, report, tags, wire, words,
} from "./code.mjs";
import { CODENAME, D, MAILBOX } from "./samples.mjs";

const repository = new URL("../../", import.meta.url);

test("labels and magics are those of keys/tags.py, and no two are alike", async () => {
  const page = await readFile(new URL("keys/tags.py", repository), "utf-8");
  const python = new Map([...page.matchAll(/^([A-Z_]+) = b"(.+)"$/gm)].map(([, name, text]) => [name, text]));
  const shown = (bytes) => new TextDecoder().decode(bytes).replace("\0\x01", "\\x00\\x01");
  for (const [name, bytes] of Object.entries(tags)) assert.equal(shown(bytes), python.get(name), name);
  assert.equal(new Set(Object.values(tags).map(wire.toHex)).size, Object.keys(tags).length);
});

test("every spelling of a codename is read back", () => {
  for (let n = 0; n < 50; n++) {
    const made = codename.generate();
    const { mode, ...all } = codename.spellings(made, lists);
    const { eff: spelt, digits, fr, ar } = all;
    assert.equal(mode, "device");
    assert.match(digits, /^(\d{4}-){6}\d{4}$/);
    for (const typed of [
      ...Object.values(all), fr.toUpperCase(), fr.normalize("NFD"), fr.normalize("NFD").replaceAll(/\p{M}/gu, ""),
      ar.replaceAll(/\p{L}/gu, "$&\u064e"), ar.replaceAll(/\p{L}/gu, "$&\u0640"), ar.replaceAll(" ", "-"),
      spelt.toUpperCase(), ` ${spelt.replaceAll(" ", " - ")}. `, digits, digits.replaceAll("-", ""),
      digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
      digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x1d7d8 + Number(digit))),
      spelt.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0) - 0x61 + 0xff41)),
    ]) {
      assert.deepEqual(codename.parse(typed, lists), made);
    }
  }
});

test("a slip is named, with the place of an unknown word", async () => {
  const parse = (typed) => codename.parse(typed, lists);
  const { eff, fr, es, ar } = codename.spellings({ number: CODENAME.number, mode: 0 }, lists);
  for (const spelling of [eff, fr, es, ar]) {
    const spelt = spelling.split(" ");
    for (const [typed, suggestions] of [["zzzzzzzz", []], [`${spelt[4]}${spelt[4].slice(-1)}`, [spelt[4]]]]) {
      const slip = await fails(() => parse([...spelt.slice(0, 4), typed, ...spelt.slice(5)].join(" ")), "word");
      assert.deepEqual([slip.position, slip.suggestions], [5, suggestions]);
      assert(!slip.message.includes(spelt[4]) && !slip.message.includes(typed));
    }
    await fails(() => parse(spelt.slice(1).join(" ")), "length");
  }
  const digits = codename.digits(CODENAME);
  assert(codename.isDigits(digits) && !codename.isDigits(eff) && !codename.isDigits(""));
  assert.equal(codename.parse(digits, null).number, CODENAME.number);
  assert.deepEqual(Object.keys(codename.spellings(CODENAME, null)), ["digits", "arabic_digits", "mode"]);
  await fails(() => codename.parse(eff, null), "words");
  await fails(() => parse("1".repeat(27)), "length");
  await fails(() => parse("9".repeat(28)), "check");
  await fails(() => parse(""), "length");
  let unnoticed = 0;
  for (let slip = 1n; slip <= 512n; slip++) {
    const digits = (CODENAME.number ^ (slip << 20n)).toString().padStart(28, "0");
    try {
      parse(digits);
      unnoticed += 1;
    } catch (error) {
      assert.equal(error.kind, "check");
    }
  }
  assert(unnoticed < 32, `${unnoticed} of 512 slips went unnoticed where 8 are expected`);
});

test("a codename whose two checks coincide is drawn again", () => {
  let draws = 0;
  const counted = (count) => {
    draws += 1;
    return wire.fromNumber(draws, count);
  };
  const seen = Array.from({ length: 400 }, () => codename.generate(counted).number >> 7n);
  assert(draws > 400, "of 400 draws some three coincide");
  assert.equal(new Set(seen).size, 400);
});

test("a mailbox is another in another deployment, and tells its progress", () => {
  const steps = [];
  const other = mailbox.derive(CODENAME, new Uint8Array(16), (done) => steps.push(done));
  assert.notDeepEqual(other.author, MAILBOX.author);
  assert.deepEqual(mailbox.derive(CODENAME, D).readKey, MAILBOX.readKey);
  assert(steps.length > 5 && steps.at(-1) === 1 && steps.every((step) => step >= 0 && step <= 1));
});

test("noble's own check would believe a signature with a small-order part; ours does not", async () => {
  const { ed25519, ED25519_TORSION_SUBGROUP } = await import(
    new URL("submit/browser/node_modules/@noble/curves/ed25519.js", repository).href
  );
  const { sha512 } = await import(new URL("submit/browser/node_modules/@noble/hashes/sha2.js", repository).href);
  const little = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const { Point } = ed25519;
  const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(new Uint8Array(32).fill(7));
  const message = wire.utf8("message");
  for (const [torsion, believed] of [[Point.ZERO, true], [Point.fromHex(ED25519_TORSION_SUBGROUP[1]), false]]) {
    const r = Point.BASE.multiply(1234567n).add(torsion).toBytes();
    const h = little(sha512(wire.concat(r, pointBytes, message)));
    const s = (1234567n + h * scalar) % Point.Fn.ORDER;
    const signature = wire.concat(r, wire.fromNumber(s, 32).reverse());
    assert(ed25519.verify(signature, message, pointBytes, { zip215: false }));
    if (believed) primitives.verify(pointBytes, message, signature);
    else await fails(() => primitives.verify(pointBytes, message, signature), "signature");
  }
});

test("days outside the calendar are refused, and every day has its ISO week", async () => {
  for (const text of ["2026-2-3", "2026-02-29", "2026-13-01", "26-01-01", "0000-01-01", " 2026-01-01", "2026-01-01T"]) {
    assert.equal(calendar.isDay(text), false, text);
  }
  await fails(() => calendar.dayOf(2932897), "bounds");
  assert.equal(calendar.dayOf(2932896), "9999-12-31");
  const weeks = { "2020-12-31": 202053, "2021-01-03": 202053, "2021-01-04": 202101, "2024-12-30": 202501 };
  for (const [day, week] of Object.entries(weeks)) assert.equal(calendar.epochOf(day), week);
});

test("a fingerprint in words is 20 words of the list", () => {
  const spelt = fingerprint.asWords(fingerprint.rootFingerprint(1, [D]), lists).split(" ");
  assert.equal(spelt.length, 20);
  assert(spelt.every((word) => lists.eff.index.has(word)));
});

test("the lists are whole, and altered ones are refused", async () => {
  assert.deepEqual(lists.lists.map((list) => [list.name, new Set(list.folded).size, list.count]), [
    ["eff", 7776, 7], ["fr", 2048, 9], ["es", 2048, 9], ["ar", 2048, 9],
  ]);
  const bytes = Uint8Array.from(file.bytes);
  await fails(() => words.parse(bytes.slice(1)), "words");
  await fails(() => words.parse(new Uint8Array()), "words");
  bytes[bytes.length >> 1] ^= 1;
  await fails(() => words.parse(bytes), "words");
});

test("a distance counts letters left out, added, changed and exchanged", () => {
  const cases = [["", "", 0], ["abc", "abc", 0], ["ac", "abc", 1], ["acb", "abc", 1], ["abd", "abc", 1], ["abcde", "badc", 3]];
  for (const [a, b, far] of cases) {
    assert.equal(likely.distance([...a], [...b]), far, `${a} ${b}`);
    assert.equal(likely.distance([...b], [...a]), far, `${b} ${a}`);
  }
  assert.equal(likely.distance([..."abcdefgh"], [..."ijklmnop"], 2), 2);
});

test("the word put right is the one that the worker counted", () => {
  const { eff, fr, ar } = codename.spellings({ number: CODENAME.number, mode: 0 }, lists);
  const invisible = ["\u0640", "\u200f", "\u00ad", "\ufeff"];
  for (const spelt of [eff, fr, ar]) {
    const spoilt = spelt.split(" ").map((word, at) => invisible[at % 4] + (at === 3 ? "zzzzzz" : word)).join(" \u200f \u0640 ");
    const slip = (() => {
      try {
        return codename.parse(spoilt, lists);
      } catch (error) {
        return error;
      }
    })();
    assert.equal(slip.kind, "word");
    const right = spelt.split(" ")[3];
    assert.deepEqual(codename.parse(correction.putRight(spoilt, slip.position, right), lists).number, CODENAME.number);
  }
  assert.equal(correction.putRight("t-shirt drop down; abé\u0301\u00a0x", 3, "ab"), "t-shirt drop down; ab\u00a0x");
});

test("any file's name becomes one that a report may hold", () => {
  const long = ["\u{1f600}".repeat(500), "x".repeat(121)];
  for (const name of ["photo.jpg", "../../etc/passwd", "a\\b\0c\n\x7f", "", "\ud800x", ...long]) {
    const allowed = report.attachmentName(name);
    assert.match(allowed, /^[^\0-\x1f\x7f/\\]+$/);
    assert(allowed === name || [...allowed].length <= 120);
  }
  assert(report.attachmentName(`${"x".repeat(300)}.jpeg`).endsWith("x.jpeg"));
  assert.equal([...report.attachmentName("x".repeat(121))].length, 120);
  assert.equal(report.attachmentName("x".repeat(120)), "x".repeat(120));
  assert.equal(report.attachmentType("image/jpeg"), "image/jpeg");
  for (const type of ["é", "x\n", "x".repeat(101)]) assert.equal(report.attachmentType(type), "");
});

test("bytes read back from hex and base64url, in one spelling only", async () => {
  for (let size = 0; size < 40; size++) {
    const bytes = primitives.systemRandom(size);
    assert.deepEqual(wire.fromHex(wire.toHex(bytes), size), bytes);
    assert.deepEqual(wire.fromBase64url(wire.toBase64url(bytes), size), bytes);
    assert.equal(wire.toBase64url(bytes), Buffer.from(bytes).toString("base64url"));
  }
  for (const text of ["", "AA==", "A", "AB", "+A", "A\n", null, 5]) {
    await fails(() => wire.fromBase64url(text, 1), "bounds");
  }
  for (const text of ["", "0", "0G", "AA", "000", "0x", null]) await fails(() => wire.fromHex(text, 1), "bounds");
});
