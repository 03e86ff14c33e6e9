// Where the windows of a layer fall, and what the server sent: the same for every layer.

/** Inputs sent as bytes are 255ths, exactly as Python had them; anything else is float32. */
function decodeInputs(values) {
  if (!(values instanceof Uint8Array)) return values;
  const levels = Float32Array.from({ length: 256 }, (_, level) => level / 255);
  const inputs = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) inputs[i] = levels[values[i]];
  return inputs;
}

/** How many windows use each position of one axis. */
function countUses(size, kernel, stride, dilation, windows) {
  const counts = new Int32Array(size);
  for (let o = 0; o < windows; o++)
    for (let k = 0; k < kernel; k++) counts[o * stride + k * dilation]++;
  return counts;
}

function largestMagnitude(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

function allWhole(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** Windows of one layer on one input, on a grid that holds the padding too. */
class Windows {
  /** `x`: the input on that grid, (C, H, W); `pads`: its cells that are not the input's. */
  constructor(data, x, shape, pads) {
    this.x = x;
    [this.channels, this.height, this.width] = shape;
    [this.top, this.bottom, this.left, this.right] = pads;
    [this.rows, this.columns] = data.kernel;
    [this.outHeight, this.outWidth] = data.out;
    [this.strideY, this.strideX] = data.stride;
    [this.dilationY, this.dilationX] = data.dilation ?? [1, 1];
    this.usesY = countUses(this.height, this.rows, this.strideY, this.dilationY, this.outHeight);
    this.usesX = countUses(this.width, this.columns, this.strideX, this.dilationX, this.outWidth);
    this.mostUses = Math.max(...this.usesY) * Math.max(...this.usesX);
    this.inputLimit = largestMagnitude(this.x) || 1;
    this.blankPadding = false; // whether padding has no value of its own
    this.never = this.countNeverVisited();
  }

  inputAt(channel, row, column) {
    return this.x[(channel * this.height + row) * this.width + column];
  }

  isPadding(row, column) {
    return (
      row < this.top ||
      column < this.left ||
      row >= this.height - this.bottom ||
      column >= this.width - this.right
    );
  }

  /** Whether a cell lies past the padded edge, where a window may hang over. */
  isBeyond() {
    return false;
  }

  /** Whether a cell takes part in the windows over it. */
  isCounted() {
    return true;
  }

  countNeverVisited() {
    let rows = 0;
    let columns = 0;
    for (let r = this.top; r < this.height - this.bottom; r++) rows += this.usesY[r] > 0;
    for (let c = this.left; c < this.width - this.right; c++) columns += this.usesX[c] > 0;
    const real =
      (this.height - this.top - this.bottom) * (this.width - this.left - this.right);
    return real - rows * columns;
  }

  /** The input cell that stands at position (i, j) of the window of one output cell. */
  cellUnder(row, column, i, j) {
    return [
      row * this.strideY + i * this.dilationY,
      column * this.strideX + j * this.dilationX,
    ];
  }

  /** Windows along one axis that use a position: window numbers and the taps that meet it. */
  windowsOver(position, kernel, stride, dilation, windows) {
    const found = [];
    for (let k = kernel - 1; k >= 0; k--) {
      const start = position - k * dilation;
      if (start >= 0 && start % stride === 0 && start / stride < windows)
        found.push({ window: start / stride, tap: k });
    }
    return found;
  }
}
