/** Small pictures full of secrets, made byte by byte: enough of each format for its reader, none of it a real photo. */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

export const bytes = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part, "latin1"))));

export function be(value, size) {
  const out = Buffer.alloc(size);
  for (let n = 0; n < size; n++) out[size - 1 - n] = Math.floor(value / 256 ** n) % 256;
  return out;
}

export const le = (value, size) => be(value, size).reverse();

/** One directory of TIFF: entries [tag, type, count, bytes], values over four bytes behind it. */
function directory(number, start, entries, next = 0) {
  let at = start + 2 + 12 * entries.length + 4;
  const behind = [];
  const rows = entries.map(([tag, type, count, value]) => {
    const inside = value.length <= 4;
    const field = inside ? bytes(value, new Uint8Array(4 - value.length)) : number(at, 4);
    if (!inside) behind.push(value);
    at += inside ? 0 : value.length;
    return bytes(number(tag, 2), number(type, 2), number(count, 4), field);
  });
  return bytes(number(entries.length, 2), ...rows, number(next, 4), ...behind);
}

const ascii = (tag, value) => [tag, 2, value.length + 1, bytes(value, "\0")];

/** Exif with a name, a camera, a place, a thumbnail and an orientation, in either order of bytes. */
export function exif({ little = false, orientation = 6, place = true } = {}) {
  const number = little ? le : be;
  const ratio = (...pairs) => bytes(...pairs.flatMap(([above, below]) => [number(above, 4), number(below, 4)]));
  const words = Buffer.from("Safia\0", "utf16le");
  if (!little) words.swap16();
  const gps = [
    [1, 2, 2, bytes("N\0")],
    [2, 5, 3, ratio([33, 1], [34, 1], [2316, 100])],
    [3, 2, 2, bytes("W\0")],
    [4, 5, 3, ratio([7, 1], [35, 1], [2328, 100])],
  ];
  const inner = [ascii(0x9003, "2024:05:01 10:20:30"), ascii(0xa430, "Amina Owner"), ascii(0xa431, "SN12345"), [0x927c, 7, 6, bytes("SECRET")], [0x9286, 7, 20, bytes("UNICODE\0", words)]];
  const main = (far, near) => [
    ascii(0x10f, "CameraMaker"), ascii(0x110, "Model X"), [0x112, 3, 1, number(orientation, 2)], ascii(0x131, "Editor 9"),
    ascii(0x13b, "Amina Artist"), [0x8769, 4, 1, number(far, 4)], ...(place ? [[0x8825, 4, 1, number(near, 4)]] : []),
  ];
  const first = directory(number, 8, main(0, 0)).length + 8;
  const second = first + directory(number, first, inner).length;
  const third = second + (place ? directory(number, second, gps).length : 0);
  const head = directory(number, 8, main(first, second), third);
  const thumbnail = directory(number, third, [[0x103, 3, 1, number(6, 2)]]);
  const parts = [head, directory(number, first, inner), place ? directory(number, second, gps) : "", thumbnail];
  return bytes(little ? "II" : "MM", number(42, 2), number(8, 4), ...parts);
}

export const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="33,34.386N"
 exif:GPSLongitude='7,35.388W' xmp:CreatorTool="Editor &amp; Co"><dc:creator><rdf:Seq><rdf:li>Amina Creator</rdf:li></rdf:Seq></dc:creator>
 <xmpMM:History><rdf:li stEvt:action="saved"/></xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta>`;

const segment = (marker, ...body) => bytes([0xff, marker], be(bytes(...body).length + 2, 2), ...body);

function resources() {
  const dataset = (number, value) => bytes([0x1c, 2, number], be(value.length, 2), value);
  const iptc = bytes(dataset(80, "Amina Byline"), dataset(90, "Casablanca"));
  const resource = (id, body) => bytes("8BIM", be(id, 2), "\0\0", be(body.length, 4), body, body.length % 2 ? "\0" : "");
  return bytes("Photoshop 3.0\0", resource(0x404, iptc), resource(0x40c, bytes("small")));
}

const SCAN = bytes([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xff, 0x00, 0x78]);
const JFIF = bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1]);
const ICC = segment(0xe2, "ICC_PROFILE\0\x01\x01profile");
const ADOBE = segment(0xee, "Adobe", [0, 100, 0, 0, 0, 0, 1]);
const PICTURE = bytes(segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]), segment(0xda, [1, 1, 0, 0, 63, 0]), SCAN, segment(0xc4, "table"), segment(0xda, [1, 1, 0, 0, 63, 0]), SCAN);

export function jpeg({ orientation = 6 } = {}) {
  return bytes(
    [0xff, 0xd8], segment(0xe0, JFIF, [1, 1], "RGB"), segment(0xe1, "Exif\0\0", exif({ orientation })),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", XMP), segment(0xe1, "http://ns.adobe.com/xmp/extension/\0", "F".repeat(40), XMP),
    segment(0xe1, "Exif\0\0", exif({ little: true, orientation: 3 })), ICC, segment(0xe2, "MPF\0II"), segment(0xed, resources()), ADOBE,
    segment(0xeb, "JP manifest"), segment(0xfe, "written by Amina"), PICTURE, [0xff, 0xfe], be(8, 2), "inside", [0xff, 0xff, 0xd9], be(24, 4), "ftypmp42a video",
  );
}

/** What is to be left of it, but for the segment of which side is up. */
export const JPEG_REST = { before: bytes([0xff, 0xd8], segment(0xe0, JFIF, [0, 0])), after: bytes(ICC, ADOBE, PICTURE, [0xff, 0xff, 0xd9]) };

export const chunk = (name, ...body) => {
  const checked = bytes(name, ...body);
  return bytes(be(checked.length - 4, 4), checked, be(crc32(checked), 4));
};

const PNG_HEAD = bytes("\x89PNG\r\n\x1a\n", chunk("IHDR", be(1, 4), be(1, 4), [8, 0, 0, 0, 0]), chunk("gAMA", be(45455, 4)));
const PNG_BODY = bytes(chunk("acTL", be(1, 4), be(0, 4)), chunk("IDAT", deflateSync(Buffer.from([0, 255]))));
export const PNG_REST = { before: PNG_HEAD, after: bytes(PNG_BODY, chunk("IEND")) };

export function png({ orientation = 6 } = {}) {
  return bytes(
    PNG_HEAD, chunk("eXIf", exif({ orientation })), chunk("tEXt", "Author\0Amina"), chunk("zTXt", "Comment\0\0", deflateSync(Buffer.from("packed words"))),
    chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", XMP), chunk("iTXt", "Title\0\x01\0en\0Title\0", deflateSync(Buffer.from("packed title"))),
    chunk("tIME", be(2024, 2), [5, 1, 10, 20, 30]), chunk("caBX", "claims"), PNG_BODY, chunk("IEND"), "the rest of a cropped picture",
  );
}

const riff = (name, body) => bytes(name, le(body.length, 4), body, body.length % 2 ? "\0" : "");

export function webp({ orientation = 6 } = {}) {
  const flags = bytes([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const chunks = bytes(riff("VP8X", flags), riff("VP8L", bytes("\x2fpicture")), riff("EXIF", exif({ little: true, orientation })), riff("XMP ", bytes(XMP)), riff("note", bytes("x")));
  return bytes("RIFF", le(chunks.length + 4, 4), "WEBP", chunks, "trailing");
}
