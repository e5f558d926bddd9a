"""Amounts in every dress: what is printed of a number reads back as that number of yuan, or not at all."""

from __future__ import annotations

import random
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest.forms.money import unit_in_cell, unit_in_heading
from tests.unit.dbt_runs import build_models, rows_of

DOCUMENT = "0" * 32
FACTORS = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
CASES = 6_000

# text, unit of its column, yuan, why there are none
PRINTED: list[tuple[str, str | None, str | None, str | None]] = [
    ("5,195.75", "万元", "51957500", None),
    ("5,195.75", "\ufffd元", None, "no_unit"),
    ("5,195.75", "万\ufffd", None, "no_unit"),
    ("150万元", "\ufffd元", "1500000", None),
    ("1，492，000", "元", "1492000", None),
    ("１２３．４", "万元", "1234000", None),
    ("1 234 567.5", "元", "1234567.5", None),
    ("1 234 567", "元", "1234567", None),
    ("13, 931.00", "万元", "139310000", None),
    ("150万元", "元", "1500000", None),
    ("150万元", "万元", "1500000", None),
    ("150 万元", "万元", "1500000", None),
    ("250万", "元", "2500000", None),
    ("250万", "万元", "2500000", None),
    ("1.5亿", "万元", "150000000", None),
    ("5万元整", "元", "50000", None),
    ("5千元", "万元", "5000", None),
    ("¥1,000.00", "元", "1000", None),
    ("人民币120万元", None, "1200000", None),
    ("人民币1,200元整", None, "1200", None),
    ("壹佰贰拾万元整", None, "1200000", None),
    ("人民币壹佰贰拾万零伍佰元伍角贰分", None, "1200500.52", None),
    ("壹佰贰拾万零伍仟元整", None, "1205000", None),
    ("一百二十万元", "元", "1200000", None),
    ("一百二十万", "万元", "1200000", None),
    ("十万元", None, "100000", None),
    ("三千元", "万元", "3000", None),
    ("两千零五元", None, "2005", None),
    ("三亿零五十万元", None, "300500000", None),
    ("三千二百一十五", "万元", "32150000", None),
    ("十五", "万元", "150000", None),
    ("零元", None, "0", None),
    ("3亿2000万元", "元", "320000000", None),
    ("5万3000元", "万元", "53000", None),
    ("(12.5)", "万元", "-125000", None),
    ("（12.5）", "万元", "-125000", None),
    ("−7", "元", "-7", None),
    ("-3万元", "元", "-30000", None),
    ("▲3.5", "万元", "-35000", None),
    ("负五万元", None, "-50000", None),
    ("0", "万元", "0", None),
    ("0.00", "元", "0", None),
    # nothing is printed
    ("—", "万元", None, None),
    ("——", "万元", None, None),
    ("/", "万元", None, None),
    ("无", "万元", None, None),
    ("-", "元", None, None),
    # what could be several things is none
    ("约100万元", "万元", None, "unreadable"),
    ("近百万元", "万元", None, "unreadable"),
    ("100万元左右", "万元", None, "unreadable"),
    ("不超过100", "万元", None, "unreadable"),
    ("100-150", "万元", None, "unreadable"),
    ("100～150万元", "万元", None, "unreadable"),
    ("12 34", "万元", None, "unreadable"),
    ("100 200", "万元", None, "unreadable"),
    ("1,2345", "万元", None, "unreadable"),
    ("0,123", "万元", None, "unreadable"),
    ("1.2.3", "万元", None, "unreadable"),
    ("1e5", "元", None, "unreadable"),
    ("45%", "万元", None, "unreadable"),
    ("100万元/年", "万元", None, "unreadable"),
    ("100+50", "万元", None, "unreadable"),
    ("(100万元)", "元", None, "unreadable"),
    ("二三万元", "元", None, "unreadable"),
    ("一万五", "元", None, "unreadable"),
    ("三千五", "元", None, "unreadable"),
    ("一百二", "元", None, "unreadable"),
    ("十几万元", "元", None, "unreadable"),
    ("十二万五千", "元", None, "unreadable"),
    ("数百万元", "元", None, "unreadable"),
    ("5千", "万元", None, "unreadable"),
    ("3万亿元", "元", None, "unreadable"),
    ("50万欧元", "元", None, "unreadable"),
    ("50万美元", "元", None, "other_currency"),
    ("99999999999999999999亿元", "元", None, "unreadable"),
    ("88", None, None, "no_unit"),
    ("88", "万亿元", None, "no_unit"),
    ("八十八", None, None, "no_unit"),
]


def section(number: int, digits: str, powers: str, ten: bool = True) -> str:
    """A number below ten thousand as Chinese writes it; 一十 or, at the head of the whole number, 十."""
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = gap or out != ""
            continue
        out += digits[0] if gap else ""
        gap = False
        bare = ten and power == 1 and digit == 1 and out == ""
        out += ("" if bare else digits[digit]) + (powers[power - 1] if power else "")
    return out


def numeral(number: int, digits: str, powers: str, ten: bool) -> str:
    if number == 0:
        return digits[0]
    out = ""
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        part = number // 10**power % 10_000
        if part == 0:
            continue
        out += digits[0] if out and part < 1_000 else ""
        out += section(part, digits, powers, ten and not out) + name
    return out


def grouped(figures: str, mark: str) -> str:
    whole, point, decimals = figures.partition(".")
    return f"{int(whole):,}".replace(",", mark) + point + decimals


def dressed(dice: random.Random) -> tuple[str, str | None, Decimal]:
    """A random amount as somebody might print it: the text, the unit over its column, the yuan."""
    unit = dice.choice(list(FACTORS))
    style = dice.randrange(6)
    column: str | None = unit
    if style == 0:
        number = dice.choice([dice.randrange(1, 100), dice.randrange(1, 10**5), dice.randrange(1, 10**9)])
        number = dice.choice([number, number // 10 * 10 or 10, number // 1000 * 1000 or 1000])
        financial = dice.random() < 0.5
        digits = "零壹贰叁肆伍陆柒捌玖" if financial else dice.choice(["零一二三四五六七八九", "〇一二三四五六七八九"])
        text = numeral(number, digits, "拾佰仟" if financial else "十百千", not financial and dice.random() < 0.7)
        yuan = Decimal(number)
        text += dice.choice(["元", "元整", "圆整", "元"])
        if text.endswith("元") and dice.random() < 0.3:
            jiao, fen = dice.randrange(1, 10), dice.randrange(1, 10)
            text += digits[jiao] + "角" + digits[fen] + "分"
            yuan += Decimal(jiao) / 10 + Decimal(fen) / 100
        return dice.choice(["", "", "人民币"]) + text, dice.choice([None, "元", "万元"]), yuan
    decimals = dice.randrange(0, 5)
    figures = f"{dice.choice([dice.randrange(0, 1000), dice.randrange(0, 10**7)])}"
    if decimals:
        figures += "." + "".join(dice.choice("0123456789") for _ in range(decimals))
    yuan = Decimal(figures) * FACTORS[unit]
    text = figures
    if style in (1, 2):
        text = grouped(figures, dice.choice([",", "，", ", "]))
    elif style == 3 and Decimal(figures) >= 1_000 and decimals:
        text = grouped(figures, " ")
    if style in (1, 4):
        shown = unit if unit not in ("万元", "亿元") else dice.choice([unit, unit, unit[:-1]])
        text += dice.choice(["", " "]) + shown
        if shown == unit and dice.random() < 0.2:
            text += "整"
        column = dice.choice([None, *FACTORS])
    if style != 3 and dice.random() < 0.1:
        text, yuan = dice.choice(["-", "−", "▲"]) + text, -yuan
    elif style == 5 and dice.random() < 0.2:
        text, yuan = dice.choice(["({})", "（{}）"]).format(text), -yuan
    if dice.random() < 0.2:
        text = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return text, column, yuan


def line(number: int, text: str, column: str | None) -> dict[str, Any]:
    return {
        "document_id": DOCUMENT,
        "form_no": 1,
        "record_no": 1,
        "line_no": number,
        "column_no": 1,
        "amount_text": text,
        "unit_cell_text": unit_in_cell(text),
        "unit_column_text": column,
    }


@pytest.fixture(scope="module")
def random_cases() -> list[tuple[str, str | None, Decimal]]:
    dice = random.Random(20240315)
    return [dressed(dice) for _ in range(CASES)]


@pytest.fixture(scope="module")
def readings(
    tmp_path_factory: pytest.TempPathFactory, random_cases: list[tuple[str, str | None, Decimal]]
) -> dict[int, dict[str, Any]]:
    """int_amounts of all cases, in one batch, by line."""
    cases = [(text, column) for text, column, *_ in [*PRINTED, *random_cases]]
    raw = {
        "documents": [{"document_id": DOCUMENT, "path": "a.txt", "status": "read"}],
        "document_paths": [{"document_id": DOCUMENT, "path": "a.txt"}],
        "forms": [{"document_id": DOCUMENT, "form_no": 1, "shape": "form"}],
        "funding_lines": [line(number, text, column) for number, (text, column) in enumerate(cases)],
    }
    database = build_models(tmp_path_factory.mktemp("amounts"), raw, "+int_amounts")
    return {row["line_no"]: row for row in rows_of(database, "select * from intermediate.int_amounts")}


@pytest.mark.parametrize("number", range(len(PRINTED)), ids=[f"{text}|{unit}" for text, unit, *_ in PRINTED])
def test_amount_is_read_as_expected(number: int, readings: dict[int, dict[str, Any]]) -> None:
    _, _, yuan, problem = PRINTED[number]
    found = readings[number]
    assert (found["amount_yuan"], found["amount_problem"]) == (Decimal(yuan) if yuan else None, problem)


def test_random_amounts_read_back(
    readings: dict[int, dict[str, Any]], random_cases: list[tuple[str, str | None, Decimal]]
) -> None:
    wrong = []
    for number, (text, column, yuan) in enumerate(random_cases, start=len(PRINTED)):
        found = readings[number]["amount_yuan"]
        if found is None or abs(found - yuan) > Decimal("0.005"):
            wrong.append(f"{text} in {column}: {found}, not {yuan.quantize(Decimal('0.01'), ROUND_DOWN)}")
    assert not wrong, f"{len(wrong)} of {CASES}\n" + "\n".join(wrong[:40])


def test_a_text_with_something_more_is_no_amount(
    tmp_path: Path, random_cases: list[tuple[str, str | None, Decimal]]
) -> None:
    """What stands before or behind an amount changes it: about, up to, each, a second amount."""
    dice = random.Random(7)
    spoilt = [
        "约{}",
        "不超过{}",
        "{}左右",
        "{}以内",
        "{}/年",
        "{}至{}",
        "{}（含税）",
        "近{}",
        "{}余",
        "{}、{}",
        "数{}",
        "{}×2",
    ]
    texts = [dice.choice(spoilt).format(text, text) for text, _, _ in random_cases[:2_000]]
    raw = {
        "documents": [{"document_id": DOCUMENT, "path": "a.txt", "status": "read"}],
        "document_paths": [{"document_id": DOCUMENT, "path": "a.txt"}],
        "forms": [{"document_id": DOCUMENT, "form_no": 1, "shape": "form"}],
        "funding_lines": [line(number, text, "万元") for number, text in enumerate(texts)],
    }
    database = build_models(tmp_path, raw, "+int_amounts")
    wrong = rows_of(
        database,
        "select amount_text, amount_yuan, amount_problem from intermediate.int_amounts"
        " where amount_yuan is not null or amount_problem is distinct from 'unreadable'",
    )
    assert wrong == []


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("金额（元）", "元"),
        ("单位：万元", "万元"),
        ("金额（\ufffd元）", "\ufffd元"),
        ("单位：万\ufffd", "万\ufffd"),
        ("元月份", None),
    ],
)
def test_a_heading_keeps_a_unit_that_was_not_wholly_read(heading: str, unit: str | None) -> None:
    """Were it no unit, that of the document would stand in for it: ten thousand times too much."""
    assert unit_in_heading(heading) == unit
