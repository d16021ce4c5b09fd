/**
 * Every domain-separation label and magic, written once (docs/formats.md §2, §3): the twin of keys/tags.py, for
 * what a browser does. tests/browser_code/tags.test.mjs proves that they are the same and that all differ.
 */

import { concat, utf8 } from "./wire.js";

export const SLOT = utf8("amana/v1/slot");
export const BODY = utf8("amana/v1/body");
export const COMMIT = utf8("amana/v1/commit");
export const IDENTITY = utf8("amana/v1/identity");
export const CODENAME = utf8("amana/v1/codename");
export const MAILBOX_READ = utf8("amana/v1/mailbox/read");
export const MAILBOX_BUCKET = utf8("amana/v1/mailbox/bucket");
export const MAILBOX_AUTHOR = utf8("amana/v1/mailbox/author");
export const AUTHOR = utf8("amana/v1/author");
export const ROOT = utf8("amana/v1/root");
export const MANIFEST = utf8("amana/v1/manifest");
export const BOARD = utf8("amana/v1/board");
export const SNAPSHOT = utf8("amana/v1/snapshot");
export const CELL_TAG = utf8("amana/v1/cell/tag");
export const CELL_KEY = utf8("amana/v1/cell/key");
export const CELL_ACK = utf8("amana/v1/cell/ack");
export const WORK = utf8("amana/v1/work");

/** @param {string} letter */
const magic = (letter) => concat(utf8(`AMANA${letter}`), new Uint8Array([0, 1]));

export const MAGIC_ENVELOPE = magic("E");
export const MAGIC_KEY = magic("K");
export const MAGIC_MANIFEST = magic("M");
export const MAGIC_BOARD = magic("B");
