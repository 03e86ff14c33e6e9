// Bars of two factors on a logarithmic axis. Elements are kept from run to run, so that a changed
// count moves the bar's end instead of drawing a new bar.

const drawings = new WeakMap(); // parentElement -> the live drawing

export default function ({ parentElement, data }) {
  let drawing = drawings.get(parentElement);
  if (!drawing) {
    drawing = build(parentElement);
    drawings.set(parentElement, drawing);
  }
  update(drawing, data);
  return () => {
    drawing.root.remove();
    drawings.delete(parentElement);
  };
}

function build(parentElement) {
  const root = make("div", "product-bars", { role: "figure" });
  const plot = add(root, "div", "plot");
  const drawing = { root, plot, label: add(root, "div", "axis-label"), bars: [], ticks: [] };
  parentElement.append(root);
  const read = themeReader(parentElement.host ?? parentElement);
  const colours = splitColours(read("chart-categorical-colors"));
  root.style.setProperty("--first", colours[0] ?? "#1d7bc3");
  root.style.setProperty("--second", colours[1] ?? "#dd700a");
  return drawing;
}

function update(drawing, data) {
  drawing.root.setAttribute("aria-label", data.alt);
  setText(drawing.label, data.axis_label);
  keep(drawing.ticks, data.ticks, () => buildTick(drawing.plot), updateTick);
  keep(drawing.bars, data.bars, () => buildBar(drawing.plot), updateBar);
}

/** Make as many elements as there are items, drop the rest, and show each item. */
function keep(elements, items, create, show) {
  while (elements.length > items.length) elements.pop().remove();
  while (elements.length < items.length) elements.push(create());
  items.forEach((item, place) => show(elements[place], item));
}

function buildTick(plot) {
  const line = add(plot, "div", "line", "");
  const label = add(plot, "div", "tick", "");
  line.setAttribute("aria-hidden", "true");
  return { line, label, remove: () => [line, label].forEach((element) => element.remove()) };
}

function updateTick(tick, item) {
  const left = `${100 * item.share}%`;
  tick.line.style.left = tick.label.style.left = left;
  tick.line.classList.toggle("named", item.label !== "");
  tick.label.classList.toggle("at-start", item.share === 0);
  tick.label.classList.toggle("at-end", item.share === 1);
  setText(tick.label, item.label);
}

function buildBar(plot) {
  const root = add(plot, "div", "bar");
  const words = add(root, "div", "words");
  const bar = { root, remove: () => root.remove() };
  bar.name = add(words, "span", "name", "");
  bar.texts = ["factor of-first", "factor of-second", "product"].map((name, place) => {
    if (place) add(words, "span", "", ["×", "="][place - 1]);
    return add(words, "span", name, "");
  });
  const track = add(root, "div", "track");
  track.setAttribute("aria-hidden", "true"); // the words above say the same
  bar.parts = ["part first", "part second"].map((name) => add(track, "div", name));
  return bar;
}

function updateBar(bar, item) {
  setText(bar.name, item.name);
  item.texts.forEach((text, place) => setText(bar.texts[place], text));
  item.shares.forEach((share, place) => { bar.parts[place].style.width = `${100 * share}%`; });
}
