// Weights changed by hand.

const hand = {
  forget: forgetEdits, keep: keepEdits, grab: grabWeight, drag: dragWeight, report, key: editKey,
  leave: leaveWeight,
};
const DRAG_PIXELS_PER_STEP = 4;
const REPORT_AFTER_KEY_MS = 500;

function buildEditor(grid) {
  grid.pending = new Map(); // edited taps that the server has not been told
  grid.lastEdit = 0;
  grid.note = add(grid.kernel.foot, "div", "note");
  grid.noteText = add(grid.note, "span");
  grid.editor = add(grid.kernel.stage, "input", "editor");
  Object.assign(grid.editor, { type: "number", step: "any", hidden: true });
  grid.editor.onkeydown = (event) => editorKey(grid, event);
  grid.editor.onblur = () => closeEditor(grid, true);
  grid.kernel.over.ondblclick = (event) => openEditor(grid, grid.kernel.cellAt(event));
}

function writeEditLabels(grid) {
  const { labels, data } = grid;
  grid.root.classList.toggle("editable", data.editable);
  grid.note.hidden = !data.editable;
  if (data.editable) grid.kernel.over.setAttribute("aria-label", labels.kernel_edit_help);
  grid.editor.setAttribute("aria-label", labels.edit_weight);
}

/** Say that weights can be dragged, and then that the server has not seen the edit. */
function writeEditNote({ model, labels, note, noteText }) {
  const preview = model.isPreview();
  noteText.textContent = preview ? labels.preview : labels.edit_hint;
  note.classList.toggle("preview", preview);
}

function forgetEdits(grid) {
  grid.pending.clear();
  grid.drag = null;
  clearTimeout(grid.reportTimer);
  grid.editor.hidden = true;
}

/** Edits that the server has not answered outlive new data of the same kernel size. */
function keepEdits(grid, sameKernel) {
  if (!sameKernel) forgetEdits(grid);
  for (const edit of grid.pending.values())
    grid.model.setTap(shownChannel(grid), edit.row, edit.column, edit.value, makesSame(grid));
}

function makesSame(grid) {
  return grid.data.edit_channels === "same";
}

function setWeight(grid, cell, value) {
  const bounded = Math.min(1000, Math.max(-1000, Number(value.toPrecision(6))));
  grid.model.setTap(shownChannel(grid), cell.row, cell.column, bounded, makesSame(grid));
  grid.pending.set(`${cell.row},${cell.column}`, {
    row: cell.row,
    column: cell.column,
    value: bounded,
  });
  schedule(grid, "output");
}

function grabWeight(grid, cell, event) {
  if (!grid.data.editable) return;
  grid.tap = cell;
  const value = grid.model.weightAt(shownChannel(grid), cell.row, cell.column);
  grid.drag = { ...cell, y: event.clientY, value, moved: false };
}

function dragWeight(grid, event) {
  const { drag } = grid;
  const up = drag.y - event.clientY;
  if (!drag.moved && Math.abs(up) < 3) return;
  drag.moved = true;
  drag.step ??= niceStep(grid.model.weightLimit / 20);
  const steps = Math.round(up / DRAG_PIXELS_PER_STEP);
  const value = Math.round(drag.value / drag.step + steps) * drag.step;
  setWeight(grid, drag, value);
}

/** Keys on a weight; returns whether the key meant something. */
function editKey(grid, event) {
  if (!grid.data.editable) return false;
  if (event.key === "Enter") {
    openEditor(grid, grid.tap);
    return true;
  }
  const more = ["+", "="].includes(event.key) || event.code === "NumpadAdd";
  const less = ["-", "_", MINUS].includes(event.key) || event.code === "NumpadSubtract";
  if (!more && !less) return false;
  const change = (event.shiftKey ? 1 : 0.1) * (more ? 1 : -1);
  const { row, column } = grid.tap;
  const now = grid.model.weightAt(shownChannel(grid), row, column);
  setWeight(grid, grid.tap, Math.round((now + change) * 1e6) / 1e6);
  setHover(grid, "kernel", grid.tap);
  grid.hover.keyboard = true;
  clearTimeout(grid.reportTimer);
  grid.reportTimer = setTimeout(() => report(grid), REPORT_AFTER_KEY_MS);
  return true;
}

function openEditor(grid, cell) {
  if (!cell || !grid.data.editable) return;
  const { editor, kernel } = grid;
  grid.editing = cell;
  editor.value = Number(
    grid.model.weightAt(shownChannel(grid), cell.row, cell.column).toPrecision(6),
  );
  const width = Math.max(64, kernel.cell);
  editor.style.width = `${width}px`;
  editor.style.left = `${(cell.column + 0.5) * kernel.cell - width / 2}px`;
  editor.style.top = `${(cell.row + 0.5) * kernel.cell - 15}px`;
  editor.hidden = false;
  editor.focus();
  editor.select();
}

function editorKey(grid, event) {
  event.stopPropagation(); // the page has shortcuts of its own
  if (event.key !== "Enter" && event.key !== "Escape") return;
  closeEditor(grid, event.key === "Enter");
  grid.kernel.over.focus();
}

function closeEditor(grid, accept) {
  const { editor } = grid;
  if (editor.hidden) return;
  editor.hidden = true;
  const value = Number.parseFloat(editor.value);
  const { row, column } = grid.editing;
  const now = grid.model.weightAt(shownChannel(grid), row, column);
  if (!accept || !Number.isFinite(value) || Math.abs(value - now) < 1e-7) return;
  setWeight(grid, grid.editing, value);
  report(grid);
}

/** The keyboard went elsewhere: an edit by keys is done. */
function leaveWeight(grid) {
  if (grid.pending.size && !grid.drag && grid.editor.hidden) report(grid);
}

/** Tell the server, once for each edit; the number only grows, over remounts too. */
function report(grid) {
  clearTimeout(grid.reportTimer);
  if (!grid.pending.size) return;
  grid.pending.clear();
  const { model } = grid;
  const size = model.rows * model.columns;
  const from = shownChannel(grid) * size;
  const plain = (number) => Number(number.toPrecision(7));
  const values = Array.from(model.weight.slice(from, from + size), plain);
  const change = values.map((value, i) => plain(value - model.serverWeight[from + i]));
  grid.lastEdit = Math.max(grid.lastEdit + 1, Date.now());
  grid.root.dataset.edit = grid.lastEdit;
  grid.setStateValue("kernel", {
    values,
    change,
    shape: [model.rows, model.columns],
    edit: grid.lastEdit,
  });
  schedule(grid, "output");
}
