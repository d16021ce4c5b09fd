/** The page for a file that was sealed elsewhere: it is sent as it is, and nothing else is asked. */

import { one, onPress, part } from "./dom.js";
import { openDeployment } from "./deployment.js";
import { problem } from "./fields.js";
import { guard } from "./leave.js";
import { Sending } from "./sending.js";
import { start } from "./start.js";
import { show } from "./views.js";
import { say, sayFailure, saySize } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./client.js").Failure} Failure */

/** Kinds whose usual sentence speaks of what a site sent; here it is the chosen file that does not fit. */
const OF_THE_FILE = ["magic", "version", "size", "epoch", "truncated"];

/** @param {Client} client */
function sealedPage(client) {
  const input = one("#sealed", HTMLInputElement);
  const sending = new Sending(client, () => void openDeployment(client, () => {}));

  async function send() {
    const file = input.files?.[0];
    problem("sealed", file ? "" : say("need-sealed"));
    if (!file) return input.focus();
    guard(true);
    try {
      await sending.send(async () => ({ do: "sealed", file }));
      input.value = "";
      guard(false);
      show("sent");
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      show("choose");
      problem("sealed", OF_THE_FILE.includes(failure.kind) ? say(`sealed-${failure.kind}`) : sayFailure(failure));
    }
  }

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    problem("sealed");
    part("[data-sealed-name]").textContent = file ? `\u2068${file.name}\u2069 (${saySize(file.size)})` : "";
  });
  onPress("[data-send]", () => void send());
  void openDeployment(client, () => {});
}

start(sealedPage);
