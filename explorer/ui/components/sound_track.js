// A sound as a waveform one can hear. The audio element plays a WAV file that is made here; while
// it plays, nothing but the line at its place moves.

const AXIS_PX = 16;
const CHIP_PX = 15; // height of a word's own ground
const TICK_STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];
const TICK_ROOM = 64; // CSS pixels between two labels, at least
const KEY_STEP = 0.01; // of the duration
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  repeat: "M7 7h10v3l4-4-4-4v3H5v6h2zm10 10H7v-3l-4 4 4 4v-3h12v-6h-2z",
  save: "M5 20h14v-2H5zM19 9h-4V3H9v6H5l7 7z",
};

const tracks = new WeakMap(); // parentElement -> the live track

export default function (component) {
  const { parentElement, data } = component;
  let track = tracks.get(parentElement);
  if (!track) {
    track = buildTrack(parentElement);
    tracks.set(parentElement, track);
  }
  track.send = (seconds) => component.setTriggerValue("picked", seconds);
  track.theme = readTheme(parentElement);
  takeData(track, data);
  draw(track);
  return () => {
    stop(track);
    track.leave();
    track.observer.disconnect();
    if (track.url) URL.revokeObjectURL(track.url);
    track.root.remove();
    tracks.delete(parentElement);
  };
}

/* ---------- building ---------- */

function buildTrack(parentElement) {
  const track = { audio: new Audio(), url: "", token: "", place: 0, data: null };
  track.audio.preload = "auto";
  track.play = make("button", "play", { type: "button" }, [makeIcon(ICONS.play)]);
  track.repeat = make("button", "repeat", { type: "button", "aria-pressed": "false" }, [makeIcon(ICONS.repeat)]);
  track.save = make("a", "save", {}, [makeIcon(ICONS.save)]);
  track.canvas = make("canvas", "", { "aria-hidden": "true" });
  track.head = make("div", "head", { "aria-hidden": "true" });
  track.time = make("div", "time", { tabIndex: 0, role: "slider", "aria-valuemin": "0" }, [track.canvas, track.head]);
  track.name = make("span", "name");
  track.note = make("span", "note");
  track.clock = make("span", "clock");
  track.problem = make("div", "problem", { role: "alert", hidden: true });
  track.root = make("section", "track", { role: "group" }, [
    make("div", "words", {}, [track.name, track.note, track.clock]),
    make("div", "buttons", {}, [track.play, make("div", "small", {}, [track.repeat, track.save])]),
    track.time,
    track.problem,
  ]);
  parentElement.appendChild(track.root);
  track.leave = yieldLoudspeaker(track, () => stop(track));
  listen(track);
  track.observer = new ResizeObserver(() => {
    if (track.data && track.time.clientWidth !== track.width) draw(track);
  });
  track.observer.observe(track.time);
  return track;
}

function listen(track) {
  const { audio } = track;
  track.play.onclick = () => (audio.paused ? start(track) : stop(track));
  track.repeat.onclick = () => {
    audio.loop = !audio.loop;
    track.repeat.setAttribute("aria-pressed", String(audio.loop));
  };
  track.time.onpointerdown = (event) => {
    track.time.setPointerCapture(event.pointerId);
    moveTo(track, secondsAt(track, event));
  };
  track.time.onpointermove = (event) => {
    if (event.buttons) moveTo(track, secondsAt(track, event));
  };
  track.time.onpointerup = () => tell(track);
  track.time.onkeydown = (event) => press(track, event);
  audio.oncanplaythrough = () => { track.root.dataset.ready = "true"; };
  audio.onplay = audio.onpause = () => showPlaying(track);
  audio.onended = () => moveTo(track, 0);
  audio.onerror = () => complain(track);
}

function press(track, event) {
  const step = KEY_STEP * track.length;
  const places = {
    ArrowLeft: track.place - step, ArrowDown: track.place - step,
    ArrowRight: track.place + step, ArrowUp: track.place + step,
    Home: 0, End: track.length,
  };
  if (event.key in places) moveTo(track, places[event.key]);
  else if (event.key === " ") track.play.click();
  else if (event.key === "Enter") tell(track);
  else return;
  event.preventDefault();
}

/* ---------- data ---------- */

function takeData(track, data) {
  const { root, labels } = { root: track.root, labels: data.labels };
  track.data = data;
  root.setAttribute("aria-label", data.alt);
  setText(track.name, data.name);
  setText(track.note, data.note);
  nameElement(track.repeat, labels.repeat);
  nameElement(track.save, labels.save);
  track.time.setAttribute("aria-label", labels.place);
  track.save.download = data.file;
  if (data.token !== track.token) takeSound(track, data);
  showPlaying(track);
  showPlace(track);
}

/** A new sound goes on where the old one was, and plays if that did. */
function takeSound(track, data) {
  const { audio } = track;
  const playing = !audio.paused;
  track.token = data.token;
  track.samples = column(data.pcm);
  track.length = track.samples.length / data.rate;
  track.place = Math.min(track.place, track.length);
  track.root.dataset.ready = "false";
  track.root.dataset.token = data.token;
  track.problem.hidden = true;
  const old = track.url;
  track.url = URL.createObjectURL(wavFile(track.samples, data.rate));
  track.save.href = audio.src = track.url;
  audio.currentTime = track.place;
  if (playing) audio.play().catch(() => complain(track));
  if (old) URL.revokeObjectURL(old);
}

/* ---------- playing ---------- */

function start(track) {
  claimLoudspeaker(track);
  if (track.place >= track.length - 0.01) moveTo(track, 0);
  track.audio.play().catch(() => complain(track));
}

function stop(track) {
  track.audio.pause();
}

function complain(track) {
  setText(track.problem, track.data.labels.refused);
  track.problem.hidden = false;
}

function showPlaying(track) {
  const playing = !track.audio.paused;
  const { labels } = track.data;
  track.root.dataset.playing = String(playing);
  track.play.replaceChildren(makeIcon(playing ? ICONS.pause : ICONS.play));
  nameElement(track.play, playing ? labels.pause : labels.play);
  cancelAnimationFrame(track.frame);
  if (!playing) return;
  const follow = () => {
    track.place = Math.min(track.audio.currentTime, track.length);
    showPlace(track);
    track.frame = requestAnimationFrame(follow);
  };
  track.frame = requestAnimationFrame(follow);
}

function moveTo(track, seconds) {
  track.place = Math.min(Math.max(seconds, 0), track.length);
  track.audio.currentTime = track.place;
  showPlace(track);
}

function tell(track) {
  if (track.data.picks) track.send(track.place);
}

function secondsAt(track, event) {
  const box = track.time.getBoundingClientRect();
  return (event.clientX - box.left) / box.width * track.data.duration;
}

function showPlace(track) {
  const { labels, duration } = track.data;
  const now = track.place.toFixed(2);
  track.head.style.left = `${100 * track.place / duration}%`;
  setText(track.clock, fill(labels.clock, { now, all: track.length.toFixed(2) }));
  track.time.setAttribute("aria-valuenow", now);
  track.time.setAttribute("aria-valuemax", track.length.toFixed(2));
}

/* ---------- drawing ---------- */

function draw(track) {
  const { data, theme } = track;
  track.width = track.time.clientWidth;
  if (!track.width) return;
  const height = data.height;
  const pen = sizeCanvas(track.canvas, track.width, height + AXIS_PX);
  track.canvas.style.width = "100%";
  const toX = (seconds) => seconds / data.duration * track.width;
  pen.fillStyle = theme.border;
  pen.fillRect(0, height / 2 - 0.5, track.width, 1);
  drawWave(pen, track, height);
  drawMarks(pen, track, toX, height);
  drawTimes(pen, track, toX, height);
  drawChip(pen, theme, data.edge_text, 2, 2);
}

/** A word on its own ground, readable over a wave. */
function drawChip(pen, theme, text, x, y) {
  pen.font = `11px ${theme.font}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const room = pen.measureText(text).width + 6;
  pen.fillStyle = theme.background;
  pen.globalAlpha = 0.85;
  pen.fillRect(x, y, room, CHIP_PX);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.text;
  pen.fillText(text, x + 3, y + CHIP_PX / 2 + 0.5);
}

/** From the least to the greatest sample under each pixel; a line where samples are fewer. */
function drawWave(pen, track, height) {
  const { samples, data, theme, width } = track;
  const scale = data.edge ? 0.94 * height / 2 / (data.edge * 32767) : 0;
  const each = data.rate * data.duration / width; // samples a pixel
  const y = (value) => height / 2 - Math.max(-height / 2, Math.min(height / 2, value * scale));
  pen.strokeStyle = pen.fillStyle = theme.primary;
  if (each < 2) {
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (let i = 0; i < samples.length; i++) pen.lineTo(i / each, y(samples[i]));
    pen.stroke();
    return;
  }
  for (let x = 0; x < width; x++) {
    const first = Math.floor(x * each);
    const last = Math.min(samples.length, Math.max(first + 1, Math.floor((x + 1) * each)) + 1);
    if (first >= samples.length) break;
    let [low, high] = [samples[first], samples[first]];
    for (let i = first + 1; i < last; i++) {
      if (samples[i] < low) low = samples[i];
      else if (samples[i] > high) high = samples[i];
    }
    pen.fillRect(x, y(high) - 0.5, 1, y(low) - y(high) + 1);
  }
}

/** A span: pale ground over the wave, an edge on either side, its word below. */
function drawMarks(pen, track, toX, height) {
  const { data, theme } = track;
  for (const [from, to, label] of data.marks) {
    const [x, width] = [toX(from), Math.max(2, toX(to) - toX(from))];
    pen.fillStyle = theme.background;
    pen.globalAlpha = 0.45;
    pen.fillRect(x, 0, width, height);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.text;
    for (const edge of [x, x + width - 1]) pen.fillRect(edge, 0, 1, height);
    if (!label) continue;
    pen.font = `11px ${theme.font}`;
    const room = pen.measureText(label).width + 6;
    drawChip(pen, theme, label, Math.max(0, Math.min(x + 1, track.width - room)), height - CHIP_PX - 1);
  }
}

function drawTimes(pen, track, toX, height) {
  const { data, theme, width } = track;
  const least = data.duration * TICK_ROOM / width;
  const step = TICK_STEPS.find((size) => size >= least) ?? TICK_STEPS.at(-1);
  pen.fillStyle = theme.text;
  pen.font = `11px ${theme.font}`;
  pen.textBaseline = "bottom";
  const count = Math.floor(data.duration / step + 1e-6);
  for (let i = 0; i <= count; i++) {
    const x = toX(i * step);
    const text = formatNumber(Number((i * step).toPrecision(6)), 6) + (i === count ? ` ${data.labels.unit}` : "");
    const room = pen.measureText(text).width;
    pen.textAlign = "left";
    pen.globalAlpha = 0.5;
    pen.fillRect(Math.min(x, width - 1), height, 1, 4);
    pen.globalAlpha = 0.8;
    pen.fillText(text, Math.min(Math.max(0, x - room / 2), width - room), height + AXIS_PX);
  }
  pen.globalAlpha = 1;
}
