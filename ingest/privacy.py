"""Personal data is masked in the grid, before anything is cached, logged, explained or stored.

Masked are: the value beside or below a contact label of the vocabulary, what follows such a label within a
text (联系人：…), and telephone, identity-card, bank-account and e-mail patterns anywhere. The kind stays visible.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.grid import Cell, Grid, Row
from ingest.vocabulary import Vocabulary

VERSION = "privacy-3"
MASK = "〔已遮盖〕"

_PHONE = re.compile(
    r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d.])"  # mobile
    r"|(?<![\d.])[(（]?0\d{2,3}[)）]?\s?[-－—–~]\s?\d{7,8}(?:[-－—–转]\d{1,6})?(?!\d)"  # 025-83000000
    r"|(?<![\d.])[(（]0\d{2,3}[)）]\s?\d{7,8}(?!\d)"  # (025)83000000
    r"|(?<![\d.])[48]00[- ]\d{3}[- ]?\d{4}(?!\d)"
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_NUMBER = re.compile(r"^\s*\d[\d,.]*\s*$")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_ACCOUNT = re.compile(r"((?:银行)?(?:账|帐)[号户][:：\s]*)\d[\d ]{8,24}\d")
_PHONE_AFTER_LABEL = re.compile(r"((?:电话|手机|传真|联系方式|手机号码?)\s*[:：]?\s*)\d[\d\- ]{5,14}\d")
_NAME = (
    r"(?:[\u4e00-\u9fa5][ \u3000]{1,3}[\u4e00-\u9fa5](?![\u4e00-\u9fa5])|[\u4e00-\u9fa5·]{1,5})"  # 张 三, 张三丰
    r"(?:先生|女士|同志|处长|科长|主任|局长)?"
)


def mask_grid(grid: Grid, vocabulary: Vocabulary) -> Grid:
    """The grid without personal data. Idempotent; places and spans stay."""
    labelled = _labelled_pattern(vocabulary)
    blocks = tuple(replace(block, rows=_mask_rows(block.rows, vocabulary, labelled)) for block in grid.blocks)
    return replace(grid, blocks=blocks)


def mask_text(text: str, labelled: re.Pattern[str] | None = None) -> str:
    """The text with patterns masked; with `labelled`, names after contact labels too."""
    if any(character.isdigit() for character in text) or "@" in text:
        text = _PHONE_AFTER_LABEL.sub(rf"\1{MASK}", text)
        text = _PHONE.sub(MASK, text)
        text = _IDENTITY.sub(MASK, text)
        text = _MAIL.sub(MASK, text)
        text = _ACCOUNT.sub(rf"\1{MASK}", text)
    return labelled.sub(rf"\1{MASK}", text) if labelled is not None else text


def mask_name(name: str, vocabulary: Vocabulary) -> str:
    """The name of a file, folder or sheet without personal data."""
    return mask_text(name, _labelled_pattern(vocabulary))


def is_masked(text: str) -> bool:
    """Whether the whole cell was masked."""
    return text.strip() == MASK


def _labelled_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Label, colon, name: 联系人：王某. Only with a colon, so that 项目负责人制 stays."""
    labels = sorted({entry.label for entry in vocabulary.with_role("contact")}, key=len, reverse=True)
    spaced = "|".join(r"\s*".join(map(re.escape, label)) for label in labels)
    return re.compile(rf"((?:{spaced})(?:[(（][^()（）]{{0,12}}[)）])?\s*[:：]\s*)(?!{MASK}){_NAME}")


def _is_contact(text: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.entry(text, "contact") is not None


def _is_money(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a label heads amounts: 13100000000 beside or below it is money, not a telephone number."""
    entry = vocabulary.entry(text, "total", "funding", "column")
    return entry is not None and (entry.role != "column" or entry.target == "amount")


def _mask_rows(rows: tuple[Row, ...], vocabulary: Vocabulary, labelled: re.Pattern[str]) -> tuple[Row, ...]:
    contact_columns: set[int] = set()  # columns of a list whose heading is a contact label
    money_columns: set[int] = set()
    heading_width = 0
    out: list[Row] = []
    for row in rows:
        contacts = {cell.col_no for cell in row.cells if _is_contact(cell.text, vocabulary)}
        known = sum(1 for cell in row.cells if vocabulary.entries(cell.text))
        if known >= 3 and (known == len(row.cells) or known * 10 >= len(row.cells) * 7 > 20):
            # a heading row: contacts and amounts stand below it too
            contact_columns, heading_width = contacts, row.width
            money_columns = {cell.col_no for cell in row.cells if _is_money(cell.text, vocabulary)}
        cells: list[Cell] = []
        after_contact = after_money = False
        for cell in row.cells:
            if vocabulary.entries(cell.text):
                after_contact = cell.col_no in contacts
                after_money = _is_money(cell.text, vocabulary)
                cells.append(cell)
                continue
            below = row.width == heading_width
            if after_contact or (below and cell.col_no in contact_columns):
                masked = MASK
            elif _NUMBER.match(cell.text) and (after_money or (below and cell.col_no in money_columns)):
                masked = cell.text
            else:
                masked = mask_text(cell.text, labelled)
            cells.append(Cell(cell.row_no, cell.col_no, masked, cell.rowspan, cell.colspan))
        out.append(Row(row.row_no, row.width, tuple(cells)))
    return tuple(out)
