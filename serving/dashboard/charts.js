"use strict";
/* Drawing. Texts of documents reach the page as text nodes only: never as HTML, never as attributes that run. */

// Okabe and Ito's colours, which the colour-blind tell apart, darkest and lightest in turn.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#cc79a7", "#8a7a00", "#7b8794"];
const TEXT_COLOUR = "#1c2733";
const MUTED_COLOUR = "#566573";
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

/** An element: attributes, then children; texts become text nodes. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Mark an element as a figure: what it shows, and the exact value behind it, for whoever checks. */
function figure(tag, name, exact, ...children) {
  return element(tag, { "data-figure": name, "data-exact": exact === null ? "null" : String(exact) }, ...children);
}

const charts = new Map();

/** The chart in an element, made at first use. */
function chartIn(id) {
  if (!charts.has(id)) {
    const chart = echarts.init(document.getElementById(id), null, { renderer: "svg" });
    charts.set(id, chart);
  }
  return charts.get(id);
}

function draw(id, option, height) {
  const chart = chartIn(id);
  if (height) chart.getDom().style.height = `${height}px`;
  chart.resize();
  chart.setOption(
    {
      animation: false,
      textStyle: { fontFamily: FONT, color: TEXT_COLOUR },
      aria: { enabled: true, label: { description: option.description } },
      ...option,
    },
    { notMerge: true },
  );
  fitToBox(chart);
}

/** Paper is narrower than the screen: the drawing shrinks with its box. */
function fitToBox(chart) {
  const svg = chart.getDom().querySelector("svg");
  if (svg) svg.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
}

/** A tooltip as an element: a heading and lines of [name, value]. */
function tip(title, lines) {
  return element("div", { class: "tip" }, element("b", {}, title), ...lines.map(([name, value]) => element("div", {}, element("span", {}, name), element("span", {}, value))));
}

const TOOLTIP = { className: "tooltip", appendTo: () => document.body, backgroundColor: "#fff", borderColor: "#b8c3cf", padding: [6, 10], confine: true };

/** Stacked columns: one a year, one colour a source. `series`: [{name, values: [cents or null]}]. */
function drawYears(id, years, series, selected, language, pick, words) {
  const totals = years.map((_, at) => {
    const sum = new Exact();
    for (const one of series) if (one.values[at] !== null) sum.add(one.values[at].toString());
    return sum.value;
  });
  const largest = totals.reduce((most, cents) => (cents !== null && cents > most ? cents : most), 0n);
  const [unit, unitName] = scaleOf(largest, language);
  const scaled = (cents) => (cents === null ? null : Number(cents) / Number(unit));
  const narrow = document.getElementById(id).clientWidth < 480;
  const option = {
    description: words.description,
    color: COLOURS,
    grid: { left: 12, right: 12, top: narrow ? 78 : 56, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 12, textStyle: { color: TEXT_COLOUR, fontSize: 12 }, type: series.length > 5 && narrow ? "scroll" : "plain", selectedMode: false },
    tooltip: {
      ...TOOLTIP,
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (items) => {
        const at = items[0].dataIndex;
        const lines = series.filter((one) => one.values[at] !== null).map((one) => [one.name, exactYuan(one.values[at])]);
        return tip(years[at].label, [...lines, [words.total, exactYuan(totals[at])]]);
      },
    },
    xAxis: { type: "category", data: years.map((year) => year.label), axisTick: { show: false }, axisLabel: { color: TEXT_COLOUR, fontSize: 13, hideOverlap: true }, triggerEvent: true },
    yAxis: { type: "value", name: language === "zh" ? unitName : `CNY${unitName}`, nameTextStyle: { color: MUTED_COLOUR, align: "right" }, nameGap: 10, axisLabel: { color: MUTED_COLOUR }, splitLine: { lineStyle: { color: "#e4e9ef" } } },
    series: [
      ...series.map((one) => ({
        name: one.name,
        type: "bar",
        stack: "money",
        barMaxWidth: 84,
        data: one.values.map((cents, at) => ({ value: scaled(cents), itemStyle: { opacity: selected === null || years[at].id === selected ? 1 : 0.3 } })),
      })),
      {
        name: words.total,
        type: "scatter",
        symbolSize: 0,
        data: totals.map(scaled),
        label: { show: true, position: "top", formatter: (item) => shortMoney(totals[item.dataIndex], language), color: TEXT_COLOUR, fontWeight: 600, fontSize: 12 },
        tooltip: { show: false },
        silent: true,
      },
    ],
  };
  option.legend.data = series.map((one) => one.name);
  draw(id, option);
  const chart = chartIn(id);
  chart.getZr().off("click");
  chart.getZr().on("click", (event) => {
    if (!chart.containPixel("grid", [event.offsetX, event.offsetY])) return;
    const at = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])[0];
    if (years[at]) pick(years[at].id);
  });
}

/** One line of dots a place, a bar at its median. `places`: [{name, values: [[value, count]], median}]. */
function drawPlaces(id, places, unit, words) {
  const width = document.getElementById(id).clientWidth;
  const dots = [];
  places.forEach((place, at) => place.values.forEach(([value, number]) => dots.push([value, at, number])));
  const values = dots.map(([value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // One value alone would stand on the edge of its axis.
  const bounds = low === high ? { min: low - (Math.abs(low) || 1) * 0.1, max: high + (Math.abs(high) || 1) * 0.1 } : {};
  draw(
    id,
    {
      description: words.description,
      grid: { left: 8, right: 32, top: 10, bottom: 8, containLabel: true },
      tooltip: {
        ...TOOLTIP,
        trigger: "item",
        formatter: (item) => {
          const place = places[item.data[1]];
          if (item.seriesIndex === 1) return tip(place.name, [[words.median, `${decimal(place.median)} ${unit}`]]);
          return tip(place.name, [[`${decimal(item.data[0])} ${unit}`, words.times(item.data[2])]]);
        },
      },
      xAxis: { type: "value", scale: true, boundaryGap: ["4%", "4%"], ...bounds, axisLabel: { color: MUTED_COLOUR, hideOverlap: true, formatter: (value) => decimal(value) }, splitNumber: width < 480 ? 3 : 5, splitLine: { lineStyle: { color: "#e4e9ef" } } },
      yAxis: { type: "category", inverse: true, data: places.map((place) => place.name), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: TEXT_COLOUR, fontSize: 13, width: Math.min(150, width * 0.32), overflow: "break", lineHeight: 16 }, splitLine: { show: true, lineStyle: { color: "#eef1f5" } } },
      series: [
        { type: "scatter", data: dots, symbolSize: (dot) => Math.min(7 + 4 * Math.sqrt(dot[2]), 30), itemStyle: { color: "#2f73b1", opacity: 0.6, borderColor: "#154a7d", borderWidth: 1 } },
        { type: "scatter", symbol: "rect", symbolSize: [4, 24], data: places.map((place, at) => [place.median, at]), itemStyle: { color: "#c2410c" }, z: 3 },
      ],
    },
    44 + Math.max(places.length, 2) * 40,
  );
}

/** A list of bars, each a button where it can be chosen. `items`: [{id, name, note, value, exact, figure, parts, pressed, faded, pick}]. */
function drawBars(id, items, rest) {
  const list = document.getElementById(id);
  list.replaceChildren(
    ...items.map((item) => {
      const track = element("span", { class: "track", "aria-hidden": "true" });
      for (const [share, kind] of item.parts) {
        const fill = element("span", { class: `fill ${kind}` });
        fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
        if (share > 0) track.append(fill);
      }
      const content = [
        element("span", { class: "name", lang: item.lang }, item.swatch ? element("i", { class: `swatch ${item.swatch}` }) : null, item.name, item.note ? element("small", {}, ` ${item.note}`) : null),
        element("span", { class: "value", title: item.title }, item.extra ? element("small", {}, item.extra) : null, figure("b", item.figure, item.exact, item.value)),
        track,
      ];
      const classes = `bar${item.faded ? " faded" : ""}`;
      const inner = item.pick
        ? element("button", { type: "button", class: classes, "aria-pressed": item.pressed === undefined ? null : String(item.pressed), "data-id": item.id, onclick: item.pick }, ...content)
        : element("div", { class: classes, "data-id": item.id }, ...content);
      return element("li", {}, inner);
    }),
  );
  for (const text of rest) list.append(element("li", { class: "rest" }, text));
}

/** A table of headings and rows; a cell is a text, a node, or {node, number, label}. */
function table(headings, rows, caption) {
  return element(
    "table",
    {},
    caption ? element("caption", { class: "skip" }, caption) : null,
    element("thead", {}, element("tr", {}, ...headings.map((heading) => element("th", { scope: "col", class: heading.number ? "number" : null }, heading.text)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, at) => (at === 0 ? element("th", { scope: "row" }, cell) : element("td", { class: headings[at].number ? "number" : null }, cell)))))),
  );
}
