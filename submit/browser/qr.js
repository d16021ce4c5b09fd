/**
 * A worker of its own that turns a text into the modules of a QR code (ISO/IEC 18004): fetched only by those who ask for
 * one. `{id, do: "qr", text}` is answered by `{id, event: "result", size, dark}`: one byte a module, row by row, with the
 * quiet zone that scanners need around them.
 */

import encode from "qr";

const QUIET = 4; // modules, §6.3.8

/** @typedef {{postMessage(answer: object): void, onmessage: (event: {data: {id: number, do: string, text: string}}) => void}} Scope */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

scope.onmessage = ({ data: { id, text } }) => {
  try {
    const rows = encode(text, "raw", { ecc: "medium", border: QUIET });
    scope.postMessage({ id, event: "result", size: rows.length, dark: Uint8Array.from(rows.flat(), Number) });
  } catch {
    scope.postMessage({ id, event: "error", kind: "bounds" });
  }
};
