// The elements, and the words on them.

const ICONS = {
  back: "M11 3.2v9.6L4.6 8zM3 3h1.5v10H3z",
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5 3.2v9.6L11.4 8zM11.5 3H13v10h-1.5z",
};

function buildGrid(grid) {
  grid.tabs = add(grid.root, "div", "tabs");
  grid.tabs.setAttribute("role", "tablist");
  grid.panes = add(grid.root, "div", "panes");
  grid.input = new Picture("input", grid.panes);
  grid.times = add(grid.panes, "div", "operator times");
  grid.kernel = new Picture("kernel", grid.panes);
  grid.equals = add(grid.panes, "div", "operator equals");
  grid.output = new Picture("output", grid.panes);
  grid.pictures = { input: grid.input, kernel: grid.kernel, output: grid.output };
  buildFeet(grid);
  layer.build(grid);
  buildReadout(grid);
  buildTransport(grid);
  grid.live = add(grid.root, "div", "spoken");
  grid.live.setAttribute("aria-live", "polite");
}

function buildFeet(grid) {
  const foot = grid.input.foot;
  grid.legends = {};
  for (const name of ["input", "kernel", "output"])
    grid.legends[name] = new Legend(grid.pictures[name].foot);
  grid.switch = add(foot, "div", "switch");
  grid.switch.setAttribute("role", "group");
  grid.valuesButton = add(grid.switch, "button");
  grid.usesButton = add(grid.switch, "button");
  grid.keys = add(grid.input.foot, "div", "keys");
  grid.paddingKey = add(grid.keys, "span", "key");
  grid.neverKey = add(grid.keys, "span", "key");
}

function buildReadout(grid) {
  grid.readout = add(grid.root, "div", "readout");
  grid.headline = add(grid.readout, "div", "headline");
  grid.sentence = add(grid.headline, "span", "sentence");
  grid.tag = add(grid.headline, "span", "tag");
  grid.check = add(grid.headline, "span", "check");
  grid.work = add(grid.readout, "div", "work");
  grid.termsLine = add(grid.work, "div");
  grid.sumLine = add(grid.work, "div");
}

function buildTransport(grid) {
  const bar = add(grid.root, "div", "transport");
  grid.backButton = add(bar, "button");
  grid.playButton = add(bar, "button", "main");
  grid.forwardButton = add(bar, "button");
  setIcon(grid.backButton, "back");
  setIcon(grid.playButton, "play");
  setIcon(grid.forwardButton, "forward");
  grid.speedSlider = add(bar, "input", "speed");
  Object.assign(grid.speedSlider, { type: "range", min: 0, max: 8, step: 0.5, value: 3 });
  grid.speedText = add(bar, "span", "rate");
  grid.progress = add(bar, "span", "progress");
  grid.table = add(grid.root, "details", "table");
  grid.summary = add(grid.table, "summary");
  grid.tableBody = add(grid.table, "div", "scroll");
  for (const button of grid.root.querySelectorAll("button")) button.type = "button";
}

function setIcon(button, name) {
  button.replaceChildren(makeIcon(ICONS[name], 16));
}

function writeLabels(grid) {
  const { labels, data, model } = grid;
  grid.root.setAttribute("role", "group");
  grid.root.setAttribute("aria-label", data.alt);
  const size = (height, width) => `${height} × ${width}`;
  const real = [model.height - model.top - model.bottom, model.width - model.left - model.right];
  grid.input.title.textContent = labels.input;
  grid.input.size.textContent = size(...real);
  grid.kernel.title.textContent = labels.kernel;
  grid.kernel.size.textContent = size(model.rows, model.columns);
  grid.output.title.textContent = labels.output;
  grid.output.size.textContent = size(model.outHeight, model.outWidth);
  grid.input.over.setAttribute("aria-label", labels.input_help);
  grid.kernel.over.setAttribute("aria-label", labels.kernel_help);
  grid.output.over.setAttribute("aria-label", labels.output_help);
  grid.valuesButton.textContent = labels.values;
  grid.usesButton.textContent = labels.uses;
  grid.summary.textContent = labels.all_products;
  nameElement(grid.speedSlider, labels.speed);
  nameElement(grid.backButton, labels.back);
  nameElement(grid.forwardButton, labels.forward);
  grid.root.classList.toggle("with-axes", Boolean(data.axes));
  for (const picture of Object.values(grid.pictures)) {
    picture.up.textContent = data.axes?.up ?? "";
    picture.across.textContent = data.axes?.across ?? "";
  }
  layer.writeLabels(grid);
  writeKeys(grid);
  showPlaying(grid);
  showUses(grid);
}

function writeKeys(grid) {
  const { labels, model } = grid;
  const { pads } = model;
  const even = pads.every((pad) => pad === pads[0]);
  grid.paddingKey.hidden = pads.every((pad) => pad === 0);
  const widths = even ? pads[0] : pads.join(", ");
  const swatch = model.isCounted(0, 0) ? "padding" : "uncounted";
  writeKey(grid.paddingKey, swatch, `${labels.padding} ${widths}${layer.tellPadding(grid)}`);
  grid.neverKey.hidden = model.never === 0;
  writeKey(grid.neverKey, "never", fill(labels.unvisited, { count: model.never }));
  grid.keys.hidden = grid.paddingKey.hidden && grid.neverKey.hidden;
}

function writeKey(key, swatch, text) {
  key.replaceChildren();
  add(key, "i", `swatch ${swatch}`);
  key.append(text);
}

function buildTabs(grid) {
  const { data, labels, model } = grid;
  grid.tabs.hidden = model.channels === 1;
  const names = model.channels === 1 ? [] : [...data.names];
  const wanted = names.map((name, channel) => ({ name, channel }));
  if (data.rgb) wanted.unshift({ name: labels.colour, channel: -1 });
  const hadFocus = grid.tabs.contains(grid.tabs.getRootNode().activeElement);
  grid.tabButtons = wanted.map(({ name, channel }) => {
    const button = make("button", "tab");
    button.type = "button";
    button.setAttribute("role", "tab");
    button.dataset.channel = channel;
    add(button, "span", "name", name);
    if (channel >= 0) button.amount = add(button, "span", "amount", "0");
    button.onclick = () => chooseTab(grid, channel);
    return button;
  });
  grid.tabs.replaceChildren(...grid.tabButtons);
  markTab(grid);
  if (hadFocus) grid.tabButtons.find((button) => button.tabIndex === 0)?.focus();
}

function chooseTab(grid, channel) {
  grid.tab = channel;
  markTab(grid);
  grid.tabButtons.find((button) => button.tabIndex === 0).scrollIntoView({ block: "nearest" });
  schedule(grid, "layout");
}

function markTab(grid) {
  for (const button of grid.tabButtons) {
    const chosen = Number(button.dataset.channel) === grid.tab;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
}
