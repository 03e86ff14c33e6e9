// The linked grid: input, kernel and output of one filter. Python sends arrays and words once;
// hovering, playing and editing happen here. Only a pin and a finished edit go back.

const MAX_SIDE = 420; // CSS pixels of the longer side of input and output
const MAX_CELL = 48;
const MAX_TAP = 68;
const NUMBER_CELL = 26; // from here on a cell shows its number
const TIGHT_CELL = 36; // below this a number goes without its leading zero
const MARGIN = 6; // room around a picture for outlines
const OPERATOR = 40; // width of "∗" and "=" with the space around them
const WIDE = 700;
const LINE = 20; // pixels of a line in the readout
const SLACK = 12; // letters a line may lose where it breaks
const DRAG_PIXELS_PER_STEP = 4;
const REPORT_AFTER_KEY_MS = 500;
const ANNOUNCE_AFTER_MS = 350;

const CHANNEL_INKS = ["#d7263d", "#2a9134", "#2f6fde"]; // red, green, blue

const grids = new WeakMap();

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  let grid = grids.get(parentElement);
  if (!grid) {
    grid = new LinkedGrid(parentElement);
    grids.set(parentElement, grid);
  }
  grid.receive(data, setStateValue);
  return () => {
    grid.dispose();
    grids.delete(parentElement);
  };
}

// ---------------------------------------------------------------- arithmetic

/** Arrow table of one column, typed array or list -> typed array. */
function readColumn(value) {
  if (value && typeof value.getChildAt === "function") return value.getChildAt(0).toArray();
  return Float32Array.from(value);
}

/** Inputs sent as bytes are 255ths, exactly as Python had them; anything else is float32. */
function decodeInputs(values) {
  if (!(values instanceof Uint8Array)) return values;
  const levels = Float32Array.from({ length: 256 }, (_, level) => level / 255);
  const inputs = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) inputs[i] = levels[values[i]];
  return inputs;
}

/** How many windows use each position of one axis. */
function countUses(size, kernel, stride, dilation, windows) {
  const counts = new Int32Array(size);
  for (let o = 0; o < windows; o++)
    for (let k = 0; k < kernel; k++) counts[o * stride + k * dilation]++;
  return counts;
}

function largestMagnitude(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

function allWhole(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** One filter on one input: the server's numbers, and what the browser computes from them. */
class Model {
  constructor(data) {
    this.x = decodeInputs(readColumn(data.x));
    this.serverWeight = readColumn(data.w);
    this.serverOutput = readColumn(data.y);
    this.weight = Float64Array.from(this.serverWeight);
    this.output = Float64Array.from(this.serverOutput);
    [this.channels, this.height, this.width] = data.shape;
    [this.rows, this.columns] = data.kernel;
    [this.outHeight, this.outWidth] = data.out;
    [this.strideY, this.strideX] = data.stride;
    [this.dilationY, this.dilationX] = data.dilation;
    [this.top, this.bottom, this.left, this.right] = data.pads;
    this.bias = data.bias;
    this.usesY = countUses(this.height, this.rows, this.strideY, this.dilationY, this.outHeight);
    this.usesX = countUses(this.width, this.columns, this.strideX, this.dilationX, this.outWidth);
    this.mostUses = Math.max(...this.usesY) * Math.max(...this.usesX);
    this.inputLimit = largestMagnitude(this.x) || 1;
    this.inputWhole = allWhole(this.x);
    this.weightLimit = largestMagnitude(this.serverWeight) || 1;
    this.outputLimit = largestMagnitude(this.serverOutput) || 1;
    this.never = this.countNeverVisited();
    this.plane = null;
  }

  inputAt(channel, row, column) {
    return this.x[(channel * this.height + row) * this.width + column];
  }

  weightAt(channel, i, j) {
    return this.weight[(channel * this.rows + i) * this.columns + j];
  }

  outputAt(row, column) {
    return this.output[row * this.outWidth + column];
  }

  isPadding(row, column) {
    return (
      row < this.top ||
      column < this.left ||
      row >= this.height - this.bottom ||
      column >= this.width - this.right
    );
  }

  countNeverVisited() {
    let rows = 0;
    let columns = 0;
    for (let r = this.top; r < this.height - this.bottom; r++) rows += this.usesY[r] > 0;
    for (let c = this.left; c < this.width - this.right; c++) columns += this.usesX[c] > 0;
    const real =
      (this.height - this.top - this.bottom) * (this.width - this.left - this.right);
    return real - rows * columns;
  }

  /** The products of one channel under the window of one output cell. */
  terms(channel, row, column) {
    const terms = [];
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) {
        const r = row * this.strideY + i * this.dilationY;
        const c = column * this.strideX + j * this.dilationX;
        const x = this.inputAt(channel, r, c);
        const w = this.weightAt(channel, i, j);
        terms.push({ i, j, r, c, x, w, product: x * w });
      }
    return terms;
  }

  partialSum(channel, row, column) {
    let sum = 0;
    for (const term of this.terms(channel, row, column)) sum += term.product;
    return sum;
  }

  /** Windows along one axis that use a position: window numbers and the taps that meet it. */
  windowsOver(position, kernel, stride, dilation, windows) {
    const found = [];
    for (let k = kernel - 1; k >= 0; k--) {
      const start = position - k * dilation;
      if (start >= 0 && start % stride === 0 && start / stride < windows)
        found.push({ window: start / stride, tap: k });
    }
    return found;
  }

  /** The sum over channels of the input: one changed tap adds its change times this. */
  channelSum() {
    if (!this.plane) {
      const size = this.height * this.width;
      this.plane = new Float64Array(size);
      for (let i = 0; i < this.x.length; i++) this.plane[i % size] += this.x[i];
    }
    return this.plane;
  }

  channelsDiffer() {
    const size = this.rows * this.columns;
    for (let i = size; i < this.weight.length; i++)
      if (this.weight[i] !== this.weight[i - size]) return true;
    return false;
  }

  /** Set one tap of `channel`; the others follow by the same amount, or become equal to it. */
  setTap(channel, i, j, value, makeSame) {
    const size = this.rows * this.columns;
    if (makeSame && this.channelsDiffer()) {
      const kernel = this.weight.slice(channel * size, (channel + 1) * size);
      for (let c = 0; c < this.channels; c++) this.weight.set(kernel, c * size);
      this.output.fill(this.bias);
      for (let k = 0; k < size; k++)
        this.addTap(Math.floor(k / this.columns), k % this.columns, kernel[k]);
    }
    const change = value - this.weightAt(channel, i, j);
    for (let c = 0; c < this.channels; c++)
      this.weight[c * size + i * this.columns + j] += change;
    this.addTap(i, j, change);
    this.weightLimit = largestMagnitude(this.weight) || 1;
    this.outputLimit = largestMagnitude(this.output) || 1;
  }

  addTap(i, j, change) {
    const plane = this.channelSum();
    for (let r = 0, o = 0; r < this.outHeight; r++) {
      let at = (r * this.strideY + i * this.dilationY) * this.width + j * this.dilationX;
      for (let c = 0; c < this.outWidth; c++, o++, at += this.strideX)
        this.output[o] += change * plane[at];
    }
  }

  /** Whether the weights on show are not those the server sent. */
  isPreview() {
    for (let i = 0; i < this.weight.length; i++)
      if (Math.abs(this.weight[i] - this.serverWeight[i]) > 1e-6) return true;
    return false;
  }
}

// ------------------------------------------------------------------- numbers

const MINUS = "\u2212";

/** A number in at most `digits` decimals, without trailing zeros, with a true minus sign. */
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  let text;
  const lost = digits > 2 && size > 0 && size < 0.5 * 10 ** -digits;
  if (size >= 1e6 || lost) text = size.toPrecision(2);
  else text = size.toFixed(digits);
  if (text.includes("e")) text = Number(text).toExponential(1);
  else if (text.includes(".")) text = text.replace(/\.?0+$/, "");
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** Short enough for a cell: fixed decimals; in a tight cell .5 stands for 0.5. */
function formatCell(value, decimals, tight) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  let text = size >= 1e4 ? `${(size / 1000).toFixed(0)}k` : size.toFixed(decimals);
  const sign = value < 0 && Number.parseFloat(text) !== 0 ? MINUS : "";
  if (tight) text = text.replace(/^0(?=\.)/, "");
  return sign + text;
}

/** Decimals that show about two significant digits of the largest value. */
function decimalsFor(limit, whole) {
  if (whole) return 0;
  return Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(limit * 1.0001))));
}

/** 1, 2 or 5 times a power of ten, at most `value`. */
function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const ratio = value / power;
  return power * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1);
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// ------------------------------------------------------------------- colours

const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Any CSS colour -> [r, g, b]. */
function readColour(text) {
  probe.canvas.width = probe.canvas.height = 1;
  probe.fillStyle = "#888";
  probe.fillStyle = text;
  probe.fillRect(0, 0, 1, 1);
  return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

function splitColours(text) {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim()).filter(Boolean);
}

/** Colour stops -> table of `size` colours, three bytes each. */
function interpolate(stops, size) {
  const table = new Uint8ClampedArray(size * 3);
  for (let i = 0; i < size; i++) {
    const place = (i / (size - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    const share = place - below;
    for (let k = 0; k < 3; k++)
      table[3 * i + k] = stops[below][k] * (1 - share) + stops[below + 1][k] * share;
  }
  return table;
}

class Palette {
  constructor(element) {
    const style = getComputedStyle(element);
    const read = (name, otherwise) => {
      const value = style.getPropertyValue(name).trim();
      return value && value !== "unset" ? value : otherwise;
    };
    this.text = read("--st-text-color", "#222");
    this.background = read("--st-background-color", "#fff");
    this.panel = read("--st-secondary-background-color", "#eee");
    this.accent = read("--st-primary-color", "#c33");
    this.warning = read("--st-violet-color", "#83c");
    this.codeFont = read("--st-code-font", "monospace");
    const diverging = read("--st-chart-diverging-colors", "#2166ac,#f7f7f7,#b2182b");
    const sequential = read("--st-chart-sequential-colors", "#132b43,#56b1f7");
    this.divergingStops = splitColours(diverging);
    this.sequentialStops = splitColours(sequential);
    this.diverging = interpolate(this.divergingStops.map(readColour), 511);
    this.sequential = interpolate(this.sequentialStops.map(readColour), 256);
    this.grey = interpolate([[0, 0, 0], [255, 255, 255]], 256);
  }

  /** A scale: value -> offset into a colour table. */
  scale(kind, low, high) {
    const table = this[kind];
    const last = table.length / 3 - 1;
    const factor = high > low ? last / (high - low) : 0;
    const offset = (value) => {
      const place = Math.round((value - low) * factor);
      return 3 * (place > 0 ? Math.min(place, last) : 0);
    };
    return { table, offset };
  }

  signed(limit) {
    return this.scale("diverging", -limit, limit);
  }
}

/** Black or white, whichever reads better on a colour. */
function inkOn(red, green, blue) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#111" : "#fff";
}

const hatches = new Map();

/** Diagonal lines as a fill, `gap` device pixels apart. */
function hatch(context, colour, gap, falling) {
  const name = `${colour}|${gap}|${falling}`;
  if (!hatches.has(name)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = gap;
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = Math.max(1, gap / 6);
    pen.beginPath();
    for (const shift of [-gap, 0, gap]) {
      pen.moveTo(shift - 1, falling ? -1 : gap + 1);
      pen.lineTo(shift + gap + 1, falling ? gap + 1 : -1);
    }
    pen.stroke();
    hatches.set(name, tile);
  }
  return context.createPattern(hatches.get(name), "repeat");
}

// ------------------------------------------------------------- pictures (panes)

function make(tag, className, parent, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

/** Two canvases of cells, one over the other: what stands, and what lights up. */
class Picture {
  constructor(name, parent) {
    this.name = name;
    this.pane = make("section", `pane pane-${name}`, parent);
    const head = make("header", "", this.pane);
    this.title = make("span", "title", head);
    this.size = make("span", "size", head);
    this.stage = make("div", "stage", this.pane);
    this.base = make("canvas", "base", this.stage);
    this.over = make("canvas", "over", this.stage);
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "application");
    this.over.dataset.pane = name;
    this.foot = make("footer", "", this.pane);
  }

  /** Give the pictures `rows` × `columns` cells of `cell` CSS pixels. */
  resize(rows, columns, cell) {
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this, { rows, columns, cell, ratio, step: cell * ratio });
    const width = columns * cell;
    const height = rows * cell;
    Object.assign(this.base.style, { width: `${width}px`, height: `${height}px` });
    Object.assign(this.stage.style, { width: `${width}px`, height: `${height}px` });
    this.base.width = Math.max(1, Math.round(width * ratio));
    this.base.height = Math.max(1, Math.round(height * ratio));
    Object.assign(this.over.style, {
      left: `${-MARGIN}px`,
      top: `${-MARGIN}px`,
      width: `${width + 2 * MARGIN}px`,
      height: `${height + 2 * MARGIN}px`,
    });
    this.over.width = Math.round((width + 2 * MARGIN) * ratio);
    this.over.height = Math.round((height + 2 * MARGIN) * ratio);
    this.pen = this.base.getContext("2d");
    this.light = this.over.getContext("2d");
  }

  /** Cell under a pointer event, clamped to the picture when `clamp`. */
  cellAt(event, clamp) {
    const box = this.base.getBoundingClientRect();
    let row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
    let column = Math.floor(((event.clientX - box.left) / box.width) * this.columns);
    if (clamp) {
      row = Math.min(this.rows - 1, Math.max(0, row));
      column = Math.min(this.columns - 1, Math.max(0, column));
    }
    const inside = row >= 0 && column >= 0 && row < this.rows && column < this.columns;
    return inside ? { row, column } : null;
  }

  edge(index) {
    return Math.round(index * this.step);
  }

  /** Paint one pixel a cell and enlarge; `colour(index, target, at)` writes three bytes. */
  paint(colour) {
    const image = new ImageData(this.columns, this.rows);
    const bytes = image.data;
    for (let i = 0, at = 0; i < this.rows * this.columns; i++, at += 4) {
      colour(i, bytes, at);
      bytes[at + 3] = 255;
    }
    const small = document.createElement("canvas");
    small.width = this.columns;
    small.height = this.rows;
    small.getContext("2d").putImageData(image, 0, 0);
    this.pen.imageSmoothingEnabled = this.step < 1;
    this.pen.drawImage(small, 0, 0, this.base.width, this.base.height);
    return bytes;
  }

  /** Fine lines between cells, where cells are large enough to have them. */
  rule(colour) {
    if (this.cell < 7) return;
    const thick = Math.max(1, Math.round(this.ratio * (this.cell >= 20 ? 1 : 0.5)));
    this.pen.fillStyle = colour;
    this.pen.globalAlpha = this.cell >= 20 ? 1 : 0.45;
    for (let r = 1; r < this.rows; r++)
      this.pen.fillRect(0, this.edge(r) - (thick >> 1), this.base.width, thick);
    for (let c = 1; c < this.columns; c++)
      this.pen.fillRect(this.edge(c) - (thick >> 1), 0, thick, this.base.height);
    this.pen.globalAlpha = 1;
  }

  /** Centre of a cell in device pixels. */
  centre(row, column) {
    return [(column + 0.5) * this.step, (row + 0.5) * this.step];
  }

  /** Write a number into each cell, if the longest one fits at a readable size. */
  write(textOf, inkOf, font) {
    if (this.cell < NUMBER_CELL) return;
    let longest = 1;
    const texts = [];
    for (let i = 0; i < this.rows * this.columns; i++) {
      texts.push(textOf(i));
      longest = Math.max(longest, texts[i].length);
    }
    const size = Math.min(15, this.cell * 0.36, (this.cell - 3) / (longest * 0.61));
    if (size < 7.5) return;
    this.pen.font = `${size * this.ratio}px ${font}`;
    this.pen.textAlign = "center";
    this.pen.textBaseline = "middle";
    texts.forEach((text, i) => {
      const [x, y] = this.centre(Math.floor(i / this.columns), i % this.columns);
      this.pen.fillStyle = inkOf(i);
      this.pen.fillText(text, x, y + size * this.ratio * 0.06);
    });
  }

  clearLight() {
    this.light.setTransform(1, 0, 0, 1, 0, 0);
    this.light.globalCompositeOperation = "source-over";
    this.light.globalAlpha = 1;
    this.light.clearRect(0, 0, this.over.width, this.over.height);
    this.light.translate(MARGIN * this.ratio, MARGIN * this.ratio);
  }

  /** Outline a block of cells in two tones, so that it shows on any picture. */
  outline(row, column, rows, columns, style) {
    const { colour, halo, width = 2, dash = null, tint = 0 } = style;
    const x = this.edge(column);
    const y = this.edge(row);
    const w = this.edge(column + columns) - x;
    const h = this.edge(row + rows) - y;
    const pen = this.light;
    const outside = this.cell < 8 ? 1 : 0; // small cells stay visible inside their outline
    const grow = outside * ((width + 1) * this.ratio) / 2;
    if (tint) {
      pen.globalAlpha = tint;
      pen.fillStyle = colour;
      pen.fillRect(x, y, w, h);
      pen.globalAlpha = 1;
    }
    pen.lineJoin = "round";
    if (halo) {
      pen.setLineDash([]);
      pen.strokeStyle = halo;
      pen.lineWidth = (width + 2) * this.ratio;
      pen.strokeRect(x - grow, y - grow, w + 2 * grow, h + 2 * grow);
    }
    pen.setLineDash(dash ? dash.map((length) => length * this.ratio) : []);
    pen.strokeStyle = colour;
    pen.lineWidth = width * this.ratio;
    pen.strokeRect(x - grow, y - grow, w + 2 * grow, h + 2 * grow);
    pen.setLineDash([]);
  }

  /** Light up every crossing of some rows with some columns: O(rows + columns). */
  crossings(rows, columns, colour, alpha) {
    const pen = this.light;
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (const c of columns)
      pen.rect(this.edge(c), 0, this.edge(c + 1) - this.edge(c), this.base.height);
    pen.fill();
    pen.globalAlpha = 1;
    pen.globalCompositeOperation = "destination-in";
    pen.beginPath();
    for (const r of rows)
      pen.rect(0, this.edge(r), this.base.width, this.edge(r + 1) - this.edge(r));
    pen.fill();
    pen.globalCompositeOperation = "source-over";
  }
}

/** A bar that says which colour is which number. */
class Legend {
  constructor(parent) {
    this.root = make("div", "legend", parent);
    this.low = make("span", "end", this.root);
    this.bar = make("span", "bar", this.root);
    this.zero = make("i", "", this.bar);
    this.high = make("span", "end", this.root);
  }

  show(stops, low, high, zero, title) {
    this.bar.style.background = `linear-gradient(90deg, ${stops.join(", ")})`;
    this.low.textContent = low;
    this.high.textContent = high;
    this.zero.textContent = zero;
    this.root.title = title || "";
  }
}

// ---------------------------------------------------------------- the component

const ICONS = {
  back: "M11 3.2v9.6L4.6 8zM3 3h1.5v10H3z",
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5 3.2v9.6L11.4 8zM11.5 3H13v10h-1.5z",
};

function setIcon(button, name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  picture.appendChild(path);
  button.replaceChildren(picture);
}

class LinkedGrid {
  constructor(parent) {
    this.root = make("div", "linked-grid", parent);
    this.cursor = { row: 0, column: 0 }; // the output cell on show
    this.pinned = null;
    this.hover = null; // {pane, row, column} under the pointer or the keyboard
    this.tap = { row: 0, column: 0 }; // the weight that has the keyboard
    this.tab = null; // channel on show; -1 is the colour picture
    this.uses = false;
    this.playing = false;
    this.speed = 8;
    this.drag = null;
    this.touch = null;
    this.pending = new Map(); // edited taps that the server has not been told
    this.frames = 0;
    this.lastEdit = 0;
    this.dirty = { layout: true };
    this.build();
    this.listen();
    this.observer = new ResizeObserver(() => this.schedule("layout"));
    this.observer.observe(this.root);
    document.fonts?.ready.then(() => this.schedule("layout"));
  }

  dispose() {
    cancelAnimationFrame(this.request);
    cancelAnimationFrame(this.walk);
    clearTimeout(this.reportTimer);
    clearTimeout(this.announceTimer);
    this.observer.disconnect();
    this.root.remove();
  }

  // ---- what there is

  build() {
    this.tabs = make("div", "tabs", this.root);
    this.tabs.setAttribute("role", "tablist");
    this.panes = make("div", "panes", this.root);
    this.input = new Picture("input", this.panes);
    this.times = make("div", "operator times", this.panes, "∗");
    this.kernel = new Picture("kernel", this.panes);
    this.equals = make("div", "operator equals", this.panes, "=");
    this.output = new Picture("output", this.panes);
    this.pictures = { input: this.input, kernel: this.kernel, output: this.output };
    for (const sign of [this.times, this.equals]) sign.setAttribute("aria-hidden", "true");
    this.buildFeet();
    this.buildReadout();
    this.buildTransport();
    this.live = make("div", "spoken", this.root);
    this.live.setAttribute("aria-live", "polite");
  }

  buildFeet() {
    const foot = this.input.foot;
    this.legends = {};
    for (const name of ["input", "kernel", "output"])
      this.legends[name] = new Legend(this.pictures[name].foot);
    this.switch = make("div", "switch", foot);
    this.switch.setAttribute("role", "group");
    this.valuesButton = make("button", "", this.switch);
    this.usesButton = make("button", "", this.switch);
    this.keys = make("div", "keys", this.input.foot);
    this.paddingKey = make("span", "key", this.keys);
    this.neverKey = make("span", "key", this.keys);
    this.note = make("div", "note", this.kernel.foot);
    this.noteText = make("span", "", this.note);
    this.editor = make("input", "editor", this.kernel.stage);
    this.editor.type = "number";
    this.editor.step = "any";
    this.editor.hidden = true;
  }

  buildReadout() {
    this.readout = make("div", "readout", this.root);
    this.headline = make("div", "headline", this.readout);
    this.sentence = make("span", "sentence", this.headline);
    this.tag = make("span", "tag", this.headline);
    this.check = make("span", "check", this.headline);
    this.work = make("div", "work", this.readout);
    this.termsLine = make("div", "", this.work);
    this.sumLine = make("div", "", this.work);
  }

  buildTransport() {
    const bar = make("div", "transport", this.root);
    this.backButton = make("button", "", bar);
    this.playButton = make("button", "main", bar);
    this.forwardButton = make("button", "", bar);
    setIcon(this.backButton, "back");
    setIcon(this.playButton, "play");
    setIcon(this.forwardButton, "forward");
    this.speedSlider = make("input", "speed", bar);
    Object.assign(this.speedSlider, { type: "range", min: 0, max: 8, step: 0.5, value: 3 });
    this.speedText = make("span", "rate", bar);
    this.progress = make("span", "progress", bar);
    this.table = make("details", "table", this.root);
    this.summary = make("summary", "", this.table);
    this.tableBody = make("div", "scroll", this.table);
    for (const button of this.root.querySelectorAll("button")) button.type = "button";
  }

  // ---- new data

  receive(data, setStateValue) {
    const started = performance.now();
    this.setStateValue = setStateValue;
    this.data = data;
    this.labels = data.labels;
    if (data.token !== this.token) {
      const before = this.model;
      this.model = new Model(data);
      this.token = data.token;
      this.keepPlace(before);
    }
    const asked = JSON.stringify(data.pinned ?? null);
    if (asked !== this.askedPin) {
      this.askedPin = asked;
      this.pinned = this.asCell(data.pinned);
      if (this.pinned && !this.hover) this.cursor = this.pinned;
    }
    const first = data.rgb ? -1 : 0;
    if (this.tab === null || this.tab >= this.model.channels || (this.tab < 0 && !data.rgb))
      this.tab = first;
    this.palette = new Palette(this.root);
    this.writeLabels();
    this.buildTabs();
    this.schedule("layout");
    this.root.dataset.receiveMs = (performance.now() - started).toFixed(2);
  }

  asCell(place) {
    const { outHeight, outWidth } = this.model;
    const fits = Array.isArray(place) && place[0] < outHeight && place[1] < outWidth;
    return fits ? { row: place[0], column: place[1] } : null;
  }

  /** After new data: what still exists stays where it was. */
  keepPlace(before) {
    const { outHeight, outWidth, rows, columns } = this.model;
    const clamp = (cell, height, width) => ({
      row: Math.min(cell.row, height - 1),
      column: Math.min(cell.column, width - 1),
    });
    this.cursor = clamp(this.cursor, outHeight, outWidth);
    this.tap = clamp(this.tap, rows, columns);
    if (this.pinned && !this.asCell([this.pinned.row, this.pinned.column])) this.pinned = null;
    if (this.hover) {
      const { pane } = this.hover;
      const height = { input: this.model.height, kernel: rows, output: outHeight }[pane];
      const width = { input: this.model.width, kernel: columns, output: outWidth }[pane];
      if (this.hover.row >= height || this.hover.column >= width) this.hover = null;
    }
    const sameKernel = before && before.rows === rows && before.columns === columns;
    if (!sameKernel) this.forgetEdits();
    for (const edit of this.pending.values())
      this.model.setTap(this.shownChannel(), edit.row, edit.column, edit.value, this.makesSame());
  }

  forgetEdits() {
    this.pending.clear();
    this.drag = null;
    clearTimeout(this.reportTimer);
    this.editor.hidden = true;
  }

  makesSame() {
    return this.data.edit_channels === "same";
  }

  shownChannel() {
    return Math.min(Math.max(this.tab ?? 0, 0), this.model.channels - 1);
  }

  writeLabels() {
    const { labels, data, model } = this;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", data.alt);
    const size = (height, width) => `${height} × ${width}`;
    const real = [model.height - model.top - model.bottom, model.width - model.left - model.right];
    this.input.title.textContent = labels.input;
    this.input.size.textContent = size(...real);
    this.kernel.title.textContent = labels.kernel;
    this.kernel.size.textContent = size(model.rows, model.columns);
    this.output.title.textContent = labels.output;
    this.output.size.textContent = size(model.outHeight, model.outWidth);
    this.input.over.setAttribute("aria-label", labels.input_help);
    this.kernel.over.setAttribute(
      "aria-label",
      data.editable ? labels.kernel_edit_help : labels.kernel_help,
    );
    this.output.over.setAttribute("aria-label", labels.output_help);
    this.root.classList.toggle("editable", data.editable);
    this.note.hidden = !data.editable;
    this.valuesButton.textContent = labels.values;
    this.usesButton.textContent = labels.uses;
    this.summary.textContent = labels.all_products;
    this.editor.setAttribute("aria-label", labels.edit_weight);
    this.speedSlider.setAttribute("aria-label", labels.speed);
    this.speedSlider.title = labels.speed;
    nameButton(this.backButton, labels.back);
    nameButton(this.forwardButton, labels.forward);
    this.writeKeys();
    this.showPlaying();
    this.showUses();
  }

  writeKeys() {
    const { labels, model } = this;
    const pads = [model.top, model.bottom, model.left, model.right];
    const even = pads.every((pad) => pad === pads[0]);
    this.paddingKey.hidden = pads.every((pad) => pad === 0);
    this.paddingKey.replaceChildren();
    make("i", "swatch padding", this.paddingKey);
    this.paddingKey.append(`${labels.padding} ${even ? pads[0] : pads.join(", ")}`);
    this.neverKey.hidden = model.never === 0;
    this.neverKey.replaceChildren();
    make("i", "swatch never", this.neverKey);
    this.neverKey.append(fill(labels.unvisited, { count: model.never }));
    this.keys.hidden = this.paddingKey.hidden && this.neverKey.hidden;
  }

  buildTabs() {
    const { data, labels, model } = this;
    this.tabs.hidden = model.channels === 1;
    const names = model.channels === 1 ? [] : [...data.names];
    const wanted = names.map((name, channel) => ({ name, channel }));
    if (data.rgb) wanted.unshift({ name: labels.colour, channel: -1 });
    const focused = this.tabs.contains(this.tabs.getRootNode().activeElement);
    this.tabButtons = wanted.map(({ name, channel }) => {
      const button = make("button", "tab");
      button.type = "button";
      button.setAttribute("role", "tab");
      button.dataset.channel = channel;
      make("span", "name", button, name);
      button.amount = make("span", "amount", button, channel < 0 ? "" : "0");
      if (channel < 0) button.amount.remove();
      button.onclick = () => this.chooseTab(channel);
      return button;
    });
    this.tabs.replaceChildren(...this.tabButtons);
    this.markTab();
    if (focused) this.tabButtons.find((button) => button.tabIndex === 0)?.focus();
  }

  chooseTab(channel) {
    this.tab = channel;
    this.markTab();
    this.tabButtons.find((button) => button.tabIndex === 0).scrollIntoView({ block: "nearest" });
    this.schedule("layout");
  }

  markTab() {
    for (const button of this.tabButtons) {
      const chosen = Number(button.dataset.channel) === this.tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  }

  // ---- size

  /** Cell sizes for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    if (!width) return false;
    const { model } = this;
    const wide = width >= WIDE;
    this.root.classList.toggle("wide", wide);
    const longest = Math.max(model.rows, model.columns);
    let tap;
    let inputSide;
    let outputSide;
    if (wide) {
      const room = width - 2 * OPERATOR;
      const share = longest >= 5 ? 0.34 : 0.27; // numbers in every tap take some room
      tap = Math.min(MAX_TAP, Math.max(150, Math.min(264, room * share)) / longest);
      const kernelWidth = Math.max(tap * model.columns, 132);
      inputSide = outputSide = Math.min(MAX_SIDE, (room - kernelWidth) / 2);
    } else {
      const beside = longest <= 5 && width >= 320;
      this.root.classList.toggle("stacked", !beside);
      inputSide = Math.min(MAX_SIDE, width - 2);
      const room = width - OPERATOR;
      tap = Math.min(MAX_TAP, (beside ? room * 0.46 : Math.min(width - 2, 300)) / longest);
      outputSide = beside ? room - Math.max(tap * model.columns, 110) - 2 : inputSide;
      outputSide = Math.min(MAX_SIDE, outputSide);
    }
    this.resizePictures(tap, inputSide, outputSide);
    this.reserveLines();
    return true;
  }

  resizePictures(tap, inputSide, outputSide) {
    const { model, input, kernel, output } = this;
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

  // ---- drawing

  schedule(what) {
    this.dirty[what] = true;
    this.request ??= requestAnimationFrame(() => {
      this.request = null;
      this.draw();
    });
  }

  draw() {
    const started = performance.now();
    const { dirty } = this;
    this.dirty = {};
    if (dirty.layout && !this.layout()) return;
    if (dirty.layout || dirty.base) this.drawInput();
    if (dirty.layout || dirty.base || dirty.output) this.drawOutput();
    this.drawInputLight();
    this.drawKernel();
    this.drawKernelLight();
    this.drawOutputLight();
    this.writeReadout();
    this.frames++;
    const { dataset } = this.root;
    dataset.frame = this.frames;
    dataset.drawMs = (performance.now() - started).toFixed(2);
    dataset.hover = this.hover
      ? `${this.hover.pane}:${this.hover.row},${this.hover.column}`
      : "";
    dataset.cursor = `${this.cursor.row},${this.cursor.column}`;
    dataset.pinned = this.pinned ? `${this.pinned.row},${this.pinned.column}` : "";
    dataset.playing = String(this.playing);
    dataset.tab = this.tab;
    dataset.view = this.uses ? "uses" : "values";
    dataset.preview = String(this.model.isPreview());
    dataset.cell = this.output.cell;
  }

  drawInput() {
    const { model, palette, input, data } = this;
    const size = model.height * model.width;
    const plane = Math.max(this.tab, 0) * size;
    const grey = data.range && !this.uses;
    const [low, high] = data.range ?? [-model.inputLimit, model.inputLimit];
    const usesAt = (i) => model.usesY[Math.floor(i / model.width)] * model.usesX[i % model.width];
    let colour;
    if (this.uses) {
      const { table, offset } = palette.scale("sequential", 0, model.mostUses);
      colour = (i, bytes, at) => copyColour(table, offset(usesAt(i)), bytes, at);
    } else if (this.tab < 0) {
      const factor = 255 / (high - low || 1);
      colour = (i, bytes, at) => {
        for (let k = 0; k < 3; k++) bytes[at + k] = (model.x[k * size + i] - low) * factor;
      };
    } else {
      const { table, offset } = grey
        ? palette.scale("grey", low, high)
        : palette.signed(model.inputLimit);
      colour = (i, bytes, at) => copyColour(table, offset(model.x[plane + i]), bytes, at);
    }
    const bytes = input.paint(colour);
    this.coverUnseen();
    input.rule(grey && this.tab >= 0 ? "rgba(128, 128, 128, 0.6)" : palette.background);
    const decimals = decimalsFor(model.inputLimit, model.inputWhole);
    const tight = input.cell < TIGHT_CELL;
    const textOf = (i) => formatCell(model.x[plane + i], decimals, tight);
    if (this.uses || this.tab >= 0)
      input.write(
        this.uses ? (i) => String(usesAt(i)) : textOf,
        (i) => this.inkOnInput(i, bytes),
        palette.codeFont,
      );
    this.writeInputLegend(grey, low, high);
  }

  inkOnInput(i, bytes) {
    const { model, palette } = this;
    if (model.isPadding(Math.floor(i / model.width), i % model.width)) return palette.text;
    return inkOn(bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2]);
  }

  writeInputLegend(grey, low, high) {
    const { model, palette, labels } = this;
    const legend = this.legends.input;
    const several = model.channels > 1 ? labels.same_scale : "";
    if (this.uses)
      legend.show(palette.sequentialStops, "0", String(model.mostUses), "", labels.uses);
    else if (this.tab < 0) legend.show([], "", "", "", "");
    else if (grey) legend.show(["#000", "#fff"], format(low), format(high), "", several);
    else {
      const limit = format(model.inputLimit, 2);
      legend.show(palette.divergingStops, MINUS + limit, limit, "0", several);
    }
    legend.root.classList.toggle("empty", !this.uses && this.tab < 0);
  }

  /** Paint the padding ring, and the real cells that no window touches. */
  coverUnseen() {
    const { model, palette, input } = this;
    const pen = input.pen;
    const { width, height } = input.base;
    const gap = Math.round((input.cell >= 16 ? 8 : 5) * input.ratio);
    const [x0, y0] = [input.edge(model.left), input.edge(model.top)];
    const x1 = input.edge(model.width - model.right);
    const y1 = input.edge(model.height - model.bottom);
    const ring = new Path2D();
    ring.rect(0, 0, width, height);
    ring.rect(x0, y0, x1 - x0, y1 - y0);
    const busy = input.cell >= NUMBER_CELL; // numbers must stay readable
    const strokes = hatch(pen, palette.text, gap, false);
    coverPath(pen, ring, palette.panel, busy ? 0.8 : 0.7, strokes, busy ? 0.16 : 0.3);
    if (model.never === 0) return;
    const lost = new Path2D();
    for (let r = model.top; r < model.height - model.bottom; r++)
      if (!model.usesY[r]) lost.rect(x0, input.edge(r), x1 - x0, input.edge(r + 1) - input.edge(r));
    for (let c = model.left; c < model.width - model.right; c++)
      if (!model.usesX[c]) lost.rect(input.edge(c), y0, input.edge(c + 1) - input.edge(c), y1 - y0);
    const lines = hatch(pen, palette.warning, gap, true);
    coverPath(pen, lost, palette.warning, 0.3, lines, busy ? 0.7 : 0.95, "nonzero");
  }

  drawOutput() {
    const { model, palette, output } = this;
    const { table, offset } = palette.signed(model.outputLimit);
    const bytes = output.paint((i, target, at) =>
      copyColour(table, offset(model.output[i]), target, at),
    );
    output.rule(palette.background);
    const whole = allWhole(model.output);
    const decimals = decimalsFor(model.outputLimit, whole);
    output.write(
      (i) => formatCell(model.output[i], decimals, output.cell < TIGHT_CELL),
      (i) => inkOn(bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2]),
      palette.codeFont,
    );
    const limit = format(model.outputLimit, 2);
    this.legends.output.show(palette.divergingStops, MINUS + limit, limit, "0");
  }

  // ---- the kernel

  /** The window on show, or null while a weight or an input cell is looked at. */
  shownWindow() {
    return !this.hover || this.hover.pane === "output" ? this.cursor : null;
  }

  drawKernel() {
    const { model, palette, kernel, labels } = this;
    const { table, offset } = palette.signed(model.weightLimit);
    const stripes = this.tab < 0 && model.channelsDiffer();
    const channel = this.shownChannel();
    const pen = kernel.pen;
    for (let i = 0; i < model.rows; i++)
      for (let j = 0; j < model.columns; j++) {
        const parts = stripes ? [0, 1, 2] : [channel];
        const [x0, y0] = [kernel.edge(j), kernel.edge(i)];
        const [x1, y1] = [kernel.edge(j + 1), kernel.edge(i + 1)];
        parts.forEach((part, k) => {
          const at = offset(model.weightAt(part, i, j));
          pen.fillStyle = `rgb(${table[at]},${table[at + 1]},${table[at + 2]})`;
          const from = Math.round(x0 + ((x1 - x0) * k) / parts.length);
          pen.fillRect(from, y0, x1 - from, y1 - y0);
          if (!stripes || kernel.cell < 20) return;
          pen.fillStyle = CHANNEL_INKS[k];
          pen.fillRect(from, y0, x1 - from, Math.round(3 * kernel.ratio));
        });
      }
    kernel.rule(palette.background);
    this.writeTaps(stripes, channel, table, offset);
    const limit = format(model.weightLimit, 2);
    this.legends.kernel.show(palette.divergingStops, MINUS + limit, limit, "0");
    const preview = model.isPreview();
    this.noteText.textContent = preview ? labels.preview : labels.edit_hint;
    this.note.classList.toggle("preview", preview);
  }

  /** In each tap its weight and, for the window on show, value × weight = product. */
  writeTaps(stripes, channel, table, offset) {
    const { model, palette, kernel } = this;
    if (kernel.cell < (stripes ? TIGHT_CELL : NUMBER_CELL)) return;
    const window = this.shownWindow();
    const perChannel = window
      ? (this.tab < 0 ? [0, 1, 2] : [channel]).map((c) => model.terms(c, window.row, window.column))
      : null;
    const digits = kernel.cell >= 34 ? 2 : 1;
    const cells = [];
    for (let i = 0; i < model.rows; i++)
      for (let j = 0; j < model.columns; j++) {
        const weight = model.weightAt(channel, i, j);
        const at = offset(weight);
        const ink = stripes ? "#111" : inkOn(table[at], table[at + 1], table[at + 2]);
        const terms = perChannel?.map((list) => list[i * model.columns + j]);
        cells.push({ i, j, ink, lines: this.tapLines(terms, weight, stripes, digits) });
      }
    writeTaps(kernel, cells, stripes ? "rgba(255,255,255,.82)" : null, palette.codeFont);
  }

  tapLines(terms, weight, stripes, digits) {
    const tight = this.kernel.cell < 50;
    const short = (value) => {
      const text = format(value, digits);
      return tight ? text.replace(/^(\u2212?)0(?=\.)/, "$1") : text;
    };
    const plain = short(weight);
    if (!terms) return stripes ? [] : [[plain, 1, true]];
    const product = short(terms.reduce((sum, term) => sum + term.product, 0));
    if (this.tab < 0) {
      const sum = [`Σ ${product}`, 1, true]; // over the channels
      return stripes ? [sum] : [[`× ${plain}`, 0.9], sum];
    }
    if (tight) return [[plain, 0.95], [`=${product}`, 0.95, true]];
    return [[short(terms[0].x), 0.85], [`× ${plain}`, 0.85], [`= ${product}`, 1, true]];
  }

  // ---- what lights up

  mark(extra) {
    return { colour: this.palette.accent, halo: this.palette.background, ...extra };
  }

  drawInputLight() {
    const { input, model, hover } = this;
    input.clearLight();
    if (hover?.pane === "input") {
      input.outline(hover.row, hover.column, 1, 1, this.mark({ width: 2.5 }));
      return;
    }
    if (hover?.pane === "kernel") {
      this.lightCellsOfTap(hover.row, hover.column);
      return;
    }
    const spanY = model.dilationY * (model.rows - 1) + 1;
    const spanX = model.dilationX * (model.columns - 1) + 1;
    if (this.pinned && !sameCell(this.pinned, this.cursor))
      input.outline(
        this.pinned.row * model.strideY,
        this.pinned.column * model.strideX,
        spanY,
        spanX,
        this.mark({ width: 1.5, dash: [4, 3], halo: null }),
      );
    const row = this.cursor.row * model.strideY;
    const column = this.cursor.column * model.strideX;
    const gaps = model.dilationY > 1 || model.dilationX > 1;
    if (!gaps) {
      input.outline(row, column, spanY, spanX, this.mark({ width: 2.5 }));
      return;
    }
    input.outline(row, column, spanY, spanX, this.mark({ width: 1.2, dash: [3, 3], halo: null }));
    for (let i = 0; i < model.rows; i++)
      for (let j = 0; j < model.columns; j++)
        input.outline(
          row + i * model.dilationY,
          column + j * model.dilationX,
          1,
          1,
          this.mark(input.cell >= 8 ? { width: 2 } : { width: 1, halo: null }),
        );
  }

  lightCellsOfTap(i, j) {
    const { input, model } = this;
    const step = (count, stride, offset) =>
      Array.from({ length: count }, (_, o) => o * stride + offset);
    const rows = step(model.outHeight, model.strideY, i * model.dilationY);
    const columns = step(model.outWidth, model.strideX, j * model.dilationX);
    const block = model.strideY === 1 && model.strideX === 1;
    const alpha = block ? 0.22 : input.cell < 8 ? 0.6 : 0.42;
    input.crossings(rows, columns, this.palette.accent, alpha);
    if (block)
      input.outline(rows[0], columns[0], rows.length, columns.length, this.mark({ width: 2 }));
    else if (input.cell >= 5 && rows.length * columns.length <= 2500)
      for (const r of rows)
        for (const c of columns) input.outline(r, c, 1, 1, this.mark({ width: 1.5, halo: null }));
  }

  /** Rows and columns of the windows over an input cell, with the taps that meet it. */
  windowsOverInput({ row, column }) {
    const m = this.model;
    return [
      m.windowsOver(row, m.rows, m.strideY, m.dilationY, m.outHeight),
      m.windowsOver(column, m.columns, m.strideX, m.dilationX, m.outWidth),
    ];
  }

  drawKernelLight() {
    const { kernel, hover } = this;
    kernel.clearLight();
    if (hover?.pane === "kernel")
      kernel.outline(hover.row, hover.column, 1, 1, this.mark({ width: 2.5 }));
    if (hover?.pane !== "input") return;
    const [rows, columns] = this.windowsOverInput(hover);
    for (const r of rows)
      for (const c of columns) kernel.outline(r.tap, c.tap, 1, 1, this.mark({ width: 2 }));
  }

  drawOutputLight() {
    const { output, hover, palette } = this;
    output.clearLight();
    if (this.playing) this.veilUncomputed();
    if (hover?.pane === "input") {
      const [rows, columns] = this.windowsOverInput(hover);
      const style = this.mark({ width: 2, tint: output.cell < NUMBER_CELL ? 0.3 : 0.1 });
      for (const r of rows)
        for (const c of columns) output.outline(r.window, c.window, 1, 1, style);
    } else if (hover?.pane !== "kernel") {
      output.outline(this.cursor.row, this.cursor.column, 1, 1, this.mark({ width: 2.5 }));
    }
    if (this.pinned) {
      output.outline(this.pinned.row, this.pinned.column, 1, 1, this.mark({ width: 2 }));
      const pen = output.light;
      const away = output.cell < 12 ? 5 * output.ratio : 0; // beside a small cell, not over it
      const x = output.edge(this.pinned.column + 1) + away;
      const y = output.edge(this.pinned.row) - away;
      pen.beginPath();
      pen.arc(x, y, 4 * output.ratio, 0, 7);
      pen.fillStyle = palette.accent;
      pen.fill();
      pen.lineWidth = 1.5 * output.ratio;
      pen.strokeStyle = palette.background;
      pen.stroke();
    }
  }

  /** While the window walks, cells it has not reached are pale. */
  veilUncomputed() {
    const { output, cursor, palette } = this;
    const pen = output.light;
    const [top, below] = [output.edge(cursor.row), output.edge(cursor.row + 1)];
    const next = output.edge(cursor.column + 1);
    pen.globalAlpha = 0.8;
    pen.fillStyle = palette.background;
    pen.fillRect(next, top, output.base.width - next, below - top);
    pen.fillRect(0, below, output.base.width, output.base.height - below);
    pen.globalAlpha = 1;
  }

  // ---- words

  writeReadout() {
    const { hover } = this;
    let text;
    if (hover?.pane === "input") text = this.tellInput(hover);
    else if (hover?.pane === "kernel") text = this.tellWeight(hover);
    else text = this.tellOutput();
    this.root.dataset.readout = text;
    this.spoken = text;
    const { row, column } = this.cursor;
    const { outHeight, outWidth } = this.model;
    const number = row * outWidth + column + 1;
    this.progress.textContent = fill(this.labels.cell, { number, count: outHeight * outWidth });
    if (this.table.open) this.writeTable();
  }

  tellInput({ row, column }) {
    const { model, labels, data } = this;
    const padding = model.isPadding(row, column);
    const channels = this.tab < 0 ? [0, 1, 2] : [this.shownChannel()];
    const values = channels.map((c) => {
      const name = model.channels > 1 ? `${data.names[c]} ` : "";
      return name + format(model.inputAt(c, row, column));
    });
    const name = padding ? labels.padding : labels.input;
    const place = `${name}[${coordinate(row - model.top)}, ${coordinate(column - model.left)}]`;
    const head = `${place} = ${values.join(", ")}`;
    const count = model.usesY[row] * model.usesX[column];
    const many = fill(labels.used_by, { count });
    const tail = count ? many : `${many}, ${labels.never_visited}`;
    this.writeLines(head, "", [tail], "");
    return `${head}; ${tail}`;
  }

  tellWeight({ row, column }) {
    const { model, labels, data } = this;
    const channels = this.tab < 0 && model.channelsDiffer() ? [0, 1, 2] : [this.shownChannel()];
    const values = channels.map((c) => {
      const name = channels.length > 1 ? `${data.names[c]} ` : "";
      return name + format(model.weightAt(c, row, column), 4);
    });
    const head = `${labels.weight}[${row}, ${column}] = ${values.join(", ")}`;
    const tail = fill(labels.weight_meets, { count: model.outHeight * model.outWidth });
    this.writeLines(head, "", [tail], "");
    return `${head}; ${tail}`;
  }

  tellOutput() {
    const { model, labels, data } = this;
    const { row, column } = this.cursor;
    const partial = Array.from({ length: model.channels }, (_, c) =>
      model.partialSum(c, row, column),
    );
    partial.forEach((sum, c) => {
      const button = this.tabButtons.find((tab) => Number(tab.dataset.channel) === c);
      if (button) button.amount.textContent = formatCell(sum, 2);
    });
    const value = partial.reduce((a, b) => a + b, 0) + model.bias;
    const name = `${labels.output}[${row}, ${column}]`;
    const bias = model.bias ? [`${labels.bias} ${format(model.bias)}`] : [];
    const total = format(value, 4);
    let terms = [];
    let sums = [];
    if (this.tab >= 0) {
      const channel = this.shownChannel();
      const products = model
        .terms(channel, row, column)
        .map((term) => `${format(term.x)}·${format(term.w)}`);
      const title = model.channels > 1 ? data.names[channel] : "";
      terms = this.fitTerms(products, title, this.termLines);
      terms.push(`= ${format(partial[channel], 4)}`);
    }
    if (model.channels > 1) {
      const parts = partial.map((sum, c) => `${data.names[c]} ${format(sum, 4)}`);
      sums = this.fitTerms([...parts, ...bias], "", this.sumLines);
      sums.push(`= ${total}`);
    } else if (bias.length) sums = [`${format(partial[0], 4)} `, `+ ${bias[0]} `, `= ${total}`];
    this.writeLines(`${name} = ${total}`, this.checkServer(value), terms, sums);
    const equation = model.channels > 1 ? sums.join("") : terms.join("") + afterFirst(sums);
    return `${name} = ${equation}`;
  }

  /** The server's value of the cell on show, and whether the sum above agrees with it. */
  checkServer(value) {
    const { model, labels } = this;
    if (model.isPreview()) return labels.preview;
    const server = model.serverOutput[this.cursor.row * model.outWidth + this.cursor.column];
    const size = Math.max(1, Math.abs(server), model.outputLimit);
    const agrees = Math.abs(server - value) <= 1e-4 * size;
    return `${labels.server} ${format(server, 4)} ${agrees ? "✓" : "≠"}`;
  }

  /** Lines for the longest sums this filter can have, so that nothing jumps under the pointer. */
  reserveLines() {
    const { model, data } = this;
    const { ratio } = this.input;
    this.input.light.font = `${13 * ratio}px ${this.palette.codeFont}`;
    const letter = this.input.light.measureText("0").width / ratio || 8;
    this.letters = Math.max(20, Math.floor((this.root.clientWidth - 30) / letter));
    const most = this.root.classList.contains("wide") ? 2 : 4;
    const linesFor = (length) => Math.min(most, Math.ceil(length / (this.letters - SLACK)));
    const longest = (values) => Math.max(...Array.from(values, (value) => format(value).length));
    const taps = model.rows * model.columns;
    const value = model.inputWhole ? format(-model.inputLimit).length : data.range ? 5 : 6;
    const term = value + longest(model.serverWeight) + 4;
    this.termLines = this.tab < 0 ? 0 : linesFor(taps * term + 22);
    const names = data.names.reduce((sum, name) => sum + name.length + 11, 32);
    this.sumLines = model.channels > 1 ? linesFor(names) : model.bias ? 1 : 0;
    const lines = Math.max(1, this.termLines + this.sumLines);
    this.work.style.height = `${lines * LINE}px`;
  }

  /** As many terms as `lines` hold, joined by plus signs. */
  fitTerms(terms, name, lines) {
    const room = (this.letters - SLACK) * lines - name.length - 12;
    const length = terms.reduce((sum, term) => sum + term.length + 3, 0);
    let shown = terms;
    if (length > room) {
      const last = terms[terms.length - 1];
      let used = last.length + 8;
      let count = 0;
      while (count < terms.length - 1 && used + terms[count].length + 3 <= room)
        used += terms[count++].length + 3;
      shown = [...terms.slice(0, Math.max(1, count)), "…", last];
    }
    const joined = shown.map((term, i) => (i ? `+ ${term} ` : `${term} `));
    return name ? [`${name}: `, ...joined] : joined;
  }

  writeLines(head, check, terms, sums) {
    this.sentence.textContent = head;
    this.check.textContent = check;
    this.check.hidden = !check;
    this.tag.textContent = this.labels.pinned;
    const { pinned } = this;
    this.tag.hidden = !check || !pinned || !sameCell(pinned, this.cursor);
    writePieces(this.termsLine, terms.length ? terms : []);
    writePieces(this.sumLine, sums || []);
  }

  announce() {
    clearTimeout(this.announceTimer);
    this.announceTimer = setTimeout(() => {
      this.live.textContent = this.spoken;
    }, ANNOUNCE_AFTER_MS);
  }

  writeTable() {
    const { model, labels, data } = this;
    const channels =
      this.tab < 0 ? Array.from({ length: model.channels }, (_, c) => c) : [this.shownChannel()];
    const table = make("table");
    const head = make("tr", "", make("thead", "", table));
    const several = model.channels > 1;
    const titles = [labels.tap, labels.input, labels.weight, labels.product];
    if (several) titles.unshift(labels.channel);
    for (const title of titles) make("th", "", head, title).scope = "col";
    const body = make("tbody", "", table);
    let sum = 0;
    for (const channel of channels)
      for (const term of model.terms(channel, this.cursor.row, this.cursor.column)) {
        const line = make("tr", "", body);
        if (several) make("td", "", line, data.names[channel]);
        make("td", "", line, `${term.i}, ${term.j}`);
        for (const number of [term.x, term.w, term.product])
          make("td", "", line, format(number, 4));
        sum += term.product;
      }
    const foot = make("tr", "", make("tfoot", "", table));
    const title = make("td", "", foot, labels.sum);
    title.colSpan = titles.length - 1;
    make("td", "", foot, format(sum, 4));
    this.tableBody.replaceChildren(table);
  }

  // ---- what the visitor does

  listen() {
    for (const picture of Object.values(this.pictures)) {
      const canvas = picture.over;
      canvas.onpointermove = (event) => this.pointerMoved(picture, event);
      canvas.onpointerdown = (event) => this.pointerDown(picture, event);
      canvas.onpointerup = (event) => this.pointerUp(picture, event);
      canvas.onpointercancel = () => this.pointerCancelled();
      canvas.onpointerleave = (event) => this.pointerLeft(event);
      canvas.onkeydown = (event) => this.keyPressed(picture, event);
      canvas.onfocus = () => this.focused(picture);
      canvas.onblur = () => this.blurred();
    }
    this.kernel.over.ondblclick = (event) => this.openEditor(this.kernel.cellAt(event));
    this.backButton.onclick = () => this.step(-1);
    this.forwardButton.onclick = () => this.step(1);
    this.playButton.onclick = () => this.setPlaying(!this.playing);
    this.speedSlider.oninput = () => this.setSpeed(2 ** Number(this.speedSlider.value));
    this.valuesButton.onclick = () => this.setUses(false);
    this.usesButton.onclick = () => this.setUses(true);
    this.table.ontoggle = () => this.schedule("light");
    this.tabs.onkeydown = (event) => this.tabKey(event);
    this.editor.onkeydown = (event) => this.editorKey(event);
    this.editor.onblur = () => this.closeEditor(true);
    this.setSpeed(this.speed);
  }

  setHover(pane, cell) {
    this.hover = cell ? { pane, ...cell } : null;
    if (cell && pane === "output") this.cursor = cell;
    if (!cell && this.pinned && !this.playing) this.cursor = this.pinned;
    this.schedule("light");
  }

  pointerMoved(picture, event) {
    if (this.drag) {
      this.dragWeight(event);
      return;
    }
    const cell = picture.cellAt(event, event.buttons > 0);
    const { hover } = this;
    const same = hover?.pane === picture.name && cell && sameCell(hover, cell);
    if (same) return;
    if (this.touch) this.touch.moved = true;
    this.setHover(picture.name, cell);
  }

  pointerDown(picture, event) {
    if (event.button !== 0) return;
    const cell = picture.cellAt(event, false);
    if (!cell) return;
    const again = this.hover?.pane === picture.name && sameCell(this.hover, cell);
    if (event.pointerType !== "mouse") this.touch = { again, moved: false };
    picture.over.setPointerCapture(event.pointerId);
    this.setHover(picture.name, cell);
    if (picture === this.kernel && this.data.editable) {
      this.tap = cell;
      const value = this.model.weightAt(this.shownChannel(), cell.row, cell.column);
      this.drag = { ...cell, y: event.clientY, value, moved: false };
    }
  }

  pointerUp(picture, event) {
    const { drag, touch } = this;
    this.drag = null;
    this.touch = null;
    if (drag) {
      if (drag.moved) this.report();
      else this.schedule("light");
      if (!picture.cellAt(event, false)) this.setHover(picture.name, null);
      return;
    }
    if (picture !== this.output || event.button !== 0) return;
    const cell = picture.cellAt(event, false);
    if (!cell) {
      this.setHover("output", null);
      return;
    }
    if (!touch || (touch.again && !touch.moved)) this.togglePin(cell);
  }

  pointerCancelled() {
    if (this.drag?.moved) this.report();
    this.drag = null;
    this.touch = null;
  }

  pointerLeft(event) {
    if (event.pointerType === "mouse" && !this.drag) this.setHover("", null);
  }

  togglePin(cell) {
    this.pinned = this.pinned && sameCell(this.pinned, cell) ? null : { ...cell };
    this.setStateValue("pinned", this.pinned ? [this.pinned.row, this.pinned.column] : null);
    this.schedule("light");
  }

  unpin() {
    if (this.pinned) this.togglePin(this.pinned);
  }

  focused(picture) {
    if (!picture.over.matches(":focus-visible")) return;
    if (picture === this.kernel) this.setHover("kernel", this.tap);
    this.announce();
  }

  blurred() {
    if (this.pending.size && !this.drag && this.editor.hidden) this.report();
    if (this.hover?.keyboard) this.setHover("", null);
  }

  keyPressed(picture, event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    let used = true;
    if (move) this.moveBy(picture, ...move);
    else if (event.key === " ") this.setPlaying(!this.playing);
    else if (event.key === "Escape") this.unpin();
    else if (event.key === "Enter" && picture === this.output) this.togglePin(this.cursor);
    else if (picture === this.kernel && this.data.editable) used = this.editKey(event);
    else used = false;
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
    this.announce();
  }

  moveBy(picture, down, right) {
    const clampTo = (value, size) => Math.min(size - 1, Math.max(0, value));
    const start = { row: this.model.top, column: this.model.left }; // the first real cell
    const before = this.hover?.pane === "input" ? this.hover : null;
    const from = { input: before ?? start, kernel: this.tap, output: this.cursor }[picture.name];
    const first = picture === this.input && !before;
    const cell = {
      row: clampTo(from.row + (first ? 0 : down), picture.rows),
      column: clampTo(from.column + (first ? 0 : right), picture.columns),
    };
    if (picture === this.kernel) this.tap = cell;
    if (picture === this.output) {
      this.setPlaying(false);
      this.hover = null;
      this.cursor = cell;
      this.schedule("light");
      return;
    }
    this.setHover(picture.name, cell);
    this.hover.keyboard = true;
  }

  tabKey(event) {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!direction) return;
    const at = this.tabButtons.findIndex((button) => Number(button.dataset.channel) === this.tab);
    const count = this.tabButtons.length;
    const next = this.tabButtons[(at + direction + count) % count];
    this.chooseTab(Number(next.dataset.channel));
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  // ---- walking

  step(by) {
    const { outHeight, outWidth } = this.model;
    const count = outHeight * outWidth;
    const there = this.cursor.row * outWidth + this.cursor.column + by;
    const number = ((there % count) + count) % count;
    this.hover = null;
    this.cursor = { row: Math.floor(number / outWidth), column: number % outWidth };
    this.schedule("light");
  }

  setPlaying(playing) {
    if (this.playing === playing) return;
    this.playing = playing;
    if (playing) this.hover = null; // a finger that rests here must not hold the window
    this.showPlaying();
    this.schedule("light");
    cancelAnimationFrame(this.walk);
    if (!playing) return;
    let last = performance.now();
    let due = 0;
    const tick = (now) => {
      if (!this.hover) due += ((now - last) / 1000) * this.speed; // a hover holds the window
      last = now;
      if (due >= 1) {
        this.step(Math.floor(due));
        due %= 1;
      }
      this.walk = requestAnimationFrame(tick);
    };
    this.walk = requestAnimationFrame(tick);
  }

  showPlaying() {
    const text = this.playing ? this.labels.pause : this.labels.play;
    setIcon(this.playButton, this.playing ? "pause" : "play");
    nameButton(this.playButton, text);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.speedText.textContent = `${speed < 10 ? Number(speed.toFixed(1)) : Math.round(speed)}/s`;
  }

  setUses(uses) {
    this.uses = uses;
    this.showUses();
    this.schedule("base");
  }

  showUses() {
    this.valuesButton.setAttribute("aria-pressed", String(!this.uses));
    this.usesButton.setAttribute("aria-pressed", String(this.uses));
  }

  // ---- editing

  setWeight(cell, value) {
    const bounded = Math.min(1000, Math.max(-1000, Number(value.toPrecision(6))));
    this.model.setTap(this.shownChannel(), cell.row, cell.column, bounded, this.makesSame());
    this.pending.set(`${cell.row},${cell.column}`, {
      row: cell.row,
      column: cell.column,
      value: bounded,
    });
    this.schedule("output");
  }

  dragWeight(event) {
    const { drag } = this;
    const up = drag.y - event.clientY;
    if (!drag.moved && Math.abs(up) < 3) return;
    drag.moved = true;
    drag.step ??= niceStep(this.model.weightLimit / 20);
    const steps = Math.round(up / DRAG_PIXELS_PER_STEP);
    const value = Math.round(drag.value / drag.step + steps) * drag.step;
    this.setWeight(drag, value);
  }

  /** Keys on a weight; returns whether the key meant something. */
  editKey(event) {
    if (event.key === "Enter") {
      this.openEditor(this.tap);
      return true;
    }
    const more = ["+", "="].includes(event.key) || event.code === "NumpadAdd";
    const less = ["-", "_", MINUS].includes(event.key) || event.code === "NumpadSubtract";
    if (!more && !less) return false;
    const step = (event.shiftKey ? 1 : 0.1) * (more ? 1 : -1);
    const { row, column } = this.tap;
    const now = this.model.weightAt(this.shownChannel(), row, column);
    this.setWeight(this.tap, Math.round((now + step) * 1e6) / 1e6);
    this.setHover("kernel", this.tap);
    this.hover.keyboard = true;
    clearTimeout(this.reportTimer);
    this.reportTimer = setTimeout(() => this.report(), REPORT_AFTER_KEY_MS);
    return true;
  }

  openEditor(cell) {
    if (!cell || !this.data.editable) return;
    const { editor, kernel } = this;
    this.editing = cell;
    editor.value = Number(
      this.model.weightAt(this.shownChannel(), cell.row, cell.column).toPrecision(6),
    );
    const width = Math.max(64, kernel.cell);
    editor.style.width = `${width}px`;
    editor.style.left = `${(cell.column + 0.5) * kernel.cell - width / 2}px`;
    editor.style.top = `${(cell.row + 0.5) * kernel.cell - 15}px`;
    editor.hidden = false;
    editor.focus();
    editor.select();
  }

  editorKey(event) {
    event.stopPropagation(); // the page has shortcuts of its own
    if (event.key !== "Enter" && event.key !== "Escape") return;
    this.closeEditor(event.key === "Enter");
    this.kernel.over.focus();
  }

  closeEditor(accept) {
    const { editor } = this;
    if (editor.hidden) return;
    editor.hidden = true;
    const value = Number.parseFloat(editor.value);
    const { row, column } = this.editing;
    const now = this.model.weightAt(this.shownChannel(), row, column);
    if (!accept || !Number.isFinite(value) || Math.abs(value - now) < 1e-7) return;
    this.setWeight(this.editing, value);
    this.report();
  }

  /** Tell the server, once for each edit; the number only grows, over remounts too. */
  report() {
    clearTimeout(this.reportTimer);
    if (!this.pending.size) return;
    this.pending.clear();
    const { model } = this;
    const size = model.rows * model.columns;
    const from = this.shownChannel() * size;
    const plain = (number) => Number(number.toPrecision(7));
    const values = Array.from(model.weight.slice(from, from + size), plain);
    const change = values.map((value, i) => plain(value - model.serverWeight[from + i]));
    this.lastEdit = Math.max(this.lastEdit + 1, Date.now());
    this.root.dataset.edit = this.lastEdit;
    this.setStateValue("kernel", {
      values,
      change,
      shape: [model.rows, model.columns],
      edit: this.lastEdit,
    });
    this.schedule("output");
  }
}

// ------------------------------------------------------------- small drawing parts

function nameButton(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}

function sameCell(a, b) {
  return a.row === b.row && a.column === b.column;
}

function coordinate(number) {
  return number < 0 ? MINUS + -number : String(number);
}

function afterFirst(pieces) {
  return pieces.length ? ` ${pieces.slice(1).join("")}` : "";
}

function copyColour(table, from, bytes, at) {
  bytes[at] = table[from];
  bytes[at + 1] = table[from + 1];
  bytes[at + 2] = table[from + 2];
}

function coverPath(pen, path, tint, tintAlpha, pattern, patternAlpha, rule = "evenodd") {
  pen.globalAlpha = tintAlpha;
  pen.fillStyle = tint;
  pen.fill(path, rule);
  pen.globalAlpha = patternAlpha;
  pen.fillStyle = pattern;
  pen.fill(path, rule);
  pen.globalAlpha = 1;
}

/** Centred lines in each kernel cell, all of one size: lines are [text, relative size, bold]. */
function writeTaps(picture, cells, plate, font) {
  const { pen, cell, ratio } = picture;
  const all = cells.flatMap(({ lines }) => lines);
  if (!all.length) return;
  const longest = Math.max(3, ...all.map(([text, share]) => text.length * share));
  const rows = Math.max(...cells.map(({ lines }) => lines.length));
  const size = Math.min(15, (cell * 0.84) / rows / 1.16, (cell - 6) / (longest * 0.61));
  if (size < 6.5) return;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { i, j, ink, lines } of cells) {
    const [x, y] = picture.centre(i, j);
    if (plate) {
      pen.fillStyle = plate;
      const width = Math.min(cell - 4, longest * 0.62 * size + 8) * ratio;
      pen.fillRect(x - width / 2, y - size * 0.78 * ratio, width, size * 1.56 * ratio);
    }
    pen.fillStyle = ink;
    const gap = size * 1.2 * ratio;
    lines.forEach(([text, share, bold], k) => {
      pen.font = `${bold ? 600 : 400} ${size * share * ratio}px ${font}`;
      pen.globalAlpha = bold ? 1 : 0.85;
      pen.fillText(text, x, y + (k - (lines.length - 1) / 2) * gap + size * 0.06 * ratio);
    });
    pen.globalAlpha = 1;
  }
}

/** Pieces that break between each other and never inside. */
function writePieces(element, pieces) {
  const spans = pieces.map((piece) => {
    const span = make("span", piece.startsWith("=") ? "result" : "", null, piece.trimEnd());
    return span;
  });
  const parts = [];
  for (const span of spans) parts.push(span, " ");
  element.replaceChildren(...parts);
}
