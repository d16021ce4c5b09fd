/** How a page's script starts. Only once all is in place does the page offer anything to fill in. */

import { Client } from "./client.js";
import { wakeFields } from "./fields.js";
import { offerLeaving } from "./leave.js";
import { keepFingerprint } from "./pinned.js";
import { awake } from "./views.js";

/** @param {(client: Client) => void} page */
export function start(page) {
  keepFingerprint();
  const client = new Client();
  offerLeaving(() => client.stop());
  wakeFields();
  page(client);
  awake();
}
