// Pictures of cells, and the legends under them.

const MARGIN = 6; // CSS pixels of room around a picture for outlines

/** Two canvases of cells, one over the other: what stands, and what lights up. */
class Picture {
  constructor(name, parent) {
    this.name = name;
    this.pane = add(parent, "section", `pane pane-${name}`);
    const head = add(this.pane, "header");
    this.title = add(head, "span", "title");
    this.size = add(head, "span", "size");
    this.stage = add(this.pane, "div", "stage");
    this.base = add(this.stage, "canvas", "base");
    this.over = add(this.stage, "canvas", "over");
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "application");
    this.over.dataset.pane = name;
    this.up = add(this.stage, "div", "axis up");
    this.across = add(this.pane, "div", "axis across");
    this.foot = add(this.pane, "footer");
  }

  /** Give the pictures `rows` × `columns` cells of `cell` CSS pixels. */
  resize(rows, columns, cell) {
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this, { rows, columns, cell, ratio, step: cell * ratio });
    const width = columns * cell;
    const height = rows * cell;
    Object.assign(this.stage.style, { width: `${width}px`, height: `${height}px` });
    Object.assign(this.over.style, { left: `${-MARGIN}px`, top: `${-MARGIN}px` });
    this.pen = sizeCanvas(this.base, width, height);
    this.light = sizeCanvas(this.over, width + 2 * MARGIN, height + 2 * MARGIN);
    this.pen.resetTransform(); // cells begin and end on device pixels
  }

  /** Cell under a pointer event, clamped to the picture when `clamp`. */
  cellAt(event, clamp) {
    const box = this.base.getBoundingClientRect();
    let row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
    let column = Math.floor(((event.clientX - box.left) / box.width) * this.columns);
    if (clamp) {
      row = Math.min(this.rows - 1, Math.max(0, row));
      column = Math.min(this.columns - 1, Math.max(0, column));
    }
    const inside = row >= 0 && column >= 0 && row < this.rows && column < this.columns;
    return inside ? { row, column } : null;
  }

  edge(index) {
    return Math.round(index * this.step);
  }

  /** Paint one pixel a cell and enlarge; `pixelOf(index)` is packed. Returns all pixels. */
  paint(pixelOf) {
    const pixels = new Uint32Array(this.rows * this.columns);
    for (let i = 0; i < pixels.length; i++) pixels[i] = pixelOf(i);
    const small = pixelsToCanvas(pixels, this.columns, this.rows);
    this.pen.imageSmoothingEnabled = this.step < 1;
    this.pen.drawImage(small, 0, 0, this.base.width, this.base.height);
    return pixels;
  }

  /** Fine lines between cells, where cells are large enough to have them. */
  rule(colour) {
    if (this.cell < 7) return;
    const thick = Math.max(1, Math.round(this.ratio * (this.cell >= 20 ? 1 : 0.5)));
    this.pen.fillStyle = colour;
    this.pen.globalAlpha = this.cell >= 20 ? 1 : 0.45;
    for (let r = 1; r < this.rows; r++)
      this.pen.fillRect(0, this.edge(r) - (thick >> 1), this.base.width, thick);
    for (let c = 1; c < this.columns; c++)
      this.pen.fillRect(this.edge(c) - (thick >> 1), 0, thick, this.base.height);
    this.pen.globalAlpha = 1;
  }

  /** Centre of a cell in device pixels. */
  centre(row, column) {
    return [(column + 0.5) * this.step, (row + 0.5) * this.step];
  }

  /** Write a number into each cell, if there is room; where `valueOf(index)` is undefined, none. */
  write(valueOf, inkOf, font) {
    if (this.cell < NUMBER_CELL) return;
    const values = [];
    const places = [];
    for (let i = 0; i < this.rows * this.columns; i++) {
      const value = valueOf(i);
      if (value === undefined) continue;
      values.push(value);
      places.push(i);
    }
    const width = this.cell - 3;
    const texts = formatCells(values, width, this.cell < TIGHT_CELL);
    const longest = Math.max(...texts.map((text) => text.length));
    const size = Math.min(15, this.cell * 0.36, width / (longest * WIDE_LETTER));
    if (size < LEAST_LETTER) return;
    this.pen.font = `${size * this.ratio}px ${font}`;
    this.pen.textAlign = "center";
    this.pen.textBaseline = "middle";
    texts.forEach((text, k) => {
      const i = places[k];
      const [x, y] = this.centre(Math.floor(i / this.columns), i % this.columns);
      this.pen.fillStyle = inkOf(i);
      this.pen.fillText(text, x, y + size * this.ratio * 0.06);
    });
  }

  clearLight() {
    this.light.setTransform(1, 0, 0, 1, 0, 0);
    this.light.globalCompositeOperation = "source-over";
    this.light.globalAlpha = 1;
    this.light.clearRect(0, 0, this.over.width, this.over.height);
    this.light.translate(MARGIN * this.ratio, MARGIN * this.ratio);
  }

  /** Outline a block of cells in two tones, so that it shows on any picture. */
  outline(row, column, rows, columns, style) {
    const { colour, halo, width = 2, dash = null, tint = 0 } = style;
    const x = this.edge(column);
    const y = this.edge(row);
    const w = this.edge(column + columns) - x;
    const h = this.edge(row + rows) - y;
    const pen = this.light;
    const outside = this.cell < 8 ? 1 : 0; // small cells stay visible inside their outline
    const grow = outside * ((width + 1) * this.ratio) / 2;
    if (tint) {
      pen.globalAlpha = tint;
      pen.fillStyle = colour;
      pen.fillRect(x, y, w, h);
      pen.globalAlpha = 1;
    }
    pen.lineJoin = "round";
    if (halo) {
      pen.setLineDash([]);
      pen.strokeStyle = halo;
      pen.lineWidth = (width + 2) * this.ratio;
      pen.strokeRect(x - grow, y - grow, w + 2 * grow, h + 2 * grow);
    }
    pen.setLineDash(dash ? dash.map((length) => length * this.ratio) : []);
    pen.strokeStyle = colour;
    pen.lineWidth = width * this.ratio;
    pen.strokeRect(x - grow, y - grow, w + 2 * grow, h + 2 * grow);
    pen.setLineDash([]);
  }

  /** Ring one cell on the inside, in two tones; a small cell is outlined. */
  ring(row, column, colour, halo) {
    if (this.cell < 12) {
      this.outline(row, column, 1, 1, { colour, halo, width: 2 });
      return;
    }
    const pen = this.light;
    const inset = Math.max(3, this.cell * 0.09) * this.ratio;
    const [x, y] = [this.edge(column) + inset, this.edge(row) + inset];
    const [w, h] = [this.edge(column + 1) - inset - x, this.edge(row + 1) - inset - y];
    pen.beginPath();
    pen.roundRect(x, y, w, h, 0.4 * Math.min(w, h));
    for (const [ink, width] of [[halo, 4], [colour, 2]]) {
      pen.strokeStyle = ink;
      pen.lineWidth = width * this.ratio;
      pen.stroke();
    }
  }

  /** Tint the cells for which `isLit(index)` holds: one pixel a cell, enlarged. */
  tint(isLit, pixel, alpha) {
    const pixels = new Uint32Array(this.rows * this.columns);
    for (let i = 0; i < pixels.length; i++) if (isLit(i)) pixels[i] = pixel;
    const small = pixelsToCanvas(pixels, this.columns, this.rows);
    this.light.globalAlpha = alpha;
    this.light.imageSmoothingEnabled = false;
    this.light.drawImage(small, 0, 0, this.base.width, this.base.height);
    this.light.globalAlpha = 1;
  }

  /** Light up every crossing of some rows with some columns: O(rows + columns). */
  crossings(rows, columns, colour, alpha) {
    const pen = this.light;
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (const c of columns)
      pen.rect(this.edge(c), 0, this.edge(c + 1) - this.edge(c), this.base.height);
    pen.fill();
    pen.globalAlpha = 1;
    pen.globalCompositeOperation = "destination-in";
    pen.beginPath();
    for (const r of rows)
      pen.rect(0, this.edge(r), this.base.width, this.edge(r + 1) - this.edge(r));
    pen.fill();
    pen.globalCompositeOperation = "source-over";
  }
}

/** A bar that says which colour is which number. */
class Legend {
  constructor(parent) {
    this.root = add(parent, "div", "legend");
    this.low = add(this.root, "span", "end");
    this.bar = add(this.root, "span", "bar");
    this.zero = add(this.bar, "i");
    this.high = add(this.root, "span", "end");
  }

  show(stops, low, high, zero, title) {
    this.bar.style.background = `linear-gradient(90deg, ${stops.join(", ")})`;
    this.low.textContent = low;
    this.high.textContent = high;
    this.zero.textContent = zero;
    this.root.title = title || "";
    this.root.classList.toggle("empty", !stops.length);
  }
}
