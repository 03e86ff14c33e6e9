// The window that walks, and the switch between values and uses.

function step(grid, by) {
  const { outHeight, outWidth } = grid.model;
  const count = outHeight * outWidth;
  const there = grid.cursor.row * outWidth + grid.cursor.column + by;
  const number = ((there % count) + count) % count;
  grid.hover = null;
  grid.cursor = { row: Math.floor(number / outWidth), column: number % outWidth };
  schedule(grid, "light");
}

function setPlaying(grid, playing) {
  if (grid.playing === playing) return;
  grid.playing = playing;
  if (playing) grid.hover = null; // a finger that rests here must not hold the window
  showPlaying(grid);
  schedule(grid, "light");
  cancelAnimationFrame(grid.walk);
  if (!playing) return;
  let last = performance.now();
  let due = 0;
  const tick = (now) => {
    if (!grid.hover) due += ((now - last) / 1000) * grid.speed; // a hover holds the window
    last = now;
    if (due >= 1) {
      step(grid, Math.floor(due));
      due %= 1;
    }
    grid.walk = requestAnimationFrame(tick);
  };
  grid.walk = requestAnimationFrame(tick);
}

function showPlaying(grid) {
  const text = grid.playing ? grid.labels.pause : grid.labels.play;
  setIcon(grid.playButton, grid.playing ? "pause" : "play");
  nameElement(grid.playButton, text);
}

function setSpeed(grid, speed) {
  grid.speed = speed;
  grid.speedText.textContent = `${speed < 10 ? Number(speed.toFixed(1)) : Math.round(speed)}/s`;
}

function setUses(grid, uses) {
  grid.uses = uses;
  showUses(grid);
  schedule(grid, "base");
}

function showUses(grid) {
  grid.valuesButton.setAttribute("aria-pressed", String(!grid.uses));
  grid.usesButton.setAttribute("aria-pressed", String(grid.uses));
}
