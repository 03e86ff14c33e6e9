// Colours of the theme, and the scales made of them.

/** A colour scale as packed pixels; halves round to even, as everywhere in an eight-bit canvas. */
function makeTable(stops, size) {
  const bytes = new Uint8ClampedArray(size * 4).fill(255);
  for (let i = 0; i < size; i++) bytes.set(blend(stops, i / (size - 1)), 4 * i);
  return new Uint32Array(bytes.buffer);
}

/** Colours of the theme in force; the stops also as text, for the legends. */
class Palette {
  constructor(element) {
    const read = themeReader(element);
    this.text = read("text-color", "#222");
    this.background = read("background-color", "#fff");
    this.panel = read("secondary-background-color", "#eee");
    this.accent = read("primary-color", "#c33");
    this.warning = read("violet-color", "#83c");
    this.codeFont = read("code-font", "monospace");
    this.divergingStops = splitColours(read("chart-diverging-colors", "#2166ac,#f7f7f7,#b2182b"));
    this.sequentialStops = splitColours(read("chart-sequential-colors", "#132b43,#56b1f7"));
    this.diverging = makeTable(this.divergingStops.map(parseColour), 511);
    this.sequential = makeTable(this.sequentialStops.map(parseColour), 256);
    this.grey = makeTable(GREY_STOPS, 256);
    this.neutral = cssColour(this.diverging[255]); // zero
  }

  /** A scale from low to high: value -> packed pixel. */
  scale(kind, low, high) {
    const table = this[kind];
    const last = table.length - 1;
    const factor = high > low ? last / (high - low) : 0;
    return (value) => {
      const place = Math.round((value - low) * factor);
      return table[place > 0 ? Math.min(place, last) : 0];
    };
  }

  /** A scale around zero; without a limit all is zero. */
  signed(limit) {
    if (!limit) return () => this.diverging[255];
    return this.scale("diverging", -limit, limit);
  }
}

/** Channel values as one packed pixel, rounded and clamped. */
const packPixel = (() => {
  const bytes = new Uint8ClampedArray(4).fill(255);
  const pixel = new Uint32Array(bytes.buffer);
  return (red, green, blue) => {
    bytes[0] = red;
    bytes[1] = green;
    bytes[2] = blue;
    return pixel[0];
  };
})();

const hatches = new Map(); // what a tile looks like -> the tile

/** Diagonal lines as a fill, `gap` device pixels apart. */
function hatchPattern(context, colour, gap, falling) {
  const name = `${colour}|${gap}|${falling}`;
  if (!hatches.has(name)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = gap;
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = Math.max(1, gap / 6);
    pen.beginPath();
    for (const shift of [-gap, 0, gap]) {
      pen.moveTo(shift - 1, falling ? -1 : gap + 1);
      pen.lineTo(shift + gap + 1, falling ? gap + 1 : -1);
    }
    pen.stroke();
    hatches.set(name, tile);
  }
  return context.createPattern(hatches.get(name), "repeat");
}

/** Fill a path with a tint and with a pattern over it. */
function coverPath(pen, path, tint, tintAlpha, pattern, patternAlpha, rule = "evenodd") {
  pen.globalAlpha = tintAlpha;
  pen.fillStyle = tint;
  pen.fill(path, rule);
  pen.globalAlpha = patternAlpha;
  pen.fillStyle = pattern;
  pen.fill(path, rule);
  pen.globalAlpha = 1;
}
