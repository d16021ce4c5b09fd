/** Small PDF and office documents with authors, times, remarks and photos in them. */

import { crc32, deflateRawSync, deflateSync } from "node:zlib";

import { bytes, exif, jpeg, le, XMP } from "./metadata-pictures.mjs";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** A ZIP archive as office programs write it: with times, extra fields, remarks. @param {[string, Uint8Array | string][]} files */
export function zip(files, { time = 0x58a15295, flags = 0, stored = ["mimetype"] } = {}) {
  let at = 0;
  const [bodies, list] = [[], []];
  for (const [name, content] of files) {
    const plain = bytes(content);
    const isStored = stored.includes(name);
    const packed = isStored ? plain : bytes(deflateRawSync(plain));
    const head = bytes(le(20, 2), le(flags, 2), le(isStored ? 0 : 8, 2), le(time, 4), le(crc32(plain), 4), le(packed.length, 4), le(plain.length, 4), le(name.length, 2));
    const body = bytes("PK\x03\x04", head, le(9, 2), name, "UT\x05\0\x01time", packed);
    list.push(bytes("PK\x01\x02", le(0x0314, 2), head, le(0, 2), le(6, 2), new Uint8Array(8), le(at, 4), name, "remark"));
    bodies.push(body);
    at += body.length;
  }
  const directory = bytes(...list);
  return bytes(...bodies, directory, "PK\x05\x06", le(0, 4), le(files.length, 2), le(files.length, 2), le(directory.length, 4), le(at, 4), le(5, 2), "words");
}

const CORE = `${DECLARATION}<cp:coreProperties xmlns:cp="core" xmlns:dc="dc"><dc:title>Plan</dc:title><dc:creator>Amina Writer</dc:creator>
<cp:lastModifiedBy>Badr Editor</cp:lastModifiedBy><dcterms:created xsi:type="x">2024-05-01T10:20:30Z</dcterms:created></cp:coreProperties>`;
const APP = `${DECLARATION}<Properties xmlns="app"><Application>Word Program</Application><Company>Secret Company</Company></Properties>`;
const CUSTOM = `${DECLARATION}<Properties xmlns="custom"><property name="Client"><vt:lpwstr>A client</vt:lpwstr></property></Properties>`;
const PARTS = [
  ["[Content_Types].xml", "<Types/>"], ["_rels/.rels", "<Relationships/>"], ["docProps/core.xml", CORE], ["docProps/app.xml", APP], ["docProps/custom.xml", CUSTOM],
  ["docProps/thumbnail.jpeg", "an older first page"],
];

export const docx = (...more) => zip([...PARTS, ["word/document.xml", "<w:document>Text</w:document>"], ["word/media/image1.jpg", jpeg()], ...more]);
export const changed = () => docx(["word/comments.xml", '<w:comment w:author="Amina Critic"/>'], ["word/footnotes.xml", '<w:ins w:id="1" w:author="Badr Changer">'], ["_xmlsignatures/sig1.xml", "<Signature/>"],
  ["word/_rels/settings.xml.rels", '<Relationship Target="file:///D:/badr/letter.dotx"/>'], ["word/embeddings/sheet.xlsx", "PK"]);
export const odd = () => zip([...PARTS.slice(0, 2), ["docProps/core.xml", "no element"], ["docProps/thumbnail.wmf", "an older first page"]]);
export const slides = () => zip([...PARTS, ["ppt/commentAuthors.xml", '<p:cmAuthor id="1" name="Amina Critic"/>']]);
export const xlsx = () => zip([...PARTS, ["xl/workbook.xml", '<workbook><x15ac:absPath url="C:\\Users\\amina\\" xmlns:x15ac="a"/></workbook>']]);

const META = `${DECLARATION}<office:document-meta xmlns:office="o" office:version="1.2"><office:meta><meta:initial-creator>Amina Writer</meta:initial-creator>
<dc:date>2024-05-01T10:20:30</dc:date><meta:generator>Office/7</meta:generator></office:meta></office:document-meta>`;
const SETTINGS = '<config:config-item config:name="PrinterName" config:type="string">Amina office</config:config-item>';
export const odt = (content = "<office:document-content>Text</office:document-content>") =>
  zip([["mimetype", "application/vnd.oasis.opendocument.text"], ["content.xml", content], ["meta.xml", META], ["settings.xml", SETTINGS], ["Thumbnails/thumbnail.png", "old page"]]);
export const remarked = () => odt("<office:annotation><dc:creator>Amina Critic</dc:creator></office:annotation><text:tracked-changes>");

export function pdf() {
  const packed = deflateSync(Buffer.from("1 0 2 40 << /Author (Packed \\(Author\\)) >> << /Type /Annot /Subtype /Highlight >>"));
  return bytes(
    "%PDF-1.7\n1 0 obj << /Author (Amina \\303\\251 Writer) /Creator <FEFF0057006F00720064> /Producer 7 0 R /Keywords () /CreationDate (D:20240501102030+01'00') >> endobj\n",
    "2 0 obj << /Type /ObjStm /N 2 /First 8 /Length 90 /Filter /FlateDecode >>\nstream\r\n", packed, "\nendstream endobj\n",
    "3 0 obj << /Type /Metadata >> stream\n", XMP, "\nendstream endobj\n4 0 obj << /Filter /DCTDecode >> stream\nExif\0\0", exif(),
    "\nendstream endobj 5 0 obj << /Type /EmbeddedFile >>\ntrailer << >> startxref 9 %%EOF\n6 0 obj (more)\ntrailer startxref 10\n%%EOF",
  );
}

/** The same name a million times, packed: kilobytes that unpack to megabytes. */
export const swollen = () =>
  bytes("%PDF-1.7\n<< /Type /ObjStm >> stream\n", deflateSync(Buffer.from("/Author (Amina) ".repeat(1e6))), "\nendstream startxref 1 %%EOF");

export const locked = () => bytes("%PDF-1.7\n<< /Author (\x91\x92\x93) >> trailer << /Encrypt 5 0 R >> startxref 1 %%EOF");
export const old = () => bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", new Uint8Array(600));
