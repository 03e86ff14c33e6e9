// What lights up under the pointer, the keyboard or the walking window, and what is pinned.

/** The look of an outline: the accent with a halo, and what differs. */
function mark(grid, extra) {
  return { colour: grid.palette.accent, halo: grid.palette.background, ...extra };
}

function drawInputLight(grid) {
  const { input, model, hover } = grid;
  input.clearLight();
  if (hover?.pane === "input") {
    input.outline(hover.row, hover.column, 1, 1, mark(grid, { width: 2.5 }));
    return;
  }
  if (hover?.pane === "kernel") {
    lightCellsOfTap(grid, hover.row, hover.column);
    return;
  }
  const spanY = model.dilationY * (model.rows - 1) + 1;
  const spanX = model.dilationX * (model.columns - 1) + 1;
  if (grid.pinned && !sameCell(grid.pinned, grid.cursor))
    input.outline(
      grid.pinned.row * model.strideY,
      grid.pinned.column * model.strideX,
      spanY,
      spanX,
      mark(grid, { width: 1.5, dash: [4, 3], halo: null }),
    );
  const row = grid.cursor.row * model.strideY;
  const column = grid.cursor.column * model.strideX;
  const gaps = model.dilationY > 1 || model.dilationX > 1;
  if (!gaps) {
    input.outline(row, column, spanY, spanX, mark(grid, { width: 2.5 }));
    layer.lightWindow?.(grid);
    return;
  }
  input.outline(row, column, spanY, spanX, mark(grid, { width: 1.2, dash: [3, 3], halo: null }));
  for (let i = 0; i < model.rows; i++)
    for (let j = 0; j < model.columns; j++)
      input.outline(
        row + i * model.dilationY,
        column + j * model.dilationX,
        1,
        1,
        mark(grid, input.cell >= 8 ? { width: 2 } : { width: 1, halo: null }),
      );
}

/** Light up every input cell that one weight is multiplied with. */
function lightCellsOfTap(grid, i, j) {
  const { input, model } = grid;
  const places = (count, stride, offset) =>
    Array.from({ length: count }, (_, o) => o * stride + offset);
  const rows = places(model.outHeight, model.strideY, i * model.dilationY);
  const columns = places(model.outWidth, model.strideX, j * model.dilationX);
  const block = model.strideY === 1 && model.strideX === 1;
  const alpha = block ? 0.22 : input.cell < 8 ? 0.6 : 0.42;
  input.crossings(rows, columns, grid.palette.accent, alpha);
  if (block)
    input.outline(rows[0], columns[0], rows.length, columns.length, mark(grid, { width: 2 }));
  else if (input.cell >= 5 && rows.length * columns.length <= 2500)
    for (const r of rows)
      for (const c of columns) input.outline(r, c, 1, 1, mark(grid, { width: 1.5, halo: null }));
}

/** Rows and columns of the windows over an input cell, with the taps that meet it. */
function windowsOverInput(grid, { row, column }) {
  const m = grid.model;
  return [
    m.windowsOver(row, m.rows, m.strideY, m.dilationY, m.outHeight),
    m.windowsOver(column, m.columns, m.strideX, m.dilationX, m.outWidth),
  ];
}

function drawKernelLight(grid) {
  const { kernel, hover } = grid;
  kernel.clearLight();
  if (hover?.pane === "kernel")
    kernel.outline(hover.row, hover.column, 1, 1, mark(grid, { width: 2.5 }));
  if (hover?.pane === "input") {
    const [rows, columns] = windowsOverInput(grid, hover);
    for (const r of rows)
      for (const c of columns) kernel.outline(r.tap, c.tap, 1, 1, mark(grid, { width: 2 }));
  }
  layer.lightKernel?.(grid);
}

/** The look of the output cells that use the input cell under the pointer. */
function userStyle(grid) {
  return mark(grid, { width: 2, tint: grid.output.cell < NUMBER_CELL ? 0.3 : 0.1 });
}

function drawOutputLight(grid) {
  const { output, hover, palette } = grid;
  output.clearLight();
  if (grid.playing) veilUncomputed(grid);
  if (hover?.pane === "input") {
    const [rows, columns] = windowsOverInput(grid, hover);
    const style = userStyle(grid);
    for (const r of rows)
      for (const c of columns)
        output.outline(r.window, c.window, 1, 1, layer.userStyle?.(grid, r, c) ?? style);
  } else if (hover?.pane === "kernel") {
    layer.lightWon?.(grid, hover);
  } else {
    output.outline(grid.cursor.row, grid.cursor.column, 1, 1, mark(grid, { width: 2.5 }));
  }
  if (grid.pinned) {
    output.outline(grid.pinned.row, grid.pinned.column, 1, 1, mark(grid, { width: 2 }));
    const pen = output.light;
    const away = output.cell < 12 ? 5 * output.ratio : 0; // beside a small cell, not over it
    const x = output.edge(grid.pinned.column + 1) + away;
    const y = output.edge(grid.pinned.row) - away;
    pen.beginPath();
    pen.arc(x, y, 4 * output.ratio, 0, 7);
    pen.fillStyle = palette.accent;
    pen.fill();
    pen.lineWidth = 1.5 * output.ratio;
    pen.strokeStyle = palette.background;
    pen.stroke();
  }
}

/** While the window walks, cells it has not reached are pale. */
function veilUncomputed(grid) {
  const { output, cursor, palette } = grid;
  const pen = output.light;
  const [top, below] = [output.edge(cursor.row), output.edge(cursor.row + 1)];
  const next = output.edge(cursor.column + 1);
  pen.globalAlpha = 0.8;
  pen.fillStyle = palette.background;
  pen.fillRect(next, top, output.base.width - next, below - top);
  pen.fillRect(0, below, output.base.width, output.base.height - below);
  pen.globalAlpha = 1;
}
