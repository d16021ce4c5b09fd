/**
 * The platforms that most reports name: their hosts, and where in an address each of them writes the account.
 *
 * What they are stands in keys/links/platforms.json, which the pages without scripts read too
 * (keys/links/platforms.py, the twin of this file). Nothing here touches the page or the network. Codes are those of
 * docs/formats.md §5.6.1.
 */

import table from "../../../keys/links/platforms.json" with { type: "json" };

/**
 * @typedef {object} Platform lists of words are separated by spaces
 * @property {string} name as the platform writes itself, in every language
 * @property {string} hosts with all below them
 * @property {string[]} [account] finders, of which the first that finds something counts: its name, then its words
 * @property {string} [own] what is no account wherever it stands
 * @property {string} [at] what an account begins with
 * @property {string} [short] hosts, and hosts with the path's first part, of addresses that only lead to another
 * @property {string} [drop] parameters that say who shared it, not what it is
 */

/** @type {Record<string, Platform>} */
export const PLATFORMS = table.platforms;
const HANDLE = /^@?[\p{L}\p{N}_.-]{2,100}$/u;
const USER_NAME = /^[A-Za-z]\w{3,31}$/;

/** @param {string | undefined} text */
export const words = (text = "") => text.split(" ").filter(Boolean);

/** @typedef {(url: URL, path: string[], among: string[]) => string | null | undefined} Finder */
/** @type {Record<string, Finder>} */
const FINDERS = {
  first: (_, path) => path[0],
  second: (_, path, among) => (among.includes(path[0] ?? "") ? path[1] : ""),
  third: (_, path, among) => (among.includes(path[0] ?? "") ? path[2] : ""),
  after: (_, path, among) => path[path.findIndex((part) => among.includes(part)) + 1 || path.length],
  marked: (_, path) => path.find((part) => part.startsWith("@")),
  host: (url, path, among) => (among.includes(url.hostname) ? path[0] : ""),
  query: ({ searchParams }, path, [name = "", ...among]) =>
    among.length === 0 || among.includes(path[0] ?? "") ? searchParams.get(name) : "",
};

/**
 * Accounts that are written in a way of their own: a number, or a name with what it is before it.
 *
 * @type {Record<string, (url: URL, path: string[], named: (...finder: string[]) => string) => string>}
 */
const OWN_WAYS = {
  telegram(url, path, named) {
    const name = /^#@?(\w+)$/.exec(url.hash)?.[1] ?? (named("second", "s") || named("first"));
    if (/^\+\d{8,15}$/.test(path[0] ?? "")) return path[0] ?? "";
    return named("second", "c") || (USER_NAME.test(name) ? `@${name}` : "");
  },
  whatsapp(url, path) {
    const number = (url.searchParams.get("phone") ?? (url.hostname === "wa.me" ? path[0] : "") ?? "").replace(/\D/g, "");
    return number.length > 7 ? `+${number}` : "";
  },
  reddit(_, __, named) {
    const person = named("after", "user", "u");
    const community = named("after", "r");
    return person ? `u/${person}` : community && `r/${community}`;
  },
  signal: (url) => /^#p\/(\+\d+)$/.exec(url.hash)?.[1] ?? "",
};

/** The account an address names, or nothing. @param {Platform} platform @param {URL} url @param {string[]} path */
export function accountOf({ account = [], own, at = "" }, url, path) {
  /** @type {(...finder: string[]) => string} */
  const named = (finder = "", ...among) => {
    const name = FINDERS[finder]?.(url, path, among) ?? "";
    return HANDLE.test(name) && !words(own).includes(name) ? name : "";
  };
  const found = account.map(words).map((finder) => OWN_WAYS[finder[0] ?? ""]?.(url, path, named) ?? named(...finder)).find(Boolean) ?? "";
  return found && !found.startsWith("@") ? at + found : found;
}

/** @param {string} host @param {string} of */
export const within = (host, of) => host === of || host.endsWith(`.${of}`);

/** The code of a host's platform, or nothing. @param {string} host */
export const platformOf = (host) =>
  Object.keys(PLATFORMS).find((code) => {
    const { hosts, short } = PLATFORMS[code] ?? {};
    return [...words(hosts), ...words(short)].some((one) => within(host, one));
  }) ?? "";

/**
 * Whether an address only leads to another one: what it leads to can be changed or taken away later.
 *
 * @param {URL} url
 * @param {string[]} path
 */
export function isShort(url, path) {
  const host = url.hostname.replace(/^(www|m|web)\./, "");
  const short = [table.shorteners, ...Object.values(PLATFORMS).map(({ short: one }) => one)].flatMap(words);
  return short.includes(host) || short.includes(`${host}/${path[0] ?? ""}`);
}

/** The name a platform goes by. @param {string} code */
export const platformName = (code) => PLATFORMS[code]?.name ?? "";
