// The numbers of the position on show, in words that a screen reader has too.

const MOST_TERMS = 12; // products written out one by one

function tell(view) {
  const { model, data: { labels } } = view;
  const position = shown(view);
  const products = productsAt(model, position);
  const place = fill(labels.place, { place: formatNumber(placeOf(model, position), 4) });
  const sums = sumsOf(model, products);
  setText(view.place, place);
  setText(view.sum, model.mode === "area" ? tellArea(view, sums) : tellSum(view, sums, products));
  view.tag.hidden = view.pinned === null || position !== view.pinned;
  view.terms.hidden = model.mode === "area";
  if (model.mode === "stems") writeTerms(view, products, position);
  view.scrub.value = String(position);
  view.scrub.style.setProperty("--part", `${(100 * position) / Math.max(1, model.positions - 1)}%`);
  view.stage.setAttribute("aria-valuenow", String(position));
  view.stage.setAttribute("aria-valuetext", `${place}, ${view.sum.textContent}`);
  Object.assign(view.root.dataset, {
    position, flipped: model.flipped, value: model.output[position], sum: sums.positive - sums.negative + model.bias,
    pinned: view.pinned ?? "", turning: view.turn < 1,
  });
}

function tellArea(view, { positive, negative }) {
  const { labels } = view.data;
  const values = { positive: formatNumber(positive), negative: formatNumber(negative), sum: formatNumber(positive - negative) };
  return fill(negative > 0 ? labels.sum : labels.one_sided, values);
}

function tellSum(view, { positive, negative }, products) {
  const { labels } = view.data;
  if (products.length <= MOST_TERMS) return "";
  const sum = positive - negative + view.model.bias;
  const values = { positive: formatNumber(positive), negative: formatNumber(-negative), sum: formatNumber(sum) };
  return fill(labels.sum, values);
}

/** x · w = product, one after the other, and what they come to. */
function writeTerms(view, products, position) {
  const { model, data: { labels } } = view;
  if (products.length > MOST_TERMS) {
    view.terms.replaceChildren(make("span", "", { textContent: fill(labels.many, { count: products.length }) }));
    return;
  }
  const parts = products.map(({ i, x, w, value }) => {
    const padding = isPadding(model, i);
    const term = make("span", padding ? "term padding" : "term", padding ? { title: labels.padding } : {});
    term.append(`${formatNumber(x)} · ${formatNumber(w)} = `, make("b", "", { textContent: formatNumber(value) }));
    return term;
  });
  if (model.bias) parts.push(make("span", "term", { textContent: `${labels.bias} ${formatNumber(model.bias)}` }));
  const total = make("span", "total", { textContent: `Σ = ${formatNumber(model.output[position], 4)}` });
  view.terms.replaceChildren(...parts, total);
}
