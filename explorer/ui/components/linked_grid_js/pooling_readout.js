// What a pooling layer says: who wins or what the average is, in the readout and in the table.

const LISTED_WITH_PADDING = 9; // values; of larger windows −∞ would fill the line

function tellPooled(grid) {
  const { model, labels } = grid;
  const { row, column } = grid.cursor;
  const all = Array.from({ length: model.channels }, (_, c) => model.outputAt(c, row, column));
  writeAmounts(grid, all);
  const channels = coloursOnShow(grid);
  const values = channels.map((channel) => model.pool(channel, row, column));
  const servers = channels.map((channel) => all[channel]);
  const check = compareServer(labels, servers, values, model.inputLimit);
  const head = `${labels.output}[${row}, ${column}]`;
  const texts = values.map((value) => format(value, 4));
  if (grid.tab < 0) {
    const pieces = tellColours(grid, channels, texts);
    writeLines(grid, head, check, pieces, []);
    return `${head} = ${pieces.join("")}`;
  }
  const result = nameChannels(grid, channels, () => texts[0]);
  const terms = tellTerms(grid, channels[0]);
  if (model.isMax) terms.push(`= ${texts[0]}, `, tellOrigin(grid, channels[0]));
  else terms.push(`= ${texts[0]}`);
  writeLines(grid, `${head} = ${result}`, check, terms, []);
  return `${head} = ${nameChannels(grid, channels, () => terms.join(""))}`;
}

/** The three colours' results, and where they come from. */
function tellColours(grid, channels, texts) {
  const { model, labels, data, cursor } = grid;
  const last = channels.length - 1;
  const pieces = channels.map((channel, k) => {
    const origin = model.isMax ? ` ${tellPlace(grid, channel)}` : "";
    return `${data.names[channel]} ${texts[k]}${origin}${k < last ? ", " : ""}`;
  });
  if (model.isMax) return pieces;
  const count = model.divisor(cursor.row, cursor.column);
  return [...pieces, ` (${fill(labels.divided_by, { count })})`];
}

/** Which input cell the largest value comes from. */
function tellPlace(grid, channel) {
  const winner = grid.model.winner(channel, grid.cursor.row, grid.cursor.column);
  return fill(grid.labels.from_cell, { place: placeName(grid, winner.r, winner.c) });
}

/** Which input cell the largest value comes from, and how many are as large. */
function tellOrigin(grid, channel) {
  const { equals } = grid.model.winner(channel, grid.cursor.row, grid.cursor.column);
  const tie = equals > 1 ? ` (${fill(grid.labels.tie, { count: equals })})` : "";
  return tellPlace(grid, channel) + tie;
}

/** The values of the window as max(a, b) or (a + b) / n, in pieces that may break. */
function tellTerms(grid, channel) {
  const { model, labels } = grid;
  const { row, column } = grid.cursor;
  const brief = model.isMax && model.rows * model.columns > LISTED_WITH_PADDING;
  const isListed = (cell) => cell.counted && !(brief && model.isPadding(cell.r, cell.c));
  const counted = model.cells(channel, row, column).filter(isListed);
  const texts = counted.map((cell) => format(cell.x, 4));
  const winner = model.isMax ? model.winner(channel, row, column) : null;
  const kept = winner
    ? counted.findIndex(({ i, j }) => i === winner.i && j === winner.j)
    : texts.length - 1;
  const aside = model.isMax ? tellOrigin(grid, channel).length : 0;
  const shown = shorten(texts, roomFor(grid, grid.termLines) - aside, kept);
  const last = shown.length - 1;
  if (model.isMax)
    return shown.map((text, k) => `${k ? "" : `${labels.sign}(`}${text}${k < last ? ", " : ") "}`);
  const sum = shown.map((text, k) => `${k ? "+ " : "("}${text}${k < last ? " " : ") "}`);
  return [...sum, `/ ${model.divisor(row, column)} `];
}

/** Lines for the longest window this layer can have. */
function countWindowLines(grid, linesFor) {
  const { model, data } = grid;
  const value = model.inputWhole ? format(-model.inputLimit).length : 6 + model.negative;
  const origin = model.isMax ? 26 : 0;
  if (grid.tab >= 0) return [linesFor(model.rows * model.columns * (value + 3) + 22 + origin), 0];
  return [linesFor(data.names.reduce((sum, name) => sum + name.length + 12 + origin, 0)), 0];
}

/** What the windows make of an input cell: how many it won, or the sum of its shares. */
function tellWindowUse(grid, row, column, channels) {
  const { model, labels } = grid;
  if (!model.isCounted(row, column)) return labels.not_counted;
  const [rows, columns] = windowsOverInput(grid, { row, column });
  const windows = rows.flatMap((r) => columns.map((c) => [r, c]));
  if (!model.isMax) {
    const sum = windows.reduce((all, [r, c]) => all + 1 / model.divisor(r.window, c.window), 0);
    return fill(labels.shares, { sum: format(sum) });
  }
  if (model.isPadding(row, column)) return labels.never_wins;
  const wins = (channel) =>
    windows.filter(
      ([r, c]) =>
        model.winnerTap(channel, r.window, c.window) === r.tap * model.columns + c.tap,
    ).length;
  return fill(labels.won, { count: nameChannels(grid, channels, wins) });
}

/** What a position of the window meets, and how many windows it won. */
function tellWindowPlace(grid, { row, column }) {
  const { model, labels } = grid;
  const count = model.outHeight * model.outWidth;
  const meets = fill(labels.position_meets, { count });
  const head = `${labels.position}[${row}, ${column}]`;
  if (!model.isMax) return writeNote(grid, head, meets);
  const tap = row * model.columns + column;
  const wins = (channel) =>
    model.winners(channel).reduce((sum, winner) => sum + (winner === tap), 0);
  const won = fill(labels.position_won, {
    count: nameChannels(grid, coloursOnShow(grid), wins),
  });
  return writeNote(grid, head, `${meets}; ${won}`);
}

function makeWindowTable(grid) {
  const { model, labels, data } = grid;
  const { row, column } = grid.cursor;
  const several = model.channels > 1;
  const role = model.isMax ? labels.wins : labels.share;
  const titles = [labels.position, labels.place, labels.value, role];
  if (several) titles.unshift(labels.channel);
  const share = `1/${model.divisor(row, column)}`;
  const lines = tableChannels(grid).flatMap((channel) => {
    const winner = model.isMax ? model.winnerTap(channel, row, column) : -1;
    return model.cells(channel, row, column).map((cell, tap) => {
      const part = model.isMax ? (tap === winner ? "✓" : "") : share;
      const told = cell.counted ? [format(cell.x, 4), part] : ["–", labels.not_counted];
      const line = [`${cell.i}, ${cell.j}`, placeName(grid, cell.r, cell.c), ...told];
      return several ? [data.names[channel], ...line] : line;
    });
  });
  const result = (channel) => format(model.pool(channel, row, column), 4);
  const results = nameChannels(grid, tableChannels(grid), result);
  return buildTable(titles, lines, [model.isMax ? labels.largest : labels.average, results, ""]);
}
