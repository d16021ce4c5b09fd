/** What the browser code says of addresses, for Python to compare: JSON lists on standard input and output. */

import { readFileSync } from "node:fs";

import { recognise } from "../../submit/browser/page/recognise.js";

const verdicts = JSON.parse(readFileSync(0, "utf-8")).map((given) => {
  const { url, platform, account, problem } = recognise(given);
  return [url, platform, account, problem];
});
process.stdout.write(JSON.stringify(verdicts));
