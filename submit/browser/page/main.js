/** Where the page's script starts. Only once all is in place does the page offer anything to fill in. */

import { Client } from "./client.js";
import { keepFingerprint } from "./deployment.js";
import { wakeFields } from "./fields.js";
import { offerLeaving } from "./leave.js";
import { repliesPage } from "./replies.js";
import { reportPage } from "./report.js";
import { awake } from "./views.js";

const client = new Client();
offerLeaving(() => client.stop());
keepFingerprint();
wakeFields();
if (document.body.dataset.page === "replies") repliesPage(client);
else reportPage(client);
awake();
