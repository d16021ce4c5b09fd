/**
 * ZIP archives (APPNOTE.TXT), as far as office documents use them: the entries as their directory lists them, and the
 * edits that rewrite all that stands around their packed data. Times, remarks and extra fields go; the data stays.
 */

import { crc32 } from "./crc.js";
import { inflate } from "./inflate.js";
import { damaged, holds, joined, number, same, toAscii, toBytes, u16, u32 } from "./numbers.js";

/** @typedef {import("./numbers.js").Bytes} Bytes */
/** @typedef {import("./findings.js").Work} Work */
/**
 * @typedef {{name: string, raw: Bytes, flags: number, method: number, time: number, crc: number, packed: number, size: number,
 *   start: number, data: number}} Entry `start` of its local header, `data` where its packed bytes begin
 */
/** @typedef {{entries: Entry[], directory: number}} Archive */

const MOST_ENTRIES = 10_000;
const [STORED, DEFLATED] = [0, 8];
const [IS_ENCRYPTED, IS_UTF8] = [1, 1 << 11];
export const NO_TIME = 0x00210000; // 1 January 1980, midnight: the first that fits
const le = (/** @type {Bytes} */ bytes, /** @type {number} */ at, size = 4) => number(bytes, at, size, true);

/** @param {Work} work @returns {Promise<Archive>} entries in the order of their data */
export async function readZip({ source }) {
  const { count, at, size } = await ending(source);
  const directory = await source.read(at, size);
  /** @type {Entry[]} */
  const entries = [];
  for (let here = 0; here < size; ) {
    if (!holds(directory, "PK\x01\x02", here)) throw damaged("The archive's directory is damaged.");
    const [name, extra, remark] = [28, 30, 32].map((field) => u16(directory, here + field, true));
    const raw = directory.slice(here + 46, here + 46 + name);
    entries.push({ ...numbersOf(directory, here), name: new TextDecoder().decode(raw), raw, data: 0 });
    here += 46 + name + extra + remark;
    if (here > size) throw damaged("The archive's directory is damaged.");
  }
  if (entries.length !== count) throw damaged("The archive's directory has another length than it says.");
  entries.sort((one, other) => one.start - other.start);
  let free = 0;
  for (const entry of entries) free = await locate(source, entry, free);
  if (free > at) throw damaged("An entry reaches into the archive's directory.");
  if (new Set(entries.map(({ name }) => name)).size < count) throw damaged("Two entries have one name.");
  return { entries, directory: at };
}

/** @param {import("./source.js").Source} source */
async function ending(source) {
  const start = Math.max(source.size - 65557, 0);
  const tail = await source.read(start, source.size - start);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (!holds(tail, "PK\x05\x06", at) || u16(tail, at + 20, true) !== tail.length - at - 22) continue;
    const [count, size, directory] = [u16(tail, at + 10, true), u32(tail, at + 12, true), u32(tail, at + 16, true)];
    if (count > MOST_ENTRIES || directory + size > start + at) throw damaged("The archive is too large or damaged.");
    return { count, at: directory, size };
  }
  throw damaged("The archive has no directory.");
}

/** @param {Bytes} directory @param {number} at */
function numbersOf(directory, at) {
  const [flags, method] = [le(directory, at + 8, 2), le(directory, at + 10, 2)];
  const [time, crc, packed, size] = [12, 16, 20, 24].map((field) => le(directory, at + field));
  return { flags, method, time, crc, packed, size, start: le(directory, at + 42) };
}

/**
 * Find where an entry's data begins; it must lie behind the one before, and be the same file.
 * @param {import("./source.js").Source} source
 * @param {Entry} entry
 * @param {number} free where the data of the one before ends
 */
async function locate(source, entry, free) {
  const head = await source.read(entry.start, 30);
  const [name, extra] = [u16(head, 26, true), u16(head, 28, true)];
  if (!holds(head, "PK\x03\x04") || entry.start < free || !same(await source.read(entry.start + 30, name), entry.raw)) {
    throw damaged("An entry of the archive is not where it should be.");
  }
  entry.data = entry.start + 30 + name + extra;
  return entry.data + entry.packed;
}

/** Tell whether the archive can be rewritten as it is. @param {Archive} archive */
export const isPlain = ({ entries }) =>
  entries.every(({ flags, method }) => (flags & IS_ENCRYPTED) === 0 && (method === STORED || method === DEFLATED));

/**
 * Unpack an entry of at most `most` bytes; null when it is larger, damaged or packed in another way.
 * @param {Work} work
 * @param {Entry} entry
 * @param {number} most
 * @returns {Promise<Bytes | null>}
 */
export async function unpack({ source }, { flags, method, data, packed, size, crc }, most) {
  if (size > most || packed > most || (flags & IS_ENCRYPTED) !== 0) return null;
  const bytes = await source.read(data, packed);
  if (method !== STORED && method !== DEFLATED) return null;
  const { bytes: out, whole } = method === DEFLATED ? inflate(bytes, size) : { bytes: bytes.slice(), whole: true };
  return whole && out.length === size && crc32(out) === crc ? out : null;
}

/**
 * Note the edits that leave nothing but names and data; entries in `instead` get other data, which is stored as it is.
 * @param {Work} work
 * @param {Archive} archive
 * @param {Map<Entry, Bytes>} instead
 */
export function rewrite({ source, edits }, { entries }, instead) {
  let [at, read] = [0, 0];
  const list = [];
  for (const entry of entries) {
    const data = instead.get(entry);
    const head = joined(fields(entry, data), toBytes(entry.raw.length, 2, true), toBytes(0, 2));
    edits.put(read, entry.data, joined(toAscii("PK\x03\x04"), head, entry.raw));
    if (data !== undefined) edits.put(entry.data, entry.data + entry.packed, data);
    const version = toBytes(20, 2, true);
    list.push(joined(toAscii("PK\x01\x02"), version, head, new Uint8Array(10), toBytes(at, 4, true), entry.raw));
    at += 4 + head.length + entry.raw.length + (data?.length ?? entry.packed);
    read = entry.data + entry.packed;
  }
  const directory = joined(...list);
  const count = toBytes(entries.length, 2, true);
  const place = joined(toBytes(directory.length, 4, true), toBytes(at, 4, true));
  const end = joined(toAscii("PK\x05\x06"), new Uint8Array(4), count, count, place, new Uint8Array(2));
  edits.put(read, source.size, joined(directory, end));
}

/** What both headers of an entry say alike. @param {Entry} entry @param {Bytes} [data] in place of its own */
function fields({ flags, method, crc, packed, size }, data) {
  const sizes = data ? [crc32(data), data.length, data.length] : [crc, packed, size];
  return joined(
    toBytes(20, 2, true),
    toBytes(flags & IS_UTF8, 2, true),
    toBytes(data ? STORED : method, 2, true),
    toBytes(NO_TIME, 4, true),
    ...sizes.map((value) => toBytes(value, 4, true)),
  );
}
