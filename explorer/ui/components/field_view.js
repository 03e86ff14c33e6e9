// The field view: a photo and a layer's units. What a unit sees comes ready from Python; here it
// is only looked up, so a hover draws two canvases and sends nothing.

const GREATEST = 350; // CSS pixels of a picture's longer side
const LEAST = 150;
const GUTTER = 20; // between the pictures
const MOST_MARGIN = 1.5; // of the photo's side, shown past the border
const AIR = 4; // CSS pixels around a canvas' content

const views = new WeakMap(); // parentElement -> the live view

export default function (component) {
  const { parentElement, data } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = buildView(parentElement);
    views.set(parentElement, view);
  }
  view.send = (unit) => component.setTriggerValue("picked", unit);
  view.theme = readTheme(parentElement);
  takeData(view, data);
  layOut(view);
  return () => {
    view.observer.disconnect();
    view.root.remove();
    views.delete(parentElement);
  };
}

/* ---------- building ---------- */

function buildView(parentElement) {
  const view = { hover: null, pixel: null, cursor: null, pending: null, data: null };
  view.photo = make("canvas", "photo", { role: "img" });
  view.map = make("canvas", "map", { tabIndex: 0, role: "application" });
  view.photoTitle = make("div", "title");
  view.mapTitle = make("div", "title");
  view.bar = make("canvas", "ramp", { "aria-hidden": "true" });
  view.low = make("span", "limit");
  view.high = make("span", "limit");
  view.scale = make("span", "scale");
  view.legend = make("div", "legend", {}, [view.low, view.bar, view.high, view.scale]);
  view.outside = make("div", "legend scale");
  view.readout = make("div", "readout");
  view.live = make("div", "", { "aria-live": "polite" });
  view.live.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  view.hint = make("div", "hint");
  view.panes = make("div", "panes", {}, [
    make("div", "pane", {}, [view.photoTitle, view.photo, view.outside]),
    make("div", "pane", {}, [view.mapTitle, view.map, view.legend]),
  ]);
  view.root = make("section", "field", {}, [view.panes, view.readout, view.hint, view.live]);
  parentElement.appendChild(view.root);
  listen(view);
  view.observer = new ResizeObserver(() => {
    if (view.data && view.root.clientWidth !== view.width) layOut(view);
  });
  view.observer.observe(view.root);
  return view;
}

/* ---------- data ---------- */

function takeData(view, data) {
  const same = view.data?.digest === data.digest;
  view.data = data;
  if (!same) {
    const reach = (all, units) => {
      const part = (i) => all.subarray(i * units, (i + 1) * units);
      return { first: part(0), last: part(1), seenFirst: part(2), seenLast: part(3), units };
    };
    const both = column(data.reach); // of the rows, then of the columns
    view.rows = reach(both, data.units[0]);
    view.columns = reach(both.subarray(4 * data.units[0]), data.units[1]);
    view.values = column(data.values);
    view.picture = paintPhoto(column(data.pixels), data.drawn_size);
    view.hover = view.pixel = view.cursor = null;
    view.frame = { y: worldOf(view.rows, data.photo_size[0]), x: worldOf(view.columns, data.photo_size[1]) };
  }
  view.tiles = paintMap(view);
  // An answer to an older run must not take back a choice that is still on its way.
  const late = view.pending && performance.now() - view.pending.at < 2000;
  const arrived = view.pending && String(view.pending.unit) === String(data.selected);
  if (!view.pending || arrived || !late || !same) {
    view.selected = data.selected;
    view.pending = null;
  }
  writeWords(view);
}

/** What of an axis is drawn: the photo, and all boxes as far as there is room for them. */
function worldOf(axis, pixels) {
  const most = Math.ceil(pixels * MOST_MARGIN);
  const first = axis.first.reduce((a, b) => Math.min(a, b), 0);
  const last = axis.last.reduce((a, b) => Math.max(a, b), pixels - 1);
  return { low: Math.max(first, -most), high: Math.min(last + 1, pixels + most) };
}

function paintPhoto(bytes, [height, width]) {
  const pixels = new Uint32Array(height * width);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (255 << 24 | bytes[3 * i + 2] << 16 | bytes[3 * i + 1] << 8 | bytes[3 * i]) >>> 0;
  }
  return pixelsToCanvas(pixels, width, height);
}

function paintMap(view) {
  const { map_size: [height, width], limit, has_map } = view.data;
  if (!has_map) return null;
  const pixels = new Uint32Array(height * width);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = rampPixel(view.theme.diverging, view.values[i], -limit, limit);
  }
  return pixelsToCanvas(pixels, width, height);
}

function writeWords(view) {
  const { labels, alt, limit, has_map, no_map } = view.data;
  view.root.setAttribute("aria-label", alt);
  view.photo.setAttribute("aria-label", labels.photo);
  nameElement(view.map, labels.map);
  view.map.title = "";
  setText(view.photoTitle, labels.photo);
  setText(view.mapTitle, labels.map);
  setText(view.hint, labels.hint);
  const past = view.frame.y.low < 0 || view.frame.x.low < 0 ||
    view.frame.y.high > view.data.photo_size[0] || view.frame.x.high > view.data.photo_size[1];
  setText(view.outside, past ? `▨ ${labels.outside}` : "");
  view.bar.hidden = view.low.hidden = view.high.hidden = !has_map;
  setText(view.low, has_map ? formatNumber(-limit) : "");
  setText(view.high, has_map ? formatNumber(limit) : "");
  setText(view.scale, has_map ? labels.scale : no_map);
}

/* ---------- layout and drawing ---------- */

function layOut(view) {
  view.width = view.root.clientWidth;
  if (!view.width) return;
  const { frame } = view;
  const beside = Math.floor((view.width - GUTTER) / 2);
  const side = Math.max(LEAST, Math.min(GREATEST, beside)) - 2 * AIR;
  view.photoScale = side / Math.max(frame.x.high - frame.x.low, frame.y.high - frame.y.low);
  view.unitScale = side / Math.max(...view.data.units);
  drawRampBar(view.bar, view.theme.diverging, 96, 14, "0");
  for (const pane of view.panes.children) pane.style.width = `${side + 2 * AIR}px`; // words wrap
  draw(view);
}

/** The unit whose box is shown. */
function current(view) {
  return view.hover ?? view.cursor ?? view.selected;
}

function draw(view) {
  drawPhoto(view);
  drawMap(view);
  tell(view);
}

function toPhoto(view, axis, place) {
  return AIR + (place - view.frame[axis].low) * view.photoScale;
}

function drawPhoto(view) {
  const { frame, photoScale: scale, theme, data } = view;
  const width = (frame.x.high - frame.x.low) * scale + 2 * AIR;
  const height = (frame.y.high - frame.y.low) * scale + 2 * AIR;
  const pen = sizeCanvas(view.photo, width, height);
  const at = (axis, place) => toPhoto(view, axis, place);
  hatch(pen, { x: AIR, y: AIR, width: width - 2 * AIR, height: height - 2 * AIR }, { text: theme.border });
  const [left, top] = [Math.round(at("x", 0)), Math.round(at("y", 0))]; // whole pixels: no pale seam
  const photo = {
    x: left, y: top,
    width: Math.round(at("x", data.photo_size[1])) - left,
    height: Math.round(at("y", data.photo_size[0])) - top,
  };
  drawSharp(pen, view.picture, { x: 0, y: 0, width: view.picture.width, height: view.picture.height }, photo);
  const [row, col] = current(view);
  const box = {
    x: at("x", view.columns.first[col]), y: at("y", view.rows.first[row]),
    width: (view.columns.last[col] - view.columns.first[col] + 1) * scale,
    height: (view.rows.last[row] - view.rows.first[row] + 1) * scale,
  };
  shade(pen, photo, box, theme);
  outline(pen, box, theme, theme.primary, 2);
  drawSeen(view, pen, row, col, box);
  if (view.pixel) {
    const [y, x] = view.pixel;
    outline(pen, { x: at("x", x) - 2, y: at("y", y) - 2, width: scale + 4, height: scale + 4 }, theme, theme.text, 1);
  }
}

/** What lies outside the box is dimmed. */
function shade(pen, photo, box, theme) {
  pen.save();
  pen.beginPath();
  pen.rect(photo.x, photo.y, photo.width, photo.height);
  pen.rect(box.x + box.width, box.y, -box.width, box.height); // the other way round: a hole
  pen.clip("evenodd");
  pen.beginPath();
  pen.rect(photo.x, photo.y, photo.width, photo.height);
  pen.clip();
  pen.globalAlpha = 0.55;
  pen.fillStyle = theme.background;
  pen.fillRect(photo.x, photo.y, photo.width, photo.height);
  pen.restore();
}

/** A dashed line round the real pixels, where these are fewer than those of the box. */
function drawSeen(view, pen, row, col, box) {
  const { rows, columns, photoScale: scale } = view;
  if (rows.seenFirst[row] > rows.seenLast[row] || columns.seenFirst[col] > columns.seenLast[col]) return;
  const seen = {
    x: toPhoto(view, "x", columns.seenFirst[col]), y: toPhoto(view, "y", rows.seenFirst[row]),
    width: (columns.seenLast[col] - columns.seenFirst[col] + 1) * scale,
    height: (rows.seenLast[row] - rows.seenFirst[row] + 1) * scale,
  };
  if (Math.abs(seen.width - box.width) + Math.abs(seen.height - box.height) < 0.5) return;
  pen.save();
  pen.setLineDash([5, 4]);
  outline(pen, { x: seen.x + 1, y: seen.y + 1, width: seen.width - 2, height: seen.height - 2 }, view.theme, view.theme.text, 1.5);
  pen.restore();
}

function outline(pen, box, theme, colour, width) {
  for (const [stroke, line] of [[theme.background, width + 2], [colour, width]]) {
    pen.strokeStyle = stroke;
    pen.lineWidth = line;
    pen.strokeRect(box.x, box.y, box.width, box.height);
  }
}

function drawMap(view) {
  const { unitScale: scale, theme, data: { units } } = view;
  const [height, width] = units.map((count) => count * scale);
  const pen = sizeCanvas(view.map, width + 2 * AIR, height + 2 * AIR);
  const to = { x: AIR, y: AIR, width, height };
  if (view.tiles) {
    drawSharp(pen, view.tiles, { x: 0, y: 0, width: view.tiles.width, height: view.tiles.height }, to);
  } else {
    hatch(pen, to, theme);
  }
  if (scale >= 9) drawLines(pen, units, scale, theme);
  pen.strokeStyle = theme.border;
  pen.lineWidth = 1;
  pen.strokeRect(AIR, AIR, width, height);
  const seers = view.pixel && seersOf(view, view.pixel);
  if (seers) outline(pen, unitBox(view, seers.row, seers.col, seers.rows, seers.columns), theme, theme.text, 2);
  markUnit(view, pen, view.selected, theme.primary, 3);
  const shown = current(view);
  if (String(shown) !== String(view.selected)) markUnit(view, pen, shown, theme.text, 2);
}

function drawLines(pen, [rows, columns], scale, theme) {
  pen.save();
  pen.globalAlpha = 0.35;
  pen.strokeStyle = theme.border;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = 1; i < rows; i++) {
    pen.moveTo(AIR, AIR + i * scale);
    pen.lineTo(AIR + columns * scale, AIR + i * scale);
  }
  for (let i = 1; i < columns; i++) {
    pen.moveTo(AIR + i * scale, AIR);
    pen.lineTo(AIR + i * scale, AIR + rows * scale);
  }
  pen.stroke();
  pen.restore();
}

function unitBox(view, row, col, rows = 1, columns = 1) {
  const scale = view.unitScale;
  return { x: AIR + col * scale, y: AIR + row * scale, width: columns * scale, height: rows * scale };
}

/** A unit's outline; one of a few pixels gets a ring that can be seen. */
function markUnit(view, pen, [row, col], colour, width) {
  const box = unitBox(view, row, col);
  const grow = Math.max(0, (8 - view.unitScale) / 2);
  outline(pen, { x: box.x - grow, y: box.y - grow, width: box.width + 2 * grow, height: box.height + 2 * grow }, view.theme, colour, width);
}

/** The units whose box holds a pixel, as a rectangle of the map; null if there are none. */
function seersOf(view, [y, x]) {
  const among = (axis, place) => {
    let [low, high] = [-1, -1];
    for (let i = 0; i < axis.units; i++) {
      if (axis.first[i] > place || axis.last[i] < place) continue;
      if (low < 0) low = i;
      high = i;
    }
    return low < 0 ? null : [low, high - low + 1];
  };
  const [down, across] = [among(view.rows, y), among(view.columns, x)];
  return down && across && { row: down[0], rows: down[1], col: across[0], columns: across[1] };
}

/* ---------- words ---------- */

function describeUnit(view, [row, col]) {
  const { rows, columns, data: { labels, photo_size, map_size, units, has_map } } = view;
  const box = { top: rows.first[row], bottom: rows.last[row], left: columns.first[col], right: columns.last[col] };
  const words = fill(labels.sees, Object.fromEntries(Object.entries({ row, column: col, ...box })
    .map(([name, value]) => [name, value < 0 ? `${MINUS}${-value}` : value])));
  const within = (first, last, size) => Math.max(0, Math.min(last, size - 1) - Math.max(first, 0) + 1);
  const inside = within(box.top, box.bottom, photo_size[0]) * within(box.left, box.right, photo_size[1]);
  const area = (box.bottom - box.top + 1) * (box.right - box.left + 1);
  const parts = [words];
  if (inside < area) parts.push(fill(labels.inside, { share: formatShare(inside / area) }));
  const { x, y } = view.frame;
  if (box.top < y.low || box.bottom >= y.high || box.left < x.low || box.right >= x.high) parts.push(labels.cut);
  if (has_map && String(map_size) === String(units)) {
    parts.push(fill(labels.value, { value: formatNumber(view.values[row * units[1] + col]) }));
  }
  return parts.join(" · ");
}

function tell(view) {
  const { labels } = view.data;
  const [row, col] = current(view);
  let words = describeUnit(view, [row, col]);
  if (view.pixel) {
    const seers = seersOf(view, view.pixel);
    const [y, x] = view.pixel;
    words = seers
      ? fill(labels.pixel, { row: y, column: x, count: `${seers.rows} × ${seers.columns}` })
      : fill(labels.nobody, { row: y, column: x });
  }
  setText(view.readout, words);
  view.root.dataset.current = `${row},${col}`;
  view.root.dataset.selected = String(view.selected);
  view.root.dataset.box = [view.rows.first[row], view.columns.first[col], view.rows.last[row], view.columns.last[col]].join(",");
}

/* ---------- pointer and keyboard ---------- */

function unitAt(view, event) {
  const place = view.map.getBoundingClientRect();
  const [rows, columns] = view.data.units;
  const row = Math.floor((event.clientY - place.top - AIR) / view.unitScale);
  const col = Math.floor((event.clientX - place.left - AIR) / view.unitScale);
  return row >= 0 && col >= 0 && row < rows && col < columns ? [row, col] : null;
}

function pixelAt(view, event) {
  const place = view.photo.getBoundingClientRect();
  const [height, width] = view.data.photo_size;
  const y = Math.floor((event.clientY - place.top - AIR) / view.photoScale + view.frame.y.low);
  const x = Math.floor((event.clientX - place.left - AIR) / view.photoScale + view.frame.x.low);
  return y >= 0 && x >= 0 && y < height && x < width ? [y, x] : null;
}

function show(view, name, value) {
  if (String(view[name]) === String(value)) return;
  view[name] = value;
  draw(view);
}

function choose(view, unit) {
  view.selected = unit;
  view.pending = { unit, at: performance.now() };
  view.send(unit);
  draw(view);
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [row, col] = view.cursor ?? view.selected;
  const [rows, columns] = view.data.units;
  const move = {
    ArrowLeft: [row, col - 1], ArrowRight: [row, col + 1], ArrowUp: [row - 1, col],
    ArrowDown: [row + 1, col], Home: [0, 0], End: [rows - 1, columns - 1],
  }[event.key];
  if (move) {
    view.hover = null;
    view.cursor = [Math.min(rows - 1, Math.max(0, move[0])), Math.min(columns - 1, Math.max(0, move[1]))];
    draw(view);
  } else if (event.key === "Enter" || event.key === " ") {
    choose(view, [row, col]);
  } else if (event.key === "Escape") {
    show(view, "cursor", null);
  } else {
    return;
  }
  event.preventDefault();
  setText(view.live, describeUnit(view, current(view)));
}

function listen(view) {
  view.map.onpointermove = (event) => show(view, "hover", unitAt(view, event));
  view.map.onpointerleave = () => show(view, "hover", null);
  view.map.onclick = (event) => {
    const unit = unitAt(view, event);
    if (!unit) return;
    view.cursor = null;
    choose(view, unit);
  };
  view.map.onkeydown = (event) => onKey(view, event);
  view.map.onblur = () => show(view, "cursor", null);
  view.photo.onpointermove = (event) => show(view, "pixel", pixelAt(view, event));
  view.photo.onpointerleave = () => show(view, "pixel", null);
}
