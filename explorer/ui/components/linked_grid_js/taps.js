// The numbers in the kernel's cells: weights, and the products under the window on show.

const TWO_LINES = 50; // a tap under this size has its weight and the product, without the value
const TAP_FORMS = [ // what to try first: decimals, with products or not, least size of a letter
  [4, true, 11], [3, true, 11], [2, true, READABLE],
  [4, false, READABLE], [3, false, READABLE], [2, false, READABLE], [1, false, LEAST_LETTER],
];
const SUM_FORMS = [[2, true, READABLE], [1, true, READABLE]]; // stripes stand for the weights

/** In each tap its weight and, for the window on show, value × weight = product. */
function writeWeights(grid, stripes, channel, pixelOf) {
  const { model, palette, kernel } = grid;
  const form = chooseForm(grid, stripes);
  if (!form) return;
  const window = shownWindow(grid);
  const perChannel = window && form.products
    ? (grid.tab < 0 ? [0, 1, 2] : [channel]).map((c) => model.terms(c, window.row, window.column))
    : null;
  const cells = [];
  for (let i = 0; i < model.rows; i++)
    for (let j = 0; j < model.columns; j++) {
      const weight = model.weightAt(channel, i, j);
      const ink = stripes ? DARK_INK : inkOn(pixelOf(weight), DARK_INK);
      const terms = perChannel?.map((list) => list[i * model.columns + j]);
      cells.push({ i, j, ink, lines: tapLines(grid, terms, weight, stripes, form.decimals) });
    }
  writeTaps(kernel, cells, stripes ? "rgba(255,255,255,.82)" : null, palette.codeFont);
}

/** What fits into a tap, from the longest numbers there can be, so that no window changes it. */
function chooseForm(grid, stripes) {
  const { kernel, model } = grid;
  if (kernel.cell < (stripes ? TIGHT_CELL : NUMBER_CELL)) return null;
  for (const [decimals, products, least] of stripes ? SUM_FORMS : TAP_FORMS)
    if (smallestLetter(kernel.cell, longestLines(grid, stripes, decimals, products)) >= least)
      return { decimals, products };
  return null;
}

function longestLines(grid, stripes, decimals, products) {
  const { model, tab, kernel } = grid;
  const longest = (texts) => texts.reduce((a, b) => (b.length > a.length ? b : a), "");
  const shorter = (text) => (kernel.cell < TWO_LINES ? text.replace(/^(\u2212?)0(?=\.)/, "$1") : text);
  const weight = longest(Array.from(model.weight, (value) => shorter(format(value, decimals))));
  if (!products) return [[weight, 1]];
  const negative = model.weight.some((value) => value < 0) || model.x.some((value) => value < 0);
  const whole = model.inputWhole && allWhole(model.weight);
  const most = model.inputLimit * model.weightLimit * (tab < 0 ? 3 : 1);
  const sign = negative ? MINUS : "";
  const product = shorter(sign + most.toFixed(whole ? 0 : decimals));
  const value = shorter(sign + model.inputLimit.toFixed(model.inputWhole ? 0 : decimals));
  if (stripes) return [[`Σ ${product}`, 1]];
  if (tab < 0) return [[`× ${weight}`, 0.9], [`Σ ${product}`, 1]];
  if (kernel.cell < TWO_LINES) return [[weight, 0.95], [`=${product}`, 0.95]];
  return [[value, 0.85], [`× ${weight}`, 0.85], [`= ${product}`, 1]];
}

function smallestLetter(cell, lines) {
  return letterSize(cell, lines) * Math.min(...lines.map(([, share]) => share));
}

/** The lines of one tap as [text, relative size, bold]. */
function tapLines(grid, terms, weight, stripes, decimals) {
  const tight = grid.kernel.cell < TWO_LINES;
  const short = (value) => {
    const text = format(value, decimals);
    return tight ? text.replace(/^(\u2212?)0(?=\.)/, "$1") : text;
  };
  const plain = short(weight);
  if (!terms) return stripes ? [] : [[plain, 1, true]];
  const product = short(terms.reduce((sum, term) => sum + term.product, 0));
  if (grid.tab < 0) {
    const sum = [`Σ ${product}`, 1, true]; // over the channels
    return stripes ? [sum] : [[`× ${plain}`, 0.9], sum];
  }
  if (tight) return [[plain, 0.95], [`=${product}`, 0.95, true]];
  return [[short(terms[0].x), 0.85], [`× ${plain}`, 0.85], [`= ${product}`, 1, true]];
}

/** Say under the kernel what its stripes are, while there are any, and what Σ sums. */
function explainStripes(grid, stripes) {
  const { labels, stripesNote } = grid;
  const sums = stripes && chooseForm(grid, true) ? labels.stripes_sum : "";
  setText(stripesNote, [labels.stripes, sums].filter(Boolean).join("; "));
  stripesNote.hidden = !stripes;
}
