/**
 * One key for everything: letters and digits press what carries them as `data-key`, j and k walk along lines.
 * Nothing is kept; without this file every link and button still works.
 */

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
const isField = (/** @type {EventTarget | null} */ at) =>
  at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;

/** Move the focus `by` lines. @param {number} by */
function walk(by) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const row = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  const target = row?.querySelector("a, button, input") ?? row;
  if (!(target instanceof HTMLElement)) return;
  if (target === row) row.tabIndex = -1;
  target.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** Mark the line that has the focus, or mark it no more. */
function mark() {
  const box = rows().find((row) => row.contains(document.activeElement))?.querySelector("input[type=checkbox]");
  if (!(box instanceof HTMLInputElement)) return false;
  box.checked = !box.checked;
  return true;
}

/** @param {string} key */
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!(target instanceof HTMLElement)) return false;
  if (isField(target)) target.focus();
  else if (!target.hasAttribute("aria-current")) target.click();
  return true;
}

/**
 * The key that was meant: on an Arabic keyboard the place of Q gives ض, and on a French one that of 1 gives &.
 *
 * @param {KeyboardEvent} event
 */
function meant(event) {
  const { key, code } = event;
  if (/^Digit[0-9]$/.test(code) && !event.shiftKey && !/^[0-9/]$/.test(key)) return code.slice(5);
  if (/^[ -~]+$/.test(key)) return key;
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  return code === "Slash" ? (event.shiftKey ? "?" : "/") : key;
}

/**
 * While somebody types or points, the desk is told, so that it does not lock under their hands; when nobody has
 * for as long as it waits, the page is asked for again, and what comes is the lock.
 *
 * @param {number} seconds that the desk waits
 */
function watch(seconds) {
  let last = Date.now();
  let told = last;
  const alive = () => {
    last = Date.now();
    if (last - told < (seconds * 1000) / 5) return;
    told = last;
    void fetch(`/${document.documentElement.lang}/alive`);
  };
  for (const name of ["keydown", "pointermove", "pointerdown", "wheel"]) {
    document.addEventListener(name, alive, { passive: true });
  }
  setInterval(() => {
    if (Date.now() - last > seconds * 1000) location.reload();
  }, 5000);
}

const { idle } = document.body.dataset;
if (idle) watch(Number(idle));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
  if (event.ctrlKey && event.key === "Enter" && event.target instanceof HTMLTextAreaElement) {
    event.target.form?.requestSubmit();
  }
  if (isField(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const keys = document.getElementById("keys");
  const key = meant(event);
  if (key === "j" || key === "ArrowDown") walk(1);
  else if (key === "k" || key === "ArrowUp") walk(-1);
  else if (key === "?" && keys instanceof HTMLDialogElement) keys.showModal();
  else if (key === "v" && mark()) return event.preventDefault();
  else if (!press(key)) return;
  event.preventDefault();
});
