/** Values out of XML by the names of their elements or attributes: enough for showing, and no parser to attack. */

const MOST = 8;
const LONGEST = 1000;
const ENTITIES = /** @type {Record<string, string>} */ ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" });

/**
 * Return the first few values that `name` has in `xml`: of an attribute, or the text of an element or of the list in it.
 * @param {string} xml
 * @param {string} name with its prefix
 */
export function valuesOf(xml, name) {
  const values = [];
  for (let at = xml.indexOf(name); at >= 0 && values.length < MOST; at = xml.indexOf(name, at + name.length)) {
    if (!/[\s<]/.test(xml[at - 1] ?? "")) continue;
    const rest = xml.slice(at + name.length, at + name.length + 2 * LONGEST);
    const value = xml[at - 1] === "<" ? insideElement(rest, name) : insideAttribute(rest);
    if (value.trim() !== "") values.push(unescaped(value.trim().slice(0, LONGEST)));
  }
  return values;
}

/** @param {string} rest what follows the name */
function insideAttribute(rest) {
  const [, quote = ""] = /^\s{0,8}=\s{0,8}(["'])/.exec(rest) ?? [];
  const [, value = ""] = quote ? rest.split(quote) : [];
  return value;
}

/** @param {string} rest what follows the name @param {string} name */
function insideElement(rest, name) {
  if (!/^[\s>]/.test(rest)) return "";
  const end = rest.indexOf(`</${name}`);
  const content = rest.slice(rest.indexOf(">") + 1, end < 0 ? undefined : end);
  return rest[rest.indexOf(">") - 1] === "/" ? "" : content.replace(/<[^<>]*>/g, " ");
}

/** @param {string} value */
const unescaped = (value) => value.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => ENTITIES[name]);
