// What the canvas components share; Python puts it in front of their own file.

/** Create an element: tag.class, properties, children; foreign text goes in as textContent only. */
function make(tag, className, properties = {}, children = []) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Create an element as the last child of another. */
function add(parent, tag, className = "", text = undefined) {
  const element = make(tag, className, text === undefined ? {} : { textContent: text });
  parent.append(element);
  return element;
}

/** What a screen reader says of an element, and what its tooltip shows. */
function nameElement(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}

/** Change text only where it differs, so that nothing is laid out or read aloud again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The one column of an Arrow table as a typed array. */
function column(table) {
  return table.getChildAt(0).toArray();
}

/** Fill {name} places of a translated template. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

const MINUS = "\u2212";

function trimZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A number in at most `digits` significant digits, with a true minus sign. */
function formatNumber(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  let text;
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
    text = `${Number(mantissa)}e${Number(exponent)}`;
  } else if (size >= 10 ** digits) {
    text = size.toFixed(0);
  } else {
    text = trimZeros(size.toPrecision(digits));
  }
  return (value < 0 ? MINUS : "") + text.replace("e-", `e${MINUS}`);
}

function formatShare(share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share < 1 && share > 0.999) return "> 99.9 %";
  return `${formatNumber(share * 100)} %`;
}

/** Any CSS colour as [r, g, b]: painted, because a browser writes wide colours in many ways. */
function parseColour(text) {
  const pen = parseColour.pen ??=
    document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pen.canvas.width = pen.canvas.height = 1;
  pen.fillStyle = "#888";
  pen.fillStyle = text;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** A list of CSS colours, each of which may hold commas in brackets. */
function splitColours(text) {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim()).filter(Boolean);
}

/** The colour at `share` (0 to 1) of the way along the stops, not rounded. */
function blend(stops, share) {
  const place = share * (stops.length - 1);
  const left = Math.min(Math.floor(place), stops.length - 2);
  const part = place - left;
  return [0, 1, 2].map((c) => stops[left][c] * (1 - part) + stops[left + 1][c] * part);
}

const RAMP_STEPS = 1024;

/** A colour scale: RAMP_STEPS + 1 packed pixels (ABGR), evenly between the stops. */
function makeRamp(stops) {
  const ramp = new Uint32Array(RAMP_STEPS + 1);
  for (let i = 0; i <= RAMP_STEPS; i++) {
    const [r, g, b] = blend(stops, i / RAMP_STEPS).map(Math.round);
    ramp[i] = (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  }
  return ramp;
}

const GREY_STOPS = [[0, 0, 0], [255, 255, 255]];

function cssColour(pixel) {
  return `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`;
}

/** The pixel of a value on a ramp from low to high. */
function rampPixel(ramp, value, low, high) {
  const place = high > low ? (value - low) / (high - low) : 0.5;
  return ramp[Math.round(Math.min(1, Math.max(0, place)) * RAMP_STEPS)];
}

/** Dark or white, whichever reads better on a pixel. */
function inkOn(pixel, dark = "#15181c") {
  const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? dark : "#ffffff";
}

/** A reader of the theme's variables at an element: name without "--st-" -> value. */
function themeReader(element) {
  const style = getComputedStyle(element);
  return (name, otherwise = "") => {
    const value = style.getPropertyValue(`--st-${name}`).trim();
    return value && value !== "unset" ? value : otherwise;
  };
}

/** Colours and fonts of the theme in force. */
function readTheme(parentElement) {
  const read = themeReader(parentElement.host ?? parentElement);
  const name = read("chart-diverging-colors");
  const stops = splitColours(name).map(parseColour);
  return {
    name,
    diverging: makeRamp(stops.length > 1 ? stops : GREY_STOPS),
    grey: makeRamp(GREY_STOPS),
    text: read("text-color"),
    border: read("border-color"),
    primary: read("primary-color"),
    background: read("background-color"),
    font: read("font", "sans-serif"),
    codeFont: read("code-font", "monospace"),
  };
}

/** Give a canvas a size in CSS pixels at the screen's own resolution; return its pen. */
function sizeCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Packed pixels as a canvas of their own size. */
function pixelsToCanvas(pixels, width, height, canvas = document.createElement("canvas")) {
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, width * height * 4), width, height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draw part of a canvas at any size with sharp pixels: enlarged to the next whole multiple without
 * smoothing, then brought down to size; made smaller by averaging.
 */
function drawSharp(pen, source, from, to) {
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.max(to.width / from.width, to.height / from.height) * ratio;
  const whole = Math.ceil(scale - 1e-3);
  pen.imageSmoothingQuality = "high";
  if (scale >= 8 || Math.abs(scale - whole) < 2e-3 || scale <= 1) {
    pen.imageSmoothingEnabled = scale < 1 - 1e-3;
    pen.drawImage(source, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
    return;
  }
  const middle = drawSharp.middle ??= document.createElement("canvas");
  const [w, h] = [from.width * whole, from.height * whole];
  if (middle.width < w || middle.height < h) {
    [middle.width, middle.height] = [Math.max(w, middle.width), Math.max(h, middle.height)];
  }
  const brush = middle.getContext("2d");
  brush.imageSmoothingEnabled = false;
  brush.clearRect(0, 0, w, h);
  brush.drawImage(source, from.x, from.y, from.width, from.height, 0, 0, w, h);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(middle, 0, 0, w, h, to.x, to.y, to.width, to.height);
}

/** Draw a colour scale as a bar that fills its canvas, with a word on its middle. */
function drawRampBar(canvas, ramp, width, height, middle = "") {
  const pen = sizeCanvas(canvas, width, height);
  const strip = pixelsToCanvas(ramp, ramp.length, 1);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(strip, 0, 0, width, height);
  if (!middle) return;
  pen.font = `${Math.round(height * 0.75)}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = inkOn(ramp[RAMP_STEPS / 2]);
  pen.fillText(middle, width / 2, height / 2 + 0.5);
}

/** Values that are no numbers leave holes; the hatching shows through them. */
function hatch(pen, to, theme) {
  pen.save();
  pen.beginPath();
  pen.rect(to.x, to.y, to.width, to.height);
  pen.clip();
  pen.strokeStyle = theme.text;
  pen.globalAlpha = 0.5;
  for (let x = -to.height; x < to.width; x += 5) {
    pen.moveTo(to.x + x, to.y + to.height);
    pen.lineTo(to.x + x + to.height, to.y);
  }
  pen.stroke();
  pen.restore();
}

/** An icon of one path, drawn on `size` × `size`. */
function makeIcon(path, size = 24) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svg.namespaceURI, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
