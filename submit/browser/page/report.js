/** The report page: six short steps, then sealing and sending, then the codename, once. */

import { all, onPress, part } from "./dom.js";
import { draft, filesToSend, STEPS } from "./draft.js";
import { offer, openDeployment } from "./deployment.js";
import { chosen, emptyFields, problem } from "./fields.js";
import { Files } from "./files.js";
import { guard } from "./leave.js";
import { wakeLinks } from "./links.js";
import { Meter, SENDING } from "./progress.js";
import { showCodename, wakeSheet } from "./sheet.js";
import { showSummary } from "./summary.js";
import { show, viewOf } from "./views.js";
import { say, sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./deployment.js").Deployment} Deployment */

const ORDER = Object.keys(STEPS);

/** @param {Client} client */
export function reportPage(client) {
  const files = new Files(() => guard(true));
  let at = 0;
  /** @type {Deployment | null} */
  let deployment = null;

  const ready = (/** @type {Deployment} */ opened) => {
    if (deployment === null) client.ask({ do: "decoy" }).catch(() => null);
    deployment = opened;
    files.limits = opened.limits;
    offer(opened);
  };

  /** @param {number} step */
  function go(step) {
    at = step;
    const name = ORDER[step] ?? "";
    if (name === "check") showSummary(files, (wanted) => go(ORDER.indexOf(wanted)));
    show(name);
    showTrail(step);
  }

  function next() {
    if (!STEPS[ORDER[at] ?? ""]?.()) return;
    if (at + 1 < ORDER.length) go(at + 1);
    else void send();
  }

  async function send() {
    problem("send");
    show("sending");
    showTrail(-1);
    const meter = new Meter(viewOf("sending"), SENDING);
    try {
      if (deployment === null && (await openDeployment(client, ready)) === null) return go(at);
      const message = { do: "report", draft: draft(), files: filesToSend(files), lane: chosen("lane") };
      const { codename } = await client.ask(message, (step) => meter.show(step));
      emptyFields();
      files.clear();
      guard(true);
      showCodename(codename);
      show("codename");
    } catch (error) {
      go(at);
      problem("send", sayFailure(/** @type {Failure} */ (error)));
    }
  }

  onPress("[data-next]", next);
  onPress("[data-back]", () => go(at - 1));
  onPress("[data-cancel]", () => {
    client.restart();
    void openDeployment(client, ready);
  });
  document.addEventListener("input", () => guard(true));
  wakeLinks();
  wakeSheet(() => {
    guard(false);
    show("done");
  });
  showTrail(0);
  void openDeployment(client, ready);
}

/** @param {number} step from 0, or -1 when the steps are over */
function showTrail(step) {
  const trail = part("[data-trail]");
  trail.hidden = step < 0;
  if (step < 0) return;
  part("[data-slot=step]", trail).textContent = say("step", { step: step + 1, steps: ORDER.length });
  all("i", HTMLElement, trail).forEach((mark, number) => mark.classList.toggle("reached", number <= step));
}
