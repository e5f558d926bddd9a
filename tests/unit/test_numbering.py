"""Numbers that rows are counted by, alone in their cells or before a text."""

from __future__ import annotations

import pytest

from ingest.forms.numbering import leading_number, number_level


@pytest.mark.parametrize(
    ("text", "level"),
    [("一", 1), ("三、", 1), ("（二）", 2), ("12", 3), ("1.2", 4), ("1-2-3", 5), ("(3)", 6), ("①", 6), ("路灯", None)],
)
def test_numbers_have_levels(text: str, level: int | None) -> None:
    assert number_level(text) == level


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、农业局", (1, "农业局")),
        ("（一）农业局", (2, "农业局")),
        ("1.农业局", (3, "农业局")),
        ("1.1 农业局", (4, "农业局")),
        ("一中校舍", (None, "一中校舍")),
        ("2024年预算", (None, "2024年预算")),
        ("1.5万亩造林", (None, "1.5万亩造林")),
    ],
)
def test_a_leading_number_is_taken_off(text: str, found: tuple[int | None, str]) -> None:
    assert leading_number(text) == found
