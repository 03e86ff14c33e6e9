// A network as a row of blocks. A block's column holds its share of the parameters and of the work
// too. Pointing moves a band and writes the readout; only a choice is sent.

const TALLEST = 148; // CSS pixels of the tallest block
const GREATEST_STEP = 13; // CSS pixels a doubling, upwards
const WIDEST_STEP = 9; // and sideways
const NARROWEST_STEP = 1.6; // past it the row scrolls
const SLANT = 0.2; // of a block's height: how far its flank goes to the right
const SLANT_MOST = 15;
const GAP = 9;
const SLAB = 6;
const SLAB_SLOT = 15; // a name lies on its side in it
const VECTOR = 9;
const LEAST_SLOT = 26;
const MARGIN = 4;
const TOP = 34; // over the blocks: the map's side, and the sign of a misfit
const STRETCH = 2.5; // a short row's columns are drawn apart by this much at most
const LYING = 92; // under the blocks: the channels, and the names on their side
const STANDING = 38; // or the names as they are, where all columns have room
const LETTER = 6.4; // CSS pixels of a letter, about
const ROW = 44; // a row of shares
const ROW_HEAD = 18;
const LATE_MS = 2000;
const SVG = "http://www.w3.org/2000/svg";
const TONES = ["input", "convolution", "pooling", "activation", "norm", "linear", "plain"];
const TONE_OF = { convolution: 0, pooling: 1, activation: 2, linear: 3, norm: 5, plain: 7 };

const drawings = new WeakMap(); // parentElement -> the live drawing

export default function (component) {
  const { parentElement, data } = component;
  let drawing = drawings.get(parentElement);
  if (!drawing) {
    drawing = buildDrawing(parentElement);
    drawings.set(parentElement, drawing);
  }
  drawing.send = (index) => component.setTriggerValue("picked", index);
  takeNetwork(drawing, data);
  drawNetwork(drawing);
  return () => {
    drawing.observer.disconnect();
    drawing.root.remove();
    drawings.delete(parentElement);
  };
}

function buildDrawing(parentElement) {
  const drawing = { data: null, hover: null, selected: null, pending: null, slots: [], width: 0 };
  drawing.svg = shape("svg", "");
  drawing.svg.setAttribute("aria-hidden", "true");
  drawing.option = make("div", "option", { role: "option", id: "current" });
  drawing.scroller = make("div", "scroller", {
    tabIndex: 0, role: "listbox", "aria-activedescendant": "current", "aria-orientation": "horizontal",
  }, [drawing.svg, drawing.option]);
  drawing.title = make("span", "title");
  drawing.details = make("span", "details");
  drawing.readout = make("p", "readout", { "aria-live": "polite" }, [drawing.title, drawing.details]);
  drawing.scale = make("p", "scale");
  drawing.hint = make("p", "hint");
  drawing.root = make("section", "network", {}, [
    drawing.scroller, drawing.readout, drawing.scale, drawing.hint,
  ]);
  parentElement.append(drawing.root);
  listenToNetwork(drawing);
  drawing.observer = new ResizeObserver(() => {
    if (drawing.data && drawing.root.clientWidth !== drawing.width) drawNetwork(drawing);
  });
  drawing.observer.observe(drawing.root);
  const colours = splitColours(themeReader(parentElement.host ?? parentElement)("chart-categorical-colors"));
  for (const tone of TONES) {
    drawing.root.style.setProperty(`--tone-${tone}`, colours[TONE_OF[tone]] ?? "#8a8f98");
  }
  return drawing;
}

/** An SVG element: tag.class and attributes; foreign text goes in as textContent only. */
function shape(tag, className, attributes = {}, text = undefined) {
  const element = document.createElementNS(SVG, tag);
  if (className) element.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function takeNetwork(drawing, data) {
  drawing.data = data;
  // An answer to an older run must not take back a choice that is still on its way.
  const late = drawing.pending && performance.now() - drawing.pending.at < LATE_MS;
  if (!late || drawing.pending.index === data.selected) {
    drawing.toReveal = drawing.selected !== data.selected;
    drawing.selected = data.selected;
    drawing.pending = null;
  }
  if (drawing.hover !== null && drawing.hover >= data.blocks.length) drawing.hover = null;
  drawing.root.setAttribute("aria-label", data.alt);
  drawing.scroller.setAttribute("aria-label", data.alt);
  drawing.root.classList.toggle("choosable", data.choosable);
  setText(drawing.scale, data.labels.scale);
  setText(drawing.hint, data.labels.hint);
  drawing.hint.hidden = !data.choosable;
}

/* ---------- layout ---------- */

/** Give each block a column: its place, its width, and the block's own size in it. */
function layOutSlots(blocks, room) {
  const tallest = Math.max(1, ...blocks.map((block) => block.tall));
  const up = Math.min(GREATEST_STEP, TALLEST / tallest);
  const lean = (block) => Math.min(SLANT_MOST, block.tall * up * SLANT);
  const sizes = (step) => blocks.map((block) => {
    const height = block.status === "fits" ? block.tall * up : TALLEST / 2;
    if (block.status !== "fits") return { width: 14, height, lean: 0, slot: LEAST_SLOT };
    if (block.slab) return { width: SLAB, height, lean: 0, slot: SLAB_SLOT };
    if (block.vector) return { width: VECTOR, height, lean: 0, slot: LEAST_SLOT + 8 };
    const width = block.wide * step;
    return { width, height, lean: lean(block), slot: Math.max(LEAST_SLOT, width + lean(block) + GAP) };
  });
  const total = (step) => sizes(step).reduce((sum, size) => sum + size.slot, 2 * MARGIN);
  let step = WIDEST_STEP;
  while (step > NARROWEST_STEP && total(step) > room) step -= 0.1;
  const named = sizes(step).map((size, i) => // wide enough for the names as they are, if that fits
    ({ ...size, slot: Math.max(size.slot, nameWidth(blocks[i])) }));
  const sum = named.reduce((width, size) => width + size.slot, 2 * MARGIN);
  const standing = sum <= room;
  const stretch = Math.min(STRETCH, Math.max(1, (room - 1) / (standing ? sum : total(step))));
  let x = MARGIN;
  return (standing ? named : sizes(step)).map(({ slot, ...rest }) => {
    const size = { ...rest, standing, slot: slot * stretch };
    const left = x;
    x += size.slot;
    return { ...size, left, right: x, middle: left + (size.slot - size.lean) / 2 };
  });
}

function nameWidth(block) {
  return block.name.length * LETTER + 6;
}

/* ---------- drawing ---------- */

function drawNetwork(drawing) {
  const started = performance.now();
  const { data: { blocks, labels } } = drawing;
  drawing.width = drawing.root.clientWidth;
  if (!drawing.width) return;
  const slots = (drawing.slots = layOutSlots(blocks, drawing.width));
  const ground = TOP + TALLEST;
  const names = slots[0].standing ? STANDING : LYING;
  const rows = [0, 1].map((row) => ground + names + (row + 1) * ROW_HEAD + (row + 1) * ROW + row * 4);
  const height = rows[1] + 4;
  const width = Math.max(slots.at(-1).right + MARGIN, drawing.width);
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
    drawing.svg.setAttribute(name, value);
  }
  drawing.bands = ["selected", "hover"].map((name) =>
    shape("rect", `band ${name}`, { y: 1, height: height - 2, rx: 4, visibility: "hidden" }));
  const largest = Math.max(...blocks.flatMap((block) => block.shares));
  drawing.svg.replaceChildren(
    hatching(),
    ...drawing.bands,
    ...blocks.map((block, i) => drawBlock(block, slots[i], ground, labels)),
    ...rows.flatMap((base, row) => drawShares(blocks, slots, row, base, largest, width, labels)),
  );
  drawing.root.dataset.drawMs = (performance.now() - started).toFixed(2);
  placeBands(drawing);
  if (drawing.toReveal) reveal(drawing, drawing.selected === null ? null : drawing.selected + 1);
  drawing.toReveal = false;
}

function hatching() {
  const pattern = shape("pattern", "", {
    id: "hatching", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  pattern.append(shape("line", "hatch", { x1: 0, y1: 0, x2: 0, y2: 6, "stroke-width": 2 }));
  const defs = shape("defs", "");
  defs.append(pattern);
  return defs;
}

function drawBlock(block, slot, ground, labels) {
  const group = shape("g", `block ${block.status}`, { style: `--tone: var(--tone-${block.tone})` });
  const left = slot.middle - slot.width / 2;
  const top = ground - slot.height;
  const [right, lift] = [left + slot.width, slot.lean * 0.7];
  if (block.status === "fits") {
    if (slot.lean) {
      group.append(
        shape("path", "top", { d: `M${left} ${top}l${slot.lean} ${-lift}h${slot.width}l${-slot.lean} ${lift}z` }),
        shape("path", "flank", { d: `M${right} ${top}l${slot.lean} ${-lift}v${slot.height}l${-slot.lean} ${lift}z` }),
      );
    }
    group.append(shape("rect", "front", { x: left, y: top, width: slot.width, height: slot.height }));
  } else {
    group.append(shape("rect", "lost", {
      x: left, y: top, width: slot.width, height: slot.height, fill: "url(#hatching)",
    }));
  }
  if (!block.slab && block.status === "fits") {
    group.append(
      shape("text", "side", { x: slot.middle + slot.lean / 2, y: top - lift - 4 }, block.side),
      shape("text", "depth", { x: slot.middle, y: ground + 13 }, block.depth),
    );
  }
  if (block.status === "misfit") group.append(...drawAlarm(slot, top, labels));
  const place = slot.standing
    ? { x: slot.middle, y: ground + 28, "text-anchor": "middle" }
    : { transform: `translate(${slot.middle - 4} ${ground + 20}) rotate(90)` };
  group.append(shape("text", "name", place, block.name));
  return group;
}

/** The sign of a layer that does not fit: a triangle with a mark in it, and words. */
function drawAlarm(slot, top, labels) {
  const x = slot.middle;
  return [
    shape("path", "warning", { d: `M${x} ${top - 26}l11 19h-22z` }),
    shape("text", "percent alarm", { x, y: top - 10 }, "!"),
    shape("text", "percent alarm", { x, y: top - 31 }, labels.misfit),
  ];
}

function drawShares(blocks, slots, row, base, largest, width, labels) {
  const head = base - ROW - 6;
  const name = row ? labels.multiply_adds : labels.parameters;
  const none = blocks.every((block) => !block.shares[row]);
  const parts = [
    shape("text", "caption", { x: MARGIN, y: head }, none ? `${name}: ${labels.nothing}` : name),
    shape("line", "ground", { x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5 }),
  ];
  blocks.forEach((block, i) => {
    const share = block.shares[row];
    if (!share) return;
    const slot = slots[i];
    const tall = Math.max(1, (share / largest) * (ROW - 12));
    const wide = Math.max(8, slot.width);
    parts.push(shape("rect", "bar", {
      x: slot.middle - wide / 2, y: base - tall, width: wide, height: tall,
      style: `--tone: var(--tone-${block.tone})`,
    }));
    if (slot.slot >= LEAST_SLOT - 1 && share >= 0.001) {
      parts.push(shape("text", "percent", { x: slot.middle, y: base - tall - 3 }, percent(share)));
    }
  });
  return parts;
}

function percent(share) {
  return share >= 0.0995 ? `${Math.round(share * 100)} %` : `${(share * 100).toFixed(1)} %`;
}

/* ---------- what is pointed at, and what is chosen ---------- */

function placeBands(drawing) {
  const [selected, hover] = drawing.bands;
  const chosen = drawing.selected === null ? null : drawing.selected + 1; // block 0 is the input
  for (const [band, at] of [[selected, chosen], [hover, drawing.hover]]) {
    const slot = at === null ? undefined : drawing.slots[at];
    band.setAttribute("visibility", slot ? "visible" : "hidden");
    if (!slot) continue;
    band.setAttribute("x", slot.left);
    band.setAttribute("width", slot.right - slot.left);
  }
  const at = drawing.hover ?? chosen ?? 0;
  const block = drawing.data.blocks[at];
  if (!block) return;
  const mark = at === chosen && drawing.data.choosable ? ` (${drawing.data.labels.chosen})` : "";
  setText(drawing.title, block.name + mark);
  setText(drawing.details, block.details);
  setText(drawing.option, `${block.name}${mark}. ${block.details}`);
  drawing.option.setAttribute("aria-selected", String(at === chosen));
  Object.assign(drawing.root.dataset, { hover: drawing.hover ?? "", selected: drawing.selected ?? "" });
}

function point(drawing, at) {
  if (at === drawing.hover) return;
  drawing.hover = at;
  placeBands(drawing);
}

function reveal(drawing, at) {
  const slot = at === null ? undefined : drawing.slots[at];
  const { scroller } = drawing;
  if (!slot || scroller.scrollWidth <= scroller.clientWidth) return;
  if (slot.left < scroller.scrollLeft) scroller.scrollLeft = slot.left - 40;
  const past = slot.right - scroller.clientWidth;
  if (past > scroller.scrollLeft) scroller.scrollLeft = past + 40;
}

function choose(drawing, at) {
  if (!drawing.data.choosable || at === null || at < 1) return; // the input is no layer
  const index = at - 1;
  if (index === drawing.selected) return;
  drawing.selected = index;
  drawing.pending = { index, at: performance.now() };
  placeBands(drawing);
  drawing.send(index);
}

function slotAt(drawing, event) {
  const x = event.clientX - drawing.svg.getBoundingClientRect().left;
  const at = drawing.slots.findIndex((slot) => x >= slot.left && x < slot.right);
  return at < 0 ? null : at;
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function listenToNetwork(drawing) {
  const { svg, scroller } = drawing;
  svg.onpointermove = (event) => point(drawing, slotAt(drawing, event));
  svg.onpointerleave = () => point(drawing, null);
  svg.onclick = (event) => choose(drawing, slotAt(drawing, event));
  scroller.onblur = () => point(drawing, null);
  scroller.onkeydown = (event) => {
    const last = drawing.slots.length - 1;
    const at = drawing.hover ?? (drawing.selected === null ? 0 : drawing.selected + 1);
    if (event.key in STEPS) {
      const next = Math.min(last, Math.max(0, at + STEPS[event.key]));
      point(drawing, next);
      reveal(drawing, next);
    } else if (event.key === "Enter" || event.key === " ") {
      choose(drawing, at);
    } else if (event.key === "Escape") {
      point(drawing, null);
    } else {
      return;
    }
    event.preventDefault();
  };
}
