// A matrix with its vector above it and its result beside it, and the pictures these came from.
// Pointing works in the browser alone; only the pinned output is sent.

const MOST_CELLS = 36 * 64; // more are drawn as a picture, a dot or a few a cell
const MOST_ACROSS = 64;
const TALLEST = 600; // CSS pixels of the matrix
const EDGE = 4; // room around a drawing for outlines
const GAP = 10; // between the matrix and its vectors
const INDEX = 13; // height of the small indices beside a vector
const THIN = 14; // thickness of a vector beside a matrix drawn as a picture
const CELL = { least: 16, most: 58, low: 17, high: 30 };
const PANE = 250; // CSS pixels of the longest side of a picture
const FONT = 12;
const STEP_MS = 900;
const MOST_TERMS = 12; // of a sum written out
const FILL = [0.42, 0.2]; // strength of a weight's colour, the second time round the palette
const VEIL = 0.68; // over what is not pointed at
const RESTING_VEIL = 0.38; // while nobody points
const ANNOUNCE_AFTER_MS = 400;
const ICONS = { play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z", back: "M15 6l-6 6 6 6z", on: "M9 6l6 6-6 6z" };

const twins = new WeakMap(); // parentElement -> the live twin

export default function (component) {
  const { parentElement, data } = component;
  let twin = twins.get(parentElement);
  if (!twin) {
    twin = { parentElement, hover: null, held: null, keyboard: false, digest: "", lettersOn: false };
    twins.set(parentElement, twin);
    build(twin);
  }
  twin.send = (output) => component.setTriggerValue("pin", output);
  receive(twin, data);
  return () => {
    stop(twin);
    clearTimeout(twin.announcing);
    twin.observer.disconnect();
    twin.root.remove();
    twins.delete(parentElement);
  };
}

function receive(twin, data) {
  twin.data = data;
  twin.labels = data.labels;
  twin.theme = readTheme(twin.parentElement);
  twin.palette = readPalette(twin.parentElement);
  twin.model = makeModel(data);
  if (data.digest !== twin.digest) {
    stop(twin);
    twin.hover = twin.held = null;
  }
  if (data.digest !== twin.digest || data.at !== twin.asked) twin.at = data.at;
  twin.digest = data.digest;
  twin.asked = data.at;
  for (const [name, text] of [["back", "back"], ["on", "on"]]) nameElement(twin[name], twin.labels[text]);
  setText(twin.hint, twin.labels.hint);
  showPlaying(twin);
  layOut(twin);
}

function readPalette(parentElement) {
  const read = themeReader(parentElement.host ?? parentElement);
  const colours = splitColours(read("chart-categorical-colors")).map(parseColour);
  return colours.length ? colours : [[29, 123, 195]];
}
