// Functions: f stands still, g slides, the area of their product is the result at this shift.

function areaGeometry(view) {
  const { model } = view;
  const low = Math.min(model.start, model.outputStart);
  const high = Math.max(
    model.start + (model.signal.length - 1) * model.step,
    model.outputStart + (model.positions - 1) * model.step);
  const [left, right] = [MARGIN.left, view.width - MARGIN.right];
  return { low, high, x: (tau) => left + ((tau - low) / (high - low)) * (right - left), left, right };
}

/** An impulse's area and its place among the samples: a few of them, as high as it is thin. */
function impulseOf(model, values) {
  let [sum, moment] = [0, 0];
  values.forEach((value, i) => {
    sum += value;
    moment += value * i;
  });
  return { area: sum * model.step, at: sum ? moment / sum : 0 };
}

/** How high a function is drawn: an impulse as high as its area. */
function reachOf(model, values, impulse) {
  return impulse ? reach([impulseOf(model, values).area]) : reach(values);
}

function drawArea(view) {
  const { model, theme, data: { labels, unit } } = view;
  const small = view.width < 560;
  const stage = openStage(view, small ? [88, 72, 84] : [100, 80, 92]);
  const plane = areaGeometry(view);
  const position = shown(view);
  const shift = placeOf(model, position);
  const [f, g] = [model.signal, model.kernel];
  const reaches = [reachOf(model, f, model.impulses[0]), reachOf(model, g, model.impulses[1])];
  view.plane = plane;
  drawShiftLine(stage, view, plane, shift);
  drawFunctions(stage, view, plane, reaches, shift);
  drawProduct(stage, view, plane, reaches, position);
  drawResult(stage, view, plane, position);
  drawAxis(stage, theme, stage.lanes[2], plane.x, [plane.low, plane.high], unit || "τ, t");
  if (view.turn < 1) {
    stage.pen.textAlign = "right";
    stage.pen.fillText(labels.turning, stage.right, stage.lanes[0].top - LANE_GAP / 2);
  }
}

function drawShiftLine(stage, view, plane, shift) {
  const { pen, lanes } = stage;
  const x = plane.x(shift);
  const pinned = view.pinned !== null && shown(view) === view.pinned;
  stroke(pen, view.theme.text, pinned ? 2 : 1, () => line(pen, x, lanes[0].top, x, lanes[2].bottom + 4), pinned ? [] : [3, 3]);
}

function drawFunctions(stage, view, plane, reaches, shift) {
  const { model, theme, data: { labels } } = view;
  const [lane] = stage.lanes;
  const ends = reach(...reaches);
  const y = laneScale(lane, ends);
  const names = [
    { text: labels.signal, colour: theme.signal },
    { text: labels.kernel, colour: theme.kernel, dash: [7, 4] },
  ];
  if (model.flipped && view.turn === 1) names.push({ text: labels.unflipped, colour: theme.kernel, dash: [1, 4] });
  drawLane(stage, theme, lane, y, ends, names);
  const { pen } = stage;
  pen.save();
  pen.beginPath();
  pen.rect(stage.left, 0, stage.right - stage.left, stage.total);
  pen.clip();
  traceFunction(view, stage, theme.signal, [], model.signal, model.impulses[0], y,
    (i) => plane.x(model.start + i * model.step));
  if (model.flipped && view.turn === 1) { // as it was before it was turned over
    pen.globalAlpha = 0.6;
    traceFunction(view, stage, theme.kernel, [1, 4], model.kernel, model.impulses[1], y,
      (k) => plane.x(model.kernelStart + k * model.step));
    pen.globalAlpha = 1;
  }
  const way = (model.flipped ? -1 : 1) * view.turn;
  traceFunction(view, stage, theme.kernel, [7, 4], model.kernel, model.impulses[1], y,
    (k) => plane.x(shift + way * (model.kernelStart + k * model.step)));
  pen.restore();
}

function traceFunction({ model }, { pen }, colour, dash, values, impulse, y, x) {
  if (impulse) {
    const { area, at } = impulseOf(model, values);
    drawArrow(pen, colour, x(at), y(0), y(area), dash);
    return;
  }
  stroke(pen, colour, 2.25, () => values.forEach((value, i) => pen.lineTo(x(i), y(value))), dash);
}

function drawProduct(stage, view, plane, [ofSignal, ofKernel], position) {
  const { model, theme, data: { labels } } = view;
  const lane = stage.lanes[1];
  const ends = productReach(ofSignal, ofKernel);
  const y = laneScale(lane, ends);
  const signs = ends[0] < 0
    ? [true, false].map((positive) => ({
      text: positive ? labels.positive : labels.negative, swatch: signSwatch(stage, theme, positive),
    }))
    : [];
  drawLane(stage, theme, lane, y, ends, [{ text: labels.product, swatch: signs.length ? () => {} : signSwatch(stage, theme, true) }, ...signs]);
  if (view.turn < 1) return; // nothing is multiplied while the kernel is in the air
  const products = productsAt(model, position);
  const x = (i) => Math.min(stage.right, Math.max(stage.left, plane.x(model.start + i * model.step)));
  if (model.impulses[0] || model.impulses[1]) {
    drawImpulse(stage, view, x, y, products);
    return;
  }
  for (const positive of [true, false]) {
    const kept = (value) => (positive ? Math.max(0, value) : Math.min(0, value));
    fillSigned(stage, theme, () => {
      stage.pen.moveTo(x(products[0].i), y(0));
      for (const { i, value } of products) stage.pen.lineTo(x(i), y(kept(value)));
      stage.pen.lineTo(x(products.at(-1).i), y(0));
    }, positive);
  }
  stroke(stage.pen, theme.text, 1.25, () => {
    for (const { i, value } of products) stage.pen.lineTo(x(i), y(value));
  });
}

/** The product with an impulse is an impulse: its area is the other function's height there. */
function drawImpulse(stage, { model, theme }, x, y, products) {
  const { area, at } = impulseOf(model, products.map(({ value }) => value));
  const height = model.impulses[0] && model.impulses[1] ? area * model.step : area;
  if (!height) return;
  drawArrow(stage.pen, height > 0 ? theme.positive : theme.negative, x(products[0].i + at), y(0), y(height));
}

function drawResult(stage, view, plane, position) {
  const { model, theme, data: { labels } } = view;
  const lane = stage.lanes[2];
  const impulse = model.impulses[0] && model.impulses[1];
  const values = model.output;
  const ends = reachOf(model, values, impulse);
  const y = laneScale(lane, ends);
  const { pen } = stage;
  drawLane(stage, theme, lane, y, ends, [{ text: labels.output, colour: theme.result }]);
  const x = (p) => plane.x(placeOf(model, p));
  if (impulse) {
    const { at, area } = impulseOf(model, values);
    if (at <= position) drawArrow(pen, theme.result, x(at), y(0), y(area));
    return;
  }
  pen.globalAlpha = 0.3;
  stroke(pen, theme.text, 1.5, () => {
    for (let p = position; p < values.length; p++) pen.lineTo(x(p), y(values[p]));
  }, [2, 3]);
  pen.globalAlpha = 1;
  stroke(pen, theme.result, 2.5, () => {
    for (let p = 0; p <= position; p++) pen.lineTo(x(p), y(values[p]));
  });
  drawDot(pen, theme, x(position), y(values[position]), theme.result);
}

function drawDot(pen, theme, x, y, colour, size = 5) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.strokeStyle = theme.background;
  pen.lineWidth = 1.5;
  pen.stroke();
}
