// The descent player: recorded frames of a kernel that learns, beside what it should become.

const WHOLE_RUN_MS = 7000; // all frames at normal speed
const FRAME_MS = [40, 700]; // never faster, never slower
const JUMPS = 8; // what "play" shows where motion is unwelcome
const SPEEDS = [0.5, 1, 2, 4];
const PLOT = { height: 190, left: 58, right: 14, top: 14, bottom: 38 };
const PATHS = {
  start: "M6 6h2v12H6zm3.5 6 8.5 6V6z",
  back: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  forward: "M10 6 8.6 7.4l4.6 4.6-4.6 4.6L10 18l6-6z",
  play: "M8 5v14l11-7z",
  pause: "M6 19h4V5H6zm8-14v14h4V5z",
};

const players = new WeakMap(); // parentElement -> the live player
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

export default function ({ parentElement, data }) {
  let player = players.get(parentElement);
  if (!player) {
    player = buildPlayer(parentElement);
    players.set(parentElement, player);
    player.playing = data.autoplay && !stillness.matches;
  }
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
  const player = { frame: 0, playing: false, speed: 1, data: null, ticking: false };
  player.panes = Object.fromEntries(
    ["kernel_now", "kernel_target", "response_now", "response_target"].map((name) => [name, pane(name)]));
  player.legends = { kernel: legend(), response: legend() };
  const pair = (name) => make("div", `pair ${name}`, {}, [
    make("div", "panes", {}, [player.panes[`${name}_now`].box, player.panes[`${name}_target`].box]),
    player.legends[name].box,
  ]);
  player.note = make("p", "note");
  player.curve = make("canvas", "curve", { role: "img" });
  player.diverged = make("p", "diverged");
  player.root = make("section", "player", { tabIndex: 0, role: "group" }, [
    make("div", "pairs", {}, [pair("kernel"), pair("response")]),
    player.note, buildTransport(player), player.diverged, player.curve,
  ]);
  parentElement.appendChild(player.root);
  listen(player);
  player.observer = new ResizeObserver(() => {
    if (player.data && player.root.clientWidth !== player.width) layOut(player);
  });
  player.observer.observe(player.root);
  return player;
}

function pane(name) {
  const title = make("figcaption", "");
  const canvas = make("canvas", name, { role: "img" });
  return { title, canvas, box: make("figure", "pane", {}, [title, canvas]) };
}

function legend() {
  const parts = { low: make("span", ""), bar: make("canvas", "ramp", { "aria-hidden": "true" }), high: make("span", ""), text: make("span", "scale") };
  return { ...parts, box: make("div", "legend", {}, [parts.low, parts.bar, parts.high, parts.text]) };
}

function buildTransport(player) {
  const button = (name, act) => {
    const made = make("button", name, { type: "button" }, [makeIcon(PATHS[name])]);
    made.onclick = act;
    return made;
  };
  player.buttons = {
    start: button("start", () => show(player, 0)),
    back: button("back", () => nudge(player, -1)),
    play: button("play", () => setPlaying(player, !player.playing)),
    forward: button("forward", () => nudge(player, 1)),
  };
  player.slider = make("input", "scrub", { type: "range", min: "0", step: "1" });
  player.slider.oninput = () => {
    setPlaying(player, false);
    show(player, Number(player.slider.value));
  };
  player.speedButtons = SPEEDS.map((speed) => {
    const made = make("button", "", { type: "button", role: "radio", textContent: `${speed === 0.5 ? "½" : speed}×` });
    made.onclick = () => { player.speed = speed; markSpeed(player); };
    return made;
  });
  player.speedBox = make("div", "speed", { role: "radiogroup" }, player.speedButtons);
  player.stepText = make("span", "step");
  player.lossText = make("span", "loss");
  player.status = make("div", "status", { "aria-live": "off" }, [player.stepText, player.lossText]);
  return make("div", "transport", {}, [
    make("div", "buttons", {}, Object.values(player.buttons)), player.slider, player.status, player.speedBox,
  ]);
}

function markSpeed(player) {
  SPEEDS.forEach((speed, i) =>
    player.speedButtons[i].setAttribute("aria-checked", String(speed === player.speed)));
}

/* ---------- data ---------- */

function takeData(player, data) {
  const same = player.data?.digest === data.digest;
  player.data = data;
  if (!same) {
    const [kh, kw] = data.kernel_shape;
    const row = column(data.numbers);
    const frames = data.frames * kh * kw;
    const target = data.has_target_kernel ? kh * kw : 0;
    player.kernels = row.subarray(0, frames);
    player.targetKernel = row.subarray(frames, frames + target);
    player.losses = row.subarray(frames + target);
    player.codes = column(data.codes);
    player.frame = 0;
    player.since = null;
    player.lossRange = lossRange(player.losses);
  }
  writeWords(player);
}

function writeWords(player) {
  const { data } = player;
  const { labels } = data;
  player.root.setAttribute("aria-label", data.alt);
  for (const [name, { title, canvas, box }] of Object.entries(player.panes)) {
    setText(title, labels[name]);
    canvas.setAttribute("aria-label", labels[name]);
    box.hidden = name.endsWith("target") && !data[`has_target_${name.split("_")[0]}`];
  }
  player.curve.setAttribute("aria-label", `${labels.loss_axis}, ${labels.step_axis}`);
  for (const name of ["start", "back", "forward"]) nameElement(player.buttons[name], labels[name]);
  player.slider.setAttribute("aria-label", labels.frame);
  player.slider.max = String(data.frames - 1);
  player.speedBox.setAttribute("aria-label", labels.speed);
  const lost = data.diverged_at;
  setText(player.diverged, lost === null ? "" : `✕ ${fill(labels.diverged, { step: lost })}`);
  player.diverged.hidden = lost === null;
  setText(player.note, [data.clipped ? labels.clipped : "", data.caption].filter(Boolean).join(" "));
  player.note.hidden = !player.note.textContent;
  markSpeed(player);
  markPlaying(player);
}

/** Least and greatest positive finite loss; a curve of zeros stands at 1. */
function lossRange(losses) {
  let [low, high] = [Infinity, 0];
  for (const loss of losses) {
    if (!(loss > 0) || !Number.isFinite(loss)) continue;
    if (loss < low) low = loss;
    if (loss > high) high = loss;
  }
  if (low > high) return [0.1, 1];
  return low === high ? [low / 2, high * 2] : [low, high];
}

/* ---------- transport ---------- */

function setPlaying(player, playing) {
  if (playing && player.frame >= player.data.frames - 1) show(player, 0);
  player.playing = playing;
  player.since = null;
  markPlaying(player);
  if (playing) run(player);
}

function markPlaying(player) {
  const { labels } = player.data;
  const { play } = player.buttons;
  nameElement(play, player.playing ? labels.pause : labels.play);
  play.firstChild.firstChild.setAttribute("d", player.playing ? PATHS.pause : PATHS.play);
  player.root.dataset.playing = player.playing;
  player.status.setAttribute("aria-live", player.playing ? "off" : "polite");
}

function nudge(player, by) {
  setPlaying(player, false);
  show(player, Math.min(player.data.frames - 1, Math.max(0, player.frame + by)));
}

/** How long a frame stays, and how far the next one is. */
function pace(player) {
  const { frames } = player.data;
  if (stillness.matches) return { stay: 900 / player.speed, stride: Math.max(1, Math.ceil(frames / JUMPS)) };
  const stay = Math.min(FRAME_MS[1], Math.max(FRAME_MS[0], WHOLE_RUN_MS / frames));
  return { stay: stay / player.speed, stride: 1 };
}

function run(player) {
  if (player.ticking) return;
  player.ticking = true;
  const tick = (now) => {
    player.ticking = player.playing;
    if (!player.playing) return;
    const { stay, stride } = pace(player);
    player.since ??= now;
    const due = Math.floor((now - player.since) / stay);
    if (due > 0) {
      // A tab that slept goes on where it was instead of leaping.
      player.since = due > 30 ? now : player.since + due * stay;
      const last = player.data.frames - 1;
      show(player, Math.min(last, player.frame + stride * (due > 30 ? 1 : due)));
      if (player.frame === last) setPlaying(player, false);
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function show(player, frame) {
  player.frame = frame;
  draw(player);
}

/* ---------- layout ---------- */

function layOut(player) {
  player.width = player.root.clientWidth;
  if (!player.width) return;
  const { kernel_shape: kernel, response_shape: response } = player.data;
  const gap = 16;
  const wide = player.width >= 720;
  player.root.classList.toggle("narrow", player.width < 480);
  const half = (player.width - gap) / 2;
  const kernelWidth = wide ? Math.min(180, (player.width * 0.36 - gap) / 2) : Math.min(190, half);
  const responseWidth = wide ? Math.min(300, (player.width - 2 * kernelWidth - 4 * gap) / 2) : half;
  player.kernelSize = fit(kernel, kernelWidth, 60);
  player.responseSize = fit(response, Math.min(300, responseWidth), Infinity);
  for (const name of ["kernel", "response"]) {
    const { legends, data, theme } = player;
    const limit = name === "kernel" ? data.limit : data.response_limit;
    const clipped = name === "response" && data.clipped;
    drawRampBar(legends[name].bar, theme.diverging, 96, 14, "0");
    setText(legends[name].low, `${clipped ? "≤ " : ""}${formatNumber(-limit)}`);
    setText(legends[name].high, `${clipped ? "≥ " : ""}${formatNumber(limit)}`);
    setText(legends[name].text, data[`has_target_${name}`] ? data.labels.scale : "");
  }
  drawKernel(player, player.panes.kernel_target.canvas, player.targetKernel);
  drawResponse(player, player.panes.response_target.canvas, player.data.frames);
  draw(player);
}

/** Largest size of (rows, columns) in a square of `side`, cells no larger than `most`. */
function fit([rows, columns], side, most) {
  const cell = Math.min(side / Math.max(rows, columns), most);
  return { cell, width: cell * columns, height: cell * rows };
}

/* ---------- drawing ---------- */

function draw(player) {
  if (!player.width) return;
  const started = performance.now();
  const { data, frame } = player;
  const [kh, kw] = data.kernel_shape;
  const size = kh * kw;
  drawKernel(player, player.panes.kernel_now.canvas, player.kernels.subarray(frame * size, (frame + 1) * size));
  drawResponse(player, player.panes.response_now.canvas, frame);
  drawCurve(player);
  writeStatus(player);
  player.root.dataset.drawMs = (performance.now() - started).toFixed(2);
}

function writeStatus(player) {
  const { data, frame, losses } = player;
  const step = data.steps[frame];
  const loss = formatNumber(losses[step]);
  setText(player.stepText, `${data.labels.step} ${step} / ${losses.length - 1}`);
  setText(player.lossText, `${data.labels.loss} ${loss}`);
  player.slider.value = String(frame);
  player.slider.style.setProperty("--part", `${(100 * frame) / Math.max(1, data.frames - 1)}%`);
  player.slider.setAttribute("aria-valuetext", `${data.labels.step} ${step}, ${data.labels.loss} ${loss}`);
  player.buttons.back.disabled = player.buttons.start.disabled = frame === 0;
  player.buttons.forward.disabled = frame === data.frames - 1;
  Object.assign(player.root.dataset, { frame, step, loss });
}

function drawKernel(player, canvas, values) {
  if (!values.length) return;
  const { theme, kernelSize: { cell, width, height }, data } = player;
  const [kh, kw] = data.kernel_shape;
  const pen = sizeCanvas(canvas, width, height);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `${Math.max(9, Math.min(15, cell * 0.3))}px ${theme.codeFont}`;
  const texts = cell < 25 ? null : cellTexts(pen, values, cell - 3);
  values.forEach((value, i) => {
    const [x, y] = [(i % kw) * cell, Math.floor(i / kw) * cell];
    const pixel = Number.isFinite(value) ? rampPixel(theme.diverging, value, -data.limit, data.limit) : null;
    pen.fillStyle = pixel === null ? theme.background : cssColour(pixel);
    pen.fillRect(x, y, cell + 0.5, cell + 0.5);
    if (pixel === null) hatch(pen, { x, y, width: cell, height: cell }, theme);
    if (!texts) return;
    pen.fillStyle = pixel === null ? theme.text : inkOn(pixel);
    pen.fillText(texts[i], x + cell / 2, y + cell / 2 + 0.5);
  });
  pen.strokeStyle = theme.background;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.6;
  for (let i = 1; i < kw; i++) pen.strokeRect(i * cell, -1, 0, height + 2);
  for (let i = 1; i < kh; i++) pen.strokeRect(-1, i * cell, width + 2, 0);
  pen.globalAlpha = 1;
}

/** Weights with as many digits as their cells have room for, the same for all of a kernel. */
function cellTexts(pen, values, room) {
  const fixed = (value, digits) =>
    value.toFixed(digits).replace(/^-(?=0(\.0+)?$)/, "").replace("-", "−"); // minus zero is zero
  const fits = (text) => pen.measureText(text).width <= room;
  const small = Array.from(values).filter((value) => Math.abs(value) < 100);
  const digits = [2, 1, 0].find((count) => small.every((value) => fits(fixed(value, count)))) ?? 0;
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return "NaN";
    const text = fixed(value, digits);
    if (fits(text)) return text;
    const short = formatNumber(value, 1);
    return fits(short) ? short : "";
  });
}

function drawResponse(player, canvas, index) {
  const { data, theme, responseSize } = player;
  const [h, w] = data.response_shape;
  const codes = player.codes.subarray(index * h * w, (index + 1) * h * w);
  if (!codes.length) return;
  const pixels = player.pixels?.length === h * w ? player.pixels : (player.pixels = new Uint32Array(h * w));
  const { diverging } = theme;
  let lost = false;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    lost ||= code === 0;
    pixels[i] = code && diverging[Math.round(((code - 1) / 254) * RAMP_STEPS)];
  }
  player.sheet = pixelsToCanvas(pixels, w, h, player.sheet);
  const to = { x: 0, y: 0, width: responseSize.width, height: responseSize.height };
  const pen = sizeCanvas(canvas, to.width, to.height);
  if (lost) hatch(pen, to, theme);
  drawSharp(pen, player.sheet, { x: 0, y: 0, width: w, height: h }, to);
}

/* ---------- the loss curve ---------- */

function axes(player) {
  const last = Math.max(1, player.losses.length - 1);
  const [low, high] = player.lossRange;
  const [bottom, top] = [Math.log10(low), Math.log10(high)];
  const pad = Math.max(0.06 * (top - bottom), 0.02);
  const [from, to] = [bottom - pad, top + pad];
  const [w, h] = [player.width - PLOT.left - PLOT.right, PLOT.height - PLOT.top - PLOT.bottom];
  return {
    last, from, to, w, h,
    x: (step) => PLOT.left + (step / last) * w,
    y: (loss) => PLOT.top + h - ((Math.log10(Math.max(loss, low)) - from) / (to - from)) * h,
  };
}

/** Powers of ten, with 2 and 5 between them where there are few. */
function lossTicks(from, to) {
  const ticks = [];
  const decades = to - from;
  const digits = decades < 0.5 ? [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9] : decades < 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 6));
  for (let power = Math.floor(from); power <= Math.ceil(to); power++) {
    if (digits.length === 1 && power % every) continue;
    for (const digit of digits) {
      const place = power + Math.log10(digit);
      if (place >= from && place <= to) ticks.push(digit * 10 ** power);
    }
  }
  return ticks.length ? ticks : [10 ** ((from + to) / 2)];
}

/** Far powers of ten as 10 with a raised exponent. */
function tickText(loss) {
  const power = Math.round(Math.log10(loss));
  const pure = Math.abs(loss / 10 ** power - 1) < 1e-6;
  if (!pure || Math.abs(power) < 3) return formatNumber(loss, 2);
  return `10${Array.from(String(power), (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("")}`;
}

function stepTicks(last, room) {
  const wish = last / Math.max(2, Math.floor(room / 80));
  const power = 10 ** Math.floor(Math.log10(wish));
  const size = Math.max(1, [1, 2, 5, 10].find((digit) => digit * power >= wish) * power);
  const ticks = [];
  for (let step = 0; step <= last; step += size) ticks.push(step);
  return ticks;
}

function drawCurve(player) {
  const pen = sizeCanvas(player.curve, player.width, PLOT.height);
  const plot = axes(player);
  drawAxes(pen, player, plot);
  const now = player.data.steps[player.frame];
  pen.lineJoin = "round";
  pen.lineWidth = 2;
  pen.strokeStyle = player.theme.text;
  pen.globalAlpha = 0.25;
  traceLosses(pen, player.losses, plot, now, plot.last);
  pen.globalAlpha = 1;
  pen.strokeStyle = player.theme.primary;
  traceLosses(pen, player.losses, plot, 0, now);
  drawDivergence(pen, player, plot);
  drawMarker(pen, player, plot, now);
}

function drawAxes(pen, player, plot) {
  const { theme, data: { labels } } = player;
  pen.font = `12px ${theme.font}`;
  pen.fillStyle = theme.text;
  pen.strokeStyle = theme.border;
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const loss of lossTicks(plot.from, plot.to)) {
    const y = Math.round(plot.y(loss)) + 0.5;
    line(pen, PLOT.left, y, PLOT.left + plot.w, y);
    pen.fillText(tickText(loss), PLOT.left - 8, y);
  }
  pen.textBaseline = "top";
  for (const step of stepTicks(plot.last, plot.w)) {
    const x = Math.round(plot.x(step)) + 0.5;
    line(pen, x, PLOT.top + plot.h, x, PLOT.top + plot.h + 4);
    pen.textAlign = "center";
    pen.fillText(step, x, PLOT.top + plot.h + 6);
  }
  pen.globalAlpha = 0.75;
  pen.textAlign = "right";
  pen.fillText(labels.step_axis, PLOT.left + plot.w, PLOT.height - 14);
  pen.textAlign = "left";
  pen.fillText(labels.loss_axis, PLOT.left, 0);
  pen.globalAlpha = 1;
}

function line(pen, x, y, toX, toY) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}

/** Losses from one step to another; a loss that is no number interrupts the line. */
function traceLosses(pen, losses, plot, from, to) {
  pen.beginPath();
  let down = false;
  for (let step = from; step <= Math.min(to, losses.length - 1); step++) {
    const finite = Number.isFinite(losses[step]);
    if (finite && down) pen.lineTo(plot.x(step), plot.y(losses[step]));
    else if (finite) pen.moveTo(plot.x(step), plot.y(losses[step]));
    down = finite;
  }
  pen.stroke();
}

function drawDivergence(pen, player, plot) {
  const lost = player.data.diverged_at;
  if (lost === null) return;
  const [x, y] = [plot.x(lost), PLOT.top + 8];
  pen.strokeStyle = pen.fillStyle = player.theme.text;
  pen.setLineDash([2, 3]);
  pen.lineWidth = 1;
  line(pen, x, y, x, PLOT.top + plot.h);
  pen.setLineDash([]);
  pen.lineWidth = 2.5;
  line(pen, x - 5, y - 5, x + 5, y + 5);
  line(pen, x - 5, y + 5, x + 5, y - 5);
}

function drawMarker(pen, player, plot, step) {
  const loss = player.losses[step];
  const x = plot.x(step);
  pen.strokeStyle = player.theme.primary;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.5;
  line(pen, x, PLOT.top, x, PLOT.top + plot.h);
  pen.globalAlpha = 1;
  if (!Number.isFinite(loss)) return;
  pen.beginPath();
  pen.arc(x, plot.y(loss), 5, 0, 2 * Math.PI);
  pen.fillStyle = player.theme.primary;
  pen.fill();
  pen.strokeStyle = player.theme.background;
  pen.lineWidth = 2;
  pen.stroke();
}

/* ---------- pointer and keyboard ---------- */

/** The recorded frame nearest to a place on the curve. */
function frameAt(player, event) {
  const { w } = axes(player);
  const box = player.curve.getBoundingClientRect();
  const part = Math.min(1, Math.max(0, (event.clientX - box.left - PLOT.left) / w));
  const step = part * (player.losses.length - 1);
  const { steps } = player.data;
  let best = 0;
  for (let i = 1; i < steps.length; i++) {
    if (Math.abs(steps[i] - step) < Math.abs(steps[best] - step)) best = i;
  }
  return best;
}

function onKey(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [target] = event.composedPath();
  if (event.key === " " && target.tagName !== "BUTTON") {
    event.preventDefault();
    setPlaying(player, !player.playing);
    return;
  }
  if (target === player.slider) return; // it has its own arrows
  const move = { ArrowLeft: -1, ArrowRight: 1, Home: -player.data.frames, End: player.data.frames }[event.key];
  if (move === undefined) return;
  event.preventDefault();
  nudge(player, move);
}

function listen(player) {
  const { curve } = player;
  const scrub = (event) => show(player, frameAt(player, event));
  curve.onpointerdown = (event) => {
    curve.setPointerCapture(event.pointerId);
    setPlaying(player, false);
    scrub(event);
  };
  curve.onpointermove = (event) => { if (curve.hasPointerCapture(event.pointerId)) scrub(event); };
  player.root.onkeydown = (event) => onKey(player, event);
}
