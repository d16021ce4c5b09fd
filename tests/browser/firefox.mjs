/**
 * A person with Firefox: makes a report, or looks for an answer, as Debian's Firefox ESR shows the pages.
 *
 * Run as: node firefox.mjs '{"address", "language", "text", "codename"?, "files"?, "prefs"?, "picture"?}'
 * An address that begins with file: is a reporter kit's.
 * Without a codename it reports and prints `{"codename", "complaints"}`; with one it reads, and prints
 * `{"lines", "complaints"}`. `prefs` are Firefox's own settings, as Tor Browser's levels set them.
 */

import puppeteer from "puppeteer-core";

const wanted = JSON.parse(process.argv[2]);
const PATIENCE = 120_000;
/** What is chosen and typed at each step; a step that is not named here is passed as it is. */
const STEPS = {
  danger: (page) => choose(page, "danger", "no"),
  role: (page) => choose(page, "role", "target"),
  category: (page) => choose(page, "category", "other"),
  topic: (page) => choose(page, "topic-other", "fraud"),
  account: (page) => page.type('[data-field="text"]', wanted.text),
  evidence: async (page) => {
    await choose(page, "where", "link");
    await page.type("[data-links] input", "https://shop.example/phones?id=17");
  },
  when: (page) => choose(page, "when", "yesterday"),
  files: async (page) => wanted.files && (await page.$("#files")).uploadFile(...wanted.files),
  check: (page) => choose(page, "faith", "yes"),
};

/** @param {import("puppeteer-core").Page} page */
async function makeReport(page) {
  await arrive(page, "");
  for (let view = await viewOf(page); !["sending", "codename"].includes(view); view = await viewOf(page)) {
    await STEPS[view]?.(page);
    await press(page, `[data-view="${view}"] [data-next]`);
    await page.waitForSelector(`[data-view="${view}"]`, { hidden: true });
  }
  await page.waitForSelector("[data-codename-words] li", { visible: true });
  return { codename: (await texts(page, "[data-codename-words] li")).join(" ") };
}

/** @param {import("puppeteer-core").Page} page */
async function readAnswers(page) {
  await arrive(page, "replies");
  await page.type("#codename", wanted.codename);
  await press(page, "[data-open]");
  await page.waitForSelector('[data-view="thread"]', { visible: true });
  return { lines: await texts(page, "[data-thread] > li") };
}

/** Open a page and wait until its script is awake and the deployment checked. */
async function arrive(page, name) {
  const between = wanted.address.startsWith("file:") ? "#" : "/";
  await page.goto(`${wanted.address}${between}${wanted.language}/${name}`);
  await page.waitForSelector("[data-demonstration]", { visible: true });
}

/** The name of the view that shows. */
const viewOf = (page) => page.$eval("[data-view]:not([hidden])", (view) => view.dataset.view);

/** The texts of all that match. */
const texts = (page, selector) => page.$$eval(selector, (found) => found.map((each) => each.innerText));

/**
 * Click what matches as soon as it shows and can be pressed. Not with Puppeteer's locators: their `eval` runs among the
 * page's own scripts, where the page's policy forbids it, and Firefox 140 obeys.
 */
async function press(page, selector) {
  const found = await page.waitForSelector(`${selector}:not(:disabled)`, { visible: true });
  await found.click();
}

const choose = (page, group, value) => press(page, `label:has(input[data-group="${group}"][value="${value}"])`);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  headless: true,
  // Debian stable's Firefox does not know the command behind a viewport of Puppeteer's own.
  defaultViewport: null,
  args: ["--width=360", "--height=740"],
  protocolTimeout: PATIENCE,
  extraPrefsFirefox: wanted.prefs ?? {},
});
const complaints = [];
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (said) => said.type() === "error" && complaints.push(said.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const result = wanted.codename ? await readAnswers(page) : await makeReport(page);
  if (wanted.picture) await page.screenshot({ path: wanted.picture });
  console.log(JSON.stringify({ ...result, complaints }));
} finally {
  await browser.close();
}
