/** A QR code as an SVG: dark squares on a white ground, whatever the colours of the page. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {number} size modules a side
 * @param {Uint8Array} dark one byte a module, row by row; 1 is dark
 */
export function drawing(size, dark) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.append(path(`M0 0h${size}v${size}H0z`, "#fff"), path(squares(size, dark), "#000"));
  return picture;
}

/**
 * @param {number} size
 * @param {Uint8Array} dark
 */
function squares(size, dark) {
  const moves = [...dark].map((module, at) => (module ? `M${at % size} ${Math.floor(at / size)}h1v1h-1z` : ""));
  return moves.join("");
}

/**
 * @param {string} moves
 * @param {string} colour
 */
function path(moves, colour) {
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", moves);
  drawn.setAttribute("fill", colour);
  return drawn;
}
