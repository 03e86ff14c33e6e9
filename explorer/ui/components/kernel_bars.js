// The taps of a kernel as bars round zero. Dragging across them draws a shape; Python hears of it
// once, when the hand lets go.

const EDGE_PX = 34; // left, for the numbers of the axis
const KEY_SHARE = 0.05; // of the axis, a press of a key
const KEY_PAUSE_MS = 500; // after the last press, until the kernel is told

const kernels = new WeakMap(); // parentElement -> the live kernel

export default function (component) {
  const { parentElement, data } = component;
  let kernel = kernels.get(parentElement);
  if (!kernel) {
    kernel = build(parentElement);
    kernels.set(parentElement, kernel);
  }
  kernel.send = (taps) => component.setTriggerValue("drawn", taps);
  kernel.theme = readTheme(parentElement);
  kernel.colours = splitColours(themeReader(parentElement.host ?? parentElement)("chart-categorical-colors"));
  take(kernel, data);
  return () => {
    clearTimeout(kernel.timer);
    kernel.observer.disconnect();
    kernel.root.remove();
    kernels.delete(parentElement);
  };
}

function build(parentElement) {
  const kernel = { token: "", chosen: null, dragged: null, taps: [] };
  kernel.name = make("span", "name");
  kernel.note = make("span", "note");
  kernel.told = make("span", "tap");
  kernel.canvas = make("canvas", "", { "aria-hidden": "true" });
  kernel.place = make("div", "taps", { tabIndex: 0, role: "slider" }, [kernel.canvas]);
  const line = make("div", "words", {}, [kernel.name, kernel.note, kernel.told]);
  kernel.root = make("section", "kernel", { role: "group" }, [line, kernel.place]);
  parentElement.append(kernel.root);
  listen(kernel);
  kernel.observer = new ResizeObserver(() => {
    if (kernel.data && kernel.place.clientWidth !== kernel.width) draw(kernel);
  });
  kernel.observer.observe(kernel.place);
  return kernel;
}

function take(kernel, data) {
  kernel.data = data;
  if (data.token !== kernel.token && kernel.dragged === null) {
    kernel.token = data.token;
    kernel.taps = Array.from(column(data.taps));
  }
  kernel.root.setAttribute("aria-label", data.alt);
  kernel.root.dataset.token = data.token;
  kernel.place.setAttribute("aria-label", data.labels.place);
  kernel.place.classList.toggle("editable", data.editable);
  kernel.place.classList.toggle("by-finger", data.by_finger);
  setText(kernel.name, data.name);
  setText(kernel.note, data.note);
  draw(kernel);
}

/* ---------- drawing ---------- */

function draw(kernel) {
  const { data, taps, theme } = kernel;
  kernel.width = kernel.place.clientWidth;
  const { height } = data;
  const pen = sizeCanvas(kernel.canvas, kernel.width, height);
  const length = data.dilation * (taps.length - 1) + 1;
  kernel.step = (kernel.width - EDGE_PX) / length; // CSS pixels a sample
  const y = (value) => (height / 2) * (1 - Math.max(-1, Math.min(1, value / data.limit)) * 0.94);
  pen.font = `11px ${theme.font}`;
  pen.fillStyle = theme.text;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const [value, text] of [[data.limit, data.limit_text], [0, "0"], [-data.limit, MINUS + data.limit_text]]) {
    pen.fillText(text, EDGE_PX - 5, Math.max(6, Math.min(height - 6, y(value))));
  }
  pen.fillStyle = theme.border;
  pen.fillRect(EDGE_PX, y(0) - 0.5, kernel.width - EDGE_PX, 1);
  const wide = Math.max(1, Math.min(28, kernel.step * 0.7));
  taps.forEach((tap, k) => {
    const x = EDGE_PX + (k * data.dilation + 0.5) * kernel.step;
    pen.fillStyle = k === kernel.chosen ? theme.text : kernel.colours[tap < 0 ? 1 : 0] ?? theme.primary;
    const top = Math.min(y(tap), y(0));
    pen.fillRect(x - wide / 2, top, wide, Math.max(1, Math.abs(y(tap) - y(0))));
  });
  tell(kernel);
}

function tell(kernel) {
  const { chosen, taps, data } = kernel;
  const known = chosen !== null && chosen < taps.length;
  const text = known ? fill(data.labels.tap, { number: chosen, value: formatNumber(taps[chosen]) }) : "";
  setText(kernel.told, text);
  kernel.place.setAttribute("aria-valuetext", text);
  kernel.place.setAttribute("aria-valuemin", String(-data.limit));
  kernel.place.setAttribute("aria-valuemax", String(data.limit));
  kernel.place.setAttribute("aria-valuenow", String(known ? taps[chosen] : 0));
}

/* ---------- drawing by hand ---------- */

function listen(kernel) {
  const { place } = kernel;
  place.onpointerdown = (event) => {
    const { data } = kernel;
    choose(kernel, tapAt(kernel, event));
    if (!data.editable || (event.pointerType === "touch" && !data.by_finger)) return;
    place.setPointerCapture(event.pointerId);
    kernel.dragged = tapAt(kernel, event);
    paint(kernel, event);
  };
  place.onpointermove = (event) => {
    if (kernel.dragged !== null) paint(kernel, event);
    else choose(kernel, tapAt(kernel, event));
  };
  place.onpointerup = () => letGo(kernel);
  place.onpointercancel = () => letGo(kernel);
  place.onpointerleave = () => { if (kernel.dragged === null) choose(kernel, null); };
  place.onkeydown = (event) => press(kernel, event);
}

function tapAt(kernel, event) {
  const x = event.clientX - kernel.place.getBoundingClientRect().left - EDGE_PX;
  const k = Math.round((x / kernel.step - 0.5) / kernel.data.dilation);
  return Math.max(0, Math.min(kernel.taps.length - 1, k));
}

function valueAt(kernel, event) {
  const box = kernel.place.getBoundingClientRect();
  const share = (1 - (2 * (event.clientY - box.top)) / box.height) / 0.94;
  return kernel.data.limit * Math.max(-1, Math.min(1, Math.abs(share) < 0.04 ? 0 : share));
}

/** Every tap from the last place to this one takes a value in between. */
function paint(kernel, event) {
  const [from, to] = [kernel.dragged, tapAt(kernel, event)];
  const [before, now] = [kernel.painted ?? valueAt(kernel, event), valueAt(kernel, event)];
  const steps = Math.abs(to - from);
  for (let i = 0; i <= steps; i++) {
    const share = steps ? i / steps : 1;
    kernel.taps[from + Math.sign(to - from) * i] = before + (now - before) * share;
  }
  [kernel.dragged, kernel.painted] = [to, now];
  choose(kernel, to);
}

function letGo(kernel) {
  if (kernel.dragged === null) return;
  kernel.dragged = kernel.painted = null;
  kernel.send([...kernel.taps]);
}

function choose(kernel, k) {
  kernel.chosen = k;
  draw(kernel);
}

function press(kernel, event) {
  const last = kernel.taps.length - 1;
  const now = kernel.chosen ?? -1;
  const places = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last };
  const turns = { ArrowUp: 1, ArrowDown: -1 };
  if (event.key in places) choose(kernel, Math.max(0, Math.min(last, places[event.key])));
  else if (event.key in turns && kernel.data.editable && now >= 0) {
    const { limit } = kernel.data;
    const value = kernel.taps[now] + turns[event.key] * KEY_SHARE * limit;
    kernel.taps[now] = Math.max(-limit, Math.min(limit, value));
    draw(kernel);
    clearTimeout(kernel.timer);
    kernel.timer = setTimeout(() => kernel.send([...kernel.taps]), KEY_PAUSE_MS);
  } else return;
  event.preventDefault();
}
