"""The dashboard page: complete in itself, inert whatever a document prints, small whatever the warehouse holds."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from serving.dashboard.build import HERE, SCRIPTS, DashboardError, Limits, build
from serving.dashboard.geography import MapError, read_map
from serving.dashboard.payload import decode, encode
from tests.project.project import described_in
from tests.project.test_seeds import rows_of
from tests.unit.dashboard_file import HOSTILE, MAP, ROOT, Size, hostile_file, large_file, square

# Files of Apache ECharts 6.1.0 as the npm registry has them.
VENDORED = {"echarts.common.min.js": "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"}
OURS = [name for name in SCRIPTS if not name.startswith("vendor/")]


class Page(HTMLParser):
    """Elements of a page with their attributes, its scripts and its data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.data = ""
        self._inside: dict[str, str | None] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs) if tag == "script" else None
        if tag == "script" and "type" not in self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            return
        if self._inside.get("id") == "data":
            self.data += data
        else:
            self.scripts[-1] += data

    @property
    def policy(self) -> str:
        found = [
            attributes["content"]
            for tag, attributes in self.elements
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        assert len(found) == 1
        return found[0] or ""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_file(tmp_path_factory.mktemp("hostile") / "jixiao.duckdb")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_file(tmp_path_factory.mktemp("large") / "jixiao.duckdb", Size(provinces=5, agencies=5))


@pytest.fixture(scope="module")
def page(hostile: Path) -> Path:
    return build(hostile, hostile.parent / "dashboard", hostile.parent / "map.geojson").page


def _tables(text: str) -> dict[str, dict[str, list[Any]]]:
    return {name: table["columns"] for name, table in decode(text)["tables"].items()}


def _strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(_strings, value.values()), value.keys())
    return set().union(*map(_strings, value)) if isinstance(value, list) else set()


# Complete in itself


def test_the_page_asks_nothing_of_the_network(page: Path) -> None:
    parsed = Page(page.read_text(encoding="utf-8"))
    loading = {"src", "srcset", "action", "background", "poster", "ping", "formaction", "manifest"}
    wrong = [(tag, attributes) for tag, attributes in parsed.elements if loading & attributes.keys()]
    wrong += [(tag, attributes) for tag, attributes in parsed.elements if tag in ("link", "iframe", "object", "base")]
    hrefs = [attributes["href"] for _, attributes in parsed.elements if "href" in attributes]
    assert wrong == []
    assert hrefs == ["#main"]
    assert not re.search(r"url\(|@import", (HERE / "page.css").read_text(encoding="utf-8"))
    asking = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\s*\(|importScripts")
    assert [name for name in SCRIPTS if asking.search((HERE / name).read_text(encoding="utf-8"))] == []


def test_only_the_scripts_of_the_page_may_run(page: Path) -> None:
    parsed = Page(page.read_text(encoding="utf-8"))
    assert [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS] == parsed.scripts
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in parsed.scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in hashes)
    assert parsed.policy.startswith(f"default-src 'none'; script-src {allowed}; ")
    assert "unsafe-eval" not in parsed.policy and "http" not in parsed.policy
    handlers = [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")]
    assert handlers == []


def test_vendored_files_are_as_they_were_published() -> None:
    for name, digest in VENDORED.items():
        assert hashlib.sha256((HERE / "vendor" / name).read_bytes()).hexdigest() == digest
    assert "Apache License" in (HERE / "vendor" / "LICENSE-echarts").read_text(encoding="utf-8")
    assert "Apache ECharts" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_equal_data_give_an_equal_page(hostile: Path, page: Path, tmp_path: Path) -> None:
    again = build(hostile, tmp_path / "again", tmp_path / "none").page
    assert again.read_bytes() == page.read_bytes()
    assert [path.name for path in again.parent.iterdir()] == ["index.html"]


# Inert


def test_no_text_of_a_document_stands_in_the_page_itself(page: Path) -> None:
    """All data are base64; nothing of them can be an element, an attribute or a script."""
    text = page.read_text(encoding="utf-8")
    parsed = Page(text)
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", parsed.data)
    assert [hostile for hostile in HOSTILE if hostile in text.replace(parsed.data, "")] == []
    kept = _strings(decode(parsed.data)["tables"])
    assert [hostile for hostile in HOSTILE if hostile not in kept] == []


def test_files_of_rows_hold_one_call_and_no_other_character(hostile: Path, tmp_path: Path) -> None:
    made = build(hostile, tmp_path / "dashboard", tmp_path / "none", Limits(page_rows=0))
    files = sorted(made.page.parent.glob("details-*.js"))
    assert len(files) == made.row_files == 1
    called = re.fullmatch(r'jixiaoDetails\("440000", "([A-Za-z0-9+/=]+)"\);\n', files[0].read_text(encoding="ascii"))
    assert called
    assert set(HOSTILE) <= _strings(decode(called[1])["tables"])
    parsed = Page(made.page.read_text(encoding="utf-8"))
    assert decode(parsed.data)["files"] == {"440000": files[0].name}
    assert "script-src" in parsed.policy and " 'self' file:;" in parsed.policy


@pytest.mark.parametrize("name", OURS)
def test_scripts_never_make_html_of_a_text(name: str) -> None:
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc"
        r"|\beval\s*\(|new Function|setTimeout\(\s*['\"`]|setAttribute\(\s*['\"]on"
    )
    assert dangerous.findall((HERE / name).read_text(encoding="utf-8")) == []


def test_a_script_that_would_end_its_element_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from serving.dashboard import build as module

    (tmp_path / "a.js").write_text("const a = '</SCRIPT>';", encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    with pytest.raises(DashboardError, match=r"a\.js"):
        module._script("a.js")


# Money


def test_sums_beyond_what_javascript_counts_stay_exact(page: Path) -> None:
    """90 trillion yuan in one project: its cents are the first number that JavaScript cannot tell from the next."""
    tables = _tables(Page(page.read_text(encoding="utf-8")).data)
    assert {type(cents) for cents in tables["spending"]["cents"]} <= {int, str}
    assert sum(int(cents) for cents in tables["spending"]["cents"]) == 9007199254740993 * len(HOSTILE)
    assert tables["projects_rows"]["cents"] == ["9007199254740993"] * len(HOSTILE)
    assert sum(map(int, tables["sources"]["cents"])) == 9007199254740993 * len(HOSTILE)
    assert [type(cents) for cents in tables["findings_rows"]["stake_cents"]] == [int] * len(HOSTILE)
    assert set(tables["findings_rows"]["stake_cents"]) == {29}


def test_columns_come_back_as_they_went(hostile: Path) -> None:
    from serving.dashboard.data import Dataset

    table = {"a": ["x", None, "x", ""], "b": [1, None, 2.5, 2**60], "c": [True, None, False, True], "d": [None] * 4}
    found = decode(encode(Dataset({"t": table, "empty": {"a": []}}, {}), more=1))
    assert found["more"] == 1
    assert found["tables"]["t"] == {"length": 4, "columns": {**table, "b": [1, None, 2.5, str(2**60)]}}
    assert found["tables"]["empty"] == {"length": 0, "columns": {"a": []}}


# Large warehouses


def test_a_large_warehouse_has_a_small_page_and_files_by_province(large: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dashboard"
    folder.mkdir()
    (folder / "details-110000-0.js").write_text("old")
    limits = Limits(page_bytes=900_000, page_rows=1_000, province_rows=500)
    made = build(large, folder, tmp_path / "none", limits)
    assert made.page_bytes == made.page.stat().st_size <= limits.page_bytes
    document = decode(Page(made.page.read_text(encoding="utf-8")).data)
    assert sorted(document["files"].values()) == sorted(path.name for path in folder.glob("details-*"))
    overview = {name: table["columns"] for name, table in document["tables"].items()}
    details = {}
    for province, name in document["files"].items():
        text = (folder / name).read_text(encoding="ascii")
        details[province] = decode(text.split('"')[3])
    with duckdb.connect(str(large), read_only=True) as connection:
        total, projects, indicators = connection.execute(
            "select sum(amount_yuan) * 100, count(*), (select count(*) from marts.fct_indicator_values)"
            " from marts.fct_project_spending"
        ).fetchall()[0]
    for cubes in (overview, _together(details.values())):
        assert sum(int(cents) for cents in cubes["spending"]["cents"] if cents is not None) == total
        assert sum(int(cents) for cents in cubes["sources"]["cents"]) == total
        assert sum(cubes["spending"]["counted"]) == projects
        assert sum(cubes["indicators"]["indicators"]) == indicators
    assert overview["indicators_rows"]["value_text"] == []
    for document in details.values():
        rows = document["tables"]["indicators_rows"]["length"]
        assert rows == min(document["row_counts"]["indicators"], limits.province_rows)
    assert sum(document["row_counts"]["indicators"] for document in details.values()) == indicators
    # The next build of a smaller warehouse leaves no file behind that nothing names.
    build(large, folder, tmp_path / "none")
    assert [path.name for path in folder.iterdir()] == ["index.html"]


def _together(documents: Any) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for document in documents:
        for name, table in document["tables"].items():
            for column, values in table["columns"].items():
                found.setdefault(name, {}).setdefault(column, []).extend(values)
    return found


def test_an_overview_grows_coarser_until_the_page_is_small_enough(large: Path, tmp_path: Path) -> None:
    fine = build(large, tmp_path / "fine", tmp_path / "none", Limits(page_rows=0, province_rows=10))
    limits = Limits(page_bytes=fine.page_bytes - 1, page_rows=0, province_rows=10)
    coarse = build(large, tmp_path / "coarse", tmp_path / "none", limits)
    assert coarse.page_bytes <= limits.page_bytes
    sums = []
    for made in (fine, coarse):
        cubes = _tables(Page(made.page.read_text(encoding="utf-8")).data)
        sums.append((sum(cents or 0 for cents in cubes["spending"]["cents"]), sum(cubes["targets"]["targets"])))
    assert sums[0][0] == sums[1][0]  # money stays whole; it is compared less finely
    assert sums[0][1] >= sums[1][1]


def test_a_page_that_cannot_be_small_enough_leaves_the_old_one(large: Path, tmp_path: Path) -> None:
    old = build(large, tmp_path / "dashboard", tmp_path / "none").page
    before = old.read_bytes()
    with pytest.raises(DashboardError, match="larger than 1,000 bytes"):
        build(large, old.parent, tmp_path / "none", Limits(page_bytes=1_000, page_rows=0, province_rows=10))
    assert old.read_bytes() == before
    assert [path.name for path in old.parent.iterdir()] == ["index.html"]


def test_a_file_that_is_no_warehouse_leaves_the_old_page(tmp_path: Path) -> None:
    (tmp_path / "dashboard").mkdir()
    (tmp_path / "dashboard" / "index.html").write_text("old")
    duckdb.connect(str(tmp_path / "jixiao.duckdb")).close()
    with pytest.raises(DashboardError, match="jixiao.duckdb"):
        build(tmp_path / "jixiao.duckdb", tmp_path / "dashboard", tmp_path / "none")
    assert (tmp_path / "dashboard" / "index.html").read_text() == "old"


# Tiles and maps


def test_every_province_has_a_tile_of_its_own() -> None:
    tiles = json.loads((HERE / "tiles.json").read_text(encoding="utf-8"))
    provinces = {row["region_code"] for row in rows_of("regions") if row["region_level"] == "province"}
    assert tiles["provinces"].keys() == provinces
    for key in ("short", "letters", "en"):
        assert len({tile[key] for tile in tiles["provinces"].values()}) == len(provinces)
    spots = {(tile["row"], tile["column"]) for tile in tiles["provinces"].values()}
    assert len(spots) == len(provinces)
    assert max(row for row, _ in spots) == tiles["rows"] and max(column for _, column in spots) == tiles["columns"]


CODES = {"广东省": "440000", "湖北省": "420000"}


def test_a_map_of_the_users_own_is_drawn_north_up(tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(MAP), encoding="utf-8")
    shapes = read_map(path, CODES)
    assert shapes.approval_number == "GS（2024）0000号"
    assert sorted(shapes.paths) == ["420000", "440000"]
    heights = {code: max(map(int, re.findall(r" (\d+)", shape))) for code, shape in shapes.paths.items()}
    assert heights["420000"] < heights["440000"] == shapes.height
    assert all(re.fullmatch(r"(M[\d ]+(L[\d ]+)+Z)+", shape) for shape in shapes.paths.values())


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({**MAP, "审图号": ""}, "no approval number"),
        ({**MAP, "features": [square(1, 1, name="nowhere")]}, "no province"),
        ({"审图号": "1"}, "no GeoJSON"),
        ([1], "no GeoJSON"),
        ({**MAP, "features": [{**square(1, 1, adcode=440000), "geometry": {"type": "Polygon"}}]}, "no GeoJSON"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(tmp_path: Path, document: Any, message: str) -> None:
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(MapError, match=message):
        read_map(path, CODES)


def test_the_page_takes_a_good_map_and_does_without_a_bad_one(hostile: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(MAP), encoding="utf-8")
    made = build(hostile, tmp_path / "dashboard", path)
    assert made.warning == ""
    assert decode(Page(made.page.read_text(encoding="utf-8")).data)["map"]["approval_number"] == "GS（2024）0000号"
    path.write_text("{}", encoding="utf-8")
    made = build(hostile, tmp_path / "dashboard", path)
    assert "tile grid" in made.warning
    assert decode(Page(made.page.read_text(encoding="utf-8")).data)["map"] is None


# Words


def _labels() -> dict[str, list[str]]:
    return json.loads((HERE / "labels.json").read_text(encoding="utf-8"))


def test_labels_are_in_both_languages_with_the_same_gaps() -> None:
    wrong = []
    for key, texts in _labels().items():
        gaps = [sorted(re.findall(r"\{\w+\}", text)) for text in texts]
        if len(texts) != 2 or gaps[0] != gaps[1] or bool(texts[0]) != bool(texts[1]):
            wrong.append(key)
    assert wrong == []


def test_every_label_that_is_asked_for_is_there() -> None:
    text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in [*OURS, "page.html.j2"])
    asked = set(re.findall(r"""\bt\(["']([\w]+)["']""", text)) | set(re.findall(r'data-t(?:-\w+)?="(\w+)"', text))
    asked |= set(re.findall(r'\bkey: "(\w+)"', text))
    assert len(asked) > 60
    whole = {key for key in asked if not key.endswith("_")}  # the others are completed by a code
    assert sorted(whole - _labels().keys()) == []


def test_every_code_of_the_marts_that_is_shown_has_a_label() -> None:
    """What a row of the page says in place of a code: form kinds, checks, severities, classes."""
    prefixes = {
        ("rpt_reconciliations", "balance"): "balance_",
        ("fct_reconciliations", "check_name"): "check_",
        ("dim_projects", "form_kind"): "form_",
        ("dim_projects", "form_purpose"): "purpose_",
        ("fct_indicator_values", "horizon"): "horizon_",
        ("fct_unit_costs", "cost_basis"): "basis_",
        ("fct_unit_costs", "cost_bound"): "bound_",
        ("dim_review_rules", "severity"): "",
    }
    labels = _labels()
    missing = []
    for (model, column), prefix in prefixes.items():
        values = _accepted(model, column)
        assert values, f"{model}.{column} has no accepted values"
        names = {row["code"]: row["name_zh"] for row in rows_of("code_names") if row["column_name"] == column}
        for value in values:
            shown = labels.get(f"{prefix}{value}", ["?"])[0]
            if shown not in ("", names[value]):  # what goes without saying has no word
                missing.append(f"{prefix}{value}: {shown}, in seeds/code_names.csv {names[value]}")
    for row in rows_of("indicator_categories"):
        missing += [row[level] for level in ("level1", "level2") if row[level] not in labels]
    assert missing == []


def _accepted(model: str, column: str) -> list[str]:
    described = described_in(f"models/marts/{model}.yml")
    columns = {one["name"]: one for one in described["models"][0]["columns"]}
    for test in columns[column].get("data_tests", []):
        if isinstance(test, dict) and "accepted_values" in test:
            return test["accepted_values"]["arguments"]["values"]
    return []
