/** What files tell is found and taken out, to the last byte; and nothing that is shown or played changes. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";

import * as documents from "./metadata-documents.mjs";
import * as films from "./metadata-films.mjs";
import * as pictures from "./metadata-pictures.mjs";

import { fails } from "./bend.mjs";
import { metadata, tiff } from "./code.mjs";

const { clean, inspect } = metadata;
const bytesOf = async (blob) => Buffer.from(await blob.arrayBuffer());
const cleaned = async (bytes) => bytesOf(await clean(new Blob([bytes])));
const values = ({ found }, kind) => found.filter((item) => item.kind === kind).map(({ value }) => value);

/** Everything that can be cleaned; each also once with the other spelling of its insides. */
const CLEANABLE = {
  jpeg: [pictures.jpeg(), pictures.jpeg({ orientation: 1 })],
  png: [pictures.png(), pictures.png({ orientation: 1 })],
  webp: [pictures.webp(), pictures.webp({ orientation: 1 })],
  heif: [films.heif(), films.heif({ brand: "avif" }), films.heif({ method: 1 })],
  mp4: [films.film(), films.film({ brand: "qt  ", version: 1 }), films.large()],
  office: [documents.docx(), documents.xlsx(), documents.odt()],
};
const WARNED = {
  mp4: [films.film({ bound: true }), films.fragmented()],
  pdf: [documents.pdf(), documents.locked(), documents.swollen()],
  office: [documents.changed(), documents.slides(), documents.odd(), documents.remarked(), documents.old()],
  unknown: [pictures.bytes("GIF89a"), new Uint8Array(), documents.zip([["a", "b"]])],
};
const SECRET = /Amina|Badr|Casablanca|Maker|Editor|Secret|SN12345|Program|packed|cropped|house|33\.5|\.589|a video|Encoder|claims/i;

test("what can be cleaned is clean, says so, and is the same when cleaned again", async () => {
  for (const [type, files] of Object.entries(CLEANABLE)) {
    for (const bytes of files) {
      const before = await inspect(new Blob([bytes], { type: "any/thing" }));
      assert.equal(before.type, type);
      assert(before.removable && before.found.length > 0);
      const once = await cleaned(bytes);
      const after = await inspect(new Blob([once]));
      assert.deepEqual(after, { type, found: [], removable: true });
      assert.doesNotMatch(once.toString("latin1"), SECRET);
      assert.deepEqual(await cleaned(once), once);
    }
  }
});

test("what cannot be cleaned is told and left alone", async () => {
  for (const [type, files] of Object.entries(WARNED)) {
    for (const bytes of files) {
      const { type: told, found, removable } = await inspect(new Blob([bytes]));
      assert.deepEqual([told, removable, found.length > 0], [type, false, type !== "unknown"]);
      await fails(() => cleaned(bytes), "metadata");
    }
  }
});

test("pictures keep their coded bytes, their colours and which side is up", async () => {
  const upright = tiff.minimalExif(6);
  const { JPEG_REST, PNG_REST } = pictures;
  const segment = pictures.bytes([0xff, 0xe1], pictures.be(upright.length + 8, 2), "Exif\0\0", upright);
  assert.deepEqual(await cleaned(pictures.jpeg()), Buffer.from(pictures.bytes(JPEG_REST.before, segment, JPEG_REST.after)));
  assert.deepEqual(await cleaned(pictures.jpeg({ orientation: 1 })), Buffer.from(pictures.bytes(JPEG_REST.before, JPEG_REST.after)));
  const chunk = pictures.chunk("eXIf", upright);
  assert.deepEqual(await cleaned(pictures.png()), Buffer.from(pictures.bytes(PNG_REST.before, chunk, PNG_REST.after)));
  assert.deepEqual(await cleaned(pictures.png({ orientation: 1 })), Buffer.from(pictures.bytes(PNG_REST.before, PNG_REST.after)));
  const webp = await cleaned(pictures.webp());
  assert.equal(webp.readUInt32LE(4), webp.length - 8);
  assert.deepEqual([webp[20], webp.includes("\x2fpicture"), webp.includes(upright)], [0x08, true, true]);
  assert.equal((await cleaned(pictures.webp({ orientation: 1 })))[20], 0);
});

test("films and HEIF keep every byte where it was", async () => {
  const film = Buffer.from(films.film());
  const after = await cleaned(film);
  const [mdat, end] = [film.indexOf("mdat"), film.length - 29];
  assert.equal(after.length, end);
  const samples = Buffer.from(film.subarray(mdat + 4, end));
  for (const [start, length] of [[16, 16], [40, 8]]) samples.fill(0, start, start + length);
  assert.deepEqual(after.subarray(mdat + 4), samples);
  assert.equal(after.indexOf("VVVVVVVV"), film.indexOf("VVVVVVVV"));
  const picture = Buffer.from(films.heif());
  const empty = await cleaned(picture);
  assert.equal(empty.indexOf("coded picture"), picture.indexOf("coded picture"));
  assert.equal(empty.indexOf("irot"), picture.indexOf("irot"));
  assert.equal(empty.length, picture.length - 15);
});

test("a large part is emptied, too, and a second picture behind the first goes", async () => {
  const large = Buffer.from(films.film({ extra: [films.box("junk", new Uint8Array(2.5 * 2 ** 20).fill(0x41))] }));
  const after = await cleaned(large);
  assert.equal(after.length, large.length - 29);
  assert.equal(after.indexOf("AAAA"), -1);
  assert.equal(after.indexOf("VVVVVVVV"), large.indexOf("VVVVVVVV"));
  const [one, behind] = [pictures.jpeg({ orientation: 1 }), pictures.bytes(await cleaned(pictures.jpeg()))];
  const twice = pictures.bytes(await cleaned(one), behind);
  assert.deepEqual((await inspect(new Blob([twice]))).found, [{ kind: "thumbnail", value: "JPEG" }]);
  assert.deepEqual(await cleaned(twice), await cleaned(one));
});

test("what is found is said in its words, short and plain", async () => {
  const jpeg = await inspect(new Blob([pictures.jpeg()]));
  assert.deepEqual(values(jpeg, "location"), ["33.5731, -7.5898", "Casablanca"]);
  assert.deepEqual(values(jpeg, "camera"), ["CameraMaker", "Model X", "SN12345"]);
  assert.deepEqual(values(jpeg, "time"), ["2024-05-01 10:20:30"]);
  assert.deepEqual(values(jpeg, "comment"), ["Safia", "written by Amina", "inside"]);
  assert.deepEqual([jpeg.found[0].kind, jpeg.found[jpeg.found.length - 1].kind], ["location", "other"]);
  assert.deepEqual(values(jpeg, "software"), ["Editor 9", "Editor & Co"]);
  const phone = await inspect(new Blob([films.film({ brand: "qt  " })]));
  assert.deepEqual(values(phone, "location"), ["33.5731, -7.5898", "33.5730, -7.5836", "gpmd"]);
  assert(values(phone, "camera").includes("Phone 12") && values(phone, "time").includes("2024-05-31 11:33:20"));
  const pdf = await inspect(new Blob([documents.pdf()]));
  assert.deepEqual(values(pdf, "author"), ["Amina Creator", "Amina Artist", "Amina Owner", "Amina é Writer", "Packed (Author)"]);
  assert(values(pdf, "software").includes("Word") && values(pdf, "edits").includes("2"));
  assert.deepEqual(values(await inspect(new Blob([documents.locked()])), "author"), [""]);
  const word = await inspect(new Blob([documents.changed()]));
  assert(["Amina Writer", "Badr Editor", "Secret Company", "Amina Critic", "Badr Changer", "file:///D:/badr/letter.dotx"].every((name) => values(word, "author").includes(name)));
  const long = pictures.bytes("\x89PNG\r\n\x1a\n", pictures.chunk("tEXt", `Author\0${"\u0001\n a".repeat(500)}`), pictures.chunk("IEND"));
  const [value] = values(await inspect(new Blob([long])), "author");
  assert(value.length <= 120 && /^a( a)+$/.test(value));
});

test("what claims too much is refused by name", async () => {
  const { bytes, be, chunk } = pictures;
  const segments = Buffer.from("\xff\xfe\x00\x02".repeat(10_001), "latin1");
  await fails(() => cleaned(bytes([0xff, 0xd8], segments, [0xff, 0xd9])), "metadata");
  await fails(() => cleaned(bytes("\x89PNG\r\n\x1a\n", be(2 ** 32 - 1, 4), "tEXt", new Uint8Array(50))), "metadata");
  await fails(() => cleaned(bytes("\x89PNG\r\n\x1a\n", chunk("IHDR"), ...Array(20).fill(chunk("IDAT")))), "metadata");
  await fails(() => cleaned(bytes("\x89PNG\r\n\x1a\n", Buffer.alloc(12 * 200_001, chunk("IDAT")))), "metadata");
  await fails(() => cleaned(films.compressed()), "metadata");
  await fails(() => cleaned(films.box("ftyp", "isom", be(0, 4))), "metadata");
  await fails(() => cleaned(bytes(films.box("ftyp", "mif1"), films.box("mini", "x"), films.box("moov"))), "metadata");
  await fails(() => cleaned(documents.zip([["[Content_Types].xml", "a"], ["[Content_Types].xml", "b"]])), "metadata");
  await fails(() => inspect({ size: 100, slice: () => new Blob(["short"]) }), "unreadable");
  await fails(() => inspect({ size: 100, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) }), "unreadable");
});
