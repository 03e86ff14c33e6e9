// The vector: the whole of it as one thin bar, and the stretch around the focus, enlarged.

const BAR = { label: 16, height: 20, arcs: 28, edge: 2 };
const STRETCH = { arcs: 56, height: 24, labels: 30 };
const LEAST_CELL = 12; // narrower cells cannot be told apart: the stretch is then cut in three
const GREATEST_CELL = 30;
const BREAK = 34; // room for what is left out between two parts

/* ---------- the whole vector ---------- */

/**
 * Paint the vector once, one column a screen pixel: each channel's mean of the numbers on it. Where
 * colours lie side by side they mix, as on a screen.
 */
function makeStripPicture(explorer) {
  const { model, strip, width } = explorer;
  const ratio = window.devicePixelRatio || 1;
  const columns = Math.min(model.length, Math.round(width * ratio));
  const pixels = new Uint32Array(columns);
  for (let x = 0; x < columns; x++) {
    const from = Math.floor((x * model.length) / columns);
    const to = Math.max(from + 1, Math.floor(((x + 1) * model.length) / columns));
    const sums = [0, 0, 0];
    const counts = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const pixel = model.pixel(i);
      sums[pixel.channel] += model.level(model.value(pixel));
      counts[pixel.channel] += 1;
    }
    const means = sums.map((sum, c) => Math.round(sum / Math.max(1, counts[c])));
    pixels[x] = packShades(...(model.channels === 1 ? [means[0], means[0], means[0]] : means));
  }
  strip.sheet = pixelsToCanvas(pixels, columns, 1, strip.sheet);
}

function drawStrip(explorer) {
  const { model, strip, width, theme, focus, probe } = explorer;
  const far = model.order === "chw" && model.channels > 1;
  const top = far ? BAR.label : BAR.edge;
  const height = top + BAR.height + (far ? BAR.arcs : 8);
  strip.stage.style.height = `${height}px`;
  const pen = sizeCanvas(strip.bar, width, height);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(strip.sheet, 0, 0, strip.sheet.width, 1, 0, top, width, BAR.height);
  rim(pen, theme, { x: 0, y: top, width, height: BAR.height });
  const at = (index) => ((index + 0.5) / model.length) * width;
  if (far) drawPlanes(pen, explorer, top);
  drawShownParts(pen, explorer, top);
  const index = model.index(focus);
  if (far) {
    const places = model.siblings(focus).map((pixel) => model.index(pixel));
    for (const place of places) markPlace(pen, theme, at(place), top, theme.channels, 1.5);
    drawHops(pen, explorer, [...places, index].map(at).sort((a, b) => a - b), top + BAR.height + 1);
  }
  markPlace(pen, theme, at(index), top, theme.primary, 3);
  if (probe !== null) markPlace(pen, theme, at(probe), top, theme.text, 1.5);
}

/** A fine line around what may be as light, or as dark, as the page. */
function rim(pen, theme, box) {
  pen.strokeStyle = theme.border;
  pen.lineWidth = 1;
  pen.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}

/** Arcs from each channel's number to the next channel's, a plane apart. */
function drawHops(pen, explorer, places, y) {
  const { model, theme, width } = explorer;
  places.slice(1).forEach((to, i) => {
    pen.strokeStyle = theme.channels;
    hop(pen, places[i], to, y, 14, -1);
    label(pen, theme, `+${model.between}`, (places[i] + to) / 2, y + 19, width);
  });
}

/** A line across the bar with a light rim. */
function markPlace(pen, theme, x, top, colour, width) {
  pen.fillStyle = "rgba(255, 255, 255, .85)";
  pen.fillRect(x - width / 2 - 1, top - 2, width + 2, BAR.height + 4);
  pen.fillStyle = colour;
  pen.fillRect(x - width / 2, top - 2, width, BAR.height + 4);
}

/** Name the planes over the bar and part them. */
function drawPlanes(pen, explorer, top) {
  const { model, width, theme, data } = explorer;
  pen.font = `11px ${theme.font}`;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  for (let channel = 0; channel < model.channels; channel++) {
    const x = (channel / model.channels) * width;
    pen.fillStyle = theme.text;
    pen.globalAlpha = 0.8;
    const last = (channel + 1) * model.between - 1;
    pen.fillText(`${data.names[channel]} ${channel * model.between}–${last}`, x + 2, top - 5);
    pen.globalAlpha = 1;
    if (channel) pen.fillRect(x - 0.5, top - 12, 1, BAR.height + 12);
  }
}

/** Bracket what the stretch below enlarges. */
function drawShownParts(pen, explorer, top) {
  const { model, width, theme } = explorer;
  pen.fillStyle = theme.text;
  for (const [from, to] of partsAround(explorer)) {
    const [a, b] = [Math.max(0, from), Math.min(model.length - 1, to)];
    if (b < a) continue;
    const x = (a / model.length) * width;
    pen.fillRect(x, top + BAR.height + 2, Math.max(3, ((b + 1) / model.length) * width - x), 3);
  }
}

/* ---------- the stretch around the focus ---------- */

/** Choose cells and parts from the width alone, so that moving the focus changes neither. */
function planStretch(explorer) {
  const { model, width, stretch } = explorer;
  const { down, across } = model;
  const beyond = across + 1;
  const all = 2 * (down + beyond) + 1;
  if (all * LEAST_CELL <= width) {
    stretch.parts = [[-down - beyond, down + beyond]];
    stretch.cell = Math.min(GREATEST_CELL, width / all);
  } else {
    const room = Math.floor((width - 2 * BREAK) / 3 / 15);
    const reach = Math.max(beyond, Math.floor((room - 1) / 2));
    stretch.parts = [-down, 0, down].map((middle) => [middle - reach, middle + reach]);
    stretch.cell = Math.min(GREATEST_CELL, (width - 2 * BREAK) / 3 / (2 * reach + 1));
  }
  const cells = stretch.parts.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const used = cells * stretch.cell + (stretch.parts.length - 1) * BREAK;
  stretch.left = (width - used) / 2;
}

/** The parts as places in the vector, which may lie outside it. */
function partsAround({ model, focus, stretch }) {
  const index = model.index(focus);
  return stretch.parts.map(([from, to]) => [index + from, index + to]);
}

/** The left edge of a step's cell; steps count from the focus. */
function stretchX({ stretch }, step) {
  let x = stretch.left;
  for (const [from, to] of stretch.parts) {
    if (step <= to) return x + (step - from) * stretch.cell;
    x += (to - from + 1) * stretch.cell + BREAK;
  }
  return x;
}

function drawStretch(explorer) {
  const { model, stretch, width, theme, focus, probe } = explorer;
  const height = STRETCH.arcs + STRETCH.height + STRETCH.labels;
  stretch.stage.style.height = `${height}px`;
  const pen = sizeCanvas(stretch.cells, width, height);
  const index = model.index(focus);
  for (const [from, to] of stretch.parts)
    for (let step = from; step <= to; step++) drawStretchCell(pen, explorer, index + step, step);
  drawBreaks(pen, explorer);
  drawRowStarts(pen, explorer, index);
  drawSteps(pen, explorer, index);
  if (probe !== null && isShown(stretch, probe - index)) {
    outlineCell(pen, stretchBox(explorer, probe - index), theme.text, 2, [3, 2]);
  }
}

function isShown(stretch, step) {
  return stretch.parts.some(([from, to]) => step >= from && step <= to);
}

function stretchBox(explorer, step) {
  return {
    x: stretchX(explorer, step), y: STRETCH.arcs,
    width: explorer.stretch.cell, height: STRETCH.height,
  };
}

function drawStretchCell(pen, explorer, index, step) {
  const { model, theme, data } = explorer;
  const box = stretchBox(explorer, step);
  if (!model.has(index)) {
    pen.strokeStyle = theme.border;
    pen.lineWidth = 1;
    pen.setLineDash([2, 2]);
    pen.strokeRect(box.x + 1, box.y + 0.5, box.width - 2, box.height - 1);
    pen.setLineDash([]);
    return;
  }
  const pixel = model.pixel(index);
  const shade = model.shade(pixel);
  pen.fillStyle = cssColour(shade);
  pen.fillRect(box.x, box.y, Math.max(1, box.width - 0.75), box.height);
  if (box.width >= 6) rim(pen, theme, { ...box, width: box.width + 0.25 });
  if (model.order === "chw" || box.width < 9) return;
  pen.fillStyle = inkOn(shade); // whose colour this is, not by its colour alone
  pen.font = `${Math.min(11, box.width * 0.75)}px ${theme.codeFont}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(data.names[pixel.channel][0].toUpperCase(), box.x + box.width / 2, box.y + box.height / 2);
}

function drawBreaks(pen, explorer) {
  const { stretch, theme } = explorer;
  pen.fillStyle = theme.text;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  stretch.parts.slice(1).forEach(([from], i) => {
    const skipped = from - stretch.parts[i][1] - 1;
    const x = stretchX(explorer, from) - BREAK / 2;
    pen.font = `14px ${theme.font}`;
    pen.fillText("⋯", x, STRETCH.arcs + STRETCH.height / 2 - 4);
    pen.font = `10px ${theme.font}`;
    pen.fillText(skipped, x, STRETCH.arcs + STRETCH.height / 2 + 7);
  });
}

/** A tick and a number where a row of the picture begins. */
function drawRowStarts(pen, explorer, index) {
  const { model, stretch, theme, data, width } = explorer;
  pen.font = `11px ${theme.font}`;
  pen.textBaseline = "top";
  pen.textAlign = "left";
  let free = -Infinity;
  for (const [from, to] of stretch.parts)
    for (let step = from; step <= to; step++) {
      const place = index + step;
      if (!model.has(place) || place % model.down) continue;
      const x = stretchX(explorer, step);
      pen.fillStyle = theme.text;
      pen.fillRect(x - 0.75, STRETCH.arcs - 3, 1.5, STRETCH.height + 16);
      const text = fill(data.labels.row, { row: model.pixel(place).row });
      const end = x + pen.measureText(text).width + 8;
      if (x < free || end > width) continue;
      pen.globalAlpha = 0.8;
      pen.fillText(text, x + 4, STRETCH.arcs + STRETCH.height + 3);
      pen.globalAlpha = 1;
      free = end;
    }
}

/** Arcs from the focus to its neighbours, each with its distance. */
function drawSteps(pen, explorer, index) {
  const { model, theme, focus, width } = explorer;
  const middle = (step) => stretchX(explorer, step) + explorer.stretch.cell / 2;
  for (const { step, pixel } of model.neighbours(focus)) {
    if (!pixel) continue;
    const colour = stepColour(explorer, step);
    const near = colour === theme.across;
    pen.strokeStyle = colour;
    pen.setLineDash(near ? [] : [5, 3]);
    hop(pen, middle(0), middle(step), STRETCH.arcs - 3, near ? 15 : 40, 1);
    pen.setLineDash([]);
    const x = near ? middle(step) + Math.sign(step) * 4 : (middle(0) + middle(step)) / 2;
    label(pen, theme, signed(step), x, near ? STRETCH.arcs - 25 : STRETCH.arcs - 47, width);
    outlineCell(pen, stretchBox(explorer, step), colour, 2);
    if (!near) placeLabel(pen, explorer, index + step, middle(step));
  }
  outlineCell(pen, stretchBox(explorer, 0), theme.primary, 3);
  placeLabel(pen, explorer, index, middle(0), true);
}

function placeLabel(pen, explorer, place, x, bold = false) {
  const { theme, width } = explorer;
  label(pen, theme, place, x, STRETCH.arcs + STRETCH.height + 22, width, bold);
}

/** Half an ellipse between two places on a line, above it (direction 1) or below. */
function hop(pen, from, to, y, height, direction) {
  pen.lineWidth = 1.75;
  pen.beginPath();
  pen.ellipse((from + to) / 2, y, Math.abs(to - from) / 2, height, 0, 0, Math.PI, direction > 0);
  pen.stroke();
}

/** A text centred on x, kept within the canvas, on a plate of the page's background. */
function label(pen, theme, text, x, y, width, bold = false) {
  pen.font = `${bold ? 700 : 600} 12px ${theme.codeFont}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const half = pen.measureText(text).width / 2 + 2;
  const at = Math.min(width - half, Math.max(half, x));
  pen.fillStyle = theme.background;
  pen.globalAlpha = 0.85;
  pen.fillRect(at - half, y - 7, 2 * half, 14);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.text;
  pen.fillText(text, at, y + 0.5);
}
