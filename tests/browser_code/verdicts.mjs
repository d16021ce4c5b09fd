/**
 * What the browser code says of reports, for Python to compare: a JSON list of [report in hex, deployment in hex] on
 * standard input, a list of "success" or the kind of failure on standard output.
 */

import { readFileSync } from "node:fs";

import { failureOf } from "./bend.mjs";
import { report, wire } from "./code.mjs";

const unhex = (text) => wire.fromHex(text, text.length / 2);
const verdicts = [];
for (const [data, deployment] of JSON.parse(readFileSync(0, "utf-8"))) {
  const failure = await failureOf(() => report.parse(unhex(data), unhex(deployment)));
  verdicts.push(failure?.kind ?? "success");
}
process.stdout.write(JSON.stringify(verdicts));
