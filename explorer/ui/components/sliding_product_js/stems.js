// Samples: a window of K weights, what lies under it, the products, and the outputs so far.

const NUMBER_ROOM = 24; // CSS pixels a sample needs for its number to be written
const DOT_ROOM = 6;

function stemGeometry(view) {
  const { model } = view;
  const [left, right] = [MARGIN.left, view.width - MARGIN.right];
  const cell = (right - left) / model.signal.length;
  return { left, right, cell, x: (i) => left + (i + 0.5) * cell };
}

/** The middle of a position's window, in samples. */
function middleOf(model, position) {
  return position * model.stride + (model.dilation * (model.kernel.length - 1)) / 2;
}

function drawStems(view) {
  const { model, theme, data: { labels, unit } } = view;
  const small = view.width < 560;
  const stage = openStage(view, small ? [74, 56, 62, 74] : [88, 64, 72, 88]);
  const plane = stemGeometry(view);
  const position = shown(view);
  const products = productsAt(model, position);
  view.plane = plane;
  drawPadding(stage, view, plane);
  drawWindow(stage, view, plane, position);
  drawSignal(stage, view, plane, products);
  drawKernel(stage, view, plane, position, products);
  if (view.turn < 1) {
    stage.pen.textAlign = "right";
    stage.pen.fillText(labels.turning, stage.right, stage.lanes[0].top - LANE_GAP / 2);
  }
  drawProducts(stage, view, plane, products);
  drawOutputs(stage, view, plane, position);
  const real = (i) => model.start + (i - model.left) * model.step;
  const x = (value) => plane.x((value - model.start) / model.step + model.left);
  drawAxis(stage, theme, stage.lanes[3], x, [real(0), real(model.signal.length - 1)], unit, model.step);
}

function drawPadding(stage, view, plane) {
  const { model, theme } = view;
  const [lane] = stage.lanes;
  const strip = (from, to) => {
    if (to <= from) return;
    hatch(stage.pen, { x: plane.left + from * plane.cell, y: lane.top, width: (to - from) * plane.cell, height: lane.height }, { text: theme.border });
  };
  strip(0, model.left);
  strip(model.signal.length - model.right, model.signal.length);
}

function drawWindow(stage, view, plane, position) {
  const { model, theme } = view;
  const { pen, lanes } = stage;
  const from = plane.left + position * model.stride * plane.cell;
  const width = (model.dilation * (model.kernel.length - 1) + 1) * plane.cell;
  pen.save();
  pen.globalAlpha = 0.1;
  pen.fillStyle = theme.primary;
  pen.fillRect(from, lanes[0].top, width, lanes[2].bottom - lanes[0].top);
  pen.restore();
  const pinned = view.pinned !== null && position === view.pinned;
  stroke(pen, theme.primary, pinned ? 2.5 : 1.25, () =>
    pen.rect(from, lanes[0].top, width, lanes[2].bottom - lanes[0].top), pinned ? [] : [4, 3]);
}

/** One stem: a line from zero and a dot, open for padding, with its number where there is room. */
function drawStem(stage, theme, plane, y, x, value, { colour, open = false, number = true, width }) {
  const { pen } = stage;
  stroke(pen, colour, width ?? Math.min(3, Math.max(1, plane.cell * 0.35)), () => line(pen, x, y(0), x, y(value)));
  if (plane.cell >= DOT_ROOM) {
    pen.beginPath();
    pen.arc(x, y(value), Math.min(4.5, plane.cell / 3), 0, 2 * Math.PI);
    pen.fillStyle = open ? theme.background : colour;
    pen.fill();
    pen.strokeStyle = colour;
    pen.lineWidth = 1.5;
    pen.stroke();
  }
  if (!number || plane.cell < NUMBER_ROOM) return;
  pen.fillStyle = theme.text;
  pen.textAlign = "center";
  pen.textBaseline = value < 0 ? "top" : "bottom";
  pen.fillText(formatNumber(value, 3), x, y(value) + (value < 0 ? 6 : -6));
}

/** Stems of a few samples carry numbers, which need air. */
function airFor(plane, [low, high]) {
  if (plane.cell < NUMBER_ROOM) return [low, high];
  const air = 0.25 * (high - low);
  return [low < 0 ? low - air : low, high > 0 ? high + air : high];
}

function openLane(stage, view, plane, number, ends, names) {
  const lane = stage.lanes[number];
  const y = laneScale(lane, airFor(plane, ends));
  drawLane(stage, view.theme, lane, y, ends, names);
  return y;
}

function drawSignal(stage, view, plane, products) {
  const { model, theme, data: { labels } } = view;
  const names = [{ text: labels.signal, colour: theme.signal }];
  if (model.left + model.right > 0) {
    names.push({ text: labels.padding, swatch: (pen, x, y) => hatch(pen, { x: x + 2, y: y - 6, width: 16, height: 12 }, theme) });
  }
  const y = openLane(stage, view, plane, 0, reach(model.signal), names);
  const under = new Set(products.map(({ i }) => i));
  model.signal.forEach((value, i) => {
    stage.pen.globalAlpha = under.has(i) ? 1 : 0.45;
    drawStem(stage, theme, plane, y, plane.x(i), value, { colour: theme.signal, open: isPadding(model, i) });
  });
  stage.pen.globalAlpha = 1;
}

function drawKernel(stage, view, plane, position, products) {
  const { model, theme, data: { labels } } = view;
  const y = openLane(stage, view, plane, 1, reach(model.kernel), [{ text: labels.kernel, colour: theme.kernel }]);
  const middle = middleOf(model, position);
  for (const { i, w } of products) {
    const place = middle + (i - middle) * view.turn; // while it turns over, on its way
    drawStem(stage, theme, plane, y, plane.x(place), w, { colour: theme.kernel });
  }
}

function drawProducts(stage, view, plane, products) {
  const { model, theme, data: { labels } } = view;
  const ends = productReach(reach(model.signal), reach(model.kernel));
  const signs = ends[0] < 0
    ? [{ text: labels.positive, colour: theme.positive }, { text: labels.negative, colour: theme.negative, dash: [3, 2] }]
    : [];
  const name = { text: labels.product, colour: theme.positive, swatch: signs.length ? () => {} : null };
  const y = openLane(stage, view, plane, 2, ends, [name, ...signs]);
  if (view.turn < 1) return;
  for (const { i, value } of products) {
    drawStem(stage, theme, plane, y, plane.x(i), value, { colour: value < 0 ? theme.negative : theme.positive });
  }
}

function drawOutputs(stage, view, plane, position) {
  const { model, theme, data: { labels } } = view;
  const y = openLane(stage, view, plane, 3, reach(model.output), [{ text: labels.output, colour: theme.result }]);
  const spread = { ...plane, cell: plane.cell * model.stride };
  for (let p = 0; p < model.positions; p++) {
    stage.pen.globalAlpha = p <= position ? 1 : 0.22;
    const colour = p <= position ? theme.result : theme.text;
    drawStem(stage, theme, spread, y, plane.x(middleOf(model, p)), model.output[p], { colour, open: p > position, number: p <= position });
  }
  stage.pen.globalAlpha = 1;
  drawDot(stage.pen, theme, plane.x(middleOf(model, position)), y(model.output[position]), theme.result, 6);
}
