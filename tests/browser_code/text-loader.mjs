/** Lets Node import text files as the build's bundler does. */

import { readFile } from "node:fs/promises";

export async function load(url, context, next) {
  if (!url.endsWith(".txt")) return next(url, context);
  const text = await readFile(new URL(url), "utf-8");
  return { format: "module", shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
}
