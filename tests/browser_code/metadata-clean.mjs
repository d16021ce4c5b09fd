/** For tests in Python: clean each file named, write it beside as NAME.clean, print what was found as JSON lines. */

import { readFileSync, writeFileSync } from "node:fs";

import { metadata } from "./code.mjs";

for (const name of process.argv.slice(2)) {
  const blob = new Blob([readFileSync(name)]);
  const before = await metadata.inspect(blob);
  const clean = before.removable ? await metadata.clean(blob) : blob;
  writeFileSync(`${name}.clean`, new Uint8Array(await clean.arrayBuffer()));
  console.log(JSON.stringify({ before, after: await metadata.inspect(clean) }));
}
