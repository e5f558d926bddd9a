"use strict";
/* The page: state, filters, panels. The state is in the address, so that a view can be kept and sent. */

const TILE_METRICS = {
  money: { table: "spending", money: ["cents"] },
  projects: { table: "spending", numbers: ["counted"] },
  indicators: { table: "indicators", numbers: ["indicators"] },
  findings: { table: "findings", numbers: ["findings"] },
};
const SEVERITIES = { high: 8, medium: 4, low: 2, info: 1 };
const BARS_SHOWN = 10;
const RULES_SHOWN = 12;
const SOURCES_SHOWN = 7;
const PLACES_SHOWN = 12;

const page = {
  labels: {},
  tiles: {},
  map: null,
  overview: null, // the dataset in the page: everything, or what a large warehouse shows before a province is chosen
  provinces: new Map(), // datasets of detail files, by province
  files: {}, // detail files by province; empty where the page holds all rows itself
  state: { language: "zh", province: null, year: null, agency: null, class: null, metric: "money", concept: null, thing: null, tab: "indicators", search: "" },
};

const byId = (id) => document.getElementById(id);

/** A text of the page in its language, with {names} filled in. */
function t(key, values = {}) {
  const texts = page.labels[key];
  const text = texts ? texts[page.state.language === "zh" ? 0 : 1] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function money(cents) {
  return shortMoney(cents, page.state.language);
}

function english() {
  return page.state.language === "en";
}

/* Names of what filters and bars show. */

function provinceName(code) {
  if (code === UNKNOWN) return t("unknown");
  if (code === CENTRAL) return t("central");
  const tile = page.tiles.provinces[code];
  if (english() && tile) return tile.en;
  return page.overview.name("province_names", code) ?? code;
}

function yearName(year) {
  if (year === UNKNOWN) return t("unknown");
  return english() ? year : `${year}年`;
}

function agencyName(data, id, withRegion = false) {
  if (id === UNKNOWN) return t("unknown");
  if (id === "other") return t("other_agencies");
  const name = data.name("agency_names", id) ?? id;
  const region = withRegion ? data.name("agency_names", id, "region") : "";
  return region && !name.includes(region) ? `${name}（${region}）` : name;
}

function regionName(data, code) {
  return code === UNKNOWN ? t("unknown") : (data.name("region_names", code) ?? code);
}

/** Name of a class: its level 2, or its level 1 where that is all there is. */
function className(id) {
  const [level1, level2] = id.split("|");
  if (!level1 && !level2) return t("no_class");
  return t(level2 || level1);
}

function sourceName(data, id) {
  if (id === "") return t("source_rest");
  return data.name("source_names", id, english() ? "en" : "zh") ?? id;
}

/* Which data a view reads: a province's own where they are there, else what the page holds. */

function current() {
  return page.provinces.get(page.state.province) ?? page.overview;
}

function isLarge() {
  return Object.keys(page.files).length > 0;
}

/** Data for what shows every province: the overview knows neither agencies nor, perhaps, classes of level 2. */
function acrossProvinces() {
  const { agency, class: wanted } = page.state;
  const known = page.overview.tables;
  const agencyKnown = agency === null || agency === UNKNOWN || known.agency_names.index("id").has(agency);
  const classKnown = wanted === null || known.class_names.index("id").has(wanted) || wanted.endsWith("|");
  return agencyKnown && classKnown ? page.overview : current();
}

function loadProvince(province) {
  const file = page.files[province];
  if (!file || page.provinces.has(province)) return Promise.resolve();
  byId("filter-hint").hidden = false;
  byId("filter-hint").textContent = t("loading_province", { name: provinceName(province) });
  return new Promise((resolve) => {
    const script = element("script", { src: file });
    const failed = () => {
      page.failed = t("province_failed", { file });
      resolve();
    };
    page.arrived = async (code, base64) => {
      try {
        page.provinces.set(code, new Dataset(await unpack(base64)));
        page.failed = null;
        resolve();
      } catch {
        failed();
      }
    };
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}

/** What a detail file calls. */
globalThis.jixiaoDetails = (province, base64) => page.arrived?.(province, base64);

/* State and address. */

const ADDRESS = { language: "l", province: "p", year: "y", agency: "a", class: "c", metric: "m", concept: "k", thing: "u", tab: "t", search: "q" };
const INITIAL = { ...page.state };

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [name, key] of Object.entries(ADDRESS)) {
    page.state[name] = parts.has(key) ? parts.get(key) : INITIAL[name];
  }
  if (!["zh", "en"].includes(page.state.language)) page.state.language = "zh";
  if (!(page.state.metric in TILE_METRICS)) page.state.metric = "money";
  if (!(page.state.tab in TABS)) page.state.tab = "indicators";
}

function writeAddress() {
  const parts = new URLSearchParams();
  for (const [name, key] of Object.entries(ADDRESS)) {
    if (page.state[name] !== INITIAL[name]) parts.set(key, page.state[name]);
  }
  const hash = parts.toString();
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}

/** Change the state and show it. */
async function change(changes) {
  const before = page.state.province;
  Object.assign(page.state, changes);
  if (page.state.province !== before) {
    await loadProvince(page.state.province);
    const agencies = current().keys.agency;
    if (page.state.agency !== null && !agencies.some((id, group) => id === page.state.agency && inProvince(group))) page.state.agency = null;
  }
  listing.start = 0;
  render();
}

function inProvince(group) {
  return page.state.province === null || current().keys.province[group] === page.state.province;
}

function toggle(name, value) {
  return change({ [name]: page.state[name] === value ? null : value });
}

/* Filters. */

function option(value, text, disabled = false) {
  return element("option", { value, disabled }, text);
}

/** Values of selects carry a mark before them, so that the empty key of unknown is not the empty value of all. */
function fillSelect(id, options, chosen) {
  const select = byId(id);
  select.replaceChildren(option("", t("all")), ...options);
  select.value = chosen === null ? "" : `=${chosen}`;
}

function unique(values) {
  return [...new Set(values)];
}

function unknownLast(a, b) {
  return (a === UNKNOWN) - (b === UNKNOWN) || (a < b ? -1 : a > b ? 1 : 0);
}

function renderFilters() {
  const data = current();
  const { province, year, agency, class: wanted } = page.state;
  const provinces = unique([...page.overview.keys.province, ...Object.keys(page.files)]).sort(unknownLast);
  fillSelect("filter-province", provinces.map((code) => option(`=${code}`, provinceName(code))), province);
  const years = unique([...page.overview.keys.year, ...data.keys.year]).sort((a, b) => unknownLast(a, b) * (a && b ? -1 : 1));
  fillSelect("filter-year", years.map((one) => option(`=${one}`, yearName(one))), year);
  const agencies = unique(data.keys.agency.filter((_, group) => inProvince(group)));
  const named = agencies.map((id) => [id, agencyName(data, id, true)]).sort((a, b) => unknownLast(a[0], b[0]) && ((a[0] === UNKNOWN) - (b[0] === UNKNOWN) || a[1].localeCompare(b[1], "zh-CN")));
  fillSelect("filter-agency", named.filter(([id]) => id !== "other").map(([id, name]) => option(`=${id}`, name)), agency);
  const classes = data.tables.class_names;
  const readId = classes.at("id");
  const readLevel1 = classes.at("level1");
  const byLevel1 = new Map();
  for (let row = 0; row < classes.length; row += 1) {
    const level1 = readLevel1(row);
    if (!byLevel1.has(level1)) byLevel1.set(level1, []);
    if (readId(row) !== `${level1}|`) byLevel1.get(level1).push(readId(row));
  }
  const options = [];
  for (const [level1, below] of byLevel1) {
    const whole = option(`=${level1}|`, below.length ? t("class_level", { name: className(`${level1}|`) }) : className(`${level1}|`));
    options.push(below.length ? element("optgroup", { label: className(`${level1}|`) }, whole, ...below.map((id) => option(`=${id}`, className(id)))) : whole);
  }
  fillSelect("filter-class", options, wanted);
  byId("clear").disabled = province === null && year === null && agency === null && wanted === null;
  const hint = page.failed || (isLarge() && province === null ? t("choose_province") : wanted !== null ? t("class_hint") : "");
  byId("filter-hint").textContent = hint;
  byId("filter-hint").hidden = !hint;
}

function scopeText() {
  const { province, year, agency, class: wanted } = page.state;
  const parts = [];
  if (province !== null) parts.push(provinceName(province));
  if (year !== null) parts.push(`${year === UNKNOWN ? `${t("year")} ` : ""}${yearName(year)}`);
  if (agency !== null) parts.push(agencyName(current(), agency));
  if (wanted !== null) parts.push(className(wanted));
  return parts.length ? parts.join(" · ") : t("everything");
}

/* Key figures. */

function setKpi(name, exact, text, note, title) {
  const box = byId(`kpi-${name}`);
  const shown = box.querySelector(".figure");
  shown.textContent = text;
  shown.dataset.figure = `kpi.${name}`;
  shown.dataset.exact = exact === null ? "null" : String(exact);
  shown.title = title ?? "";
  box.querySelector(".note").replaceChildren(note);
}

function note(key, name, exact, values) {
  const text = t(key, values);
  return figure("span", `kpi.${name}`, exact, text);
}

function renderKpis() {
  const data = current();
  const spending = data.sum("spending", { numbers: ["counted", "blank"], money: ["cents"] });
  const cents = spending.cents.value;
  setKpi("money", cents, money(cents), note("kpi_money_note", "money_note", cents, { yuan: exactYuan(cents) }));
  setKpi("projects", spending.counted, count(spending.counted), note("kpi_projects_note", "blank", spending.blank, { n: count(spending.blank) }));
  const indicators = data.sum("indicators", { numbers: ["indicators", "quantified"] });
  const share = indicators.indicators ? `${((100 * indicators.quantified) / indicators.indicators).toFixed(1)}%` : "—";
  setKpi("indicators", indicators.indicators, count(indicators.indicators), note("kpi_indicators_note", "quantified", indicators.quantified, { n: count(indicators.quantified), share }));
  const severity = severityOf(data);
  const rule = data.tables.findings.at("rule_id");
  let high = 0;
  let findings = 0;
  const found = data.tables.findings.at("findings");
  data.each("findings", (_, row) => {
    findings += found(row);
    if (severity(rule(row)) === "high") high += found(row);
  });
  setKpi("findings", findings, count(findings), note("kpi_findings_note", "high", high, { n: count(high) }));
  const balance = data.tables.totals.at("balance");
  const totals = data.sums("totals", (_, row) => balance(row), { numbers: ["totals"] });
  const gaps = totals.get("gap")?.totals ?? 0;
  const compared = gaps + (totals.get("balanced")?.totals ?? 0);
  setKpi("totals", gaps, count(gaps), note("kpi_totals_note", "compared", compared, { n: count(compared) }));
  const coverage = data.sum("coverage", { numbers: ["documents", "partial", "unread"] });
  setKpi("documents", coverage.documents, count(coverage.documents), note("kpi_documents_note", "documents_note", `${coverage.partial} ${coverage.unread}`, { partial: count(coverage.partial), unread: count(coverage.unread) }));
  byId("summary").textContent = t("summary", { scope: scopeText(), projects: count(spending.counted), money: money(cents) });
}

function severityOf(data) {
  return (ruleId) => data.name("rule_names", ruleId, "severity") ?? "info";
}

/* Provinces. */

function renderProvinces() {
  const metric = TILE_METRICS[page.state.metric];
  const data = acrossProvinces();
  const sums = data.sums(metric.table, (group) => data.keys.province[group], { ...metric, except: "province" });
  const values = new Map();
  for (const [province, sum] of sums) {
    const value = metric.money ? sum.cents.value : sum[metric.numbers[0]];
    values.set(province, value);
  }
  const sizes = [...values].filter(([, value]) => value !== null).map(([, value]) => Number(value));
  const largest = Math.max(0, ...sizes);
  const step = (value) => (value === null || value === undefined ? "s0" : largest > 0 ? `s${Math.max(1, Math.ceil(Math.sqrt(Math.max(0, Number(value)) / largest) * 5))}` : "s1");
  const shown = (value) => (value === null || value === undefined ? "—" : metric.money ? compactMoney(value) : count(value));
  const describe = (province) => `${provinceName(province)}: ${metric.money ? money(values.get(province) ?? null) : shown(values.get(province))}`;
  const tile = (province, name, style) => {
    const there = values.has(province);
    const made = element(
      "button",
      { type: "button", class: `tile ${there ? step(values.get(province)) : ""}`, "data-province": province, "aria-pressed": String(page.state.province === province), "aria-label": describe(province), title: describe(province), disabled: !there && page.state.province !== province, onclick: () => toggle("province", province) },
      element("b", {}, name),
      there ? figure("span", `tile.${page.state.metric}.${province}`, values.get(province) ?? null, shown(values.get(province))) : null,
    );
    Object.assign(made.style, style);
    return made;
  };
  const box = byId("tiles");
  if (page.map) {
    drawMap(box, values, step, describe);
  } else {
    box.replaceChildren(
      ...Object.entries(page.tiles.provinces)
        .sort(([, a], [, b]) => a.row - b.row || a.column - b.column)
        .map(([code, place]) => tile(code, english() ? place.letters : place.short, { gridColumn: place.column, gridRow: place.row })),
    );
  }
  const placed = page.map ? page.map.paths : page.tiles.provinces;
  const beside = [...values.keys()].filter((code) => !(code in placed)).sort(unknownLast);
  byId("elsewhere").replaceChildren(...beside.map((code) => tile(code, provinceName(code), {})));
  for (const button of byId("map-metric").children) button.setAttribute("aria-pressed", String(button.dataset.metric === page.state.metric));
}

/** An amount in so few characters that a tile holds it. */
function compactMoney(cents) {
  const [unit, name] = scaleOf(cents, page.state.language);
  const number = Number((cents * 100n) / unit) / 100;
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
  return `${number.toFixed(digits)}${name.replace("元", "").trim()}`;
}

function drawMap(box, values, step, describe) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${page.map.width} ${page.map.height}`);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", t("map"));
  for (const [code, shape] of Object.entries(page.map.paths)) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    path.dataset.province = code;
    const title = document.createElementNS(space, "title");
    title.textContent = describe(code);
    path.append(title);
    if (values.has(code)) {
      path.setAttribute("class", step(values.get(code)));
      path.setAttribute("role", "button");
      path.setAttribute("tabindex", "0");
      path.setAttribute("aria-label", describe(code));
      path.setAttribute("aria-pressed", String(page.state.province === code));
      path.addEventListener("click", () => toggle("province", code));
      path.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          toggle("province", code);
        }
      });
    }
    svg.append(path);
  }
  box.className = "tiles own";
  box.replaceChildren(svg);
  byId("approval").textContent = t("approval", { number: page.map.approval_number });
  byId("approval").hidden = false;
}

/* Money. */

function renderYears() {
  const data = current();
  const years = unique(data.keys.year).sort(unknownLast);
  const source = data.tables.sources.at("source_id");
  const totals = data.sums("sources", (_, row) => source(row), { except: "year", money: ["cents"] });
  // Sources that brought nothing say nothing in a chart; the table of sources has their zeros.
  const ranked = [...totals].filter(([, sum]) => sum.cents.value !== 0n).sort((a, b) => compareMoney(b[1].cents.value, a[1].cents.value) || unknownLast(a[0], b[0]));
  const named = new Set(ranked.slice(0, SOURCES_SHOWN).map(([id]) => id));
  const others = ranked.length > named.size;
  const cells = data.sums("sources", (group, row) => `${data.keys.year[group]} ${named.has(source(row)) ? source(row) : "*"}`, { except: "year", money: ["cents"] });
  const series = [...named].map((id) => ({ name: sourceName(data, id), id }));
  if (others) series.push({ name: t("other_sources"), id: "*" });
  for (const one of series) one.values = years.map((year) => cells.get(`${year} ${one.id}`)?.cents.value ?? null);
  const blank = data.sums("spending", (group) => data.keys.year[group], { except: "year", numbers: ["counted"], money: ["cents"] });
  const shownYears = years.filter((year) => (blank.get(year)?.counted ?? 0) > 0);
  const keep = years.map((year, at) => [year, at]).filter(([year]) => shownYears.includes(year));
  for (const one of series) one.values = keep.map(([, at]) => one.values[at]);
  const labelled = shownYears.map((year) => ({ id: year, label: yearName(year) }));
  drawYears("years-chart", labelled, series, page.state.year, page.state.language, (year) => toggle("year", year), { total: t("total"), description: t("years") });
  const headings = [{ text: t("year") }, ...series.map((one) => ({ text: one.name, number: true })), { text: t("total"), number: true }];
  byId("years-table").replaceChildren(
    table(
      headings,
      shownYears.map((year, at) => [
        yearName(year),
        ...series.map((one) => figure("span", `year.${year}.${one.id}`, one.values[at], exactYuan(one.values[at]))),
        figure("span", `year.${year}`, blank.get(year).cents.value, exactYuan(blank.get(year).cents.value)),
      ]),
      t("yuan"),
    ),
  );
}

function compareMoney(a, b) {
  if (a === null || b === null) return (a !== null) - (b !== null);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bars of money: sums by key, largest first, the rest in one line. */
function moneyBars(id, kind, sums, naming, { selected = null, pick = null, extra = () => null } = {}) {
  const all = [...sums].sort((a, b) => compareMoney(b[1].cents.value, a[1].cents.value) || unknownLast(a[0], b[0]));
  const zeros = all.filter(([key, sum]) => sum.cents.value === 0n && key !== selected);
  const ranked = zeros.length > 1 ? all.filter((one) => !zeros.includes(one)) : all;
  let shown = ranked.slice(0, BARS_SHOWN);
  if (selected !== null && !shown.some(([key]) => key === selected)) shown = [...shown.slice(0, -1), ...ranked.filter(([key]) => key === selected)];
  const keys = new Set(shown.map(([key]) => key));
  const hidden = ranked.filter(([key]) => !keys.has(key));
  const sizes = shown.map(([, sum]) => Number(sum.cents.value ?? 0n));
  const largest = Math.max(1, ...sizes);
  const items = shown.map(([key, sum], at) => ({
    id: key,
    name: naming(key),
    lang: "zh-CN",
    value: money(sum.cents.value),
    title: `${exactYuan(sum.cents.value)}`,
    extra: extra(sum),
    exact: sum.cents.value,
    figure: `${kind}.${key}`,
    parts: [[sizes[at] / largest, ""]],
    pressed: pick ? selected === key : undefined,
    faded: selected !== null && selected !== key,
    pick: pick && key !== "other" ? () => pick(key) : null,
  }));
  const left = new Exact();
  for (const [, sum] of hidden) if (sum.cents.value !== null) left.add(sum.cents.value.toString());
  const rest = [];
  if (hidden.length) rest.push(t("more_rows", { n: hidden.length, money: money(left.value) }));
  if (zeros.length > 1) rest.push(t("zero_rows", { names: zeros.slice(0, BARS_SHOWN).map(([key]) => naming(key)).join(english() ? ", " : "、") + (zeros.length > BARS_SHOWN ? " …" : "") }));
  if (!all.length) rest.push(t("nothing"));
  drawBars(id, items, rest);
}

function renderMoney() {
  const data = current();
  const inside = page.state.province !== null;
  const withProjects = (sum) => (sum.counted === undefined ? null : t("projects_n", { n: count(sum.counted) }));
  const heading = byId("by-region-title");
  heading.dataset.t = inside ? "by_region" : "by_province";
  heading.textContent = t(heading.dataset.t);
  const across = inside ? data : acrossProvinces();
  const regions = across.sums("spending", (group) => (inside ? data.keys.region[group] : across.keys.province[group]), { numbers: ["counted"], money: ["cents"] });
  for (const [key, sum] of regions) if (!sum.counted) regions.delete(key);
  moneyBars("region-bars", inside ? "region" : "province", regions, inside ? (code) => regionName(data, code) : provinceName, { pick: inside ? null : (code) => toggle("province", code), extra: withProjects });
  const source = data.tables.sources.at("source_id");
  moneyBars("source-bars", "source", data.sums("sources", (_, row) => source(row), { money: ["cents"] }), (id) => sourceName(data, id));
  const agencies = data.sums("spending", (group) => data.keys.agency[group], { except: "agency", numbers: ["counted"], money: ["cents"] });
  for (const [key, sum] of agencies) if (!sum.counted) agencies.delete(key);
  moneyBars("agency-bars", "agency", agencies, (id) => agencyName(data, id, true), { selected: page.state.agency, pick: (id) => toggle("agency", id), extra: withProjects });
}

/* Indicators. */

function renderClasses() {
  const data = current();
  const names = data.tables.class_names;
  const ids = Array.from({ length: names.length }, (_, row) => names.at("id")(row));
  const classId = data.tables.indicators.at("class_id");
  const sums = data.sums("indicators", (_, row) => classId(row), { except: "class", numbers: ["indicators", "quantified"] });
  const largest = Math.max(1, ...[...sums.values()].map((sum) => sum.indicators));
  const wanted = page.state.class;
  const items = ids.filter((id) => sums.has(id)).map((id) => {
    const { indicators, quantified } = sums.get(id);
    const level1 = id.split("|")[0];
    return {
      id,
      name: className(id),
      note: id.endsWith("|") ? null : className(`${level1}|`),
      value: count(indicators),
      extra: `${t("quantified")} ${count(quantified)}`,
      exact: `${indicators} ${quantified}`,
      figure: `class.${id}`,
      parts: [[quantified / largest, ""], [(indicators - quantified) / largest, "light"]],
      pressed: wanted === id,
      faded: wanted !== null && !isOfClass(id, wanted),
      pick: () => toggle("class", id),
    };
  });
  drawBars("class-bars", items, items.length ? [] : [t("nothing")]);
}

/* Comparisons across places: targets by concept, unit costs by thing. */

const COMPARISONS = {
  targets: { table: "targets", id: "concept_id", unit: "unit", value: "target", number: "targets", state: "concept", tab: "indicators", label: "concept", listed: 14, name: (data, id) => data.name("concept_names", id) ?? id },
  costs: { table: "costs", id: "thing_id", unit: "cost_unit", value: "yuan", number: "costs", state: "thing", tab: "costs", label: "thing", listed: 6, name: (data, id) => data.name("thing_names", id, english() ? "en" : "zh") ?? id },
};

/** Values by place of every thing that is compared: Map of "id unit" to {id, unit, places: Map of place to [[value, count]]}. */
function compared(data, kind) {
  const rows = data.tables[kind.table];
  const [id, unit, value, number] = [kind.id, kind.unit, kind.value, kind.number].map((name) => rows.at(name));
  const inside = page.state.province !== null;
  const found = new Map();
  data.each(kind.table, (group, row) => {
    const key = `${id(row)} ${unit(row)}`;
    if (!found.has(key)) found.set(key, { key, id: id(row), unit: unit(row), places: new Map(), total: 0 });
    const one = found.get(key);
    const place = inside ? data.keys.region[group] : data.keys.province[group];
    if (!one.places.has(place)) one.places.set(place, new Map());
    const values = one.places.get(place);
    values.set(value(row), (values.get(value(row)) ?? 0) + number(row));
    one.total += number(row);
  });
  return [...found.values()].sort((a, b) => b.places.size - a.places.size || b.total - a.total || (a.key < b.key ? -1 : 1));
}

function renderComparison(name) {
  const kind = COMPARISONS[name];
  const data = current();
  const list = compared(data, kind);
  const pick = byId(`${name}-pick`);
  pick.replaceChildren(...list.map((one) => option(one.key, `${kind.name(data, one.id)}（${one.unit}）· ${t("places_n", { n: one.places.size })} · ${count(one.total)}`)));
  const chosen = list.find((one) => one.key === page.state[kind.state]) ?? list[0];
  for (const part of [pick.parentElement, byId(`${name}-rows`), byId(`${name}-chart`), byId(`${name}-table`).parentElement]) part.hidden = !chosen;
  const facts = byId(`${name}-facts`);
  renderList(name, kind, data, list, chosen);
  if (!chosen) {
    facts.textContent = t("nothing");
    byId(`${name}-table`).replaceChildren();
    return;
  }
  pick.value = chosen.key;
  pick.lang = "zh-CN";
  const all = together(chosen);
  const median = quantile(all, 0.5);
  const numbers = [...all.keys()];
  const polarity = name === "targets" ? data.name("concept_names", chosen.id, "polarity") : null;
  facts.replaceChildren(
    `${t("median")} `,
    figure("b", `${name}.median.${chosen.key}`, median, decimal(median)),
    ` ${chosen.unit} · ${t("range")} `,
    figure("span", `${name}.range.${chosen.key}`, `${Math.min(...numbers)} ${Math.max(...numbers)}`, `${decimal(Math.min(...numbers))}–${decimal(Math.max(...numbers))}`),
    ` · ${t("count")} `,
    figure("span", `${name}.count.${chosen.key}`, chosen.total, count(chosen.total)),
    polarity ? ` · ${t(polarity)}` : "",
  );
  const naming = page.state.province === null ? provinceName : (code) => regionName(data, code);
  const places = [...chosen.places]
    .map(([place, values]) => ({ place, name: naming(place), values: [...values].sort((a, b) => a[0] - b[0]), median: quantile(values, 0.5), total: [...values.values()].reduce((sum, number) => sum + number, 0) }))
    .sort((a, b) => b.median - a.median || unknownLast(a.place, b.place));
  const shown = places.length > PLACES_SHOWN ? [...places].sort((a, b) => b.total - a.total).slice(0, PLACES_SHOWN).sort((a, b) => b.median - a.median) : places;
  drawPlaces(`${name}-chart`, shown, chosen.unit, { median: t("median"), times: (number) => `× ${count(number)}`, description: kind.name(data, chosen.id) });
  const headings = [{ text: t("place") }, ...["count", "lowest", "median", "highest"].map((key) => ({ text: t(key), number: true }))];
  byId(`${name}-table`).replaceChildren(
    table(headings, places.map((one) => {
      const low = one.values[0][0];
      const high = one.values[one.values.length - 1][0];
      return [one.name, count(one.total), decimal(low), figure("span", `${name}.median.${chosen.key}.${one.place}`, one.median, decimal(one.median)), decimal(high)];
    }), kind.name(data, chosen.id)),
  );
  byId(`${name}-rows`).onclick = () => {
    listing.only = { tab: kind.tab, column: kind.id, value: chosen.id, name: kind.name(data, chosen.id) };
    showTab(kind.tab, true);
  };
}

/** Values of all places in one. */
function together(one) {
  const all = new Map();
  for (const values of one.places.values()) for (const [value, number] of values) all.set(value, (all.get(value) ?? 0) + number);
  return all;
}

/** What is printed in most places, each with its median and range; a choice of what the chart shows. */
function renderList(name, kind, data, list, chosen) {
  const headings = [{ text: t(kind.label) }, ...["places", "count", "median", "range"].map((key) => ({ text: t(key), number: true }))];
  const rows = list.slice(0, kind.listed).map((one) => {
    const all = together(one);
    const numbers = [...all.keys()];
    const median = quantile(all, 0.5);
    const button = element("button", { type: "button", class: "link", lang: "zh-CN", "aria-pressed": String(one === chosen), "data-key": one.key, onclick: () => change({ [kind.state]: one.key }) }, kind.name(data, one.id));
    const range = numbers.length > 1 ? `${decimal(Math.min(...numbers))}–${decimal(Math.max(...numbers))}` : decimal(numbers[0]);
    return [
      button,
      count(one.places.size),
      figure("span", `${name}.list.count.${one.key}`, one.total, count(one.total)),
      element("span", {}, figure("span", `${name}.list.median.${one.key}`, median, decimal(median)), element("small", {}, ` ${one.unit}`)),
      range,
    ];
  });
  byId(`${name}-list`).replaceChildren(...(rows.length ? [table(headings, rows, t(name))] : []));
}

/* Findings. */

function renderFindings() {
  const data = current();
  const severity = severityOf(data);
  const rule = data.tables.findings.at("rule_id");
  const bySeverity = data.sums("findings", (_, row) => severity(rule(row)), { numbers: ["findings"], money: ["stake_cents"] });
  const flags = data.tables.spending.at("severities");
  const behind = {};
  for (const [name, flag] of Object.entries(SEVERITIES)) {
    const sums = data.sums("spending", (_, row) => (flags(row) & flag ? "with" : "without"), { numbers: ["forms"], money: ["cents"] });
    behind[name] = sums.get("with") ?? { forms: 0, cents: new Exact() };
  }
  const largest = Math.max(1, ...Object.values(behind).map((sum) => Number(sum.cents.value ?? 0n)));
  const rows = Object.keys(SEVERITIES).map((name) => {
    const sum = bySeverity.get(name) ?? { findings: 0, stake_cents: new Exact() };
    const cents = behind[name].cents.value;
    const fill = element("span", { class: `fill ${name}` });
    fill.style.width = `${(Number(cents ?? 0n) / largest) * 100}%`;
    return [
      element("button", { type: "button", class: "link", "data-severity": name, onclick: () => showFindings("severity", name, t(name)) }, element("i", { class: `swatch ${name}` }), t(name)),
      figure("span", `severity.findings.${name}`, sum.findings, count(sum.findings)),
      figure("span", `severity.forms.${name}`, behind[name].forms, count(behind[name].forms)),
      element("span", {}, figure("span", `severity.cents.${name}`, cents, exactYuan(cents)), element("span", { class: "track", "aria-hidden": "true" }, cents ? fill : null)),
      figure("span", `severity.stake.${name}`, sum.stake_cents.value, exactYuan(sum.stake_cents.value)),
    ];
  });
  const headings = [{ text: t("severity") }, ...["findings_n", "kpi_projects", "money_behind", "money_at_stake"].map((key) => ({ text: t(key), number: true }))];
  byId("severity-table").replaceChildren(table(headings, rows, t("findings")));
  const rules = data.sums("findings", (_, row) => rule(row), { numbers: ["findings", "forms"], money: ["cents", "stake_cents"] });
  const order = Object.keys(SEVERITIES);
  const ranked = [...rules].sort((a, b) => order.indexOf(severity(a[0])) - order.indexOf(severity(b[0])) || b[1].findings - a[1].findings || (a[0] < b[0] ? -1 : 1));
  // Half for the grave ones, half for the many.
  const grave = ranked.filter(([id]) => ["high", "medium"].includes(severity(id))).slice(0, RULES_SHOWN / 2);
  const many = [...rules].filter(([id]) => !grave.some(([other]) => other === id)).sort((a, b) => b[1].findings - a[1].findings || (a[0] < b[0] ? -1 : 1)).slice(0, RULES_SHOWN - grave.length);
  const shown = [...grave, ...many].sort((a, b) => order.indexOf(severity(a[0])) - order.indexOf(severity(b[0])) || b[1].findings - a[1].findings);
  const most = Math.max(1, ...shown.map(([, sum]) => sum.findings));
  drawBars(
    "rule-bars",
    shown.map(([id, sum]) => ({
      id,
      swatch: severity(id),
      name: data.name("rule_names", id, english() ? "en" : "zh") ?? id,
      note: id,
      value: t("findings_count", { n: count(sum.findings) }),
      extra: `${t("projects_n", { n: count(sum.forms) })} · ${money(sum.cents.value)}`,
      exact: `${sum.findings} ${sum.forms} ${sum.cents.value ?? "null"}`,
      figure: `rule.${id}`,
      parts: [[sum.findings / most, severity(id)]],
      pick: () => showFindings("rule_id", id, data.name("rule_names", id, english() ? "en" : "zh") ?? id),
    })),
    shown.length ? [] : [t("nothing")],
  );
}

function showFindings(column, value, name) {
  listing.only = { tab: "findings", column, value, name };
  showTab("findings", true);
}

/* Coverage. */

function renderCoverage() {
  const data = current();
  const inside = page.state.province !== null;
  const place = (group) => (inside ? data.keys.region[group] : data.keys.province[group]);
  const cells = data.sums("coverage", (group) => `${place(group)} ${data.keys.year[group]}`, { numbers: ["forms", "missing", "documents", "partial", "unread", "cells_unread"] });
  const rowsOf = data.sums("coverage", (group) => place(group), { numbers: ["documents", "partial", "unread", "cells_unread"] });
  const years = unique([...cells.keys()].map((key) => key.slice(key.indexOf(" ") + 1))).sort(unknownLast);
  const shown = years.length > 8 ? [...years.filter((year) => year !== UNKNOWN).slice(-7), ...years.filter((year) => year === UNKNOWN)] : years;
  const places = [...rowsOf.keys()].sort(unknownLast);
  const cell = (code, year) => {
    const found = cells.get(`${code} ${year}`);
    if (!found) return "";
    const name = `coverage.${code}.${year}`;
    const forms = found.forms || !found.missing ? figure("span", name, found.forms, count(found.forms)) : null;
    const gap = found.missing ? figure("span", `${name}.missing`, found.missing, t("coverage_gap", { n: count(found.missing) })) : null;
    if (gap) gap.className = "gap";
    return element("span", {}, forms, gap);
  };
  const headings = [{ text: t("place") }, ...shown.map((year) => ({ text: yearName(year), number: true })), { text: t("kpi_documents"), number: true }, { text: t("cells_unread"), number: true }];
  byId("coverage-table").replaceChildren(
    places.length
      ? table(headings, places.map((code) => [inside ? regionName(data, code) : provinceName(code), ...shown.map((year) => cell(code, year)), figure("span", `coverage.${code}.documents`, rowsOf.get(code).documents, count(rowsOf.get(code).documents)), figure("span", `coverage.${code}.cells_unread`, rowsOf.get(code).cells_unread, count(rowsOf.get(code).cells_unread))]), t("coverage"))
      : element("p", { class: "empty" }, t("nothing")),
  );
}

/* All of it. */

function translate() {
  document.documentElement.lang = english() ? "en" : "zh-CN";
  document.title = t("title");
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-t-label]")) one.setAttribute("aria-label", t(one.dataset.tLabel));
  for (const one of document.querySelectorAll("[data-t-placeholder]")) one.setAttribute("placeholder", t(one.dataset.tPlaceholder));
  byId("language").lang = english() ? "zh-CN" : "en";
  byId("language").title = t("language_hint");
}

function render() {
  translate();
  page.overview.filter(page.state);
  if (current() !== page.overview) current().filter(page.state);
  renderFilters();
  renderKpis();
  renderProvinces();
  renderYears();
  renderMoney();
  renderClasses();
  renderComparison("targets");
  renderComparison("costs");
  renderFindings();
  renderCoverage();
  renderDetails();
  writeAddress();
}

function listen() {
  for (const name of ["province", "year", "agency", "class"]) {
    byId(`filter-${name}`).addEventListener("change", (event) => change({ [name]: event.target.value === "" ? null : event.target.value.slice(1) }));
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => change({ province: null, year: null, agency: null, class: null }));
  byId("language").addEventListener("click", () => change({ language: english() ? "zh" : "en" }));
  byId("print").addEventListener("click", () => window.print());
  byId("map-metric").addEventListener("click", (event) => event.target.dataset.metric && change({ metric: event.target.dataset.metric }));
  byId("targets-pick").addEventListener("change", (event) => change({ concept: event.target.value }));
  byId("costs-pick").addEventListener("change", (event) => change({ thing: event.target.value }));
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(render, 150);
  });
  window.addEventListener("hashchange", () => {
    readAddress();
    loadProvince(page.state.province).then(render);
  });
  listenToDetails();
}

async function start() {
  const status = byId("summary");
  if (typeof DecompressionStream === "undefined") {
    status.textContent = "浏览器过旧，不能解压数据 / This browser cannot unpack the data.";
    return;
  }
  let payload;
  try {
    payload = await unpack(byId("data").textContent);
  } catch {
    status.textContent = "页面数据不完整，请重新运行 make dashboard / The data of this page are incomplete: run make dashboard again.";
    return;
  }
  page.labels = payload.labels;
  page.tiles = payload.tiles;
  page.map = payload.map;
  page.files = payload.files;
  page.overview = new Dataset(payload);
  readAddress();
  if (page.state.province !== null) await loadProvince(page.state.province);
  byId("main").hidden = false;
  listen();
  render();
  document.documentElement.dataset.ready = "yes";
}
