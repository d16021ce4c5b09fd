/** What the kit's file holds beside its script: pages as templates, the workers' code, the words, and what is pinned. */

import { one } from "../page/dom.js";

/**
 * @typedef {object} Kit
 * @property {string} fingerprint of the root keys, in hex
 * @property {string[]} addresses of the site: scheme and host
 * @property {string[]} languages
 * @property {Record<string, string>} also which of them is nearest to another
 */

/** @param {string} name */
export const text = (name) => one(`script[data-file="${name}"]`, HTMLScriptElement).text;

/** @type {Kit} */
export const kit = JSON.parse(text("kit.json"));

/** @param {string} name @returns {HTMLTemplateElement | null} the page of this name, `<language>/<page>` */
export const page = (name) => document.querySelector(`template[data-kit-page="${name}"]`);
