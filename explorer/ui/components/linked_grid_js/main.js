// The linked grid: input, window and output of one layer. Python sends arrays and words once;
// hovering, playing and editing happen here. Only a pin and a finished edit go back.
// Its parts stand in the files beside this one; linked_grid.py joins those that all layers share
// with those of one layer, which say in a constant `layer` what that layer does its own way.

const grids = new WeakMap(); // parentElement -> the live grid

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  let grid = grids.get(parentElement);
  if (!grid) {
    grid = createGrid(parentElement);
    grids.set(parentElement, grid);
  }
  receive(grid, data, setStateValue);
  return () => {
    takeDown(grid);
    grids.delete(parentElement);
  };
}

function createGrid(parentElement) {
  const grid = { root: add(parentElement, "div", "linked-grid") };
  grid.cursor = { row: 0, column: 0 }; // the output cell on show
  grid.pinned = null;
  grid.hover = null; // {pane, row, column} under the pointer or the keyboard
  grid.tap = { row: 0, column: 0 }; // the weight that has the keyboard
  grid.tab = null; // channel on show; -1 is the colour picture
  grid.uses = false;
  grid.playing = false;
  grid.speed = 8;
  grid.drag = null; // a weight in the visitor's hand
  grid.touch = null;
  grid.frames = 0;
  grid.dirty = { layout: true };
  buildGrid(grid);
  listen(grid);
  grid.observer = new ResizeObserver(() => schedule(grid, "layout"));
  grid.observer.observe(grid.root);
  document.fonts?.ready.then(() => schedule(grid, "layout"));
  return grid;
}

function takeDown(grid) {
  cancelAnimationFrame(grid.request);
  cancelAnimationFrame(grid.walk);
  clearTimeout(grid.reportTimer);
  clearTimeout(grid.announceTimer);
  grid.observer.disconnect();
  grid.root.remove();
}

/** Take new data, which may be the same layer with other words or another pin. */
function receive(grid, data, setStateValue) {
  const started = performance.now();
  grid.setStateValue = setStateValue;
  grid.data = data;
  grid.labels = data.labels;
  keepTab(grid);
  if (data.token !== grid.token) {
    const before = grid.model;
    grid.model = layer.createModel(data);
    grid.token = data.token;
    keepPlace(grid, before);
  }
  const asked = JSON.stringify(data.pinned ?? null);
  if (asked !== grid.askedPin) {
    grid.askedPin = asked;
    grid.pinned = asCell(grid, data.pinned);
    if (grid.pinned && !grid.hover) grid.cursor = grid.pinned;
  }
  grid.palette = new Palette(grid.root);
  writeLabels(grid);
  buildTabs(grid);
  drawNow(grid);
  grid.root.dataset.receiveMs = (performance.now() - started).toFixed(2);
}

/** The channel on show stays so, unless the names change or the page asks for another one. */
function keepTab(grid) {
  const { names, rgb } = grid.data;
  const before = grid.names;
  const sorted = (list) => JSON.stringify([...list].sort());
  const same = before && grid.rgb === rgb && sorted(before) === sorted(names);
  const asked = grid.data.channel ?? 0;
  const askedAgain = same && asked !== grid.askedChannel;
  [grid.names, grid.rgb, grid.askedChannel] = [names, rgb, asked];
  if (askedAgain) grid.tab = asked;
  else if (same && grid.tab >= 0) grid.tab = names.indexOf(before[grid.tab]);
  if (same) return;
  grid.tab = rgb ? -1 : asked;
  layer.hand?.forget(grid);
}

/** After new data: what still exists stays where it was. */
function keepPlace(grid, before) {
  const { outHeight, outWidth, rows, columns } = grid.model;
  const clamp = (cell, height, width) => ({
    row: Math.min(cell.row, height - 1),
    column: Math.min(cell.column, width - 1),
  });
  grid.cursor = clamp(grid.cursor, outHeight, outWidth);
  grid.tap = clamp(grid.tap, rows, columns);
  if (grid.pinned && !asCell(grid, [grid.pinned.row, grid.pinned.column])) grid.pinned = null;
  if (grid.hover) {
    const { pane } = grid.hover;
    const height = { input: grid.model.height, kernel: rows, output: outHeight }[pane];
    const width = { input: grid.model.width, kernel: columns, output: outWidth }[pane];
    if (grid.hover.row >= height || grid.hover.column >= width) grid.hover = null;
  }
  const sameKernel = before && before.rows === rows && before.columns === columns;
  layer.hand?.keep(grid, sameKernel);
}

/** A [row, column] pair as a cell of the output; null where there is no such cell. */
function asCell(grid, place) {
  const { outHeight, outWidth } = grid.model;
  const fits = Array.isArray(place) && place[0] < outHeight && place[1] < outWidth;
  return fits ? { row: place[0], column: place[1] } : null;
}

function shownChannel(grid) {
  return Math.min(Math.max(grid.tab ?? 0, 0), grid.model.channels - 1);
}

function sameCell(a, b) {
  return a.row === b.row && a.column === b.column;
}
