/**
 * Bundle the browser code into submit/static: the workers and what recognises links, each fetched only when it is needed,
 * one script for each kind of page, and the word lists that the worker fetches. The reporter kit's script goes to submit/kit: it is those of
 * the pages in one, which find in the kit's own file what the site's find on the site.
 *
 * The same sources give the same bytes wherever they are built, so that anybody can compare what a server serves with
 * what they built. Run as: node build.mjs [folder to write to [folder for the kit]]
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import * as words from "./words-file.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const ENTRIES = {
  "amana-worker": "worker.js",
  "amana-metadata": "metadata/worker.js",
  "amana-qr": "qr.js",
  amana: "page/report.js",
  "amana-replies": "page/replies.js",
  "amana-sealed": "page/sealed.js",
  "amana-reading": "page/reading.js",
};

const folder = resolve(process.argv[2] ?? resolve(here, "../static"));
const kit = resolve(process.argv[3] ?? process.argv[2] ?? resolve(here, "../kit"));
/** @type {import("esbuild").Plugin} */
const placed = {
  name: "placed",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/(place|recogniser)\.js$/ }, ({ path }) => ({ path: join(here, "kit", path) })),
};

/** Sentences of failures, ours and the libraries', are for whoever has the source: a first visit carries none of them. */
const SENTENCE = /((?:new AmanaError\([^(),]+,|\b(?:shape|this)\.fail\(|new (?:Range|Type)?Error\()\s*)(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)(?=\s*[,)])/g;
/** @type {import("esbuild").Plugin} */
const terse = {
  name: "terse",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, ({ path }) => ({ contents: readFileSync(path, "utf-8").replace(SENTENCE, '$1""') })),
};

/** @type {import("esbuild").BuildOptions} */
const SAME = {
  absWorkingDir: here,
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome91", "firefox91", "safari15"],
  define: { WORDS_SHA256: JSON.stringify(words.sha256) },
  minify: true,
  charset: "ascii",
  legalComments: "eof",
  logLevel: "warning",
};
await build({
  ...SAME,
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(resolve(here, file)))),
  outdir: folder,
  plugins: [terse],
});
// A script of the page itself, and no worker: the page finds it under this name.
const links = { "amana-links": "page/recognition.js" };
await build({ ...SAME, entryPoints: links, globalName: "amanaLinks", outdir: folder, plugins: [terse] });
await build({ ...SAME, entryPoints: { "amana-kit": "kit/kit.js" }, outdir: kit, plugins: [placed] });
writeFileSync(join(folder, "words.txt"), words.bytes);
