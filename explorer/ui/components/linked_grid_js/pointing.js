// Pointer, touch and keyboard.

function listen(grid) {
  for (const picture of Object.values(grid.pictures)) {
    const canvas = picture.over;
    canvas.onpointermove = (event) => pointerMoved(grid, picture, event);
    canvas.onpointerdown = (event) => pointerDown(grid, picture, event);
    canvas.onpointerup = (event) => pointerUp(grid, picture, event);
    canvas.onpointercancel = () => pointerCancelled(grid);
    canvas.onpointerleave = (event) => pointerLeft(grid, event);
    canvas.onkeydown = (event) => keyPressed(grid, picture, event);
    canvas.onfocus = () => focused(grid, picture);
    canvas.onblur = () => blurred(grid);
  }
  grid.backButton.onclick = () => step(grid, -1);
  grid.forwardButton.onclick = () => step(grid, 1);
  grid.playButton.onclick = () => setPlaying(grid, !grid.playing);
  grid.speedSlider.oninput = () => setSpeed(grid, 2 ** Number(grid.speedSlider.value));
  grid.valuesButton.onclick = () => setUses(grid, false);
  grid.usesButton.onclick = () => setUses(grid, true);
  grid.table.ontoggle = () => schedule(grid, "light");
  grid.tabs.onkeydown = (event) => tabKey(grid, event);
  setSpeed(grid, grid.speed);
}

function setHover(grid, pane, cell) {
  grid.hover = cell ? { pane, ...cell } : null;
  if (cell && pane === "output") grid.cursor = cell;
  if (!cell && grid.pinned && !grid.playing) grid.cursor = grid.pinned;
  schedule(grid, "light");
}

function pointerMoved(grid, picture, event) {
  if (grid.drag) {
    layer.hand.drag(grid, event);
    return;
  }
  const cell = picture.cellAt(event, event.buttons > 0);
  const { hover } = grid;
  const same = hover?.pane === picture.name && cell && sameCell(hover, cell);
  if (same) return;
  if (grid.touch) grid.touch.moved = true;
  setHover(grid, picture.name, cell);
}

function pointerDown(grid, picture, event) {
  if (event.button !== 0) return;
  const cell = picture.cellAt(event, false);
  if (!cell) return;
  const again = grid.hover?.pane === picture.name && sameCell(grid.hover, cell);
  if (event.pointerType !== "mouse") grid.touch = { again, moved: false };
  picture.over.setPointerCapture(event.pointerId);
  setHover(grid, picture.name, cell);
  if (picture === grid.kernel) layer.hand?.grab(grid, cell, event);
}

function pointerUp(grid, picture, event) {
  const { drag, touch } = grid;
  grid.drag = null;
  grid.touch = null;
  if (drag) {
    if (drag.moved) layer.hand.report(grid);
    else schedule(grid, "light");
    if (!picture.cellAt(event, false)) setHover(grid, picture.name, null);
    return;
  }
  if (picture !== grid.output || event.button !== 0) return;
  const cell = picture.cellAt(event, false);
  if (!cell) {
    setHover(grid, "output", null);
    return;
  }
  if (!touch || (touch.again && !touch.moved)) togglePin(grid, cell);
}

function pointerCancelled(grid) {
  if (grid.drag?.moved) layer.hand.report(grid);
  grid.drag = null;
  grid.touch = null;
}

function pointerLeft(grid, event) {
  if (event.pointerType === "mouse" && !grid.drag) setHover(grid, "", null);
}

function togglePin(grid, cell) {
  grid.pinned = grid.pinned && sameCell(grid.pinned, cell) ? null : { ...cell };
  grid.setStateValue("pinned", grid.pinned ? [grid.pinned.row, grid.pinned.column] : null);
  schedule(grid, "light");
}

function unpin(grid) {
  if (grid.pinned) togglePin(grid, grid.pinned);
}

function focused(grid, picture) {
  if (!picture.over.matches(":focus-visible")) return;
  if (picture === grid.kernel) setHover(grid, "kernel", grid.tap);
  announce(grid);
}

function blurred(grid) {
  layer.hand?.leave(grid);
  if (grid.hover?.keyboard) setHover(grid, "", null);
}

function keyPressed(grid, picture, event) {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const move = moves[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  let used = true;
  if (move) moveBy(grid, picture, ...move);
  else if (event.key === " ") setPlaying(grid, !grid.playing);
  else if (event.key === "Escape") unpin(grid);
  else if (event.key === "Enter" && picture === grid.output) togglePin(grid, grid.cursor);
  else used = picture === grid.kernel && Boolean(layer.hand?.key(grid, event));
  if (!used) return;
  event.preventDefault();
  event.stopPropagation();
  announce(grid);
}

function moveBy(grid, picture, down, right) {
  const clampTo = (value, size) => Math.min(size - 1, Math.max(0, value));
  const start = { row: grid.model.top, column: grid.model.left }; // the first real cell
  const before = grid.hover?.pane === "input" ? grid.hover : null;
  const from = { input: before ?? start, kernel: grid.tap, output: grid.cursor }[picture.name];
  const first = picture === grid.input && !before;
  const cell = {
    row: clampTo(from.row + (first ? 0 : down), picture.rows),
    column: clampTo(from.column + (first ? 0 : right), picture.columns),
  };
  if (picture === grid.kernel) grid.tap = cell;
  if (picture === grid.output) {
    setPlaying(grid, false);
    grid.hover = null;
    grid.cursor = cell;
    schedule(grid, "light");
    return;
  }
  setHover(grid, picture.name, cell);
  grid.hover.keyboard = true;
}

function tabKey(grid, event) {
  const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!direction) return;
  const at = grid.tabButtons.findIndex((button) => Number(button.dataset.channel) === grid.tab);
  const count = grid.tabButtons.length;
  const next = grid.tabButtons[(at + direction + count) % count];
  chooseTab(grid, Number(next.dataset.channel));
  next.focus();
  event.preventDefault();
  event.stopPropagation();
}
