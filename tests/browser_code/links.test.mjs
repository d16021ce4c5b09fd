/** Addresses as people really paste them: normal form, platform, account, and what was pasted by mistake. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { PLATFORMS } from "../../submit/browser/page/platforms.js";
import { recognise, split } from "../../submit/browser/page/recognise.js";

/** given → [normal form, platform, account, problem]: the twin in Python reads them too. */
const TABLE = JSON.parse(await readFile(new URL("links.json", import.meta.url), "utf-8"));

for (const [given, [url, platform, account, problem]] of Object.entries(TABLE)) {
  test(`recognises ${given}`, () => {
    assert.deepEqual(recognise(given), { given, url, platform, account, problem });
  });
}

test("a pasted list is taken apart, and a sentence is not", () => {
  assert.deepEqual(split(" https://a.example/1\r\nb.example/2 \n\n"), ["https://a.example/1", "b.example/2"]);
  assert.deepEqual(split("https://a.example/1 https://b.example/2"), ["https://a.example/1", "https://b.example/2"]);
  assert.deepEqual(split("see https://a.example/1 and then tell me"), ["see https://a.example/1 and then tell me"]);
  assert.deepEqual(split("  \n "), []);
});

test("what was typed is kept, and the normal form of a normal form is itself", () => {
  for (const given of Object.keys(TABLE)) {
    const { url, platform } = recognise(given);
    if (url === "") continue;
    const again = recognise(url);
    assert.deepEqual([again.url, again.platform], [url, platform], given);
  }
  assert.equal(recognise("  a.example/x \n").given, "a.example/x");
});

test("nothing that can be typed breaks it, and every answer fits a report", () => {
  const pieces = ["https://", "www.", "facebook.com", "/", "?", "#", "%", "%zz", "@", "é", "\u202e", " ", "\0", "x".repeat(2500), "[", "::", "😀", "tg://resolve?domain=", "\ud800"];
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next() % 6 }, () => pieces[next() % pieces.length]).join("");
    const { url, account } = recognise(text);
    assert.ok(url.length <= 2000 && [...account].length <= 200, JSON.stringify(text.slice(0, 80)));
    split(text);
  }
});

test("codes are those of the format", async () => {
  const page = await readFile(new URL("../../docs/formats.md", import.meta.url), "utf-8");
  const listed = /^`platform`: ([^.]*)\./m.exec(page)?.[1] ?? "";
  const codes = Object.keys(PLATFORMS);
  assert.deepEqual(codes.toSorted(), [...listed.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code).sort());
  for (const code of codes) assert.match(code, /^[a-z][a-z0-9_]{0,31}$/);
});
