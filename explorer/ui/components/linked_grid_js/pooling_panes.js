// What stands in the pooling grid's window and output, and which cells win.

// What to try first: decimals, least size of a letter.
const VALUE_FORMS = [[4, 11], [3, 11], [2, READABLE], [1, LEAST_LETTER], [0, LEAST_LETTER]];
const COLOUR_FORMS = [[3, 11], [2, READABLE]];
const WHOLE_FORM = [[0, LEAST_LETTER]];

function drawPooled(grid) {
  const { model, palette, output } = grid;
  const size = model.outHeight * model.outWidth;
  const pixels = output.paint(valuePixels(grid, model.output, size));
  output.rule(palette.background);
  const plane = Math.max(grid.tab, 0) * size;
  if (grid.tab >= 0)
    output.write(
      (i) => model.output[plane + i],
      (i) => inkOn(pixels[i], DARK_INK),
      palette.codeFont,
    );
  writeScale(grid, grid.legends.output);
}

/** Hatch what no window counts: cells past the padded edge, and padding that is left out. */
function coverUncounted({ model, palette, input }) {
  if (!model.hasUncounted()) return;
  const path = new Path2D();
  const [width, height] = [input.base.width, input.base.height];
  const [row, column] = model.countsPadding
    ? [model.paddedHeight, model.paddedWidth]
    : [model.height - model.bottom, model.width - model.right];
  const [first, left] = model.countsPadding ? [0, 0] : [model.top, model.left];
  const [x, y] = [input.edge(left), input.edge(first)];
  path.rect(0, 0, width, height);
  path.rect(x, y, input.edge(column) - x, input.edge(row) - y);
  hatchUncounted(input, palette, path);
}

function hatchUncounted({ pen, cell, ratio }, palette, path) {
  const gap = Math.round((cell >= 16 ? 8 : 4) * ratio);
  coverPath(pen, path, palette.panel, 1, hatchPattern(pen, palette.text, gap, true), 0.5);
}

/** The window on show; under the pointer's input cell, where in its windows that cell stands. */
function windowCells(grid, channel) {
  const { model, hover, cursor } = grid;
  if (hover?.pane !== "input") return model.cells(channel, cursor.row, cursor.column);
  const [rows, columns] = windowsOverInput(grid, hover);
  const x = model.inputAt(channel, hover.row, hover.column);
  const counted = model.isCounted(hover.row, hover.column);
  return rows.flatMap(({ tap: i }) =>
    columns.map(({ tap: j }) => ({ i, j, r: hover.row, c: hover.column, x, counted })),
  );
}

function drawWindow(grid) {
  const { model, palette, kernel } = grid;
  const { pen } = kernel;
  pen.fillStyle = palette.panel;
  pen.fillRect(0, 0, kernel.base.width, kernel.base.height);
  const pixelOf = valuePixels(grid, model.x, model.height * model.width);
  const perChannel = coloursOnShow(grid).map((channel) => windowCells(grid, channel));
  const gap = Math.round((kernel.cell >= 16 ? 8 : 5) * kernel.ratio);
  const inks = perChannel[0].map(({ i, j, r, c, counted }) => {
    const path = new Path2D();
    const [x, y] = [kernel.edge(j), kernel.edge(i)];
    path.rect(x, y, kernel.edge(j + 1) - x, kernel.edge(i + 1) - y);
    if (!counted) {
      hatchUncounted(kernel, palette, path);
      return palette.text;
    }
    const pixel = pixelOf(r * model.width + c);
    pen.fillStyle = cssColour(pixel);
    pen.fill(path);
    if (!model.isPadding(r, c)) return inkOn(pixel, DARK_INK);
    const strokes = hatchPattern(pen, palette.text, gap, false);
    coverPath(pen, path, palette.panel, model.blankPadding ? 1 : 0.8, strokes, 0.16);
    return palette.text;
  });
  kernel.rule(palette.background);
  writeWindow(grid, perChannel, inks);
}

/** The values of the window, one line a channel; winners are bold, of several channels boxed. */
function writeWindow(grid, perChannel, inks) {
  const { model, palette, kernel, data } = grid;
  const form = chooseValueForm(grid);
  if (!form) return;
  const several = perChannel.length > 1;
  const channels = coloursOnShow(grid);
  const winners = winningTaps(grid);
  const cells = perChannel[0].map(({ i, j, counted }, k) => {
    const lines = perChannel.map((list, c) => {
      const tight = kernel.cell < TIGHT_CELL;
      const fixed = formatCell(list[k].x, form.decimals, Infinity, tight);
      const text = several || model.inputWhole ? fixed : trimZeros(fixed); // lines stand in column
      const wins = winners[c] === i * model.columns + j;
      const initial = several ? `${data.names[channels[c]].slice(0, 1)} ` : "";
      return [initial + text, 1, wins || !model.isMax, several && wins];
    });
    return { i, j, ink: inks[k], lines: counted ? lines : [] };
  });
  writeTaps(kernel, cells, null, palette.codeFont, form.size);
}

/** Decimals and letters that fit the largest value there is, so that no window changes them. */
function chooseValueForm({ tab, model, kernel }) {
  if (kernel.cell < NUMBER_CELL) return null;
  const several = tab < 0;
  const sign = model.negative ? MINUS : "";
  const forms = several ? COLOUR_FORMS : VALUE_FORMS;
  for (const [decimals, least] of model.inputWhole ? WHOLE_FORM : forms) {
    const value = sign + model.inputLimit.toFixed(decimals);
    const tight = !model.inputWhole && kernel.cell < TIGHT_CELL;
    const text = tight ? value.replace(/^(\u2212?)0(?=\.)/, "$1") : value;
    const size = letterSize(kernel.cell, [[several ? `r ${text}` : text, 1]], several ? 3 : 1);
    if (size >= least) return { decimals, size };
  }
  return null;
}

/** The winning tap in each channel on show; under an input cell or for an average there is none. */
function winningTaps(grid) {
  const { model, hover, cursor } = grid;
  const channels = coloursOnShow(grid);
  if (!model.isMax || hover?.pane === "input") return channels.map(() => -1);
  return channels.map((channel) => model.winnerTap(channel, cursor.row, cursor.column));
}

/** Of the windows over an input cell, one is won by it: in how many of the channels on show. */
function countWon(grid, r, c) {
  const { model } = grid;
  const tap = r.tap * model.columns + c.tap;
  const wins = (channel) => model.winnerTap(channel, r.window, c.window) === tap;
  return coloursOnShow(grid).filter(wins).length;
}

/** Ring the winners in the input. */
function ringWinners(grid) {
  const { model, input, palette, cursor } = grid;
  if (!model.isMax) return;
  for (const tap of new Set(winningTaps(grid))) {
    const [i, j] = [Math.floor(tap / model.columns), tap % model.columns];
    const [r, c] = model.cellUnder(cursor.row, cursor.column, i, j);
    input.ring(r, c, palette.accent, palette.background);
  }
}

/** Ring the winners in the window, and the places where the input cell under the pointer wins. */
function ringWindow(grid) {
  const { model, kernel, palette, hover } = grid;
  if (!model.isMax) return;
  const ring = (i, j) => kernel.ring(i, j, palette.accent, palette.background);
  if (hover?.pane === "input") {
    const [rows, columns] = windowsOverInput(grid, hover);
    for (const r of rows)
      for (const c of columns) if (countWon(grid, r, c)) ring(r.tap, c.tap);
  } else if (grid.tab >= 0 || !chooseValueForm(grid))
    for (const tap of new Set(winningTaps(grid)))
      ring(Math.floor(tap / model.columns), tap % model.columns);
}

/** A window that the input cell under the pointer has won is tinted, another one dashed. */
function styleUser(grid, r, c) {
  if (!grid.model.isMax) return userStyle(grid);
  if (countWon(grid, r, c)) return mark(grid, { width: 2.5, tint: 0.4 });
  return mark(grid, { width: 1.5, dash: [3, 3] });
}

/** Tint the output cells whose winner stood at one position of the window. */
function tintWon(grid, { row, column }) {
  const { model, output, palette } = grid;
  if (!model.isMax) return;
  const taps = coloursOnShow(grid).map((channel) => model.winners(channel));
  const tap = row * model.columns + column;
  const [red, green, blue] = parseColour(palette.accent);
  const won = (i) => taps.some((list) => list[i] === tap);
  output.tint(won, packPixel(red, green, blue), output.cell < NUMBER_CELL ? 0.6 : 0.35);
}
