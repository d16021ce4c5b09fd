/**
 * The word lists as the pages serve them: one file for all, so that who fetches it does not tell which spelling they use.
 *
 * Its SHA-256 is built into the worker, so that an altered list is refused. Anybody can make the file again:
 * cat keys/words/{eff,fr,es,ar}.txt
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const folder = new URL("../../keys/words/", import.meta.url);

export const bytes = Buffer.concat(
  ["eff", "fr", "es", "ar"].map((name) => readFileSync(new URL(`${name}.txt`, folder))),
);
export const sha256 = createHash("sha256").update(bytes).digest("hex");
