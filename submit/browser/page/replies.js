/** The answers page: type the codename, read, add something, close and forget. */

import { onPress } from "./dom.js";
import { offer, openDeployment } from "./deployment.js";
import { checkChoice, checkField, chosen, emptyFields, field, problem, typed } from "./fields.js";
import { Files } from "./files.js";
import { guard } from "./leave.js";
import { LOOKING, Meter, SENDING } from "./progress.js";
import { forgetThread, showThread } from "./thread.js";
import { show, viewOf } from "./views.js";
import { language, say, sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./deployment.js").Deployment} Deployment */

/** Slips of the reporter's: said beside the codename's field. */
const SLIPS = ["word", "length", "check"];

/** @param {Client} client */
export function repliesPage(client) {
  const files = new Files(() => guard(true));
  let before = "ask";
  let opened = false;

  const ready = (/** @type {Deployment} */ deployment) => {
    opened = true;
    files.limits = deployment.limits;
    offer(deployment);
  };

  async function look() {
    if (!checkField("codename", say("need-codename"))) return;
    const codename = typed("codename");
    await busy("ask", "looking", LOOKING, async (progress) => {
      await client.ask({ do: "check", codename });
      showThread(await client.ask({ do: "replies", codename }, progress));
      show("thread");
    });
  }

  async function add() {
    if (!checkField("text", say("need-text"))) return;
    // No team is chosen beforehand: what is about the reviewers must not reach them by a forgotten choice.
    if (!checkChoice("lane")) return;
    await busy("add", "sending", SENDING, async (progress) => {
      const draft = { lang: language, text: typed("text") };
      const to = { codename: typed("codename"), lane: chosen("lane") };
      await client.ask({ do: "follow", ...to, draft, files: files.chosen }, progress);
      field("text").value = "";
      files.clear();
      guard(false);
      show("sent");
    });
  }

  /**
   * Show that something is going on, do it, and on failure go back to where it was asked.
   *
   * @param {string} from
   * @param {string} to
   * @param {import("./progress.js").Stages} stages
   * @param {(progress: (step: import("./client.js").Progress) => void) => Promise<void>} work
   */
  async function busy(from, to, stages, work) {
    before = from;
    problem(problemOf(from));
    show(to);
    const meter = new Meter(viewOf(to), stages);
    try {
      if (!opened && (await openDeployment(client, ready)) === null) return show(from);
      await work((step) => meter.show(step));
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      show(SLIPS.includes(failure.kind) ? "ask" : from);
      problem(SLIPS.includes(failure.kind) ? "codename" : problemOf(from), sayFailure(failure));
    }
  }

  onPress("[data-open]", () => void look());
  onPress("[data-add]", () => show("add"));
  onPress("[data-back]", () => show("thread"));
  onPress("[data-send]", () => void add());
  onPress("[data-cancel]", () => {
    client.restart();
    show(before);
    void openDeployment(client, ready);
  });
  onPress("[data-close]", () => {
    emptyFields();
    forgetThread();
    files.clear();
    guard(false);
    show("ask");
  });
  field("codename").addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Enter") return;
    event.preventDefault();
    void look();
  });
  field("text").addEventListener("input", () => guard(true));
  void openDeployment(client, ready);
}

/** @param {string} view */
const problemOf = (view) => (view === "ask" ? "codename" : "send");
