/** Where a page is: on a site, which has its code and its deployment. The reporter kit has kit/place.js instead. */

import { fingerprint } from "./pinned.js";

export const SEALING = "/static/amana-worker.js";
export const METADATA = "/static/amana-metadata.js";
export const DRAWING = "/static/amana-qr.js";
export const RECOGNISING = "/static/amana-links.js";

/** All that this page ever starts code from, beside its own script. */
export const ADDRESSES = [SEALING, METADATA, DRAWING, RECOGNISING];

/** What the worker is told beside "open". @type {Record<string, unknown>} */
export const opening = fingerprint ? { fingerprint } : {};
