/** Answers and openings of one thread, as a conversation in the order of their days. */

import { copyOf, one, part } from "./dom.js";
import { say, sayDay } from "./words.js";

/** @typedef {{number: number, total: number, day: string, text: string}} Reply */
/** @typedef {{serial: number, issued: string, due: string, late: boolean}} Board */
/** @typedef {{replies: Reply[], opened: string[], board: Board | null}} Found */

/** @param {Found} found */
export function showThread({ replies, opened, board }) {
  const rows = [
    ...opened.map((day, at) => ({ day, row: openedRow(day, at + 1) })),
    ...replies.map((reply) => ({ day: reply.day, row: replyRow(reply) })),
  ].sort((one, other) => one.day.localeCompare(other.day));
  part("[data-thread]").replaceChildren(...rows.map(({ row }) => row));
  part("[data-nothing]").hidden = rows.length > 0;
  part("[data-gone]").hidden = replies.every(({ total }) => total <= replies.length);
  part("[data-late]").hidden = !board?.late;
  const days = board && { issued: sayDay(board.issued), due: sayDay(board.due) };
  part("[data-board]").textContent = days ? say("board", days) : say("no-board");
  part("[data-next-board]").textContent = days ? say("next-board", days) : "";
}

export function forgetThread() {
  for (const place of ["[data-thread]", "[data-board]", "[data-next-board]"]) part(place).replaceChildren();
}

/**
 * @param {string} day
 * @param {number} number
 */
function openedRow(day, number) {
  const row = copyOf("template[data-opened]");
  part("p", row).textContent = say("opened", { number, day: sayDay(day) });
  return row;
}

/** @param {Reply} reply */
function replyRow({ number, total, day, text }) {
  const row = copyOf("template[data-reply]");
  part("p", row).textContent = say("reply", { number, total, day: sayDay(day) });
  one("div", HTMLElement, row).textContent = text;
  return row;
}
