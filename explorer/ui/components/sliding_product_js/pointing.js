// Pointer and keyboard: hovering moves the kernel, a click pins it.

function positionAt(view, event) {
  const { model, plane } = view;
  const x = event.clientX - view.stage.getBoundingClientRect().left;
  const share = (x - plane.left) / (plane.right - plane.left);
  let near;
  if (model.mode === "area") {
    const tau = plane.low + share * (plane.high - plane.low);
    near = Math.round((tau - model.outputStart) / model.step);
  } else {
    const sample = share * model.signal.length - 0.5;
    near = Math.round((sample - middleOf(model, 0)) / model.stride);
  }
  return Math.min(model.positions - 1, Math.max(0, near));
}

function pinAt(view, position) {
  const again = view.pinned === position;
  view.position = position;
  view.pinned = again ? null : position;
  view.pin(view.pinned);
  schedule(view);
}

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const far = Math.max(1, Math.round(view.model.positions / 10));
  const by = event.shiftKey ? far : 1;
  const moves = {
    ArrowLeft: -by, ArrowRight: by, ArrowDown: -by, ArrowUp: by, PageDown: -far, PageUp: far,
    Home: -view.model.positions, End: view.model.positions,
  };
  if (event.key in moves) {
    setPlaying(view, false);
    moveBy(view, moves[event.key]);
  } else if (event.key === " ") {
    setPlaying(view, !view.playing);
  } else if (event.key === "Enter") {
    pinAt(view, view.position);
  } else if (event.key === "Escape" && view.pinned !== null) {
    view.pinned = null;
    view.pin(null);
    schedule(view);
  } else {
    return;
  }
  event.preventDefault();
}

function listen(view) {
  const { stage } = view;
  const hover = (event) => {
    if (!view.plane || (view.playing && event.pointerType !== "mouse")) return;
    const position = positionAt(view, event);
    if (position === view.hover) return;
    view.hover = position;
    schedule(view);
  };
  const leave = () => {
    if (view.hover === null) return;
    view.hover = null;
    schedule(view);
  };
  stage.onpointermove = hover;
  stage.onpointerdown = hover;
  stage.onpointerleave = leave;
  stage.onpointercancel = leave;
  stage.onclick = (event) => {
    setPlaying(view, false);
    pinAt(view, positionAt(view, event));
  };
  stage.onkeydown = (event) => onKey(view, event);
  view.playButton.onclick = () => setPlaying(view, !view.playing);
  view.backButton.onclick = () => { setPlaying(view, false); moveBy(view, -1); };
  view.forwardButton.onclick = () => { setPlaying(view, false); moveBy(view, 1); };
  view.scrub.oninput = () => { setPlaying(view, false); moveTo(view, Number(view.scrub.value)); };
}
