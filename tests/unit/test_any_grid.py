"""Tables put together at random of known labels, amounts and texts: wherever they stand, nothing is lost or doubled."""

from __future__ import annotations

import csv
import random

import pytest

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Block, Cell, Grid, Row
from tests.unit.helpers import SEEDS, vocabulary

GRIDS = 400  # of each seed
# What a row of raw is known by; dbt and the gates stop a build where two rows share it.
KEYS = {
    "fields": ("form_no", "record_no", "line_no"),
    "funding_lines": ("form_no", "record_no", "line_no", "column_no"),
    "task_lines": ("form_no", "line_no"),
    "indicator_lines": ("form_no", "record_no", "line_no", "value_no", "item_no"),
    "printed_totals": ("form_no", "line_no", "column_no"),
}
VALUES = (
    *("100", "80", "20", "5000元", "120万元", "98.5%", "-", "2024年", "10", "1", "2", "201", "201001"),
    *("≥3盏", "≥95%", "定性", "提升", "路灯维修", "茶园", "某局", "完成"),
    *("1.培训人数≥200人；2.合格率≥95%。", "共一项：", "1、1-产出指标, 11-数量指标, 台数；年度指标值:6台;"),
    *("资金总额：60", "其中：", "（续）", "财政拨款\n其他资金", "20\n18"),
    *("单位：元", "2024年项目支出绩效目标表", "合计", "小计", "填表人：〔已遮盖〕"),
)


def labels() -> list[str]:
    """Every printed label that is known."""
    with (SEEDS / "printed_labels.csv").open(encoding="utf-8", newline="") as file:
        return sorted({row["label"] for row in csv.DictReader(file)})


def grid(chance: random.Random, texts: list[str]) -> Grid:
    """A title, and below it a table with some cells blank and some merged."""
    rows = []
    for row_no in range(1, chance.randint(3, 12)):
        cells, col_no, width = [], 1, chance.randint(1, 7)
        while col_no <= width:
            rowspan, colspan = chance.choice((1, 1, 1, 2)), chance.choice((1, 1, 1, 1, 2))
            if chance.random() < 0.85:
                text = chance.choice(texts if chance.random() < 0.5 else VALUES)
                cells.append(Cell(row_no, col_no, text, rowspan, colspan))
            col_no += colspan
        rows.append(Row(row_no, width + 1, tuple(cells)))
    title = Block("prose", None, None, None, (Row(1, 1, (Cell(1, 1, "2024年项目支出绩效目标表"),)),))
    return Grid("text/plain", None, "test", (title, Block("table", None, None, 1, tuple(rows))))


def doubled(reading: DocumentReading) -> list[str]:
    """The tables of raw of which two rows share a key."""
    return [
        table
        for table, key in KEYS.items()
        if len({tuple(row[name] for name in key) for row in reading.records[table]}) < len(reading.records[table])
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_counted_is_listed_and_no_key_stands_twice(seed: int) -> None:
    chance = random.Random(seed)
    words = chance.sample(labels(), 60)  # few enough to meet again
    for _ in range(GRIDS):
        one = grid(chance, words)
        reading = read_forms(one, vocabulary())
        assert doubled(reading) == [], one
        assert reading.counts["unread"] == len(reading.records["unread_cells"]), one
        assert reading.counts["outside"] == sum(table["cells"] for table in reading.records["unclaimed_tables"]), one
        cells = sum(len(row.cells) for block in one.blocks for row in block.rows)
        assert sum(reading.counts.values()) == cells, one
