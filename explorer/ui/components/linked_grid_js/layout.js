// Sizes, and when to draw.

const MAX_SIDE = 420; // CSS pixels of the longer side of input and output
const MAX_CELL = 48;
const MAX_TAP = 68;
const OPERATOR = 40; // width of "⋆" and "=" with the space around them
const AXIS = 20; // width of the words beside a picture whose axes have names
const WIDE = 700;
const LINE = 20; // pixels of a line in the readout
const SLACK = 12; // letters a line may lose where it breaks

/** Cell sizes for the width there is. */
function layOut(grid) {
  const width = grid.root.clientWidth;
  if (!width) return false;
  const { model } = grid;
  const axis = grid.data.axes ? AXIS : 0;
  const wide = width >= WIDE;
  grid.root.classList.toggle("wide", wide);
  const longest = Math.max(model.rows, model.columns);
  let tap;
  let inputSide;
  let outputSide;
  if (wide) {
    const room = width - 2 * OPERATOR - 3 * axis;
    const share = longest >= 5 ? 0.34 : 0.27; // numbers in every tap take some room
    tap = Math.min(MAX_TAP, Math.max(150, Math.min(264, room * share)) / longest);
    const kernelWidth = Math.max(tap * model.columns, 132);
    inputSide = outputSide = Math.min(MAX_SIDE, (room - kernelWidth) / 2);
  } else {
    const beside = longest <= 5 && width >= 320;
    grid.root.classList.toggle("stacked", !beside);
    inputSide = Math.min(MAX_SIDE, width - 2 - axis);
    const room = width - OPERATOR - 2 * axis;
    tap = Math.min(MAX_TAP, (beside ? room * 0.46 : Math.min(width - 2 - axis, 300)) / longest);
    outputSide = beside ? room - Math.max(tap * model.columns, 110) - 2 : inputSide;
    outputSide = Math.min(MAX_SIDE, outputSide);
  }
  resizePictures(grid, tap, inputSide, outputSide);
  reserveLines(grid);
  return true;
}

function resizePictures(grid, tap, inputSide, outputSide) {
  const { model, input, kernel, output } = grid;
  const ratio = window.devicePixelRatio || 1;
  const sharp = (cell) => (cell * ratio >= 3 ? Math.floor(cell * ratio) / ratio : cell);
  const fit = (side, rows, columns) =>
    sharp(Math.min(MAX_CELL, side / columns, MAX_SIDE / rows));
  const inputCell = fit(inputSide, model.height, model.width);
  let outputCell = fit(outputSide, model.outHeight, model.outWidth);
  if (outputCell > inputCell && outputCell < inputCell * 1.4) outputCell = inputCell;
  input.resize(model.height, model.width, inputCell);
  kernel.resize(model.rows, model.columns, sharp(tap));
  output.resize(model.outHeight, model.outWidth, outputCell);
}

/** Lines for the longest text there can be, so that nothing jumps under the pointer. */
function reserveLines(grid) {
  const { ratio } = grid.input;
  grid.input.light.font = `${13 * ratio}px ${grid.palette.codeFont}`;
  const letter = grid.input.light.measureText("0").width / ratio || 8;
  grid.letters = Math.max(20, Math.floor((grid.root.clientWidth - 30) / letter));
  const most = grid.root.classList.contains("wide") ? 2 : 4;
  const linesFor = (length) => Math.min(most, Math.ceil(length / (grid.letters - SLACK)));
  [grid.termLines, grid.sumLines] = layer.countLines(grid, linesFor);
  const lines = Math.max(1, grid.termLines + grid.sumLines);
  grid.work.style.height = `${lines * LINE}px`;
}

/** Draw in the next frame: everything ("layout"), pictures ("base", "output") or only lights. */
function schedule(grid, what) {
  grid.dirty[what] = true;
  grid.request ??= requestAnimationFrame(() => {
    grid.request = null;
    draw(grid);
  });
}

/** Draw everything at once: an answer to a slider shall not wait for another frame. */
function drawNow(grid) {
  cancelAnimationFrame(grid.request);
  grid.request = null;
  grid.dirty.layout = true;
  draw(grid);
}

function draw(grid) {
  const started = performance.now();
  const { dirty } = grid;
  grid.dirty = {};
  if (dirty.layout && !layOut(grid)) return;
  if (dirty.layout || dirty.base) drawInput(grid);
  if (dirty.layout || dirty.base || dirty.output) layer.drawOutput(grid);
  drawInputLight(grid);
  layer.drawKernel(grid);
  drawKernelLight(grid);
  drawOutputLight(grid);
  writeReadout(grid);
  grid.frames++;
  const { dataset } = grid.root;
  dataset.frame = grid.frames;
  dataset.drawMs = (performance.now() - started).toFixed(2);
  dataset.hover = grid.hover
    ? `${grid.hover.pane}:${grid.hover.row},${grid.hover.column}`
    : "";
  dataset.cursor = `${grid.cursor.row},${grid.cursor.column}`;
  dataset.pinned = grid.pinned ? `${grid.pinned.row},${grid.pinned.column}` : "";
  dataset.playing = String(grid.playing);
  dataset.tab = grid.tab;
  dataset.view = grid.uses ? "uses" : "values";
  dataset.cell = grid.output.cell;
  layer.tellState(grid, dataset);
}
