/** Where the page's script starts. Only once all is in place does the page offer anything to fill in. */

import { Client } from "./client.js";
import { keepFingerprint } from "./deployment.js";
import { wakeFields } from "./fields.js";
import { offerLeaving } from "./leave.js";
import { repliesPage } from "./replies.js";
import { reportPage } from "./report.js";
import { sealedPage } from "./sealed.js";
import { awake } from "./views.js";

const pages = new Map([
  ["replies", repliesPage],
  ["report", reportPage],
  ["sealed", sealedPage],
]);
const page = pages.get(document.body.dataset.page ?? "");
keepFingerprint();
if (page === undefined) {
  // A page to read: nothing to seal, nothing to stop.
  offerLeaving(() => {});
} else {
  const client = new Client();
  offerLeaving(() => client.stop());
  wakeFields();
  page(client);
  awake();
}
