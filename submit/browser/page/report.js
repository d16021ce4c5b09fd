/** The report page: short steps, then sealing and sending, then the codename, once. */

import { onPress } from "./dom.js";
import { draft, filesToSend } from "./draft.js";
import { offer, openDeployment } from "./deployment.js";
import { chosen, emptyFields, problem } from "./fields.js";
import { Files } from "./files.js";
import { guard } from "./leave.js";
import { offerFile } from "./kept.js";
import { clearLinks, nearLinks, wakeLinks } from "./links.js";
import { wakePlaces } from "./places.js";
import { Sending } from "./sending.js";
import { Sheet } from "./sheet.js";
import { start } from "./start.js";
import { showTrail, steps, wakeShortcuts } from "./steps.js";
import { showSummary } from "./summary.js";
import { advance, hold, retreat, wakeTrail } from "./trail.js";
import { judge, notice, show, viewOf } from "./views.js";
import { sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./deployment.js").Deployment} Deployment */

const FIRST = "danger";
/** Where what recognises links is fetched: while the report is being written, and again where it is missed. */
const NEAR_LINKS = ["account", "evidence", "check"];

/** @param {Client} client */
function reportPage(client) {
  const files = new Files(() => guard(true));
  const sheet = new Sheet(client, () => guard(false));
  const sending = new Sending(client, () => {
    deployment = null;
    void openDeployment(client, ready);
  });
  let at = FIRST;
  /** While a report is under way or sent, the steps cannot be walked. */
  let over = false;
  /** @type {Deployment | null} */
  let deployment = null;

  /** That the site shows its manifest to nobody else is said at once; other failures are met again when it matters. */
  function doubt(/** @type {Failure} */ failure) {
    if (failure.kind !== "log") return;
    judge(failure.kind);
    notice(sayFailure(failure));
  }

  const ready = (/** @type {Deployment} */ opened) => {
    if (deployment === null) client.ask({ do: "decoy" }).catch(doubt);
    deployment = opened;
    files.limits = opened.limits;
    offer(opened);
  };

  /** @param {string} step */
  function go(step) {
    at = step;
    if (NEAR_LINKS.includes(step)) nearLinks();
    if (step === "check") showSummary(files, jump);
    show(step);
    const names = steps().map(({ name }) => name);
    showTrail(names.indexOf(step), names.length);
  }

  /** Go to a step that Back will lead away from again. @param {string} step */
  function jump(step) {
    advance(step);
    go(step);
  }

  /** What sending needs is made ready while the person types; a failure is met again, and said, when sending. */
  function prepare() {
    client.ask({ do: "words" }).catch(() => null);
    client.ask({ do: "prepare", lane: chosen("lane") }).catch(() => null);
  }

  function next() {
    const asked = steps();
    const here = asked.findIndex(({ name }) => name === at);
    if (!asked[here]?.check()) return;
    if (at === FIRST || at === "people") prepare();
    const after = asked[here + 1];
    if (after) jump(after.name);
    else void finish();
  }

  function back() {
    const asked = steps().map(({ name }) => name);
    if (!retreat()) go(asked[Math.max(asked.indexOf(at) - 1, 0)] ?? FIRST);
  }

  /** @param {string} step that the browser's Back or Forward led to */
  function walk(step) {
    if (over) return hold(at);
    go(steps().some(({ name }) => name === step) ? step : FIRST);
  }

  /**
   * An answer changed on the way back can ask for more: whatever is missing is asked before anything is sent.
   *
   * @param {boolean} [keep] give it as a file instead, as the reporter kit can
   */
  async function finish(keep = false) {
    const missing = steps().find(({ name, check }) => {
      if (name !== at) show(name);
      return !check();
    });
    if (missing) return jump(missing.name);
    over = true;
    problem("send");
    showTrail(-1, 0);
    try {
      await send(keep);
    } catch (error) {
      again(sayFailure(/** @type {Failure} */ (error)));
    }
  }

  /** @param {boolean} keep */
  async function send(keep) {
    const sent = await sending.send(async () => {
      if (deployment === null && (await openDeployment(client, ready)) === null) return null;
      await files.settled();
      return { do: "report", draft: draft(), files: filesToSend(files), lane: chosen("lane"), keep };
    });
    if (sent === null) return again("");
    emptyFields();
    clearLinks();
    files.clear();
    guard(true);
    if (sent.file) offerFile(sent.file, viewOf("codename"));
    sheet.show(sent.codename);
  }

  /** @param {string} sentence what went wrong */
  function again(sentence) {
    over = false;
    go(at);
    problem("send", sentence);
  }

  /** Enter goes on, as in any form; not where it takes a suggestion of a list. @param {KeyboardEvent} event */
  function enter({ key, target, isComposing }) {
    if (key !== "Enter" || isComposing || !(target instanceof HTMLInputElement) || target.list) return;
    if (target.type !== "file" && target.closest("[data-view]")?.querySelector("[data-next]")) next();
  }

  onPress("[data-next]", next);
  onPress("[data-back]", back);
  onPress("[data-keep]", () => void finish(true));
  document.addEventListener("input", () => guard(true));
  document.addEventListener("keydown", enter);
  wakeLinks();
  wakePlaces();
  wakeShortcuts(jump);
  wakeTrail(walk);
  showTrail(0, steps().length);
  void openDeployment(client, ready);
}

start(reportPage);
