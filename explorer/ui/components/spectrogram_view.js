// A spectrogram one reads and hears. Codes come ready from Python; painting, reading a cell and
// playing a part happen here, and only a chosen part is told.

const LEFT_PX = 54;
const TOP_PX = 8; // half of the topmost number
const RIGHT_PX = 2;
const AXIS_PX = 18;
const HZ_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
const S_STEPS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const HZ_ROOM = 26; // CSS pixels between two numbers of the upright axis, at least
const S_ROOM = 64;
const DRAG_PX = 5; // a pointer that moved less has clicked
const FADE_S = 0.004; // at both ends of a part, against clicks of its own
const ICONS = { play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z", repeat: "M7 7h10v3l4-4-4-4v3H5v6h2zm10 10H7v-3l-4 4 4 4v-3h12v-6h-2z" };

const views = new WeakMap(); // parentElement -> the live view

export default function (component) {
  const { parentElement, data } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = buildView(parentElement);
    views.set(parentElement, view);
  }
  view.send = (part) => component.setTriggerValue("picked", part);
  const read = themeReader(parentElement.host ?? parentElement);
  const stops = splitColours(read("chart-sequential-colors")).map(parseColour);
  view.ramp = makeRamp(stops.length > 1 ? stops : GREY_STOPS);
  view.theme = readTheme(parentElement);
  takeData(view, data);
  draw(view);
  return () => {
    stop(view);
    view.leave();
    view.observer.disconnect();
    if (view.url) URL.revokeObjectURL(view.url);
    view.root.remove();
    views.delete(parentElement);
  };
}

/* ---------- building ---------- */

function buildView(parentElement) {
  const view = { audio: new Audio(), url: "", part: null, pick: null, cursor: null, data: null };
  view.canvas = make("canvas", "", { "aria-hidden": "true" });
  for (const name of ["across", "upright", "head", "heard", "mark"]) {
    view[name] = make("div", name, { "aria-hidden": "true", hidden: true });
  }
  view.inside = make("div", "inside", {}, [view.heard, view.mark, view.across, view.upright, view.head]);
  view.stage = make("div", "stage", { tabIndex: 0, role: "application" }, [view.canvas, view.inside]);
  view.play = make("button", "play", { type: "button" }, [makeIcon(ICONS.play)]);
  view.again = make("button", "again", { type: "button" });
  view.repeat = make("button", "repeat", { type: "button", "aria-pressed": "false" }, [makeIcon(ICONS.repeat)]);
  view.name = make("span", "name");
  view.note = make("span", "note");
  view.readout = make("span", "readout");
  view.bar = make("canvas", "ramp", { "aria-hidden": "true" });
  view.low = make("span", "limit");
  view.high = make("span", "limit");
  view.scale = make("span", "scale");
  view.live = make("div", "live", { "aria-live": "polite" });
  view.problem = make("div", "problem", { role: "alert", hidden: true });
  view.sounds = make("span", "sounds", {}, [view.play, view.again, view.repeat]);
  view.root = make("section", "spectrogram", { role: "group" }, [
    make("div", "words", {}, [view.sounds, view.name, view.note, view.readout]),
    view.stage,
    make("div", "legend", {}, [view.low, view.bar, view.high, view.scale]),
    view.problem,
    view.live,
  ]);
  parentElement.appendChild(view.root);
  view.leave = yieldLoudspeaker(view, () => stop(view));
  listen(view);
  view.observer = new ResizeObserver(() => {
    if (view.data && view.stage.clientWidth !== view.width) draw(view);
  });
  view.observer.observe(view.stage);
  return view;
}

/* ---------- data ---------- */

function takeData(view, data) {
  const { labels } = data;
  const other = view.data?.token !== data.token;
  view.data = data;
  if (other) {
    view.codes = column(data.codes);
    view.root.dataset.token = "";
  }
  if (view.sound && view.soundToken !== data.sound) {
    stop(view);
    view.sound = view.part = null;
  }
  view.root.setAttribute("aria-label", data.alt);
  view.stage.setAttribute("aria-label", `${data.name}. ${labels.keys}`);
  setText(view.name, data.name);
  setText(view.note, data.note);
  setText(view.low, `${formatNumber(data.low)} ${data.unit}`);
  setText(view.high, `${formatNumber(data.high)} ${data.unit}`);
  setText(view.scale, data.scale);
  setText(view.again, labels.again);
  nameElement(view.repeat, labels.repeat);
  view.sounds.hidden = !data.sound;
  // An answer to an older run must not take back a choice that is still on its way.
  const waits = view.pending && performance.now() - view.pending.at < 2000;
  if (!waits || String(view.pending.part) === String(data.pick)) {
    view.pick = data.pick;
    view.pending = null;
  }
  showPlaying(view);
}

/** The samples, which another element of the page has laid ready; null until it has. */
function samplesOf(view) {
  if (!view.sound && view.data.sound) {
    view.sound = document.explorerSounds?.get(view.data.sound) ?? null;
    view.soundToken = view.data.sound;
  }
  return view.sound;
}

/* ---------- places: cells, seconds, hertz and pixels ---------- */

const frameAt = (data, seconds) => (seconds - data.first_s) / data.step_s; // 0 is the first one's middle
const secondsOf = (data, frame) => data.first_s + frame * data.step_s;
const clampTo = (value, low, high) => Math.min(high, Math.max(low, value));

/** The frequency of a place among the rows, which need not be a whole one. */
function hertzOf(data, row) {
  const { hz } = data;
  if (!hz) return data.first_hz + row * data.step_hz;
  const at = clampTo(Math.floor(row), 0, Math.max(0, hz.length - 2));
  return hz.length < 2 ? hz[0] : hz[at] + (row - at) * (hz[at + 1] - hz[at]);
}

/** The place among the rows of a frequency. */
function rowOf(data, hertz) {
  const { hz } = data;
  if (!hz) return (hertz - data.first_hz) / data.step_hz;
  let at = 0;
  while (at < hz.length - 2 && hz[at + 1] < hertz) at++;
  return hz.length < 2 ? 0 : at + (hertz - hz[at]) / (hz[at + 1] - hz[at]);
}

const xOf = (view, seconds) => (seconds - view.data.span[0]) / (view.data.span[1] - view.data.span[0]) * view.across_px;
const yOf = (view, row) => view.data.height * (1 - (row + 0.5) / view.data.cells[0]);

/** The cell under a pointer: its row, its frame, and the seconds exactly there. */
function placeAt(view, event) {
  const { data } = view;
  const box = view.inside.getBoundingClientRect();
  const x = clampTo(event.clientX - box.left, 0, view.across_px - 0.01);
  const y = clampTo(event.clientY - box.top, 0, data.height - 0.01);
  const seconds = data.span[0] + x / view.across_px * (data.span[1] - data.span[0]);
  const frame = clampTo(Math.round(frameAt(data, seconds)), 0, data.cells[1] - 1);
  return { row: Math.floor((1 - y / data.height) * data.cells[0]), frame, seconds };
}

/** The value of a cell as its code tells it: the strongest of those sent as one. */
function valueOf(view, { row, frame }) {
  const { block, drawn, low, high } = view.data;
  const code = view.codes[Math.floor(row / block[0]) * drawn[1] + Math.floor(frame / block[1])];
  return low + (Math.max(1, code) - 1) / 254 * (high - low);
}

/* ---------- drawing ---------- */

function draw(view) {
  const { data, theme } = view;
  view.width = view.stage.clientWidth;
  if (!view.width) return;
  view.across_px = Math.max(1, view.width - LEFT_PX - RIGHT_PX);
  const pen = sizeCanvas(view.canvas, view.width, TOP_PX + data.height + AXIS_PX);
  view.inside.style.cssText = `left:${LEFT_PX}px;top:${TOP_PX}px;width:${view.across_px}px;height:${data.height}px`;
  paint(view, pen);
  pen.strokeStyle = theme.border;
  pen.strokeRect(LEFT_PX - 0.5, TOP_PX - 0.5, view.across_px + 1, data.height + 1);
  drawHertz(view, pen);
  drawSeconds(view, pen);
  drawRampBar(view.bar, view.ramp, 120, 12);
  showPick(view);
  readOut(view, view.cursor);
  view.root.dataset.token = data.token;
}

/** Every pixel of the screen takes the strongest of the cells it covers: a click stays visible. */
function paint(view, pen) {
  const { data, codes } = view;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(view.across_px * ratio), Math.round(data.height * ratio)];
  const span = data.span[1] - data.span[0];
  const columns = reaches(width, data.drawn[1], (x) => (frameAt(data, data.span[0] + x / width * span) + 0.5) / data.block[1]);
  const rows = reaches(height, data.drawn[0], (y) => y / height * data.cells[0] / data.block[0]);
  const strip = new Uint8Array(data.drawn[0] * width);
  for (let row = 0; row < data.drawn[0]; row++) {
    const start = row * data.drawn[1];
    for (let x = 0; x < width; x++) {
      let most = codes[start + columns[2 * x]];
      for (let i = columns[2 * x] + 1; i < columns[2 * x + 1]; i++) if (codes[start + i] > most) most = codes[start + i];
      strip[row * width + x] = most;
    }
  }
  const palette = Uint32Array.from({ length: 256 }, (_, code) => view.ramp[Math.round((Math.max(1, code) - 1) / 254 * RAMP_STEPS)]);
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (height - 1 - y) * width; // low frequencies below
    for (let x = 0; x < width; x++) {
      let most = strip[rows[2 * y] * width + x];
      for (let i = rows[2 * y] + 1; i < rows[2 * y + 1]; i++) if (strip[i * width + x] > most) most = strip[i * width + x];
      pixels[from + x] = palette[most];
    }
  }
  view.picture = pixelsToCanvas(pixels, width, height, view.picture);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(view.picture, LEFT_PX, TOP_PX, view.across_px, data.height);
}

/** First cell and the one behind the last for each pixel, `place(pixel)` given in cells. */
function reaches(pixels, cells, place) {
  const found = new Int32Array(2 * pixels);
  for (let i = 0; i < pixels; i++) {
    const first = clampTo(Math.floor(place(i) + 1e-6), 0, cells - 1);
    found[2 * i] = first;
    found[2 * i + 1] = clampTo(Math.floor(place(i + 1) + 1e-6), first + 1, cells);
  }
  return found;
}

function drawHertz(view, pen) {
  const { data, theme } = view;
  const [low, high] = [hertzOf(data, -0.5), hertzOf(data, data.cells[0] - 0.5)];
  pen.fillStyle = theme.text;
  pen.font = `11px ${theme.font}`;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  let last = Infinity;
  let top = null;
  for (const hertz of hertzTicks(data, Math.max(0, low), high)) {
    const y = TOP_PX + yOf(view, rowOf(data, hertz));
    if (y > TOP_PX + data.height + 0.5 || y < TOP_PX - 0.5 || last - y < HZ_ROOM * 0.7) continue;
    last = y;
    top = [hertz, y];
    pen.globalAlpha = 0.85;
    pen.fillText(hertz.toLocaleString("en"), LEFT_PX - 6, y);
    pen.globalAlpha = 0.5;
    pen.fillRect(LEFT_PX - 4, Math.round(y), 4, 1);
  }
  pen.globalAlpha = 0.85;
  if (top) pen.fillText(data.labels.hertz, LEFT_PX - 6, Math.max(TOP_PX - 2, top[1]) + 13);
  pen.globalAlpha = 1;
}

function hertzTicks(data, low, high) {
  const step = HZ_STEPS.find((size) => size * data.height / (high - low) >= HZ_ROOM) ?? HZ_STEPS.at(-1);
  if (data.hz) return [100, ...HZ_STEPS.filter((hz) => hz >= 200), 3000, 4000, 7000].filter((hz) => hz >= low && hz <= high).sort((a, b) => a - b);
  const first = Math.ceil(low / step - 1e-6);
  return Array.from({ length: Math.floor(high / step + 1e-6) - first + 1 }, (_, i) => (first + i) * step);
}

function drawSeconds(view, pen) {
  const { span, height, labels } = view.data;
  const least = (span[1] - span[0]) * S_ROOM / view.across_px;
  const step = S_STEPS.find((size) => size >= least) ?? S_STEPS.at(-1);
  pen.textBaseline = "bottom";
  pen.textAlign = "left";
  const first = Math.ceil(span[0] / step - 1e-6);
  const final = Math.floor(span[1] / step + 1e-6);
  for (let i = first; i <= final; i++) {
    const x = LEFT_PX + xOf(view, i * step);
    const text = formatNumber(Number((i * step).toPrecision(6)), 6) + (i === final ? ` ${labels.seconds}` : "");
    const room = pen.measureText(text).width;
    pen.globalAlpha = 0.5;
    pen.fillRect(Math.min(x, view.width - 1), TOP_PX + height, 1, 4);
    pen.globalAlpha = 0.85;
    pen.fillText(text, clampTo(x - room / 2, 0, view.width - room), TOP_PX + height + AXIS_PX);
  }
  pen.globalAlpha = 1;
}

/* ---------- reading and choosing ---------- */

function put(element, left, top, width, height) {
  element.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
  element.hidden = false;
}

function readOut(view, place) {
  const { data } = view;
  view.across.hidden = view.upright.hidden = !place;
  if (!place) return setText(view.readout, data.labels.hint);
  const x = xOf(view, secondsOf(data, place.frame));
  put(view.upright, x, 0, 1, data.height);
  put(view.across, 0, yOf(view, place.row), view.across_px, 1);
  setText(view.readout, describe(view, place));
}

function describe(view, place) {
  const { data } = view;
  return fill(data.labels.cell, {
    seconds: secondsOf(data, place.frame).toFixed(3),
    hertz: Math.round(hertzOf(data, place.row)).toLocaleString("en"),
    value: formatNumber(valueOf(view, place)),
    unit: data.unit,
  });
}

/** The span that is heard of a choice: a click's is widened, the ear wants some time. */
function heardSpan(view, [start, end]) {
  const least = view.data.hear_s;
  const missing = Math.max(0, least - (end - start)) / 2;
  return [Math.max(0, start - missing), Math.min(view.data.duration, end + missing)];
}

function showPick(view) {
  const { data, pick } = view;
  view.heard.hidden = view.mark.hidden = !pick;
  view.again.hidden = !pick || !data.sound;
  view.root.dataset.pick = pick ? String(pick) : "";
  if (!pick) return;
  const ends = pick[1] > pick[0] ? [pick[0], pick[1]] : heardSpan(view, pick);
  const [left, right] = ends.map((seconds) => clampTo(xOf(view, seconds), 0, view.across_px));
  put(view.heard, left, 0, Math.max(2, right - left), data.height);
  const x = xOf(view, pick[0]);
  view.mark.hidden = x < 0 || x > view.across_px || pick[1] > pick[0];
  if (!view.mark.hidden) put(view.mark, x, 0, 1, data.height);
}

function choose(view, part) {
  view.pick = part;
  showPick(view);
  playPart(view, ...heardSpan(view, part));
  if (!view.data.picks) return;
  view.pending = { part, at: performance.now() };
  view.send(part);
}

const rounded = (start, end, hertz) => [Number(start.toFixed(4)), Number(end.toFixed(4)), Number(hertz.toFixed(1))];
const choosable = (view) => view.data.picks || view.data.sound;

function partOf(view, from, to) {
  const { data } = view;
  const hertz = hertzOf(data, from.row);
  if (!to) return rounded(secondsOf(data, from.frame), secondsOf(data, from.frame), hertz);
  const [start, end] = [from.seconds, to.seconds].sort((a, b) => a - b);
  return rounded(start, end, hertz);
}

function listen(view) {
  const { stage, audio } = view;
  let down = null;
  stage.onpointerdown = (event) => {
    if (event.button || !choosable(view)) return;
    stage.setPointerCapture(event.pointerId);
    down = { place: placeAt(view, event), x: event.clientX, far: false };
  };
  stage.onpointermove = (event) => {
    const place = placeAt(view, event);
    readOut(view, place);
    if (!down) return;
    down.far ||= Math.abs(event.clientX - down.x) >= DRAG_PX;
    if (!down.far) return;
    view.pick = partOf(view, down.place, place);
    showPick(view);
  };
  stage.onpointerup = (event) => {
    if (!down) return;
    const part = partOf(view, down.place, down.far ? placeAt(view, event) : null);
    down = null;
    view.cursor = null;
    choose(view, part);
  };
  stage.onpointercancel = () => { down = null; };
  stage.onpointerleave = () => readOut(view, view.cursor);
  stage.onkeydown = (event) => press(view, event);
  stage.onblur = () => { view.cursor = null; readOut(view, null); };
  view.play.onclick = () => (view.part?.whole && !audio.paused ? stop(view) : playWhole(view));
  view.again.onclick = () => view.pick && playPart(view, ...heardSpan(view, view.pick));
  view.repeat.onclick = () => {
    audio.loop = !audio.loop;
    view.repeat.setAttribute("aria-pressed", String(audio.loop));
  };
  audio.onplay = audio.onpause = () => showPlaying(view);
  audio.onended = () => { view.head.hidden = true; };
  audio.onerror = () => complain(view);
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { data } = view;
  const [rows, frames] = data.cells;
  const { row, frame } = view.cursor ?? cursorOfPick(view);
  const far = event.shiftKey ? 10 : 1;
  const move = {
    ArrowLeft: [row, frame - far], ArrowRight: [row, frame + far], ArrowUp: [row + far, frame],
    ArrowDown: [row - far, frame], Home: [row, 0], End: [row, frames - 1],
  }[event.key];
  if (move) {
    view.cursor = { row: clampTo(move[0], 0, rows - 1), frame: clampTo(move[1], 0, frames - 1) };
    readOut(view, view.cursor);
    setText(view.live, describe(view, view.cursor));
  } else if (event.key === "Enter" && choosable(view)) {
    choose(view, partOf(view, { row, frame }, null));
  } else if (event.key === " " && data.sound) {
    view.play.click();
  } else {
    return;
  }
  event.preventDefault();
}

function cursorOfPick(view) {
  const { data, pick } = view;
  if (!pick) return { row: 0, frame: 0 };
  return {
    row: clampTo(Math.round(rowOf(data, pick[2])), 0, data.cells[0] - 1),
    frame: clampTo(Math.round(frameAt(data, pick[0])), 0, data.cells[1] - 1),
  };
}

/* ---------- playing ---------- */

function playWhole(view) {
  const sound = samplesOf(view);
  if (sound) playSamples(view, sound.samples, 0, true);
}

function playPart(view, start, end) {
  const sound = samplesOf(view);
  if (!sound) return;
  const first = Math.floor(start * sound.rate);
  const part = sound.samples.slice(first, Math.max(first + 1, Math.ceil(end * sound.rate)));
  const fade = Math.min(Math.floor(part.length / 2), Math.round(FADE_S * sound.rate));
  for (let i = 0; i < fade; i++) {
    part[i] *= i / fade;
    part[part.length - 1 - i] *= i / fade;
  }
  playSamples(view, part, first / sound.rate, false);
}

function playSamples(view, samples, from, whole) {
  const { audio } = view;
  claimLoudspeaker(view);
  const old = view.url;
  view.part = { from, whole };
  view.url = URL.createObjectURL(wavFile(samples, view.sound.rate));
  audio.src = view.url;
  audio.play().catch((error) => { if (error.name !== "AbortError") complain(view); });
  if (old) URL.revokeObjectURL(old);
  view.root.dataset.played = `${from.toFixed(3)},${(from + samples.length / view.sound.rate).toFixed(3)}`;
}

function stop(view) {
  view.audio.pause();
}

function complain(view) {
  setText(view.problem, view.data.labels.refused);
  view.problem.hidden = false;
}

function showPlaying(view) {
  const { audio, data } = view;
  const playing = !audio.paused;
  const whole = playing && view.part?.whole;
  view.root.dataset.playing = String(playing);
  view.play.replaceChildren(makeIcon(whole ? ICONS.pause : ICONS.play));
  nameElement(view.play, whole ? data.labels.pause : data.labels.play);
  cancelAnimationFrame(view.frame);
  if (!playing) return;
  const follow = () => {
    const x = xOf(view, view.part.from + audio.currentTime);
    if (x >= 0 && x <= view.across_px) put(view.head, x - 1, 0, 2, view.data.height);
    else view.head.hidden = true;
    view.frame = requestAnimationFrame(follow);
  };
  view.frame = requestAnimationFrame(follow);
}
