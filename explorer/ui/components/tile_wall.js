// The tile wall. The canvas shows only the rows in view; outlines are elements above it, so that
// hovering draws nothing but the preview.

const GAP = 6;
const LABEL_HEIGHT = 18;
const LEAST_TILE = 40; // also what a finger can hit
const GREATEST_TILE = 200;
const LABELLED_FROM = 60; // narrower tiles go without names
const SCROLLED_TILE = 50; // of a wall that has to scroll anyway
const TARGET_HEIGHT = 580; // what the whole wall tries to fit into
const VIEW_HEIGHT = 600; // past it the wall scrolls
const SCROLLBAR = 14;
const BESIDE_FROM = 640; // a wall this wide has its preview beside it, not above
const PREVIEW_WIDTH = 200 + 24;
const GREATEST_ATLAS = 8e6; // pixels of an enlarged copy of all tiles
const ROUNDING = 1e-12; // maps that stay under it are drawn as zeros
const FEW = 8; // so few maps leave none alone in its row
const ROOMY_TILE = 138; // few maps stand in as few rows as tiles of this size allow
const NUMBERS = ["least", "mean", "greatest", "zeros", "negatives", "lost", "low", "high"];

const walls = new WeakMap(); // parentElement -> the live wall
const scaleChosen = new Map(); // key -> where the switch stands, also after a page switch

export default function (component) {
  const { parentElement, data } = component;
  let wall = walls.get(parentElement);
  if (!wall) {
    wall = buildWall(parentElement);
    walls.set(parentElement, wall);
  }
  wall.send = (index) => component.setTriggerValue("picked", index);
  const started = performance.now();
  wall.theme = readTheme(parentElement);
  takeData(wall, data);
  paintAtlas(wall);
  layOut(wall);
  wall.root.dataset.paintMs = (performance.now() - started).toFixed(2);
  return () => {
    wall.observer.disconnect();
    wall.root.remove();
    walls.delete(parentElement);
  };
}

/* ---------- building ---------- */

function buildWall(parentElement) {
  const wall = { hover: null, focus: 0, selected: null, pending: null, keyboard: false, data: null, toReveal: true };
  wall.shared = switchButton(wall, "shared");
  wall.each = switchButton(wall, "each");
  wall.switch = make("div", "switch", { role: "radiogroup" }, [wall.shared, wall.each]);
  wall.bar = make("canvas", "ramp", { "aria-hidden": "true" });
  wall.low = make("span", "limit");
  wall.high = make("span", "limit");
  wall.legend = make("div", "legend", {}, [wall.low, wall.bar, wall.high]);
  wall.canvas = make("canvas", "tiles", { "aria-hidden": "true" });
  wall.hoverMark = make("div", "mark hover");
  wall.selectedMark = make("div", "mark selected");
  wall.option = make("div", "option", { role: "option", id: "current" });
  wall.sheet = make("div", "sheet", {}, [wall.canvas, wall.selectedMark, wall.hoverMark, wall.option]);
  wall.scroller = make("div", "scroller", {
    tabIndex: 0, role: "listbox", "aria-activedescendant": "current",
  }, [wall.sheet]);
  wall.preview = buildPreview(wall);
  wall.stage = make("div", "stage", {}, [wall.scroller, wall.preview]);
  wall.caption = make("p", "caption");
  wall.root = make("section", "wall", {}, [
    make("div", "head", {}, [wall.switch, wall.legend]), wall.stage, wall.caption,
  ]);
  parentElement.appendChild(wall.root);
  listen(wall);
  wall.observer = new ResizeObserver(() => {
    const width = wall.root.clientWidth;
    if (wall.data && width !== wall.width) layOut(wall);
  });
  wall.observer.observe(wall.root);
  return wall;
}

function switchButton(wall, scale) {
  const button = make("button", "", { type: "button", role: "radio" });
  button.onclick = () => chooseScale(wall, scale);
  button.onkeydown = (event) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = scale === "shared" ? "each" : "shared";
    chooseScale(wall, other);
    wall[other].focus();
  };
  return button;
}

function buildPreview(wall) {
  wall.picture = make("canvas", "picture", { "aria-hidden": "true" });
  wall.title = make("div", "title");
  wall.position = make("div", "position");
  wall.rows = make("dl", "numbers");
  wall.ownBar = make("canvas", "ramp", { "aria-hidden": "true" });
  wall.ownLow = make("span", "limit");
  wall.ownHigh = make("span", "limit");
  wall.ownLegend = make("div", "legend own", {}, [wall.ownLow, wall.ownBar, wall.ownHigh]);
  wall.hint = make("p", "hint");
  wall.words = make("div", "words", {}, [wall.title, wall.position, wall.rows]);
  wall.figure = make("div", "figure", {}, [wall.picture, wall.ownLegend]);
  wall.card = make("div", "card", {}, [wall.figure, wall.words]);
  wall.live = make("div", "live", { "aria-live": "polite" });
  return make("aside", "preview", {}, [wall.card, wall.hint, wall.live]);
}

/* ---------- data ---------- */

function takeData(wall, data) {
  const same = wall.data?.digest === data.digest;
  wall.data = data;
  if (!same) {
    wall.codes = column(data.codes);
    const numbers = column(data.numbers);
    wall.numbers = Object.fromEntries(NUMBERS.map((name, i) =>
      [name, numbers.subarray(i * data.count, (i + 1) * data.count)]));
    wall.focus = Math.min(wall.focus, data.count - 1);
    wall.hover = null;
  }
  wall.scale = scaleChosen.get(data.key) ?? data.scale;
  // An answer to an older run must not take back a choice that is still on its way.
  const late = wall.pending && performance.now() - wall.pending.at < 2000;
  if (!wall.pending || wall.pending.index === data.selected || !late) {
    if (wall.selected !== data.selected && data.selected !== null) {
      wall.focus = data.selected;
      wall.toReveal = true;
    }
    wall.selected = data.selected;
    wall.pending = null;
  }
  writeWords(wall);
}

function writeWords(wall) {
  const { labels, alt, colour, caption } = wall.data;
  wall.root.setAttribute("aria-label", alt);
  wall.scroller.setAttribute("aria-label", alt);
  wall.switch.setAttribute("aria-label", labels.scale);
  const fixed = wall.data.limit !== null;
  setText(wall.shared, fixed ? labels.fixed : labels.shared);
  setText(wall.each, labels.each);
  wall.switch.hidden = colour || (wall.data.count === 1 && !fixed);
  setText(wall.hint, labels.hint);
  wall.hint.hidden = wall.data.count === 1;
  setText(wall.caption, [colour ? `${labels.colour}.` : "", caption].filter(Boolean).join(" "));
  wall.caption.hidden = !wall.caption.textContent;
  markSwitch(wall);
}

function markSwitch(wall) {
  for (const scale of ["shared", "each"]) {
    const on = wall.scale === scale;
    wall[scale].setAttribute("aria-checked", String(on));
    wall[scale].tabIndex = on ? 0 : -1;
  }
  wall.root.dataset.scale = wall.scale;
}

function chooseScale(wall, scale) {
  wall.scale = scale;
  scaleChosen.set(wall.data.key, scale);
  markSwitch(wall);
  paintAtlas(wall);
  drawLegend(wall);
  draw(wall);
  describe(wall);
}

/* ---------- colours ---------- */

/** Both ends of the colour scale of map i. */
function limits(wall, i) {
  const { least, greatest } = wall.numbers;
  const [low, high] = wall.scale === "each" ? [least[i], greatest[i]] : sharedRange(wall);
  if (!wall.data.signed) return [wall.data.from_zero ? 0 : low, high];
  const limit = Math.max(Math.abs(low), Math.abs(high));
  return limit < ROUNDING ? [0, 0] : [-limit, limit];
}

function sharedRange(wall) {
  const { limit } = wall.data;
  if (limit !== null) return [-limit, limit];
  if (wall.rangeOf === wall.data.digest) return wall.range;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < wall.data.count; i++) {
    if (wall.numbers.least[i] < low) low = wall.numbers.least[i];
    if (wall.numbers.greatest[i] > high) high = wall.numbers.greatest[i];
  }
  if (low > high) [low, high] = [0, 0]; // not one finite value in all maps
  [wall.range, wall.rangeOf] = [[low, high], wall.data.digest];
  return wall.range;
}

/** The 256 pixels that the codes of map i stand for; code 0 is "not finite", left transparent. */
function palette(wall, i) {
  const [low, end] = limits(wall, i);
  const high = wall.data.from_zero && end === 0 ? 1 : end; // a map of zeros is black, not half way
  const [from, to] = [wall.numbers.low[i], wall.numbers.high[i]];
  const ramp = wall.data.signed ? wall.theme.diverging : wall.theme.grey;
  const pixels = new Uint32Array(256);
  for (let code = 1; code < 256; code++) {
    pixels[code] = rampPixel(ramp, from + ((code - 1) / 254) * (to - from), low, high);
  }
  return pixels;
}

/** All tiles at their own resolution on one hidden canvas. */
function paintAtlas(wall) {
  const { count, tile: [height, width], colour } = wall.data;
  const signature = `${wall.data.digest} ${wall.scale} ${wall.data.limit} ${wall.data.from_zero} ${wall.theme.name}`;
  if (wall.atlasOf === signature) return;
  wall.atlasOf = signature;
  const across = Math.max(1, Math.round(Math.sqrt((count * height) / width)));
  const down = Math.ceil(count / across);
  const pixels = new Uint32Array(across * width * down * height);
  for (let i = 0; i < count; i++) {
    const start = Math.floor(i / across) * height * across * width + (i % across) * width;
    if (colour) copyColours(wall.codes, i, pixels, start, across * width, height, width);
    else copyCodes(wall.codes, i, palette(wall, i), pixels, start, across * width, height, width);
  }
  wall.across = across;
  wall.atlas = pixelsToCanvas(pixels, across * width, down * height, wall.atlas);
}

function copyCodes(codes, i, colours, pixels, start, stride, height, width) {
  let at = i * height * width;
  for (let row = 0; row < height; row++) {
    const line = start + row * stride;
    for (let x = 0; x < width; x++) pixels[line + x] = colours[codes[at++]];
  }
}

function copyColours(codes, i, pixels, start, stride, height, width) {
  const plane = height * width;
  let at = i * 3 * plane;
  for (let row = 0; row < height; row++) {
    const line = start + row * stride;
    for (let x = 0; x < width; x++, at++) {
      pixels[line + x] =
        (255 << 24 | codes[at + 2 * plane] << 16 | codes[at + plane] << 8 | codes[at]) >>> 0;
    }
  }
}

/* ---------- layout and drawing ---------- */

/** Columns and tile size for a room of this width. */
function gridOf(columns, count, room, [h, w]) {
  const ratio = Math.min(4, Math.max(0.25, h / w));
  const longest = GREATEST_TILE / Math.max(1, ratio);
  const tileWidth = snapToPixels(Math.min(longest, (room - GAP * (columns - 1)) / columns), w);
  const tileHeight = Math.max(2, tileWidth * ratio);
  const label = tileWidth >= LABELLED_FROM ? LABEL_HEIGHT : 0;
  const rows = Math.ceil(count / columns);
  return { columns, rows, tileWidth, tileHeight, label, height: rows * (tileHeight + label + GAP) - GAP };
}

/** A size a little smaller where every pixel of a tile is then drawn as a whole number of dots. */
function snapToPixels(size, pixels) {
  const dots = pixels / (window.devicePixelRatio || 1);
  const whole = Math.floor(size / dots + 1e-6) * dots;
  return whole >= 0.92 * size ? whole : size;
}

/** The largest tiles with which all stand in the target height; else small ones that scroll. */
function chooseGrid(count, room, tile) {
  const most = Math.max(1, Math.min(count, Math.floor((room + GAP) / (LEAST_TILE + GAP))));
  let best = null;
  for (let columns = 1; columns <= most; columns++) {
    if (count <= FEW && columns > 1 && columns < count && count % columns === 1) continue;
    const tried = gridOf(columns, count, room, tile);
    if (tried.height <= TARGET_HEIGHT && (!best || isBetter(tried, best, count))) best = tried;
  }
  if (best) return { ...best, scrolls: false };
  const narrow = room - SCROLLBAR;
  const columns = Math.max(1, Math.min(count, Math.floor((narrow + GAP) / (SCROLLED_TILE + GAP))));
  const grid = gridOf(columns, count, narrow, tile);
  return { ...grid, scrolls: grid.height > VIEW_HEIGHT };
}

/** Larger tiles are better; for few maps fewer rows are, as long as the tiles stay roomy. */
function isBetter(tried, best, count) {
  const roomy = Math.max(tried.tileWidth, tried.tileHeight) >= ROOMY_TILE;
  if (count <= FEW && roomy && tried.rows < best.rows) return true;
  return tried.tileWidth > best.tileWidth - 1;
}

function layOut(wall) {
  wall.width = wall.root.clientWidth;
  if (!wall.width) return;
  const beside = wall.width >= BESIDE_FROM;
  wall.root.classList.toggle("beside", beside);
  wall.grid = chooseGrid(wall.data.count, wall.width - (beside ? PREVIEW_WIDTH : 0), wall.data.tile);
  const { columns, tileWidth, height, scrolls } = wall.grid;
  wall.sheetWidth = columns * (tileWidth + GAP) + GAP;
  wall.view = Math.min(Math.ceil(height + 2 * GAP), VIEW_HEIGHT);
  wall.scroller.style.width = `${wall.sheetWidth + (scrolls ? SCROLLBAR : 0)}px`;
  wall.scroller.style.height = `${wall.view}px`;
  wall.scroller.style.overflowY = scrolls ? "auto" : "hidden";
  wall.sheet.style.height = `${Math.ceil(height + 2 * GAP)}px`;
  wall.root.dataset.columns = columns;
  wall.root.dataset.tileWidth = tileWidth.toFixed(1);
  drawLegend(wall);
  if (wall.toReveal) reveal(wall, wall.selected);
  wall.toReveal = false;
  draw(wall);
  describe(wall);
}

/** Where tile i stands on the sheet, in CSS pixels. */
function place(wall, i) {
  const { columns, tileWidth, tileHeight, label } = wall.grid;
  return {
    x: GAP + (i % columns) * (tileWidth + GAP),
    y: GAP + Math.floor(i / columns) * (tileHeight + label + GAP),
    width: tileWidth,
    height: tileHeight,
  };
}

function sourceOf(wall, i) {
  const [height, width] = wall.data.tile;
  return { x: (i % wall.across) * width, y: Math.floor(i / wall.across) * height, width, height };
}

function snap(value) {
  const ratio = window.devicePixelRatio || 1;
  return Math.round(value * ratio) / ratio;
}

/**
 * All tiles enlarged by the whole factor next above the scale they are drawn at: brought down from
 * there their pixels stay sharp and even. Made once, so that scrolling only copies.
 */
function sourceAt(wall, scale) {
  const whole = Math.ceil(scale - 1e-3);
  const { width, height } = wall.atlas;
  const even = scale <= 1 || Math.abs(scale - whole) < 2e-3;
  if (even || width * height * whole * whole > GREATEST_ATLAS) return { sheet: wall.atlas, factor: 1, smooth: scale < 1 };
  const signature = `${wall.atlasOf} ${whole}`;
  if (wall.enlargedOf !== signature) {
    wall.enlargedOf = signature;
    wall.enlarged ??= document.createElement("canvas");
    [wall.enlarged.width, wall.enlarged.height] = [width * whole, height * whole];
    const pen = wall.enlarged.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(wall.atlas, 0, 0, width * whole, height * whole);
  }
  return { sheet: wall.enlarged, factor: whole, smooth: true };
}

function draw(wall) {
  const started = performance.now();
  const { rows, columns, tileWidth, tileHeight, label } = wall.grid;
  const top = wall.scroller.scrollTop;
  const pen = sizeCanvas(wall.canvas, wall.sheetWidth, wall.view);
  const pitch = tileHeight + label + GAP;
  const first = Math.max(0, Math.floor((top - GAP) / pitch));
  const last = Math.min(rows - 1, Math.floor((top + wall.view) / pitch));
  const source = sourceAt(wall, (tileWidth * (window.devicePixelRatio || 1)) / wall.data.tile[1]);
  pen.imageSmoothingEnabled = source.smooth;
  pen.imageSmoothingQuality = "high";
  pen.font = `12px ${wall.theme.font}`;
  for (let i = first * columns; i < Math.min(wall.data.count, (last + 1) * columns); i++) {
    drawTile(pen, wall, i, source, top);
  }
  placeMark(wall, wall.hoverMark, wall.hover ?? (wall.keyboard ? wall.focus : null));
  placeMark(wall, wall.selectedMark, wall.selected);
  wall.root.dataset.drawMs = (performance.now() - started).toFixed(2);
}

function drawTile(pen, wall, i, { sheet, factor }, top) {
  const at = place(wall, i);
  const [x, y] = [snap(at.x), snap(at.y - top)];
  const to = { x, y, width: snap(at.x + at.width) - x, height: snap(at.y + at.height - top) - y };
  if (wall.numbers.lost[i] > 0) hatch(pen, to, wall.theme);
  const from = sourceOf(wall, i);
  pen.drawImage(sheet, from.x * factor, from.y * factor, from.width * factor, from.height * factor,
    to.x, to.y, to.width, to.height);
  if (wall.grid.label) drawLabel(pen, wall, i, to);
}

function drawLabel(pen, wall, i, to) {
  const name = wall.data.names[i];
  pen.fillStyle = wall.theme.text;
  pen.globalAlpha = wall.selected === i ? 1 : 0.72;
  let text = name;
  for (let length = name.length; length > 1 && pen.measureText(text).width > to.width; length--) {
    text = `${name.slice(0, length - 1)}…`;
  }
  pen.fillText(text, to.x, to.y + to.height + 13);
  pen.globalAlpha = 1;
}

function placeMark(wall, mark, i) {
  mark.hidden = i === null || i >= wall.data.count;
  if (mark.hidden) return;
  const at = place(wall, i);
  mark.style.transform = `translate(${at.x}px, ${at.y}px)`;
  mark.style.width = `${at.width}px`;
  mark.style.height = `${at.height}px`;
}

/** Scroll tile i into view, inside the wall only. */
function reveal(wall, i) {
  if (i === null || i >= wall.data.count) return;
  const at = place(wall, i);
  const below = at.y + at.height + wall.grid.label + GAP;
  const { scrollTop, clientHeight } = wall.scroller;
  if (at.y - GAP < scrollTop) wall.scroller.scrollTop = at.y - GAP;
  else if (below > scrollTop + clientHeight) wall.scroller.scrollTop = below - clientHeight;
}

function drawLegend(wall) {
  const { data, theme } = wall;
  wall.legend.hidden = data.colour;
  if (data.colour) return;
  drawRampBar(wall.bar, data.signed ? theme.diverging : theme.grey, 132, 16, data.signed ? "0" : "");
  if (wall.scale === "each") {
    setText(wall.low, data.signed ? data.labels.own_signed : data.from_zero ? "0" : data.labels.own_grey);
    setText(wall.high, data.signed ? data.labels.own_signed_end : data.labels.own_grey_end);
  } else {
    const [low, high] = limits(wall, 0);
    setText(wall.low, formatNumber(low));
    setText(wall.high, formatNumber(high));
  }
}

/* ---------- the preview ---------- */

/** The map the preview tells about: under the pointer, the keyboard, chosen, else the first. */
function current(wall) {
  return wall.hover ?? (wall.keyboard ? wall.focus : wall.selected ?? 0);
}

function describe(wall) {
  const started = performance.now();
  const i = current(wall);
  const { labels, names, count } = wall.data;
  wall.root.dataset.current = i;
  wall.root.dataset.selected = wall.selected ?? "";
  setText(wall.title, names[i]);
  setText(wall.position, fill(labels.position, { number: i + 1, count }) +
    (i === wall.selected ? ` · ${labels.chosen}` : ""));
  writeNumbers(wall, i);
  drawPicture(wall, i);
  wall.root.dataset.hoverMs = (performance.now() - started).toFixed(2);
}

function numberRows(wall, i) {
  const { numbers, data } = wall;
  const rows = [["shape", data.shape.join(" × ")]];
  for (const name of ["least", "mean", "greatest"]) rows.push([name, formatNumber(numbers[name][i])]);
  for (const name of ["zeros", "negatives"]) rows.push([name, formatShare(numbers[name][i])]);
  if (numbers.lost[i] > 0) rows.push(["lost", formatShare(numbers.lost[i])]);
  return rows;
}

function writeNumbers(wall, i) {
  const rows = numberRows(wall, i);
  while (wall.rows.children.length > rows.length * 2) wall.rows.lastChild.remove();
  while (wall.rows.children.length < rows.length * 2) {
    wall.rows.append(make("dt", ""), make("dd", ""));
  }
  rows.forEach(([name, text], row) => {
    setText(wall.rows.children[2 * row], wall.data.labels[name]);
    setText(wall.rows.children[2 * row + 1], text);
    wall.rows.children[2 * row + 1].dataset.of = name;
  });
}

function drawPicture(wall, i) {
  const { tile: [height, width], colour, signed } = wall.data;
  const most = wall.root.classList.contains("beside") ? 200 : 104;
  const scale = most / Math.max(height, width);
  const size = { width: Math.max(4, width * scale), height: Math.max(4, height * scale) };
  const pen = sizeCanvas(wall.picture, size.width, size.height);
  if (wall.numbers.lost[i] > 0) hatch(pen, { x: 0, y: 0, ...size }, wall.theme);
  drawSharp(pen, wall.atlas, sourceOf(wall, i), { x: 0, y: 0, ...size });
  wall.ownLegend.hidden = colour || wall.scale === "shared"; // the wall's own legend says it then
  if (wall.ownLegend.hidden) return;
  const [low, high] = limits(wall, i);
  drawRampBar(wall.ownBar, signed ? wall.theme.diverging : wall.theme.grey, 72, 14, signed ? "0" : "");
  setText(wall.ownLow, formatNumber(low));
  setText(wall.ownHigh, formatNumber(high));
}

/** Tell a screen reader where the keyboard is. */
function announce(wall) {
  const i = wall.focus;
  const { labels, names, count } = wall.data;
  const numbers = numberRows(wall, i).map(([name, text]) => `${labels[name]} ${text}`).join(", ");
  wall.option.setAttribute("aria-posinset", i + 1);
  wall.option.setAttribute("aria-setsize", count);
  wall.option.setAttribute("aria-selected", String(i === wall.selected));
  setText(wall.option, names[i]);
  setText(wall.live, `${names[i]}: ${numbers}`);
}

/* ---------- pointer and keyboard ---------- */

/** The tile under a pointer, its name included; null between tiles. */
function tileAt(wall, event) {
  const box = wall.sheet.getBoundingClientRect();
  const { columns, rows, tileWidth, tileHeight, label } = wall.grid;
  const [x, y] = [event.clientX - box.left - GAP, event.clientY - box.top - GAP];
  const [col, row] = [Math.floor(x / (tileWidth + GAP)), Math.floor(y / (tileHeight + label + GAP))];
  if (x < 0 || y < 0 || col >= columns || row >= rows) return null;
  if (x - col * (tileWidth + GAP) > tileWidth) return null;
  const i = row * columns + col;
  return i < wall.data.count ? i : null;
}

function hoverOver(wall, i) {
  if (i === wall.hover) return;
  wall.hover = i;
  placeMark(wall, wall.hoverMark, i ?? (wall.keyboard ? wall.focus : null));
  describe(wall);
}

function choose(wall, i) {
  if (i === wall.selected) return;
  wall.selected = i;
  wall.pending = { index: i, at: performance.now() };
  wall.send(i ?? -1);
  draw(wall);
  describe(wall);
}

function step(wall, key) {
  const { columns, rows } = wall.grid;
  const page = Math.max(1, Math.floor(rows * wall.scroller.clientHeight / wall.scroller.scrollHeight));
  const move = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
    PageUp: -columns * page, PageDown: columns * page,
  }[key];
  const last = wall.data.count - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (move === undefined) return null;
  const goal = wall.focus + move;
  if (Math.abs(move) === 1 || key.startsWith("Page")) return Math.min(last, Math.max(0, goal));
  return goal < 0 || goal > last ? wall.focus : goal;
}

function onKey(wall, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(wall, wall.focus);
    announce(wall);
  } else if (event.key === "Escape" && wall.data.may_clear && wall.selected !== null) {
    choose(wall, null);
  } else {
    const goal = step(wall, event.key);
    if (goal === null) return;
    event.preventDefault();
    wall.focus = goal;
    showFocus(wall);
  }
}

function showFocus(wall) {
  wall.keyboard = true;
  wall.hover = null;
  reveal(wall, wall.focus);
  draw(wall);
  describe(wall);
  announce(wall);
}

function listen(wall) {
  const { scroller } = wall;
  scroller.onpointermove = (event) => hoverOver(wall, tileAt(wall, event));
  scroller.onpointerdown = () => { wall.keyboard = false; };
  scroller.onpointerleave = () => hoverOver(wall, null);
  scroller.onclick = (event) => {
    const i = tileAt(wall, event);
    if (i === null) return;
    wall.focus = i;
    choose(wall, i);
  };
  scroller.onkeydown = (event) => onKey(wall, event);
  scroller.onfocus = () => { if (scroller.matches(":focus-visible")) showFocus(wall); };
  scroller.onblur = () => {
    wall.keyboard = false;
    placeMark(wall, wall.hoverMark, wall.hover);
    describe(wall);
  };
  let queued = false;
  scroller.onscroll = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; draw(wall); });
  };
}
