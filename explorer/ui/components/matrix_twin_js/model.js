// What stands where: cells, weights, patches, names.

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
