/** The answers page: type the codename, read, add something, delete the answers, close and forget. */

import { onPress } from "./dom.js";
import { offer, openDeployment } from "./deployment.js";
import { checkChoice, checkField, chosen, emptyFields, field, problem, typed } from "./fields.js";
import { Files } from "./files.js";
import { offerFile } from "./kept.js";
import { guard } from "./leave.js";
import { LOOKING, Meter } from "./progress.js";
import { Sending } from "./sending.js";
import { showSpellings } from "./spellings.js";
import { start } from "./start.js";
import { forgetThread, showThread } from "./thread.js";
import { forgetWords, saySlip, SLIPS, wakeTyping } from "./typing.js";
import { clearNotice, notice, show, viewOf } from "./views.js";
import { language, say, sayFailure } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./deployment.js").Deployment} Deployment */

/** @param {Client} client */
function repliesPage(client) {
  const files = new Files(() => guard(true));
  const sending = new Sending(client, reopen);
  let opened = false;
  /** Where only the keys of the day are not there, nothing can be sealed; answers need none of them. */
  let readable = false;

  const ready = (/** @type {Deployment} */ deployment) => {
    opened = readable = true;
    files.limits = deployment.limits;
    offer(deployment);
  };

  const failed = (/** @type {Failure} */ { kind }) => {
    readable = ["clock", "epoch"].includes(kind);
  };

  function reopen() {
    opened = false;
    void openDeployment(client, ready, failed);
  }

  const isOpen = async () => opened || (await openDeployment(client, ready, failed)) !== null;

  async function look() {
    forgetWords("codename");
    if (!checkField("codename", say("need-codename"))) return;
    const codename = typed("codename");
    if (opened) clearNotice();
    try {
      // What was mistyped is named at once, before anything is fetched.
      const spellings = await client.ask({ do: "check", codename });
      show("looking");
      const meter = new Meter(viewOf("looking"), LOOKING);
      if (!(await isOpen()) && !readable) return show("ask");
      const found = await client.ask({ do: "replies", codename }, (step) => meter.show(step));
      showThread(found);
      if (found.wrongClock) notice(sayFailure({ kind: "clock" }));
      showSpellings(viewOf("thread"), spellings);
      show("thread");
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      show("ask");
      if (SLIPS.includes(failure.kind)) saySlip("codename", failure, () => void look());
      else problem("codename", sayFailure(failure));
    }
  }

  /**
   * Send from a view, and go back to it when that fails.
   *
   * @param {{view: string, group: string, said: string, then: string}} from
   * @param {() => Promise<Record<string, unknown>>} make
   */
  async function send({ view, group, said, then }, make) {
    // No team is chosen beforehand: what is about the reviewers must not reach them by a forgotten choice.
    if (!checkChoice(group)) return;
    problem(said);
    try {
      const to = { codename: typed("codename"), lane: chosen(group) };
      const sent = await sending.send(async () => ((await isOpen()) ? { ...to, ...(await make()) } : null));
      if (sent === null) return show(view);
      field("text").value = "";
      files.clear();
      guard(false);
      if (sent.file) offerFile(sent.file, viewOf(then));
      show(then);
    } catch (error) {
      show(view);
      problem(said, sayFailure(/** @type {Failure} */ (error)));
    }
  }

  /** @param {boolean} [keep] */
  async function add(keep = false) {
    if (!checkField("text", say("need-text"))) return;
    await send({ view: "add", group: "lane", said: "send", then: "sent" }, async () => {
      await files.settled();
      return { do: "follow", draft: { lang: language, text: typed("text") }, files: files.chosen, keep };
    });
  }

  const erase = () =>
    send({ view: "erase", group: "erase-lane", said: "erase", then: "erased" }, async () => ({ do: "erase", lang: language }));

  function close() {
    emptyFields();
    forgetThread();
    forgetWords("codename");
    showSpellings(viewOf("thread"), null);
    files.clear();
    guard(false);
    show("ask");
  }

  wakeTyping("codename", () => void look());
  onPress("[data-open]", () => void look());
  onPress('[data-view="looking"] [data-cancel]', () => {
    client.restart();
    reopen();
  });
  onPress("[data-add]", () => show("add"));
  onPress("[data-erase]", () => show("erase"));
  onPress("[data-back]", () => show("thread"));
  onPress("[data-send]", () => void add());
  onPress("[data-keep]", () => void add(true));
  onPress("[data-send-erase]", () => void erase());
  onPress("[data-close]", close);
  field("text").addEventListener("input", () => guard(true));
  reopen();
  // The lists are there by the first look then; should they not come, the look asks again and says so.
  client.ask({ do: "words" }).catch(() => null);
}

start(repliesPage);
