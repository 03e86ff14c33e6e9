// A network as PyTorch prints it: lines of text, those of layers that can be shown are buttons.

const prints = new WeakMap(); // parentElement -> the live text

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let print = prints.get(parentElement);
  if (!print) {
    print = { root: add(parentElement, "div", "printed-network", ""), lines: "" };
    print.root.setAttribute("role", "group");
    prints.set(parentElement, print);
  }
  print.choose = (name) => setTriggerValue("picked", name);
  print.root.setAttribute("aria-label", data.alt);
  const lines = JSON.stringify(data.lines);
  if (lines !== print.lines) {
    print.lines = lines;
    print.root.replaceChildren(...data.lines.map(([text, name]) => buildLine(print, text, name)));
  }
  markChosen(print, data.chosen);
  return () => {
    print.root.remove();
    prints.delete(parentElement);
  };
}

function buildLine(print, text, name) {
  const line = document.createElement(name ? "button" : "div");
  line.className = "line";
  line.textContent = text || " ";
  if (name) {
    line.type = "button";
    line.dataset.name = name;
    line.onclick = () => print.choose(name);
  }
  return line;
}

/** Mark the chosen layer's line, and bring it into view where the text scrolls. */
function markChosen(print, chosen) {
  for (const line of print.root.querySelectorAll("button")) {
    const on = line.dataset.name === chosen;
    if (on) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
    if (!on || print.chosen === chosen) continue;
    const { root } = print;
    const above = line.offsetTop - root.scrollTop;
    if (above < 0 || above > root.clientHeight - line.offsetHeight)
      root.scrollTop = line.offsetTop - root.clientHeight / 2;
  }
  print.chosen = chosen;
}
