// One filter across channels: planes, kernel slices, partial responses, their sum and one bias.
// Pointing works in the browser alone; only a pinned place is sent.

const WIDE = 700; // CSS pixels: from here on the sum stands beside the rows
const LARGEST_SIDE = 150; // of a plane
const PICTURE_FROM = 860; // CSS pixels: narrower places have no room for the colour picture
const MARGIN = 8; // room around a map for the window's outline
const EDGE = 6; // padding of the drawing, as in the style
const LEAST_OUTLINE = 7; // CSS pixels of the outline of one pixel
const WIDE_LETTER = 0.61; // a letter of the code font is this part of its size wide
const ANNOUNCE_AFTER_MS = 400;
const AGREES = 1e-4; // of the largest value: what float32 sums may differ by

const sums = new WeakMap(); // parentElement -> the live drawing

export default function (component) {
  const { parentElement, data } = component;
  let drawing = sums.get(parentElement);
  if (!drawing) {
    drawing = { hover: null, keyboard: false, parentElement, asked: "", maps: [] };
    sums.set(parentElement, drawing);
  }
  const started = performance.now();
  drawing.send = (place) => component.setTriggerValue("pin", place);
  receive(drawing, data);
  drawing.root.dataset.receiveMs = (performance.now() - started).toFixed(2);
  return () => {
    clearTimeout(drawing.announcing);
    drawing.observer.disconnect();
    drawing.root.remove();
    sums.delete(parentElement);
  };
}

function receive(drawing, data) {
  const rows = JSON.stringify([data.names, data.kernel_names, data.rgb]);
  drawing.data = data;
  drawing.labels = data.labels;
  if (rows !== drawing.rows) build(drawing);
  drawing.rows = rows;
  if (data.token !== drawing.token) drawing.model = computePartials(data);
  drawing.token = data.token;
  addBias(drawing.model, data);
  const asked = JSON.stringify([data.at, data.pinned]);
  if (asked !== drawing.asked) [drawing.at, drawing.pinned] = [data.at, data.pinned];
  drawing.asked = asked;
  keepInside(drawing);
  drawing.theme = readTheme(drawing.parentElement);
  drawing.sources = paintMaps(drawing);
  layOut(drawing);
  const { over } = findMap(drawing, "output");
  over.setAttribute("aria-label", `${data.alt}. ${data.labels.help}`);
}

/** What is pointed at stays so while the maps are large enough. */
function keepInside(drawing) {
  const { outHeight, outWidth } = drawing.model;
  const fits = (place) => place && place[0] < outHeight && place[1] < outWidth;
  if (!fits(drawing.hover)) drawing.hover = null;
  if (!fits(drawing.at)) drawing.at = drawing.data.at;
}

/* ---------- arithmetic ---------- */

/** Each channel's cross-correlation with its own kernel, where the window fits. */
function computePartials(data) {
  const [channels, height, width] = data.shape;
  const k = data.kernel_size;
  const [outHeight, outWidth] = [height - k + 1, width - k + 1];
  const sent = column(data.x);
  const x = sent instanceof Uint8Array ? bytesToValues(sent) : sent;
  const w = column(data.w);
  const partials = [];
  for (let c = 0; c < channels; c++) {
    const total = new Float64Array(outHeight * outWidth);
    for (let tap = 0; tap < k * k; tap++) {
      const weight = w[c * k * k + tap];
      if (weight === 0) continue;
      const start = c * height * width + Math.floor(tap / k) * width + (tap % k);
      for (let row = 0; row < outHeight; row++) {
        const [to, from] = [row * outWidth, start + row * width];
        for (let i = 0; i < outWidth; i++) total[to + i] += weight * x[from + i];
      }
    }
    partials.push(total);
  }
  return { x, w, k, channels, height, width, outHeight, outWidth, partials };
}

/** An eight-bit picture's levels as the float32 they stand for. */
function bytesToValues(levels) {
  const values = new Float32Array(levels.length);
  for (let i = 0; i < values.length; i++) values[i] = levels[i] / 255;
  return values;
}

/** Sum, PyTorch's output, and the scales. */
function addBias(model, data) {
  const size = model.outHeight * model.outWidth;
  model.sum = new Float64Array(size);
  for (const partial of model.partials)
    for (let i = 0; i < size; i++) model.sum[i] += partial[i];
  model.output = column(data.y);
  model.limit = data.limit;
  model.weightLimit = model.w.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}

/* ---------- building ---------- */

function build(drawing) {
  drawing.observer?.disconnect();
  drawing.root?.remove();
  drawing.maps = [];
  drawing.painted = drawing.mapsPainted = "";
  const { data, labels } = drawing;
  const root = (drawing.root = add(drawing.parentElement, "section", "channel-sum"));
  const flow = add(root, "div", "flow");
  drawing.picture = null;
  if (data.rgb) {
    drawing.picture = addMap(drawing, flow, "picture", labels.picture, "picture");
    drawing.arrow = add(flow, "div", "op arrow", "→");
  }
  const rows = add(flow, "div", "rows");
  data.names.forEach((name, c) => buildRow(drawing, rows, name, c));
  const brace = add(flow, "div", "brace");
  brace.setAttribute("aria-hidden", "true");
  add(brace, "span", "", "+");
  const result = add(flow, "div", "result");
  const pair = add(result, "div", "pair");
  addMap(drawing, pair, "sum", labels.sum, "value");
  drawing.biasOp = add(pair, "div", "op bias");
  addMap(drawing, pair, "output", labels.output, "value");
  buildReadout(drawing, result);
  listen(drawing);
  drawing.width = 0;
  drawing.observer = new ResizeObserver(() => {
    if (root.clientWidth !== drawing.width) layOut(drawing);
  });
  drawing.observer.observe(root);
}

function buildRow(drawing, rows, name, c) {
  const { labels, data } = drawing;
  const row = add(rows, "div", "row");
  const plane = addMap(drawing, row, `plane${c}`, name, "plane");
  plane.swatch.style.background = data.swatches[c] || "transparent";
  plane.swatch.hidden = !data.swatches[c];
  add(row, "div", "op", "⋆");
  addMap(drawing, row, `kernel${c}`, fill(labels.kernel, { name: data.kernel_names[c] }), "kernel");
  add(row, "div", "op", "=");
  addMap(drawing, row, `partial${c}`, labels.partial, "value");
}

/** A picture with its name and number above it: one canvas for the map, one for outlines. */
function addMap(drawing, parent, name, title, kind) {
  const pane = add(parent, "figure", `pane ${kind}`);
  const head = add(pane, "figcaption");
  const map = { name, kind, pane, swatch: add(head, "span", "swatch") };
  map.swatch.hidden = true;
  map.title = add(head, "span", "title", title);
  map.title.title = title;
  map.number = add(head, "span", "number");
  map.stage = add(pane, "div", "stage");
  map.base = add(map.stage, "canvas", "base");
  map.over = add(map.stage, "canvas", "over");
  map.over.dataset.map = name;
  map.base.setAttribute("aria-hidden", "true");
  if (name !== "output") map.over.setAttribute("aria-hidden", "true");
  drawing.maps.push(map);
  return map;
}

function buildReadout(drawing, parent) {
  const readout = add(parent, "div", "readout");
  const head = add(readout, "div", "head");
  drawing.where = add(head, "span", "where");
  drawing.tag = add(head, "span", "tag");
  drawing.check = add(head, "span", "check");
  drawing.equation = add(readout, "div", "equation");
  drawing.legends = add(readout, "div", "legends");
  drawing.mapLegend = buildLegend(drawing.legends);
  drawing.weightLegend = buildLegend(drawing.legends);
  drawing.planeLegend = buildLegend(drawing.legends);
  drawing.note = add(readout, "div", "note");
  drawing.live = add(readout, "div", "live");
  drawing.live.setAttribute("aria-live", "polite");
}

function buildLegend(parent) {
  const root = add(parent, "div", "legend");
  const words = add(root, "span", "words");
  const scale = add(root, "span", "scale");
  return {
    words,
    low: add(scale, "span", "limit"),
    bar: add(scale, "canvas", "ramp"),
    high: add(scale, "span", "limit"),
  };
}

function findMap(drawing, name) {
  return drawing.maps.find((map) => map.name === name);
}

/* ---------- pictures ---------- */

/** Every map at its own size, one pixel a place; what is the same as before is not painted again. */
function paintMaps(drawing) {
  const { model, data, theme, sources = {} } = drawing;
  const { height, width, outHeight, outWidth, k } = model;
  const size = height * width;
  const [low, high] = data.range;
  const signature = [data.token, theme.name, low, high].join();
  const mapSignature = [signature, model.limit].join();
  const signed = (values, limit, w, h) => paint(values, theme.diverging, -limit, limit, w, h);
  const signedMap = (values) => signed(values, model.limit, outWidth, outHeight);
  for (let c = 0; c < model.channels; c++) {
    if (signature !== drawing.painted) {
      const plane = model.x.subarray(c * size, (c + 1) * size);
      sources[`plane${c}`] = paint(plane, theme.grey, low, high, width, height);
      const taps = model.w.subarray(c * k * k, (c + 1) * k * k);
      sources[`kernel${c}`] = signed(taps, model.weightLimit, k, k);
    }
    if (mapSignature !== drawing.mapsPainted) sources[`partial${c}`] = signedMap(model.partials[c]);
  }
  if (mapSignature !== drawing.mapsPainted) sources.sum = signedMap(model.sum);
  sources.output = signedMap(model.output);
  if (data.rgb && signature !== drawing.painted)
    sources.picture = paintPicture(model, data.rgb, low, high);
  drawing.painted = signature;
  drawing.mapsPainted = mapSignature;
  return sources;
}

/** Values as pixels of a ramp from low to high. */
function paint(values, ramp, low, high, width, height) {
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = rampPixel(ramp, values[i], low, high);
  return pixelsToCanvas(pixels, width, height);
}

function paintPicture({ x, height, width }, order, low, high) {
  const size = height * width;
  const pixels = new Uint32Array(size);
  const level = (c, i) =>
    Math.round(Math.min(1, Math.max(0, (x[c * size + i] - low) / (high - low))) * 255);
  const [red, green, blue] = order;
  for (let i = 0; i < size; i++)
    pixels[i] = (255 << 24 | level(blue, i) << 16 | level(green, i) << 8 | level(red, i)) >>> 0;
  return pixelsToCanvas(pixels, width, height);
}

/* ---------- layout ---------- */

/** Sides of plane, kernel and result for the width there is. */
function chooseSides(drawing, width) {
  const rows = drawing.model.channels;
  const picture = Boolean(drawing.data.rgb) && width >= PICTURE_FROM;
  if (width < WIDE) {
    const side = Math.min(LARGEST_SIDE, (width - 2 * 18 - 8) / 3);
    return { picture: false, wide: false, side, kernel: side, result: Math.min(190, (width - 70) / 2) };
  }
  const gaps = 2 * 22 + 34 + 58 + 24 + (picture ? 26 : 0);
  const shares = 2.9 + 2 * 1.3 + (picture ? 0.9 : 0);
  const side = Math.min(LARGEST_SIDE, (width - gaps) / shares, rows > 3 ? 96 : LARGEST_SIDE);
  return { picture, wide: true, side, kernel: 0.9 * side, result: 1.3 * side };
}

function layOut(drawing) {
  drawing.width = drawing.root.clientWidth;
  if (!drawing.width) return;
  const width = drawing.width - 2 * EDGE;
  const sides = chooseSides(drawing, width);
  drawing.root.classList.toggle("wide", sides.wide);
  if (drawing.picture) {
    drawing.picture.pane.hidden = !sides.picture;
    drawing.arrow.hidden = !sides.picture;
  }
  for (const map of drawing.maps) {
    const most = map.kind === "kernel" ? sides.kernel : map.name === "picture" ? 0.9 * sides.side
      : ["sum", "output"].includes(map.name) ? sides.result : sides.side;
    sizeMap(drawing, map, most);
  }
  drawing.root.style.setProperty("--result", `${2 * sides.result + 58}px`);
  drawing.root.style.setProperty("--middle", `${findMap(drawing, "sum").height / 2}px`);
  writeBias(drawing);
  drawLegends(drawing);
  showPlace(drawing);
}

function sizeMap(drawing, map, most) {
  const { model } = drawing;
  const [rows, columns] = {
    kernel: [model.k, model.k],
    value: [model.outHeight, model.outWidth],
  }[map.kind] ?? [model.height, model.width];
  const ratio = window.devicePixelRatio || 1;
  let scale = most / Math.max(rows, columns);
  const whole = Math.floor(scale * ratio) / ratio;
  if (whole >= 0.9 * scale) scale = whole; // every pixel a whole number of dots
  Object.assign(map, { rows, columns, scale, width: columns * scale, height: rows * scale });
  map.width = Math.max(2, map.width);
  map.height = Math.max(2, map.height);
  map.pane.style.width = `${Math.max(map.width, 0.75 * most)}px`;
  Object.assign(map.stage.style, { width: `${map.width}px`, height: `${map.height}px` });
  const pen = sizeCanvas(map.base, map.width, map.height);
  const to = { x: 0, y: 0, width: map.width, height: map.height };
  drawSharp(pen, drawing.sources[map.name], { x: 0, y: 0, width: columns, height: rows }, to);
  if (map.kind === "kernel") writeWeights(drawing, map, pen);
}

/** Weights in their cells, where all of them can be told apart from 0. */
function writeWeights(drawing, map, pen) {
  const { model, theme } = drawing;
  const c = Number(map.name.slice("kernel".length));
  const size = Math.max(7.5, Math.min(13, map.scale / 3.3));
  const room = Math.floor(map.scale / (size * WIDE_LETTER));
  const taps = [...model.w.subarray(c * model.k ** 2, (c + 1) * model.k ** 2)];
  const texts = taps.map((weight) => shortNumber(weight, room));
  if (texts.includes("")) return;
  pen.font = `${size}px ${theme.codeFont}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  taps.forEach((weight, tap) => {
    const [low, high] = [-model.weightLimit, model.weightLimit];
    pen.fillStyle = inkOn(rampPixel(theme.diverging, weight, low, high));
    const [row, col] = [Math.floor(tap / model.k), tap % model.k];
    pen.fillText(texts[tap], (col + 0.5) * map.scale, (row + 0.5) * map.scale);
  });
}

/** A weight in at most `room` letters: −0.083, −.083 or −.08; empty where none of these tells it. */
function shortNumber(value, room) {
  if (value === 0) return room ? "0" : "";
  const sign = value < 0 ? MINUS : "";
  for (const digits of [3, 2, 1, 0]) {
    const rounded = Math.abs(value).toFixed(digits);
    if (Number(rounded) === 0) return "";
    const text = trimZeros(rounded);
    for (const form of [text, text.replace(/^0(?=\.)/, "")])
      if (sign.length + form.length <= room) return sign + form;
  }
  return "";
}

function writeBias(drawing) {
  const { biasOp, data, labels } = drawing;
  biasOp.replaceChildren(
    make("span", "sign", { textContent: data.bias < 0 ? MINUS : "+" }),
    make("span", "amount", { textContent: formatNumber(Math.abs(data.bias)) }),
    make("span", "word", { textContent: labels.bias }),
  );
}

function drawLegends(drawing) {
  const { model, theme, labels, data } = drawing;
  const legends = [
    [drawing.mapLegend, labels.maps, theme.diverging, -model.limit, model.limit],
    [drawing.weightLegend, labels.weights, theme.diverging, -model.weightLimit, model.weightLimit],
    [drawing.planeLegend, labels.planes, theme.grey, ...data.range],
  ];
  for (const [legend, words, ramp, low, high] of legends) {
    setText(legend.words, words);
    drawRampBar(legend.bar, ramp, 110, 14, ramp === theme.diverging ? "0" : "");
    setText(legend.low, formatNumber(low));
    setText(legend.high, formatNumber(high));
  }
  setText(drawing.note, data.clipped ? labels.clipped : "");
}

/* ---------- the place on show ---------- */

function place(drawing) {
  return drawing.hover ?? drawing.at;
}

/** Outline the place in every map and write its numbers. */
function showPlace(drawing) {
  const started = performance.now();
  for (const map of drawing.maps) outline(drawing, map);
  writeNumbers(drawing);
  const { dataset } = drawing.root;
  dataset.place = place(drawing).join(",");
  dataset.pinned = drawing.pinned ? drawing.at.join(",") : "";
  dataset.hoverMs = (performance.now() - started).toFixed(2);
}

function outline(drawing, map) {
  const pen = sizeCanvas(map.over, map.width + 2 * MARGIN, map.height + 2 * MARGIN);
  pen.translate(MARGIN, MARGIN);
  if (map.kind === "kernel") {
    const { tap } = drawing;
    if (!tap) return;
    strokeBox(pen, tap.column * map.scale, tap.row * map.scale, map.scale, map.scale);
    return;
  }
  const [row, col] = place(drawing);
  const cells = map.kind === "value" ? 1 : drawing.model.k; // of a window, or its one answer
  const side = Math.max(LEAST_OUTLINE, cells * map.scale);
  const start = (index) => (index + cells / 2) * map.scale - side / 2;
  const [x, y] = [start(col), start(row)];
  pen.beginPath();
  pen.rect(-MARGIN, -MARGIN, map.width + 2 * MARGIN, map.height + 2 * MARGIN);
  pen.clip();
  strokeBox(pen, x, y, side, side);
}

/** A dark line on a light one, so that it shows on every colour. */
function strokeBox(pen, x, y, width, height) {
  for (const [colour, line] of [["#ffffff", 4], ["#15181c", 2]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.strokeRect(x, y, width, height);
  }
}

function fixed(drawing, value) {
  const text = Math.abs(value).toFixed(drawing.data.decimals);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** Numbers above the maps, and the equation they make. */
function writeNumbers(drawing) {
  const { model, labels, data } = drawing;
  const [row, col] = place(drawing);
  const i = row * model.outWidth + col;
  const parts = model.partials.map((partial) => partial[i]);
  parts.forEach((part, c) => setText(findMap(drawing, `partial${c}`).number, fixed(drawing, part)));
  const value = model.sum[i] + data.bias;
  setText(findMap(drawing, "sum").number, fixed(drawing, model.sum[i]));
  setText(findMap(drawing, "output").number, fixed(drawing, value));
  const where = fill(labels.place, { row, column: col });
  setText(drawing.where, where);
  const tag = drawing.hover ? "" : drawing.pinned ? labels.pinned : labels.strongest;
  setText(drawing.tag, tag);
  drawing.tag.hidden = !tag;
  const agrees = Math.abs(model.output[i] - value) <= AGREES * Math.max(data.largest, 1e-6);
  setText(drawing.check, `${labels.server} ${fixed(drawing, model.output[i])} ${agrees ? "✓" : "≠"}`);
  const pieces = parts.map((part, c) => `${data.names[c]} ${fixed(drawing, part)}`);
  pieces.push(`${labels.bias} ${fixed(drawing, data.bias)}`);
  const joined = pieces.map((piece, n) => (n ? `+ ${piece}` : piece));
  joined.push(`= ${fixed(drawing, value)}`);
  writePieces(drawing.equation, joined);
  drawing.spoken = `${where}: ${joined.join(" ")}`;
}

/** Pieces that break between each other and never inside. */
function writePieces(element, pieces) {
  while (element.childElementCount > pieces.length) element.lastElementChild.remove();
  while (element.childElementCount < pieces.length) add(element, "span", "piece");
  pieces.forEach((piece, n) => {
    const span = element.children[n];
    setText(span, piece);
    span.classList.toggle("total", piece.startsWith("="));
  });
}

function announce(drawing) {
  clearTimeout(drawing.announcing);
  drawing.announcing = setTimeout(() => setText(drawing.live, drawing.spoken), ANNOUNCE_AFTER_MS);
}

/* ---------- pointer and keyboard ---------- */

function listen(drawing) {
  for (const map of drawing.maps) {
    const { over } = map;
    if (map.kind === "kernel") listenToKernel(drawing, map);
    else {
      over.onpointermove = (event) => pointAt(drawing, placeAt(drawing, map, event));
      over.onpointerdown = (event) => pointAt(drawing, placeAt(drawing, map, event));
      over.onpointerleave = () => pointAt(drawing, null);
      over.onpointercancel = () => pointAt(drawing, null);
      over.onclick = (event) => pin(drawing, placeAt(drawing, map, event));
    }
  }
  const { over } = findMap(drawing, "output");
  over.tabIndex = 0;
  over.setAttribute("role", "application");
  over.onkeydown = (event) => onKey(drawing, event);
  over.onfocus = () => { if (over.matches(":focus-visible")) announce(drawing); };
  over.onblur = () => { if (drawing.keyboard) pointAt(drawing, null); };
}

/** A weight under the pointer is told above its kernel. */
function listenToKernel(drawing, map) {
  const c = Number(map.name.slice("kernel".length));
  const show = (cell) => {
    drawing.tap = cell && { row: cell[0], column: cell[1] };
    const { w, k } = drawing.model;
    const text = cell ? formatNumber(w[c * k * k + cell[0] * k + cell[1]], 4) : "";
    setText(map.number, text);
    outline(drawing, map);
    drawing.tap = null;
  };
  map.over.onpointermove = map.over.onpointerdown = (event) => show(cellAt(map, event));
  map.over.onpointerleave = () => show(null);
}

/** The cell under a pointer event; null outside. */
function cellAt(map, event) {
  const box = map.base.getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * map.rows);
  const col = Math.floor(((event.clientX - box.left) / box.width) * map.columns);
  const inside = row >= 0 && col >= 0 && row < map.rows && col < map.columns;
  return inside ? [row, col] : null;
}

/** The place of the answer under a pointer; over a plane, of the window around that pixel. */
function placeAt(drawing, map, event) {
  const cell = cellAt(map, event);
  if (!cell || map.kind === "value") return cell;
  const { k, outHeight, outWidth } = drawing.model;
  const before = (k - 1) / 2;
  return [clamp(cell[0] - before, outHeight), clamp(cell[1] - before, outWidth)];
}

function clamp(value, size) {
  return Math.min(size - 1, Math.max(0, value));
}

function pointAt(drawing, cell) {
  if (!cell && !drawing.hover) return;
  if (cell && drawing.hover && cell.join() === drawing.hover.join()) return;
  drawing.hover = cell;
  drawing.keyboard = false;
  showPlace(drawing);
}

/** Pin a place, or let the pinned one go where it is clicked again. */
function pin(drawing, cell) {
  if (!cell) return;
  const again = drawing.pinned && cell.join() === drawing.at.join();
  drawing.pinned = !again;
  if (!again) drawing.at = cell;
  drawing.send(again ? [] : cell);
  showPlace(drawing);
}

function onKey(drawing, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { outHeight, outWidth } = drawing.model;
  const [row, col] = place(drawing);
  const step = event.shiftKey ? 10 : 1;
  const moves = { ArrowUp: [-step, 0], ArrowDown: [step, 0], ArrowLeft: [0, -step], ArrowRight: [0, step] };
  if (event.key in moves) {
    const [down, right] = moves[event.key];
    drawing.hover = [clamp(row + down, outHeight), clamp(col + right, outWidth)];
    drawing.keyboard = true;
    showPlace(drawing);
  } else if (event.key === "Enter" || event.key === " ") {
    pin(drawing, [row, col]);
  } else if (event.key === "Escape") {
    drawing.hover = null;
    if (drawing.pinned) drawing.send([]);
    drawing.pinned = false;
    showPlace(drawing);
  } else return;
  event.preventDefault();
  announce(drawing);
}
