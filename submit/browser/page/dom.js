/** Finding things on the page. A thing that is not there is a fault of ours, never of the reporter. */

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function one(selector, type, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`internal error: no ${selector}`);
  return found;
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} [within]
 * @returns {T[]}
 */
export function all(selector, type, within = document) {
  const found = [...within.querySelectorAll(selector)].filter((element) => element instanceof type);
  return /** @type {T[]} */ (found);
}

/**
 * @param {string} selector
 * @param {ParentNode} [within]
 */
export const part = (selector, within = document) => one(selector, HTMLElement, within);

/**
 * A new element that holds a text.
 *
 * @param {string} tag
 * @param {string} text
 */
export function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * Press handler for every control that matches.
 *
 * @param {string} selector
 * @param {() => void} act
 */
export function onPress(selector, act) {
  for (const control of all(selector, HTMLElement)) control.addEventListener("click", act);
}

/**
 * A fresh copy of the first element inside a template.
 *
 * @param {string} selector
 */
export function copyOf(selector) {
  const first = one(selector, HTMLTemplateElement).content.firstElementChild;
  if (!(first instanceof HTMLElement)) throw new Error(`internal error: ${selector} is empty`);
  return /** @type {HTMLElement} */ (document.importNode(first, true));
}
