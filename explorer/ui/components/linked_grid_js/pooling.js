// The layer of the pooling grid: what it does otherwise than a convolution.

const layer = {
  createModel: (data) => new Pooling(data),
  build: buildPooling,
  writeLabels: writePoolingLabels,
  tellPadding: tellPaddingValue,
  tellPosition: tellWindowPlace,
  tellOutput: tellPooled,
  tellUse: tellWindowUse,
  tellState: tellWinner,
  countLines: countWindowLines,
  makeTable: makeWindowTable,
  drawOutput: drawPooled,
  drawKernel: drawWindow,
  coverInput: coverUncounted,
  lightWindow: ringWinners,
  lightKernel: ringWindow,
  lightWon: tintWon,
  userStyle: styleUser,
};

function buildPooling(grid) {
  grid.times.textContent = "→";
  grid.times.setAttribute("aria-hidden", "true");
  grid.signWord = add(grid.equals, "span", "word");
  add(grid.equals, "span", "", "→");
  grid.equals.setAttribute("role", "img");
  grid.windowKeys = add(grid.kernel.foot, "div", "keys window-keys");
  grid.winsKey = add(grid.windowKeys, "span", "key");
  grid.uncountedKey = add(grid.windowKeys, "span", "key");
}

function writePoolingLabels(grid) {
  const { labels, model } = grid;
  setText(grid.signWord, labels.sign);
  grid.equals.setAttribute("aria-label", labels.sign);
  grid.legends.kernel.root.hidden = true; // the input's colours
  writeKey(grid.winsKey, "winner", labels.wins);
  grid.winsKey.hidden = !model.isMax;
  writeKey(grid.uncountedKey, "uncounted", labels.not_counted);
  grid.uncountedKey.hidden = !model.hasUncounted();
}

/** What stands in the padding, behind its width. */
function tellPaddingValue({ model, labels }) {
  if (!model.countsPadding) return `, ${labels.not_counted}`;
  return ` (${model.isMax ? `${MINUS}∞` : "0"})`;
}

/** The winning cells in the input's own coordinates, for who reads the page by script. */
function tellWinner(grid, dataset) {
  const { model, cursor } = grid;
  const winners = model.isMax
    ? coloursOnShow(grid).map((channel) => model.winner(channel, cursor.row, cursor.column))
    : [];
  dataset.winner = winners.map(({ r, c }) => `${r - model.top},${c - model.left}`).join(" ");
}
