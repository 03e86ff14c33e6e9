// What stands in the pictures: colours, numbers, padding, and the cells that no window touches.

const NUMBER_CELL = 26; // CSS pixels; from here on a cell shows its number
const TIGHT_CELL = 36; // below this a number goes without its leading zero
const DARK_INK = "#111";

function drawInput(grid) {
  const { model, palette, input, data } = grid;
  const size = model.height * model.width;
  const plane = Math.max(grid.tab, 0) * size;
  const grey = data.range && !grid.uses;
  const usesAt = (i) => model.usesY[Math.floor(i / model.width)] * model.usesX[i % model.width];
  const pixels = input.paint(inputPixels(grid, usesAt));
  coverUnseen(grid);
  input.rule(grey && grid.tab >= 0 ? "rgba(128, 128, 128, 0.6)" : palette.background);
  const valueAt = grid.uses ? usesAt : (i) => model.x[plane + i];
  if (grid.uses || grid.tab >= 0)
    input.write(
      (i) => (isCountedAt(model, i) ? valueAt(i) : undefined),
      (i) => inkOnInput(grid, i, pixels[i]),
      palette.codeFont,
    );
  writeInputLegend(grid);
}

function isCountedAt(model, i) {
  return model.isCounted(Math.floor(i / model.width), i % model.width);
}

/** What the input shows, as index -> packed pixel: how often used, the colour picture, a channel. */
function inputPixels(grid, usesAt) {
  const { model, palette } = grid;
  if (grid.uses) {
    const pixelOf = palette.scale("sequential", 0, model.mostUses);
    return (i) => pixelOf(usesAt(i));
  }
  return valuePixels(grid, model.x, model.height * model.width);
}

/** Channels of values in the input's colours, as index -> packed pixel. */
function valuePixels(grid, values, size) {
  const [low, high] = inputRange(grid);
  if (grid.tab < 0) {
    const factor = 255 / (high - low || 1);
    const level = (i) => (values[i] - low) * factor;
    return (i) => packPixel(level(i), level(i + size), level(i + 2 * size));
  }
  const plane = grid.tab * size;
  const pixelOf = grid.palette.scale(grid.data.range ? "grey" : "diverging", low, high);
  return (i) => pixelOf(values[plane + i]);
}

/** Both ends of the input's scale: the page's, or the greatest magnitude both ways. */
function inputRange({ data, model }) {
  return data.range ?? [-model.inputLimit, model.inputLimit];
}

function inkOnInput(grid, i, pixel) {
  const { model, palette } = grid;
  if (model.isPadding(Math.floor(i / model.width), i % model.width)) return palette.text;
  return inkOn(pixel, DARK_INK);
}

function writeInputLegend(grid) {
  const { model, palette, labels } = grid;
  const legend = grid.legends.input;
  if (!grid.uses) writeScale(grid, legend);
  else legend.show(palette.sequentialStops, "0", String(model.mostUses), "", labels.uses);
}

/** The scale of the input's values. */
function writeScale(grid, legend) {
  const { model, labels, data } = grid;
  const several = model.channels > 1 ? labels.same_scale : "";
  const ends = data.range?.map((end) => format(end));
  if (grid.tab < 0) legend.show([], "", "", "", "");
  else if (ends) legend.show(["#000", "#fff"], ...ends, "", several);
  else showSigned(grid, legend, model.inputLimit, several);
}

/** Paint the padding ring, and the real cells that no window touches. */
function coverUnseen(grid) {
  const { model, palette, input } = grid;
  const pen = input.pen;
  const { width, height } = input.base;
  const gap = Math.round((input.cell >= 16 ? 8 : 5) * input.ratio);
  const [x0, y0] = [input.edge(model.left), input.edge(model.top)];
  const x1 = input.edge(model.width - model.right);
  const y1 = input.edge(model.height - model.bottom);
  const ring = new Path2D();
  ring.rect(0, 0, width, height);
  ring.rect(x0, y0, x1 - x0, y1 - y0);
  const busy = input.cell >= NUMBER_CELL; // numbers must stay readable
  const strokes = hatchPattern(pen, palette.text, gap, false);
  const tint = model.blankPadding ? 1 : busy ? 0.8 : 0.7;
  coverPath(pen, ring, palette.panel, tint, strokes, busy ? 0.16 : 0.3);
  layer.coverInput?.(grid);
  if (model.never === 0) return;
  const lost = new Path2D();
  for (let r = model.top; r < model.height - model.bottom; r++)
    if (!model.usesY[r]) lost.rect(x0, input.edge(r), x1 - x0, input.edge(r + 1) - input.edge(r));
  for (let c = model.left; c < model.width - model.right; c++)
    if (!model.usesX[c]) lost.rect(input.edge(c), y0, input.edge(c + 1) - input.edge(c), y1 - y0);
  const lines = hatchPattern(pen, palette.warning, gap, true);
  coverPath(pen, lost, palette.warning, 0.3, lines, busy ? 0.7 : 0.95, "nonzero");
}

/** A legend around zero; nothing but zeros has one colour. */
function showSigned(grid, legend, limit, title = "") {
  const { divergingStops, neutral } = grid.palette;
  const end = limit ? format(limit, 2) : "";
  const stops = limit ? divergingStops : [neutral, neutral];
  legend.show(stops, end && MINUS + end, end, "0", title);
}

/** The window on show, or null while a weight or an input cell is looked at. */
function shownWindow(grid) {
  return !grid.hover || grid.hover.pane === "output" ? grid.cursor : null;
}
