// What a convolution says: its products and sums, in the readout and in the table.

function tellWeight(grid, { row, column }) {
  const { model, labels, data } = grid;
  const channels = grid.tab < 0 && model.channelsDiffer() ? [0, 1, 2] : [shownChannel(grid)];
  const values = channels.map((c) => {
    const name = channels.length > 1 ? `${data.names[c]} ` : "";
    return name + format(model.weightAt(c, row, column), 4);
  });
  const head = `${labels.weight}[${row}, ${column}] = ${values.join(", ")}`;
  const tail = fill(labels.weight_meets, { count: model.outHeight * model.outWidth });
  return writeNote(grid, head, tail);
}

function tellOutput(grid) {
  const { model, labels, data } = grid;
  const { row, column } = grid.cursor;
  const partial = Array.from({ length: model.channels }, (_, c) =>
    model.settle(model.partialSum(c, row, column)),
  );
  writeAmounts(grid, partial);
  const value = model.settle(partial.reduce((a, b) => a + b, 0)) + model.bias;
  const where = onAxes(data.axes?.out_rows[row], data.axes?.out_columns[column]);
  const name = `${labels.output}[${row}, ${column}]${where}`;
  const bias = model.bias ? [`${labels.bias} ${format(model.bias)}`] : [];
  const total = format(value, 4);
  let terms = [];
  let sums = [];
  if (grid.tab >= 0) {
    const channel = shownChannel(grid);
    const products = model
      .terms(channel, row, column)
      .map((term) => `${format(term.x)}·${format(term.w)}`);
    const title = model.channels > 1 ? data.names[channel] : "";
    terms = fitTerms(grid, products, title, grid.termLines);
    terms.push(`= ${format(partial[channel], 4)}`);
  }
  if (model.channels > 1) {
    const parts = partial.map((sum, c) => `${data.names[c]} ${format(sum, 4)}`);
    sums = fitTerms(grid, [...parts, ...bias], "", grid.sumLines);
    sums.push(`= ${total}`);
  } else if (bias.length) sums = [`${format(partial[0], 4)} `, `+ ${bias[0]} `, `= ${total}`];
  writeLines(grid, `${name} = ${total}`, checkServer(grid, value), terms, sums);
  const equation = model.channels > 1 ? sums.join("") : terms.join("") + afterFirst(sums);
  return `${name} = ${equation}`;
}

function afterFirst(pieces) {
  return pieces.length ? ` ${pieces.slice(1).join("")}` : "";
}

/** The server's value of the cell on show, and whether the sum above agrees with it. */
function checkServer(grid, value) {
  const { model, labels } = grid;
  if (model.isPreview()) return labels.preview;
  const server = model.serverOutput[grid.cursor.row * model.outWidth + grid.cursor.column];
  return compareServer(labels, [server], [value], model.outputLimit);
}

/** As many terms as `lines` hold, joined by plus signs. */
function fitTerms(grid, terms, name, lines) {
  const shown = shorten(terms, roomFor(grid, lines) - name.length);
  const joined = shown.map((term, i) => (i ? `+ ${term} ` : `${term} `));
  return name ? [`${name}: `, ...joined] : joined;
}

/** Lines for the longest sums this filter can have. */
function countSumLines(grid, linesFor) {
  const { model, data } = grid;
  const longest = (values) => Math.max(...Array.from(values, (value) => format(value).length));
  const taps = model.rows * model.columns;
  const value = model.inputWhole ? format(-model.inputLimit).length : data.range ? 5 : 6;
  const term = value + longest(model.serverWeight) + 4;
  const names = data.names.reduce((sum, name) => sum + name.length + 11, 32);
  return [
    grid.tab < 0 ? 0 : linesFor(taps * term + 22),
    model.channels > 1 ? linesFor(names) : model.bias ? 1 : 0,
  ];
}

function makeProductTable(grid) {
  const { model, labels, data } = grid;
  const several = model.channels > 1;
  const titles = [labels.tap, labels.input, labels.weight, labels.product];
  if (several) titles.unshift(labels.channel);
  const lines = [];
  let sum = 0;
  for (const channel of tableChannels(grid))
    for (const term of model.terms(channel, grid.cursor.row, grid.cursor.column)) {
      const numbers = [term.x, term.w, term.product].map((number) => format(number, 4));
      const line = [`${term.i}, ${term.j}`, ...numbers];
      lines.push(several ? [data.names[channel], ...line] : line);
      sum += term.product;
    }
  return buildTable(titles, lines, [labels.sum, format(sum, 4)]);
}
