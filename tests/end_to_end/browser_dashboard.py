"""The dashboard in headless Chromium, opened from disk as a reader opens it: `make dashboard-test`.

Not collected by `make test`, which needs no browser. The environment names the warehouse of the sample
(JIXIAO_DASHBOARD_WAREHOUSE), where to put the pictures (JIXIAO_DASHBOARD_PICTURES), and a browser that is not on the
path (CHROMIUM).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from serving.dashboard.build import Limits, build
from tests.end_to_end.dashboard_figures import Filters, Oracle, exact_yuan, short_money
from tests.unit.dashboard_file import HOSTILE, MAP, Size, hostile_file, large_file

ROOT = Path(__file__).resolve().parents[2]
WAREHOUSE = Path(os.environ.get("JIXIAO_DASHBOARD_WAREHOUSE", ROOT / "warehouse")).resolve()
PICTURES = Path(os.environ.get("JIXIAO_DASHBOARD_PICTURES", ROOT / "target" / "pictures")).resolve()
PUBLISHED = WAREHOUSE / "jixiao.duckdb"
SAMPLE_PAGE = WAREHOUSE / "dashboard" / "index.html"
FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chromium() -> str:
    """The browser: CHROMIUM, or the first one found."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)
    if not found:
        raise SystemExit("No Chromium was found: install it, with a Chinese font, or name it with CHROMIUM=.")
    return found


def flags() -> list[str]:
    """As root, in a container, Chromium's own sandbox cannot work."""
    return [*FLAGS, "--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else FLAGS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=flags())
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page; at the end nothing may have left it, and nothing may have gone wrong in it."""
    troubles: list[str] = []
    contexts = []

    def open_page(path: Path, fragment: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        folder = path.parent.as_uri()
        page.on("request", lambda asked: asked.url.startswith(folder) or troubles.append(f"request: {asked.url[:200]}"))
        page.on("console", lambda said: said.type in ("error", "warning") and troubles.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
        return page

    open_page.troubles = troubles  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(PUBLISHED)


def picture(page: Page, name: str, **options: Any) -> None:
    """Kept for a person to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", **options)


def shown_figures(page: Page) -> dict[str, tuple[str, str]]:
    """Every figure of the page that is not in the table of rows: name, exact value, text."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('[data-figure]')]"
        ".map((one) => [one.dataset.figure, one.dataset.exact, one.textContent.trim()])"
    )
    assert len({name for name, *_ in found}) == len(found), "a figure is shown twice under one name"
    return {name: (exact, text) for name, exact, text in found}


def check_figures(page: Page, oracle: Oracle, chosen: Filters, metric: str = "money", language: str = "zh") -> int:
    """Compare all of them with SQL, the exact values and the texts; return how many there were."""
    expected, compared = oracle.figures(chosen, metric), oracle.comparisons(chosen)
    shown = shown_figures(page)
    wrong = []
    for name, (exact, text) in shown.items():
        kind = name.split(".")[0]
        if kind == "rows":
            continue
        if kind in ("targets", "costs"):
            value = compared.get(name)
            same = value == exact if isinstance(value, str) else value is not None and abs(value - float(exact)) < 1e-9
            if not same:
                wrong.append(f"{name}: shown {exact}, SQL {value}")
        elif (sql := _expected(name, expected, shown)) != exact:
            wrong.append(f"{name}: shown {exact}, SQL {sql}")
        elif (printed := _printed(name, exact, language)) is not None and printed not in text:
            wrong.append(f"{name}: printed {text!r}, expected {printed!r}")
    assert wrong == []
    for must in ("kpi.money", "kpi.projects", "kpi.indicators", "severity.cents.high"):
        assert must in shown
    return len(shown)


def _expected(name: str, expected: dict[str, str], shown: dict[str, tuple[str, str]]) -> str | None:
    """A cell of sources and years is blank where there is no such money; the last column holds the unnamed sources."""
    parts = name.split(".")
    if parts[0] != "year" or len(parts) < 3:
        return expected.get(name)
    if parts[2] != "*":
        return expected.get(name, "null")
    unnamed = [
        int(amount) for key, amount in expected.items() if key.startswith(f"year.{parts[1]}.") and key not in shown
    ]
    return str(sum(unnamed)) if unnamed else "null"


def _printed(name: str, exact: str, language: str) -> str | None:
    """How a figure reads; None where the text adds words that are checked elsewhere."""
    kind = name.split(".")[0]
    if name == "kpi.money" or kind in ("province", "region", "agency", "source"):
        return short_money(exact, language)
    if name == "kpi.money_note" or kind == "year" or name.startswith(("severity.cents", "severity.stake")):
        return exact_yuan(exact)
    if kind in ("class", "rule"):
        return f"{int(exact.split()[0]):,}"
    if kind == "tile" and name.startswith("tile.money"):
        return None
    return f"{int(exact):,}" if exact.lstrip("-").isdigit() else None


LAYOUT = """() => {
  const found = [];
  const seen = (one) => one.offsetParent !== null && getComputedStyle(one).visibility !== "hidden";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(seen);
  const box = (one) => one.getBoundingClientRect();
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth + 1) found.push(`the page is ${wide} wide, the window ${innerWidth}`);
  const boxes = all(".kpi, .panel").map((one) => [one.id, box(one)]);
  const over = (p, q) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
  boxes.forEach(([a, p], at) => boxes.slice(at + 1).forEach(([b, q]) => over(p, q) && found.push(`${a} over ${b}`)));
  const texts = ".kpi .figure, .kpi h2, .tile, .tile b, .bar .value, .bar .name, .segments button, .tabs button";
  for (const one of all(texts))
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
      found.push(`cut: ${one.textContent}`);
  for (const panel of all(".panel"))
    for (const one of all(".chart svg, .bars, table", panel))
      if (!one.closest(".scroll") && box(one).right > box(panel).right + 1) found.push(`${panel.id}: too wide within`);
  for (const one of all(".list, #severity-table"))
    if (one.scrollWidth > one.clientWidth + 1) found.push(`${one.id} does not fit`);
  for (const chart of all(".chart")) {
    const svg = chart.querySelector("svg");
    if (!svg || svg.querySelectorAll("path").length < 3 || !svg.querySelector("text") || box(svg).height < 60)
      found.push(`${chart.id} is empty`);
  }
  return found;
}"""


def check_layout(page: Page) -> None:
    """Nothing is wider than the page, no panel lies over another, no figure is cut, no chart is empty."""
    assert page.evaluate(LAYOUT) == []


# The sample, figure by figure


def test_every_figure_equals_sql_whatever_is_chosen(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    assert check_figures(page, oracle, Filters()) > 100
    check_layout(page)
    picture(page, "desktop", full_page=True)
    # A province, by its tile.
    provinces = [row[0] for row in oracle.rows("select distinct province from project where province <> '' order by 1")]
    for province in provinces:
        page.click(f'#tiles [data-province="{province}"]')
        check_figures(page, oracle, Filters(province=province))
        assert page.get_attribute(f'#tiles [data-province="{province}"]', "aria-pressed") == "true"
        check_layout(page)
        page.click(f'#tiles [data-province="{province}"]')
    check_figures(page, oracle, Filters())
    # A year, the unknown one included.
    for (year,) in oracle.rows("select distinct year from project order by 1"):
        page.select_option("#filter-year", f"={year}")
        check_figures(page, oracle, Filters(year=year))
    # Classes of both levels, with a year.
    for (cls,) in oracle.rows(
        "select distinct class from indicator union select distinct split_part(class, '|', 1) || '|' from indicator"
    ):
        page.select_option("#filter-class", f"={cls}")
        check_figures(page, oracle, Filters(year=year, cls=cls))
    page.click("#clear")
    check_figures(page, oracle, Filters())


def test_agencies_metrics_and_two_filters_at_once(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    for metric in ("projects", "indicators", "findings", "money"):
        page.click(f'[data-metric="{metric}"]')
        check_figures(page, oracle, Filters(), metric)
    for province, agency in oracle.rows("select distinct province, agency from project where agency <> ''"):
        page.select_option("#filter-province", f"={province}")
        page.select_option("#filter-agency", f"={agency}")
        check_figures(page, oracle, Filters(province=province, agency=agency))
    # An agency of another province goes with its province.
    page.select_option("#filter-province", "")
    page.click(f'#agency-bars [data-id="{agency}"]')
    check_figures(page, oracle, Filters())
    page.click(f'#agency-bars [data-id="{agency}"]')
    check_figures(page, oracle, Filters(agency=agency))
    picture(page, "filtered", full_page=True)
    check_layout(page)


def test_the_chart_of_years_filters_by_a_click(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    years = sorted(row[0] for row in oracle.rows("select distinct year from project where year <> ''"))
    box = page.locator("#years-chart").bounding_box()
    label = page.locator("#years-chart text", has_text=f"{years[0]}年").first.bounding_box()
    assert box and label
    page.mouse.click(label["x"] + label["width"] / 2, box["y"] + box["height"] * 0.7)
    assert page.input_value("#filter-year") == f"={years[0]}"
    check_figures(page, oracle, Filters(year=years[0]))


def test_english(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == "Budget performance dashboard"
    check_figures(page, oracle, Filters(), language="en")
    left = page.evaluate(
        "() => [...document.querySelectorAll('[data-t]')].map((one) => one.textContent)"
        ".concat([...document.querySelectorAll('thead th')].map((one) => one.textContent))"
    )
    assert [text for text in left if CHINESE.search(text)] == ["中文"]
    for tab in ("projects", "findings", "costs", "totals", "indicators"):
        page.click(f"#tab-{tab}")
        headings = page.locator("#rows thead th").all_inner_texts()
        assert headings and [text for text in headings if CHINESE.search(text)] == []
    check_layout(page)
    picture(page, "english", full_page=True)
    # The view is in the address: who opens it again sees the same.
    again = opened(SAMPLE_PAGE, "#" + page.url.split("#", 1)[1])
    assert again.get_attribute("html", "lang") == "en"
    page.click("#language")
    assert page.get_attribute("html", "lang") == "zh-CN"


# Rows and their places


def test_a_search_leads_to_the_line_that_prints_the_value(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    before = page.get_attribute("#rows-shown [data-figure]", "data-exact")
    page.fill("#search", "满意度 95%")
    page.wait_for_selector(f'#rows-shown [data-figure]:not([data-exact="{before}"])')
    found = int(page.get_attribute("#rows-shown [data-figure]", "data-exact") or 0)
    searched = (
        "concat_ws(chr(10), project_name, document_path, document_title, place_text, agency_name, region_name,"
        " indicator_name, explanation, comparator_text, value_text, unit_text, actual_text)"
    )
    [(expected,)] = oracle.rows(
        "select count(*) from file.marts.rpt_indicator_targets"
        f" where is_counted and contains({searched}, '满意度') and contains({searched}, '95%')"
    )
    assert found == expected > 0
    for row in range(min(found, 5)):
        page.locator("#rows .place").nth(row).click()
        facts = dict(
            page.evaluate(
                "[...document.querySelectorAll('#place [data-fact]')].map((one) => [one.dataset.fact, one.textContent])"
            )
        )
        line_no = int(re.findall(r"第(\d+)行", facts["position"])[-1])
        line = (ROOT / "documents" / facts["document"]).read_text(encoding="utf-8-sig").split("\n")[line_no - 1]
        assert facts["target_value"] in line
        assert facts["indicator"] in line
        if row == 0:
            picture(page, "place")
        page.keyboard.press("Escape")
        assert not page.locator("#place").is_visible()
    page.fill("#search", "no such words")
    page.wait_for_selector("#rows .empty")


def test_every_tab_has_its_rows_sorted_and_in_pages(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    counts = {
        "indicators": "fct_indicator_values where is_counted",
        "projects": "dim_projects",
        "findings": "fct_review_findings",
        "costs": "fct_unit_costs where is_counted",
        "totals": "fct_reconciliations",
    }
    for tab, source in counts.items():
        page.click(f"#tab-{tab}")
        [(number,)] = oracle.rows(f"select count(*) from file.marts.{source}")
        assert page.get_attribute(f'[data-figure="rows.{tab}"]', "data-exact") == str(number)
        assert page.locator("#rows tbody tr").count() == min(number, 25)
        check_layout(page)
        picture(page, f"rows-{tab}", full_page=True)
    page.click("#tab-projects")
    [(largest,)] = oracle.rows("select max(amount_yuan) from project")
    page.click("#rows th button:has-text('预算')")
    page.click("#rows th button:has-text('预算')")
    assert page.locator("#rows tbody tr").first.locator("td.number .cell").first.inner_text() == f"{largest:,.2f}"
    first = page.locator("#rows tbody tr").first.inner_text()
    page.click("#next")
    assert page.locator("#rows tbody tr").first.inner_text() != first
    page.click("#previous")
    assert page.locator("#rows tbody tr").first.inner_text() == first


def test_figures_lead_to_their_rows(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE)
    page.click('[data-severity="high"]')
    [(high,)] = oracle.rows("select count(*) from finding where rule_severity = 'high'")
    assert page.get_attribute('[data-figure="rows.findings"]', "data-exact") == str(high)
    page.click(".chip")
    [(findings,)] = oracle.rows("select count(*) from finding")
    assert page.get_attribute('[data-figure="rows.findings"]', "data-exact") == str(findings)
    concept = page.input_value("#targets-pick").split()[0]
    page.click("#targets-rows")
    [(rows,)] = oracle.rows(
        f"select count(*) from file.marts.fct_indicator_values where is_counted and concept_id = '{concept}'"
    )
    assert page.get_attribute('[data-figure="rows.indicators"]', "data-exact") == str(rows)


def test_everything_can_be_done_with_the_keyboard(opened: Callable[..., Page]) -> None:
    page = opened(SAMPLE_PAGE)
    page.focus("#tiles .tile:not([disabled])")
    page.keyboard.press("Enter")
    assert page.input_value("#filter-province") != ""
    page.focus("#tab-indicators")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-projects", "aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "tab-projects"
    page.focus("#rows .place")
    page.keyboard.press("Enter")
    assert page.locator("#place").is_visible()
    page.keyboard.press("Escape")
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('button, select, input, a, [role=button]')].filter((one) =>"
        " !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length))"
        ".map((one) => one.outerHTML)"
    )
    assert unnamed == []
    # Nothing lies under a reader who looks with the tabulator only: focus is always to be seen.
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


# Layouts


def test_phone(opened: Callable[..., Page], oracle: Oracle) -> None:
    page = opened(SAMPLE_PAGE, **PHONE)
    check_figures(page, oracle, Filters())
    check_layout(page)
    picture(page, "phone", full_page=True)
    page.tap("#tiles .tile:not([disabled])")
    check_layout(page)
    page.locator("#rows .place").first.tap()
    picture(page, "phone-place")
    box = page.locator("#place").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_print(opened: Callable[..., Page]) -> None:
    page = opened(SAMPLE_PAGE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    data = page.pdf(path=PICTURES / "print.pdf", prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", data))
    assert 3 <= pages <= 6
    page.set_viewport_size({"width": 710, "height": 1000})  # about what is printed on of A4
    page.emulate_media(media="print")
    check_layout(page)
    hidden = ("#print", "#language", "#clear", "#search", "#next")
    assert [name for name in hidden if page.locator(name).is_visible()] == []
    picture(page, "print", full_page=True)


# Hostile, large, with a map


def test_no_text_of_a_document_runs(opened: Callable[..., Page], tmp_path: Path) -> None:
    published = hostile_file(tmp_path / "jixiao.duckdb")
    for limits in (Limits(), Limits(page_rows=0)):
        made = build(published, tmp_path / f"d{limits.page_rows}", tmp_path / "none", limits)
        page = opened(made.page)
        page.select_option("#filter-province", "=440000")
        for _ in ("zh", "en"):
            for tab in ("projects", "findings", "costs", "totals", "indicators"):
                page.click(f"#tab-{tab}")
                page.wait_for_selector("#rows .place")
                assert page.locator("#rows tbody tr").count() == len(HOSTILE)
                page.locator("#rows .place").nth(3).click()
                page.click("#close")
            page.click("#language")
        for chart in ("years", "targets", "costs"):
            page.hover(f"#{chart}-chart", position={"x": 200, "y": 60})
        for summary in page.locator("details summary").all():
            summary.click()
        text = page.evaluate("document.body.textContent")
        for hostile in HOSTILE[:5]:
            assert hostile in text
        assert page.evaluate("globalThis.broken") is None
        made_elements = page.evaluate(
            "[...document.querySelectorAll('img, iframe, object, a[href]')].map((one) => one.outerHTML)"
            ".concat([...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())"
            ".filter((name) => name.startsWith('on')))"
        )
        assert made_elements == ['<a class="skip" href="#main" data-t="skip">跳到内容</a>']


def test_only_addresses_of_the_web_become_links(opened: Callable[..., Page], tmp_path: Path) -> None:
    published = large_file(tmp_path / "jixiao.duckdb", Size(provinces=1, agencies=1, years=2, projects=1))
    page = opened(build(published, tmp_path / "dashboard", tmp_path / "none").page)
    page.locator("#rows .place").first.click()
    link = page.locator("#place a")
    assert re.fullmatch(r"https://example\.org/\w+", link.get_attribute("href") or "")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert (
        page.evaluate(
            "['javascript:1', ' JAVASCRIPT:1', 'data:text/html,1', 'file:///x', 'x', '', null].map(webAddress)"
        )
        == [None] * 7
    )


def test_a_large_warehouse_loads_a_province_when_it_is_chosen(opened: Callable[..., Page], tmp_path: Path) -> None:
    published = large_file(tmp_path / "jixiao.duckdb", Size(provinces=4, agencies=6))
    limits = Limits(page_rows=100, province_rows=400)
    made = build(published, tmp_path / "dashboard", tmp_path / "none", limits)
    oracle = Oracle(published)
    page = opened(made.page)
    check_figures(page, oracle, Filters())
    assert page.locator("#rows .empty").count() == 1
    provinces = [row[0] for row in oracle.rows("select distinct province from project order by 1")]
    for province in provinces[:2]:
        page.click(f'#tiles [data-province="{province}"]')
        page.wait_for_selector("#rows .place")
        check_figures(page, oracle, Filters(province=province))
    [(agency,)] = oracle.rows(f"select min(agency) from project where province = '{province}'")
    page.select_option("#filter-agency", f"={agency}")
    check_figures(page, oracle, Filters(province=province, agency=agency))
    page.click("#clear")
    page.click(f'#tiles [data-province="{province}"]')
    page.wait_for_selector("#left-out:not([hidden])")
    check_layout(page)
    picture(page, "large", full_page=True)
    for file in (tmp_path / "dashboard").glob(f"details-{provinces[3]}-*.js"):
        file.unlink()
    page.click(f'#tiles [data-province="{provinces[3]}"]')
    page.wait_for_selector("#filter-hint:has-text('details-')")
    assert [trouble for trouble in opened.troubles if "ERR_FILE_NOT_FOUND" in trouble]  # type: ignore[attr-defined]
    opened.troubles.clear()  # type: ignore[attr-defined]


def test_a_map_of_the_users_own_takes_the_place_of_the_tiles(opened: Callable[..., Page], tmp_path: Path) -> None:
    published = large_file(tmp_path / "jixiao.duckdb", Size(provinces=34, agencies=1, years=2, projects=1))
    (tmp_path / "map.geojson").write_text(json.dumps(MAP), encoding="utf-8")
    made = build(published, tmp_path / "dashboard", tmp_path / "map.geojson")
    assert made.warning == ""
    page = opened(made.page)
    assert page.locator("#approval").inner_text() == "审图号：GS（2024）0000号"
    page.focus('#tiles path[data-province="440000"]')
    page.keyboard.press("Enter")
    assert page.input_value("#filter-province") == "=440000"
    picture(page, "own-map")
