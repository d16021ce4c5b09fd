/** The one policy by which a page starts code (Trusted Types): it admits the addresses of page/place.js, and no other. */

import { ADDRESSES } from "./place.js";

/** @typedef {{createPolicy(name: string, rules: {createScriptURL(url: string): string}): {createScriptURL(url: string): unknown}}} TrustedTypes */

/** @type {ReturnType<TrustedTypes["createPolicy"]> | undefined} */
let policy;

/**
 * The same address, as the browser wants to be given it.
 *
 * @param {string} address
 */
export function trusted(address) {
  const types = /** @type {{trustedTypes?: TrustedTypes}} */ (globalThis).trustedTypes;
  if (types === undefined) return address;
  policy ??= types.createPolicy("amana", { createScriptURL: admitted });
  return /** @type {string} */ (policy.createScriptURL(address));
}

/** @param {string} url */
function admitted(url) {
  if (!ADDRESSES.includes(url)) throw new TypeError("not a script of this site");
  return url;
}
