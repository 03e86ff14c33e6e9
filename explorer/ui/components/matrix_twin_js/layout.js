// Sizes and places for the width there is.

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
