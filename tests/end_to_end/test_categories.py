"""Rows of the sample whose category is not as printed: all of them, each read by a person, with the reason."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.helpers import Warehouse

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "categories" / "sample.csv"


def test_moved_and_supplied_rows_are_those_that_were_checked(built_warehouse: Warehouse) -> None:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        expected = [tuple(row.values()) for row in reader]
        columns = reader.fieldnames or []
    found = built_warehouse.query(
        f"select {', '.join(columns)} from marts.fct_indicator_prints"
        " join (select document_id, path from marts.dim_documents) using (document_id)"
        " where category_basis is distinct from 'printed' order by path, row_no"
    )
    assert [tuple("" if value is None else str(value) for value in row) for row in found] == expected


def test_how_many_rows_are_printed_moved_and_supplied(built_warehouse: Warehouse) -> None:
    found = built_warehouse.query(
        "select category_basis, count(*) from marts.fct_indicator_prints group by category_basis order by all"
    )
    assert found == [("moved", 20), ("printed", 900), ("supplied", 12)]


def test_drafts_coincide_once_their_labels_stand_right(built_warehouse: Warehouse) -> None:
    """357 distinct indicators as the labels stand; eight of them are reprints under a label that stands off."""
    [(by_label, resolved)] = built_warehouse.query(
        """
        with prints as (
            select *, concat_ws('|', comparator_text, value_text_annual, unit_text) as value_text
            from marts.fct_indicator_prints
            where document_id in (select document_id from marts.dim_documents where starts_with(path, '450000'))
        )
        select
            (select count(*) from (select distinct project_id, level2_printed, name_text, value_text from prints)),
            (select count(distinct indicator_id) from prints)
        """
    )
    assert (by_label, resolved) == (357, 349)


def test_what_its_author_filed_oddly_stays(built_warehouse: Warehouse) -> None:
    """A cost among times, counts among the qualities of every draft, the only row of a label: no moves."""
    found = built_warehouse.query(
        "select row_no, level2, category_basis from marts.fct_indicator_prints"
        " join (select document_id, path from marts.dim_documents) using (document_id)"
        " where (starts_with(path, '450000') and row_no in (165, 166, 461, 935, 936))"
        " or (starts_with(path, '320000') and row_no in (101, 105, 257))"
        " or (starts_with(path, '640100') and row_no in (21, 119)) order by path, row_no"
    )
    assert found == [
        (101, "质量指标", "printed"),
        (105, "成本指标", "printed"),
        (257, "数量指标", "printed"),
        (165, "时效指标", "printed"),
        (166, "时效指标", "printed"),
        (461, "质量指标", "printed"),
        (935, "质量指标", "printed"),
        (936, "质量指标", "printed"),
        (21, "质量指标", "printed"),
        (119, "可持续影响指标", "printed"),
    ]
