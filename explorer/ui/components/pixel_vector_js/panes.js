// The picture, and the table of numbers around its pixel.

const LARGEST_CELL = 54; // of a picture of few pixels
const TABLE_CELLS = 7; // rows and columns of numbers, where there is room
const HEADING = 26; // room for the rows' and columns' numbers
const MARK_ROOM = 4; // around the picture, for outlines

function sizePicture(explorer) {
  const { model, side, picture, theme } = explorer;
  const cell = Math.min(LARGEST_CELL, side / model.width, side / model.height);
  Object.assign(picture, { cell, width: cell * model.width, height: cell * model.height });
  Object.assign(picture.stage.style, {
    width: `${picture.width}px`, height: `${picture.height}px`,
  });
  const pixels = new Uint32Array(model.height * model.width);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = model.colour(Math.floor(i / model.width), i % model.width);
  }
  picture.sheet = pixelsToCanvas(pixels, model.width, model.height, picture.sheet);
  const pen = sizeCanvas(picture.base, picture.width, picture.height);
  const whole = { x: 0, y: 0, width: model.width, height: model.height };
  drawSharp(pen, picture.sheet, whole, { ...whole, width: picture.width, height: picture.height });
  if (cell < 7) return;
  pen.fillStyle = theme.background;
  pen.globalAlpha = 0.35;
  for (let r = 1; r < model.height; r++) pen.fillRect(0, r * cell - 0.25, picture.width, 0.5);
  for (let c = 1; c < model.width; c++) pen.fillRect(c * cell - 0.25, 0, 0.5, picture.height);
  pen.globalAlpha = 1;
}

function drawPictureMarks(explorer) {
  const { model, picture, theme, focus, pinned, probe } = explorer;
  const pen = sizeCanvas(picture.over, picture.width + 2 * MARK_ROOM, picture.height + 2 * MARK_ROOM);
  pen.translate(MARK_ROOM, MARK_ROOM);
  const mark = (pixel, colour, width, dash = []) => outlineCell(pen, {
    x: pixel.column * picture.cell, y: pixel.row * picture.cell,
    width: picture.cell, height: picture.cell,
  }, colour, width, dash);
  // The row is what stays together in the vector: a band across the picture.
  pen.fillStyle = theme.across;
  pen.globalAlpha = 0.3;
  pen.fillRect(0, focus.row * picture.cell, picture.width, picture.cell);
  pen.globalAlpha = 1;
  for (const { step, pixel } of model.neighbours(focus)) {
    if (pixel) mark(pixel, stepColour(explorer, step), 1.5);
  }
  if (!samePixel(focus, pinned)) mark(pinned, theme.text, 1, [2, 2]);
  mark(focus, theme.primary, 2.5);
  if (probe !== null) mark(model.pixel(probe), theme.text, 2, [3, 2]);
}

/** The colour of a step: across or down; steps are also named, and arcs down are dashed. */
function stepColour({ model, theme }, step) {
  return Math.abs(step) === model.across && model.width > 1 ? theme.across : theme.down;
}

/** An outline with a light rim, so that it shows on any picture; small cells stay visible in it. */
function outlineCell(pen, cell, colour, width, dash = []) {
  const grow = cell.width < 9 ? width / 2 + 0.5 : -width / 2;
  const box = [cell.x - grow, cell.y - grow, cell.width + 2 * grow, cell.height + 2 * grow];
  pen.lineJoin = "miter";
  pen.setLineDash([]);
  pen.strokeStyle = "rgba(255, 255, 255, .85)";
  pen.lineWidth = width + 1.5;
  pen.strokeRect(...box);
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.strokeRect(...box);
  pen.setLineDash([]);
}

/* ---------- the table ---------- */

function sizeTable(explorer) {
  const { model, side, table } = explorer;
  table.rows = Math.min(TABLE_CELLS, model.height);
  table.columns = Math.min(TABLE_CELLS, model.width);
  table.cell = Math.floor((side - HEADING) / TABLE_CELLS);
  table.width = HEADING + table.columns * table.cell;
  table.height = HEADING + table.rows * table.cell;
  Object.assign(table.stage.style, { width: `${table.width}px`, height: `${table.height}px` });
}

function drawTable(explorer) {
  const { model, table, theme, focus, probe } = explorer;
  const { cell } = table;
  const start = (at, shown, size) => Math.min(Math.max(0, at - (shown >> 1)), size - shown);
  table.row = start(focus.row, table.rows, model.height);
  table.column = start(focus.column, table.columns, model.width);
  const pen = sizeCanvas(table.cells, table.width, table.height);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const headings = (count, first, chosen, place) => {
    for (let i = 0; i < count; i++) {
      pen.fillStyle = theme.text;
      pen.globalAlpha = first + i === chosen ? 1 : 0.65;
      pen.font = `${first + i === chosen ? 700 : 400} 11px ${theme.codeFont}`;
      pen.fillText(first + i, ...place(HEADING + (i + 0.5) * cell));
    }
    pen.globalAlpha = 1;
  };
  headings(table.rows, table.row, focus.row, (at) => [HEADING / 2, at]);
  headings(table.columns, table.column, focus.column, (at) => [at, HEADING / 2]);
  const boxOf = ({ row, column }) => ({
    x: HEADING + (column - table.column) * cell, y: HEADING + (row - table.row) * cell,
    width: cell, height: cell,
  });
  for (let i = 0; i < table.rows; i++)
    for (let j = 0; j < table.columns; j++) {
      const pixel = { channel: focus.channel, row: table.row + i, column: table.column + j };
      drawNumber(pen, explorer, boxOf(pixel), pixel);
    }
  for (const { step, pixel } of model.neighbours(focus)) {
    if (pixel && inTable(table, pixel)) {
      outlineCell(pen, boxOf(pixel), stepColour(explorer, step), 2);
    }
  }
  outlineCell(pen, boxOf(focus), theme.primary, 3);
  if (probe === null) return;
  const pointed = model.pixel(probe);
  const here = pointed.channel === focus.channel && inTable(table, pointed);
  if (here) outlineCell(pen, boxOf(pointed), theme.text, 2, [3, 2]);
}

function drawNumber(pen, explorer, box, pixel) {
  const { model, theme } = explorer;
  const shade = model.shade(pixel);
  pen.fillStyle = cssColour(shade);
  pen.fillRect(box.x, box.y, box.width - 0.5, box.height - 0.5);
  rim(pen, theme, box);
  pen.fillStyle = inkOn(shade);
  const text = valueText(explorer.data, model.value(pixel));
  pen.font = `${Math.min(12, (box.width - 4) / (Math.max(3, text.length) * 0.62))}px ${theme.codeFont}`;
  pen.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 0.5);
}

function inTable(table, { row, column }) {
  return row >= table.row && row < table.row + table.rows
    && column >= table.column && column < table.column + table.columns;
}

/** A value as the page writes it: decimals of its own, or as few digits as it needs. */
function valueText({ factor, decimals }, value) {
  if (decimals === null) return formatNumber(value);
  return (value * factor).toFixed(decimals).replace("-", MINUS);
}

/* ---------- the words ---------- */

function writeFacts(explorer) {
  const { model, focus, probe, facts, data } = explorer;
  const { labels } = data;
  const index = model.index(focus);
  const value = valueText(data, model.value(focus));
  setText(facts.lead, `vector[${index}] = x[${model.name(focus)}] = ${value}`);
  const rows = model.neighbours(focus).map(({ side, step, pixel }) =>
    pixel ? factRow(explorer, labels[side], index, pixel) : borderRow(explorer, labels[side], index + step, step));
  for (const pixel of model.siblings(focus)) {
    rows.push(factRow(explorer, data.names[pixel.channel], index, pixel, "sibling"));
  }
  facts.body.replaceChildren(...rows);
  setText(facts.probe, probe === null ? labels.hint : fill(labels.pointed, describePlace(explorer, probe)));
  facts.probe.classList.toggle("pointing", probe !== null);
}

function describePlace({ model, data }, index) {
  const pixel = model.pixel(index);
  return {
    index, pixel: model.name(pixel), channel: data.names[pixel.channel],
    value: valueText(data, model.value(pixel)),
  };
}

function signed(step) {
  return step < 0 ? MINUS + -step : `+${step}`;
}

function factRow(explorer, name, from, pixel, kind = "") {
  const { model, data } = explorer;
  const index = model.index(pixel);
  const row = make("tr", kind, {}, [make("th", "", { textContent: name, scope: "row" })]);
  const texts = [`x[${model.name(pixel)}]`, index, signed(index - from), valueText(data, model.value(pixel))];
  row.append(...texts.map((text) => make("td", "", { textContent: text })));
  if (!kind) row.style.setProperty("--step", stepColour(explorer, index - from));
  return row;
}

/** Past the border there is no neighbour; the step leads somewhere else, or out of the vector. */
function borderRow(explorer, name, index, step) {
  const { model, data: { labels } } = explorer;
  const elsewhere = model.has(index) ? fill(labels.elsewhere, { step: signed(step), pixel: model.name(model.pixel(index)) }) : "";
  const words = [labels.none, elsewhere].filter(Boolean).join(": ");
  return make("tr", "border", {}, [
    make("th", "", { textContent: name, scope: "row" }),
    make("td", "", { textContent: words, colSpan: 4 }),
  ]);
}

/** The focus in one sentence, for a screen reader. */
function announce(explorer) {
  const { facts } = explorer;
  const rows = [...facts.body.rows].map((row) => [...row.cells].map((cell) => cell.textContent).join(" "));
  setText(explorer.live, [facts.lead.textContent, ...rows].join("; "));
}
