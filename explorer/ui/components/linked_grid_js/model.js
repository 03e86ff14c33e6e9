// The arithmetic of one filter: what the server sent, and what the browser computes from it.

const ROUNDING = 1e-6; // of the greatest input times the sum of |weights|

/** One filter on one input: the server's numbers, and what the browser computes from them. */
class Convolution extends Windows {
  constructor(data) {
    super(data, decodeInputs(column(data.x)), data.shape, data.pads);
    this.serverWeight = column(data.w);
    this.serverOutput = column(data.y);
    this.weight = Float64Array.from(this.serverWeight);
    this.output = Float64Array.from(this.serverOutput);
    this.pads = data.pads;
    this.bias = data.bias;
    this.inputWhole = allWhole(this.x);
    this.weightLimit = largestMagnitude(this.serverWeight) || 1;
    this.measureOutput();
    this.plane = null;
  }

  weightAt(channel, i, j) {
    return this.weight[(channel * this.rows + i) * this.columns + j];
  }

  /** The products of one channel under the window of one output cell. */
  terms(channel, row, column) {
    const terms = [];
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) {
        const [r, c] = this.cellUnder(row, column, i, j);
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
