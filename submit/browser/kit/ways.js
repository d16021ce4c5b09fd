/** The ways to the site that a kit knows: over the web, over Tor. One is used, and the reader can choose another. */

import { all, one, part } from "../page/dom.js";
import { kit } from "./held.js";
import { hashOf, shown, way } from "./hash.js";

/** @param {string} name of the page that is shown */
export function offerWays(name) {
  part("[data-way]").textContent = host(kit.addresses[way] ?? "");
  for (const radio of all("input[data-way-number]", HTMLInputElement)) {
    radio.name = "way";
    radio.checked = Number(radio.dataset.wayNumber) === way;
    radio.addEventListener("change", () => location.replace(hashOf(`${shown}/${name}`, Number(radio.dataset.wayNumber))));
  }
  one("[data-ways]", HTMLDetailsElement).hidden = false;
}

/** @param {string} address */
const host = (address) => address.replace(/^https?:\/\//, "");
