// What the grid says: the sums in words and numbers, the table, the spoken text.

const ANNOUNCE_AFTER_MS = 350;

function writeReadout(grid) {
  const { hover } = grid;
  let text;
  if (hover?.pane === "input") text = tellInput(grid, hover);
  else if (hover?.pane === "kernel") text = tellWeight(grid, hover);
  else text = tellOutput(grid);
  grid.root.dataset.readout = text;
  grid.spoken = text;
  const { row, column } = grid.cursor;
  const { outHeight, outWidth } = grid.model;
  const number = row * outWidth + column + 1;
  grid.progress.textContent = fill(grid.labels.cell, { number, count: outHeight * outWidth });
  if (grid.table.open) writeTable(grid);
}

function tellInput(grid, { row, column }) {
  const { model, labels, data } = grid;
  const padding = model.isPadding(row, column);
  const channels = grid.tab < 0 ? [0, 1, 2] : [shownChannel(grid)];
  const values = channels.map((c) => {
    const name = model.channels > 1 ? `${data.names[c]} ` : "";
    return name + format(model.inputAt(c, row, column));
  });
  const name = padding ? labels.padding : labels.input;
  const place = `${name}[${coordinate(row - model.top)}, ${coordinate(column - model.left)}]`;
  const head = `${place} = ${values.join(", ")}`;
  const count = model.usesY[row] * model.usesX[column];
  const many = fill(labels.used_by, { count });
  const tail = count ? many : `${many}, ${labels.never_visited}`;
  writeLines(grid, head, "", [tail], "");
  return `${head}; ${tail}`;
}

function tellWeight(grid, { row, column }) {
  const { model, labels, data } = grid;
  const channels = grid.tab < 0 && model.channelsDiffer() ? [0, 1, 2] : [shownChannel(grid)];
  const values = channels.map((c) => {
    const name = channels.length > 1 ? `${data.names[c]} ` : "";
    return name + format(model.weightAt(c, row, column), 4);
  });
  const head = `${labels.weight}[${row}, ${column}] = ${values.join(", ")}`;
  const tail = fill(labels.weight_meets, { count: model.outHeight * model.outWidth });
  writeLines(grid, head, "", [tail], "");
  return `${head}; ${tail}`;
}

function tellOutput(grid) {
  const { model, labels, data } = grid;
  const { row, column } = grid.cursor;
  const partial = Array.from({ length: model.channels }, (_, c) =>
    model.settle(model.partialSum(c, row, column)),
  );
  partial.forEach((sum, c) => {
    const button = grid.tabButtons.find((tab) => Number(tab.dataset.channel) === c);
    if (button) button.amount.textContent = formatAmount(sum);
  });
  const value = model.settle(partial.reduce((a, b) => a + b, 0)) + model.bias;
  const name = `${labels.output}[${row}, ${column}]`;
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
  const size = Math.max(1, Math.abs(server), model.outputLimit);
  const agrees = Math.abs(server - value) <= 1e-4 * size;
  return `${labels.server} ${format(server, 4)} ${agrees ? "✓" : "≠"}`;
}

/** As many terms as `lines` hold, joined by plus signs. */
function fitTerms(grid, terms, name, lines) {
  const room = (grid.letters - SLACK) * lines - name.length - 12;
  const length = terms.reduce((sum, term) => sum + term.length + 3, 0);
  let shown = terms;
  if (length > room) {
    const last = terms[terms.length - 1];
    let used = last.length + 8;
    let count = 0;
    while (count < terms.length - 1 && used + terms[count].length + 3 <= room)
      used += terms[count++].length + 3;
    shown = [...terms.slice(0, Math.max(1, count)), "…", last];
  }
  const joined = shown.map((term, i) => (i ? `+ ${term} ` : `${term} `));
  return name ? [`${name}: `, ...joined] : joined;
}

function writeLines(grid, head, check, terms, sums) {
  grid.sentence.textContent = head;
  grid.check.textContent = check;
  grid.check.hidden = !check;
  grid.tag.textContent = grid.labels.pinned;
  const { pinned } = grid;
  grid.tag.hidden = !check || !pinned || !sameCell(pinned, grid.cursor);
  writePieces(grid.termsLine, terms.length ? terms : []);
  writePieces(grid.sumLine, sums || []);
}

/** Pieces that break between each other and never inside. */
function writePieces(element, pieces) {
  element.replaceChildren();
  for (const piece of pieces) {
    add(element, "span", piece.startsWith("=") ? "result" : "", piece.trimEnd());
    element.append(" ");
  }
}

function announce(grid) {
  clearTimeout(grid.announceTimer);
  grid.announceTimer = setTimeout(() => {
    grid.live.textContent = grid.spoken;
  }, ANNOUNCE_AFTER_MS);
}

function writeTable(grid) {
  const { model, labels, data } = grid;
  const channels =
    grid.tab < 0 ? Array.from({ length: model.channels }, (_, c) => c) : [shownChannel(grid)];
  const table = make("table");
  const head = add(add(table, "thead"), "tr");
  const several = model.channels > 1;
  const titles = [labels.tap, labels.input, labels.weight, labels.product];
  if (several) titles.unshift(labels.channel);
  for (const title of titles) add(head, "th", "", title).scope = "col";
  const body = add(table, "tbody");
  let sum = 0;
  for (const channel of channels)
    for (const term of model.terms(channel, grid.cursor.row, grid.cursor.column)) {
      const line = add(body, "tr");
      if (several) add(line, "td", "", data.names[channel]);
      add(line, "td", "", `${term.i}, ${term.j}`);
      for (const number of [term.x, term.w, term.product])
        add(line, "td", "", format(number, 4));
      sum += term.product;
    }
  const foot = add(add(table, "tfoot"), "tr");
  const title = add(foot, "td", "", labels.sum);
  title.colSpan = titles.length - 1;
  add(foot, "td", "", format(sum, 4));
  grid.tableBody.replaceChildren(table);
}
