// What the grid says, in words and numbers; the spoken text; the frame of the table.

const ANNOUNCE_AFTER_MS = 350;

function writeReadout(grid) {
  const { hover } = grid;
  let text;
  if (hover?.pane === "input") text = tellInput(grid, hover);
  else if (hover?.pane === "kernel") text = layer.tellPosition(grid, hover);
  else text = layer.tellOutput(grid);
  grid.root.dataset.readout = text;
  grid.spoken = text;
  const { row, column } = grid.cursor;
  const { outHeight, outWidth } = grid.model;
  const number = row * outWidth + column + 1;
  grid.progress.textContent = fill(grid.labels.cell, { number, count: outHeight * outWidth });
  if (grid.table.open) grid.tableBody.replaceChildren(layer.makeTable(grid));
}

function tellInput(grid, { row, column }) {
  const { model, labels } = grid;
  const place = placeName(grid, row, column);
  if (model.isBeyond(row, column))
    return writeNote(grid, place, labels.not_counted);
  const channels = coloursOnShow(grid);
  const values = nameChannels(grid, channels, (c) => format(model.inputAt(c, row, column)));
  const count = model.usesY[row] * model.usesX[column];
  const tail = fill(labels.used_by, { count });
  const more = count ? layer.tellUse?.(grid, row, column, channels) : labels.never_visited;
  const text = more ? `${tail}, ${more}` : tail;
  if (channels.length === 1) return writeNote(grid, `${place} = ${values}`, text);
  writeLines(grid, place, "", [`${values}; `, text], ""); // three values are long for a heading
  return `${place} = ${values}; ${text}`;
}

/** The channels behind what is shown: the three of the colour picture, or one. */
function coloursOnShow(grid) {
  return grid.tab < 0 ? [0, 1, 2] : [shownChannel(grid)];
}

/** Texts of channels in one line, each behind its channel's name where there are several. */
function nameChannels({ model, data }, channels, textOf) {
  const named = (c) => (model.channels > 1 ? `${data.names[c]} ${textOf(c)}` : textOf(c));
  return channels.map(named).join(", ");
}

/** Where an input cell stands, counted from the first real one. */
function placeName({ model, labels, data }, row, column) {
  const { input, padding, beyond } = labels;
  const real = model.isPadding(row, column) ? padding : input;
  const name = model.isBeyond(row, column) ? beyond : real;
  const [r, c] = [row - model.top, column - model.left];
  const where = onAxes(data.axes?.rows[r], data.axes?.columns[c]);
  return `${name}[${coordinate(r)}, ${coordinate(c)}]${where}`;
}

/** What a row and a column stand for, where they are no pixels. */
function onAxes(row, column) {
  return row && column ? ` (${row}, ${column})` : "";
}

/** A head with one line of text under it; returns both as one text. */
function writeNote(grid, head, text) {
  writeLines(grid, head, "", [text], "");
  return `${head}; ${text}`;
}

/** The server's values, and whether those computed here agree with them. */
function compareServer(labels, servers, values, limit) {
  const agrees = servers.every((server, i) => {
    const size = Math.max(1, Math.abs(server), limit);
    return Math.abs(server - values[i]) <= 1e-4 * size;
  });
  const texts = servers.map((server) => format(server, 4)).join(", ");
  return `${labels.server} ${texts} ${agrees ? "✓" : "≠"}`;
}

/** On each channel's tab the number it has at the window on show. */
function writeAmounts(grid, amounts) {
  for (const button of grid.tabButtons)
    if (button.amount) button.amount.textContent = formatAmount(amounts[button.dataset.channel]);
}

/** As many terms as `room` letters hold; "…" stands for the others, `kept` is never left out. */
function shorten(terms, room, kept = terms.length - 1) {
  const length = terms.reduce((sum, term) => sum + term.length + 3, 0);
  if (length <= room) return terms;
  let used = terms[kept].length + 8;
  let count = 0;
  while (count < terms.length - 1 && used + terms[count].length + 3 <= room)
    used += terms[count++].length + 3;
  count = Math.max(1, count);
  const shown = [...terms.slice(0, count), "…"];
  if (kept >= count) shown.push(terms[kept]);
  if (kept >= count && kept < terms.length - 1) shown.push("…");
  return shown;
}

/** Letters that `lines` of the readout hold beside a result. */
function roomFor(grid, lines) {
  return (grid.letters - SLACK) * lines - 12;
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

/** A table of texts, with a line under it whose title is `total[0]`. */
function buildTable(titles, lines, total) {
  const table = make("table");
  const head = add(add(table, "thead"), "tr");
  for (const title of titles) add(head, "th", "", title).scope = "col";
  const body = add(table, "tbody");
  for (const texts of lines) {
    const line = add(body, "tr");
    for (const text of texts) add(line, "td", "", text);
  }
  const foot = add(add(table, "tfoot"), "tr");
  add(foot, "td", "", total[0]).colSpan = titles.length - total.length + 1;
  for (const text of total.slice(1)) add(foot, "td", "", text);
  return table;
}

/** The channels that the table lists: all under the colour picture, else the one on show. */
function tableChannels(grid) {
  if (grid.tab >= 0) return [shownChannel(grid)];
  return Array.from({ length: grid.model.channels }, (_, c) => c);
}
