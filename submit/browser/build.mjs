/**
 * Bundle the browser code into submit/static: the workers, each fetched only when it is needed, and one script for the pages.
 *
 * The same sources give the same bytes wherever they are built, so that anybody can compare what a server serves with
 * what they built. Run as: node build.mjs [folder to write to]
 */

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const ENTRIES = {
  "amana-worker": "worker.js",
  "amana-metadata": "metadata/worker.js",
  "amana-qr": "qr.js",
  amana: "page/main.js",
};

await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(resolve(here, file)))),
  outdir: resolve(process.argv[2] ?? resolve(here, "../static")),
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome90", "firefox91", "safari15"],
  loader: { ".txt": "text" },
  minify: true,
  charset: "ascii",
  legalComments: "eof",
  logLevel: "warning",
});
