/** The root fingerprint that a link or QR code carries, and that the links of this site carry on. */

import { all } from "./dom.js";

/** Hex; read before anything can change the address. */
export const fingerprint = /[#&]f=([0-9a-f]{64})(?:&|$)/i.exec(location.hash)?.[1]?.toLowerCase();

/** Let every link carry it, so that the next page checks it too. */
export function keepFingerprint() {
  if (fingerprint === undefined) return;
  for (const link of all("a[data-keep-fragment]", HTMLAnchorElement)) link.hash = `f=${fingerprint}`;
}
