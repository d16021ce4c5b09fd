/** Sending over a line that breaks: a real HTTP server that loses requests and answers, and forgets nothing else. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { fails } from "./bend.mjs";
import { line, primitives, ready, seal, send, wire, work } from "./code.mjs";
import { gathered } from "./gather.mjs";
import { D, DAY, EPOCH, LANE, MAILBOX } from "./samples.mjs";
import { xhrFor } from "./xhr.mjs";

const DRAFT = { kind: "report", path: "device", lang: "ar", sent: DAY, text: "رأيت" };
const OPTIONS = { deployment: D, epoch: EPOCH, lanes: [LANE] };
const PLACE = `/uploads/${"0".repeat(32)}`;

/** A server of one upload. `mishaps` are taken one a request: what the server does instead of answering well. */
class Server {
  kept = Buffer.alloc(0);
  length = 0;
  requests = [];
  mishaps = [];

  async start() {
    this.server = createServer((request, answer) => void this.#serve(request, answer));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    globalThis.XMLHttpRequest = xhrFor(`http://127.0.0.1:${this.server.address().port}`);
    return this;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #serve(request, answer) {
    const { socket } = request;
    this.requests.push(`${request.method} ${request.url}`);
    const mishap = request.method === "PATCH" ? this.mishaps.shift() : undefined;
    if (mishap === "refuse") return socket.destroy();
    if (mishap === "say nothing") return;
    const body = [];
    try {
      for await (const part of request) {
        body.push(part);
        if (mishap === "half" && Buffer.concat(body).length > 300_000) break;
      }
    } catch {
      return;
    }
    const { status, headers } = this.#act(request, Buffer.concat(body), mishap);
    if (mishap === "half" || mishap === "lose the answer") return socket.destroy();
    answer.writeHead(status, headers).end();
  }

  #act(request, body, mishap) {
    if (typeof mishap === "number") return { status: mishap, headers: {} };
    const offset = Number(request.headers["upload-offset"]);
    if (request.method === "POST") {
      this.length = Number(request.headers["upload-length"]);
      return { status: 201, headers: { Location: PLACE } };
    }
    if (request.method === "DELETE") return { status: 204, headers: {} };
    if (request.method === "PATCH") {
      if (offset !== this.kept.length) return { status: 409, headers: {} };
      this.kept = Buffer.concat([this.kept, body]);
    }
    const headers = { "Upload-Offset": `${this.kept.length}` };
    if (this.kept.length === this.length) headers["Amana-Envelope"] = wire.toHex(primitives.sha256(this.kept));
    return { status: request.method === "PATCH" ? 204 : 200, headers };
  }
}

/** @param {Server} server */
async function sending(server, source, control = () => {}) {
  const stages = [];
  const progress = (stage, done) => {
    stages.push(stage);
    control(stage, done, road);
  };
  const road = new line.Line(progress);
  try {
    return { id: await send.send(source, { prove: async () => "0-0", line: road, progress }), stages };
  } finally {
    server.stop();
  }
}

const sealing = (size) => seal.seal({ draft: DRAFT, files: [new File([new Uint8Array(size)], "a")], mailbox: MAILBOX }, OPTIONS);

for (const mishaps of [
  [], ["refuse"], [undefined, "half"], [undefined, "lose the answer"], ["lose the answer", "half", "refuse", 503],
  [408], [502], [undefined, undefined, undefined, "lose the answer"],
]) {
  test(`what arrives is what was sealed, whatever happens: ${JSON.stringify(mishaps)}`, async () => {
    const server = await new Server().start();
    server.mishaps = [...mishaps];
    const source = sealing(5_000_000);
    const { id, stages } = await sending(server, source);
    assert.equal(server.kept.length, source.length);
    assert.equal(wire.toHex(primitives.sha256(server.kept)), id);
    assert.equal(id, wire.toHex(source.id));
    const isBusy = mishaps.some((mishap) => mishap >= 500);
    assert.equal(stages.includes("busy"), isBusy);
    assert.equal(stages.includes("waiting"), mishaps.some((mishap) => mishap !== undefined && !(mishap >= 500)));
    assert.equal(server.requests.filter((each) => each.startsWith("POST")).length, 1);
  });
}

test("an upload that is gone is said to be, and a refusal is", async () => {
  for (const [status, kind] of [[410, "expired"], [404, "expired"], [507, "full"], [413, "large"], [400, "refused"]]) {
    const server = await new Server().start();
    server.mishaps = [undefined, status];
    await fails(() => sending(server, sealing(3_000_000)), kind);
    assert.equal(server.requests.at(-1), `DELETE ${PLACE}`);
  }
});

test("a pause holds the line, and it goes on where it was", async () => {
  const server = await new Server().start();
  let paused = 0;
  const { id } = await sending(server, sealing(4_000_000), (stage, done, road) => {
    if (stage === "send" && done > 2_000_000 && paused === 0) {
      paused = Date.now();
      road.pause();
      setTimeout(() => road.resume(), 300);
    }
  });
  assert(paused > 0);
  assert(Date.now() - paused >= 290);
  assert.equal(wire.toHex(primitives.sha256(server.kept)), id);
});

for (const [stage, mishaps] of [
  ["send", []], ["send", ["say nothing"]], ["waiting", Array(9).fill("refuse")], ["busy", Array(9).fill(503)], ["paused", []],
]) {
  test(`what is given up is deleted at once, be it at "${stage}": ${[mishaps[0]]}`, async () => {
    const server = await new Server().start();
    server.mishaps = [...mishaps];
    let since = 0;
    await fails(() => sending(server, sealing(4_000_000), (reached, _, road) => {
      if (stage === "paused" && reached === "send") road.pause();
      if (reached !== stage || since > 0) return;
      since = Date.now();
      // Later, as a person does: while a piece is on its way, or nothing is.
      setTimeout(() => road.cancel(), 50);
    }), "cancelled");
    assert.equal(server.requests.at(-1), `DELETE ${PLACE}`);
    assert(Date.now() - since < 4000); // the page's own patience
  });
}

for (const [cause, kind] of [
  [new DOMException("It was moved.", "NotReadableError"), "unreadable"],
  [new DOMException("It is another one now.", "NotFoundError"), "unreadable"],
  [new DOMException("No room.", "QuotaExceededError"), "storage"],
  [new RangeError("Array buffer allocation failed"), "storage"],
  [null, "unreadable"], // it has become shorter
]) {
  test(`a file that the device does not give ends the sending: ${cause?.name}`, async () => {
    const server = await new Server().start();
    server.mishaps = Array(99).fill(503);
    let reads = 0;
    const read = async (size) => {
      if (++reads > 2 && cause) throw cause;
      return new ArrayBuffer(reads > 2 ? 1 : size);
    };
    const blob = { size: 8 << 20, slice: (start, end) => ({ arrayBuffer: () => read(end - start) }) };
    const source = seal.seal({ draft: DRAFT, files: [{ blob, name: "a", type: "" }], mailbox: MAILBOX }, OPTIONS);
    await fails(() => sending(server, source), kind);
    assert.equal(server.requests.at(-1), `DELETE ${PLACE}`);
  });
}

test("a sealed file goes as it is", async () => {
  const server = await new Server().start();
  const { envelope } = await gathered(sealing(2_000_000));
  const file = new Blob([envelope]);
  const { id } = await sending(server, await ready.Ready.check(file, [DAY]));
  assert.deepEqual(Uint8Array.from(server.kept), envelope);
  assert.equal(id, wire.toHex(primitives.sha256(envelope)));
  await fails(() => ready.Ready.check(file, ["2020-01-01"]), "epoch");
  await fails(() => ready.Ready.check(new Blob([envelope.subarray(1)]), [DAY]), "magic");
  await fails(() => ready.Ready.check(new Blob([envelope.subarray(0, -1)]), [DAY]), "size");
  await fails(() => ready.Ready.check(new Blob(["short"]), [DAY]), "size");
});

const HOUR = Math.floor(Date.now() / 3_600_000);

for (const [hour, kind] of [[HOUR - 23, null], [HOUR + 23, null], [HOUR - 26, "clock"], [HOUR + 26, "clock"], [0, "clock"]]) {
  test(`a clock that is ${hour - HOUR} hours from the server's: ${kind}`, async () => {
    const asked = [];
    globalThis.fetch = async (path, { body, headers }) => {
      asked.push([path, body, headers]);
      return Response.json({ bits: 0, challenge: "00".repeat(16), hour });
    };
    const price = new work.Price(D, new Uint8Array(32));
    const road = new line.Line(() => {});
    if (kind === null) {
      await price.agree(road);
      assert.equal(await price.prove(false, road, () => {}), `${hour}-${"0".repeat(16)}`);
    } else {
      await fails(() => price.agree(road), kind);
    }
    // What the device's clock says is said to nobody, and one challenge is enough.
    assert.deepEqual(asked, [["/challenge", undefined, undefined]]);
  });
}
