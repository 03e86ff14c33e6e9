// A clip, the kernel that slides through it, and its answer, played in step.

const SPEEDS = [0.25, 0.5, 1, 2];
const SPEED_NAMES = { 0.25: "¼×", 0.5: "½×", 1: "1×", 2: "2×" };
const GAP = 16;
const MOST_SIDE = 340; // CSS pixels of a frame
const KERNEL_ROOM = 210;
const SLICE_TITLE = 14;
const LEAST_THUMB = 26;
const MOST_THUMB = 40; // height
const EDIT_STEP_PX = 4;
const EDIT_STEPS = 20; // from 0 to the largest weight
const STILL_MS = 900; // a frame where motion is unwelcome
const PATHS = {
  start: "M6 6h2v12H6zm3.5 6 8.5 6V6z",
  back: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  forward: "M10 6 8.6 7.4l4.6 4.6-4.6 4.6L10 18l6-6z",
  play: "M8 5v14l11-7z",
  pause: "M6 19h4V5H6zm8-14v14h4V5z",
};

const players = new WeakMap(); // parentElement -> the live player
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

export default function (component) {
  const { parentElement, data } = component;
  let player = players.get(parentElement);
  if (!player) {
    player = buildPlayer(parentElement);
    players.set(parentElement, player);
    player.playing = data.autoplay && !stillness.matches;
  }
  player.send = (weights) => component.setTriggerValue("edited", weights);
  player.theme = readTheme(parentElement);
  takeData(player, data);
  layOut(player);
  if (player.playing) run(player);
  return () => {
    player.playing = false;
    player.observer.disconnect();
    player.root.remove();
    players.delete(parentElement);
  };
}

/* ---------- building ---------- */

function buildPlayer(parentElement) {
  const player = { at: 0, playing: false, speed: 1, data: null, ticking: false, sheets: {}, hover: null };
  player.panes = Object.fromEntries(["input", "kernel", "output"].map((name) => [name, buildPane(name)]));
  player.legend = { low: make("span", ""), bar: make("canvas", "ramp", { "aria-hidden": "true" }), high: make("span", ""), text: make("span", "scale") };
  player.strips = { input: make("canvas", "", { "aria-hidden": "true" }), output: make("canvas", "", { "aria-hidden": "true" }) };
  player.window = make("div", "window", { "aria-hidden": "true" });
  player.moment = make("div", "moment", { "aria-hidden": "true" });
  player.strip = make("div", "strip", { tabIndex: 0, role: "slider", "aria-valuemin": "0" }, [
    player.strips.input, player.strips.output, player.window, player.moment,
  ]);
  player.readout = make("p", "readout");
  player.root = make("section", "frames", { role: "group" }, [
    make("div", "stage", {}, ["input", "kernel", "output"].map((name) => player.panes[name].box)),
    make("div", "under", {}, [player.readout, make("div", "legend", {}, Object.values(player.legend))]),
    player.strip,
    buildTransport(player),
  ]);
  parentElement.appendChild(player.root);
  listen(player);
  player.observer = new ResizeObserver(() => {
    if (player.data && player.root.clientWidth !== player.width) layOut(player);
  });
  player.observer.observe(player.root);
  return player;
}

function buildPane(name) {
  const title = make("figcaption", "");
  const canvas = make("canvas", name, { role: "img" });
  return { title, canvas, box: make("figure", name, {}, [title, canvas]) };
}

function buildTransport(player) {
  const button = (name, act) => {
    const made = make("button", name, { type: "button" }, [makeIcon(PATHS[name])]);
    made.onclick = act;
    return made;
  };
  player.buttons = {
    start: button("start", () => goTo(player, 0)),
    back: button("back", () => nudge(player, -1)),
    play: button("play", () => setPlaying(player, !player.playing)),
    forward: button("forward", () => nudge(player, 1)),
  };
  player.speedButtons = SPEEDS.map((speed) => {
    const made = make("button", "", { type: "button", role: "radio", textContent: SPEED_NAMES[speed] });
    made.onclick = () => { player.speed = speed; player.since = null; markSpeed(player); };
    return made;
  });
  player.speedBox = make("div", "speed", { role: "radiogroup" }, player.speedButtons);
  player.status = make("div", "status", { "aria-live": "off" });
  return make("div", "transport", {}, [
    make("div", "buttons", {}, Object.values(player.buttons)), player.speedBox, player.status,
  ]);
}

function markSpeed(player) {
  SPEEDS.forEach((speed, i) =>
    player.speedButtons[i].setAttribute("aria-checked", String(speed === player.speed)));
}

/* ---------- data ---------- */

function takeData(player, data) {
  const same = player.data?.token === data.token;
  player.data = data;
  if (!same) {
    player.frames = readFrames(data);
    shareFrames(data.token, player.frames);
    player.stripsDue = true;
    player.kernel = Float32Array.from(column(data.kernel));
    player.drag = null;
    player.at = Math.min(player.at, data.output_shape[0] - 1);
    player.since = null;
  }
  const { labels } = data;
  player.root.setAttribute("aria-label", data.alt);
  player.panes.kernel.canvas.classList.toggle("editable", data.editable);
  player.panes.kernel.canvas.title = data.editable ? labels.edit : "";
  for (const name of ["start", "back", "forward"]) nameElement(player.buttons[name], labels[name]);
  player.strip.setAttribute("aria-label", labels.time);
  player.strip.setAttribute("aria-valuemax", data.output_shape[0] - 1);
  player.speedBox.setAttribute("aria-label", labels.speed);
  setText(player.legend.text, labels.legend);
  markSpeed(player);
  markPlaying(player);
}

/* ---------- time ---------- */

function lastFrame(player) {
  return player.data.output_shape[0] - 1;
}

function setPlaying(player, playing) {
  player.playing = playing;
  player.since = null;
  markPlaying(player);
  if (playing) run(player);
}

function markPlaying(player) {
  const { play } = player.buttons;
  nameElement(play, player.playing ? player.data.labels.pause : player.data.labels.play);
  play.firstChild.firstChild.setAttribute("d", player.playing ? PATHS.pause : PATHS.play);
  player.root.dataset.playing = player.playing;
  player.status.setAttribute("aria-live", player.playing ? "off" : "polite");
}

function goTo(player, at) {
  setPlaying(player, false);
  player.at = clampTo(at, lastFrame(player));
  draw(player);
}

function nudge(player, by) {
  goTo(player, player.at + by);
}

/** A frame stays as long as its window needs to move on by one stride. */
function stayMs(player) {
  if (stillness.matches) return STILL_MS / player.speed;
  return 1000 * player.data.axes[0][0] / player.data.rate / player.speed;
}

function run(player) {
  if (player.ticking) return;
  player.ticking = true;
  const tick = (now) => {
    player.ticking = player.playing;
    if (!player.playing) return;
    player.since ??= now;
    const due = Math.floor((now - player.since) / stayMs(player));
    if (due > 0) {
      player.since = due > 10 ? now : player.since + due * stayMs(player); // a tab that slept
      player.at = (player.at + (due > 10 ? 1 : due)) % (lastFrame(player) + 1);
      draw(player);
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/* ---------- layout ---------- */

function layOut(player) {
  player.width = player.root.clientWidth;
  if (!player.width) return;
  const { shape: [, height, width], output_shape: [, rows, columns] } = player.data;
  const wide = player.width >= 620;
  player.root.classList.toggle("wide", wide);
  const room = wide ? (player.width - KERNEL_ROOM - 2 * GAP) / 2 : (player.width - GAP) / 2;
  const side = Math.min(MOST_SIDE, room);
  const fit = (h, w) => { const cell = side / Math.max(h, w); return { cell, width: w * cell, height: h * cell }; };
  player.sizes = { input: fit(height, width), output: fit(rows, columns) };
  player.kernelRoom = wide
    ? [Math.min(KERNEL_ROOM + 60, player.width - 2 * side - 2 * GAP), side]
    : [player.width, 110];
  drawRampBar(player.legend.bar, player.theme.diverging, 110, 14, "0");
  setText(player.legend.low, formatNumber(-player.data.limit));
  setText(player.legend.high, formatNumber(player.data.limit));
  player.stripsDue = true;
  measureStrips(player);
  drawKernel(player);
  draw(player);
  if (!player.stripsAsked) requestAnimationFrame(() => setTimeout(() => drawStrips(player)));
  player.stripsAsked = true;
}

/* ---------- drawing ---------- */

function draw(player) {
  if (!player.width) return;
  const started = performance.now();
  const { frames, theme, sizes, sheets, at, data, panes } = player;
  const now = middleFrame(frames, at);
  sheets.input = paintInput(frames, theme, now, sheets.input);
  sheets.output = paintOutput(frames, theme, at, sheets.output);
  const pens = {
    input: show(panes.input.canvas, sheets.input, sizes.input.width, sizes.input.height),
    output: show(panes.output.canvas, sheets.output, sizes.output.width, sizes.output.height),
  };
  drawTracks(player, pens, now);
  drawHover(player, pens);
  writeWords(player, now);
  placeWindow(player);
  player.root.dataset.at = at;
  player.root.dataset.token = data.token;
  player.root.dataset.drawMs = (performance.now() - started).toFixed(2);
}

/** The boxes that follow what is known to move, with what it does and what the kernel answers. */
function drawTracks(player, pens, now) {
  const { data, sizes, theme } = player;
  const [, downAxis, rightAxis] = data.axes;
  const moment = centreOf(data.axes[0], player.at);
  for (const track of data.tracks) {
    const outline = (pen, edges, cell, text, width) => {
      const [top, bottom, left, right] = edges.map((edge) => (edge + 0.5) * cell);
      pen.strokeStyle = theme.primary;
      pen.lineWidth = 1.5;
      pen.strokeRect(left, top, right - left, bottom - top);
      drawWord(pen, theme, text, left, top - 18, width);
    };
    outline(pens.input, boxAt(track.boxes, now), sizes.input.cell, track.arrow, sizes.input.width);
    const [top, bottom, left, right] = boxAt(track.boxes, moment);
    const onOutput = [cellOf(downAxis, top), cellOf(downAxis, bottom), cellOf(rightAxis, left), cellOf(rightAxis, right)];
    outline(pens.output, onOutput, sizes.output.cell, `${track.arrow} ${track.value}`, sizes.output.width);
  }
}

/** The pointed-at cell, and the patch of the clip that an answer comes from. */
function drawHover(player, pens) {
  const { hover, sizes, data } = player;
  if (!hover || hover.pane === "kernel") return;
  const frame = (pen, cell, top, left, rows, columns) => {
    for (const [colour, width] of [["#000", 3], ["#fff", 1.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.strokeRect(left * cell, top * cell, columns * cell, rows * cell);
    }
  };
  if (hover.pane === "input") {
    frame(pens.input, sizes.input.cell, hover.y, hover.x, 1, 1);
    return;
  }
  frame(pens.output, sizes.output.cell, hover.y, hover.x, 1, 1);
  const [, [sy, py, spanY], [sx, px, spanX]] = data.axes;
  frame(pens.input, sizes.input.cell, hover.y * sy - py, hover.x * sx - px, spanY, spanX);
}

function writeWords(player, now) {
  const { data, frames, at, hover, panes } = player;
  const { labels } = data;
  const [first, last] = windowFrames(player);
  setText(panes.input.title, fill(labels.input_title, { t: now }));
  setText(panes.output.title, fill(labels.output_title, { t: at }));
  setText(panes.kernel.title, data.kernel_title);
  const status = fill(labels.status, { t: at, end: lastFrame(player), first, last });
  setText(player.status, status);
  player.strip.setAttribute("aria-valuenow", at);
  player.strip.setAttribute("aria-valuetext", status);
  let words = labels.hint;
  if (hover?.pane === "input" && hover.y < data.shape[1] && hover.x < data.shape[2])
    words = fill(labels.input_value, { t: now, y: hover.y, x: hover.x, value: formatNumber(inputAt(frames, now, hover.y, hover.x)) });
  if (hover?.pane === "output")
    words = fill(labels.output_value, { t: at, y: hover.y, x: hover.x, value: formatNumber(outputAt(frames, at, hover.y, hover.x)), first, last });
  if (hover?.pane === "kernel")
    words = fill(labels.weight_value, { t: hover.t, y: hover.y, x: hover.x, value: formatNumber(player.kernel[hover.index]) });
  setText(player.readout, words);
}

/** First and last frame of the window; they lie outside the clip where it is padded. */
function windowFrames(player) {
  const [stride, before, span] = player.data.axes[0];
  const first = player.at * stride - before;
  return [first, first + span - 1].map((frame) => String(frame).replace("-", MINUS));
}

/* ---------- the kernel, a slice a frame ---------- */

/** As many columns of slices as give the largest cells. */
function arrange([depth, rows, columns], [width, height]) {
  let best = { cell: 0 };
  for (let across = 1; across <= depth; across++) {
    const down = Math.ceil(depth / across);
    const cell = Math.min((width - 8 * (across - 1)) / (across * columns), (height - down * (SLICE_TITLE + 6)) / (down * rows), 36);
    if (cell > best.cell) best = { cell, across, down };
  }
  if (best.cell > 3) best.cell = Math.floor(best.cell); // no hair lines between cells
  return best;
}

function slicePlace(player, slice) {
  const { cell, across } = player.grid;
  const [, rows, columns] = player.data.kernel_shape;
  const [right, down] = [slice % across, Math.floor(slice / across)];
  return [right * (columns * cell + 8), SLICE_TITLE + down * (rows * cell + SLICE_TITLE + 6)];
}

function drawKernel(player) {
  const { data, kernel, theme } = player;
  const [depth, rows, columns] = data.kernel_shape;
  player.grid = arrange(data.kernel_shape, player.kernelRoom);
  const { cell, across, down } = player.grid;
  const width = across * columns * cell + 8 * (across - 1);
  const pen = sizeCanvas(player.panes.kernel.canvas, width, down * (rows * cell + SLICE_TITLE + 6));
  const limit = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let slice = 0; slice < depth; slice++) {
    const [left, top] = slicePlace(player, slice);
    pen.font = `11px ${theme.font}`;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = theme.text;
    pen.fillText(data.slice_names[slice], left, top - 3);
    for (let i = 0; i < rows * columns; i++) {
      const value = kernel[slice * rows * columns + i];
      const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
      const pixel = rampPixel(theme.diverging, value, -limit, limit);
      pen.fillStyle = cssColour(pixel);
      pen.fillRect(x, y, cell, cell);
      if (cell < 25) continue;
      pen.fillStyle = inkOn(pixel);
      writeWeight(pen, theme, value, limit, x + cell / 2, y + cell / 2 + 0.5, cell);
    }
    pen.strokeStyle = theme.border;
    pen.lineWidth = 1;
    pen.strokeRect(left + 0.5, top + 0.5, columns * cell - 1, rows * cell - 1);
  }
  player.panes.kernel.canvas.setAttribute("aria-label", data.kernel_title);
}

/** A weight with as many decimals as the largest one needs, in letters that fit into its cell. */
function writeWeight(pen, theme, value, limit, x, y, cell) {
  const decimals = limit >= 100 ? 0 : limit >= 10 ? 1 : 2;
  const text = trimZeros(value.toFixed(decimals)).replace(/^-0$/, "0").replace("-", MINUS);
  const size = Math.min(13, cell * 0.34);
  pen.font = `${size}px ${theme.codeFont}`;
  const room = pen.measureText(text).width;
  if (room > cell - 4) pen.font = `${size * (cell - 4) / room}px ${theme.codeFont}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
}

function weightAt(player, event) {
  const box = player.panes.kernel.canvas.getBoundingClientRect();
  const [depth, rows, columns] = player.data.kernel_shape;
  const { cell } = player.grid;
  for (let slice = 0; slice < depth; slice++) {
    const [left, top] = slicePlace(player, slice);
    const x = Math.floor((event.clientX - box.left - left) / cell);
    const y = Math.floor((event.clientY - box.top - top) / cell);
    if (x >= 0 && y >= 0 && x < columns && y < rows)
      return { pane: "kernel", t: slice, y, x, index: (slice * rows + y) * columns + x };
  }
  return null;
}

function dragWeight(player, event) {
  const { drag, kernel } = player;
  const steps = Math.round((drag.from - event.clientY) / EDIT_STEP_PX);
  const value = drag.value + steps * drag.step;
  kernel[drag.index] = Math.abs(value) < drag.step / 2 ? 0 : Number(value.toPrecision(3));
  drawKernel(player);
  draw(player);
}

/* ---------- the strips ---------- */

/** The thumbnails come after the pictures: nobody waits for them. */
function drawStrips(player) {
  player.stripsAsked = false;
  if (!player.stripsDue || !player.width) return;
  player.stripsDue = false;
  const { data, frames, theme, width } = player;
  const { slot, thumb: { height, full: thumb } } = player;
  const paint = (name, count, painted, centre) => {
    const pen = sizeCanvas(player.strips[name], width, height);
    const every = Math.max(1, Math.ceil(thumb * 0.9 / (slot * (name === "output" ? data.axes[0][0] : 1))));
    pen.imageSmoothingQuality = "high";
    for (let t = 0; t < count; t += every) {
      const middle = (centre(t) + 0.5) * slot;
      const [w, h] = [Math.min(thumb, every * slot * (name === "output" ? data.axes[0][0] : 1) - 2), height];
      const sheet = painted(frames, theme, t);
      const share = Math.min(1, w / thumb);
      pen.drawImage(sheet, sheet.width * (1 - share) / 2, 0, sheet.width * share, sheet.height, middle - w / 2, 0, w, h);
    }
  };
  paint("input", data.shape[0], paintInput, (t) => t);
  paint("output", data.output_shape[0], paintOutput, (t) => centreOf(data.axes[0], t));
}

/** Room for the thumbnails, so that the window can be placed before they are drawn. */
function measureStrips(player) {
  const { shape: [count, rows, columns] } = player.data;
  const slot = player.width / count;
  const height = Math.round(Math.min(MOST_THUMB, Math.max(LEAST_THUMB, slot) * rows / columns));
  const full = height * columns / rows;
  player.slot = slot;
  player.thumb = { full, width: Math.min(full, Math.max(slot - 2, 6)), height };
  player.strips.output.style.top = `${height + 8}px`;
  player.strip.style.height = `${2 * height + 8}px`;
}

function placeWindow(player) {
  const { slot, thumb, at, data } = player;
  const [stride, before, span] = data.axes[0];
  const left = clampTo((at * stride - before) * slot, player.width);
  const right = clampTo((at * stride - before + span) * slot, player.width);
  Object.assign(player.window.style, { left: `${left}px`, width: `${right - left}px`, height: `${thumb.height}px` });
  const middle = (centreOf(data.axes[0], at) + 0.5) * slot;
  const wide = Math.max(thumb.width, 8);
  Object.assign(player.moment.style, {
    left: `${middle - wide / 2}px`, width: `${wide}px`, top: `${thumb.height + 8}px`, height: `${thumb.height}px`,
  });
}

/* ---------- pointer and keyboard ---------- */

function cellUnder(player, name, event) {
  const box = player.panes[name].canvas.getBoundingClientRect();
  const { cell } = player.sizes[name];
  const [, rows, columns] = name === "input" ? player.data.shape : player.data.output_shape;
  return {
    pane: name,
    y: clampTo(Math.floor((event.clientY - box.top) / cell), rows - 1),
    x: clampTo(Math.floor((event.clientX - box.left) / cell), columns - 1),
  };
}

function listen(player) {
  for (const name of ["input", "output"]) {
    const { canvas } = player.panes[name];
    canvas.onpointermove = (event) => { player.hover = cellUnder(player, name, event); draw(player); };
    canvas.onpointerleave = () => { player.hover = null; draw(player); };
  }
  listenToKernel(player);
  const scrub = (event) => {
    const box = player.strip.getBoundingClientRect();
    const place = (event.clientX - box.left) / player.slot - 0.5;
    goTo(player, Math.round(cellOf(player.data.axes[0], place)));
  };
  player.strip.onpointerdown = (event) => { player.strip.setPointerCapture(event.pointerId); scrub(event); };
  player.strip.onpointermove = (event) => { if (event.buttons) scrub(event); };
  player.strip.onkeydown = (event) => press(player, event);
}

function listenToKernel(player) {
  const { canvas } = player.panes.kernel;
  canvas.onpointermove = (event) => {
    if (player.drag) dragWeight(player, event);
    else { player.hover = weightAt(player, event); draw(player); }
  };
  canvas.onpointerleave = () => { if (!player.drag) { player.hover = null; draw(player); } };
  canvas.onpointerdown = (event) => {
    const hit = weightAt(player, event);
    if (!hit || !player.data.editable) return;
    canvas.setPointerCapture(event.pointerId);
    const most = player.kernel.reduce((limit, value) => Math.max(limit, Math.abs(value)), 0) || 1;
    const step = Number((most / EDIT_STEPS).toPrecision(1));
    player.hover = hit;
    player.drag = { ...hit, from: event.clientY, value: player.kernel[hit.index], step };
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    const { drag } = player;
    player.drag = null;
    if (drag && player.kernel[drag.index] !== drag.value) player.send(Array.from(player.kernel));
  };
}

function press(player, event) {
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -1e6, End: 1e6 };
  if (event.key in moves) nudge(player, moves[event.key]);
  else if (event.key === " ") setPlaying(player, !player.playing);
  else return;
  event.preventDefault();
}
