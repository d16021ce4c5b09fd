/**
 * What an address is, found out on the device and without asking anybody: its normal form, the platform, the account,
 * and what was pasted by mistake. What was typed is always sent beside it, so nothing here can lose evidence.
 *
 * The pages without scripts do the same in keys/links/recognise.py, the twin of this file: the examples that hold
 * both to the same words are in tests/browser_code/links.json.
 */

import table from "../../../keys/links/platforms.json" with { type: "json" };
import { accountOf, isShort, PLATFORMS, platformOf, within, words } from "./platforms.js";

/**
 * @typedef {object} Recognised
 * @property {string} given as it was typed
 * @property {string} url its normal form, or nothing if it is no address
 * @property {string} platform code, or nothing
 * @property {string} account
 * @property {string} problem what is odd about it: `email`, `phone`, `handle`, `script`, `file`, `local`, `text`,
 *   `search`, `home`, `short`, or nothing
 */

const MAX_URL = 2000;
const MAX_ACCOUNT = 200;

// Marks that phones and messengers put into copied text and that nobody sees.
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const MAIL = /^(?:mailto:)?([^\s@/:]+@[^\s@/:]+\.[^\s@/:?]+)(?:\?.*)?$/i;
const PHONE = /^(?:tel:|whatsapp:)?(\+?[\d\u0660-\u0669\s().-]{8,24})$/i;
const HANDLE = /^@[\p{L}\p{N}_.-]{2,60}$/u;
const SCRIPT = /^(?:javascript|data|vbscript|blob|about|chrome|view-source):/i;
const FILE = /^(?:file:|content:|[a-z]:[\\/]|\\\\|\/(?:storage|sdcard|home|Users|data)\/)/i;
const HOSTLIKE = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]+(?::\d+)?(?:[/?#].*)?$/u;
const ADDRESS_IN_TEXT = /https?:\/\/[^\s<>"\u201c\u201d\xab\xbb]+/i;
const AROUND = /^[<("'\xab\u201c]+|[>)"'\xbb\u201d.,;!\u061f\u060c]+$/g;
const PRIVATE_HOST = /^(?:localhost|.*\.local|.*\.localhost|\[.*\]|(?:0|10|127)(?:\.\d+){3}|192\.168(?:\.\d+){2}|169\.254(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2})$/;

const TRACKERS = new Set(words(table.trackers));
const TRACKER = /^(?:utm_|__cft__|__xts__)/;
const SEARCH_ENGINES = new RegExp(`^(?:[\\w-]+\\.)*(?:${words(table.searches).join("|")})\\.[a-z.]{2,6}$`);
/** Pages that only pass a visitor on: host (or its name before any ending), path, parameter that holds the address. */
const REDIRECTS = table.redirects.map(words);
const SEARCH_PATHS = /^(?:search|results|explore|hashtag|s)$/;

/** @param {string} text @returns {Recognised} */
export function recognise(text) {
  const given = text.trim();
  const clean = given.replace(INVISIBLE, "").trim();
  const nothing = { given, url: "", platform: "", account: "" };
  const odd = notAnAddress(clean);
  if (odd) return { ...nothing, ...odd };
  const url = unwrapped(parsed(clean));
  if (url === null) return { ...nothing, problem: "text" };
  if (PRIVATE_HOST.test(url.hostname)) return { ...nothing, problem: "local" };
  const platform = platformOf(url.hostname);
  const known = PLATFORMS[platform];
  tidy(url, words(known?.drop));
  const path = partsOf(url);
  const problem = oddity(url, path, known !== undefined);
  // A short address names nobody: its parts are keys to another one.
  const account = known === undefined || problem === "short" ? "" : shortened(accountOf(known, url, path));
  const { href } = url;
  return { given, url: href.length > MAX_URL ? "" : href, platform, account, problem };
}

/**
 * Take apart what was pasted into one field: several lines, or one message with several addresses in it.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function split(text) {
  return text.split(/[\r\n]+/).flatMap((line) => {
    const words = line.trim().split(/\s+/).filter(Boolean);
    const addresses = words.filter((word) => isAddress(word.replace(INVISIBLE, "").replace(AROUND, "")));
    return addresses.length > 1 ? addresses : words.length > 0 ? [line.trim()] : [];
  });
}

/** @param {string} account */
const shortened = (account) => [...account].slice(0, MAX_ACCOUNT).join("");

/** @param {string} word */
const isAddress = (word) => /^https?:\/\//i.test(word) || (HOSTLIKE.test(word) && !MAIL.test(word));

/** @param {string} clean @returns {{problem: string, account?: string} | null} */
function notAnAddress(clean) {
  const mail = MAIL.exec(clean)?.[1];
  if (mail) return { problem: "email", account: shortened(mail) };
  const phone = PHONE.exec(clean)?.[1];
  if (phone && phone.replace(/[^\d\u0660-\u0669]/g, "").length >= 8 && !/^\d+(?:\.\d+){3}$/.test(phone)) {
    return { problem: "phone", account: phone.trim() };
  }
  if (HANDLE.test(clean)) return { problem: "handle", account: clean };
  if (SCRIPT.test(clean)) return { problem: "script" };
  if (FILE.test(clean)) return { problem: "file" };
  return null;
}

/** Find the address in what was pasted, which may be a whole message around it. @param {string} clean */
function parsed(clean) {
  const inText = ADDRESS_IN_TEXT.exec(clean)?.[0];
  const candidate = inText ?? appAddress(clean) ?? clean.split(/\s+/).map((word) => word.replace(AROUND, "")).find(addressLike);
  if (candidate === undefined) return null;
  const whole = /^https?:\/\//i.test(candidate) ? candidate : `https://${candidate.replace(/^\/\//, "")}`;
  return parse(inText ? whole.replace(AROUND, "") : whole);
}

/** @param {string} word */
const addressLike = (word) => HOSTLIKE.test(word.replace(/^\/\//, "")) || /^localhost(?:[:/]|$)|^\d+(?:\.\d+){3}(?:[:/]|$)/i.test(word);

/** Addresses that open an app, in their form for everybody. @param {string} clean */
function appAddress(clean) {
  const query = new URLSearchParams(clean.split("?")[1] ?? "");
  if (/^tg:\/*resolve/i.test(clean) && query.has("domain")) return `t.me/${query.get("domain")}`;
  if (/^whatsapp:\/*send/i.test(clean) && query.has("phone")) return `wa.me/${query.get("phone")?.replace(/\D/g, "")}`;
  return undefined;
}

/** @param {string} text */
function parse(text) {
  try {
    const url = new URL(text);
    return url.hostname.includes(".") || url.hostname === "localhost" || url.hostname.startsWith("[") ? url : null;
  } catch {
    return null;
  }
}

/** @param {URL | null} url @returns {URL | null} the address that a passing-on page leads to */
function unwrapped(url) {
  for (let depth = 0; url !== null && depth < 3; depth += 1) {
    const { hostname, searchParams } = url;
    const path = partsOf(url).join("/") || "/";
    const parameter = REDIRECTS.find(([host = "", at, name = ""]) =>
      (host.includes(".") ? within(hostname, host) : `.${hostname}`.includes(`.${host}.`))
        && path === at && /^https?:\/\//i.test(searchParams.get(name) ?? ""))?.[2];
    if (parameter === undefined) return url;
    url = parse(searchParams.get(parameter) ?? "");
  }
  return url;
}

/** @param {URL} url @param {string[]} drop */
function tidy(url, drop) {
  url.username = url.password = "";
  url.hostname = oneHost(url.hostname.replace(/\.$/, ""));
  for (const name of [...url.searchParams.keys()]) {
    if (TRACKERS.has(name) || drop.includes(name) || TRACKER.test(name)) url.searchParams.delete(name);
  }
  if (url.hash === "" || url.hash.startsWith("#:~:")) url.hash = "";
  const video = url.hostname === "youtu.be" ? partsOf(url)[0] : undefined;
  if (video) {
    url.hostname = "www.youtube.com";
    url.pathname = "/watch";
    url.searchParams.set("v", video);
  }
}

/** One host for the several that show the same page. @param {string} host */
function oneHost(host) {
  const found = Object.entries(table.same).find(([, [bases, before]]) =>
    words(bases).some((base) => host === base || words(before).some((word) => host === `${word}.${base}`)));
  return found?.[0] ?? host;
}

/** @param {URL} url @returns {string[]} */
function partsOf(url) {
  return url.pathname.split("/").filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

/** @param {URL} url @param {string[]} path @param {boolean} known */
function oddity(url, path, known) {
  const searches = url.searchParams.has("q") || url.searchParams.has("p") || url.searchParams.has("text");
  const bare = path.length === 0 && url.search === "" && url.hash === "";
  if (SEARCH_ENGINES.test(url.hostname) && !known) return searches || /^(?:search|webhp)$/.test(path[0] ?? "") ? "search" : bare ? "home" : "";
  if (isShort(url, path)) return "short";
  if (!known) return "";
  if (SEARCH_PATHS.test(path[0] ?? "") && (searches || url.searchParams.has("search_query") || path[0] === "search")) return "search";
  return bare || (path.length === 1 && /^(?:home|home\.php|feed|foryou|login|login\.php|index\.html)$/.test(path[0] ?? "")) ? "home" : "";
}
