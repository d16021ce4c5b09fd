/**
 * The reporter kit: the site's own pages in one saved file. The page that is asked for takes the place of all others,
 * then its script starts as it would on the site. To go to another one is to load the file again, so that nothing of
 * one page is left in the next.
 */

import { all, part } from "../page/dom.js";
import { rewind } from "../page/trail.js";
import { page } from "./held.js";
import { hashOf, shown, wanted } from "./hash.js";
import { offerWays } from "./ways.js";

/** @type {Record<string, () => Promise<unknown>>} */
const SCRIPTS = {
  "": () => import("../page/report.js"),
  replies: () => import("../page/replies.js"),
  sealed: () => import("../page/sealed.js"),
};
const reading = () => import("../page/reading.js");

function open() {
  const name = page(`${shown}/${wanted}`) ? wanted : "";
  const template = /** @type {HTMLTemplateElement} */ (page(`${shown}/${name}`));
  const { lang, dir, title, dataset } = template;
  Object.assign(document.documentElement, { lang, dir });
  document.title = title;
  document.body.dataset.page = dataset.kind;
  document.body.replaceChildren(document.importNode(template.content, true));
  for (const link of all('a[href^="#"]', HTMLAnchorElement)) carryOn(link);
  document.addEventListener("click", (event) => void follow(event));
  addEventListener("hashchange", () => location.hash.includes("/") && location.reload());
  offerWays(name);
  void (SCRIPTS[name] ?? reading)();
}

/** Let a link keep the way that was chosen. @param {HTMLAnchorElement} link */
function carryOn(link) {
  const asked = link.hash.slice(1);
  if (asked.includes("/")) link.setAttribute("href", hashOf(asked));
}

/** Pages of the kit take each other's place in the history, as those of the site do. @param {MouseEvent} event */
async function follow(event) {
  const link = /** @type {Element} */ (event.target).closest("a");
  const aside = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (link === null || aside || link.target || !link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  if (link.hash === "#main") return part("#main").focus();
  if (link.hash === location.hash) return location.reload();
  await rewind();
  location.replace(link.hash);
}

open();
