// Pointer, touch and keyboard. Nothing is sent but a pin.

function listen(explorer) {
  const { picture, table, strip, stretch } = explorer;
  follow(explorer, picture.over, (event) => pixelInPicture(explorer, event), focusOn);
  follow(explorer, table.cells, (event) => pixelInTable(explorer, event), probeAt);
  follow(explorer, strip.bar, (event) => pixelOnStrip(explorer, event), focusOn);
  follow(explorer, stretch.cells, (event) => pixelOnStretch(explorer, event), probeAt);
  picture.over.onkeydown = (event) => pictureKey(explorer, event);
  stretch.cells.onkeydown = (event) => stretchKey(explorer, event);
  for (const canvas of [picture.over, stretch.cells]) {
    canvas.onfocus = () => { if (canvas.matches(":focus-visible")) announce(explorer); };
    canvas.onblur = () => goHome(explorer);
  }
}

/** Point at what lies under the pointer; a click or a tap pins it. */
function follow(explorer, canvas, pixelUnder, point) {
  canvas.onpointermove = (event) => {
    const pixel = pixelUnder(event);
    if (pixel) point(explorer, pixel);
    else goHome(explorer);
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    const pixel = pixelUnder(event);
    explorer.press = pixel ? { canvas, x: event.clientX, y: event.clientY } : null;
    if (pixel && event.pointerType !== "mouse") point(explorer, pixel);
  };
  canvas.onpointerup = (event) => {
    const { press } = explorer;
    explorer.press = null;
    if (!press || press.canvas !== canvas) return;
    const moved = Math.hypot(event.clientX - press.x, event.clientY - press.y) > 8;
    const pixel = pixelUnder(event);
    if (pixel && (!moved || event.pointerType === "mouse")) pin(explorer, pixel);
  };
  canvas.onpointercancel = () => { explorer.press = null; };
  canvas.onpointerleave = (event) => { if (event.pointerType === "mouse") goHome(explorer); };
}

function focusOn(explorer, pixel) {
  if (explorer.probe === null && samePixel(explorer.focus, pixel)) return;
  explorer.probe = null;
  explorer.focus = pixel;
  show(explorer);
}

function probeAt(explorer, pixel) {
  const index = explorer.model.index(pixel);
  if (explorer.probe === index) return;
  explorer.probe = index;
  show(explorer);
}

/** Back to the pinned pixel. */
function goHome(explorer) {
  if (explorer.probe === null && samePixel(explorer.focus, explorer.pinned)) return;
  explorer.probe = null;
  explorer.focus = explorer.pinned;
  show(explorer);
}

function pin(explorer, pixel) {
  explorer.probe = null;
  explorer.focus = explorer.pinned = pixel;
  explorer.pending = { pixel, at: performance.now() };
  explorer.send([pixel.channel, pixel.row, pixel.column]);
  show(explorer);
}

/* ---------- what lies under the pointer ---------- */

function share(canvas, event, room = 0) {
  const box = canvas.getBoundingClientRect();
  return [
    (event.clientX - box.left - room) / (box.width - 2 * room),
    (event.clientY - box.top - room) / (box.height - 2 * room),
  ];
}

function pixelInPicture({ model, picture, pinned }, event) {
  const [x, y] = share(picture.over, event, MARK_ROOM);
  const pixel = {
    channel: pinned.channel, row: Math.floor(y * model.height), column: Math.floor(x * model.width),
  };
  return isInside(model, pixel) ? pixel : null;
}

function pixelInTable({ model, table, focus }, event) {
  const box = table.cells.getBoundingClientRect();
  const [i, j] = [event.clientY - box.top, event.clientX - box.left].map((at) =>
    Math.floor((at - HEADING) / table.cell));
  if (i < 0 || j < 0 || i >= table.rows || j >= table.columns) return null;
  const pixel = { channel: focus.channel, row: table.row + i, column: table.column + j };
  return isInside(model, pixel) ? pixel : null;
}

function pixelOnStrip({ model, strip }, event) {
  const [x] = share(strip.bar, event);
  const index = Math.floor(x * model.length);
  return model.has(index) ? model.pixel(index) : null;
}

function pixelOnStretch(explorer, event) {
  const { model, stretch, focus } = explorer;
  const box = stretch.cells.getBoundingClientRect();
  const x = event.clientX - box.left;
  for (const [from, to] of stretch.parts) {
    const step = from + Math.floor((x - stretchX(explorer, from)) / stretch.cell);
    const index = model.index(focus) + step;
    if (step >= from && step <= to) return model.has(index) ? model.pixel(index) : null;
  }
  return null;
}

function isInside(model, { row, column }) {
  return row >= 0 && column >= 0 && row < model.height && column < model.width;
}

/* ---------- keys ---------- */

function pictureKey(explorer, event) {
  const { model, focus } = explorer;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const ends = { Home: 0, End: model.width - 1 };
  if (moves[event.key]) {
    const [down, right] = moves[event.key];
    const next = { ...focus, row: focus.row + down, column: focus.column + right };
    takeKey(explorer, event, isInside(model, next) ? next : focus);
  } else if (event.key in ends) takeKey(explorer, event, { ...focus, column: ends[event.key] });
  else commonKey(explorer, event);
}

/** Along the vector, place by place. */
function stretchKey(explorer, event) {
  const { model, focus } = explorer;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return commonKey(explorer, event);
  const index = model.index(focus) + step;
  return takeKey(explorer, event, model.has(index) ? model.pixel(index) : focus);
}

function commonKey(explorer, event) {
  if (event.key === "Escape") takeKey(explorer, event, explorer.pinned);
  else if (event.key === "Enter" || event.key === " ") {
    takeKey(explorer, event, explorer.focus);
    pin(explorer, explorer.focus);
  }
}

function takeKey(explorer, event, pixel) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  focusOn(explorer, pixel);
  announce(explorer);
}

function tabKey(explorer, event, channel) {
  const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  event.stopPropagation();
  const count = explorer.model.channels;
  const next = (channel + direction + count) % count;
  pin(explorer, { ...explorer.pinned, channel: next });
  explorer.tabs.children[next].focus();
}
