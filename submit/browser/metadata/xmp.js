/** XMP (ISO 16684): XML about a picture, document or video; the properties that say who, where, when and with what. */

import { place } from "./findings.js";
import { valuesOf } from "./xml.js";

/** @typedef {import("./findings.js").Found} Found */
/** @typedef {import("./findings.js").Kind} Kind */

/** @type {Partial<Record<Kind, string>>} */
const NAMES = {
  location: `photoshop:City photoshop:State photoshop:Country Iptc4xmpCore:Location Iptc4xmpExt:City
    Iptc4xmpExt:Sublocation drone-dji:GpsLatitude drone-dji:GpsLongitude exif:GPSAltitude`,
  camera: "tiff:Make tiff:Model aux:SerialNumber aux:Lens exifEX:BodySerialNumber exifEX:LensModel exifEX:LensSerialNumber",
  author: `dc:creator dc:rights dc:contributor dc:publisher tiff:Artist aux:OwnerName exifEX:CameraOwnerName
    photoshop:Credit photoshop:CaptionWriter photoshop:Source pdf:Author xmpRights:Owner Iptc4xmpCore:CiEmailWork
    Iptc4xmpCore:CiTelWork`,
  time: "exif:DateTimeOriginal xmp:CreateDate xmp:ModifyDate photoshop:DateCreated xap:CreateDate xap:ModifyDate",
  software: "xmp:CreatorTool xap:CreatorTool tiff:Software pdf:Producer stEvt:softwareAgent",
  comment: "dc:description dc:title dc:subject pdf:Keywords exif:UserComment photoshop:Headline photoshop:Instructions",
  thumbnail: "xmpGImg:format xapGImg:format",
  edits: "stEvt:action photoshop:DocumentAncestors",
};

/**
 * Return what an XMP packet says; at least that it is there.
 * @param {string} xml
 * @returns {Found[]}
 */
export function readXmp(xml) {
  /** @type {Found[]} */
  const found = [];
  const [where] = pair(xml);
  if (where) found.push({ kind: "location", value: where });
  for (const [kind, names] of /** @type {[Kind, string][]} */ (Object.entries(NAMES))) {
    const values = names.split(/\s+/).flatMap((name) => valuesOf(xml, name));
    found.push(...values.map((value) => ({ kind, value })));
  }
  return found.length > 0 ? found : [{ kind: "other", value: "XMP" }];
}

/** @param {string} xml @returns {string[]} */
function pair(xml) {
  const [latitude, longitude] = ["exif:GPSLatitude", "exif:GPSLongitude"].map((name) => valuesOf(xml, name)[0]);
  if (latitude === undefined || longitude === undefined) return [];
  return [place(degrees(latitude), degrees(longitude)) || `${latitude}, ${longitude}`];
}

/** Read "33,34.386N" or "33,34,23N" (XMP part 2, GPSCoordinate). @param {string} coordinate */
function degrees(coordinate) {
  const [, numbers = "", side = ""] = /^([\d.,]{1,40})([NSEW])$/.exec(coordinate) ?? [];
  const value = numbers.split(",").reduce((sum, part, n) => sum + Number(part) / 60 ** n, 0);
  return side === "" ? NaN : /[SW]/.test(side) ? -value : value;
}
