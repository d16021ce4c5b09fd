/** Whom to call in which country; countries, regions and towns to choose from. */

import { all, one, part } from "./dom.js";
import { field, followChoices } from "./fields.js";

const HOME = "MA";

/** @param {string} name */
const list = (name) => /** @type {HTMLSelectElement} */ (field(name));

export function wakePlaces() {
  const [calls, country, region] = [list("calls-country"), list("country"), list("region")];
  nameCountries(one("[data-countries]", HTMLOptGroupElement, calls));
  for (const group of all("optgroup", HTMLOptGroupElement, calls)) {
    country.append(group.cloneNode(true));
  }
  country.value = "";
  for (const option of country.options) option.defaultSelected = option.value === "";
  repeatCalls();
  calls.addEventListener("change", () => showNumbers(calls));
  region.addEventListener("change", () => offerCities(region));
  let told = "";
  // While it is typed, not when it is left: what appears then would move "Continue" away under the finger.
  field("city").addEventListener("input", () => (told = findRegion(region, told)));
  offerCities(region);
}

/**
 * Name the countries that the page gives by code, in their alphabet's order.
 *
 * @param {HTMLOptGroupElement} group
 */
function nameCountries(group) {
  const { countries = "", namedIn } = group.dataset;
  const names = new Intl.DisplayNames(namedIn, { type: "region" });
  const codes = countries.split(" ").flatMap(([first = "", ...second]) => second.map((letter) => first + letter));
  const options = codes.map((code) => new Option(names.of(code), code));
  const { compare } = new Intl.Collator(namedIn);
  group.append(...options.sort((one, other) => compare(one.text, other.text)));
}

/** Whom to call in a country, as pairs of service and number; nothing if we do not know. @param {string} country */
function numbersOf(country) {
  const { numbers = "" } = part("[data-numbers]").dataset;
  const entries = numbers.split(";").map((entry) => entry.split("="));
  const [, services = ""] = entries.find(([codes]) => codes?.split(" ").includes(country)) ?? [];
  return services.split(" ").filter(Boolean).map((entry) => /** @type {[string, string]} */ (entry.split(":")));
}

/** Whom to call stands in the page once, before anything else; it is said again where an answer makes it urgent. */
function repeatCalls() {
  const said = [part("[data-calls]"), part("[data-anywhere]")];
  for (const place of all("[data-calls-again]", HTMLElement)) {
    place.replaceWith(...said.map((each) => each.cloneNode(true)));
  }
}

/** @param {HTMLSelectElement} country */
function showNumbers(country) {
  const known = numbersOf(country.value);
  const numbers = new Map(known.length > 0 ? known : [["all", "112"]]);
  const here = country.value === HOME;
  for (const item of all("[data-service]", HTMLElement)) {
    const number = numbers.get(item.dataset.service ?? "");
    item.hidden = number === undefined;
    if (number === undefined) continue;
    one("a", HTMLAnchorElement, item).href = `tel:${number}`;
    part("bdi", item).textContent = number;
    for (const words of all("[data-here]", HTMLElement, item)) words.hidden = !here;
    part("[data-abroad]", item).hidden = here && item.querySelector("[data-here]") !== null;
  }
  for (const hint of all("[data-anywhere]", HTMLElement)) hint.hidden = known.length > 0;
}

/** @param {HTMLOptionElement} region */
const citiesOf = ({ dataset }) => (dataset.cities ?? "").split("|").filter(Boolean);

/** Towns of the chosen region, or of all. @param {HTMLSelectElement} region */
function offerCities(region) {
  const from = region.value ? [...region.selectedOptions] : [...region.options];
  const offered = from.flatMap(citiesOf).map((name) => {
    const option = document.createElement("option");
    option.value = name;
    return option;
  });
  part("#cities").replaceChildren(...offered);
}

/**
 * A town of ours that is typed tells its region, as long as nobody chose another.
 *
 * @param {HTMLSelectElement} region
 * @param {string} told the region that the town told last
 */
function findRegion(region, told) {
  const name = field("city").value.trim();
  const found = [...region.options].find((option) => citiesOf(option).includes(name))?.value ?? "";
  if (region.value !== told || found === told || ![HOME, ""].includes(list("country").value)) return told;
  if (found) list("country").value = HOME;
  region.value = found;
  followChoices();
  return found;
}
