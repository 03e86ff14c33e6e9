// A picture, its numbers and its vector, linked. `focus` is the pixel everything shows: the one
// under the pointer in the picture or on the whole vector, else the pinned one. `probe` is a place
// in the vector pointed at where the pictures must stand still: in the table and in the stretch.

const LATE_MS = 2000; // an answer to an older run may come this much after a pin
const explorers = new WeakMap(); // parentElement -> the live explorer

export default function (component) {
  const { parentElement, data } = component;
  let explorer = explorers.get(parentElement);
  if (!explorer) {
    explorer = build(parentElement);
    explorers.set(parentElement, explorer);
  }
  explorer.send = (place) => component.setTriggerValue("picked", place);
  explorer.theme = readVectorTheme(parentElement);
  takeData(explorer, data);
  layOut(explorer);
  return () => {
    explorer.observer.disconnect();
    explorer.root.remove();
    explorers.delete(parentElement);
  };
}

function build(parentElement) {
  const explorer = { focus: null, pinned: null, probe: null, pending: null, data: null, width: 0 };
  explorer.picture = makePane("picture", ["base", "over"]);
  explorer.table = makePane("table", ["cells"]);
  explorer.tabs = make("div", "tabs", { role: "radiogroup" });
  explorer.table.head.append(explorer.tabs);
  explorer.facts = buildFacts();
  explorer.strip = makePane("strip", ["bar"]);
  explorer.stretch = makePane("stretch", ["cells"]);
  explorer.live = make("div", "live", { "aria-live": "polite" });
  const top = make("div", "top", {}, [
    explorer.picture.root, explorer.table.root, explorer.facts.root,
  ]);
  explorer.root = make("section", "pixel-vector", {}, [
    top, explorer.strip.root, explorer.stretch.root, explorer.live,
  ]);
  parentElement.appendChild(explorer.root);
  listen(explorer);
  explorer.observer = new ResizeObserver(() => {
    if (explorer.data && explorer.root.clientWidth !== explorer.width) layOut(explorer);
  });
  explorer.observer.observe(explorer.root);
  return explorer;
}

/** A titled place for canvases that lie over one another; the last one takes pointer and keys. */
function makePane(name, canvases) {
  const pane = { name };
  pane.title = make("span", "title");
  pane.note = make("span", "note");
  pane.head = make("header", "", {}, [pane.title, pane.note]);
  pane.layers = canvases.map((layer) => make("canvas", layer));
  for (const layer of canvases) pane[layer] = pane.layers[canvases.indexOf(layer)];
  pane.top = pane.layers.at(-1);
  pane.top.dataset.pane = name;
  pane.stage = make("div", "stage", {}, pane.layers);
  pane.root = make("section", `pane pane-${name}`, {}, [pane.head, pane.stage]);
  return pane;
}

function buildFacts() {
  const facts = { lead: make("p", "lead"), body: make("tbody") };
  facts.columns = make("tr");
  const table = make("table", "", {}, [make("thead", "", {}, [facts.columns]), facts.body]);
  facts.probe = make("p", "probe");
  facts.root = make("section", "pane pane-facts", {}, [facts.lead, table, facts.probe]);
  return facts;
}

function readVectorTheme(parentElement) {
  const colours = splitColours(themeReader(parentElement.host ?? parentElement)("chart-categorical-colors"));
  return {
    ...readTheme(parentElement),
    down: colours[0] ?? "#1d7bc3",
    across: colours[1] ?? "#dd700a",
    channels: colours[5] ?? "#8e567a",
  };
}

/* ---------- data ---------- */

function takeData(explorer, data) {
  const changed = explorer.data?.digest !== data.digest;
  explorer.data = data;
  if (changed) {
    explorer.model = new VectorModel(data, column(data.values));
    explorer.probe = null;
  }
  const pinned = explorer.model.clamp(data.pinned);
  const late = explorer.pending && performance.now() - explorer.pending.at < LATE_MS;
  if (!late || samePixel(explorer.pending.pixel, pinned)) {
    if (changed || !explorer.pinned || !samePixel(explorer.pinned, pinned)) explorer.focus = pinned;
    explorer.pinned = pinned;
    explorer.pending = null;
  }
  explorer.pinned = explorer.model.clamp(explorer.pinned);
  explorer.focus = explorer.model.clamp(explorer.focus ?? explorer.pinned);
  writeWords(explorer);
}

function writeWords(explorer) {
  const { data, model } = explorer;
  const { labels } = data;
  explorer.root.setAttribute("aria-label", data.alt);
  for (const name of ["picture", "table", "strip", "stretch"]) {
    setText(explorer[name].title, labels[name]);
    setText(explorer[name].note, data.notes[name] ?? "");
  }
  const helped = { picture: "application", strip: "img", stretch: "application", table: "img" };
  for (const [name, role] of Object.entries(helped)) {
    explorer[name].top.setAttribute("role", role);
    explorer[name].top.setAttribute("aria-label", labels[`${name}_help`] ?? labels[name]);
  }
  explorer.picture.top.tabIndex = explorer.stretch.top.tabIndex = 0;
  explorer.facts.columns.replaceChildren(
    ...["", labels.pixel, labels.place, labels.step, labels.value].map((text) =>
      make("th", "", { textContent: text, scope: "col" })),
  );
  writeTabs(explorer, model);
}

function writeTabs(explorer, model) {
  const { names, labels } = explorer.data;
  explorer.tabs.hidden = model.channels === 1;
  explorer.tabs.setAttribute("aria-label", labels.channel);
  while (explorer.tabs.childElementCount > names.length) explorer.tabs.lastChild.remove();
  names.forEach((name, channel) => {
    const tab = explorer.tabs.children[channel] ?? add(explorer.tabs, "button");
    Object.assign(tab, { type: "button" });
    tab.setAttribute("role", "radio");
    setText(tab, name);
    tab.onclick = () => pin(explorer, { ...explorer.pinned, channel });
    tab.onkeydown = (event) => tabKey(explorer, event, channel);
  });
}

/* ---------- layout and drawing ---------- */

const GAP = 24;
const FACTS_WIDTH = 340; // the least that the five columns need
const GREATEST_SIDE = 250; // of picture and table
const PHONE = 520;
const PHONE_SIDE = 320; // a finger needs larger pixels

function layOut(explorer) {
  const width = explorer.root.clientWidth;
  explorer.width = width;
  if (!width) return;
  const three = width >= 2 * 216 + FACTS_WIDTH + 2 * GAP;
  const side = three
    ? Math.min(GREATEST_SIDE, (width - FACTS_WIDTH - 2 * GAP) / 2)
    : width < PHONE ? Math.min(PHONE_SIDE, width) : Math.min(GREATEST_SIDE, (width - GAP) / 2);
  explorer.root.classList.toggle("narrow", !three);
  explorer.side = Math.floor(side);
  sizePicture(explorer);
  sizeTable(explorer);
  makeStripPicture(explorer);
  planStretch(explorer);
  show(explorer);
}

/** Draw everything that follows the focus. */
function show(explorer) {
  const started = performance.now();
  const { root, focus, probe, pinned, model } = explorer;
  drawPictureMarks(explorer);
  drawTable(explorer);
  drawStrip(explorer);
  drawStretch(explorer);
  writeFacts(explorer);
  markTabs(explorer);
  Object.assign(root.dataset, {
    focus: model.name(focus),
    index: model.index(focus),
    pinned: model.name(pinned),
    probe: probe ?? "",
    drawMs: (performance.now() - started).toFixed(2),
  });
}

function markTabs(explorer) {
  [...explorer.tabs.children].forEach((tab, channel) => {
    const on = channel === explorer.focus.channel;
    tab.setAttribute("aria-checked", String(on));
    tab.tabIndex = on ? 0 : -1;
  });
}
