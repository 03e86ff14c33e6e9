// Frames of a clip and of its answer as pictures; the player of frames and the slices share it.

const LEVELS = 32767; // what an answer's whole numbers count up to

const SHARED_MOST = 4;

/** What the player has been sent; the slices of the same clip draw from it and are sent nothing. */
const shared = (globalThis.explorerFrames ??= { held: new Map(), told: new EventTarget() });

function shareFrames(token, frames) {
  shared.held.delete(token);
  shared.held.set(token, frames);
  while (shared.held.size > SHARED_MOST) shared.held.delete(shared.held.keys().next().value);
  shared.told.dispatchEvent(new Event("frames"));
}

/** Take over the arrays of a payload: grey bytes and signed whole numbers. */
function readFrames(data) {
  return {
    shape: data.shape,
    output_shape: data.output_shape,
    input: column(data.input),
    output: column(data.output),
    limit: data.limit,
    axes: data.axes, // per axis: stride, padding before, span, dilation
  };
}

function inputAt(frames, t, y, x) {
  const [, height, width] = frames.shape;
  return frames.input[(t * height + y) * width + x] / 255;
}

function outputAt(frames, t, y, x) {
  const [, height, width] = frames.output_shape;
  return frames.output[(t * height + y) * width + x] / LEVELS * frames.limit;
}

/** Where an output cell's window is centred, in input cells. */
function centreOf([stride, before, span], index) {
  return index * stride - before + (span - 1) / 2;
}

/** The output cell, as a fraction, whose window is centred on a place of the input. */
function cellOf([stride, before, span], place) {
  return (place + before - (span - 1) / 2) / stride;
}

function clampTo(value, last) {
  return Math.min(last, Math.max(0, value));
}

/** The input frame in the middle of an output frame's window. */
function middleFrame(frames, t) {
  return clampTo(Math.floor(centreOf(frames.axes[0], t)), frames.shape[0] - 1);
}

/** Paint rows of values on a canvas of their own size; `value(i)` is a place on the ramp, 0 to 1. */
function paintCells(count, width, ramp, value, canvas) {
  const pixels = new Uint32Array(count);
  for (let i = 0; i < count; i++) pixels[i] = ramp[Math.round(value(i) * RAMP_STEPS)];
  return pixelsToCanvas(pixels, width, count / width, canvas);
}

function paintInput(frames, theme, t, canvas) {
  const [, height, width] = frames.shape;
  const from = t * height * width;
  return paintCells(height * width, width, theme.grey, (i) => frames.input[from + i] / 255, canvas);
}

function paintOutput(frames, theme, t, canvas) {
  const [, height, width] = frames.output_shape;
  const from = t * height * width;
  const place = (i) => frames.output[from + i] / (2 * LEVELS) + 0.5;
  return paintCells(height * width, width, theme.diverging, place, canvas);
}

function show(canvas, source, width, height) {
  const pen = sizeCanvas(canvas, width, height);
  drawSharp(pen, source, { x: 0, y: 0, width: source.width, height: source.height }, { x: 0, y: 0, width, height });
  return pen;
}

/** A track's box at a moment between frames: top, bottom, left, right. */
function boxAt(boxes, time) {
  const last = boxes.length / 4 - 1;
  const moment = clampTo(time, last);
  const [a, part] = [Math.floor(moment), moment - Math.floor(moment)];
  const b = Math.min(a + 1, last);
  return [0, 1, 2, 3].map((edge) => boxes[4 * a + edge] * (1 - part) + boxes[4 * b + edge] * part);
}

/** A word on its own ground, kept inside a width. */
function drawWord(pen, theme, text, x, y, width) {
  pen.font = `600 12px ${theme.font}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const room = pen.measureText(text).width + 8;
  const left = Math.max(0, Math.min(x, width - room));
  const top = Math.max(0, y);
  pen.fillStyle = theme.background;
  pen.globalAlpha = 0.88;
  pen.fillRect(left, top, room, 17);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.text;
  pen.fillText(text, left + 4, top + 9);
}
