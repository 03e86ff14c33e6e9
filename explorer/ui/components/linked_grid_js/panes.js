// What stands in the three pictures: colours, numbers, and the products in the kernel.

const NUMBER_CELL = 26; // CSS pixels; from here on a cell shows its number
const TWO_LINES = 50; // a tap under this size has its weight and the product, without the value
const TIGHT_CELL = 36; // below this a number goes without its leading zero
const DARK_INK = "#111";
const CHANNEL_INKS = ["#d7263d", "#2a9134", "#2f6fde"]; // red, green, blue

function drawInput(grid) {
  const { model, palette, input, data } = grid;
  const size = model.height * model.width;
  const plane = Math.max(grid.tab, 0) * size;
  const grey = data.range && !grid.uses;
  const usesAt = (i) => model.usesY[Math.floor(i / model.width)] * model.usesX[i % model.width];
  const pixels = input.paint(inputPixels(grid, usesAt));
  coverUnseen(grid);
  input.rule(grey && grid.tab >= 0 ? "rgba(128, 128, 128, 0.6)" : palette.background);
  if (grid.uses || grid.tab >= 0)
    input.write(
      grid.uses ? usesAt : (i) => model.x[plane + i],
      (i) => inkOnInput(grid, i, pixels[i]),
      palette.codeFont,
    );
  writeInputLegend(grid, grey);
}

/** What the input shows, as index -> packed pixel: how often used, the colour picture, a channel. */
function inputPixels(grid, usesAt) {
  const { model, palette } = grid;
  const size = model.height * model.width;
  const [low, high] = inputRange(grid);
  if (grid.uses) {
    const pixelOf = palette.scale("sequential", 0, model.mostUses);
    return (i) => pixelOf(usesAt(i));
  }
  if (grid.tab < 0) {
    const factor = 255 / (high - low || 1);
    const level = (i) => (model.x[i] - low) * factor;
    return (i) => packPixel(level(i), level(i + size), level(i + 2 * size));
  }
  const plane = grid.tab * size;
  const pixelOf = palette.scale(grid.data.range ? "grey" : "diverging", low, high);
  return (i) => pixelOf(model.x[plane + i]);
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

function writeInputLegend(grid, grey) {
  const { model, palette, labels } = grid;
  const [low, high] = inputRange(grid);
  const legend = grid.legends.input;
  const several = model.channels > 1 ? labels.same_scale : "";
  if (grid.uses)
    legend.show(palette.sequentialStops, "0", String(model.mostUses), "", labels.uses);
  else if (grid.tab < 0) legend.show([], "", "", "", "");
  else if (grey) legend.show(["#000", "#fff"], format(low), format(high), "", several);
  else showSigned(grid, "input", model.inputLimit, several);
  legend.root.classList.toggle("empty", !grid.uses && grid.tab < 0);
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
  coverPath(pen, ring, palette.panel, busy ? 0.8 : 0.7, strokes, busy ? 0.16 : 0.3);
  if (model.never === 0) return;
  const lost = new Path2D();
  for (let r = model.top; r < model.height - model.bottom; r++)
    if (!model.usesY[r]) lost.rect(x0, input.edge(r), x1 - x0, input.edge(r + 1) - input.edge(r));
  for (let c = model.left; c < model.width - model.right; c++)
    if (!model.usesX[c]) lost.rect(input.edge(c), y0, input.edge(c + 1) - input.edge(c), y1 - y0);
  const lines = hatchPattern(pen, palette.warning, gap, true);
  coverPath(pen, lost, palette.warning, 0.3, lines, busy ? 0.7 : 0.95, "nonzero");
}

function drawOutput(grid) {
  const { model, palette, output } = grid;
  const pixelOf = palette.signed(model.outputLimit);
  const pixels = output.paint((i) => pixelOf(model.output[i]));
  output.rule(palette.background);
  output.write(
    (i) => model.settle(model.output[i]),
    (i) => inkOn(pixels[i], DARK_INK),
    palette.codeFont,
  );
  showSigned(grid, "output", model.outputLimit);
}

/** A legend around zero; nothing but zeros has one colour. */
function showSigned(grid, pane, limit, title = "") {
  const { divergingStops, neutral } = grid.palette;
  const end = limit ? format(limit, 2) : "";
  const stops = limit ? divergingStops : [neutral, neutral];
  grid.legends[pane].show(stops, end && MINUS + end, end, "0", title);
}

/** The window on show, or null while a weight or an input cell is looked at. */
function shownWindow(grid) {
  return !grid.hover || grid.hover.pane === "output" ? grid.cursor : null;
}

function drawKernel(grid) {
  const { model, palette, kernel, labels } = grid;
  const pixelOf = palette.signed(model.weightLimit);
  const stripes = grid.tab < 0 && model.channelsDiffer();
  const channel = shownChannel(grid);
  const pen = kernel.pen;
  for (let i = 0; i < model.rows; i++)
    for (let j = 0; j < model.columns; j++) {
      const parts = stripes ? [0, 1, 2] : [channel];
      const [x0, y0] = [kernel.edge(j), kernel.edge(i)];
      const [x1, y1] = [kernel.edge(j + 1), kernel.edge(i + 1)];
      parts.forEach((part, k) => {
        pen.fillStyle = cssColour(pixelOf(model.weightAt(part, i, j)));
        const from = Math.round(x0 + ((x1 - x0) * k) / parts.length);
        pen.fillRect(from, y0, x1 - from, y1 - y0);
        if (!stripes || kernel.cell < 20) return;
        pen.fillStyle = CHANNEL_INKS[k];
        pen.fillRect(from, y0, x1 - from, Math.round(3 * kernel.ratio));
      });
    }
  kernel.rule(palette.background);
  writeWeights(grid, stripes, channel, pixelOf);
  showSigned(grid, "kernel", model.weightLimit);
  explainStripes(grid, stripes);
  const preview = model.isPreview();
  grid.noteText.textContent = preview ? labels.preview : labels.edit_hint;
  grid.note.classList.toggle("preview", preview);
}
