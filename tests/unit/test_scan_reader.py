"""Scans read back: invented forms printed, made pictures, recognised. Needs the extra that `make ocr` installs."""

from __future__ import annotations

import gzip
import io
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.folder import ingest_folder
from ingest.forms import DocumentReading, read_forms
from ingest.grid import Grid
from ingest.limits import Limits
from ingest.privacy import mask_grid
from ingest.readers import ocr, read_fully
from ingest.readers.ocr.doubt import UNREAD
from tests.bench.scans import compare
from tests.fixtures import printed, truth
from tests.fixtures.render import FORMATS
from tests.fixtures.render.scan import add_picture, pictures, scanned, worn
from tests.unit.helpers import SEEDS, vocabulary
from tests.unit.pdf_files import Paper, Spot

pytestmark = pytest.mark.skipif(not ocr.installed(), reason="the recognition of text is not installed: make ocr")

FORM = [
    Spot(0, 0, "项目名称"),
    Spot(0, 1, "圩堤加固工程", colspan=3),
    Spot(1, 0, "主管部门"),
    Spot(1, 1, "某县水利局"),
    Spot(1, 2, "实施单位"),
    Spot(1, 3, "某县圩区管理所"),
    Spot(2, 0, "项目资金\n（万元）", rowspan=3),
    Spot(2, 1, "年度资金总额"),
    Spot(2, 2, "1,286.40", colspan=2),
    Spot(3, 1, "其中：财政拨款"),
    Spot(3, 2, "1,200.00", colspan=2),
    Spot(4, 1, "其他资金"),
    Spot(4, 2, "86.40", colspan=2),
    Spot(5, 0, "年度目标"),
    Spot(5, 1, "加固圩堤，汛前完工，保护两万三千人。", colspan=3),
    Spot(6, 0, "一级指标"),
    Spot(6, 1, "二级指标"),
    Spot(6, 2, "三级指标"),
    Spot(6, 3, "指标值"),
    Spot(7, 0, "产出指标", rowspan=3),
    Spot(7, 1, "数量指标", rowspan=2),
    Spot(7, 2, "加固圩堤长度"),
    Spot(7, 3, "≥12.6公里"),
    Spot(8, 2, "更换闸门数量"),
    Spot(8, 3, "9扇"),
    Spot(9, 1, "质量指标"),
    Spot(9, 2, "单元工程合格率"),
    Spot(9, 3, "100%"),
]
FUNDING = [("年度资金总额", "1,286.40"), ("其中：财政拨款", "1,200.00"), ("其他资金", "86.40")]
INDICATORS = [
    ("产出指标", "数量指标", "加固圩堤长度", "≥12.6公里"),
    ("产出指标", "数量指标", "更换闸门数量", "9扇"),
    ("产出指标", "质量指标", "单元工程合格率", "100%"),
]


def form(*more: Spot, prose: str = "") -> bytes:
    paper = Paper()
    paper.text(200, 60, "项目支出绩效目标表", 18)
    paper.text(60, 90, "（2024年度）")
    rows = 10 + len({spot.row for spot in more})
    bottom = paper.table(60, 110, [100, 120, 120, 120], [26] * rows, [*FORM, *more])
    if prose:
        paper.text(60, bottom + 30, prose)
    return paper.done()


def read(data: bytes) -> tuple[Grid, DocumentReading]:
    reader, grid = read_fully("pdf", data)
    assert reader == "scan"
    grid = mask_grid(grid, vocabulary())
    return grid, read_forms(grid, vocabulary())


def narrow(text: str | None) -> str | None:
    """Without what paper does not tell: the width of colons, wrapped lines."""
    return None if text is None else text.replace("\n", "").replace(":", "：")


def funding(reading: DocumentReading) -> list[tuple[str | None, str | None]]:
    return [(narrow(row["label_text"]), row["amount_text"]) for row in reading.records["funding_lines"]]


def indicators(reading: DocumentReading) -> list[tuple[str | None, ...]]:
    return [
        tuple(narrow(row[f"{name}_text"]) for name in ("level1", "level2", "name", "value"))
        for row in reading.records["indicator_lines"]
    ]


def assert_the_form(data: bytes) -> Grid:
    grid, reading = read(data)
    fields = {row["field"]: row["value_text"] for row in reading.records["fields"]}
    assert (reading.status, reading.reason_code, reading.forms_count) == ("partial", "recognised_scan", 1)
    assert fields["project_name"] == "圩堤加固工程"
    assert funding(reading) == FUNDING
    assert indicators(reading) == INDICATORS
    assert {row["unit_block_text"] for row in reading.records["funding_lines"]} == {"万元"}
    assert reading.title_text == "项目支出绩效目标表"
    return grid


# --- forms as scans


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"degrees": 1.7, "noise": 8},
        {"degrees": -1.1, "noise": 12, "quality": 70},
        {"quarters": 1},
        {"quarters": 2},
        {"quarters": 3},
    ],
    ids=["straight", "askew", "askew and speckled", "turned left", "upside down", "turned right"],
)
def test_a_scanned_form_reads_back(way: dict[str, float]) -> None:
    grid = assert_the_form(scanned(form(), **way))
    assert (grid.recognised, grid.pictures, grid.doubtful) == (1, 0, 0)


@pytest.mark.parametrize("layout", ["cost_first", "unit_table"])
def test_a_layout_reads_back_as_a_scan(layout: str) -> None:
    one = printed.fixed()[layout]
    paper = FORMATS["pdf"](one.document)
    grid, reading = read(scanned(paper, degrees=0.6, noise=6))
    records = {
        table: [{key: narrow(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows]
        for table, rows in reading.records.items()
    }
    diffs = truth.compare(one.truth, records)
    lines = [
        line
        for aspect in ("indicators", "funding", "printed totals")
        for line in diffs.get(aspect, "").splitlines()
        if line.startswith("+") and not line.startswith("+++")
    ]
    assert not [line for line in lines if UNREAD not in line], "what differs bears a mark"
    assert len(lines) <= 2
    count = compare(read_fully("pdf", paper)[1], grid)
    assert count.wrong == []
    assert count.equal / count.cells > 0.97
    assert count.misplaced == 0


def test_a_bad_scan_gives_marks_and_no_wrong_figures() -> None:
    one = printed.fixed()["unit_table"]
    paper = FORMATS["pdf"](one.document)
    grid, _ = read(scanned(paper, degrees=-0.9, noise=14, quality=30, dpi=120))
    count = compare(read_fully("pdf", paper)[1], grid)
    assert count.wrong == []


def test_a_figure_that_is_blotted_out_is_marked_and_not_guessed() -> None:
    [picture] = pictures(form())
    where = (60 + 220 + 4 + 20) * 200 / 72, (110 + 26 * 2 + 5) * 200 / 72
    picture.paste(0, tuple(round(edge) for edge in (where[0], where[1], where[0] + 14, where[1] + 40)))
    _, reading = read(as_pdf(picture))
    amounts = dict(funding(reading))
    assert amounts["其中：财政拨款"] == "1,200.00"
    assert amounts["年度资金总额"] == "1,286.40" or UNREAD in str(amounts["年度资金总额"])


# --- documents


def as_pdf(*pages: Image.Image) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for page in pages:
        add_picture(canvas, page)
    canvas.save()
    return buffer.getvalue()


def test_pages_with_text_are_read_as_text_and_the_others_recognised() -> None:
    paper = Paper()
    paper.text(60, 60, "某县水利局2024年部门预算")
    paper.page()
    [picture] = pictures(form())
    paper.canvas.drawInlineImage(picture, 0, 0, 595, 842)
    grid, reading = read(paper.done())
    assert (grid.recognised, grid.pictures) == (1, 0)
    assert grid.blocks[0].rows[0].cells[0].text == "某县水利局2024年部门预算"
    assert indicators(reading) == INDICATORS


def test_a_table_goes_on_on_the_next_sheet_though_it_lies_elsewhere_on_the_glass() -> None:
    paper = Paper()
    paper.text(200, 60, "项目支出绩效目标表", 18)
    paper.table(60, 110, [100, 120, 120, 120], [26] * 7, FORM[:19])
    first = paper.done()
    paper = Paper()
    last = [Spot(spot.row - 7, spot.col, spot.text, spot.rowspan, spot.colspan) for spot in FORM[19:]]
    paper.table(78, 60, [100, 120, 120, 120], [26] * 3, last)
    pages = [worn(pictures(first)[0], degrees=0.4), worn(pictures(paper.done())[0], degrees=-0.3)]
    grid, reading = read(as_pdf(*pages))
    assert [block.continues for block in grid.blocks if block.kind == "table"] == [False, True]
    assert indicators(reading) == INDICATORS


def test_a_blank_sheet_among_scans_costs_nothing() -> None:
    blank = Image.new("L", (1654, 2339), 250)
    grid, reading = read(as_pdf(blank, pictures(form())[0]))
    assert grid.recognised == 2
    assert indicators(reading) == INDICATORS


# --- bounds


def test_pages_past_the_limit_stay_pictures_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.scan.MAX_PAGES", 1)
    grid, reading = read(as_pdf(pictures(form())[0], pictures(form())[0]))
    assert (grid.recognised, grid.pictures) == (1, 1)
    assert "1 pages are pictures without text" in str(reading.reason)


def test_a_page_with_more_text_than_a_page_holds_stays_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.ocr.page.MAX_TEXT", 20)
    _, reading = read_or_refuse(scanned(form()))
    assert reading == "scan_without_text"


def test_an_image_too_large_to_unpack_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.scan.MAX_PIXELS", 1_000_000)
    assert read_or_refuse(scanned(form()))[1] == "scan_without_text"


def read_or_refuse(data: bytes) -> tuple[Grid | None, str | None]:
    from ingest.errors import RejectedDocumentError

    try:
        grid, reading = read(data)
    except RejectedDocumentError as error:
        return None, error.reason_code
    return grid, reading.reason_code


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    assert_the_form(scanned(form()))


# --- in a run


def _written(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.gz"):
        yield gzip.decompress(path.read_bytes()).decode()
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")


def test_in_a_run_contacts_on_a_scan_reach_nothing_that_is_written(tmp_path: Path) -> None:
    contacts = [
        Spot(10, 0, "项目负责人"),
        Spot(10, 1, "赵建国"),
        Spot(10, 2, "联系电话"),
        Spot(10, 3, "13812345678"),
    ]
    documents, cache = tmp_path / "documents", tmp_path / "cache"
    documents.mkdir()
    data = scanned(form(*contacts, prose="填表人：王秀英  联系电话：0793-8223344"))
    grid = read_fully("pdf", data)[1]
    said = "".join(cell.text for _, cell in grid.cells())
    for secret in ("13812345678", "赵建国", "王秀英", "8223344"):
        assert secret in said, f"the scan must say {secret} for its absence to mean anything"
    (documents / "a.pdf").write_bytes(data)
    ingest_folder(documents, tmp_path / "build.duckdb", cache, SEEDS, limits=Limits())
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        [row] = connection.execute("select status, reason_code, reader_version from raw.documents").fetchall()
        assert row[:2] == ("partial", "recognised_scan")
        assert re.match(r"scan-\d+\+ocr-\d+", row[2])
        connection.execute(f"export database '{tmp_path / 'out'}'")
    for text in (*_written(cache), *_written(tmp_path / "out")):
        for secret in ("13812345678", "赵建国", "王秀英", "8223344"):
            assert secret not in text
