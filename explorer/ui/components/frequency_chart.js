// Curves over frequency, panel under panel on one axis. A changed curve is drawn anew in place; the
// pointer's line and the values beside the names never leave the browser.

const SVG = "http://www.w3.org/2000/svg";
const LEFT_PX = 38;
const RIGHT_PX = 10;
const AXIS_PX = 20;
const TOP_PX = 6;
const HZ_STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const LABEL_ROOM = 56; // CSS pixels between two labels of the axis, at least

const charts = new WeakMap(); // parentElement -> the live chart

export default function ({ parentElement, data }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = build(parentElement);
    charts.set(parentElement, chart);
  }
  chart.data = data;
  chart.values = column(data.values);
  draw(chart);
  chart.root.dataset.token = data.token;
  return () => {
    chart.observer.disconnect();
    chart.root.remove();
    charts.delete(parentElement);
  };
}

function build(parentElement) {
  const chart = { hz: null, width: 0, panels: [] };
  chart.root = make("section", "frequencies", { role: "figure" });
  chart.plot = make("div", "plot", { tabIndex: 0, role: "slider", "aria-valuemin": "0" });
  chart.root.append(chart.plot);
  const colours = splitColours(themeReader(parentElement.host ?? parentElement)("chart-categorical-colors"));
  const [line, folded, second] = [colours[0] ?? "#1d7bc3", colours[1] ?? "#dd700a", colours[2] ?? "#347456"];
  for (const [name, colour] of Object.entries({ line, folded, second })) chart.root.style.setProperty(`--${name}`, colour);
  parentElement.append(chart.root);
  chart.plot.onpointermove = (event) => pointAt(chart, event);
  chart.plot.onpointerdown = (event) => pointAt(chart, event);
  chart.plot.onpointerleave = () => point(chart, null);
  chart.plot.onkeydown = (event) => press(chart, event);
  chart.observer = new ResizeObserver(() => {
    if (chart.data && chart.plot.clientWidth !== chart.width) draw(chart);
  });
  chart.observer.observe(chart.plot);
  return chart;
}

/* ---------- drawing ---------- */

function draw(chart) {
  const { data } = chart;
  chart.width = chart.plot.clientWidth;
  chart.span = Math.max(1, chart.width - LEFT_PX - RIGHT_PX);
  chart.root.setAttribute("aria-label", data.alt);
  chart.plot.setAttribute("aria-label", data.labels.place);
  chart.plot.setAttribute("aria-valuemax", String(Math.round(data.top)));
  chart.panels = data.panels.map((panel, place) => drawPanel(chart, panel, place));
  chart.plot.replaceChildren(...chart.panels.map((drawn) => drawn.root));
  point(chart, chart.hz);
}

function drawPanel(chart, panel, place) {
  const last = place === chart.data.panels.length - 1;
  const height = panel.height;
  const drawing = shape("svg", { height: TOP_PX + height + (last ? AXIS_PX : 4), "aria-hidden": "true" });
  drawing.append(shape("defs", {}, [hatching(`folded-${place}`)]));
  const y = (value) => TOP_PX + height * (1 - (clamp(value, panel.low, panel.high) - panel.low) / (panel.high - panel.low));
  drawGrid(chart, drawing, panel, y, last);
  const inside = { chart, drawing, y, bottom: TOP_PX + height, place };
  drawSpans(inside);
  const values = panel.curves.map((curve) => {
    drawCurve(inside, curve);
    return make("span", "value");
  });
  drawMarks(inside, place === 0);
  const pointer = shape("line", { class: "pointer", y1: TOP_PX, y2: TOP_PX + height, visibility: "hidden" });
  drawing.append(pointer);
  const names = panel.curves.map((curve, i) => make("span", "curve", {}, [legendKey(curve, place), curve.name, values[i]]));
  const head = make("div", "head", {}, [make("span", "title", { textContent: titleOf(panel) }), ...names]);
  return { root: make("div", "panel", {}, [head, drawing]), pointer, values, panel };
}

function drawGrid(chart, drawing, panel, y, last) {
  const [left, right] = [LEFT_PX, LEFT_PX + chart.span];
  const step = valueStep(panel);
  for (let value = Math.ceil(panel.low / step) * step; value <= panel.high + 1e-9; value += step) {
    drawing.append(shape("line", { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) }));
    drawing.append(words(formatNumber(value), left - 5, y(value) + 4, "end"));
  }
  const room = (chart.data.top * LABEL_ROOM) / chart.span;
  const hzStep = HZ_STEPS.find((size) => size >= room) ?? HZ_STEPS.at(-1);
  for (let hz = 0; hz <= chart.data.top + 1e-6; hz += hzStep) {
    const x = xOf(chart, hz);
    drawing.append(shape("line", { class: "grid", x1: x, x2: x, y1: TOP_PX, y2: TOP_PX + panel.height }));
    if (!last) continue;
    const end = x > right - 24;
    const text = hz + hzStep > chart.data.top ? `${hz.toLocaleString("en")} ${chart.data.labels.hertz}` : hz.toLocaleString("en");
    drawing.append(words(text, end ? right + RIGHT_PX : x, TOP_PX + panel.height + 14, end ? "end" : "middle"));
  }
}

function valueStep(panel) {
  const rough = (panel.high - panel.low) / Math.max(2, panel.height / 32);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= rough);
}

function drawCurve({ chart, drawing, y, bottom, place }, curve) {
  const filled = curve.look === "area" || curve.look === "folded";
  const parts = [];
  let begun = null;
  const close = (x) => { if (filled && begun !== null) parts.push(`L${x} ${bottom}L${begun} ${bottom}Z`); };
  let x = 0;
  for (let i = curve.from; i < curve.to; i++) {
    const value = chart.values[i];
    if (Number.isNaN(value)) { close(x); begun = null; continue; }
    x = xOf(chart, curve.first + (i - curve.from) * curve.step).toFixed(1);
    parts.push(`${begun === null ? "M" : "L"}${x} ${y(value).toFixed(1)}`);
    begun ??= x;
  }
  close(x);
  const path = shape("path", { class: curve.look, d: parts.join("") });
  if (curve.look === "folded") path.style.fill = `url(#folded-${place})`;
  drawing.append(path);
}

function drawSpans({ chart, drawing, bottom }) {
  for (const [hz, end] of chart.data.marks) {
    if (end === null) continue;
    const [x, far] = [xOf(chart, hz), xOf(chart, end)];
    drawing.append(shape("rect", { class: "span", x, width: Math.max(0, far - x), y: TOP_PX, height: bottom - TOP_PX }));
  }
}

/** Lines with their words, each on the first line of words where it has room. */
function drawMarks({ chart, drawing, bottom }, named) {
  const ends = [];
  const sorted = [...chart.data.marks].sort((a, b) => a[0] - b[0]);
  for (const [hz, end, label] of sorted) {
    const x = xOf(chart, hz);
    if (end === null) drawing.append(shape("line", { class: "mark", x1: x, x2: x, y1: TOP_PX, y2: bottom }));
    if (!named || !label) continue;
    const text = words(label, x, 0, "start");
    text.setAttribute("class", "of-mark");
    drawing.append(text);
    const room = 6.4 * label.length;
    const start = Math.max(LEFT_PX + 3, Math.min(x + 4, LEFT_PX + chart.span - room));
    let line = ends.findIndex((taken) => taken < start);
    if (line < 0) line = ends.length;
    ends[line] = start + room;
    text.setAttribute("x", start);
    text.setAttribute("y", TOP_PX + 13 + 14 * line);
  }
}

function legendKey(curve, place) {
  const svg = shape("svg", { class: "key", viewBox: "0 0 18 11" });
  if (curve.look === "folded") svg.append(shape("defs", {}, [hatching(`key-${place}`)]));
  const filled = curve.look === "area" || curve.look === "folded";
  const mark = shape("path", { class: curve.look, d: filled ? "M0 11V2H18V11Z" : "M0 6H18" });
  if (curve.look === "folded") mark.style.fill = `url(#key-${place})`;
  svg.append(mark);
  return svg;
}

function hatching(id) {
  const line = shape("path", { d: "M0 6L6 0M-1 1L1 -1M5 7L7 5", style: "stroke: var(--folded); stroke-width: 1.6" });
  return shape("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, [line]);
}

/* ---------- pointing ---------- */

function pointAt(chart, event) {
  const x = event.clientX - chart.plot.getBoundingClientRect().left - LEFT_PX;
  point(chart, clamp(x / chart.span, 0, 1) * chart.data.top);
}

function press(chart, event) {
  const { top } = chart.data;
  const now = chart.hz ?? 0;
  const places = { ArrowLeft: now - top / 100, ArrowRight: now + top / 100, Home: 0, End: top, Escape: null };
  if (!(event.key in places)) return;
  const place = places[event.key];
  point(chart, place === null ? null : clamp(place, 0, top));
  event.preventDefault();
}

function point(chart, hz) {
  chart.hz = hz;
  const told = [];
  for (const { pointer, values, panel } of chart.panels) {
    pointer.setAttribute("visibility", hz === null ? "hidden" : "visible");
    if (hz !== null) {
      pointer.setAttribute("x1", xOf(chart, hz));
      pointer.setAttribute("x2", xOf(chart, hz));
    }
    panel.curves.forEach((curve, i) => {
      const text = hz === null ? "" : valueAt(chart, curve, hz, panel.unit);
      setText(values[i], text);
      if (text) told.push(`${curve.name} ${text}`);
    });
  }
  const heading = chart.panels[0]?.root.querySelector(".title");
  const place = hz === null ? "" : ` · ${Math.round(hz).toLocaleString("en")} ${chart.data.labels.hertz}`;
  if (heading) setText(heading, titleOf(chart.data.panels[0]) + place);
  chart.plot.setAttribute("aria-valuenow", String(Math.round(hz ?? 0)));
  chart.plot.setAttribute("aria-valuetext", [place.slice(3), ...told].join(", "));
}

function valueAt(chart, curve, hz, unit) {
  const i = Math.round((hz - curve.first) / curve.step);
  if (i < 0 || i >= curve.to - curve.from) return "";
  const value = chart.values[curve.from + i];
  return Number.isNaN(value) ? "" : `${formatNumber(value)} ${unit}`.trim();
}

/* ---------- small things ---------- */

function titleOf(panel) {
  return panel.unit ? `${panel.title}, ${panel.unit}` : panel.title;
}

function xOf(chart, hz) {
  return LEFT_PX + (hz / chart.data.top) * chart.span;
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

function shape(name, attributes = {}, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function words(text, x, y, anchor) {
  const element = shape("text", { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
}
