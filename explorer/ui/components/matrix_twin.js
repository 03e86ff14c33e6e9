// A matrix with its vector above it and its result beside it, and the pictures these came from.
// Pointing works in the browser alone; only the pinned output is sent.

const MOST_CELLS = 36 * 64; // more are drawn as a picture, a dot or a few a cell
const MOST_ACROSS = 64;
const TALLEST = 600; // CSS pixels of the matrix
const EDGE = 4; // room around a drawing for outlines
const GAP = 10; // between the matrix and its vectors
const INDEX = 13; // height of the small indices beside a vector
const THIN = 14; // thickness of a vector beside a matrix drawn as a picture
const CELL = { least: 16, most: 58, low: 17, high: 30 };
const PANE = 250; // CSS pixels of the longest side of a picture
const FONT = 12;
const STEP_MS = 900;
const MOST_TERMS = 12; // of a sum written out
const FILL = [0.42, 0.2]; // strength of a weight's colour, the second time round the palette
const VEIL = 0.68; // over what is not pointed at
const RESTING_VEIL = 0.38; // while nobody points
const ANNOUNCE_AFTER_MS = 400;
const ICONS = { play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z", back: "M15 6l-6 6 6 6z", on: "M9 6l6 6-6 6z" };

const twins = new WeakMap(); // parentElement -> the live twin

export default function (component) {
  const { parentElement, data } = component;
  let twin = twins.get(parentElement);
  if (!twin) {
    twin = { parentElement, hover: null, held: null, keyboard: false, digest: "", lettersOn: false };
    twins.set(parentElement, twin);
    build(twin);
  }
  twin.send = (output) => component.setTriggerValue("pin", output);
  receive(twin, data);
  return () => {
    stop(twin);
    clearTimeout(twin.announcing);
    twin.observer.disconnect();
    twin.root.remove();
    twins.delete(parentElement);
  };
}

function receive(twin, data) {
  twin.data = data;
  twin.labels = data.labels;
  twin.theme = readTheme(twin.parentElement);
  twin.palette = readPalette(twin.parentElement);
  twin.model = makeModel(data);
  if (data.digest !== twin.digest) {
    stop(twin);
    twin.hover = twin.held = null;
  }
  if (data.digest !== twin.digest || data.at !== twin.asked) twin.at = data.at;
  twin.digest = data.digest;
  twin.asked = data.at;
  for (const [name, text] of [["back", "back"], ["on", "on"]]) nameElement(twin[name], twin.labels[text]);
  setText(twin.hint, twin.labels.hint);
  showPlaying(twin);
  layOut(twin);
}

function readPalette(parentElement) {
  const read = themeReader(parentElement.host ?? parentElement);
  const colours = splitColours(read("chart-categorical-colors")).map(parseColour);
  return colours.length ? colours : [[29, 123, 195]];
}

/* ---------- what stands where ---------- */

function makeModel(data) {
  const { rows: outputs, columns: inputs } = data;
  const model = {
    outputs, inputs, full: data.full, turned: data.turned, grids: data.grids,
    x: column(data.x), y: column(data.y), weights: column(data.weights),
  };
  if (!data.full) {
    model.places = column(data.places);
    model.ids = column(data.ids);
    model.starts = column(data.starts);
    model.count = model.places.length;
  } else model.count = outputs * inputs;
  return model;
}

/** The cells of one output's row: from, to (not included). */
function rowOf(model, i) {
  return model.full ? [i * model.inputs, (i + 1) * model.inputs] : [model.starts[i], model.starts[i + 1]];
}

const inputOf = (model, cell) => (model.full ? cell % model.inputs : model.places[cell]);
const idOf = (model, cell) => (model.full ? cell : model.ids[cell]);

/** The cell in row i and column j that holds a weight; -1 where none does. */
function cellAt(model, i, j) {
  const [from, to] = rowOf(model, i);
  if (model.full) return from + j;
  for (let cell = from; cell < to; cell++) if (model.places[cell] === j) return cell;
  return -1;
}

/** Call `visit(i, j, cell)` for every cell that passes. */
function eachCell(model, passes, visit) {
  for (let i = 0; i < model.outputs; i++) {
    const [from, to] = rowOf(model, i);
    for (let cell = from; cell < to; cell++) {
      const j = inputOf(model, cell);
      if (passes(i, j, cell)) visit(i, j, cell);
    }
  }
}

/** What an output reads: places on the padded picture, the input (-1: padding) and the weight. */
function patchOf(model, i) {
  const { grids } = model;
  if (!grids || model.full) {
    const [from, to] = rowOf(model, i);
    return Array.from({ length: to - from }, (_, n) => {
      const input = inputOf(model, from + n);
      return { input, id: idOf(model, from + n), place: grids ? placeOf(grids, input) : null };
    });
  }
  const [, outColumns] = grids.output;
  const [tall, wide] = grids.kernel;
  const [height, width] = grids.input;
  const [top, left] = [Math.floor(i / outColumns) * grids.stride, (i % outColumns) * grids.stride];
  const taps = [];
  for (let t = 0; t < tall * wide; t++) {
    const row = top + Math.floor(t / wide) * grids.dilation;
    const col = left + (t % wide) * grids.dilation;
    const [r, c] = [row - grids.padding[0], col - grids.padding[1]];
    const inside = r >= 0 && c >= 0 && r < height && c < width;
    const id = grids.tied ? grids.order[t] : i * tall * wide + t;
    taps.push({ input: inside ? r * width + c : -1, id, place: [row, col] });
  }
  return taps;
}

function placeOf({ input, padding }, j) {
  return [Math.floor(j / input[1]) + padding[0], (j % input[1]) + padding[1]];
}

/** A weight's own name: a letter where it is shared, letter and output where it is not. */
function nameOf(twin, id) {
  const { names, naming } = twin.data;
  if (naming === "shared") return names[id] ?? "";
  if (naming === "own") return `${names[id % names.length]}${Math.floor(id / names.length)}`;
  return "";
}

function tintOf(twin, id) {
  const { naming, names } = twin.data;
  if (naming !== "shared") return [...parseColourOnce(twin), 0.12];
  const { palette } = twin;
  const round = Math.min(FILL.length - 1, Math.floor((id % names.length) / palette.length));
  return [...palette[id % palette.length], FILL[round]];
}

function parseColourOnce(twin) {
  if (twin.inkOf !== twin.theme.text) [twin.ink, twin.inkOf] = [parseColour(twin.theme.text), twin.theme.text];
  return twin.ink;
}

const rgba = ([r, g, b, a]) => `rgba(${r}, ${g}, ${b}, ${a})`;

/* ---------- building ---------- */

function build(twin) {
  const root = (twin.root = add(twin.parentElement, "section", "matrix-twin"));
  const panes = (twin.panes = add(root, "div", "panes"));
  twin.maps = ["input", "kernel", "output"].map((name) => addMap(twin, panes, name));
  const bar = add(root, "div", "bar");
  twin.back = addButton(bar, "back", () => move(twin, -1));
  twin.play = addButton(bar, "play", () => (twin.playing ? stop(twin, true) : start(twin)));
  twin.on = addButton(bar, "on", () => move(twin, 1));
  twin.letters = add(bar, "button", "letters");
  twin.letters.type = "button";
  twin.letters.onclick = () => { twin.lettersOn = !twin.lettersOn; layOut(twin); };
  twin.told = add(bar, "div", "told");
  twin.where = add(twin.told, "span", "where");
  twin.equation = add(twin.told, "span", "equation");
  twin.matrixTitle = add(root, "div", "matrix-title");
  twin.box = add(root, "div", "box");
  twin.matrix = addMap(twin, twin.box, "matrix");
  twin.hint = add(root, "p", "hint");
  twin.live = add(root, "div", "live");
  twin.live.setAttribute("aria-live", "polite");
  twin.observer = new ResizeObserver(() => {
    if (twin.data && root.clientWidth !== twin.width) layOut(twin);
  });
  twin.observer.observe(root);
}

function addButton(parent, icon, onclick) {
  const button = add(parent, "button", "step");
  button.type = "button";
  button.append(makeIcon(ICONS[icon]));
  button.onclick = onclick;
  return button;
}

/** A drawing: one canvas for what stays, one for what is lit. */
function addMap(twin, parent, name) {
  const map = { name, pane: add(parent, "figure", `pane ${name}`) };
  map.title = add(map.pane, "figcaption");
  map.stage = add(map.pane, "div", "stage");
  map.base = add(map.stage, "canvas", "base");
  map.over = add(map.stage, "canvas", "over");
  map.base.setAttribute("aria-hidden", "true");
  map.over.dataset.map = name;
  map.over.tabIndex = 0;
  map.over.setAttribute("role", "application");
  map.over.onpointermove = map.over.onpointerdown = (event) => point(twin, hit(twin, map, event));
  map.over.onpointerleave = map.over.onpointercancel = () => point(twin, null);
  map.over.onclick = (event) => pin(twin, hit(twin, map, event));
  map.over.onkeydown = (event) => onKey(twin, map, event);
  map.over.onblur = () => { if (twin.keyboard) point(twin, null); };
  return map;
}

/* ---------- layout ---------- */

function layOut(twin) {
  twin.width = twin.root.clientWidth;
  if (!twin.width) return;
  const started = performance.now();
  const { grids } = twin.model;
  twin.panes.hidden = !grids;
  if (grids) for (const map of twin.maps) layOutGrid(twin, map);
  layOutMatrix(twin);
  setText(twin.matrixTitle, matrixTitle(twin));
  drawBase(twin);
  show(twin);
  twin.root.dataset.drawMs = (performance.now() - started).toFixed(1);
}

/** Width of the widest of some numbers in the cells' font. */
function widest(twin, values, size = FONT) {
  const pen = twin.matrix.base.getContext("2d");
  pen.font = `${size}px ${twin.theme.codeFont}`;
  const letter = pen.measureText("0").width;
  let most = 1;
  for (const value of values) most = Math.max(most, formatNumber(value).length);
  return most * letter;
}

function gridShape(twin, name) {
  const { grids, full } = twin.model;
  if (name === "output") return grids.output;
  if (name === "kernel") return full ? grids.input : grids.kernel;
  const [height, width] = grids.input;
  return [height + 2 * grids.padding[0], width + 2 * grids.padding[1]];
}

function layOutGrid(twin, map) {
  const { model, data } = twin;
  const [rows, columns] = gridShape(twin, map.name);
  const whole = model.weights.length > MOST_CELLS ? kernelValues(twin) : model.weights;
  const values = map.name === "input" ? model.x : map.name === "output" ? model.y : whole;
  const text = widest(twin, values) + 8;
  const room = Math.min(twin.width - 2 * EDGE, model.grids.output[0] === 1 && rows === 1 ? 900 : PANE);
  const side = Math.min(36, room / columns, PANE / rows);
  map.wide = rows === 1 ? Math.min(room / columns, Math.max(side, text)) : side;
  map.tall = rows === 1 ? 30 : side;
  const named = map.name === "kernel" && data.naming !== "none";
  const letter = named ? 9 * (data.naming === "own" ? 2 : 1) : 0;
  if (map.name === "kernel" && columns * rows <= 16) {
    map.wide = Math.max(map.wide, text + letter);
    map.tall = Math.max(map.tall, 30);
  }
  map.numbers = map.wide >= text - 6 && map.tall >= 14;
  Object.assign(map, { rows, columns, x: EDGE, y: EDGE });
  map.width = columns * map.wide + 2 * EDGE;
  map.height = rows * map.tall + 2 * EDGE;
  setText(map.title, gridTitle(twin, map));
  map.over.setAttribute("aria-label", `${map.title.textContent}. ${twin.labels.keys}`);
  sizeStage(map);
}

function gridTitle(twin, map) {
  const { data, labels } = twin;
  let text = data.titles[map.name];
  if (map.name === "kernel" && data.naming !== "shared") text = fill(text, { output: shownOutput(twin) });
  if (map.numbers) return text;
  const [low, high] = map.name === "input" ? rangeOf(twin.model.x) : signedRange(map.name === "kernel" ? twin.model.weights : twin.model.y);
  return `${text} · ${scaleText(labels, low, high)}`;
}

function matrixTitle({ data, matrix, model, labels }) {
  if (!matrix.picture || data.naming === "shared") return data.titles.matrix;
  return `${data.titles.matrix} · ${scaleText(labels, ...signedRange(model.weights))}`;
}

/** What the ends of a colour scale stand for; one with negative ends has its 0 in the middle. */
function scaleText(labels, low, high) {
  const ends = { low: formatNumber(low), high: formatNumber(high) };
  return fill(low < 0 ? labels.signed_scale : labels.scale, ends);
}

function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low < 0 ? signedRange(values) : [low, high];
}

function signedRange(values) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return [-most, most];
}

function layOutMatrix(twin) {
  const { model, matrix: map, data, labels } = twin;
  const { turned, outputs, inputs } = model;
  const [rows, columns] = turned ? [inputs, outputs] : [outputs, inputs];
  const picture = rows * columns > MOST_CELLS || rows > MOST_ACROSS || columns > MOST_ACROSS;
  const beside = picture ? THIN : Math.max(24, widest(twin, turned ? model.x : model.y) + 10);
  const room = twin.width - 2 * EDGE - beside - GAP - (picture ? 0 : 34);
  Object.assign(map, { rows, columns, picture, beside });
  if (picture) {
    map.wide = map.tall = Math.max(1, Math.min(room / columns, TALLEST / rows, 12));
    map.both = false;
  } else {
    const number = widest(twin, model.weights, FONT - 1) + 6;
    const letter = longestName(twin) * 6.5 + 2;
    map.wide = Math.max(CELL.least, Math.min(room / columns, CELL.most));
    map.both = map.wide >= number + letter && longestName(twin) > 0;
    if (!map.both) map.wide = Math.max(map.wide, twin.lettersOn ? letter + 6 : number);
    map.tall = Math.max(CELL.low, Math.min(CELL.high, TALLEST / rows));
  }
  twin.letters.hidden = picture || map.both || !longestName(twin);
  setText(twin.letters, twin.lettersOn ? labels.numbers : labels.letters);
  map.above = picture ? THIN : map.tall;
  map.index = picture ? 0 : INDEX;
  // Above the matrix stands its vector, or (turned) beside it on the left; the result opposite.
  map.x = EDGE + (turned ? map.index * 1.6 + beside + GAP : 0);
  map.y = EDGE + (turned ? 0 : map.index + map.above + GAP);
  map.width = map.x + columns * map.wide + EDGE + (turned ? 0 : GAP + beside + map.index * 2);
  map.height = map.y + rows * map.tall + EDGE + (turned ? GAP + map.above + map.index : 0);
  map.over.setAttribute("aria-label", `${data.alt}. ${labels.keys}`);
  sizeStage(map);
}

function longestName(twin) {
  const { naming, names } = twin.data;
  if (naming === "none") return 0;
  const longest = Math.max(...names.map((name) => name.length));
  return longest + (naming === "own" ? String(twin.model.outputs - 1).length : 0);
}

function sizeStage(map) {
  map.stage.style.width = `${map.width}px`;
  map.stage.style.height = `${map.height}px`;
  map.over.dataset.cells = [map.x, map.y, map.wide, map.tall].join(",");
}

/* Where things stand on the matrix's canvas: [x, y, width, height]. */

function cellBox({ matrix: map, model }, i, j) {
  const [row, col] = model.turned ? [j, i] : [i, j];
  return [map.x + col * map.wide, map.y + row * map.tall, map.wide, map.tall];
}

function inputBox({ matrix: map, model }, j) {
  if (model.turned) return [EDGE + map.index * 1.6, map.y + j * map.tall, map.beside, map.tall];
  return [map.x + j * map.wide, EDGE + map.index, map.wide, map.above];
}

function outputBox({ matrix: map, model }, i) {
  if (model.turned) return [map.x + i * map.wide, map.y + map.rows * map.tall + GAP, map.wide, map.above];
  return [map.x + map.columns * map.wide + GAP, map.y + i * map.tall, map.beside, map.tall];
}

function gridBox(map, row, col) {
  return [map.x + col * map.wide, map.y + row * map.tall, map.wide, map.tall];
}

/* ---------- drawing what stays ---------- */

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

/* ---------- what is lit ---------- */

const focusOf = (twin) => twin.hover ?? twin.held ?? { kind: "output", i: twin.at };
const sameFocus = (a, b) => a && b && JSON.stringify(a) === JSON.stringify(b);

/** Which inputs, outputs, weights and cells go with what is pointed at. */
function lightsOf(twin, focus) {
  const { model } = twin;
  const lights = { inputs: new Set(), outputs: new Set(), ids: new Set(), cells: [], boxes: [] };
  const take = (i, j, cell) => {
    lights.inputs.add(j);
    lights.outputs.add(i);
    lights.ids.add(idOf(model, cell));
    lights.cells.push([i, j]);
  };
  if (focus.kind === "output") {
    const [from, to] = rowOf(model, focus.i);
    for (let cell = from; cell < to; cell++) take(focus.i, inputOf(model, cell), cell);
    for (const { id } of model.grids ? patchOf(model, focus.i) : []) lights.ids.add(id);
    lights.outputs.add(focus.i);
  } else if (focus.kind === "weight") {
    lights.ids.add(focus.id);
    eachCell(model, (i, j, cell) => idOf(model, cell) === focus.id, take);
  } else if (focus.kind === "input") {
    lights.inputs.add(focus.j);
    eachCell(model, (i, j) => j === focus.j, take);
  } else {
    lights.inputs.add(focus.j);
    lights.outputs.add(focus.i);
    lights.cells.push([focus.i, focus.j]);
    const cell = cellAt(model, focus.i, focus.j);
    if (cell >= 0) lights.ids.add(idOf(model, cell));
  }
  return lights;
}

function show(twin) {
  const started = performance.now();
  const focus = focusOf(twin);
  const lights = lightsOf(twin, focus);
  lightMatrix(twin, focus, lights);
  if (twin.model.grids) for (const map of twin.maps) lightGrid(twin, map, focus, lights);
  write(twin, focus, lights);
  const { dataset } = twin.root;
  dataset.focus = [focus.kind, ...["i", "j", "id"].filter((key) => key in focus).map((key) => focus[key])].join(",");
  dataset.at = twin.at;
  dataset.lit = [lights.cells.length, lights.inputs.size, lights.outputs.size, lights.ids.size].join(",");
  dataset.hoverMs = (performance.now() - started).toFixed(2);
}

function lightMatrix(twin, focus, lights) {
  const { model, matrix: map, theme } = twin;
  const pen = sizeCanvas(map.over, map.width, map.height);
  const [r, g, b] = parseColour(theme.background);
  const resting = focus.kind === "output";
  const veil = !resting ? VEIL : map.picture ? 0 : RESTING_VEIL;
  pen.fillStyle = `rgba(${r}, ${g}, ${b}, ${veil})`;
  pen.fillRect(0, 0, map.width, map.height);
  const boxes = lights.cells.map(([i, j]) => cellBox(twin, i, j));
  const lines = [];
  const { outputs, inputs } = model;
  const span = (a, c) => [Math.min(a[0], c[0]), Math.min(a[1], c[1]), Math.max(a[0], c[0]) + a[2] - Math.min(a[0], c[0]), Math.max(a[1], c[1]) + a[3] - Math.min(a[1], c[1])];
  if (focus.kind === "output") lines.push(span(cellBox(twin, focus.i, 0), cellBox(twin, focus.i, inputs - 1)));
  if (focus.kind === "input") lines.push(span(cellBox(twin, 0, focus.j), cellBox(twin, outputs - 1, focus.j)));
  for (const line of lines) pen.clearRect(...line);
  for (const box of boxes) pen.clearRect(...box);
  const ofInputs = [...lights.inputs].map((j) => inputBox(twin, j));
  const ofOutputs = [...lights.outputs].map((i) => outputBox(twin, i));
  const vectors = [...ofInputs, ...ofOutputs];
  // With the index above, below or beside.
  const across = ([x, y, width, height]) => pen.clearRect(x, y - map.index, width, height + 2 * map.index);
  const down = ([x, y, width, height]) => pen.clearRect(x - 2 * map.index, y, width + 4 * map.index, height);
  ofInputs.forEach(model.turned ? down : across);
  ofOutputs.forEach(model.turned ? across : down);
  tintVectors(twin, pen, focus);
  if (map.picture) (vectors.length > MOST_ACROSS ? ofOutputs.length < MOST_ACROSS ? ofOutputs : [] : vectors).forEach((box) => outline(pen, widen(box), theme.text, 1));
  else for (const box of [...vectors, ...(focus.kind === "output" || focus.kind === "input" ? [] : boxes)]) outline(pen, box, theme.text, 1.5);
  for (const line of lines) outline(pen, widen(line), theme.primary, 2);
  if (focus.kind === "cell") outline(pen, widen(boxes[0]), theme.primary, 2);
}

/** The patch in the vector, in its weights' colours. */
function tintVectors(twin, pen, focus) {
  const { model, matrix: map, data } = twin;
  if (map.picture || focus.kind !== "output" || data.naming !== "shared" || model.turned) return;
  const [from, to] = rowOf(model, focus.i);
  for (let cell = from; cell < to; cell++) fillBox(pen, inputBox(twin, inputOf(model, cell)), rgba(tintOf(twin, idOf(model, cell))));
}

/** A box of a few dots at least, so that its outline can be seen. */
function widen([x, y, width, height], least = 4) {
  const [w, h] = [Math.max(least, width), Math.max(least, height)];
  return [x - (w - width) / 2, y - (h - height) / 2, w, h];
}

function outline(pen, [x, y, width, height], colour, line) {
  pen.strokeStyle = colour;
  pen.lineWidth = line;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function lightGrid(twin, map, focus, lights) {
  const { model, theme } = twin;
  if (map.name === "kernel" && twin.data.naming !== "shared" && map.drawnFor !== shownOutput(twin)) {
    map.drawnFor = shownOutput(twin);
    setText(map.title, gridTitle(twin, map));
    drawGrid(twin, map);
  }
  const pen = sizeCanvas(map.over, map.width, map.height);
  const box = (n) => gridBox(map, Math.floor(n / map.columns), n % map.columns);
  if (map.name === "kernel") {
    const count = map.rows * map.columns;
    for (let n = 0; n < count; n++) if (lights.ids.has(kernelId(twin, n)) && focus.kind !== "output") outline(pen, widen(box(n)), theme.text, 2);
    if (focus.kind === "output") outline(pen, [map.x, map.y, map.columns * map.wide, map.rows * map.tall], theme.primary, 2);
    return;
  }
  if (map.name === "output") {
    for (const i of lights.outputs) outline(pen, widen(box(i)), focus.i === i ? theme.primary : theme.text, lights.outputs.size > 1 ? 1.2 : 2.5);
    return;
  }
  if (focus.kind === "output" && model.full) outline(pen, [map.x, map.y, map.columns * map.wide, map.rows * map.tall], theme.primary, 2);
  if (focus.kind === "output") {
    for (const { place, id } of model.full ? [] : patchOf(model, focus.i)) {
      const at = gridBox(map, ...place);
      if (map.numbers || map.wide > 8) fillBox(pen, at, rgba(tintOf(twin, id)));
      outline(pen, widen(at), theme.text, 1.2);
    }
    return;
  }
  for (const j of lights.inputs) outline(pen, widen(gridBox(map, ...placeOf(model.grids, j))), theme.text, lights.inputs.size > 1 ? 1.2 : 2.5);
}

/* ---------- in words ---------- */

function write(twin, focus) {
  const pieces = focus.kind === "output" ? sumOf(twin, focus.i) : [[sentenceOf(twin, focus), ""]];
  const held = twin.held && !twin.hover ? ` · ${twin.labels.pinned}` : "";
  setText(twin.where, focus.kind === "output" ? `${symbol(twin, 1, focus.i)}${held}` : held.replace(" · ", ""));
  const { equation } = twin;
  while (equation.childElementCount > pieces.length) equation.lastElementChild.remove();
  while (equation.childElementCount < pieces.length) add(equation, "span", "piece");
  pieces.forEach(([text, colour], n) => {
    setText(equation.children[n], text);
    equation.children[n].style.background = colour;
    equation.children[n].classList.toggle("total", n === pieces.length - 1 && focus.kind === "output");
  });
  twin.spoken = `${twin.where.textContent} ${pieces.map(([text]) => text).join(" ")}`;
}

const symbol = (twin, which, n) => `${twin.data.symbols[which]}[${n}]`;

/** The sum of an output: each product in its weight's colour, padding told, long sums cut. */
function sumOf(twin, i) {
  const { model, labels } = twin;
  const taps = patchOf(model, i);
  const value = (tap) => (tap.input < 0 ? 0 : model.x[tap.input]);
  const pieces = taps.slice(0, MOST_TERMS).map((tap, n) => {
    const factors = [value(tap), model.weights[tap.id]];
    const [first, second] = model.turned ? [factors[1], factors[0]] : factors;
    const shown = `${formatNumber(first)}·${second < 0 ? `(${formatNumber(second)})` : formatNumber(second)}`;
    const padding = tap.input < 0 ? ` (${labels.padding})` : "";
    return [`${n ? "+" : "="} ${shown}${padding}`, rgba(tintOf(twin, tap.id))];
  });
  if (taps.length > MOST_TERMS) pieces.push([fill(labels.further, { count: taps.length - MOST_TERMS }), ""]);
  if (!taps.length) pieces.push([`= ${labels.nothing}`, ""]);
  pieces.push([`= ${formatNumber(model.y[i], 5)}`, ""]);
  return pieces;
}

function sentenceOf(twin, focus) {
  const { model, labels } = twin;
  if (focus.kind === "weight") {
    const lights = lightsOf(twin, focus);
    return fill(labels.weight, {
      name: nameOf(twin, focus.id) || labels.this_weight,
      value: formatNumber(model.weights[focus.id]), cells: lights.cells.length, outputs: lights.outputs.size,
    });
  }
  if (focus.kind === "input") {
    const uses = [];
    eachCell(model, (i, j) => j === focus.j, (i, j, cell) => uses.push(`${symbol(twin, 1, i)} (× ${formatNumber(model.weights[idOf(model, cell)])})`));
    const input = `${symbol(twin, 0, focus.j)} = ${formatNumber(model.x[focus.j])}`;
    if (!uses.length) return fill(labels.unused, { input });
    const shown = uses.slice(0, MOST_TERMS).join(", ") + (uses.length > MOST_TERMS ? ", …" : "");
    return fill(labels.input, { input, count: uses.length, outputs: shown });
  }
  const cell = cellAt(model, focus.i, focus.j);
  const place = `${twin.data.symbols[2]}[${focus.i}, ${focus.j}]`;
  const [input, output] = [symbol(twin, 0, focus.j), symbol(twin, 1, focus.i)];
  if (cell < 0) return fill(labels.zero, { place, input, output });
  const weight = model.weights[idOf(model, cell)];
  const name = nameOf(twin, idOf(model, cell));
  return fill(labels.cell, {
    place: name ? `${place} = ${name}` : place, weight: formatNumber(weight), input, output,
    value: formatNumber(model.x[focus.j]), product: formatNumber(weight * model.x[focus.j], 5),
  });
}

function announce(twin) {
  clearTimeout(twin.announcing);
  twin.announcing = setTimeout(() => setText(twin.live, twin.spoken), ANNOUNCE_AFTER_MS);
}

/* ---------- pointer, keyboard, walking ---------- */

/** What lies under a pointer; null outside. */
function hit(twin, map, event) {
  const box = map.over.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const col = Math.floor((x - map.x) / map.wide);
  const row = Math.floor((y - map.y) / map.tall);
  const [columnIn, rowIn] = [col >= 0 && col < map.columns, row >= 0 && row < map.rows];
  if (map.name !== "matrix") return columnIn && rowIn ? gridFocus(twin, map, row, col) : null;
  const { turned } = twin.model;
  if (columnIn && rowIn) return { kind: "cell", i: turned ? col : row, j: turned ? row : col };
  if (columnIn && y < map.y && !turned) return { kind: "input", j: col };
  if (columnIn && y > map.y && turned) return { kind: "output", i: col };
  if (rowIn && x < map.x && turned) return { kind: "input", j: row };
  if (rowIn && x > map.x && !turned) return { kind: "output", i: row };
  return null;
}

function gridFocus(twin, map, row, col) {
  const { padding, input } = twin.model.grids;
  if (map.name === "kernel") return { kind: "weight", id: kernelId(twin, row * map.columns + col) };
  if (map.name === "output") return { kind: "output", i: row * map.columns + col };
  const [r, c] = [row - padding[0], col - padding[1]];
  return r >= 0 && c >= 0 && r < input[0] && c < input[1] ? { kind: "input", j: r * input[1] + c } : null;
}

function point(twin, focus) {
  if (!focus && !twin.hover) return;
  if (sameFocus(focus, twin.hover)) return;
  twin.hover = focus;
  twin.keyboard = false;
  show(twin);
}

/** Pin what is pointed at; a second time lets it go. An output's number is told to the page. */
function pin(twin, focus) {
  if (!focus) return;
  stop(twin);
  const again = sameFocus(focus, twin.held);
  twin.held = again ? null : focus;
  if (!again && "i" in focus) tell(twin, focus.i);
  show(twin);
}

function tell(twin, i) {
  twin.at = i;
  if (i !== twin.asked) twin.send(i);
  twin.asked = i;
}

function move(twin, by) {
  stop(twin);
  stepTo(twin, twin.at + by);
  tell(twin, twin.at);
}

function stepTo(twin, i) {
  const { outputs } = twin.model;
  twin.hover = twin.held = null;
  twin.at = ((i % outputs) + outputs) % outputs;
  show(twin);
  reveal(twin);
  announce(twin);
}

function start(twin) {
  stepTo(twin, twin.at === twin.model.outputs - 1 ? 0 : twin.at);
  twin.playing = setInterval(() => {
    if (twin.hover) return; // a hover holds the walk
    if (twin.at === twin.model.outputs - 1) stop(twin, true);
    else stepTo(twin, twin.at + 1);
  }, Math.max(60, Math.min(STEP_MS, 20_000 / twin.model.outputs)));
  showPlaying(twin);
}

function stop(twin, telling = false) {
  if (!twin.playing) return;
  clearInterval(twin.playing);
  twin.playing = null;
  showPlaying(twin);
  if (telling) {
    const { at, asked } = twin;
    if (at !== asked) tell(twin, at);
  }
}

function showPlaying(twin) {
  twin.play.replaceChildren(makeIcon(ICONS[twin.playing ? "pause" : "play"]));
  nameElement(twin.play, twin.playing ? twin.labels.pause : twin.labels.play);
}

/** Push the box sideways so that the current row's weights are in view. */
function reveal(twin) {
  const { box, model } = twin;
  if (box.scrollWidth <= box.clientWidth) return;
  const places = patchOf(model, twin.at).filter(({ input }) => input >= 0).map(({ input }) => cellBox(twin, twin.at, input)[0]);
  if (!places.length) return;
  const [from, to] = [Math.min(...places), Math.max(...places)];
  if (from < box.scrollLeft || to + twin.matrix.wide > box.scrollLeft + box.clientWidth) {
    box.scrollLeft = Math.max(0, (from + to - box.clientWidth) / 2);
  }
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onKey(twin, map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focus = focusOf(twin);
  if (event.key in ARROWS) {
    const next = neighbour(twin, map, focus, ARROWS[event.key]);
    if (next) {
      stop(twin);
      twin.hover = next;
      twin.keyboard = true;
      show(twin);
    }
  } else if (event.key === "Enter" || event.key === " ") pin(twin, focus);
  else if (event.key === "Escape") {
    twin.hover = twin.held = null;
    show(twin);
  } else return;
  event.preventDefault();
  announce(twin);
}

/** What an arrow key reaches from here; a pane that is entered begins at its first cell. */
function neighbour(twin, map, focus, [down, right]) {
  const { model } = twin;
  if (map.name === "matrix") {
    if (focus.kind === "output" && !model.turned && right === 0) return { kind: "output", i: clampTo(focus.i + down, model.outputs) };
    if (focus.kind === "output" && model.turned && down === 0) return { kind: "output", i: clampTo(focus.i + right, model.outputs) };
    const [i, j] = [focus.i ?? 0, focus.j ?? 0];
    const [di, dj] = model.turned ? [right, down] : [down, right];
    return { kind: "cell", i: clampTo(i + di, model.outputs), j: clampTo(j + dj, model.inputs) };
  }
  const [row, col] = placeOn(twin, map, focus);
  if (row < 0) return gridFocus(twin, map, ...firstPlace(twin, map));
  return gridFocus(twin, map, clampTo(row + down, map.rows), clampTo(col + right, map.columns));
}

const clampTo = (value, size) => Math.min(size - 1, Math.max(0, value));
const firstPlace = (twin, map) => (map.name === "input" ? twin.model.grids.padding : [0, 0]);

function placeOn(twin, map, focus) {
  if (map.name === "input") return focus.kind === "input" ? placeOf(twin.model.grids, focus.j) : [-1, -1];
  const n = map.name === "output" ? (focus.kind === "output" ? focus.i : -1)
    : focus.kind === "weight" ? focus.id - kernelId(twin, 0) : -1;
  return n < 0 ? [-1, -1] : [Math.floor(n / map.columns), n % map.columns];
}
