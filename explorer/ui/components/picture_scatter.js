// The picture scatter: the same pictures on two planes. Everybody's neighbours come ready from
// Python, so that pointing at a picture shows it, and who is near it, without a message.

const GREATEST = 420; // CSS pixels of a plane's side
const LEAST_BESIDE = 280; // side by side on a low window
const ELSEWHERE = 600; // CSS pixels of a window's height that controls and gallery take
const LEAST = 150;
const GUTTER = 16; // between the planes
const AIR = 14; // around the points, so that marks and rings have room
const REACH = 18; // how far from the pointer a picture is still meant, CSS pixels
const MARK = 4.2; // a mark's half width
const THUMB = 76; // the picture beside the pointer
const TILE = 58; // a neighbour's picture
const QUERY = 96; // the picture asked about

const views = new WeakMap(); // parentElement -> the live view
const hiddenClasses = new Map(); // key and classes -> which are hidden, also after a page switch

export default function (component) {
  const { parentElement, data } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = buildView(parentElement);
    views.set(parentElement, view);
  }
  view.send = (index) => component.setTriggerValue("picked", index);
  view.theme = readTheme(parentElement);
  const read = themeReader(parentElement.host ?? parentElement);
  view.colours = splitColours(read("chart-categorical-colors"));
  if (!view.colours.length) view.colours = [view.theme.primary];
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
  const view = { hover: null, cursor: null, pane: 0, pending: null, data: null };
  view.legend = make("div", "legend", { role: "group" });
  view.planes = [0, 1].map((number) => buildPlane(view, number));
  view.panes = make("div", "panes", {}, view.planes.map((plane) => plane.pane));
  view.query = buildFigure("div", "query", QUERY);
  view.rows = [0, 1].map(() => {
    const title = make("div", "row-title");
    const tiles = make("div", "tiles");
    return { title, tiles, figures: [], root: make("div", "row", {}, [title, tiles]) };
  });
  view.queryTitle = make("div", "row-title");
  view.gallery = make("div", "gallery", {}, [
    make("div", "row", {}, [view.queryTitle, view.query.root]),
    make("div", "rows", {}, view.rows.map((row) => row.root)),
  ]);
  view.live = make("div", "live", { "aria-live": "polite" });
  view.hint = make("div", "hint");
  view.root = make("section", "scatter", {}, [view.legend, view.panes, view.gallery, view.hint, view.live]);
  parentElement.appendChild(view.root);
  view.observer = new ResizeObserver(() => {
    if (view.data && view.root.clientWidth !== view.width) layOut(view);
  });
  view.observer.observe(view.root);
  return view;
}

function buildPlane(view, number) {
  const plane = { number };
  plane.title = make("div", "title");
  plane.base = make("canvas", "base", { "aria-hidden": "true" });
  plane.over = make("canvas", "over", { tabIndex: 0, role: "application" });
  plane.thumb = make("canvas", "", { "aria-hidden": "true" });
  plane.thumbName = make("div", "thumb-name");
  plane.card = make("div", "thumb", { hidden: true }, [plane.thumb, plane.thumbName]);
  plane.sheet = make("div", "sheet", {}, [plane.base, plane.over, plane.card]);
  plane.pane = make("div", "pane", {}, [plane.title, plane.sheet]);
  listen(view, plane);
  return plane;
}

/** A picture with its words below; the neighbours' are buttons. */
function buildFigure(tag, className, side) {
  const canvas = make("canvas", "", { "aria-hidden": "true" });
  const words = make("span", "words");
  const root = make(tag, className, tag === "button" ? { type: "button" } : {}, [canvas, words]);
  return { root, canvas, words, side };
}

/* ---------- data ---------- */

function takeData(view, data) {
  const same = view.data?.digest === data.digest;
  view.data = data;
  if (!same) {
    view.labels = column(data.classes_of);
    view.places = column(data.places);
    view.near = column(data.neighbours);
    view.far = column(data.distances);
    view.atlas = paintAtlas(column(data.tiles), data.count, data.tile);
    view.hover = view.cursor = null;
  }
  view.signature = `${data.key} ${data.classes.join("\u0000")}`;
  view.hidden = hiddenClasses.get(view.signature) ?? new Set();
  // An answer to an older run must not take back a choice that is still on its way.
  const late = view.pending && performance.now() - view.pending.at < 2000;
  if (!view.pending || view.pending.index === data.selected || !late || !same) {
    view.selected = data.selected;
    view.pending = null;
  }
  writeWords(view);
}

/** All pictures side by side on one canvas; they are copied from there. */
function paintAtlas(bytes, count, [height, width, channels]) {
  const across = Math.ceil(Math.sqrt(count));
  const down = Math.ceil(count / across);
  const pixels = new Uint32Array(across * width * down * height);
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % across) * width, Math.floor(i / across) * height];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (i * height * width + y * width + x) * channels;
        const [r, g, b] = channels === 1 ? [bytes[at], bytes[at], bytes[at]] : [bytes[at], bytes[at + 1], bytes[at + 2]];
        pixels[(top + y) * across * width + left + x] = (255 << 24 | b << 16 | g << 8 | r) >>> 0;
      }
    }
  }
  return { canvas: pixelsToCanvas(pixels, across * width, down * height), across, width, height };
}

function writeWords(view) {
  const { data } = view;
  view.root.setAttribute("aria-label", data.alt);
  view.legend.setAttribute("aria-label", data.labels.legend);
  setText(view.hint, data.labels.hint);
  setText(view.queryTitle, data.labels.query);
  view.planes.forEach((plane) => {
    setText(plane.title, data.titles[plane.number]);
    plane.over.setAttribute("aria-label", data.titles[plane.number]);
  });
  view.legend.replaceChildren(...data.classes.map((name, label) => legendButton(view, name, label)));
}

function legendButton(view, name, label) {
  const mark = make("canvas", "", { "aria-hidden": "true" });
  const button = make("button", "class", { type: "button" }, [mark, make("span", "", { textContent: name })]);
  button.setAttribute("aria-pressed", String(!view.hidden.has(label)));
  button.title = fill(view.data.labels.hide, { name });
  drawMark(sizeCanvas(mark, 14, 14), 7, 7, label, view);
  button.onclick = () => {
    if (!view.hidden.delete(label)) view.hidden.add(label);
    hiddenClasses.set(view.signature, view.hidden);
    button.setAttribute("aria-pressed", String(!view.hidden.has(label)));
    view.hover = view.cursor = null;
    drawPlanes(view);
    show(view);
  };
  return button;
}

/* ---------- layout and drawing ---------- */

function layOut(view) {
  view.width = view.root.clientWidth;
  if (!view.width) return;
  const beside = Math.floor((view.width - GUTTER) / 2);
  const tall = Math.max(LEAST_BESIDE, window.innerHeight - ELSEWHERE); // the gallery stays in view
  const room = beside >= 220 ? Math.min(beside, tall) : view.width;
  view.side = Math.max(LEAST, Math.min(GREATEST, room));
  drawPlanes(view);
  show(view);
}

function isShown(view, i) {
  return !view.hidden.has(view.labels[i]);
}

function drawPlanes(view) {
  for (const plane of view.planes) {
    plane.pane.style.width = `${view.side}px`;
    scalePlane(view, plane);
    const pen = sizeCanvas(plane.base, view.side, view.side);
    pen.strokeStyle = view.theme.border;
    pen.strokeRect(0.5, 0.5, view.side - 1, view.side - 1);
    pen.globalAlpha = 0.85;
    for (let i = 0; i < view.data.count; i++) {
      if (!isShown(view, i)) continue;
      const [x, y] = placeOf(view, plane, i);
      drawMark(pen, x, y, view.labels[i], view);
    }
  }
}

/** One scale for both directions, so that distances on a plane can be compared. */
function scalePlane(view, plane) {
  const { count } = view.data;
  const start = plane.number * count * 2;
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (let i = 0; i < 2 * count; i++) {
    const value = view.places[start + i];
    low[i % 2] = Math.min(low[i % 2], value);
    high[i % 2] = Math.max(high[i % 2], value);
  }
  const span = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  plane.scale = (view.side - 2 * AIR) / span;
  plane.middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
}

function placeOf(view, plane, i) {
  const at = (plane.number * view.data.count + i) * 2;
  return [
    view.side / 2 + (view.places[at] - plane.middle[0]) * plane.scale,
    view.side / 2 - (view.places[at + 1] - plane.middle[1]) * plane.scale,
  ];
}

const POLYGONS = [
  null, // a circle
  [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  [[0, -1.25], [1.2, 1], [-1.2, 1]],
  [[0, -1.4], [1.4, 0], [0, 1.4], [-1.4, 0]],
  [[-1.2, -1], [1.2, -1], [0, 1.25]],
  [[-0.4, -1.3], [0.4, -1.3], [0.4, -0.4], [1.3, -0.4], [1.3, 0.4], [0.4, 0.4], [0.4, 1.3], [-0.4, 1.3], [-0.4, 0.4], [-1.3, 0.4], [-1.3, -0.4], [-0.4, -0.4]],
  [[-0.6, -1.2], [0.6, -1.2], [1.3, 0], [0.6, 1.2], [-0.6, 1.2], [-1.3, 0]],
  [[-1.3, -0.55], [1.3, -0.55], [1.3, 0.55], [-1.3, 0.55]],
];

/** A class has a colour and a form, so that neither is needed to tell it. */
function drawMark(pen, x, y, label, view) {
  const round = Math.floor(label / view.colours.length);
  const form = POLYGONS[(label + round) % POLYGONS.length];
  pen.fillStyle = view.colours[label % view.colours.length];
  pen.strokeStyle = view.theme.background;
  pen.lineWidth = 1;
  pen.beginPath();
  if (form) form.forEach(([a, b], i) => pen[i ? "lineTo" : "moveTo"](x + a * MARK, y + b * MARK));
  else pen.arc(x, y, MARK * 1.1, 0, 2 * Math.PI);
  pen.closePath();
  pen.fill();
  pen.stroke();
}

/** The picture that is told about. */
function current(view) {
  return view.hover ?? view.cursor ?? view.selected;
}

function neighboursOf(view, space, i) {
  const start = (space * view.data.count + i) * view.data.near;
  return view.near.subarray(start, start + view.data.near);
}

/** Everything that follows the pointer. */
function show(view) {
  const started = performance.now();
  const i = current(view);
  for (const plane of view.planes) drawOver(view, plane, i);
  drawGallery(view, i);
  view.root.dataset.current = i;
  view.root.dataset.selected = view.selected;
  view.root.dataset.hoverMs = (performance.now() - started).toFixed(2);
}

function drawOver(view, plane, i) {
  const pen = sizeCanvas(plane.over, view.side, view.side);
  const [x, y] = placeOf(view, plane, i);
  const places = [...neighboursOf(view, plane.number, i)].map((other) => [other, placeOf(view, plane, other)]);
  pen.strokeStyle = view.theme.text;
  pen.lineWidth = 1.5;
  pen.globalAlpha = 0.6;
  pen.beginPath();
  for (const [, [u, v]] of places) {
    pen.moveTo(x, y);
    pen.lineTo(u, v);
  }
  pen.stroke();
  pen.globalAlpha = 1;
  for (const [other, [u, v]] of places) drawMark(pen, u, v, view.labels[other], view);
  if (view.selected !== i) ring(view, plane, pen, view.selected, view.theme.primary, 6.5);
  ring(view, plane, pen, i, i === view.selected ? view.theme.primary : view.theme.text, 8.5);
  const pointed = view.pane === plane.number && (view.hover ?? view.cursor) !== null;
  plane.card.hidden = !pointed;
  if (pointed) placeCard(view, plane, i, x, y);
}

function ring(view, plane, pen, i, colour, radius) {
  const [x, y] = placeOf(view, plane, i);
  drawMark(pen, x, y, view.labels[i], view);
  for (const [stroke, width] of [[view.theme.background, 4], [colour, 2]]) {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function placeCard(view, plane, i, x, y) {
  drawPicture(view, plane.thumb, i, THUMB);
  setText(plane.thumbName, nameOf(view, i));
  const left = x + 14 + THUMB > view.side ? x - 22 - THUMB : x + 14;
  const top = Math.min(Math.max(0, y - THUMB / 2), view.side - THUMB - 24);
  plane.card.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
}

function drawPicture(view, canvas, i, side) {
  const { atlas } = view;
  const from = { x: (i % atlas.across) * atlas.width, y: Math.floor(i / atlas.across) * atlas.height, width: atlas.width, height: atlas.height };
  drawSharp(sizeCanvas(canvas, side, side), atlas.canvas, from, { x: 0, y: 0, width: side, height: side });
}

function nameOf(view, i) {
  return view.data.classes[view.labels[i]];
}

/* ---------- the gallery ---------- */

function drawGallery(view, i) {
  const { labels, spaces } = view.data;
  drawPicture(view, view.query.canvas, i, QUERY);
  setText(view.query.words, fill(labels.picture, { name: nameOf(view, i), number: i }));
  view.rows.forEach((row, space) => {
    const found = [...neighboursOf(view, space, i)];
    const right = found.filter((other) => view.labels[other] === view.labels[i]).length;
    setText(row.title, fill(labels.row, { space: spaces[space], right, count: found.length }));
    while (row.figures.length > found.length) row.figures.pop().root.remove();
    while (row.figures.length < found.length) row.figures.push(addTile(row));
    found.forEach((other, rank) => fillTile(view, row.figures[rank], other, i, space, rank));
  });
}

function addTile(row) {
  const figure = buildFigure("button", "tile", TILE);
  row.tiles.append(figure.root);
  return figure;
}

function fillTile(view, figure, other, i, space, rank) {
  const { labels, near, count } = view.data;
  const same = view.labels[other] === view.labels[i];
  const distance = formatNumber(view.far[(space * count + i) * near + rank]);
  drawPicture(view, figure.canvas, other, TILE);
  setText(figure.words, `${same ? "✓" : "✗"} ${nameOf(view, other)}`);
  figure.root.classList.toggle("wrong", !same);
  const values = { name: nameOf(view, other), number: other, distance };
  nameElement(figure.root, fill(same ? labels.right : labels.wrong, values));
  figure.root.onclick = () => choose(view, other);
}

/* ---------- pointer and keyboard ---------- */

function pictureAt(view, plane, event) {
  const box = plane.over.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = null, least = REACH ** 2;
  for (let i = 0; i < view.data.count; i++) {
    if (!isShown(view, i)) continue;
    const [u, v] = placeOf(view, plane, i);
    const far = (u - x) ** 2 + (v - y) ** 2;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

/** The nearest picture that way: what lies aside counts as further off. */
function stepTo(view, plane, from, [right, down]) {
  const [x, y] = placeOf(view, plane, from);
  let best = from, least = Infinity;
  for (let i = 0; i < view.data.count; i++) {
    if (i === from || !isShown(view, i)) continue;
    const [u, v] = placeOf(view, plane, i);
    const along = (u - x) * right + (v - y) * down;
    const aside = Math.abs((u - x) * down) + Math.abs((v - y) * right);
    if (along > 0.5 && along + 2 * aside < least) [best, least] = [i, along + 2 * aside];
  }
  return best;
}

function choose(view, index) {
  view.hover = view.cursor = null;
  if (index === view.selected) {
    show(view);
    return;
  }
  view.selected = index;
  view.pending = { index, at: performance.now() };
  view.send(index);
  show(view);
}

function onKey(view, plane, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  view.pane = plane.number;
  if (way) {
    view.hover = null;
    view.cursor = stepTo(view, plane, view.cursor ?? view.selected, way);
  } else if (event.key === "Enter" || event.key === " ") {
    choose(view, current(view));
  } else if (event.key === "Escape") {
    view.cursor = null;
  } else {
    return;
  }
  event.preventDefault();
  show(view);
  const i = current(view);
  setText(view.live, [fill(view.data.labels.picture, { name: nameOf(view, i), number: i }),
    ...view.rows.map((row) => row.title.textContent)].join(". "));
}

function point(view, plane, index) {
  if (index === view.hover && view.pane === plane.number) return;
  view.pane = plane.number;
  view.hover = index;
  show(view);
}

function listen(view, plane) {
  plane.over.onpointermove = (event) => point(view, plane, pictureAt(view, plane, event));
  plane.over.onpointerleave = () => point(view, plane, null);
  plane.over.onclick = (event) => {
    const index = pictureAt(view, plane, event);
    if (index !== null) choose(view, index);
  };
  plane.over.onkeydown = (event) => onKey(view, plane, event);
  plane.over.onblur = () => {
    view.cursor = null;
    show(view);
  };
}
