// The elements, made once.

function build(twin) {
  const root = (twin.root = add(twin.parentElement, "section", "matrix-twin"));
  const panes = (twin.panes = add(root, "div", "panes"));
  twin.maps = ["input", "kernel", "output"].map((name) => addMap(twin, panes, name));
  const bar = add(root, "div", "bar");
  twin.back = addButton(bar, "back", () => move(twin, -1));
  twin.play = addButton(bar, "play", () => (twin.playing ? stop(twin, true) : start(twin)));
  twin.on = addButton(bar, "on", () => move(twin, 1));
  twin.letters = add(bar, "button", "letters");
  twin.letters.type = "button";
  twin.letters.onclick = () => { twin.lettersOn = !twin.lettersOn; layOut(twin); };
  twin.told = add(bar, "div", "told");
  twin.where = add(twin.told, "span", "where");
  twin.equation = add(twin.told, "span", "equation");
  twin.matrixTitle = add(root, "div", "matrix-title");
  twin.box = add(root, "div", "box");
  twin.matrix = addMap(twin, twin.box, "matrix");
  twin.hint = add(root, "p", "hint");
  twin.live = add(root, "div", "live");
  twin.live.setAttribute("aria-live", "polite");
  twin.observer = new ResizeObserver(() => {
    if (twin.data && root.clientWidth !== twin.width) layOut(twin);
  });
  twin.observer.observe(root);
}

function addButton(parent, icon, onclick) {
  const button = add(parent, "button", "step");
  button.type = "button";
  button.append(makeIcon(ICONS[icon]));
  button.onclick = onclick;
  return button;
}

/** A drawing: one canvas for what stays, one for what is lit. */
function addMap(twin, parent, name) {
  const map = { name, pane: add(parent, "figure", `pane ${name}`) };
  map.title = add(map.pane, "figcaption");
  map.stage = add(map.pane, "div", "stage");
  map.base = add(map.stage, "canvas", "base");
  map.over = add(map.stage, "canvas", "over");
  map.base.setAttribute("aria-hidden", "true");
  map.over.dataset.map = name;
  map.over.tabIndex = 0;
  map.over.setAttribute("role", "application");
  map.over.onpointermove = map.over.onpointerdown = (event) => point(twin, hit(twin, map, event));
  map.over.onpointerleave = map.over.onpointercancel = () => point(twin, null);
  map.over.onclick = (event) => pin(twin, hit(twin, map, event));
  map.over.onkeydown = (event) => onKey(twin, map, event);
  map.over.onblur = () => { if (twin.keyboard) point(twin, null); };
  return map;
}
