// The layer of the linked grid: a convolution's words and pictures where grids differ.

const CHANNEL_INKS = ["#d7263d", "#2a9134", "#2f6fde"]; // red, green, blue

const layer = {
  createModel: (data) => new Convolution(data),
  build(grid) {
    grid.times.textContent = "⋆";
    grid.times.setAttribute("role", "img");
    grid.equals.textContent = "=";
    grid.equals.setAttribute("aria-hidden", "true");
    grid.stripesNote = add(grid.kernel.foot, "div", "stripes-note");
    buildEditor(grid);
  },
  writeLabels(grid) {
    nameElement(grid.times, grid.labels.cross_correlation);
    writeEditLabels(grid);
  },
  tellPadding: () => "",
  tellPosition: tellWeight,
  tellOutput,
  tellState(grid, dataset) {
    dataset.preview = String(grid.model.isPreview());
  },
  countLines: countSumLines,
  makeTable: makeProductTable,
  drawOutput,
  drawKernel,
  hand,
};

function drawOutput(grid) {
  const { model, palette, output } = grid;
  const pixelOf = palette.signed(model.outputLimit);
  const pixels = output.paint((i) => pixelOf(model.output[i]));
  output.rule(palette.background);
  output.write(
    (i) => model.settle(model.output[i]),
    (i) => inkOn(pixels[i], DARK_INK),
    palette.codeFont,
  );
  showSigned(grid, grid.legends.output, model.outputLimit);
}

function drawKernel(grid) {
  const { model, palette, kernel } = grid;
  const pixelOf = palette.signed(model.weightLimit);
  const stripes = grid.tab < 0 && model.channelsDiffer();
  const channel = shownChannel(grid);
  const pen = kernel.pen;
  for (let i = 0; i < model.rows; i++)
    for (let j = 0; j < model.columns; j++) {
      const parts = stripes ? [0, 1, 2] : [channel];
      const [x0, y0] = [kernel.edge(j), kernel.edge(i)];
      const [x1, y1] = [kernel.edge(j + 1), kernel.edge(i + 1)];
      parts.forEach((part, k) => {
        pen.fillStyle = cssColour(pixelOf(model.weightAt(part, i, j)));
        const from = Math.round(x0 + ((x1 - x0) * k) / parts.length);
        pen.fillRect(from, y0, x1 - from, y1 - y0);
        if (!stripes || kernel.cell < 20) return;
        pen.fillStyle = CHANNEL_INKS[k];
        pen.fillRect(from, y0, x1 - from, Math.round(3 * kernel.ratio));
      });
    }
  kernel.rule(palette.background);
  writeWeights(grid, stripes, channel, pixelOf);
  showSigned(grid, grid.legends.kernel, model.weightLimit);
  explainStripes(grid, stripes);
  writeEditNote(grid);
}
