from pathlib import Path

import openpyxl
from rich.console import Console

from ingest.explain import explain
from tests.unit.helpers import SAMPLES, vocabulary


def explained(path: Path) -> tuple[int, str]:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    return explain(path, vocabulary(), console), console.export_text()


def test_an_unknown_label_is_shown_with_the_row_that_would_teach_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "某市项目支出绩效目标表\n\n项目口径\t常年\n项目名称\t灯\n年度目标\t亮\n资金总额\t3\n", encoding="utf-8"
    )
    status, text = explained(path)
    assert status == 0
    assert "“项目口径” (unknown_label" in text
    assert "项目口径,field,<field name>,," in text


def test_every_form_and_the_role_of_every_cell_is_shown_and_no_contact() -> None:
    path = next(path for path in SAMPLES if "jiangsu" in path.name)
    status, text = explained(path)
    assert status == 0
    assert text.count("── form ") == 5
    assert "政风热线 ‹project_name›" in text
    assert "≥25期 ‹value›" in text
    assert "联系人甲" not in text


def test_a_rejected_file_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    status, text = explained(path)
    assert status == 1
    assert "picture" in text


def test_sheets_are_shown_one_after_the_other(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "甲"
    for sheet in (workbook.active, workbook.create_sheet("乙")):
        sheet.append(["项目支出绩效目标表"])
        for row in (["项目名称", f"{sheet.title}项目"], ["年度资金总额（万元）", 5], ["年度目标", "建成"]):
            sheet.append(row)
    path = tmp_path / "两张表.xlsx"
    workbook.save(path)
    status, text = explained(path)
    assert status == 0
    places = [text.index(part) for part in ("表“甲”", "甲项目", "表“乙”", "乙项目")]
    assert places == sorted(places)
