"""Forms: Grid in, records of the raw contract and the ledger out. Words come from the vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from ingest.forms.context import TABLES, FormContext, Records
from ingest.forms.form import read_segment
from ingest.forms.ledger import Fate, Ledger
from ingest.forms.lines import Line
from ingest.forms.segments import Segment, is_form
from ingest.forms.side_by_side import Doubled, Head, cut, head_beside
from ingest.forms.split import split
from ingest.forms.value_headings import only_year
from ingest.forms.words import LABEL_ROLES, Words
from ingest.grid import Block, Grid
from ingest.vocabulary import Vocabulary

VERSION = "forms-12"

# An unclaimed table with this many field, column or category labels: we may have missed a form.
MISSED_FORM_LABELS = 3
# Years of cited documents (国发〔2022〕5号): the text cannot be older than they are.
_CITED_YEAR = re.compile(r"[〔\[【(（]\s*((?:19|20)\d{2})\s*[〕\]】)）]\s*第?\s*\d+\s*号")
_HEAD_LENGTH = 500
# A short line with a digit may be an amount or a target value, and so is money anywhere; of other texts one in four may
# be unread.
_FIGURE = re.compile(r"^(?=.*\d).{1,20}$|\d\s*[百千]?[万亿]?元", re.M)
_MOST_UNREAD = 4


class Reason(NamedTuple):
    """Why a document is not, or not wholly, read: a code of seeds/reason_codes.csv, and in words."""

    code: str
    text: str


@dataclass
class DocumentReading:
    """All that was read of one document. `records` holds rows without document_id, by raw table."""

    records: Records
    ledger: Ledger
    status: str
    reason_code: str | None
    reason: str | None
    title_text: str | None = None
    head_text: str | None = None
    cited_year_max: str | None = None
    counts: dict[Fate, int] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()  # as they were read: of forms side by side each has its own

    @property
    def forms_count(self) -> int:
        """Forms and lists read."""
        return len(self.records["forms"])


def read_forms(grid: Grid, vocabulary: Vocabulary) -> DocumentReading:
    """Read every form of a document. Each non-blank cell of the grid ends in the ledger, exactly once."""
    ledger = Ledger()
    records: Records = {table: [] for table in TABLES}
    words = vocabulary.made(Words)
    blocks, mixed = cut(grid.blocks, words)
    if len(blocks) > len(grid.blocks):
        grid = replace(grid, blocks=blocks)
    parts = split(grid, words)
    outside: list[Line] = list(parts.outside)
    claimed: list[Segment] = []
    heads: list[Head] = []  # of the forms so far: it holds for a form printed beside one of them
    for segment in parts.segments:
        if is_form(segment):
            ctx = FormContext(len(records["forms"]) + 1, words, ledger, records, _head_year(segment))
            _read_form(segment, ctx, heads)
            claimed.append(segment)
        else:
            outside += [*([segment.title] if segment.title else []), *segment.head, *segment.lines]
    order = {id(block): no for no, block in enumerate(grid.blocks)}
    outside.sort(key=lambda line: (order[id(line.block)], line.row_no))
    missed = _emit_outside(outside, ledger, records)
    forms = records["forms"]
    counts = ledger.counts()
    unread = _unread(ledger, counts)
    status, reason = _status(grid, len(forms), len(outside), missed, mixed, unread)
    return DocumentReading(
        records,
        ledger,
        status,
        reason.code if reason else None,
        reason.text if reason else None,
        title_text=next((form["title_text"] for form in forms if form["title_text"]), None),
        head_text=_head_text(grid, claimed),
        cited_year_max=_cited_year(claimed),
        counts=counts,
        blocks=grid.blocks,
    )


def _read_form(segment: Segment, ctx: FormContext, heads: list[Head]) -> None:
    """Read a form. What stands above the form that it is printed beside holds for it too."""
    beside = head_beside(segment, heads)
    if beside is not None:
        ctx.head_year = ctx.head_year or only_year([beside.year_text or "", beside.title_text or ""])
        if not any(line.is_single and line.says.unit for line in (*segment.head, *segment.lines)):
            ctx.unit_document_text = beside.unit_text
    read_segment(segment, ctx)
    form = ctx.records["forms"][-1]
    if beside is not None:
        form["title_text"] = form["title_text"] or beside.title_text
        form["year_text"] = form["year_text"] or beside.year_text
    heads.append(Head(segment.lines[0], form["title_text"], form["year_text"], form["unit_document_text"]))


def _head_year(segment: Segment) -> int | None:
    """The year of a line like (2024年度) above the rows, else of the title."""
    lines = [line for line in segment.head if line.says.is_year]
    return only_year(line.text for line in (*lines, segment.title) if line is not None)


def _status(
    grid: Grid,
    forms: int,
    outside: int,
    missed: list[dict[str, Any]],
    mixed: list[Doubled],
    unread: Reason | None,
) -> tuple[str, Reason | None]:
    """Status and reason of a document. Where there are several reasons the gravest gives the code."""
    pictures = f"{grid.pictures} pages are pictures without text"
    if not forms and grid.pictures and not grid.recognised:
        return "rejected", Reason("scan_without_text", f"{pictures}; no target form on the others")
    if not forms:
        recognised = f"; the text of {grid.recognised} pages was recognised" if grid.recognised else ""
        recognised += f"; {pictures}" if grid.pictures else ""
        return "rejected", Reason("no_target_form", f"{outside} lines, none in a target form{recognised}")
    reasons: list[Reason] = []
    if grid.recognised:
        doubtful = f"; {grid.doubtful} characters that were not sure stand as \ufffd" if grid.doubtful else ""
        reasons.append(Reason("recognised_scan", f"the text of {grid.recognised} pages was recognised{doubtful}"))
    if missed:
        first = missed[0]
        labels = f"“{first['first_text'][:40]}” carries {first['label_count']} labels"
        reasons.append(Reason("possible_missed_form", f"row {first['row_no']}: {labels}"))
    for doubled in mixed:
        twice = f"“{doubled.label}” stands twice, with two names: two forms side by side may be read as one"
        reasons.append(Reason("possible_missed_form", f"row {doubled.row.row_no}: {twice}"))
    if grid.pictures:
        reasons.append(Reason("scanned_pages", pictures))
    if unread is not None:
        reasons.append(unread)
    if grid.damaged:
        reasons.append(Reason("damaged_text", "some bytes could not be decoded"))
    if not reasons:
        return "read", None
    return "partial", Reason(reasons[0].code, "; ".join(reason.text for reason in reasons))


def _unread(ledger: Ledger, counts: dict[Fate, int]) -> Reason | None:
    """Whether what was not understood may be figures: it holds some, or is more than a quarter of the forms."""
    if not counts["unread"]:
        return None
    unread = list(ledger.cells("unread"))
    figures = [cell for cell in unread if _FIGURE.search(cell.text)]
    of_forms = counts["unread"] + counts["used"] + counts["furniture"]
    if not figures and counts["unread"] * _MOST_UNREAD <= of_forms:
        return None
    first = min(figures or unread, key=lambda cell: (cell.row_no, cell.col_no))
    cells = f"{counts['unread']} of {of_forms} cells of its forms were not understood"
    return Reason("unread_cells", f"{cells}, such as “{first.text.strip()[:40]}” in row {first.row_no}")


def _emit_outside(lines: list[Line], ledger: Ledger, records: Records) -> list[dict[str, Any]]:
    """List the runs of prose and tables that no form claims; return those that look like forms.

    What the document hides is listed too, and never looked at as a form.
    """
    missed: list[dict[str, Any]] = []
    for block_no, (_, group) in enumerate(groupby(lines, key=lambda line: id(line.block)), start=1):
        run = list(group)
        labels = 0
        for line in run:
            for cell in line.cells:
                ledger.assign(line.block, cell, "outside", line.block.kind)
                labels += any(entry.role in LABEL_ROLES for entry in cell.says.entries)
        first = run[0]
        row = {
            "page_no": first.block.page_no,
            "sheet_name": first.block.sheet_name,
            "table_no": first.block.table_no,
            "row_no": first.row_no,
            "col_no": first.cells[0].col_no,
            "block_no": block_no,
            "last_row_no": run[-1].row_no,
            "kind": first.block.kind,
            "cells": sum(len(line.cells) for line in run),
            "first_text": first.text[:100],
            "label_count": labels,
        }
        records["unclaimed_tables"].append(row)
        if first.block.kind == "table" and labels >= MISSED_FORM_LABELS and not first.block.hidden:
            missed.append(row)
    return missed


def _head_text(grid: Grid, claimed: list[Segment]) -> str | None:
    """Prose above the first form: it may name the publisher and the year."""
    if not claimed:
        return None
    first = claimed[0].lines[0].block
    above = takewhile(lambda block: block is not first, grid.blocks)
    texts = [
        cell.text.strip()
        for block in above
        if block.kind == "prose" and not block.hidden
        for row in block.rows
        for cell in row.cells
    ]
    return "\n".join(texts)[:_HEAD_LENGTH] or None


def _cited_year(claimed: list[Segment]) -> str | None:
    years = [
        year
        for segment in claimed
        for line in segment.lines
        for cell in line.cells
        if "号" in cell.text
        for year in _CITED_YEAR.findall(cell.says.normal)
    ]
    return max(years, default=None)
