"use strict";
/* The rows behind the figures, and the way from a row to its place in the document. */

const PAGE_SIZE = matchMedia("(max-width: 640px)").matches ? 10 : 25;
const listing = { start: 0, only: null, sort: null, matching: [], from: null };

/** Readers of a table of rows that other kinds of rows share. */
function readers(data, rows) {
  const group = rows.at("group_no");
  const documents = data.tables.document_names;
  const documentRows = (data.names.documents ??= documents.index("id"));
  const documentOf = (column) => {
    const read = documents.at(column);
    const id = rows.at("document_id");
    return (row) => read(documentRows.get(id(row)));
  };
  return {
    group,
    year: (row) => data.keys.year[group(row)],
    region: (row) => data.keys.region[group(row)],
    province: (row) => data.keys.province[group(row)],
    agency: (row) => data.keys.agency[group(row)],
    path: documentOf("path"),
    title: documentOf("title"),
    url: documentOf("source_url"),
    place: rows.at("place_text"),
    project: rows.at("project_name"),
  };
}

function cell(text, small, strong = false) {
  return element("span", {}, element("span", { class: strong ? "cell strong" : "cell" }, text ?? "—"), small ? element("span", { class: "cell" }, element("small", {}, small)) : null);
}

function placeOf(data, r, row) {
  const code = r.region(row);
  return code === UNKNOWN ? provinceName(r.province(row)) : regionName(data, code);
}

/** The columns of year, place, project and agency that every kind of row begins with. */
function head(data, r) {
  return [
    { key: "year", cell: (row) => yearName(r.year(row)), sort: (row) => r.year(row), nowrap: true },
    { key: "region", cell: (row) => placeOf(data, r, row), sort: (row) => r.region(row) },
    { key: "project", cell: (row) => cell(r.project(row), agencyName(data, r.agency(row)), true), sort: (row) => r.project(row) },
  ];
}

function valueText(rows) {
  const [comparator, value, unit] = ["comparator_text", "value_text", "unit_text"].map((name) => rows.at(name));
  return (row) => [comparator(row), value(row), unit(row)].filter((part) => part !== null && part !== "").join(" ");
}

const SIGNS = { ">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=" };

/** How a target was read: bounds in the canonical unit, or dates; null for what stays text. */
function readingText(rows) {
  const [low, high, unit, from, to, sign] = ["low", "high", "unit", "date_low", "date_high", "comparator"].map((name) => rows.at(name));
  return (row) => {
    if (from(row) || to(row)) return [from(row), to(row)].map((date) => date ?? "…").join(" – ");
    const [a, b] = [low(row), high(row)].map((bound) => (bound === null ? null : plainDecimal(bound)));
    const of = unit(row) ? ` ${unit(row)}` : "";
    if (a === null && b === null) return null;
    if (a !== null && b !== null) return (a === b ? a : `${a}–${b}`) + of;
    const shown = SIGNS[sign(row)] ?? (a === null ? "≤" : "≥");
    return `${shown} ${a ?? b}${of}`;
  };
}

const TABS = {
  indicators: {
    table: "rpt_indicator_targets",
    columns: (data, rows, r) => {
      const [name, classId, ambiguous, horizon] = ["indicator_name", "class_id", "is_ambiguous", "horizon"].map((column) => rows.at(column));
      const [printed, reading] = [valueText(rows), readingText(rows)];
      return [
        ...head(data, r),
        { key: "class", cell: (row) => className(classId(row)), sort: (row) => classId(row) },
        { key: "indicator", cell: (row) => cell(name(row), horizon(row) === "annual" ? null : t(`horizon_${horizon(row)}`)), sort: (row) => name(row) },
        {
          key: "target_value",
          cell: (row) => {
            const made = cell(printed(row) || "—", reading(row) ? `${t("reading")} ${reading(row)}` : null, true);
            if (ambiguous(row)) made.append(element("span", { class: "flag" }, t("ambiguous")));
            return made;
          },
          sort: (row) => printed(row),
        },
      ];
    },
    texts: (rows) => ["indicator_name", "explanation", "comparator_text", "value_text", "unit_text", "actual_text"].map((name) => rows.at(name)),
    facts: (data, rows, row) => [
      ["indicator", rows.at("indicator_name")(row)],
      ["class", className(rows.at("class_id")(row))],
      ["target_value", valueText(rows)(row) || "—", "printed"],
      ["reading", readingText(rows)(row)],
      ["actual", rows.at("actual_text")(row), "printed"],
      ["explanation", rows.at("explanation")(row), "printed"],
      ["horizon", t(`horizon_${rows.at("horizon")(row)}`)],
    ],
  },
  projects: {
    table: "rpt_project_spending",
    columns: (data, rows, r) => {
      const [cents, counted, kind, purpose] = ["cents", "is_counted", "form_kind", "form_purpose"].map((name) => rows.at(name));
      return [
        ...head(data, r),
        { key: "kind", cell: (row) => `${t(`form_${kind(row)}`)} · ${t(`purpose_${purpose(row)}`)}`, sort: (row) => kind(row) + purpose(row) },
        { key: "budget", number: true, cell: (row) => cell(exactYuan(asCents(cents(row))), amountText(rows)(row)), sort: (row) => asCents(cents(row)) },
        { key: "counted", cell: (row) => t(counted(row) ? "is_counted" : "not_counted"), sort: (row) => String(counted(row)) },
      ];
    },
    texts: (rows) => ["amount_text"].map((name) => rows.at(name)),
    facts: (data, rows, row) => [
      ["budget", exactYuan(asCents(rows.at("cents")(row)))],
      ["as_printed", amountText(rows)(row), "printed"],
      ["counted", t(rows.at("is_counted")(row) ? "is_counted" : "not_counted")],
    ],
  },
  findings: {
    table: "rpt_review_findings",
    columns: (data, rows, r) => {
      const [rule, stake, evidence] = ["rule_id", "stake_cents", "evidence"].map((name) => rows.at(name));
      const message = rows.at(english() ? "message_en" : "message_zh");
      const severity = severityOf(data);
      return [
        { key: "severity", cell: (row) => element("span", { class: "nowrap" }, element("i", { class: `swatch ${severity(rule(row))}` }), t(severity(rule(row)))), sort: (row) => -SEVERITIES[severity(rule(row))] },
        ...head(data, r),
        { key: "message", cell: (row) => cell(message(row), evidence(row)), sort: (row) => rule(row) },
        { key: "money_at_stake", number: true, cell: (row) => exactYuan(asCents(stake(row))), sort: (row) => asCents(stake(row)) },
      ];
    },
    texts: (rows) => ["message_zh", "message_en", "evidence", "rule_id"].map((name) => rows.at(name)),
    facts: (data, rows, row) => [
      ["severity", t(severityOf(data)(rows.at("rule_id")(row)))],
      ["rule", `${rows.at("rule_id")(row)} ${data.name("rule_names", rows.at("rule_id")(row), english() ? "en" : "zh") ?? ""}`],
      ["message", rows.at(english() ? "message_en" : "message_zh")(row)],
      ["evidence", rows.at("evidence")(row), "printed"],
      ["money_at_stake", exactYuan(asCents(rows.at("stake_cents")(row)))],
    ],
  },
  costs: {
    table: "rpt_unit_costs",
    columns: (data, rows, r) => {
      const [thing, yuan, unit, bound, basis, ambiguous] = ["thing_id", "yuan", "cost_unit", "cost_bound", "cost_basis", "is_ambiguous"].map((name) => rows.at(name));
      const [price, quantity] = [printedPair(rows, "numerator"), printedPair(rows, "denominator")];
      return [
        ...head(data, r),
        { key: "thing", cell: (row) => data.name("thing_names", thing(row), english() ? "en" : "zh") ?? thing(row), sort: (row) => thing(row) },
        {
          key: "unit_cost",
          number: true,
          cell: (row) => {
            const made = cell(`${t(`bound_${bound(row)}`)} ${decimal(yuan(row))} ${unit(row)}`.trim(), t(`basis_${basis(row)}`), true);
            if (ambiguous(row)) made.append(element("span", { class: "flag" }, t("ambiguous")));
            return made;
          },
          sort: (row) => yuan(row),
        },
        { key: "as_printed", cell: (row) => cell(price(row), price(row) === quantity(row) ? null : quantity(row)), sort: (row) => price(row) },
      ];
    },
    texts: (rows) => ["thing_id", "numerator_label", "numerator_text", "denominator_label", "denominator_text"].map((name) => rows.at(name)),
    facts: (data, rows, row) => [
      ["thing", data.name("thing_names", rows.at("thing_id")(row), english() ? "en" : "zh")],
      ["unit_cost", `${decimal(rows.at("yuan")(row))} ${rows.at("cost_unit")(row)}`],
      ["basis", t(`basis_${rows.at("cost_basis")(row)}`)],
      ["as_printed", printedPair(rows, "numerator")(row), "printed"],
      ["as_printed", printedPair(rows, "denominator")(row), "printed"],
      ["quantity_position", rows.at("denominator_place_text")(row)],
    ],
  },
  totals: {
    table: "rpt_reconciliations",
    columns: (data, rows, r) => {
      const [balance, check, label, column, printed, computed, gap] = ["balance", "check_name", "label_text", "column_label", "printed_cents", "computed_cents", "gap_cents"].map((name) => rows.at(name));
      return [
        { key: "result", cell: (row) => t(`balance_${balance(row)}`), sort: (row) => balance(row) },
        ...head(data, r),
        { key: "check", cell: (row) => cell(t(`check_${check(row)}`), [label(row), column(row)].filter(Boolean).join(" · ")), sort: (row) => check(row) },
        ...[["printed", printed], ["computed_sum", computed], ["gap_yuan", gap]].map(([key, read]) => ({ key, number: true, cell: (row) => exactYuan(asCents(read(row))), sort: (row) => asCents(read(row)) })),
      ];
    },
    texts: (rows) => ["label_text", "column_label", "check_name"].map((name) => rows.at(name)),
    facts: (data, rows, row) => [
      ["result", t(`balance_${rows.at("balance")(row)}`)],
      ["check", t(`check_${rows.at("check_name")(row)}`)],
      ["column", [rows.at("label_text")(row), rows.at("column_label")(row)].filter(Boolean).join(" · "), "printed"],
      ["printed", exactYuan(asCents(rows.at("printed_cents")(row)))],
      ["computed_sum", exactYuan(asCents(rows.at("computed_cents")(row)))],
      ["gap_yuan", exactYuan(asCents(rows.at("gap_cents")(row)))],
    ],
  },
};

function asCents(value) {
  return value === null ? null : BigInt(value);
}

function amountText(rows) {
  const [amount, unit] = [rows.at("amount_text"), rows.at("unit_text")];
  return (row) => (amount(row) === null ? null : [amount(row), unit(row)].filter(Boolean).join(" "));
}

function printedPair(rows, name) {
  const [label, text] = [rows.at(`${name}_label`), rows.at(`${name}_text`)];
  return (row) => [label(row), text(row)].filter(Boolean).join(" ");
}

/** Rows of a tab that pass filters, the chosen rule or concept, and every word of the search. */
function matchingRows(data, tab) {
  const rows = data.tables[`${tab}_rows`];
  const r = readers(data, rows);
  const classId = rows.columns.class_id ? rows.at("class_id") : null;
  const only = listing.only?.tab === tab ? listing.only : null;
  const severity = severityOf(data);
  const chosen = !only ? null : only.column === "severity" ? ((rule) => (row) => severity(rule(row)))(rows.at("rule_id")) : rows.at(only.column);
  const words = page.state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = [r.project, r.path, r.title, r.place, (row) => agencyName(data, r.agency(row)), (row) => placeOf(data, r, row), ...TABS[tab].texts(rows)];
  const found = [];
  for (let row = 0; row < rows.length; row += 1) {
    if (!data.passes(r.group(row))) continue;
    if (classId && !isOfClass(classId(row), data.wantedClass)) continue;
    if (chosen && chosen(row) !== only.value) continue;
    if (words.length) {
      const text = texts.map((read) => read(row) ?? "").join("\n").toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
    }
    found.push(row);
  }
  return found;
}

function compareKeys(a, b) {
  if (a === null || b === null) return (a === null) - (b === null); // blanks last
  if (typeof a === "string") return a.localeCompare(b, "zh-CN", { numeric: true });
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(found, columns) {
  const column = listing.sort && columns.find((one) => one.key === listing.sort.key);
  if (!column) return found;
  const keys = new Map(found.map((row) => [row, column.sort(row)]));
  const sign = listing.sort.down ? -1 : 1;
  return [...found].sort((a, b) => {
    const [first, second] = [keys.get(a), keys.get(b)];
    return first === null || second === null ? compareKeys(first, second) : sign * compareKeys(first, second);
  });
}

function renderDetails() {
  const data = current();
  const tab = page.state.tab;
  const rows = data.tables[`${tab}_rows`];
  const r = readers(data, rows);
  const columns = TABS[tab].columns(data, rows, r);
  for (const button of byId("tabs").children) {
    const chosen = button.dataset.tab === tab;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
    const number = chosen ? null : matchingRows(data, button.dataset.tab).length;
    if (number !== null) button.querySelector(".count").textContent = count(number);
  }
  listing.matching = sorted(matchingRows(data, tab), columns);
  byId(`tab-${tab}`).querySelector(".count").textContent = count(listing.matching.length);
  byId("rows").setAttribute("aria-labelledby", `tab-${tab}`);
  if (listing.start >= listing.matching.length) listing.start = 0;
  const shown = listing.matching.slice(listing.start, listing.start + PAGE_SIZE);
  byId("rows-shown").replaceChildren(
    figure("span", `rows.${tab}`, listing.matching.length, listing.matching.length ? t("rows_shown", { from: count(listing.start + 1), to: count(listing.start + shown.length), total: count(listing.matching.length) }) : t("nothing")),
  );
  byId("previous").disabled = listing.start === 0;
  byId("next").disabled = listing.start + PAGE_SIZE >= listing.matching.length;
  const only = listing.only?.tab === tab ? listing.only : null;
  byId("chip").replaceChildren(...(only ? [element("button", { type: "button", class: "chip", "aria-label": t("remove", { name: only.name }), onclick: () => { listing.only = null; listing.start = 0; renderDetails(); } }, `${only.name} ✕`)] : []));
  byId("rows").replaceChildren(shown.length ? rowsTable(data, rows, r, columns, shown) : element("p", { class: "empty" }, rows.length || !isLarge() ? t("nothing") : t("choose_province")));
  const left = (data.rowCounts[tab] ?? 0) - rows.length;
  byId("left-out").hidden = left <= 0 || rows.length === 0;
  byId("left-out").textContent = t("rows_left_out", { n: count(left), table: `marts.${TABS[tab].table}` });
  if (byId("search").value !== page.state.search) byId("search").value = page.state.search;
}

function rowsTable(data, rows, r, columns, shown) {
  const headings = columns.map((column) => {
    const active = listing.sort?.key === column.key;
    const direction = active ? (listing.sort.down ? "descending" : "ascending") : null;
    return element(
      "th",
      { scope: "col", class: column.number ? "number" : null, "aria-sort": direction },
      element("button", { type: "button", title: t("sort_by", { name: t(column.key) }), onclick: () => sortBy(column.key) }, t(column.key) + (active ? (listing.sort.down ? " ↓" : " ↑") : "")),
    );
  });
  const place = (row) => {
    const path = r.path(row) ?? "";
    return element(
      "td",
      { "data-label": t("source_place") },
      element("button", { type: "button", class: "link place", "data-row": String(row), onclick: () => openPlace(data, rows, r, row) }, element("span", { lang: "zh-CN" }, r.place(row) ?? t("document")), element("span", { class: "cell" }, element("small", {}, path.split("/").pop()))),
    );
  };
  return element(
    "table",
    {},
    element("caption", { class: "skip" }, t(`tab_${page.state.tab}`)),
    element("thead", {}, element("tr", {}, ...headings, element("th", { scope: "col" }, t("source_place")))),
    element("tbody", {}, ...shown.map((row) => element("tr", {}, ...columns.map((column) => element("td", { class: [column.number ? "number" : "", column.nowrap ? "nowrap" : ""].join(" ").trim() || null, "data-label": t(column.key), lang: "zh-CN" }, column.cell(row))), place(row)))),
  );
}

function sortBy(key) {
  const same = listing.sort?.key === key;
  listing.sort = same && listing.sort.down ? null : { key, down: same };
  listing.start = 0;
  renderDetails();
}

/** The place of a row: the document, where in it, and what it prints there, word for word. */
function openPlace(data, rows, r, row) {
  const facts = [
    ["project", r.project(row)],
    ["agency", agencyName(data, r.agency(row))],
    ...TABS[page.state.tab].facts(data, rows, row),
    ["document", r.path(row)],
    ["document_title", r.title(row)],
    ["position", r.place(row)],
  ].filter(([, text]) => text !== null && text !== undefined && text !== "");
  const address = webAddress(r.url(row));
  const list = element("dl", {}, ...facts.flatMap(([key, text, kind]) => [element("dt", {}, t(key)), element("dd", { lang: "zh-CN", class: kind, "data-fact": key }, text)]));
  const link = address ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, t("open_source")) : element("span", { class: "hint" }, t("no_source"));
  byId("place-body").replaceChildren(list, link);
  byId("copy").textContent = t("copy");
  byId("copy").onclick = async () => {
    const text = `${r.path(row)} ${r.place(row) ?? ""}`.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyBySelection(text);
    }
    byId("copy").textContent = t("copied");
  };
  byId("place").showModal();
}

/** For pages opened from disk, where a browser may refuse the clipboard. */
function copyBySelection(text) {
  const area = element("textarea", { class: "skip", "aria-hidden": "true" }, text);
  byId("place").append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function showTab(tab, jump = false) {
  listing.start = 0;
  listing.sort = null;
  if (listing.only && listing.only.tab !== tab) listing.only = null;
  page.state.tab = tab;
  renderDetails();
  writeAddress();
  if (jump) {
    byId("details").scrollIntoView({ block: "start" });
    byId("rows").focus({ preventScroll: true });
  }
}

function listenToDetails() {
  byId("tabs").addEventListener("click", (event) => {
    const button = event.target.closest("[data-tab]");
    if (button) showTab(button.dataset.tab);
  });
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = Object.keys(TABS);
    const next = tabs[(tabs.indexOf(page.state.tab) + step + tabs.length) % tabs.length];
    showTab(next);
    byId(`tab-${next}`).focus();
  });
  let waiting = 0;
  byId("search").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      page.state.search = event.target.value;
      listing.start = 0;
      renderDetails();
      writeAddress();
    }, 120);
  });
  byId("previous").addEventListener("click", () => {
    listing.start = Math.max(0, listing.start - PAGE_SIZE);
    renderDetails();
  });
  byId("next").addEventListener("click", () => {
    listing.start += PAGE_SIZE;
    renderDetails();
  });
  byId("close").addEventListener("click", () => byId("place").close());
  byId("place").addEventListener("click", (event) => {
    if (event.target === byId("place")) byId("place").close();
  });
}

start();
