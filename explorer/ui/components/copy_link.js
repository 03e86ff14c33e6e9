// Copies the address bar, with some parameters changed on the copy alone.

const ICON = "M3.9 12a3.1 3.1 0 0 1 3.1-3.1h4V7H7a5 5 0 0 0 0 10h4v-1.9H7A3.1 3.1 0 0 1 3.9 12ZM8 13h8v-2H8v2Zm9-6h-4v1.9h4a3.1 3.1 0 0 1 0 6.2h-4V17h4a5 5 0 0 0 0-10Z";
const TICK = "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z";
const SHOWN_MS = 2000;

const links = new WeakMap(); // parentElement -> the live button

export default function ({ parentElement, data }) {
  let link = links.get(parentElement);
  if (!link) {
    link = build(parentElement);
    links.set(parentElement, link);
  }
  link.data = data;
  link.label.textContent = data.label;
  link.done.textContent = data.done_label;
  link.manual.textContent = data.manual_label;
  return () => {
    clearTimeout(link.timer);
    link.root.remove();
    links.delete(parentElement);
  };
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

function icon(path, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svg.namespaceURI, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

function build(parentElement) {
  const link = { label: element("span", "label"), done: element("span", "done") };
  // Both texts lie in one cell, so that the answer does not change the button's width.
  link.button = element("button", "button",
    element("span", "icons", icon(ICON, "label"), icon(TICK, "done")),
    element("span", "texts", link.label, link.done));
  link.button.type = "button";
  link.manual = element("span", "");
  link.field = element("input", "");
  link.field.readOnly = true;
  link.field.onfocus = () => link.field.select();
  link.manualBox = element("label", "manual", link.manual, link.field);
  link.manualBox.hidden = true;
  link.status = element("span", "status");
  link.status.setAttribute("role", "status");
  link.button.onclick = () => copy(link);
  link.root = element("div", "copy-link", link.button, link.manualBox, link.status);
  parentElement.appendChild(link.root);
  return link;
}

/** The address a visitor sees. Community Cloud shows the app in a frame under "/~/+". */
function address(parameters) {
  const url = new URL(window.location.href);
  url.pathname = url.pathname.replace(/^\/~\/\+(?=\/|$)/, "") || "/";
  for (const [name, value] of Object.entries(parameters)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

async function copy(link) {
  const text = address(link.data.parameters);
  let copied = false;
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      copied = true;
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // refused: the field is the way
  }
  if (copied) showDone(link);
  else showField(link, text);
}

function showDone(link) {
  link.manualBox.hidden = true;
  link.root.dataset.state = "done";
  link.status.textContent = link.data.done_label;
  clearTimeout(link.timer);
  link.timer = setTimeout(() => {
    delete link.root.dataset.state;
    link.status.textContent = "";
  }, SHOWN_MS);
}

function showField(link, text) {
  link.manualBox.hidden = false;
  link.root.dataset.state = "manual";
  link.field.value = text;
  link.field.focus();
  link.field.select();
}
