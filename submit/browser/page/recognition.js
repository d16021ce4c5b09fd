/** All that recognises addresses, in one file of its own (amana-links.js): see recogniser.js. */

export { platformName } from "./platforms.js";
export { recognise, split } from "./recognise.js";
