// What stays while one points: cells, vectors, pictures.

function drawBase(twin) {
  if (twin.model.grids) for (const map of twin.maps) drawGrid(twin, map);
  const { matrix: map } = twin;
  const pen = sizeCanvas(map.base, map.width, map.height);
  if (map.picture) drawPicture(twin, pen);
  else drawCells(twin, pen);
}

/** A number in the middle of a box, or beside a small letter at its left. */
function writeCell(twin, pen, box, text, letter = "", size = FONT - 1) {
  const [x, y, width, height] = box;
  pen.textBaseline = "middle";
  pen.font = `${size}px ${twin.theme.codeFont}`;
  const middle = y + height / 2 + 0.5;
  if (!letter) {
    pen.textAlign = "center";
    pen.fillText(text, x + width / 2, middle);
    return;
  }
  const numberWidth = pen.measureText(text).width;
  pen.font = `italic ${size - 1}px ${twin.theme.font}`;
  const letterWidth = pen.measureText(letter).width;
  const from = x + (width - letterWidth - numberWidth - 2) / 2;
  pen.textAlign = "left";
  pen.fillText(letter, from, middle);
  pen.font = `${size}px ${twin.theme.codeFont}`;
  pen.fillText(text, from + letterWidth + 2, middle);
}

function fillBox(pen, [x, y, width, height], colour) {
  pen.fillStyle = colour;
  pen.fillRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function frame(pen, [x, y, width, height], colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function drawCells(twin, pen) {
  const { model, matrix: map, theme } = twin;
  const letters = map.both || twin.lettersOn;
  const filled = new Set();
  const whole = [map.x, map.y, map.columns * map.wide, map.rows * map.tall];
  eachCell(model, () => true, (i, j, cell) => {
    filled.add(i * model.inputs + j);
    const id = idOf(model, cell);
    const box = cellBox(twin, i, j);
    fillBox(pen, box, rgba(tintOf(twin, id)));
    pen.fillStyle = theme.text;
    const name = letters ? nameOf(twin, id) : "";
    if (twin.lettersOn && !map.both) writeCell(twin, pen, box, name);
    else writeCell(twin, pen, box, formatNumber(model.weights[id]), name);
  });
  pen.fillStyle = theme.text;
  pen.globalAlpha = 0.28;
  for (let i = 0; i < model.outputs; i++) {
    for (let j = 0; j < model.inputs; j++) if (!filled.has(i * model.inputs + j)) writeCell(twin, pen, cellBox(twin, i, j), "0");
  }
  pen.globalAlpha = 1;
  frame(pen, whole, theme.border);
  drawBlocks(twin, pen);
  drawVectors(twin, pen);
}

/** A number with as many digits as there is room for; nothing where not even one tells it. */
function fitNumber(value, room, letter) {
  const texts = [3, 2, 1].map((digits) => formatNumber(value, digits));
  texts.push(texts[2].replace("0.", "."));
  return texts.find((text) => text.length * letter <= room) ?? "";
}

function drawVectors(twin, pen) {
  const { model, theme, data } = twin;
  const letter = widest(twin, [0], FONT - 0.5);
  const draw = (values, boxOf, symbol, above) => {
    values.forEach((value, n) => {
      const box = boxOf(twin, n);
      pen.globalAlpha = 1;
      frame(pen, box, theme.border);
      pen.fillStyle = theme.text;
      writeCell(twin, pen, box, fitNumber(value, box[2], letter), "", FONT - 0.5);
      pen.globalAlpha = 0.6;
      pen.font = `9.5px ${theme.font}`;
      pen.textAlign = above ? "center" : model.turned ? "right" : "left";
      const [x, y, width, height] = box;
      const index = box[2] < 20 && above ? String(n) : `${symbol}${n}`;
      if (above) pen.fillText(index, x + width / 2, above === "over" ? y - 6 : y + height + 8);
      else pen.fillText(index, model.turned ? x - 3 : x + width + 4, y + height / 2);
    });
    pen.globalAlpha = 1;
  };
  draw(model.x, inputBox, data.symbols[0], model.turned ? "" : "over");
  draw(model.y, outputBox, data.symbols[1], model.turned ? "under" : "");
}

/** Lines where a picture's row ends: the blocks of a doubly blocked matrix. */
function drawBlocks(twin, pen) {
  const { matrix: map, model, data: { blocks } } = twin;
  if (!blocks) return;
  const [tall, wide] = model.turned ? [blocks[1], blocks[0]] : blocks;
  pen.fillStyle = twin.theme.text;
  pen.globalAlpha = map.picture ? 0.12 : 0.4;
  for (let row = tall; row < map.rows; row += tall) pen.fillRect(map.x, Math.round(map.y + row * map.tall), map.columns * map.wide, 1);
  for (let col = wide; col < map.columns; col += wide) pen.fillRect(Math.round(map.x + col * map.wide), map.y, 1, map.rows * map.tall);
  pen.globalAlpha = 1;
}

/** Thousands of cells: each a dot in its weight's colour, or in its value's where none is shared. */
function drawPicture(twin, pen) {
  const { model, matrix: map, theme, data } = twin;
  const ground = parseColour(theme.background);
  const pixels = new Uint32Array(map.rows * map.columns).fill(pack(mix(ground, parseColourOnce(twin), 0.05)));
  const shared = data.naming === "shared";
  const shades = shared ? data.names.map((_, id) => pack(strong(twin, id))) : null;
  const limit = shared ? 1 : signedRange(model.weights)[1];
  eachCell(model, () => true, (i, j, cell) => {
    const id = idOf(model, cell);
    pixels[model.turned ? j * model.outputs + i : i * model.inputs + j] =
      shared ? shades[id] : rampPixel(theme.diverging, model.weights[id], -limit, limit);
  });
  const source = pixelsToCanvas(pixels, map.columns, map.rows);
  const to = { x: map.x, y: map.y, width: map.columns * map.wide, height: map.rows * map.tall };
  drawSharp(pen, source, { x: 0, y: 0, width: map.columns, height: map.rows }, to);
  drawBlocks(twin, pen);
  const strip = (values, boxOf, ramp, [low, high]) => values.forEach((value, n) => {
    const [x, y, width, height] = boxOf(twin, n);
    pen.fillStyle = cssColour(rampPixel(ramp, value, low, high));
    pen.fillRect(x, y, Math.max(1, width), Math.max(1, height));
  });
  const signed = rangeOf(model.x)[0] < 0;
  strip(model.x, inputBox, signed ? theme.diverging : theme.grey, rangeOf(model.x));
  strip(model.y, outputBox, theme.diverging, signedRange(model.y));
}

const pack = ([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0;
const mix = (from, to, share) => from.map((value, c) => Math.round(value * (1 - share) + to[c] * share));

/** A weight's colour for a dot, which has no letter: lighter the second time round the palette. */
function strong(twin, id) {
  const { palette } = twin;
  const colour = palette[id % palette.length];
  return id < palette.length ? colour : mix(colour, parseColour(twin.theme.text), 0.55);
}

/** The output whose weights the kernel's picture shows, where they are not shared. */
function shownOutput(twin) {
  const focus = focusOf(twin);
  const { model } = twin;
  if ("i" in focus) return focus.i;
  if (focus.kind !== "weight" || twin.data.naming === "shared") return twin.at;
  return Math.floor(focus.id / (model.full ? model.inputs : model.grids.kernel[0] * model.grids.kernel[1]));
}

function kernelValues(twin) {
  const { model } = twin;
  if (twin.data.naming === "shared") return model.weights;
  const shown = shownOutput(twin);
  const [from, to] = model.full ? rowOf(model, shown) : ownRange(model, shown);
  return model.weights.slice(from, to);
}

function ownRange({ grids }, i) {
  const size = grids.kernel[0] * grids.kernel[1];
  return [i * size, (i + 1) * size];
}

function kernelId(twin, n) {
  const { model } = twin;
  if (twin.data.naming === "shared") return n;
  const shown = shownOutput(twin);
  return (model.full ? shown * model.inputs : ownRange(model, shown)[0]) + n;
}

function drawGrid(twin, map) {
  const pen = sizeCanvas(map.base, map.width, map.height);
  const { model, theme } = twin;
  if (map.name === "kernel") {
    const values = kernelValues(twin);
    const ends = signedRange(model.weights);
    values.forEach((value, n) => {
      const box = gridBox(map, Math.floor(n / map.columns), n % map.columns);
      const id = kernelId(twin, n);
      if (!map.numbers) {
        drawGridCell(twin, pen, map, box, value, theme.diverging, ends);
        return;
      }
      fillBox(pen, box, rgba(tintOf(twin, id)));
      pen.fillStyle = theme.text;
      writeCell(twin, pen, box, formatNumber(value), map.rows * map.columns <= 16 ? nameOf(twin, id) : "", FONT);
    });
    return;
  }
  const values = map.name === "input" ? model.x : model.y;
  const range = map.name === "input" ? rangeOf(values) : signedRange(values);
  const ramp = range[0] < 0 || map.name === "output" ? theme.diverging : theme.grey;
  const { padding, input } = model.grids;
  for (let row = 0; row < map.rows; row++) for (let col = 0; col < map.columns; col++) {
    const box = gridBox(map, row, col);
    let n = row * map.columns + col;
    if (map.name === "input") {
      const [r, c] = [row - padding[0], col - padding[1]];
      n = r >= 0 && c >= 0 && r < input[0] && c < input[1] ? r * input[1] + c : -1;
    }
    drawGridCell(twin, pen, map, box, n < 0 ? null : values[n], ramp, range);
  }
}

function drawGridCell(twin, pen, map, box, value, ramp, [low, high]) {
  const { theme } = twin;
  pen.fillStyle = theme.text;
  if (value === null) { // padding: zeros that x does not hold
    pen.globalAlpha = 0.35;
    pen.setLineDash([2, 2]);
    if (map.wide > 8) frame(pen, box, theme.text);
    pen.setLineDash([]);
    if (map.numbers) writeCell(twin, pen, box, "0");
    pen.globalAlpha = 1;
  } else if (map.numbers) {
    frame(pen, box, theme.border);
    pen.fillStyle = theme.text;
    writeCell(twin, pen, box, formatNumber(value));
  } else {
    pen.fillStyle = cssColour(rampPixel(ramp, value, low, high));
    pen.fillRect(box[0], box[1], map.wide + 0.6, map.tall + 0.6); // no seam between neighbours
  }
}
