// The arithmetic of one filter: what the server sent, and what the browser computes from it.

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

const ROUNDING = 1e-6; // of the greatest input times the sum of |weights|

/** One filter on one input: the server's numbers, and what the browser computes from them. */
class Model {
  constructor(data) {
    this.x = decodeInputs(column(data.x));
    this.serverWeight = column(data.w);
    this.serverOutput = column(data.y);
    this.weight = Float64Array.from(this.serverWeight);
    this.output = Float64Array.from(this.serverOutput);
    [this.channels, this.height, this.width] = data.shape;
    [this.rows, this.columns] = data.kernel;
    [this.outHeight, this.outWidth] = data.out;
    [this.strideY, this.strideX] = data.stride;
    [this.dilationY, this.dilationX] = data.dilation;
    [this.top, this.bottom, this.left, this.right] = data.pads;
    this.bias = data.bias;
    this.usesY = countUses(this.height, this.rows, this.strideY, this.dilationY, this.outHeight);
    this.usesX = countUses(this.width, this.columns, this.strideX, this.dilationX, this.outWidth);
    this.mostUses = Math.max(...this.usesY) * Math.max(...this.usesX);
    this.inputLimit = largestMagnitude(this.x) || 1;
    this.inputWhole = allWhole(this.x);
    this.weightLimit = largestMagnitude(this.serverWeight) || 1;
    this.measureOutput();
    this.never = this.countNeverVisited();
    this.plane = null;
  }

  inputAt(channel, row, column) {
    return this.x[(channel * this.height + row) * this.width + column];
  }

  weightAt(channel, i, j) {
    return this.weight[(channel * this.rows + i) * this.columns + j];
  }

  outputAt(row, column) {
    return this.output[row * this.outWidth + column];
  }

  isPadding(row, column) {
    return (
      row < this.top ||
      column < this.left ||
      row >= this.height - this.bottom ||
      column >= this.width - this.right
    );
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

  /** The products of one channel under the window of one output cell. */
  terms(channel, row, column) {
    const terms = [];
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) {
        const r = row * this.strideY + i * this.dilationY;
        const c = column * this.strideX + j * this.dilationX;
        const x = this.inputAt(channel, r, c);
        const w = this.weightAt(channel, i, j);
        terms.push({ i, j, r, c, x, w, product: x * w });
      }
    return terms;
  }

  partialSum(channel, row, column) {
    let sum = 0;
    for (const term of this.terms(channel, row, column)) sum += term.product;
    return sum;
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

  /** The sum over channels of the input: one changed tap adds its change times this. */
  channelSum() {
    if (!this.plane) {
      const size = this.height * this.width;
      this.plane = new Float64Array(size);
      for (let i = 0; i < this.x.length; i++) this.plane[i % size] += this.x[i];
    }
    return this.plane;
  }

  channelsDiffer() {
    const size = this.rows * this.columns;
    for (let i = size; i < this.weight.length; i++)
      if (this.weight[i] !== this.weight[i - size]) return true;
    return false;
  }

  /** Set one tap of `channel`; the others follow by the same amount, or become equal to it. */
  setTap(channel, i, j, value, makeSame) {
    const size = this.rows * this.columns;
    if (makeSame && this.channelsDiffer()) {
      const kernel = this.weight.slice(channel * size, (channel + 1) * size);
      for (let c = 0; c < this.channels; c++) this.weight.set(kernel, c * size);
      this.output.fill(this.bias);
      for (let k = 0; k < size; k++)
        this.addTap(Math.floor(k / this.columns), k % this.columns, kernel[k]);
    }
    const change = value - this.weightAt(channel, i, j);
    for (let c = 0; c < this.channels; c++)
      this.weight[c * size + i * this.columns + j] += change;
    this.addTap(i, j, change);
    this.weightLimit = largestMagnitude(this.weight) || 1;
    this.measureOutput();
  }

  /** The output's greatest magnitude, 0 where it is nothing but rounding. */
  measureOutput() {
    let weights = 0;
    for (const weight of this.weight) weights += Math.abs(weight);
    this.noise = ROUNDING * largestMagnitude(this.x) * weights;
    const limit = largestMagnitude(this.output);
    this.outputLimit = limit < this.noise ? 0 : limit;
  }

  /** A sum of products without what float32 leaves of terms that cancel. */
  settle(value) {
    return Math.abs(value) < this.noise ? 0 : value;
  }

  addTap(i, j, change) {
    const plane = this.channelSum();
    for (let r = 0, o = 0; r < this.outHeight; r++) {
      let at = (r * this.strideY + i * this.dilationY) * this.width + j * this.dilationX;
      for (let c = 0; c < this.outWidth; c++, o++, at += this.strideX)
        this.output[o] += change * plane[at];
    }
  }

  /** Whether the weights on show are not those the server sent. */
  isPreview() {
    for (let i = 0; i < this.weight.length; i++)
      if (Math.abs(this.weight[i] - this.serverWeight[i]) > 1e-6) return true;
    return false;
  }
}
