/** Doubting the device's clock where nothing is sealed: what is read is dated by others, so a wrong one is only said. */

import { isLate } from "./board.js";
import { today } from "./calendar.js";
import { fetchChallenge } from "./work.js";

/**
 * Whether the device's date is as far from the site's as would keep it from reporting. The site is asked only when its
 * board does not fit the device's day, which is the same for every codename; where it does not answer, nothing is said.
 * @param {import("./manifest.js").Manifest} manifest
 * @param {import("./board.js").BoardHeader} header
 */
export async function isWrong(manifest, header) {
  const day = today();
  if (!isLate(header, day) && header.issued <= day && manifest.issued <= day) return false;
  return fetchChallenge().then(
    () => false,
    ({ kind }) => kind === "clock",
  );
}
