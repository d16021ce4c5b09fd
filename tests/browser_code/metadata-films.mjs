/** Small HEIF pictures and MP4 and MOV films, box by box, with secrets in every place where cameras put them. */

import { be, bytes, exif, XMP } from "./metadata-pictures.mjs";

export const box = (type, ...body) => {
  const whole = bytes(...body);
  return bytes(be(whole.length + 8, 4), type, whole);
};
const full = (type, version, ...body) => box(type, [version, 0, 0, 0], ...body);

const hdlr = (handler, name) => full("hdlr", 0, be(0, 4), handler, "appl", be(0, 8), name);

export function heif({ brand = "heic", method = 0 } = {}) {
  const image = bytes("coded picture");
  const contents = [image, bytes(be(6, 4), "Exif\0\0", exif()), bytes(XMP), bytes("x")];
  const infe = (id, type, content = "") => full("infe", 2, be(id, 2), be(0, 2), type, "\0", content);
  const types = [infe(1, "hvc1"), infe(2, "Exif"), infe(3, "mime", "application/rdf+xml\0"), infe(4, "mime", "text/plain\0")];
  const made = (start) => {
    let at = start;
    const items = contents.map((content, n) => {
      at += content.length;
      return bytes(be(n + 1, 2), be(method, 2), be(0, 2), be(1, 2), be(at - content.length, 4), be(content.length, 4));
    });
    const iloc = full("iloc", 1, [0x44, 0], be(contents.length, 2), ...items);
    const properties = box("iprp", box("ipco", box("irot", [1]), full("udes", 0, "en\0Name\0My house\0tag\0"), full("crtt", 0, be(4e15, 8))));
    const idat = method === 1 ? [box("idat", ...contents)] : [];
    return full("meta", 0, hdlr("pict", "encoder 1\0"), full("pitm", 0, be(1, 2)), full("iinf", 0, be(4, 2), ...types), iloc, properties, ...idat, box("free", "left over"));
  };
  const ftyp = box("ftyp", brand, be(0, 4), "mif1", brand);
  const start = method === 1 ? 0 : ftyp.length + made(0).length + 8;
  return bytes(ftyp, made(start), method === 1 ? "" : box("mdat", ...contents), box("mpvd", "a video"));
}

const data = (type, value) => box("data", be(type, 4), be(0, 4), value);
const international = (type, value) => box(type, be(value.length, 2), be(0, 2), value);

const ITUNES = full("meta", 0, hdlr("mdir", "\0"), box("ilst", box("\xa9ART", data(1, "Amina Singer")), box("\xa9too", data(1, "Encoder 5")), box("covr", data(13, "jpeg")), box("----", full("mean", 0, "com.apple.iTunes"), full("name", 0, "iTunNORM"), data(1, "0001"))));

function apple() {
  const names = ["com.apple.quicktime.location.ISO6709", "com.apple.quicktime.model", "com.apple.quicktime.content.identifier"];
  const keys = full("keys", 0, be(names.length, 4), ...names.map((name) => bytes(be(name.length + 8, 4), "mdta", name)));
  const values = ["+33.5731-007.5898+012.3/", "Phone 12", "1234-5678"];
  return box("meta", hdlr("mdta", ""), keys, box("ilst", ...values.map((value, n) => bytes(be(data(1, value).length + 8, 4), be(n + 1, 4), data(1, value)))));
}

function userData() {
  const loci = full("loci", 0, be(0, 2), "home\0", [0], be(2 ** 32 - 497000, 4), be(2200240, 4), be(0, 4), "earth\0\0");
  return box("udta", international("\xa9xyz", "+33.5731-007.5898/"), international("\xa9mak", "Maker"), loci, box("CAME", "serial number"), full("auth", 0, be(0, 2), "Amina Author\0"), box("XMP_", XMP), ITUNES);
}

const entry = (format, size, ...rest) => box(format, new Uint8Array(6), be(1, 2), be(0, 4), "VEND", new Uint8Array(Math.max(size - 24, 0)), ...rest);
const ENTRIES = {
  vide: entry("avc1", 50, "\x0bMaker H.264", new Uint8Array(20), be(24, 2), be(65535, 2)),
  soun: entry("mp4a", 36),
  meta: box("gpmd", new Uint8Array(6), be(1, 2), be(0, 4)),
  tmcd: box("tmcd", new Uint8Array(6), be(1, 2), new Uint8Array(18)),
};

/** One track of samples of 4 bytes, two in the first chunk and one in the next. */
function track(id, handler, offsets, { version = 0, extra = [] } = {}) {
  const size = version ? 8 : 4;
  const times = bytes(be(3.8e9, size), be(3.8e9 + 60, size));
  const tkhd = full("tkhd", version, times, be(id, 4), be(0, 4), be(1000, size), new Uint8Array(60));
  const mdhd = full("mdhd", version, times, be(600, 4), be(1000, size), be(0, 4));
  const chunks = full("stco", 0, be(offsets.length, 4), ...offsets.map((offset) => be(offset, 4)));
  const tables = [full("stsc", 0, be(2, 4), be(1, 4), be(2, 4), be(1, 4), be(2, 4), be(1, 4), be(1, 4)), full("stsz", 0, be(id % 2 ? 4 : 0, 4), be(3, 4), ...(id % 2 ? [] : [4, 4, 4].map((length) => be(length, 4)))), chunks];
  const stbl = box("stbl", full("stsd", 0, be(1, 4), ENTRIES[handler]), ...tables);
  const dinf = box("dinf", full("dref", 0, be(1, 4), box("alis", be(1, 4), "Amina's disk")));
  const mdia = box("mdia", mdhd, hdlr(handler, "Handler of Maker\0"), box("minf", hdlr("alis", "Data Handler"), dinf, stbl));
  return box("trak", tkhd, ...extra, mdia);
}

/** A film: picture, sound, places, time code; `bound` makes the picture refer to the places, `extra` goes into moov. */
export function film({ brand = "isom", version = 0, bound = false, extra = [] } = {}) {
  const ftyp = box("ftyp", brand, be(512, 4), brand, "mp42");
  const samples = bytes("VVVVVVVV", "SSSSSSSS", "33.57,-7", "\0\0\x9c\x40\0\0\x9c\x41", "VVVV", "SSSS", ".589", "\0\0\x9c\x42");
  const made = (start) => {
    const offsets = (n) => [start + 8 * n, start + 32 + 4 * n];
    const size = version ? 8 : 4;
    const mvhd = full("mvhd", version, be(3.8e9, size), be(3.8e9, size), be(600, 4), be(1000, size), new Uint8Array(80));
    const tref = bound ? [box("tref", box("cdsc", be(3, 4)))] : [];
    const tracks = [track(1, "vide", offsets(0), { version, extra: [...tref, userData()] }), track(2, "soun", offsets(1)), track(3, "meta", offsets(2)), track(4, "tmcd", offsets(3))];
    return box("moov", mvhd, ...tracks, brand === "qt  " ? apple() : userData(), box("gps ", "dash camera"), ...extra);
  };
  const uuid = box("uuid", Buffer.from("be7acfcb97a942e89c71999491e3afac", "hex"), XMP);
  const first = bytes(ftyp, uuid, box("free", "what was there before"));
  const moov = made(first.length + made(0).length + 8);
  return bytes(first, moov, box("mdat", samples), box("uuid", new Uint8Array(16).fill(7), "brand"));
}

export const fragmented = () => film({ extra: [box("mvex", full("trex", 0, new Uint8Array(20)))] });
export const compressed = () => bytes(box("ftyp", "qt  ", be(0, 4)), box("moov", box("cmov", "packed")));
export const large = () => {
  const whole = film();
  const mdat = Buffer.from(whole.buffer).indexOf("mdat") - 4;
  return bytes(whole.subarray(0, mdat), be(0, 4), whole.subarray(mdat + 4, mdat + 8 + 48));
};
