/**
 * Run every vector with the browser code: `node tests/vectors/run.mjs`. Twin of test_vectors.py.
 *
 * A group without an entry in groups.mjs fails, as does a vector with an unknown or missing key, or a failure of another
 * kind than the one expected. Groups left out are named there, and must exist.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import { errors } from "../browser_code/code.mjs";
import { GROUPS, LEFT_OUT } from "./groups.mjs";

const folder = new URL("./", import.meta.url);
const NOT_GROUPS = ["files", "generate", "__pycache__"];

const held = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !NOT_GROUPS.includes(entry.name))
  .map(({ name }) => name);

let ran = 0;
const failures = [];
for (const group of held.filter((name) => !LEFT_OUT.includes(name))) {
  for (const file of readdirSync(new URL(`${group}/`, folder))) {
    const vector = JSON.parse(readFileSync(new URL(`${group}/${file}`, folder), "utf-8"));
    try {
      await check(GROUPS[group], vector);
      ran += 1;
    } catch (error) {
      failures.push(`${group}/${file}: ${error.stack}`);
    }
  }
}
for (const group of [...LEFT_OUT, ...Object.keys(GROUPS)]) {
  if (!held.includes(group)) failures.push(`${group}: there are no vectors of this group`);
}

for (const failure of failures) console.error(failure);
console.log(`${ran} vectors hold, ${failures.length} do not; left out: ${LEFT_OUT.join(", ")}`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function check(group, { about, expect, ...rest }) {
  assert(group, "this group is unknown here");
  assert.equal(typeof about, "string");
  const inputs = {};
  for (const name of group.inputs) {
    const key = name.replace("?", "");
    assert(key in rest || name.endsWith("?"), `${key} is missing`);
    if (key in rest) inputs[key] = rest[key];
    delete rest[key];
  }
  if (expect === "success") {
    // The prototype of a parsed object is nobody's business: compare what JSON sees.
    assert.deepEqual(plain(await group.run(inputs)), plain(rest));
    return;
  }
  const error = await failure(() => group.run(inputs));
  assert.equal(error.kind, expect);
  assert.deepEqual(rest, expect === "word" ? { position: error.position, suggestions: error.suggestions } : {});
}

async function failure(run) {
  let result;
  try {
    result = await run();
  } catch (error) {
    if (error instanceof errors.AmanaError) return error;
    throw error;
  }
  assert.fail(`no failure, but ${JSON.stringify(result)}`);
}

function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
