// What lies under the kernel at each position. Both modes pair sample i with weight k.

const MANY = 30; // positions past which the first is not the one to begin with

function makeModel(data) {
  const [n, k, positions] = data.sizes;
  const numbers = column(data.numbers);
  const [start, step, kernelStart, outputStart] = data.places;
  const [stride, dilation, left, right] = data.window;
  const model = {
    mode: data.mode, flipped: data.flipped, bias: data.bias, positions,
    signal: numbers.subarray(0, n),
    kernel: numbers.subarray(n, n + k),
    output: numbers.subarray(n + k),
    start, step, kernelStart, outputStart, stride, dilation, left, right,
    impulses: data.impulses,
  };
  // In area mode: the sample that the first weight meets at the first position.
  const first = outputStart + (data.flipped ? -kernelStart : kernelStart);
  model.firstMet = Math.round((first - start) / step);
  model.opening = data.mode === "area" ? strongest(model.output) : positions > MANY ? positions >> 1 : 0;
  return model;
}

function strongest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return best;
}

/** The sample under weight k at a position. */
function sampleUnder(model, position, k) {
  if (model.mode === "area") return model.firstMet + position + (model.flipped ? -k : k);
  const tap = model.flipped ? model.kernel.length - 1 - k : k;
  return position * model.stride + tap * model.dilation;
}

/** Products in the order of the samples: {i, k, x, w, value}; a sample past the ends is 0. */
function productsAt(model, position) {
  const found = [];
  const { signal, kernel } = model;
  for (let n = 0; n < kernel.length; n++) {
    const k = model.flipped ? kernel.length - 1 - n : n;
    const i = sampleUnder(model, position, k);
    const x = i >= 0 && i < signal.length ? signal[i] : 0;
    found.push({ i, k, x, w: kernel[k], value: x * kernel[k] });
  }
  return found;
}

/** Sums of the products above and below zero; areas in area mode. */
function sumsOf(model, products) {
  let [positive, negative] = [0, 0];
  for (const { value } of products) {
    if (value > 0) positive += value;
    else negative -= value;
  }
  const unit = model.mode === "area" ? model.step : 1;
  return { positive: positive * unit, negative: negative * unit };
}

/** What a position is called: the shift t, or the number of the output. */
function placeOf(model, position) {
  return model.outputStart + position * (model.mode === "area" ? model.step : 1);
}

function isPadding(model, i) {
  return i < model.left || i >= model.signal.length - model.right;
}

/** Least and greatest of some arrays, zero among them. */
function reach(...arrays) {
  let [low, high] = [0, 0];
  for (const values of arrays) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low === high ? [0, 1] : [low, high];
}

/** Where products of two ranges can lie. */
function productReach([a, b], [c, d]) {
  const ends = [a * c, a * d, b * c, b * d];
  return [Math.min(0, ...ends), Math.max(0, ...ends)];
}
