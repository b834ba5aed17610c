// The page's drawing, to move about in.
//
// What is shown is a stretch of time (`view.from` to `view.to`), from the lane to which the chart
// is scrolled, at `view.row` pixels a lane. Whatever changes one of them calls `redraw`, which
// draws all that is visible anew, at most once a frame. Times are nanoseconds.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const recording = JSON.parse(byId("recording").textContent);
  const { kinds, lanes, tile } = recording;
  const duration = Math.max(recording.duration, 1);
  const [chart, canvas, spacer, tip, find] =
    ["chart", "canvas", "spacer", "tip", "find"].map(byId);
  const paint = canvas.getContext("2d");

  /** The place of `running` in `kinds`: it is drawn last, and never too narrow to see. */
  const RUNNING = kinds.findIndex((kind) => kind.class === "running");
  const [KIND, START, END, DETAIL] = [0, 1, 2, 3];
  /** The height of the time axis, which stays when the lanes scroll. */
  const AXIS = 34;
  /** The height of a lane that can be read. */
  const TALL = 24;
  /** A lower lane is all bar, without hatching. */
  const LEGIBLE = 8;
  /** The height of a name. */
  const LINE = 18;
  const MARGIN = 16;
  /** No less time than this is shown. */
  const CLOSEST = Math.min(duration, 100);

  const view = { from: 0, to: duration, row: TALL };
  let tall = false;
  let selected = null;
  let stepped = null;
  let pointer = null;
  let theme = {};
  let gutter = 0;
  const size = { width: 0, height: 0 };

  // Numbers and words.

  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  const UNITS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
  const unitOf = (time) => UNITS.find(([ns]) => ns <= time) ?? UNITS[3];

  /** `text`, with an escape for what hides or turns the direction of writing. */
  function printable(text) {
    const escaped = (c) => `\\u{${c.codePointAt(0).toString(16)}}`;
    return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  }

  for (const lane of lanes) {
    lane.name = printable(lane.name);
    for (const span of lane.spans) span[DETAIL] = printable(span[DETAIL]);
  }

  function written(time) {
    if (time === 0) return "0";
    const [ns, unit] = unitOf(time);
    return `${Number((time / ns).toFixed(3))} ${unit}`;
  }

  function nameOf(span) {
    const { name } = kinds[span[KIND]];
    return span[DETAIL] ? `${name}: ${span[DETAIL]}` : name;
  }

  const extent = (span) =>
    `${written(span[START])} to ${written(span[END])} (${written(span[END] - span[START])})`;

  function laneInWords(i) {
    const totals = kinds.map(() => 0);
    for (const span of lanes[i].spans) totals[span[KIND]] += span[END] - span[START];
    const parts = kinds
      .map((kind, k) => totals[k] && `${kind.name} ${written(totals[k])}`)
      .filter(Boolean);
    return `${lanes[i].name}, lane ${i + 1} of ${lanes.length}: ${parts.join(", ") || "empty"}`;
  }

  const viewInWords = () => `Shown: ${written(Math.round(view.from))} to ${written(Math.round(view.to))}`;

  function announce(words) {
    byId("status").textContent = words;
  }

  // Places.

  const x = (time) =>
    gutter + ((time - view.from) / (view.to - view.from)) * (size.width - gutter - MARGIN);
  const timeAt = (x) =>
    view.from + ((x - gutter) / (size.width - gutter - MARGIN)) * (view.to - view.from);
  const y = (lane) => AXIS + lane * view.row - chart.scrollTop;

  function laneAt(y) {
    const lane = Math.floor((y - AXIS + chart.scrollTop) / view.row);
    return y >= AXIS && lane < lanes.length ? lane : null;
  }

  /** The first of `spans` that ends after `time`. */
  function firstAfter(spans, time) {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle][END] > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The span of `lane` at a pixel, or within a few pixels of it; running before others. */
  function spanAt(lane, pixel) {
    const { spans } = lanes[lane];
    const [from, to] = [timeAt(pixel - 3), timeAt(pixel + 3)];
    let found = null;
    for (let s = firstAfter(spans, from); s < spans.length && spans[s][START] < to; s++) {
      if (spans[s][KIND] === RUNNING) return s;
      found ??= s;
    }
    return found;
  }

  // Drawing.

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    theme = { paper: colour("paper"), ink: colour("ink"), rule: colour("rule") };
    theme.colours = kinds.map((kind) => colour(kind.class));
    theme.patterns = kinds.map(patternOf);
    drawLegend();
  }

  function patternOf(kind, k) {
    const scale = devicePixelRatio;
    const square = document.createElement("canvas");
    square.width = square.height = Math.round(tile * scale);
    const paint = square.getContext("2d");
    paint.scale(square.width / tile, square.height / tile);
    paint.fillStyle = theme.colours[k];
    paint.fillRect(0, 0, tile, tile);
    paint.strokeStyle = theme.paper;
    paint.globalAlpha = 0.6;
    paint.stroke(new Path2D(kind.hatch));
    const pattern = paint.createPattern(square, "repeat");
    pattern.setTransform(new DOMMatrix().scale(tile / square.width));
    return pattern;
  }

  function drawLegend() {
    const used = new Set(lanes.flatMap((lane) => lane.spans.map((span) => span[KIND])));
    const items = kinds.map((kind, k) => {
      const item = document.createElement("li");
      const swatch = document.createElement("canvas");
      const scale = devicePixelRatio;
      [swatch.width, swatch.height] = [24 * scale, 14 * scale];
      swatch.style.width = "24px";
      swatch.setAttribute("aria-hidden", "true");
      const paint = swatch.getContext("2d");
      paint.scale(scale, scale);
      paint.fillStyle = theme.patterns[k];
      const height = 14 * kind.height;
      paint.fillRect(0, (14 - height) / 2, 24, height);
      item.append(swatch, kind.name);
      return item;
    });
    byId("legend").replaceChildren(...items.filter((_, k) => used.has(k)));
  }

  let waiting = false;
  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }

  function draw() {
    const scale = devicePixelRatio;
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    paint.fillStyle = theme.paper;
    paint.fillRect(0, 0, size.width, size.height);
    paint.font = "13px system-ui, sans-serif";
    paint.textBaseline = "middle";
    drawTicks();
    const first = Math.max(0, Math.floor(chart.scrollTop / view.row));
    const after = Math.min(
      lanes.length,
      Math.ceil((chart.scrollTop + size.height - AXIS) / view.row),
    );
    paint.save();
    paint.beginPath();
    paint.rect(0, AXIS, size.width, size.height - AXIS);
    paint.clip();
    if (selected !== null) {
      paint.fillStyle = theme.rule;
      paint.fillRect(0, Math.floor(y(selected)), size.width, Math.max(1, Math.ceil(view.row)));
    }
    paint.save();
    paint.beginPath();
    paint.rect(gutter, 0, size.width - gutter - MARGIN + 2, size.height);
    paint.clip();
    drawLanes(first, after);
    paint.restore();
    drawNames(first, after);
    paint.restore();
    drawPointer();
  }

  function drawTicks() {
    const length = view.to - view.from;
    const least = (length * 100) / (size.width - gutter - MARGIN);
    let power = 1;
    while (power * 5 < least) power *= 10;
    const step = [1, 2, 5].map((n) => n * power).find((step) => step >= least);
    const [ns, unit] = unitOf(step);
    paint.textAlign = "center";
    for (let i = Math.ceil(view.from / step); i * step <= view.to; i++) {
      const at = Math.round(x(i * step)) + 0.5;
      paint.strokeStyle = theme.rule;
      paint.beginPath();
      paint.moveTo(at, AXIS - 8);
      paint.lineTo(at, size.height);
      paint.stroke();
      paint.fillStyle = theme.ink;
      const label = i === 0 ? "0" : `${Math.round((i * step) / ns)} ${unit}`;
      const half = paint.measureText(label).width / 2;
      paint.fillText(label, Math.min(at, size.width - half - 4), AXIS / 2 - 4);
    }
  }

  function drawLanes(first, after) {
    let drawn = -1;
    for (let lane = first; lane < after; lane++) {
      const top = Math.floor(y(lane));
      // Of several lanes in one row of pixels one is enough.
      if (top === drawn && lane !== selected) continue;
      drawn = top;
      drawSpans(lane, top, (kind) => kind !== RUNNING, 1);
      drawSpans(lane, top, (kind) => kind === RUNNING, 2);
    }
  }

  /** Draws those of a lane's spans whose kind is `wanted`, at least `least` pixels wide. */
  function drawSpans(lane, top, wanted, least) {
    const { spans } = lanes[lane];
    const legible = view.row >= LEGIBLE;
    const room = legible ? view.row * 0.8 : Math.max(view.row, 1);
    let covered = -Infinity;
    for (let s = firstAfter(spans, view.from); s < spans.length; s++) {
      const span = spans[s];
      if (span[START] > view.to) break;
      const right = x(Math.min(span[END], view.to));
      if (!wanted(span[KIND]) || right <= covered) continue;
      const left = x(Math.max(span[START], view.from));
      const width = Math.max(right - left, least);
      covered = left + width;
      const height = legible ? Math.max(2, Math.round(room * kinds[span[KIND]].height)) : room;
      const at = legible ? top + Math.round((view.row - height) / 2) : top;
      paint.fillStyle = (legible ? theme.patterns : theme.colours)[span[KIND]];
      paint.fillRect(left, at, width, height);
      if (lane === selected && s === stepped) {
        paint.strokeStyle = theme.ink;
        paint.lineWidth = 2;
        paint.strokeRect(left - 1, at - 1, width + 2, height + 2);
        paint.lineWidth = 1;
      }
    }
  }

  function drawNames(first, after) {
    const every = Math.ceil(LINE / view.row);
    let free = AXIS;
    paint.textAlign = "right";
    for (let lane = first; lane < after; lane++) {
      const near = selected !== null && lane !== selected && Math.abs(lane - selected) < every;
      if ((lane % every !== 0 && lane !== selected) || near) continue;
      const middle = Math.max(y(lane) + view.row / 2, AXIS + LINE / 2);
      if (middle - LINE / 2 < free && lane !== selected) continue;
      free = middle + LINE / 2;
      paint.fillStyle = theme.ink;
      paint.font = `${lane === selected ? "600 " : ""}13px system-ui, sans-serif`;
      paint.fillText(shortened(lanes[lane].name), gutter - 8, middle);
    }
  }

  /** `name`, in as many pixels as the gutter has. */
  function shortened(name) {
    const room = gutter - MARGIN;
    const fits = (text) => paint.measureText(text).width <= room;
    if (fits(name.slice(0, 200)) && name.length <= 200) return name;
    const letters = [...name.slice(0, 200)];
    let [low, high] = [0, letters.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (fits(letters.slice(0, middle).join("") + "…")) low = middle;
      else high = middle - 1;
    }
    return letters.slice(0, low).join("") + "…";
  }

  function drawPointer() {
    if (!pointer || pointer.x < gutter || pointer.x > size.width - MARGIN) return;
    const at = Math.round(pointer.x) + 0.5;
    paint.strokeStyle = theme.ink;
    paint.globalAlpha = 0.35;
    paint.beginPath();
    paint.moveTo(at, AXIS - 8);
    paint.lineTo(at, size.height);
    paint.stroke();
    paint.globalAlpha = 1;
  }

  // Changes of what is shown.

  function measure() {
    const inView = AXIS + lanes.length * TALL + 8;
    chart.style.height = `${inView + 2}px`;
    size.width = chart.clientWidth;
    size.height = chart.clientHeight;
    const scale = devicePixelRatio;
    canvas.width = Math.round(size.width * scale);
    canvas.height = Math.round(size.height * scale);
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${size.height}px`;
    canvas.style.marginBottom = `-${size.height}px`;
    paint.font = "600 13px system-ui, sans-serif";
    const widths = lanes.map((lane) => paint.measureText(lane.name.slice(0, 60)).width);
    const widest = widths.reduce((a, b) => Math.max(a, b), 0);
    gutter = Math.ceil(Math.min(widest, 240, size.width * 0.3)) + MARGIN + 8;
    setRow();
  }

  /** The height at which all lanes are in view. */
  const lowest = () => Math.min(TALL, (size.height - AXIS - 8) / Math.max(lanes.length, 1));

  /** Sets the lanes' height, and keeps lane `kept` where it is, if that can be. */
  function setRow(kept = laneAt(size.height / 2) ?? 0) {
    const before = y(kept);
    view.row = tall ? TALL : lowest();
    spacer.style.height = `${AXIS + lanes.length * view.row + 7}px`;
    chart.scrollTop += y(kept) - before;
    const rows = byId("rows");
    rows.hidden = lowest() === TALL;
    rows.setAttribute("aria-pressed", String(tall));
    redraw();
  }

  function show(from, to) {
    const length = clamp(to - from, CLOSEST, duration);
    view.from = clamp(from, 0, duration - length);
    view.to = view.from + length;
    hideTip();
    announce(viewInWords());
    redraw();
  }

  /** Shows `factor` times as much, and what is at `time` stays where it is. */
  function zoom(factor, time = (view.from + view.to) / 2) {
    const length = view.to - view.from;
    const allowed = clamp(length * factor, CLOSEST, duration) / length;
    const from = time - (time - view.from) * allowed;
    show(from, from + length * allowed);
  }

  function pan(time) {
    const from = clamp(view.from + time, 0, duration - (view.to - view.from));
    show(from, from + view.to - view.from);
  }

  function select(lane, more = "") {
    if (!lanes.length) return;
    selected = clamp(lane, 0, lanes.length - 1);
    stepped = null;
    hideTip();
    const [top, bottom] = [y(selected), y(selected) + view.row];
    const off = top < AXIS ? top - AXIS : Math.max(0, bottom - size.height);
    // A lane nearby is brought into view, one far away into the middle.
    if (off) chart.scrollTop += Math.abs(off) > 3 * view.row ? top - size.height / 2 : off;
    announce(laneInWords(selected) + more);
    redraw();
  }

  /** Goes to the next span of the selected lane, or, by -1, to the one before. */
  function step(by) {
    if (selected === null) select(0);
    const spans = lanes[selected]?.spans ?? [];
    if (!spans.length) return;
    const start = stepped ?? (by > 0 ? -1 : spans.length);
    stepped = clamp(start + by, 0, spans.length - 1);
    const span = spans[stepped];
    const length = view.to - view.from;
    if (span[START] >= view.to || span[END] <= view.from) {
      show(span[START] - length / 10, span[START] + length * 0.9);
    }
    const box = canvas.getBoundingClientRect();
    showTip(selected, span, box.left + x(Math.max(span[START], view.from)), box.top + y(selected));
    announce(`${lanes[selected].name}, span ${stepped + 1} of ${spans.length}: ${nameOf(span)}, ${extent(span)}`);
    redraw();
  }

  function showTip(lane, span, left, top) {
    const name = document.createElement("strong");
    name.textContent = lanes[lane].name;
    tip.replaceChildren(name, `${nameOf(span)}\n${extent(span)}`);
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const below = top + TALL + height + 8 < innerHeight;
    tip.style.left = `${clamp(left + 14, 4, innerWidth - width - 4)}px`;
    tip.style.top = `${Math.max(4, below ? top + TALL : top - height - 12)}px`;
  }

  function hideTip() {
    tip.hidden = true;
  }

  // What the reader does.

  const within = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  function hover(event) {
    pointer = within(event);
    const lane = laneAt(pointer.y);
    const inside = pointer.x >= gutter && pointer.x <= size.width - MARGIN;
    const found = lane === null || !inside ? null : spanAt(lane, pointer.x);
    if (found === null) hideTip();
    else showTip(lane, lanes[lane].spans[found], event.clientX, event.clientY);
    redraw();
  }

  let drag = null;

  chart.addEventListener("pointerdown", (event) => {
    const at = within(event);
    if (event.button !== 0 || at.x > size.width) return;
    drag = { ...at, from: view.from, to: view.to, top: chart.scrollTop, moved: false };
    chart.setPointerCapture(event.pointerId);
  });

  chart.addEventListener("pointermove", (event) => {
    if (!drag) return hover(event);
    const at = within(event);
    drag.moved ||= Math.hypot(at.x - drag.x, at.y - drag.y) > 3;
    if (!drag.moved) return;
    chart.classList.add("dragged");
    pointer = null;
    const length = drag.to - drag.from;
    const by = ((drag.x - at.x) / (size.width - gutter - MARGIN)) * length;
    const from = clamp(drag.from + by, 0, duration - length);
    chart.scrollTop = drag.top + drag.y - at.y;
    show(from, from + length);
  });

  chart.addEventListener("pointerup", (event) => {
    const lane = drag && !drag.moved ? laneAt(within(event).y) : null;
    endDrag();
    if (lane !== null) select(lane);
  });

  function endDrag() {
    drag = null;
    chart.classList.remove("dragged");
  }
  chart.addEventListener("pointercancel", endDrag);

  chart.addEventListener("pointerleave", () => {
    pointer = null;
    hideTip();
    redraw();
  });

  chart.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
      const [across, down] = [event.deltaX * unit, event.deltaY * unit];
      if (event.shiftKey) {
        chart.scrollTop += down || across;
      } else if (Math.abs(across) > Math.abs(down)) {
        pan((across / size.width) * (view.to - view.from));
      } else {
        const { x } = within(event);
        zoom(Math.exp(clamp(down, -240, 240) / 400), clamp(timeAt(x), view.from, view.to));
      }
    },
    { passive: false },
  );

  function toggleRows() {
    if (byId("rows").hidden) return;
    tall = !tall;
    setRow(selected ?? undefined);
    announce(tall ? "Tall rows" : "All lanes in view");
  }

  const tenth = () => (view.to - view.from) / 10;
  const lane = (by) => select(selected === null ? 0 : selected + by);
  const KEYS = {
    ArrowLeft: (event) => (event.shiftKey ? step(-1) : pan(-tenth())),
    ArrowRight: (event) => (event.shiftKey ? step(1) : pan(tenth())),
    ArrowUp: () => lane(-1),
    ArrowDown: () => lane(1),
    PageUp: () => lane(-10),
    PageDown: () => lane(10),
    "+": () => zoom(1 / 1.5),
    "-": () => zoom(1.5),
    0: () => show(0, duration),
    r: toggleRows,
    Escape: () => {
      selected = stepped = null;
      hideTip();
      redraw();
    },
  };
  KEYS["="] = KEYS["+"];
  KEYS._ = KEYS["-"];
  KEYS.Home = KEYS[0];

  chart.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key](event);
  });

  for (const button of document.querySelectorAll("[data-press]")) {
    button.addEventListener("click", () => KEYS[button.dataset.press]());
  }
  byId("rows").addEventListener("click", toggleRows);

  /** Selects a lane whose name has what is sought: the first, or with Enter the next. */
  function seek(by) {
    const sought = find.value.trim().toLowerCase();
    if (!sought) return announce("");
    const has = (lane) => lane.name.toLowerCase().includes(sought);
    const matches = lanes.flatMap((lane, i) => (has(lane) ? [i] : []));
    if (!matches.length) return announce(`No lane has “${find.value.trim()}” in its name`);
    const here = matches.indexOf(selected);
    const next = here < 0 ? 0 : (here + by + matches.length) % matches.length;
    select(matches[next], ` (${next + 1} of ${matches.length} found)`);
  }
  find.addEventListener("input", () => {
    selected = null;
    seek(0);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") seek(event.shiftKey ? -1 : 1);
  });

  chart.addEventListener("scroll", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readTheme();
    redraw();
  });

  byId("still").remove();
  byId("explorer").hidden = false;
  chart.setAttribute(
    "aria-label",
    `${document.title}: ${byId("extent").textContent}`,
  );
  readTheme();
  new ResizeObserver(measure).observe(chart);
  measure();
  announce(viewInWords());
}
