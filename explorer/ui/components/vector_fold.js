// A vector folded into rows. Its width is dragged here: at the picture's edge, with the slider, or
// on the curve; only the width let go of is sent.

const TALLEST = 380; // CSS pixels of the folded picture
const LARGEST_NUMBER = 14; // CSS pixels a number, of a short vector
const CURVE = { height: 130, left: 38, right: 10, top: 20, bottom: 30 };
const BESIDE_FROM = 700;
const GRIP = 22; // room right of the picture for the handle at its edge
const LATE_MS = 2000;

const folders = new WeakMap(); // parentElement -> the live folder

export default function (component) {
  const { parentElement, data } = component;
  let folder = folders.get(parentElement);
  if (!folder) {
    folder = buildFolder(parentElement);
    folders.set(parentElement, folder);
  }
  folder.send = (width) => component.setTriggerValue("width", width);
  folder.theme = readTheme(parentElement);
  takeVector(folder, data);
  layOutFold(folder);
  return () => {
    folder.observer.disconnect();
    folder.root.remove();
    folders.delete(parentElement);
  };
}

function buildFolder(parentElement) {
  const folder = { width: 0, data: null, sent: null, room: 0 };
  folder.canvas = make("canvas", "fold");
  folder.grip = make("div", "grip", { "aria-hidden": "true" });
  folder.sheet = make("div", "sheet", { role: "img" }, [folder.canvas, folder.grip]);
  folder.less = make("button", "", { type: "button", textContent: MINUS });
  folder.more = make("button", "", { type: "button", textContent: "+" });
  folder.slider = make("input", "", { type: "range", step: 1 });
  folder.name = make("span", "name");
  folder.number = make("output", "number");
  folder.rows = make("p", "rows");
  folder.verdict = make("p", "verdict");
  folder.fit = make("p", "fit");
  folder.best = make("p", "best");
  folder.curve = make("canvas", "curve", { role: "img" });
  folder.hint = make("p", "hint");
  const bar = make("div", "bar", {}, [folder.less, folder.slider, folder.more]);
  folder.words = make("div", "words", {}, [
    make("p", "head", {}, [folder.name, " ", folder.number]), bar,
    make("div", "told", { "aria-live": "polite" }, [folder.rows, folder.verdict, folder.fit, folder.best]),
    folder.curve, folder.hint,
  ]);
  folder.root = make("section", "vector-fold", {}, [folder.words, folder.sheet]);
  parentElement.appendChild(folder.root);
  listenFold(folder);
  folder.observer = new ResizeObserver(() => {
    if (folder.data && folder.root.clientWidth !== folder.room) layOutFold(folder);
  });
  folder.observer.observe(folder.root);
  return folder;
}

function takeVector(folder, data) {
  const changed = folder.data?.digest !== data.digest;
  folder.data = data;
  if (changed) {
    folder.values = column(data.values);
    folder.shades = shadesOf(folder.values, data);
  }
  folder.most = data.least + data.fits.length - 1;
  // An answer to an older run must not take back a width that is still on its way.
  const late = folder.sent && performance.now() - folder.sent.at < LATE_MS;
  if (!late || folder.sent.width === data.width || changed) {
    folder.width = data.width;
    folder.sent = null;
  }
  folder.width = clampWidth(folder, folder.width);
  const { labels } = data;
  setText(folder.name, labels.width);
  setText(folder.hint, labels.drag);
  folder.sheet.setAttribute("aria-label", data.alt);
  nameElement(folder.less, labels.less);
  nameElement(folder.more, labels.more);
  folder.slider.setAttribute("aria-label", labels.width);
  folder.slider.min = data.least;
  folder.slider.max = folder.most;
}

/** The colour of each number, packed: grey, or the shade of the channel it belongs to. */
function shadesOf(values, { range: [low, high], channels, planes }) {
  const third = values.length / planes;
  return Uint32Array.from(values, (value, i) => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
    const level = Math.round(255 * share);
    const channel = channels > 1 ? i % channels : planes > 1 ? Math.floor(i / third) : -1;
    const [r, g, b] = channel < 0 ? [level, level, level] : [0, 1, 2].map((c) => (c === channel ? level : 0));
    return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  });
}

function clampWidth(folder, width) {
  return Math.min(folder.most, Math.max(folder.data.least, Math.round(width)));
}

/* ---------- layout and drawing ---------- */

function layOutFold(folder) {
  const room = folder.root.clientWidth;
  folder.room = room;
  if (!room) return;
  const beside = room >= BESIDE_FROM;
  folder.root.classList.toggle("beside", beside);
  folder.wordsWidth = beside ? Math.min(430, room * 0.45) : room;
  folder.words.style.width = `${folder.wordsWidth}px`;
  folder.sheetWidth = (beside ? room - folder.wordsWidth - 32 : room) - GRIP;
  folder.sheet.style.height = `${TALLEST}px`;
  const { true_width, channels } = folder.data;
  const rows = Math.ceil(folder.values.length / true_width);
  // A number is a third as wide as high where three make a pixel, so that the picture is in shape.
  const tall = Math.min(LARGEST_NUMBER * (channels > 1 ? 1.5 : 1), TALLEST / rows);
  folder.tall = Math.min(tall, (folder.sheetWidth / folder.most) * channels);
  drawFold(folder);
}

function drawFold(folder) {
  const started = performance.now();
  const { width, values, data } = folder;
  const rows = Math.ceil(values.length / width);
  const tall = Math.min(folder.tall, TALLEST / rows);
  const wide = tall / data.channels;
  folder.wide = wide;
  const pixels = new Uint32Array(rows * width); // past the vector's end: nothing
  pixels.set(folder.shades);
  folder.small = pixelsToCanvas(pixels, width, rows, folder.small);
  const to = { x: 0, y: 0, width: width * wide, height: rows * tall };
  const pen = sizeCanvas(folder.canvas, to.width, to.height);
  drawSharp(pen, folder.small, { x: 0, y: 0, width, height: rows }, to);
  folder.grip.style.transform = `translateX(${to.width}px)`;
  folder.grip.style.height = `${to.height}px`;
  folder.slider.value = String(width);
  drawFits(folder);
  writeFold(folder, rows);
  Object.assign(folder.root.dataset, { width, rows, drawMs: (performance.now() - started).toFixed(2) });
}

function writeFold(folder, rows) {
  const { width, values, data, data: { labels, true_width: row } } = folder;
  const last = values.length - (rows - 1) * width;
  setText(folder.number, String(width));
  setText(folder.rows, fill(last === width ? labels.whole : labels.rows, { rows, width, last }));
  const verdict = width === row ? labels.true : width < row ? labels.fewer : labels.greater;
  setText(folder.verdict, fill(verdict, { width, count: Math.abs(row - width) }));
  const fit = data.fits[width - data.least];
  setText(folder.fit, fit === null ? labels.no_fit : fill(labels.fit, { fit: twoDigits(fit) }));
  const best = bestWidth(data);
  setText(folder.best, best === null ? "" : fill(labels.best, { fit: twoDigits(best.fit), width: best.width }));
  folder.slider.setAttribute("aria-valuetext", `${width}: ${folder.verdict.textContent} ${folder.fit.textContent}`);
  folder.less.disabled = width === data.least;
  folder.more.disabled = width === folder.most;
  folder.root.classList.toggle("true", width === row);
}

function twoDigits(fit) {
  return fit.toFixed(2).replace(/^-(?=0\.00$)/, "").replace("-", MINUS);
}

function bestWidth({ fits, least }) {
  let best = null;
  fits.forEach((fit, i) => {
    if (fit !== null && (best === null || fit > best.fit)) best = { fit, width: least + i };
  });
  return best;
}

/** The correlation at every width, the true one and the present one marked. */
function drawFits(folder) {
  const { theme, data, wordsWidth, width } = folder;
  const { labels, fits, least, true_width: row } = data;
  const pen = sizeCanvas(folder.curve, wordsWidth, CURVE.height);
  folder.curve.setAttribute("aria-label", `${labels.curve}, ${labels.axis}`);
  const w = wordsWidth - CURVE.left - CURVE.right;
  const h = CURVE.height - CURVE.top - CURVE.bottom;
  const known = fits.filter((fit) => fit !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(1, ...known)];
  const x = (at) => CURVE.left + ((at - least) / Math.max(1, folder.most - least)) * w;
  const y = (fit) => CURVE.top + ((high - fit) / (high - low)) * h;
  pen.font = `11px ${theme.font}`;
  pen.fillStyle = pen.strokeStyle = theme.text;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const fit of low < -0.3 ? [-0.5, 0, 0.5, 1] : [0, 0.5, 1]) {
    if (fit < low) continue;
    pen.globalAlpha = 0.2;
    pen.fillRect(CURVE.left, Math.round(y(fit)), w, 1);
    pen.globalAlpha = 0.8;
    pen.fillText(formatNumber(fit), CURVE.left - 6, y(fit));
  }
  pen.textBaseline = "alphabetic";
  for (const at of [least, folder.most]) {
    pen.textAlign = at === least ? "left" : "right";
    pen.fillText(at, x(at), CURVE.height - CURVE.bottom + 13);
  }
  pen.textAlign = "left";
  pen.fillText(labels.curve, 0, 10);
  pen.textAlign = "right";
  pen.fillText(labels.axis, wordsWidth - CURVE.right, CURVE.height - 3);
  pen.globalAlpha = 1;
  drawTrueRow(pen, theme, x(row), `${labels.true_mark} ${row}`, wordsWidth);
  pen.strokeStyle = theme.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  fits.forEach((fit, i) => {
    if (fit === null) return;
    if (i && fits[i - 1] !== null) pen.lineTo(x(least + i), y(fit));
    else pen.moveTo(x(least + i), y(fit));
  });
  pen.stroke();
  pen.fillStyle = theme.primary;
  pen.fillRect(x(width) - 1, CURVE.top, 2, h);
  const fit = fits[width - least];
  if (fit === null) return;
  pen.beginPath();
  pen.arc(x(width), y(fit), 5, 0, 2 * Math.PI);
  pen.fill();
  pen.strokeStyle = theme.background;
  pen.stroke();
}

function drawTrueRow(pen, theme, x, text, width) {
  pen.strokeStyle = theme.text;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(x, CURVE.top);
  pen.lineTo(x, CURVE.height - CURVE.bottom);
  pen.stroke();
  pen.setLineDash([]);
  pen.textAlign = "center";
  const half = pen.measureText(text).width / 2;
  pen.fillText(text, Math.min(width - half, Math.max(half + CURVE.left, x)), CURVE.height - CURVE.bottom + 13);
}

/* ---------- pointer and keyboard ---------- */

function listenFold(folder) {
  const { slider, less, more, sheet, curve } = folder;
  slider.oninput = () => foldAt(folder, Number(slider.value));
  slider.onchange = () => report(folder);
  less.onclick = () => nudge(folder, -1);
  more.onclick = () => nudge(folder, 1);
  dragOn(folder, sheet, (event) => {
    const { left } = folder.canvas.getBoundingClientRect();
    return (event.clientX - left - folder.drag.offset) / folder.wide;
  });
  dragOn(folder, curve, (event) => {
    const { left } = curve.getBoundingClientRect();
    const share = (event.clientX - left - CURVE.left) / (folder.wordsWidth - CURVE.left - CURVE.right);
    return folder.data.least + share * (folder.most - folder.data.least);
  });
}

/** Drag the width; `widthAt` says which width the pointer stands for. */
function dragOn(folder, element, widthAt) {
  element.onpointerdown = (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const { right } = folder.canvas.getBoundingClientRect();
    // The edge stays under the pointer where it was grasped, whatever the scale becomes.
    folder.drag = { element, offset: event.clientX - right };
    if (element === folder.curve) foldAt(folder, widthAt(event));
  };
  element.onpointermove = (event) => {
    if (folder.drag?.element === element) foldAt(folder, widthAt(event));
  };
  element.onpointerup = element.onpointercancel = () => {
    if (folder.drag?.element !== element) return;
    folder.drag = null;
    report(folder);
  };
}

function foldAt(folder, width) {
  const next = clampWidth(folder, width);
  if (next === folder.width) return;
  folder.width = next;
  drawFold(folder);
}

function nudge(folder, by) {
  foldAt(folder, folder.width + by);
  report(folder);
}

function report(folder) {
  if (folder.width === (folder.sent?.width ?? folder.data.width)) return;
  folder.sent = { width: folder.width, at: performance.now() };
  folder.send(folder.width);
}
