/** The browser code, module by module, as its tests import it. */

import * as file from "../../submit/browser/words-file.mjs";

globalThis.WORDS_SHA256 = file.sha256; // as the build does

/** @param {string} file */
const module = (file) => import(new URL(`../../submit/browser/${file}`, import.meta.url).href);

export const board = await module("board.js");
export const calendar = await module("calendar.js");
export const canonical = await module("canonical.js");
export const cells = await module("cells.js");
export const codename = await module("codename.js");
export const correction = await module("page/correction.js");
export const errors = await module("errors.js");
export const fingerprint = await module("fingerprint.js");
export const folding = await module("folding.js");
export const header = await module("envelope/header.js");
export const identity = await module("identity.js");
export const inflate = await module("metadata/inflate.js");
export const keyfile = await module("keyfile.js");
export const likely = await module("likely.js");
export const mailbox = await module("mailbox.js");
export const manifest = await module("manifest.js");
export const merkle = await module("merkle.js");
export const metadata = await module("metadata/metadata.js");
export const line = await module("line.js");
export const primitives = await module("primitives.js");
export const ready = await module("envelope/ready.js");
export const report = await module("report.js");
export const seal = await module("envelope/seal.js");
export const send = await module("send.js");
export const shape = await module("shape.js");
export const signed = await module("signed.js");
export const sizes = await module("sizes.js");
export const stream = await module("envelope/stream.js");
export const tags = await module("tags.js");
export const tiff = await module("metadata/tiff.js");
export const trust = await module("trust.js");
export const wire = await module("wire.js");
export const words = await module("words.js");
export const work = await module("work.js");
/** All word lists, as the worker has them after fetching. */
export const lists = words.parse(Uint8Array.from(file.bytes));
export const wrap = await module("wrap.js");
