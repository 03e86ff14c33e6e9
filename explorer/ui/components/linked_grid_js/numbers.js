// Numbers as the grid writes them: in decimals, so that the numbers of one picture compare.

/** A number in at most `digits` decimals, without trailing zeros, with a true minus sign. */
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  let text;
  const lost = digits > 2 && size > 0 && size < 0.5 * 10 ** -digits;
  if (size >= 1e6 || lost) text = size.toPrecision(2);
  else text = size.toFixed(digits);
  if (text.includes("e")) text = Number(text).toExponential(1);
  else text = trimZeros(text);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** Short enough for a cell: fixed decimals; in a tight cell .5 stands for 0.5. */
function formatCell(value, decimals, tight) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  let text = size >= 1e4 ? `${(size / 1000).toFixed(0)}k` : size.toFixed(decimals);
  const sign = value < 0 && Number.parseFloat(text) !== 0 ? MINUS : "";
  if (tight) text = text.replace(/^0(?=\.)/, "");
  return sign + text;
}

/** Decimals that show about two significant digits of the largest value. */
function decimalsFor(limit, whole) {
  if (whole) return 0;
  return Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(limit * 1.0001))));
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
