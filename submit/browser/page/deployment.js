/** Getting to know the deployment: its manifest is fetched and checked by the worker before anything is sent. */

import { all, part } from "./dom.js";
import { choices, followChoices } from "./fields.js";
import { opening } from "./place.js";
import { clearNotice, judge, notice } from "./views.js";
import { language, sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {{names: Record<string, string>, demonstration: boolean, limits: {attachments: number, envelope: number}, lanes: string[], identity: boolean}} Deployment */

/**
 * Open the deployment and show whose it is. A failure is shown with a way to try again, and told to `failed`; `null` then.
 *
 * @param {Client} client
 * @param {(deployment: Deployment) => void} ready called each time it succeeds
 * @param {(failure: Failure) => void} [failed]
 * @returns {Promise<Deployment | null>}
 */
export async function openDeployment(client, ready, failed = () => {}) {
  clearNotice();
  try {
    const deployment = await client.ask({ do: "open", ...opening });
    part("[data-slot=organisation]").textContent = deployment.names[language] ?? deployment.names.en;
    part("[data-demonstration]").hidden = !deployment.demonstration;
    judge(null);
    ready(deployment);
    return deployment;
  } catch (error) {
    const failure = /** @type {Failure} */ (error);
    judge(failure.kind);
    notice(sayFailure(failure), () => {
      client.restart();
      void openDeployment(client, ready, failed);
    });
    failed(failure);
    return null;
  }
}

/**
 * Offer only what this deployment has: its lanes, and a declared identity if there is a custodian's key.
 *
 * @param {Deployment} deployment
 */
export function offer({ lanes, identity }) {
  for (const asked of all("[data-lanes]", HTMLElement)) {
    asked.hidden = lanes.length < 2;
    for (const choice of choices(asked.dataset.lanes ?? "")) {
      hideChoice(choice, !lanes.includes(choice.value));
      if (lanes.length > 1) continue;
      choice.checked = choice.value === lanes[0];
      choice.toggleAttribute("data-default", choice.checked);
    }
  }
  for (const choice of choices("identity")) {
    if (choice.value === "declared") hideChoice(choice, !identity);
  }
  followChoices();
}

/**
 * @param {HTMLInputElement} choice
 * @param {boolean} hidden
 */
function hideChoice(choice, hidden) {
  const label = choice.closest("label");
  if (label) label.hidden = hidden;
  choice.disabled = hidden;
}
