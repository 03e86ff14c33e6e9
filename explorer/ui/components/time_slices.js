// One row of a clip through time: the frame with the row marked, and the slices x over t.

const MOST_SIDE = 300;
const LEFT = 34; // room for the time axis
const BELOW = 18;
const LEAST_PATH = 8; // frames: a shorter crossing says nothing of a slope

const views = new WeakMap(); // parentElement -> the live view

export default function (component) {
  const { parentElement, data } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = buildView(parentElement);
    views.set(parentElement, view);
  }
  view.send = (row) => component.setTriggerValue("row", row);
  view.theme = readTheme(parentElement);
  takeData(view, data);
  layOut(view);
  return () => {
    view.observer.disconnect();
    shared.told.removeEventListener("frames", view.arrived);
    view.root.remove();
    views.delete(parentElement);
  };
}

function buildView(parentElement) {
  const view = { data: null, row: 0, time: 0, ruler: null, sheets: {}, held: false };
  view.panes = Object.fromEntries(["frame", "input", "output"].map((name) => {
    const title = make("figcaption", "");
    const canvas = make("canvas", name, { role: "img" });
    return [name, { title, canvas, box: make("figure", name, {}, [title, canvas]) }];
  }));
  Object.assign(view.panes.frame.canvas, { tabIndex: 0 });
  view.panes.frame.canvas.setAttribute("role", "slider");
  view.readout = make("p", "readout", { "aria-live": "polite" });
  view.root = make("section", "slices", { role: "group" }, [
    make("div", "stage", {}, Object.values(view.panes).map((pane) => pane.box)), view.readout,
  ]);
  parentElement.appendChild(view.root);
  listen(view);
  view.observer = new ResizeObserver(() => {
    if (view.data && view.root.clientWidth !== view.width) layOut(view);
  });
  view.observer.observe(view.root);
  view.arrived = () => { if (view.data && !view.frames) draw(view); };
  shared.told.addEventListener("frames", view.arrived);
  return view;
}

function takeData(view, data) {
  if (view.data?.token !== data.token) {
    view.frames = null; // until the player has them
    view.ruler = null;
    view.time = Math.min(view.time || Math.floor(data.shape[0] / 2), data.shape[0] - 1);
  }
  if (!view.held && view.data?.row !== data.row) view.row = data.row;
  view.data = data;
  view.row = clampTo(view.row, data.shape[1] - 1);
  view.root.setAttribute("aria-label", data.alt);
  view.panes.frame.canvas.setAttribute("aria-label", data.labels.row);
  view.panes.frame.canvas.setAttribute("aria-valuemin", 0);
  view.panes.frame.canvas.setAttribute("aria-valuemax", data.shape[1] - 1);
  setText(view.panes.input.title, data.labels.input_title);
  setText(view.panes.output.title, data.labels.output_title);
}

function layOut(view) {
  view.width = view.root.clientWidth;
  if (!view.width) return;
  const { shape: [count, height, width] } = view.data;
  const across = view.width >= 620 ? 3 : 2;
  const side = Math.min(MOST_SIDE, (view.width - (across - 1) * 16) / across - LEFT);
  view.cell = side / width;
  view.side = side;
  view.frameHeight = height * view.cell;
  view.step = Math.min(side, Math.max(170, view.frameHeight)) / count; // CSS pixels a frame
  draw(view);
}

/* ---------- drawing ---------- */

function draw(view) {
  view.frames ??= shared.held.get(view.data.token) ?? null;
  if (!view.width || !view.frames) return;
  drawFrame(view);
  drawSlice(view, "input");
  drawSlice(view, "output");
  writeReadout(view);
  view.root.dataset.row = view.row;
  view.root.dataset.token = view.data.token;
}

function drawFrame(view) {
  const { frames, theme, cell, side, frameHeight, row, data, time, sheets } = view;
  sheets.frame = paintInput(frames, theme, time, sheets.frame);
  const pen = show(view.panes.frame.canvas, sheets.frame, side, frameHeight);
  const y = (row + 0.5) * cell;
  line(pen, 0, y, side, y, theme.primary, 2.5);
  drawWord(pen, theme, `y = ${row}`, side - 60, y > 30 ? y - 20 : y + 4, side);
  setText(view.panes.frame.title, fill(data.labels.frame_title, { t: time }));
  view.panes.frame.canvas.setAttribute("aria-valuenow", row);
}

/** x to the right, time downwards; an answer's rows stand where their windows are centred. */
function drawSlice(view, name) {
  const { frames, theme, cell, step, side, row, sheets, data } = view;
  const [count] = data.shape;
  const { canvas } = view.panes[name];
  const pen = sizeCanvas(canvas, LEFT + side, count * step + BELOW);
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, 0, side, count * step);
  pen.clip();
  if (name === "input") {
    const [, height, width] = data.shape;
    const at = (i) => frames.input[(Math.floor(i / width) * height + row) * width + i % width] / 255;
    sheets[name] = paintCells(count * width, width, theme.grey, at, sheets[name]);
    drawSharp(pen, sheets[name], { x: 0, y: 0, width, height: count }, { x: LEFT, y: 0, width: side, height: count * step });
  } else {
    const [times, height, width] = data.output_shape;
    const [timeAxis, downAxis, rightAxis] = data.axes;
    const line = clampTo(Math.round(cellOf(downAxis, row)), height - 1);
    const at = (i) => frames.output[(Math.floor(i / width) * height + line) * width + i % width] / (2 * LEVELS) + 0.5;
    sheets[name] = paintCells(times * width, width, theme.diverging, at, sheets[name]);
    const top = (centreOf(timeAxis, 0) - (timeAxis[0] - 1) / 2) * step;
    const left = LEFT + (centreOf(rightAxis, 0) - (rightAxis[0] - 1) / 2) * cell;
    drawSharp(pen, sheets[name], { x: 0, y: 0, width, height: times },
      { x: left, y: top, width: width * rightAxis[0] * cell, height: times * timeAxis[0] * step });
  }
  drawPaths(view, pen, name === "input");
  line(pen, LEFT, (view.time + 0.5) * step, LEFT + side, (view.time + 0.5) * step, theme.primary, 1);
  drawRuler(view, pen);
  pen.restore();
  drawAxes(view, pen);
}

/** Where the middle of each known thing is while this row cuts it. */
function drawPaths(view, pen, named) {
  const { theme, cell, step, data } = view;
  for (const track of data.tracks) {
    const points = [];
    for (let t = 0; t < data.shape[0]; t++) {
      const [top, bottom, left, right] = boxAt(track.boxes, t);
      if (view.row >= top && view.row <= bottom) points.push([LEFT + ((left + right) / 2 + 0.5) * cell, (t + 0.5) * step]);
    }
    if (points.length < LEAST_PATH) continue;
    pen.setLineDash([5, 4]);
    for (const [colour, width] of [["#000", 3], ["#fff", 1.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      points.forEach(([x, y]) => pen.lineTo(x, y));
      pen.stroke();
    }
    pen.setLineDash([]);
    const [x, y] = points[Math.floor(points.length / 2)];
    if (named) drawWord(pen, theme, track.name, x + 28, y - 8, LEFT + view.side);
  }
}

function drawRuler(view, pen) {
  if (!view.ruler) return;
  const { from, to } = view.ruler;
  const x = (place) => LEFT + (place.x + 0.5) * view.cell;
  const y = (place) => (place.t + 0.5) * view.step;
  line(pen, x(from), y(from), x(to), y(to), "#000", 4);
  line(pen, x(from), y(from), x(to), y(to), view.theme.primary, 2.5);
}

function drawAxes(view, pen) {
  const { theme, step, side, data } = view;
  pen.fillStyle = theme.text;
  pen.font = `11px ${theme.font}`;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  const every = Math.ceil(data.shape[0] / 6);
  for (let t = 0; t < data.shape[0]; t += every) pen.fillText(t, LEFT - 6, (t + 0.5) * step);
  pen.textAlign = "left";
  pen.fillText("t ↓", 0, data.shape[0] * step - 6);
  pen.textBaseline = "top";
  pen.fillText("x →", LEFT, data.shape[0] * step + 4);
  pen.textAlign = "right";
  pen.fillText(data.shape[2] - 1, LEFT + side, data.shape[0] * step + 4);
}

function line(pen, x, y, toX, toY, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}

function writeReadout(view) {
  const { labels } = view.data;
  if (!view.ruler) return setText(view.readout, labels.hint);
  const [dx, dt] = [view.ruler.to.x - view.ruler.from.x, view.ruler.to.t - view.ruler.from.t];
  const words = dt ? fill(labels.slope, { dx: formatNumber(dx), dt: formatNumber(dt), speed: formatNumber(dx / dt, 2) }) : labels.no_slope;
  return setText(view.readout, words);
}

/* ---------- pointer and keyboard ---------- */

function listen(view) {
  const { frame, input, output } = view.panes;
  const move = (event) => {
    const box = frame.canvas.getBoundingClientRect();
    setRow(view, Math.floor((event.clientY - box.top) / view.cell));
  };
  frame.canvas.onpointerdown = (event) => {
    frame.canvas.setPointerCapture(event.pointerId);
    view.held = true;
    move(event);
  };
  frame.canvas.onpointermove = (event) => { if (event.buttons) move(event); };
  frame.canvas.onpointerup = frame.canvas.onpointercancel = () => {
    if (view.held) view.send(view.row);
    view.held = false;
  };
  frame.canvas.onkeydown = (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setRow(view, view.row + by);
    clearTimeout(view.telling);
    view.telling = setTimeout(() => view.send(view.row), 400);
  };
  for (const { canvas } of [input, output]) {
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return {
        x: clampTo((event.clientX - box.left - LEFT) / view.cell - 0.5, view.data.shape[2] - 1),
        t: clampTo((event.clientY - box.top) / view.step - 0.5, view.data.shape[0] - 1),
      };
    };
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      view.ruler = { from: place(event), to: place(event) };
      view.time = Math.round(view.ruler.from.t);
      draw(view);
    };
    canvas.onpointermove = (event) => {
      view.time = Math.round(place(event).t);
      if (event.buttons && view.ruler) view.ruler.to = place(event);
      draw(view);
    };
  }
}

function setRow(view, row) {
  view.row = clampTo(row, view.data.shape[1] - 1);
  draw(view);
}
