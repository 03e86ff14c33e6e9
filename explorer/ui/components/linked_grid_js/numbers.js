// Numbers as the grid writes them: in decimals, so that the numbers of one picture compare.

/** A number in at most `digits` decimals, without trailing zeros, with a true minus sign. */
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  let text;
  const lost = digits > 2 && size > 0 && size < 0.5 * 10 ** -digits;
  if (size >= 1e6 || lost) text = size.toPrecision(2);
  else text = size.toFixed(digits);
  if (text.includes("e")) text = Number(text).toExponential(1);
  else text = trimZeros(text);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

const MOST_DECIMALS = 4; // as in the readout
const LEAST_LETTER = 7.5; // CSS pixels of a number in a cell
const READABLE = 9; // CSS pixels; what is not needed does not make letters smaller than this
const WIDE_LETTER = 0.61; // a letter of the code font is this part of its size wide

/** Letters of `size` CSS pixels that fit in `width`. */
function lettersIn(width, size) {
  return Math.floor(width / (size * WIDE_LETTER));
}

/** Numbers of one pane as texts that fit in `width` CSS pixels, with as many decimals as fit. */
function formatCells(values, width, tight) {
  const limit = largestMagnitude(values);
  const noise = 2e-7 * limit; // float32 keeps no more of the largest
  const room = lettersIn(width, LEAST_LETTER);
  const enough = limit ? 2 - Math.floor(Math.log10(limit)) : 0; // three digits of the largest
  const fits = (decimals) => {
    const letters = decimals > enough ? lettersIn(width, READABLE) : room;
    return values.every((value) => formatCell(value, decimals, room, tight).length <= letters);
  };
  const needed = Math.max(...values.map((value) => decimalsFor(value, noise)));
  let decimals = Math.min(MOST_DECIMALS, needed);
  while (decimals > 0 && !fits(decimals)) decimals--;
  return values.map((value) => {
    if (limit && limit * 10 ** decimals < 1) return formatTiny(value, noise, room);
    const exact = decimalsFor(value, noise);
    if (exact > MOST_DECIMALS) return formatCell(value, decimals, room, tight);
    const text = formatCell(value, exact, room, tight); // a short number is not cut for a long one
    return text.length <= room ? text : formatCell(value, decimals, room, tight);
  });
}

/** Decimals that write a value in full; more than the most if none do. */
function decimalsFor(value, noise) {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return 0;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++)
    if (Math.abs(Number(size.toFixed(decimals)) - size) <= noise + 1e-6 * size) return decimals;
  return MOST_DECIMALS + 1;
}

/** Fixed decimals, thousands as k where the digits do not fit; in a tight cell .5 stands for 0.5. */
function formatCell(value, decimals, room = Infinity, tight = false) {
  if (!Number.isFinite(value)) return value === -Infinity ? formatNumber(value) : "–";
  const size = Math.abs(value);
  let text = size.toFixed(decimals);
  if (size >= 1e4 && text.length + (value < 0) > room)
    text = [2, 1, 0].map((digits) => `${(size / 1000).toFixed(digits)}k`)
      .find((short, i) => i === 2 || short.length + (value < 0) <= room);
  const zero = Number.parseFloat(text) === 0;
  if (zero && decimals === 0) return "0";
  if (tight) text = text.replace(/^0(?=\.)/, "");
  return (value < 0 && !zero ? MINUS : "") + text;
}

/** A number too small for decimals, as 1.2e−5. */
function formatTiny(value, noise, room) {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) <= noise) return "0";
  const texts = [2, 1, 0].map((digits) => value.toExponential(digits).replaceAll("-", MINUS));
  return texts.find((text) => text.length <= room) ?? texts[2];
}

/** Two decimals, and where these lose a small number, two digits of it. */
function formatAmount(value) {
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5) return formatNumber(value, 2);
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 0.1 ? 2 : 1 - Math.floor(Math.log10(size));
  return (value < 0 ? MINUS : "") + trimZeros(size.toFixed(decimals));
}

/** 1, 2 or 5 times a power of ten, at most `value`. */
function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const ratio = value / power;
  return power * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1);
}

function coordinate(number) {
  return number < 0 ? MINUS + -number : String(number);
}
