// A pad: a function as a row of heights, drawn by hand. Each height is a letter of `levels`.

const HEIGHT = 110;
const AIR = 8; // CSS pixels between the outermost points and the edge
const KEY_REST_MS = 400; // after the last key the drawing is told

const pads = new WeakMap(); // parentElement -> the live pad

export default function (component) {
  const { parentElement, data } = component;
  let pad = pads.get(parentElement);
  if (!pad) {
    pad = buildPad(parentElement);
    pads.set(parentElement, pad);
  }
  pad.send = (points) => component.setTriggerValue("drawn", points);
  pad.theme = readTheme(parentElement);
  pad.data = data;
  if (data.points !== pad.told && !pad.drawing) {
    pad.told = data.points;
    pad.codes = Array.from(data.points, (letter) => data.levels.indexOf(letter));
  }
  setText(pad.title, data.title);
  setText(pad.hint, data.labels.hint);
  pad.canvas.setAttribute("aria-label", data.alt);
  drawPad(pad);
  return () => {
    clearTimeout(pad.rest);
    pad.observer.disconnect();
    pad.root.remove();
    pads.delete(parentElement);
  };
}

function buildPad(parentElement) {
  const pad = { codes: [], point: 0, drawing: false, last: null };
  pad.title = make("div", "title");
  pad.canvas = make("canvas", "", { tabIndex: 0, role: "slider" });
  pad.hint = make("div", "hint");
  pad.root = make("section", "pad", {}, [pad.title, pad.canvas, pad.hint]);
  parentElement.appendChild(pad.root);
  listen(pad);
  pad.observer = new ResizeObserver(() => {
    if (pad.data && pad.root.clientWidth !== pad.width) drawPad(pad);
  });
  pad.observer.observe(pad.root);
  return pad;
}

function middleOf(pad) {
  return (pad.data.levels.length - 1) / 2;
}

function placeOf(pad, i) {
  const x = AIR + (i / (pad.codes.length - 1)) * (pad.width - 2 * AIR);
  const y = AIR + (1 - pad.codes[i] / (pad.data.levels.length - 1)) * (HEIGHT - 2 * AIR);
  return [x, y];
}

function drawPad(pad) {
  pad.width = pad.root.clientWidth;
  if (!pad.width) return;
  const { theme } = pad;
  const pen = sizeCanvas(pad.canvas, pad.width, HEIGHT);
  pen.strokeStyle = theme.border;
  for (const y of [AIR, HEIGHT / 2, HEIGHT - AIR]) {
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(pad.width, y);
    pen.stroke();
  }
  pen.fillStyle = theme.text;
  pen.globalAlpha = 0.7;
  pen.font = `11px ${theme.font}`;
  pen.textBaseline = "top";
  pen.fillText("1", 2, AIR + 2);
  pen.textBaseline = "bottom";
  pen.fillText("0", 2, HEIGHT / 2 - 2);
  pen.fillText(`${MINUS}1`, 2, HEIGHT - AIR - 2);
  pen.globalAlpha = 1;
  pen.strokeStyle = theme.primary;
  pen.lineWidth = 2.5;
  pen.lineJoin = "round";
  pen.beginPath();
  pad.codes.forEach((code, i) => pen.lineTo(...placeOf(pad, i)));
  pen.stroke();
  markPoint(pad, pen);
  tellPoint(pad);
}

function markPoint(pad, pen) {
  pen.beginPath();
  pen.arc(...placeOf(pad, pad.point), 5, 0, 2 * Math.PI);
  pen.fillStyle = pad.theme.primary;
  pen.fill();
  pen.strokeStyle = pad.theme.background;
  pen.stroke();
}

function tellPoint(pad) {
  const value = (pad.codes[pad.point] - middleOf(pad)) / middleOf(pad);
  const words = { number: pad.point + 1, count: pad.codes.length, value: formatNumber(value, 2) };
  pad.canvas.setAttribute("aria-valuenow", String(value));
  pad.canvas.setAttribute("aria-valuemin", "-1");
  pad.canvas.setAttribute("aria-valuemax", "1");
  pad.canvas.setAttribute("aria-valuetext", fill(pad.data.labels.point, words));
  pad.root.dataset.points = pointsOf(pad);
}

function pointsOf(pad) {
  return pad.codes.map((code) => pad.data.levels[code]).join("");
}

function tell(pad) {
  const points = pointsOf(pad);
  if (points === pad.told) return;
  pad.told = points;
  pad.send(points);
}

/* ---------- pointer and keyboard ---------- */

function spotAt(pad, event) {
  const box = pad.canvas.getBoundingClientRect();
  const across = (event.clientX - box.left - AIR) / (pad.width - 2 * AIR);
  const up = 1 - (event.clientY - box.top - AIR) / (HEIGHT - 2 * AIR);
  const within = (value, top) => Math.min(top, Math.max(0, Math.round(value * top)));
  return [within(across, pad.codes.length - 1), within(up, pad.data.levels.length - 1)];
}

/** A quick hand skips points: those between two moves lie on the line between them. */
function paint(pad, event) {
  const [i, code] = spotAt(pad, event);
  const [from, start] = pad.last ?? [i, code];
  for (let k = Math.min(i, from); k <= Math.max(i, from); k++) {
    const share = i === from ? 1 : (k - from) / (i - from);
    pad.codes[k] = Math.round(start + share * (code - start));
  }
  pad.last = [i, code];
  pad.point = i;
  drawPad(pad);
}

function onKey(pad, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = event.shiftKey ? 5 : 1;
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const up = { ArrowUp: by, ArrowDown: -by }[event.key];
  if (across === undefined && up === undefined) return;
  event.preventDefault();
  if (across) pad.point = Math.min(pad.codes.length - 1, Math.max(0, pad.point + across));
  if (up) {
    const top = pad.data.levels.length - 1;
    pad.codes[pad.point] = Math.min(top, Math.max(0, pad.codes[pad.point] + up));
    clearTimeout(pad.rest);
    pad.rest = setTimeout(() => tell(pad), KEY_REST_MS);
  }
  drawPad(pad);
}

function listen(pad) {
  const { canvas } = pad;
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    pad.drawing = true;
    pad.last = null;
    paint(pad, event);
  };
  canvas.onpointermove = (event) => { if (pad.drawing) paint(pad, event); };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!pad.drawing) return;
    pad.drawing = false;
    tell(pad);
  };
  canvas.onkeydown = (event) => onKey(pad, event);
}
