/** The script of pages to read: nothing to seal, nothing to stop; only the way out, and the fingerprint carried on. */

import { offerLeaving } from "./leave.js";
import { keepFingerprint } from "./pinned.js";

keepFingerprint();
offerLeaving(() => {});
