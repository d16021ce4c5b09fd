/**
 * What a reporter says in a first report, beside the text (docs/formats.md §5.6); twin of keys/draft.py.
 *
 * Codes are checked for their form, not against a list: an operator may add categories and questions.
 */

import { Shape } from "./shape.js";

/** @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {{given: string, url: string, platform: string, account: string}} Link `given` is as it was typed */
/** @typedef {{kind: string, name: string, account: string}} Elsewhere where it is, if not behind a link */
/** @typedef {{day: string, precision: string}} Seen */
/** @typedef {{of: string, country: string, region: string, city: string}} Place */
/**
 * What the reporter wrote; later messages use only the first five. An identity stands here as it is sent.
 * @typedef {object} Draft
 * @property {"report" | "follow-up" | "erase"} kind
 * @property {"device" | "kit"} path
 * @property {string} lang
 * @property {string} sent
 * @property {string} text
 * @property {string} [category]
 * @property {string} [topic]
 * @property {{[question: string]: string}} [answers]
 * @property {string} [danger]
 * @property {string} [who]
 * @property {string} [ongoing]
 * @property {string[]} [told]
 * @property {string} [role]
 * @property {Link[]} [links]
 * @property {Elsewhere} [elsewhere]
 * @property {Seen} [seen]
 * @property {Place} [place]
 * @property {{[key: string]: string}} [identity]
 */

const MAX_ANSWERS = 16;
const MAX_LINKS = 20;
const MAX_TOLD = 8;
const CODE = /^[a-z][a-z0-9_]{0,31}$/;
const COUNTRY = /^[A-Z]{2}$/;
const REGION = /^[A-Z]{2}-[A-Z0-9]{1,3}$/;
const MAYBE = ["yes", "no", "unknown"];
const shape = new Shape("report");

/** What a report says where nothing was chosen or typed: every key that only a first report has, but for its identity. */
const NOTHING = {
  answers: {},
  category: "other",
  danger: "unknown",
  elsewhere: { account: "", kind: "", name: "" },
  links: [],
  ongoing: "unknown",
  place: { city: "", country: "", of: "", region: "" },
  role: "witness",
  seen: { day: "", precision: "unknown" },
  told: [],
  topic: "",
  who: "",
};

export const PARTICULARS = /** @type {(keyof typeof NOTHING)[]} */ (Object.keys(NOTHING));

/**
 * Return the particulars as JSON holds them.
 * @param {Draft} draft
 */
export const fields = (draft) => Object.fromEntries(PARTICULARS.map((name) => [name, draft[name] ?? NOTHING[name]]));

/**
 * Check the particulars of a report's JSON; kind `report`.
 * @param {Fields} untrusted
 */
export function check(untrusted) {
  code(untrusted.category);
  codeOrNone(untrusted.topic);
  checkAnswers(shape.mapping(untrusted.answers, MAX_ANSWERS));
  shape.choice(untrusted.danger, MAYBE);
  shape.choice(untrusted.who, ["", "me", "child", "other", "group"]);
  shape.choice(untrusted.ongoing, MAYBE);
  checkTold(shape.items(untrusted.told, 0, MAX_TOLD).map(code));
  shape.choice(untrusted.role, ["target", "child", "witness", "professional"]);
  shape.items(untrusted.links, 0, MAX_LINKS).forEach(checkLink);
  checkElsewhere(untrusted.elsewhere);
  checkSeen(untrusted.seen);
  checkPlace(untrusted.place);
}

/** @param {unknown} value */
const code = (value) => shape.match(value, CODE);

/** @param {unknown} value */
const codeOrNone = (value) => value === "" || code(value);

/** @param {Fields} answers */
function checkAnswers(answers) {
  for (const [question, answer] of Object.entries(answers)) {
    code(question);
    shape.text(answer, 1, 500);
  }
}

/** @param {string[]} told */
function checkTold(told) {
  if (told.some((item, index) => index > 0 && item <= /** @type {string} */ (told[index - 1]))) {
    throw shape.fail("Who was told is listed once each, in ascending order.");
  }
}

/** @param {unknown} value */
function checkLink(value) {
  const link = shape.keys(value, ["account", "given", "platform", "url"]);
  shape.text(link.given, 1, 2000);
  shape.text(link.url, 0, 2000);
  codeOrNone(link.platform);
  shape.text(link.account, 0, 200);
}

/** @param {unknown} value */
function checkElsewhere(value) {
  const elsewhere = shape.keys(value, ["account", "kind", "name"]);
  shape.choice(elsewhere.kind, ["", "app", "message", "live", "call", "other"]);
  shape.text(elsewhere.name, 0, 100);
  shape.text(elsewhere.account, 0, 200);
}

/** @param {unknown} value */
function checkSeen(value) {
  const seen = shape.keys(value, ["day", "precision"]);
  if (seen.day !== "") shape.day(seen.day);
  shape.choice(seen.precision, ["day", "about", "unknown"]);
}

/** @param {unknown} value */
function checkPlace(value) {
  const place = shape.keys(value, ["city", "country", "of", "region"]);
  shape.choice(place.of, ["", "event", "reporter"]);
  if (place.country !== "") shape.match(place.country, COUNTRY);
  if (place.region !== "") shape.match(place.region, REGION);
  shape.text(place.city, 0, 100);
}
