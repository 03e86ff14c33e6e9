// What goes with the place pointed at, lit above the rest.

const focusOf = (twin) => twin.hover ?? twin.held ?? { kind: "output", i: twin.at };
const sameFocus = (a, b) => a && b && JSON.stringify(a) === JSON.stringify(b);

/** Which inputs, outputs, weights and cells go with what is pointed at. */
function lightsOf(twin, focus) {
  const { model } = twin;
  const lights = { inputs: new Set(), outputs: new Set(), ids: new Set(), cells: [], boxes: [] };
  const take = (i, j, cell) => {
    lights.inputs.add(j);
    lights.outputs.add(i);
    lights.ids.add(idOf(model, cell));
    lights.cells.push([i, j]);
  };
  if (focus.kind === "output") {
    const [from, to] = rowOf(model, focus.i);
    for (let cell = from; cell < to; cell++) take(focus.i, inputOf(model, cell), cell);
    for (const { id } of model.grids ? patchOf(model, focus.i) : []) lights.ids.add(id);
    lights.outputs.add(focus.i);
  } else if (focus.kind === "weight") {
    lights.ids.add(focus.id);
    eachCell(model, (i, j, cell) => idOf(model, cell) === focus.id, take);
  } else if (focus.kind === "input") {
    lights.inputs.add(focus.j);
    eachCell(model, (i, j) => j === focus.j, take);
  } else {
    lights.inputs.add(focus.j);
    lights.outputs.add(focus.i);
    lights.cells.push([focus.i, focus.j]);
    const cell = cellAt(model, focus.i, focus.j);
    if (cell >= 0) lights.ids.add(idOf(model, cell));
  }
  return lights;
}

function show(twin) {
  const started = performance.now();
  const focus = focusOf(twin);
  const lights = lightsOf(twin, focus);
  lightMatrix(twin, focus, lights);
  if (twin.model.grids) for (const map of twin.maps) lightGrid(twin, map, focus, lights);
  write(twin, focus, lights);
  const { dataset } = twin.root;
  dataset.focus = [focus.kind, ...["i", "j", "id"].filter((key) => key in focus).map((key) => focus[key])].join(",");
  dataset.at = twin.at;
  dataset.lit = [lights.cells.length, lights.inputs.size, lights.outputs.size, lights.ids.size].join(",");
  dataset.hoverMs = (performance.now() - started).toFixed(2);
}

function lightMatrix(twin, focus, lights) {
  const { model, matrix: map, theme } = twin;
  const pen = sizeCanvas(map.over, map.width, map.height);
  const [r, g, b] = parseColour(theme.background);
  const resting = focus.kind === "output";
  const veil = !resting ? VEIL : map.picture ? 0 : RESTING_VEIL;
  pen.fillStyle = `rgba(${r}, ${g}, ${b}, ${veil})`;
  pen.fillRect(0, 0, map.width, map.height);
  const boxes = lights.cells.map(([i, j]) => cellBox(twin, i, j));
  const lines = [];
  const { outputs, inputs } = model;
  const span = (a, c) => [Math.min(a[0], c[0]), Math.min(a[1], c[1]), Math.max(a[0], c[0]) + a[2] - Math.min(a[0], c[0]), Math.max(a[1], c[1]) + a[3] - Math.min(a[1], c[1])];
  if (focus.kind === "output") lines.push(span(cellBox(twin, focus.i, 0), cellBox(twin, focus.i, inputs - 1)));
  if (focus.kind === "input") lines.push(span(cellBox(twin, 0, focus.j), cellBox(twin, outputs - 1, focus.j)));
  for (const line of lines) pen.clearRect(...line);
  for (const box of boxes) pen.clearRect(...box);
  const ofInputs = [...lights.inputs].map((j) => inputBox(twin, j));
  const ofOutputs = [...lights.outputs].map((i) => outputBox(twin, i));
  const vectors = [...ofInputs, ...ofOutputs];
  // With the index above, below or beside.
  const across = ([x, y, width, height]) => pen.clearRect(x, y - map.index, width, height + 2 * map.index);
  const down = ([x, y, width, height]) => pen.clearRect(x - 2 * map.index, y, width + 4 * map.index, height);
  ofInputs.forEach(model.turned ? down : across);
  ofOutputs.forEach(model.turned ? across : down);
  tintVectors(twin, pen, focus);
  if (map.picture) (vectors.length > MOST_ACROSS ? ofOutputs.length < MOST_ACROSS ? ofOutputs : [] : vectors).forEach((box) => outline(pen, widen(box), theme.text, 1));
  else for (const box of [...vectors, ...(focus.kind === "output" || focus.kind === "input" ? [] : boxes)]) outline(pen, box, theme.text, 1.5);
  for (const line of lines) outline(pen, widen(line), theme.primary, 2);
  if (focus.kind === "cell") outline(pen, widen(boxes[0]), theme.primary, 2);
}

/** The patch in the vector, in its weights' colours. */
function tintVectors(twin, pen, focus) {
  const { model, matrix: map, data } = twin;
  if (map.picture || focus.kind !== "output" || data.naming !== "shared" || model.turned) return;
  const [from, to] = rowOf(model, focus.i);
  for (let cell = from; cell < to; cell++) fillBox(pen, inputBox(twin, inputOf(model, cell)), rgba(tintOf(twin, idOf(model, cell))));
}

/** A box of a few dots at least, so that its outline can be seen. */
function widen([x, y, width, height], least = 4) {
  const [w, h] = [Math.max(least, width), Math.max(least, height)];
  return [x - (w - width) / 2, y - (h - height) / 2, w, h];
}

function outline(pen, [x, y, width, height], colour, line) {
  pen.strokeStyle = colour;
  pen.lineWidth = line;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function lightGrid(twin, map, focus, lights) {
  const { model, theme } = twin;
  if (map.name === "kernel" && twin.data.naming !== "shared" && map.drawnFor !== shownOutput(twin)) {
    map.drawnFor = shownOutput(twin);
    setText(map.title, gridTitle(twin, map));
    drawGrid(twin, map);
  }
  const pen = sizeCanvas(map.over, map.width, map.height);
  const box = (n) => gridBox(map, Math.floor(n / map.columns), n % map.columns);
  if (map.name === "kernel") {
    const count = map.rows * map.columns;
    for (let n = 0; n < count; n++) if (lights.ids.has(kernelId(twin, n)) && focus.kind !== "output") outline(pen, widen(box(n)), theme.text, 2);
    if (focus.kind === "output") outline(pen, [map.x, map.y, map.columns * map.wide, map.rows * map.tall], theme.primary, 2);
    return;
  }
  if (map.name === "output") {
    for (const i of lights.outputs) outline(pen, widen(box(i)), focus.i === i ? theme.primary : theme.text, lights.outputs.size > 1 ? 1.2 : 2.5);
    return;
  }
  if (focus.kind === "output" && model.full) outline(pen, [map.x, map.y, map.columns * map.wide, map.rows * map.tall], theme.primary, 2);
  if (focus.kind === "output") {
    for (const { place, id } of model.full ? [] : patchOf(model, focus.i)) {
      const at = gridBox(map, ...place);
      if (map.numbers || map.wide > 8) fillBox(pen, at, rgba(tintOf(twin, id)));
      outline(pen, widen(at), theme.text, 1.2);
    }
    return;
  }
  for (const j of lights.inputs) outline(pen, widen(gridBox(map, ...placeOf(model.grids, j))), theme.text, lights.inputs.size > 1 ? 1.2 : 2.5);
}
