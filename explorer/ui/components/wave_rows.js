// Rows of waveforms with a curve each. One of them is chosen, by click or by the arrow keys.

const HEIGHT_PX = 30;

const lists = new WeakMap(); // parentElement -> the live list

export default function (component) {
  const { parentElement, data } = component;
  let list = lists.get(parentElement);
  if (!list) {
    list = build(parentElement);
    lists.set(parentElement, list);
  }
  list.send = (number) => component.setTriggerValue("chosen", number);
  list.data = data;
  list.numbers = column(data.numbers);
  list.theme = readTheme(parentElement);
  list.colours = splitColours(themeReader(parentElement.host ?? parentElement)("chart-categorical-colors"));
  show(list);
  return () => {
    list.observer.disconnect();
    list.root.remove();
    lists.delete(parentElement);
  };
}

function build(parentElement) {
  const list = { rows: [] };
  list.wave = make("span");
  list.response = make("span");
  list.root = make("div", "rows", { role: "radiogroup" }, [
    make("div", "top", {}, [make("span"), list.wave, list.response]),
  ]);
  parentElement.append(list.root);
  list.observer = new ResizeObserver(() => { if (list.data) draw(list); });
  list.observer.observe(list.root);
  return list;
}

function show(list) {
  const { data, rows, root } = list;
  root.setAttribute("aria-label", data.alt);
  root.dataset.token = data.token;
  setText(list.wave, data.labels.wave);
  setText(list.response, data.labels.response);
  while (rows.length > data.names.length) rows.pop().root.remove();
  while (rows.length < data.names.length) rows.push(addRow(list, rows.length));
  rows.forEach((row, number) => {
    const chosen = number === data.chosen;
    setText(row.name, data.names[number]);
    row.root.setAttribute("aria-checked", String(chosen));
    row.root.tabIndex = chosen ? 0 : -1;
  });
  draw(list);
}

function addRow(list, number) {
  const row = { name: make("span"), wave: make("canvas"), curve: make("canvas") };
  row.root = make("button", "row", { type: "button", role: "radio" }, [
    row.name,
    make("div", "", {}, [row.wave]),
    make("div", "", {}, [row.curve]),
  ]);
  row.root.onclick = () => choose(list, number);
  row.root.onkeydown = (event) => {
    const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!turn) return;
    const next = (number + turn + list.rows.length) % list.rows.length;
    list.rows[next].root.focus();
    choose(list, next);
    event.preventDefault();
  };
  list.root.append(row.root);
  return row;
}

/** Marked at once, told to the server, which answers with the sound. */
function choose(list, number) {
  list.rows.forEach((row, place) => row.root.setAttribute("aria-checked", String(place === number)));
  list.send(number);
}

function draw(list) {
  const { numbers, data, rows } = list;
  const { columns } = data;
  const points = numbers.length / rows.length - 2 * columns;
  rows.forEach((row, number) => {
    const wave = numbers.subarray(2 * columns * number, 2 * columns * (number + 1));
    drawWave(list, row.wave, wave, columns);
    const from = 2 * columns * rows.length + points * number;
    drawCurve(list, row.curve, numbers.subarray(from, from + points));
  });
}

function drawWave(list, canvas, wave, columns) {
  const width = canvas.parentElement.clientWidth;
  const pen = sizeCanvas(canvas, width, HEIGHT_PX);
  const y = (value) => (HEIGHT_PX / 2) * (1 - 0.95 * value);
  pen.fillStyle = list.theme.border;
  pen.fillRect(0, HEIGHT_PX / 2 - 0.5, width, 1);
  pen.fillStyle = list.colours[0] ?? list.theme.primary;
  for (let i = 0; i < columns; i++) {
    const [low, high] = [wave[i], wave[columns + i]];
    const x = (i * width) / columns;
    pen.fillRect(x, y(high), width / columns + 0.5, Math.max(0.75, y(low) - y(high)));
  }
}

function drawCurve(list, canvas, curve) {
  const width = canvas.parentElement.clientWidth;
  const pen = sizeCanvas(canvas, width, HEIGHT_PX);
  pen.strokeStyle = list.theme.border;
  pen.strokeRect(0.5, 0.5, width - 1, HEIGHT_PX - 1);
  pen.strokeStyle = list.colours[2] ?? list.theme.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  curve.forEach((value, i) => {
    const [x, y] = [(i / (curve.length - 1)) * width, HEIGHT_PX - 1 - value * (HEIGHT_PX - 3)];
    if (i) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  });
  pen.stroke();
}
