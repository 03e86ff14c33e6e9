// Pointer, keyboard, and the walk through the outputs.

/** What lies under a pointer; null outside. */
function hit(twin, map, event) {
  const box = map.over.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const col = Math.floor((x - map.x) / map.wide);
  const row = Math.floor((y - map.y) / map.tall);
  const [columnIn, rowIn] = [col >= 0 && col < map.columns, row >= 0 && row < map.rows];
  if (map.name !== "matrix") return columnIn && rowIn ? gridFocus(twin, map, row, col) : null;
  const { turned } = twin.model;
  if (columnIn && rowIn) return { kind: "cell", i: turned ? col : row, j: turned ? row : col };
  if (columnIn && y < map.y && !turned) return { kind: "input", j: col };
  if (columnIn && y > map.y && turned) return { kind: "output", i: col };
  if (rowIn && x < map.x && turned) return { kind: "input", j: row };
  if (rowIn && x > map.x && !turned) return { kind: "output", i: row };
  return null;
}

function gridFocus(twin, map, row, col) {
  const { padding, input } = twin.model.grids;
  if (map.name === "kernel") return { kind: "weight", id: kernelId(twin, row * map.columns + col) };
  if (map.name === "output") return { kind: "output", i: row * map.columns + col };
  const [r, c] = [row - padding[0], col - padding[1]];
  return r >= 0 && c >= 0 && r < input[0] && c < input[1] ? { kind: "input", j: r * input[1] + c } : null;
}

function point(twin, focus) {
  if (!focus && !twin.hover) return;
  if (sameFocus(focus, twin.hover)) return;
  twin.hover = focus;
  twin.keyboard = false;
  show(twin);
}

/** Pin what is pointed at; a second time lets it go. An output's number is told to the page. */
function pin(twin, focus) {
  if (!focus) return;
  stop(twin);
  const again = sameFocus(focus, twin.held);
  twin.held = again ? null : focus;
  if (!again && "i" in focus) tell(twin, focus.i);
  show(twin);
}

function tell(twin, i) {
  twin.at = i;
  if (i !== twin.asked) twin.send(i);
  twin.asked = i;
}

function move(twin, by) {
  stop(twin);
  stepTo(twin, twin.at + by);
  tell(twin, twin.at);
}

function stepTo(twin, i) {
  const { outputs } = twin.model;
  twin.hover = twin.held = null;
  twin.at = ((i % outputs) + outputs) % outputs;
  show(twin);
  reveal(twin);
  announce(twin);
}

function start(twin) {
  stepTo(twin, twin.at === twin.model.outputs - 1 ? 0 : twin.at);
  twin.playing = setInterval(() => {
    if (twin.hover) return; // a hover holds the walk
    if (twin.at === twin.model.outputs - 1) stop(twin, true);
    else stepTo(twin, twin.at + 1);
  }, Math.max(60, Math.min(STEP_MS, 20_000 / twin.model.outputs)));
  showPlaying(twin);
}

function stop(twin, telling = false) {
  if (!twin.playing) return;
  clearInterval(twin.playing);
  twin.playing = null;
  showPlaying(twin);
  if (telling) {
    const { at, asked } = twin;
    if (at !== asked) tell(twin, at);
  }
}

function showPlaying(twin) {
  twin.play.replaceChildren(makeIcon(ICONS[twin.playing ? "pause" : "play"]));
  nameElement(twin.play, twin.playing ? twin.labels.pause : twin.labels.play);
}

/** Push the box sideways so that the current row's weights are in view. */
function reveal(twin) {
  const { box, model } = twin;
  if (box.scrollWidth <= box.clientWidth) return;
  const places = patchOf(model, twin.at).filter(({ input }) => input >= 0).map(({ input }) => cellBox(twin, twin.at, input)[0]);
  if (!places.length) return;
  const [from, to] = [Math.min(...places), Math.max(...places)];
  if (from < box.scrollLeft || to + twin.matrix.wide > box.scrollLeft + box.clientWidth) {
    box.scrollLeft = Math.max(0, (from + to - box.clientWidth) / 2);
  }
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onKey(twin, map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focus = focusOf(twin);
  if (event.key in ARROWS) {
    const next = neighbour(twin, map, focus, ARROWS[event.key]);
    if (next) {
      stop(twin);
      twin.hover = next;
      twin.keyboard = true;
      show(twin);
    }
  } else if (event.key === "Enter" || event.key === " ") pin(twin, focus);
  else if (event.key === "Escape") {
    twin.hover = twin.held = null;
    show(twin);
  } else return;
  event.preventDefault();
  announce(twin);
}

/** What an arrow key reaches from here; a pane that is entered begins at its first cell. */
function neighbour(twin, map, focus, [down, right]) {
  const { model } = twin;
  if (map.name === "matrix") {
    if (focus.kind === "output" && !model.turned && right === 0) return { kind: "output", i: clampTo(focus.i + down, model.outputs) };
    if (focus.kind === "output" && model.turned && down === 0) return { kind: "output", i: clampTo(focus.i + right, model.outputs) };
    const [i, j] = [focus.i ?? 0, focus.j ?? 0];
    const [di, dj] = model.turned ? [right, down] : [down, right];
    return { kind: "cell", i: clampTo(i + di, model.outputs), j: clampTo(j + dj, model.inputs) };
  }
  const [row, col] = placeOn(twin, map, focus);
  if (row < 0) return gridFocus(twin, map, ...firstPlace(twin, map));
  return gridFocus(twin, map, clampTo(row + down, map.rows), clampTo(col + right, map.columns));
}

const clampTo = (value, size) => Math.min(size - 1, Math.max(0, value));
const firstPlace = (twin, map) => (map.name === "input" ? twin.model.grids.padding : [0, 0]);

function placeOn(twin, map, focus) {
  if (map.name === "input") return focus.kind === "input" ? placeOf(twin.model.grids, focus.j) : [-1, -1];
  const n = map.name === "output" ? (focus.kind === "output" ? focus.i : -1)
    : focus.kind === "weight" ? focus.id - kernelId(twin, 0) : -1;
  return n < 0 ? [-1, -1] : [Math.floor(n / map.columns), n % map.columns];
}
