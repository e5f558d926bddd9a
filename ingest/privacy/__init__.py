"""Personal data is masked in the grid, before anything is cached, logged, explained or stored.

Masked are: the value beside, below or behind a contact label of the vocabulary, and telephone, identity-card,
bank-account and e-mail patterns anywhere, with the name that stands before them. Labels stay, so that the kind of
what was there stays visible. Figures, codes, dates and document numbers stay.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from ingest.grid import Block, Grid
from ingest.privacy.blocks import mask_together
from ingest.privacy.numbers import MAY_HOLD_NUMBER
from ingest.privacy.texts import MASK, Texts, mask
from ingest.vocabulary import Vocabulary

VERSION = "privacy-6"


def mask_grid(grid: Grid, vocabulary: Vocabulary) -> Grid:
    """The grid without personal data. Idempotent; places and spans stay."""
    texts = vocabulary.made(Texts)
    aligned = grid.media_type != "text/plain"
    blocks: list[Block] = []
    one_sheet = "whole file" if grid.media_type == "text/csv" else None
    for _, group in groupby(grid.blocks, key=lambda block: block.sheet_name or one_sheet or id(block)):
        sheet = list(group)
        sheet_name = sheet[0].sheet_name and mask(sheet[0].sheet_name, texts.words)
        blocks += [
            block
            if rows == block.rows and sheet_name == block.sheet_name
            else replace(block, rows=rows, sheet_name=sheet_name)
            for block, rows in zip(sheet, mask_together(sheet, texts, aligned), strict=True)
        ]
    return replace(grid, blocks=tuple(blocks))


def mask_text(text: str) -> str:
    """The text with patterns masked, and names before them."""
    return mask(text, None)


def mask_records(records: dict[str, list[dict[str, Any]]]) -> None:
    """Mask patterns in rows of raw, in place, but for amounts.

    A number beside a money label is left as it is in the grid. Where the forms then take it for no amount, it may be
    a telephone number after all.
    """
    for rows in records.values():
        for row in rows:
            for column, text in row.items():
                if isinstance(text, str) and column != "amount_text" and MAY_HOLD_NUMBER.search(text):
                    row[column] = mask(text, None)


def mask_name(name: str, vocabulary: Vocabulary) -> str:
    """The name of a file, folder or sheet without personal data."""
    return mask(name, vocabulary.made(Texts).words)


def is_masked(text: str) -> bool:
    """Whether the whole cell was masked."""
    return text.strip() == MASK
