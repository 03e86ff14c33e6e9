// The arithmetic of pooling: one window a channel, its largest value or its average.

/** An input with its padding around it, and NaN where windows hang over the padded edge. */
function layOnGrid(values, [channels, height, width], [rows, columns], [top, left], around) {
  const grid = new Float32Array(channels * rows * columns).fill(NaN);
  const [lastRow, lastColumn] = [height + 2 * top, width + 2 * left];
  for (let channel = 0; channel < channels; channel++)
    for (let r = 0; r < Math.min(rows, lastRow); r++) {
      const at = (channel * rows + r) * columns;
      grid.fill(around, at, at + Math.min(columns, lastColumn));
      if (r < top || r >= top + height) continue;
      const from = (channel * height + r - top) * width;
      grid.set(values.subarray(from, from + width), at + left);
    }
  return grid;
}

/** A pooling layer on one input; every channel is pooled on its own. */
class Pooling extends Windows {
  constructor(data) {
    const [channels, height, width] = data.shape;
    const [top, left] = data.padding;
    const reach = [height, width].map((size, axis) =>
      Math.max(
        size + 2 * data.padding[axis],
        (data.out[axis] - 1) * data.stride[axis] + data.kernel[axis],
      ),
    );
    const values = decodeInputs(column(data.x));
    const around = data.kind === "max" ? -Infinity : 0;
    const pads = [top, reach[0] - top - height, left, reach[1] - left - width];
    const x = layOnGrid(values, data.shape, reach, data.padding, around);
    super(data, x, [channels, ...reach], pads);
    this.output = decodeInputs(column(data.y));
    this.pads = [top, top, left, left];
    this.paddedHeight = height + 2 * top;
    this.paddedWidth = width + 2 * left;
    this.isMax = data.kind === "max";
    this.countsPadding = this.isMax || data.count_include_pad;
    this.blankPadding = this.isMax || !data.count_include_pad;
    this.inputWhole = allWhole(values);
    this.negative = values.some((value) => value < 0);
    this.winningTaps = new Map(); // channel -> the winning tap of every window
  }

  isBeyond(row, column) {
    return row >= this.paddedHeight || column >= this.paddedWidth;
  }

  /** Whether a cell takes part in its windows; of a maximum the padding does, and never wins. */
  isCounted(row, column) {
    return !this.isBeyond(row, column) && (this.countsPadding || !this.isPadding(row, column));
  }

  /** Whether some window holds cells that do not take part. */
  hasUncounted() {
    const hanging = this.height > this.paddedHeight || this.width > this.paddedWidth;
    return hanging || (!this.countsPadding && this.pads.some((pad) => pad > 0));
  }

  /** Every cell of one window in row order, with its value in one channel. */
  cells(channel, row, column) {
    const cells = [];
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) {
        const [r, c] = this.cellUnder(row, column, i, j);
        cells.push({ i, j, r, c, x: this.inputAt(channel, r, c), counted: this.isCounted(r, c) });
      }
    return cells;
  }

  /** The tap of a window's largest value; of equals the first in row order, as in PyTorch. */
  winnerTap(channel, row, column) {
    let winner = 0;
    let most = -Infinity;
    const first = (channel * this.height + row * this.strideY) * this.width;
    for (let i = 0, tap = 0; i < this.rows; i++) {
      const from = first + i * this.width + column * this.strideX;
      for (let j = 0; j < this.columns; j++, tap++) {
        const value = this.x[from + j];
        if (!(value > most)) continue; // NaN, past the edge, is never larger
        most = value;
        winner = tap;
      }
    }
    return winner;
  }

  /** The winning tap of every window of a channel, worked out once. */
  winners(channel) {
    if (!this.winningTaps.has(channel)) {
      const taps = new Int32Array(this.outHeight * this.outWidth);
      for (let r = 0, o = 0; r < this.outHeight; r++)
        for (let c = 0; c < this.outWidth; c++, o++) taps[o] = this.winnerTap(channel, r, c);
      this.winningTaps.set(channel, taps);
    }
    return this.winningTaps.get(channel);
  }

  /** The input cell that wins a window, with how many cells are as large. */
  winner(channel, row, column) {
    const tap = this.winnerTap(channel, row, column);
    const cells = this.cells(channel, row, column);
    const best = cells[tap];
    return { ...best, tap, equals: cells.filter((cell) => cell.x === best.x).length };
  }

  /** How many cells take part in a window: what an average's sum is divided by. */
  divisor(row, column) {
    const along = (start, span, before, size, padded) => {
      const [low, high] = this.countsPadding ? [0, padded] : [before, before + size];
      return Math.min(start + span, high) - Math.max(start, low);
    };
    const height = this.height - this.top - this.bottom;
    const width = this.width - this.left - this.right;
    return (
      along(row * this.strideY, this.rows, this.top, height, this.paddedHeight) *
      along(column * this.strideX, this.columns, this.left, width, this.paddedWidth)
    );
  }

  /** One output cell of one channel, worked out here. */
  pool(channel, row, column) {
    const counted = this.cells(channel, row, column).filter((cell) => cell.counted);
    const values = counted.map((cell) => cell.x);
    if (this.isMax) return values.reduce((most, value) => Math.max(most, value));
    return values.reduce((sum, value) => sum + value, 0) / this.divisor(row, column);
  }

  outputAt(channel, row, column) {
    return this.output[(channel * this.outHeight + row) * this.outWidth + column];
  }
}
