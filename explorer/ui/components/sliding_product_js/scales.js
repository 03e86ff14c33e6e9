// Lanes above each other, their axes, and the pens that both modes draw with.

const MARGIN = { left: 44, right: 12 };
const LANE_GAP = 20; // room for a lane's name

/** Lanes of given heights on a canvas sized for them: [{top, height, bottom}], and the pen. */
function openStage(view, heights) {
  let top = 0;
  const lanes = heights.map((height) => {
    const lane = { top: top + LANE_GAP, height };
    lane.bottom = lane.top + height;
    top = lane.bottom;
    return lane;
  });
  const total = top + 34;
  const pen = sizeCanvas(view.stage, view.width, total);
  pen.lineJoin = "round";
  pen.font = `12px ${view.theme.font}`;
  return { pen, lanes, total, left: MARGIN.left, right: view.width - MARGIN.right };
}

/** A value's height in a lane, with a little air at its ends. */
function laneScale(lane, [low, high]) {
  const air = 0.08 * (high - low);
  const [from, to] = [low - (low < 0 ? air : 0), high + (high > 0 ? air : 0)];
  return (value) => lane.bottom - ((value - from) / (to - from)) * lane.height;
}

/** Round places from low to high, at most about `most`, no closer than `least`. */
function niceTicks(low, high, most, least = 0) {
  const wish = Math.max((high - low) / Math.max(1, most), least) || 1;
  const power = 10 ** Math.floor(Math.log10(wish));
  const size = [1, 2, 5, 10].find((digit) => digit * power >= wish * 0.999) * power;
  const ticks = [];
  for (let n = Math.ceil(low / size - 1e-6); n * size <= high + size * 1e-6; n++) ticks.push(n * size);
  return ticks;
}

function stroke(pen, colour, width, trace, dash = []) {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  trace();
  pen.stroke();
  pen.restore();
}

function line(pen, x, y, toX, toY) {
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
}

/** A lane's name on its left shoulder, its zero line, its scale's ends. */
function drawLane(stage, theme, lane, y, ends, names) {
  const { pen, left, right } = stage;
  stroke(pen, theme.border, 1, () => line(pen, left, Math.round(y(0)) + 0.5, right, Math.round(y(0)) + 0.5));
  pen.fillStyle = theme.text;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.globalAlpha = 0.8;
  for (const end of new Set([ends[0], 0, ends[1]])) {
    if (end !== 0 && Math.abs(y(end) - y(0)) < 12) continue;
    pen.fillText(formatNumber(end, 2), left - 6, y(end));
  }
  pen.globalAlpha = 1;
  drawNames(pen, theme, left, lane.top - LANE_GAP / 2 + 1, names);
}

/** Names in a row, each behind a piece of its line: {text, colour, dash, dot}. */
function drawNames(pen, theme, x, y, names) {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const { text, colour, dash = [], swatch } of names) {
    if (swatch) swatch(pen, x, y);
    else stroke(pen, colour, 2.5, () => line(pen, x, y, x + 20, y), dash);
    pen.fillStyle = theme.text;
    pen.fillText(text, x + 26, y);
    x += 26 + pen.measureText(text).width + 18;
  }
}

function drawAxis(stage, theme, lane, x, [low, high], unit, least = 0) {
  const { pen, left, right } = stage;
  const y = lane.bottom + 4;
  stroke(pen, theme.border, 1, () => line(pen, left, y + 0.5, right, y + 0.5));
  pen.fillStyle = theme.text;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const room = unit ? pen.measureText(unit).width + 30 : 0;
  for (const tick of niceTicks(low, high, Math.max(2, Math.floor((right - left) / 70)), least)) {
    const at = Math.round(x(tick)) + 0.5;
    stroke(pen, theme.border, 1, () => line(pen, at, y, at, y + 4));
    if (at < right - room) pen.fillText(formatNumber(tick, 4), at, y + 7);
  }
  if (!unit) return;
  pen.textAlign = "right";
  pen.fillText(unit, right, y + 7);
}

/** Fill a closed path by its sign: above zero hatched one way, below the other. */
function fillSigned(stage, theme, trace, positive) {
  const { pen } = stage;
  const colour = positive ? theme.positive : theme.negative;
  pen.save();
  pen.beginPath();
  trace();
  pen.closePath();
  pen.fillStyle = colour;
  pen.globalAlpha = 0.28;
  pen.fill();
  pen.clip();
  pen.globalAlpha = 0.75;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  const [top, bottom] = [0, stage.total];
  for (let x = stage.left - bottom; x < stage.right + bottom; x += 7) {
    if (positive) line(pen, x, bottom, x + bottom, top);
    else line(pen, x, top, x + bottom, bottom);
  }
  pen.stroke();
  pen.restore();
}

/** A small square filled as an area of that sign is. */
function signSwatch(stage, theme, positive) {
  return (pen, x, y) => {
    fillSigned(stage, theme, () => pen.rect(x + 2, y - 6, 16, 12), positive);
    pen.strokeStyle = positive ? theme.positive : theme.negative;
    pen.strokeRect(x + 2.5, y - 5.5, 15, 11);
  };
}

function drawArrow(pen, colour, x, from, to, dash = []) {
  stroke(pen, colour, 2.5, () => line(pen, x, from, x, to), dash);
  const way = Math.sign(from - to) || 1;
  if (Math.abs(from - to) < 2) return;
  stroke(pen, colour, 2.5, () => {
    line(pen, x, to, x - 5, to + 8 * way);
    line(pen, x, to, x + 5, to + 8 * way);
  });
}
