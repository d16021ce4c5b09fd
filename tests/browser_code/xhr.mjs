/** XMLHttpRequest over Node's own HTTP, as far as submit/browser/net.js uses it: real sockets, real failures. */

import { request as open } from "node:http";

/** @param {string} origin what relative addresses begin with */
export const xhrFor = (origin) =>
  class {
    upload = {};
    #headers = {};
    #ended = false;

    open(method, path) {
      this.target = { method, path };
    }

    setRequestHeader(name, value) {
      this.#headers[name] = value;
    }

    getResponseHeader(name) {
      return this.answer.headers[name.toLowerCase()] ?? null;
    }

    send(body) {
      const headers = { ...this.#headers, "Content-Length": body?.length ?? 0 };
      this.request = open(new URL(this.target.path, origin), { method: this.target.method, headers, agent: false });
      this.request.on("error", () => this.#end("onerror"));
      this.request.on("response", (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", () => this.#end("onerror"));
        answer.on("aborted", () => this.#end("onerror"));
        answer.on("end", () => {
          Object.assign(this, { answer, status: answer.statusCode, responseText: Buffer.concat(parts).toString() });
          this.#end("onload");
        });
      });
      this.request.end(body && Buffer.from(body), () => this.upload.onprogress?.({ loaded: body?.length ?? 0 }));
    }

    abort() {
      this.request?.destroy();
      this.#end("onabort");
    }

    #end(how) {
      if (this.#ended) return;
      this.#ended = true;
      this[how]?.();
      this.onloadend?.();
    }
  };
