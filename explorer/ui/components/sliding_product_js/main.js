// The sliding product: a signal that stands still, a kernel that slides over it, their product,
// and its sum traced below. Python sends numbers and words once; only a pin goes back.
// model.js says what lies under the kernel, area.js and stems.js draw one mode each.

const WHOLE_RUN_MS = 9000; // all positions once, where they are many
const MOST_MS = 900; // a position stays no longer, where they are few
const JUMPS = 12; // positions that "play" shows where motion is unwelcome
const TURN_MS = 900; // a kernel turned over
const ICONS = {
  back: "M11 3.2v9.6L4.6 8zM3 3h1.5v10H3z",
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5 3.2v9.6L11.4 8zM11.5 3H13v10h-1.5z",
};

const slides = new WeakMap(); // parentElement -> the live view
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

export default function (component) {
  const { parentElement, data } = component;
  let view = slides.get(parentElement);
  if (!view) {
    view = buildView(parentElement);
    slides.set(parentElement, view);
  }
  view.pin = (position) => component.setStateValue("position", position);
  view.theme = readSlidingTheme(parentElement);
  receive(view, data);
  return () => {
    view.playing = false;
    cancelAnimationFrame(view.request);
    cancelAnimationFrame(view.walk);
    view.observer.disconnect();
    view.root.remove();
    slides.delete(parentElement);
  };
}

function readSlidingTheme(parentElement) {
  const read = themeReader(parentElement.host ?? parentElement);
  const lines = splitColours(read("chart-categorical-colors"));
  const signs = splitColours(read("chart-diverging-colors"));
  const theme = readTheme(parentElement);
  return {
    ...theme,
    signal: lines[0] ?? theme.primary,
    kernel: lines[1] ?? theme.text,
    result: theme.primary,
    negative: signs[1] ?? theme.primary,
    positive: signs.at(-2) ?? theme.text,
  };
}

/* ---------- building ---------- */

function buildView(parentElement) {
  const view = { position: 0, hover: null, pinned: null, playing: false, turn: 1, data: null };
  view.stage = make("canvas", "stage", { tabIndex: 0, role: "slider" });
  const button = (name) => make("button", name, { type: "button" }, [makeIcon(ICONS[name], 16)]);
  view.backButton = button("back");
  view.playButton = button("play");
  view.forwardButton = button("forward");
  view.scrub = make("input", "scrub", { type: "range", min: "0", step: "1" });
  view.place = make("span", "place");
  view.tag = make("span", "tag");
  view.sum = make("span", "sum");
  view.terms = make("div", "terms");
  view.root = make("section", "sliding", { role: "group" }, [
    view.stage,
    make("div", "transport", {}, [
      make("div", "buttons", {}, [view.backButton, view.playButton, view.forwardButton]),
      view.scrub, view.place, view.sum, view.tag,
    ]),
    view.terms,
  ]);
  parentElement.appendChild(view.root);
  listen(view);
  view.observer = new ResizeObserver(() => {
    if (view.data && view.root.clientWidth !== view.width) schedule(view);
  });
  view.observer.observe(view.root);
  return view;
}

/* ---------- data ---------- */

function receive(view, data) {
  const before = view.data;
  view.data = data;
  if (before?.token !== data.token) {
    const old = view.model;
    view.model = makeModel(data);
    view.position = keepPosition(view, before, old && placeOf(old, view.position));
    if (view.pinned !== null) keepPin(view, before, placeOf(old, view.pinned));
    view.hover = null;
  }
  const asked = `${data.asked}`;
  if (asked !== view.asked) {
    view.asked = asked;
    if (data.asked !== null) view.position = view.pinned = data.asked;
  }
  writeWords(view);
  const turned = before && before.turn === data.turn && before.flipped !== data.flipped;
  if (turned && !stillness.matches) turnOver(view);
  schedule(view);
}

/** New data of the same kind: the kernel stays where it was, as far as that place is there. */
function keepPosition(view, before, place) {
  const { model } = view;
  if (!before || before.mode !== view.data.mode) return model.opening;
  if (model.mode === "stems") return Math.min(view.position, model.positions - 1);
  const near = Math.round((place - model.outputStart) / model.step);
  return Math.min(model.positions - 1, Math.max(0, near));
}

/** A pin stays at its shift; where that has another number now, the page is told. */
function keepPin(view, before, place) {
  const { pinned } = view;
  if (view.model.mode === "area") view.pinned = keepPosition(view, before, place);
  else if (pinned >= view.model.positions) view.pinned = null;
  if (view.pinned !== pinned) view.pin(view.pinned);
}

function writeWords(view) {
  const { labels, alt } = view.data;
  view.root.setAttribute("aria-label", alt);
  view.stage.setAttribute("aria-label", `${alt}. ${labels.keys}`);
  view.stage.setAttribute("aria-valuemin", "0");
  view.stage.setAttribute("aria-valuemax", String(view.model.positions - 1));
  nameElement(view.backButton, labels.back);
  nameElement(view.forwardButton, labels.forward);
  view.scrub.max = String(view.model.positions - 1);
  view.scrub.setAttribute("aria-label", labels.slider);
  setText(view.tag, labels.pinned);
  showPlaying(view);
}

/* ---------- drawing, once a frame ---------- */

function shown(view) {
  return view.hover ?? view.position;
}

function schedule(view) {
  if (view.request) return;
  view.request = requestAnimationFrame(() => {
    view.request = 0;
    drawNow(view);
  });
}

function drawNow(view) {
  view.width = view.root.clientWidth;
  if (!view.width) return;
  const started = performance.now();
  if (view.model.mode === "area") drawArea(view);
  else drawStems(view);
  tell(view);
  view.root.dataset.drawMs = (performance.now() - started).toFixed(2);
}

/* ---------- transport ---------- */

function moveBy(view, by) {
  const { positions } = view.model;
  moveTo(view, Math.min(positions - 1, Math.max(0, view.position + by)));
}

function moveTo(view, position) {
  view.hover = null;
  view.position = position;
  schedule(view);
}

function setPlaying(view, playing) {
  const last = view.model.positions - 1;
  if (playing && view.position >= last) view.position = 0;
  view.playing = playing && last > 0;
  if (view.playing) view.hover = null; // a finger that rests here must not hold the kernel
  showPlaying(view);
  schedule(view);
  cancelAnimationFrame(view.walk);
  if (view.playing) walk(view);
}

function walk(view) {
  let before = performance.now();
  let due = 0;
  const tick = (now) => {
    if (!view.playing) return;
    const { positions } = view.model;
    const jump = stillness.matches ? Math.max(1, Math.ceil(positions / JUMPS)) : 1;
    const stay = stillness.matches ? MOST_MS : Math.min(MOST_MS, WHOLE_RUN_MS / positions);
    const slept = now - before > 500; // a tab that slept goes on where it was
    if (view.hover === null && view.turn === 1 && !slept) due += (now - before) / stay;
    before = now;
    if (due >= 1) {
      view.position = Math.min(positions - 1, view.position + Math.floor(due) * jump);
      due %= 1;
      schedule(view);
    }
    if (view.position >= positions - 1) setPlaying(view, false);
    else view.walk = requestAnimationFrame(tick);
  };
  view.walk = requestAnimationFrame(tick);
}

function showPlaying(view) {
  const { labels } = view.data;
  nameElement(view.playButton, view.playing ? labels.pause : labels.play);
  view.playButton.replaceChildren(makeIcon(ICONS[view.playing ? "pause" : "play"], 16));
  view.root.dataset.playing = String(view.playing);
}

/** Turn the kernel over: `turn` runs from −1, the other way round, to 1, as it now is. */
function turnOver(view) {
  const started = performance.now();
  const kernel = view.data.turn;
  const tick = (now) => {
    const part = Math.min(1, Math.max(0, (now - started) / TURN_MS));
    view.turn = view.data.turn === kernel ? -Math.cos(Math.PI * part) : 1;
    if (part >= 1) view.turn = 1;
    schedule(view);
    if (view.turn < 1) requestAnimationFrame(tick);
  };
  view.turn = -1;
  view.root.dataset.turns = String(Number(view.root.dataset.turns ?? 0) + 1);
  requestAnimationFrame(tick);
}
