// Lines of text in large cells: the kernel's, or the window's.

/** Size of the lines in a cell of `cell` CSS pixels; lines are [text, relative size]. */
function letterSize(cell, lines, rows = lines.length) {
  const longest = Math.max(3, ...lines.map(([text, share]) => text.length * share));
  return Math.min(15, (cell * 0.84) / rows / 1.16, (cell - 6) / (longest * WIDE_LETTER));
}

/** Centred lines in each large cell, all of one size: lines are [text, relative size, bold, boxed]. */
function writeTaps(picture, cells, plate, font, fixedSize = null) {
  const { pen, cell, ratio } = picture;
  const all = cells.flatMap(({ lines }) => lines);
  if (!all.length) return;
  const longest = Math.max(3, ...all.map(([text, share]) => text.length * share));
  const rows = Math.max(...cells.map(({ lines }) => lines.length));
  const size = fixedSize ?? letterSize(cell, all, rows);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { i, j, ink, lines } of cells) {
    const [x, y] = picture.centre(i, j);
    if (plate) {
      pen.fillStyle = plate;
      const width = Math.min(cell - 4, longest * 0.62 * size + 8) * ratio;
      pen.fillRect(x - width / 2, y - size * 0.78 * ratio, width, size * 1.56 * ratio);
    }
    pen.fillStyle = ink;
    const gap = size * 1.2 * ratio;
    lines.forEach(([text, share, bold, boxed], k) => {
      const middle = y + (k - (lines.length - 1) / 2) * gap;
      pen.font = `${bold ? 600 : 400} ${size * share * ratio}px ${font}`;
      pen.globalAlpha = bold ? 1 : 0.85;
      pen.fillText(text, x, middle + size * 0.06 * ratio);
      if (!boxed) return;
      const width = Math.min(cell - 2, text.length * WIDE_LETTER * size + 6) * ratio;
      pen.strokeStyle = ink;
      pen.lineWidth = 1.5 * ratio;
      pen.strokeRect(x - width / 2, middle - gap * 0.48, width, gap * 0.96);
    });
    pen.globalAlpha = 1;
  }
}
