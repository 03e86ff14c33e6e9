// The sum or sentence of the place pointed at.

function write(twin, focus) {
  const pieces = focus.kind === "output" ? sumOf(twin, focus.i) : [[sentenceOf(twin, focus), ""]];
  const held = twin.held && !twin.hover ? ` · ${twin.labels.pinned}` : "";
  setText(twin.where, focus.kind === "output" ? `${symbol(twin, 1, focus.i)}${held}` : held.replace(" · ", ""));
  const { equation } = twin;
  while (equation.childElementCount > pieces.length) equation.lastElementChild.remove();
  while (equation.childElementCount < pieces.length) add(equation, "span", "piece");
  pieces.forEach(([text, colour], n) => {
    setText(equation.children[n], text);
    equation.children[n].style.background = colour;
    equation.children[n].classList.toggle("total", n === pieces.length - 1 && focus.kind === "output");
  });
  twin.spoken = `${twin.where.textContent} ${pieces.map(([text]) => text).join(" ")}`;
}

const symbol = (twin, which, n) => `${twin.data.symbols[which]}[${n}]`;

/** The sum of an output: each product in its weight's colour, padding told, long sums cut. */
function sumOf(twin, i) {
  const { model, labels } = twin;
  const taps = patchOf(model, i);
  const value = (tap) => (tap.input < 0 ? 0 : model.x[tap.input]);
  const pieces = taps.slice(0, MOST_TERMS).map((tap, n) => {
    const factors = [value(tap), model.weights[tap.id]];
    const [first, second] = model.turned ? [factors[1], factors[0]] : factors;
    const shown = `${formatNumber(first)}·${second < 0 ? `(${formatNumber(second)})` : formatNumber(second)}`;
    const padding = tap.input < 0 ? ` (${labels.padding})` : "";
    return [`${n ? "+" : "="} ${shown}${padding}`, rgba(tintOf(twin, tap.id))];
  });
  if (taps.length > MOST_TERMS) pieces.push([fill(labels.further, { count: taps.length - MOST_TERMS }), ""]);
  if (!taps.length) pieces.push([`= ${labels.nothing}`, ""]);
  pieces.push([`= ${formatNumber(model.y[i], 5)}`, ""]);
  return pieces;
}

function sentenceOf(twin, focus) {
  const { model, labels } = twin;
  if (focus.kind === "weight") {
    const lights = lightsOf(twin, focus);
    return fill(labels.weight, {
      name: nameOf(twin, focus.id) || labels.this_weight,
      value: formatNumber(model.weights[focus.id]), cells: lights.cells.length, outputs: lights.outputs.size,
    });
  }
  if (focus.kind === "input") {
    const uses = [];
    eachCell(model, (i, j) => j === focus.j, (i, j, cell) => uses.push(`${symbol(twin, 1, i)} (× ${formatNumber(model.weights[idOf(model, cell)])})`));
    const input = `${symbol(twin, 0, focus.j)} = ${formatNumber(model.x[focus.j])}`;
    if (!uses.length) return fill(labels.unused, { input });
    const shown = uses.slice(0, MOST_TERMS).join(", ") + (uses.length > MOST_TERMS ? ", …" : "");
    return fill(labels.input, { input, count: uses.length, outputs: shown });
  }
  const cell = cellAt(model, focus.i, focus.j);
  const place = `${twin.data.symbols[2]}[${focus.i}, ${focus.j}]`;
  const [input, output] = [symbol(twin, 0, focus.j), symbol(twin, 1, focus.i)];
  if (cell < 0) return fill(labels.zero, { place, input, output });
  const weight = model.weights[idOf(model, cell)];
  const name = nameOf(twin, idOf(model, cell));
  return fill(labels.cell, {
    place: name ? `${place} = ${name}` : place, weight: formatNumber(weight), input, output,
    value: formatNumber(model.x[focus.j]), product: formatNumber(weight * model.x[focus.j], 5),
  });
}

function announce(twin) {
  clearTimeout(twin.announcing);
  twin.announcing = setTimeout(() => setText(twin.live, twin.spoken), ANNOUNCE_AFTER_MS);
}
