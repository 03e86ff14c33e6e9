// Where the pixels of a picture stand in its vector: explorer/layers/flattening.py in the browser.

const SIDES = { left: [0, -1], right: [0, 1], above: [-1, 0], below: [1, 0] };

class VectorModel {
  /** `values` are the picture's, (C, H, W); `data.order` is that of the vector. */
  constructor(data, values) {
    const [channels, height, width] = data.shape;
    Object.assign(this, { values, channels, height, width, order: data.order });
    [this.low, this.high] = data.range;
    this.length = channels * height * width;
    this.across = this.order === "chw" ? 1 : channels;
    this.down = width * this.across;
    this.between = this.order === "chw" ? height * width : 1;
  }

  index({ channel, row, column }) {
    return channel * this.between + row * this.down + column * this.across;
  }

  pixel(index) {
    if (this.order === "chw") {
      const inPlane = index % this.between;
      return {
        channel: Math.floor(index / this.between),
        row: Math.floor(inPlane / this.width),
        column: inPlane % this.width,
      };
    }
    const inRow = index % this.down;
    return {
      channel: inRow % this.channels,
      row: Math.floor(index / this.down),
      column: Math.floor(inRow / this.channels),
    };
  }

  has(index) {
    return index >= 0 && index < this.length;
  }

  clamp({ channel, row, column }) {
    return {
      channel: Math.min(channel, this.channels - 1),
      row: Math.min(row, this.height - 1),
      column: Math.min(column, this.width - 1),
    };
  }

  /** The four neighbours in the same channel: side, step in the vector, pixel or null. */
  neighbours(pixel) {
    return Object.entries(SIDES).map(([side, [down, right]]) => {
      const row = pixel.row + down;
      const column = pixel.column + right;
      const inside = row >= 0 && column >= 0 && row < this.height && column < this.width;
      return {
        side,
        step: down * this.down + right * this.across,
        pixel: inside ? { channel: pixel.channel, row, column } : null,
      };
    });
  }

  /** The same pixel in the other channels, as places in the vector. */
  siblings(pixel) {
    return Array.from({ length: this.channels }, (_, channel) => ({ ...pixel, channel }))
      .filter(({ channel }) => channel !== pixel.channel);
  }

  value({ channel, row, column }) {
    return this.values[(channel * this.height + row) * this.width + column];
  }

  /** What a pixel is called: its index in the tensor, in the tensor's own order. */
  name({ channel, row, column }) {
    if (this.channels === 1) return `${row}, ${column}`;
    return this.order === "chw" ? `${channel}, ${row}, ${column}` : `${row}, ${column}, ${channel}`;
  }

  level(value) {
    const share = (value - this.low) / (this.high - this.low || 1);
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  }

  /** A number's colour: grey, or the shade of its channel; packed like a pixel. */
  shade(pixel) {
    const level = this.level(this.value(pixel));
    if (this.channels === 1) return packShades(level, level, level);
    return packShades(...[0, 1, 2].map((channel) => (channel === pixel.channel ? level : 0)));
  }

  /** The colour of a place in the picture. */
  colour(row, column) {
    const levels = [0, 1, 2].map((channel) =>
      this.level(this.value({ channel: Math.min(channel, this.channels - 1), row, column })));
    return packShades(...levels);
  }
}

function packShades(r, g, b) {
  return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
}

function samePixel(a, b) {
  return a.channel === b.channel && a.row === b.row && a.column === b.column;
}
