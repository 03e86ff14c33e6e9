// Runs in the page: from a key press, or another event, until the picture it changes is painted.

globalThis.watch = (() => {
  const found = new Map();

  /** The first match in the document or in any open shadow root. */
  function search(selector, root = document) {
    const match = root.querySelector(selector);
    if (match) return match;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && search(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  }

  function look(selector) {
    if (!found.get(selector)?.isConnected) found.set(selector, search(selector));
    return found.get(selector);
  }

  /** A number for the content of a canvas: every 13th pixel counts. */
  function checksum(canvas) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(data.buffer);
    let sum = pixels.length;
    for (let i = 0; i < pixels.length; i += 13) sum = Math.imul(sum ^ pixels[i], 16777619);
    return sum;
  }

  let seen = { frame: "", sum: 0 };
  // What a picture shows now; null while it shows nothing.
  const signatures = {
    image() {
      const image = look("[data-testid='stImage'] img");
      return image?.complete && image.naturalWidth ? image.src : null;
    },
    grid() {
      const over = look(".linked-grid .over[data-pane=output]");
      const frame = over?.closest(".linked-grid").dataset.frame;
      if (!frame) return null;
      if (frame !== seen.frame)
        seen = { frame, sum: checksum(over.parentElement.querySelector("canvas")) };
      return seen.sum;
    },
    vector() {
      const picture = look(".pixel-vector canvas");
      return picture ? checksum(picture) : null;
    },
    channels() {
      const over = look(".channel-sum .over[data-map=output]");
      return over ? checksum(over.parentElement.querySelector(".base")) : null;
    },
    box() {
      return look("section.field")?.dataset.box ?? null;
    },
    frames() {
      return look("section.frames")?.dataset.token ?? null;
    },
    wall() {
      const tiles = look(".wall canvas.tiles");
      return tiles?.width ? checksum(tiles) : null;
    },
    /** The filtered sound: what it holds, once it can be played. */
    player() {
      const track = look("section.track[aria-label='The sound after the layer']");
      return track?.dataset.ready === "true" ? track.dataset.token : null;
    },
    spectrogram() {
      return look("section.spectrogram")?.dataset.token || null;
    },
    bars() {
      return look(".product-bars .plot")?.textContent || null;
    },
    chart() {
      const image = document.querySelector(".js-plotly-plot .heatmaplayer image");
      if (image) return image.getAttribute("href") ?? image.getAttribute("xlink:href");
      return document.querySelector(".js-plotly-plot .barlayer")?.innerHTML || null;
    },
  };

  /** Wait for the next key or another event; then, frame by frame, until the picture is another and painted. */
  function arm(kind, name = "keydown", patienceMs = 20000) {
    const signature = signatures[kind];
    const before = signature();
    globalThis.watched = new Promise((resolve, reject) => {
      const begin = (event) => {
        const pressed = event.timeStamp;
        const check = () => {
          const now = signature();
          if (now !== null && now !== before)
            requestAnimationFrame(() => resolve(performance.now() - pressed));
          else if (performance.now() - pressed > patienceMs)
            reject(new Error(`the ${kind} did not change`));
          else requestAnimationFrame(check);
        };
        requestAnimationFrame(check);
      };
      addEventListener(name, begin, { capture: true, once: true });
    });
    return before !== null;
  }

  /** Keep the milliseconds of each redraw of the grid in `globalThis.redraws`. */
  function countRedraws() {
    const root = look(".linked-grid");
    globalThis.redraws = [];
    new MutationObserver(() => globalThis.redraws.push(Number(root.dataset.drawMs))).observe(root, {
      attributeFilter: ["data-frame"],
    });
  }

  return { arm, countRedraws };
})();
