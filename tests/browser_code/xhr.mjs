/** XMLHttpRequest over Node's own HTTP, as far as submit/browser/net.js uses it: real sockets, real failures. */

import { request as open } from "node:http";

/** @param {string} origin what relative addresses begin with */
export const xhrFor = (origin) =>
  class {
    upload = {};
    #headers = {};

    /** A request may be used again: it begins anew, and what the old one still says is nobody's. */
    open(method, path) {
      this.request?.destroy();
      this.request = null;
      this.#headers = {};
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
      const request = open(new URL(this.target.path, origin), { method: this.target.method, headers, agent: false });
      const end = (how) => this.#end(request, how);
      this.request = request;
      request.on("error", () => end("onerror"));
      request.on("response", (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", () => end("onerror"));
        answer.on("aborted", () => end("onerror"));
        answer.on("end", () => {
          Object.assign(this, { answer, status: answer.statusCode, responseText: Buffer.concat(parts).toString() });
          end("onload");
        });
      });
      request.end(body && Buffer.from(body), () => this.upload.onprogress?.({ loaded: body?.length ?? 0 }));
    }

    abort() {
      const { request } = this;
      request?.destroy();
      this.#end(request, "onabort");
    }

    #end(request, how) {
      if (!request || this.request !== request) return;
      this.request = null;
      this[how]?.();
      this.onloadend?.();
    }
  };
