"use strict";
/* Data without a document: unpacking, exact money, filters over groups, sums. Nothing here touches the page. */

const FLAGS = { province: 1, year: 2, agency: 4, class: 8 };
const PASSED = 15;
const UNKNOWN = "";
const ANY = "*"; // classes of a group that every class includes: documents have none
const CENTRAL = "000000";

/** Base64 of gzip of JSON, as the page and its detail files hold it. */
async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** A sum of whole cents, exact at any size; null where nothing was added, for blank is not zero. */
class Exact {
  constructor() {
    this.big = 0n;
    this.small = 0;
    this.count = 0;
  }

  /** A number within 2^53, a text of digits beyond it, or null. */
  add(value) {
    if (value === null || value === undefined) return this;
    this.count += 1;
    if (typeof value === "number" && Math.abs(value) < 2 ** 52) {
      this.small += value;
      if (Math.abs(this.small) > 2 ** 52) {
        this.big += BigInt(this.small);
        this.small = 0;
      }
    } else {
      this.big += BigInt(value);
    }
    return this;
  }

  get value() {
    return this.count ? this.big + BigInt(this.small) : null;
  }
}

/** A table of the payload: `at(name)` reads a column by row. */
class Rows {
  constructor(table) {
    this.length = table.length;
    this.columns = table.columns;
  }

  at(name) {
    const column = this.columns[name];
    if (Array.isArray(column)) return (row) => column[row];
    return (row) => (column.at[row] < 0 ? null : column.texts[column.at[row]]);
  }

  /** Rows by the value of one column. */
  index(name) {
    const key = this.at(name);
    const found = new Map();
    for (let row = 0; row < this.length; row += 1) found.set(key(row), row);
    return found;
  }
}

/** Whether a set of classes, as a group names it, has the class; a class of level 1 includes those below it. */
function hasClass(classes, wanted) {
  if (wanted === null || classes === ANY) return true;
  if (classes === "") return false;
  return classes.split(" ").some((one) => isOfClass(one, wanted));
}

function isOfClass(one, wanted) {
  return wanted === null || one === wanted || (wanted.endsWith("|") && one.startsWith(wanted));
}

class Dataset {
  constructor(document) {
    this.rowCounts = document.row_counts;
    this.tables = {};
    for (const [name, table] of Object.entries(document.tables)) this.tables[name] = new Rows(table);
    const groups = this.tables.groups;
    this.keys = {};
    for (const [name, column] of [["province", "province"], ["region", "region"], ["year", "budget_year"], ["agency", "agency"], ["classes", "classes"]]) {
      const read = groups.at(column);
      this.keys[name] = Array.from({ length: groups.length }, (_, group) => read(group) ?? UNKNOWN);
    }
    this.passed = new Uint8Array(groups.length).fill(PASSED);
    this.wantedClass = null;
    this.names = {};
  }

  /** Name of what a table of names lists, by id. */
  name(table, id, column = "name") {
    const rows = this.tables[table];
    this.names[table] ??= rows.index("id");
    const row = this.names[table].get(id);
    return row === undefined ? null : rows.at(column)(row);
  }

  /** Apply filters: {province, year, agency, class}, each null for all. */
  filter(state) {
    this.wantedClass = state.class;
    const classPassed = new Map();
    for (let group = 0; group < this.passed.length; group += 1) {
      const classes = this.keys.classes[group];
      if (!classPassed.has(classes)) classPassed.set(classes, hasClass(classes, state.class));
      let flags = classPassed.get(classes) ? FLAGS.class : 0;
      if (state.province === null || this.keys.province[group] === state.province) flags |= FLAGS.province;
      if (state.year === null || this.keys.year[group] === state.year) flags |= FLAGS.year;
      if (state.agency === null || this.keys.agency[group] === state.agency) flags |= FLAGS.agency;
      this.passed[group] = flags;
    }
  }

  /** Whether a group passes all filters, but for the one named `except`. */
  passes(group, except = null) {
    return (this.passed[group] | (except ? FLAGS[except] : 0)) === PASSED;
  }

  /** Call `visit(group, row)` for every row of a cube that passes; rows of a class only where it is the wanted one. */
  each(table, visit, except = null) {
    const rows = this.tables[table];
    const group = rows.at("group_no");
    const classId = rows.columns.class_id && except !== "class" ? rows.at("class_id") : null;
    for (let row = 0; row < rows.length; row += 1) {
      if (!this.passes(group(row), except)) continue;
      if (classId && !isOfClass(classId(row), this.wantedClass)) continue;
      visit(group(row), row);
    }
  }

  /** Sums of columns of a cube by a key of the row: Map of key to {column: number, cents: Exact}. */
  sums(table, keyOf, { except = null, numbers = [], money = [] } = {}) {
    const rows = this.tables[table];
    const readNumbers = numbers.map((name) => [name, rows.at(name)]);
    const readMoney = money.map((name) => [name, rows.at(name)]);
    const found = new Map();
    this.each(table, (group, row) => {
      const key = keyOf(group, row);
      let sum = found.get(key);
      if (!sum) {
        sum = {};
        for (const [name] of readNumbers) sum[name] = 0;
        for (const [name] of readMoney) sum[name] = new Exact();
        found.set(key, sum);
      }
      for (const [name, read] of readNumbers) sum[name] += read(row);
      for (const [name, read] of readMoney) sum[name].add(read(row));
    }, except);
    return found;
  }

  /** The one sum over everything that passes. */
  sum(table, options) {
    const empty = {};
    for (const name of options.numbers ?? []) empty[name] = 0;
    for (const name of options.money ?? []) empty[name] = new Exact();
    return this.sums(table, () => "", options).get("") ?? empty;
  }
}

/** Quantile of weighted values, interpolated between neighbours as SQL's percentile_cont does. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a[0] - b[0]);
  const count = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  if (!count) return null;
  const position = share * (count - 1);
  const below = valueAt(sorted, Math.floor(position));
  const above = valueAt(sorted, Math.ceil(position));
  return below + (above - below) * (position - Math.floor(position));
}

function valueAt(sorted, position) {
  let passed = 0;
  for (const [value, weight] of sorted) {
    passed += weight;
    if (position < passed) return value;
  }
  return sorted[sorted.length - 1][0];
}

/* Figures as texts. Money comes as cents in a BigInt, null where there is none. */

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** 26555960000n → "265,559,600.00". */
function exactYuan(cents) {
  if (cents === null) return "—";
  const size = cents < 0n ? -cents : cents;
  const text = size.toString().padStart(3, "0");
  return (cents < 0n ? "−" : "") + grouped(text.slice(0, -2)) + "." + text.slice(-2);
}

const SCALES = {
  zh: [[10n ** 10n, "亿元"], [10n ** 6n, "万元"], [100n, "元"]],
  en: [[10n ** 11n, " bn"], [10n ** 8n, " m"], [10n ** 5n, " k"], [100n, ""]],
};

/** The scale in which amounts of this size are read best: [cents in one, its name]. */
function scaleOf(cents, language) {
  const size = cents === null ? 0n : cents < 0n ? -cents : cents;
  const scales = SCALES[language];
  return scales.find(([unit]) => size >= unit) ?? scales[scales.length - 1];
}

/** 26555960000n → "2.66 亿元" or "CNY 265.56 m": rounded half up, for the eye; the exact sum stands beside it. */
function shortMoney(cents, language) {
  if (cents === null) return "—";
  const [unit, name] = scaleOf(cents, language);
  const size = cents < 0n ? -cents : cents;
  const hundredths = (size * 200n + unit) / (2n * unit);
  const text = grouped((hundredths / 100n).toString()) + "." + (hundredths % 100n).toString().padStart(2, "0");
  const sign = cents < 0n ? "−" : "";
  return language === "zh" ? `${sign}${text} ${name}` : `${sign}CNY ${text}${name}`;
}

function count(number) {
  return grouped(String(number));
}

/** A target or unit cost as a text of at most four decimals, without needless zeros. */
function decimal(value) {
  if (value === null || value === undefined) return "—";
  const [whole, rest = ""] = Math.abs(value).toFixed(Math.abs(value) < 1 ? 4 : 2).split(".");
  const decimals = rest.replace(/0+$/, "");
  return (value < 0 ? "−" : "") + grouped(whole) + (decimals ? `.${decimals}` : "");
}

/** "95.00000000" → "95": a decimal of SQL without its trailing zeros. */
function plainDecimal(text) {
  const [whole, rest = ""] = text.split(".");
  const decimals = rest.replace(/0+$/, "");
  return grouped(whole) + (decimals ? `.${decimals}` : "");
}

/** The address if it is one of the web that a link may lead to, else null. */
function webAddress(text) {
  if (!text) return null;
  let address;
  try {
    address = new URL(text.trim());
  } catch {
    return null;
  }
  return address.protocol === "http:" || address.protocol === "https:" ? address.href : null;
}
