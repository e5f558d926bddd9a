"""Splitting a document into forms: titles, heads and rows that belong together; all else is outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.forms import indicators
from ingest.forms.context import FormContext
from ingest.forms.ledger import Ledger
from ingest.forms.lines import (
    Line,
    is_amount,
    is_attachment,
    is_explained_money,
    is_note,
    is_page_number,
    label_entries,
    title_entry,
    unit_of,
    year_of,
)
from ingest.forms.list_headings import list_columns
from ingest.grid import Block, Grid
from ingest.vocabulary import Vocabulary

LABEL_ROLES = frozenset({"field", "column", "category"})
MONEY_ROLES = frozenset({"total", "funding"})
GOALS = ("goal_text", "goal_overall_text", "goal_mid_text")
# Prose between a title and its table: more than this and the title was a line of contents.
MAX_PROSE_BELOW_TITLE = 6


@dataclass(slots=True)
class Segment:
    """A run of lines that may be a form: what stands above it, then its rows."""

    title: Line | None = None
    head: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    interrupted: bool = False  # prose of no known kind stood in between
    table_start: Block | None = None  # where the table of its last row began


@dataclass(slots=True)
class Split:
    """The segments of a document and the lines outside of all of them, in reading order."""

    segments: list[Segment]
    outside: list[Line]


def lines_of(grid: Grid) -> Iterator[Line]:
    """Every row that has a non-blank cell."""
    spanned = False
    for block in grid.blocks:
        if block.kind == "table":  # the rest of a table cut by a page is as true as its beginning
            spanned = (spanned and block.continues) or _has_spans(block)
        for row in block.rows:
            if row.cells:
                yield Line(block, row, spanned and block.kind == "table")


def _has_spans(block: Block) -> bool:
    """Whether cells of the table are merged; a title over all columns of a sheet says nothing of the rows below it."""
    return any(
        cell.rowspan > 1 or (cell.colspan > 1 and len(row.cells) > 1) for row in block.rows for cell in row.cells
    )


def split(grid: Grid, vocabulary: Vocabulary) -> Split:
    """Split a grid into segments. Whether a segment is a form is `is_form`'s to say; what is hidden is none."""
    splitter = _Splitter(vocabulary)
    inside = _blocks_inside_a_table(grid)
    for line in lines_of(grid):
        if line.block.hidden or id(line.block) in inside:
            splitter.outside.append(line)
        else:
            splitter.take(line)
    splitter.finish()
    return Split(splitter.segments, splitter.outside)


def _blocks_inside_a_table(grid: Grid) -> set[int]:
    """Prose between a table and its rest on the next page: page numbers, running lines, the title printed again."""
    inside: set[int] = set()
    since_table: list[int] = []
    for block in grid.blocks:
        if block.kind == "prose":
            since_table.append(id(block))
            continue
        if block.continues:
            inside.update(since_table)
        since_table = []
    return inside


def is_form(segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether the segment is surely a target form or list."""
    labels = 0
    heading = listed = goal = named = money = False
    for line in segment.lines:
        for cell in line.cells:
            entries = label_entries(cell.text, vocabulary)
            labels += any(entry.role in LABEL_ROLES for entry in entries)
            money |= any(entry.role in MONEY_ROLES for entry in entries)
            goal |= any(entry.role == "field" and entry.target in GOALS for entry in entries)
            named |= any(
                entry.role == "field" and entry.target in ("project_name", "department_name") for entry in entries
            )
        heading |= is_indicator_heading(line, vocabulary)
        listed |= bool(list_columns(vocabulary, line.cells))
    titled = segment.title is not None
    if listed:
        return True
    if heading:
        return named or titled
    if titled:
        return labels >= 3 or (named and (goal or money))
    return goal and named and labels >= 5


def is_indicator_heading(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether the row names the columns of an indicator block, section heading aside."""
    cells = line.cells
    if sum(1 for cell in cells if vocabulary.entries(cell.text)) < 2:
        return False  # most rows end here
    probe = FormContext(0, vocabulary, Ledger(), {})
    if cells and vocabulary.entry(cells[0].text, "section") and len(cells) > 2:
        cells = cells[1:]
    return indicators.is_heading(probe, cells)


class _Splitter:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.segments: list[Segment] = []
        self.outside: list[Line] = []
        self.current: Segment | None = None
        self.title: Line | None = None
        self.head: list[Line] = []
        self.prose_below_title = 0
        self.last: Line | None = None
        self.table: Block | None = None  # the last table taken, and where it began if a page has cut it
        self.table_start: Block | None = None

    def take(self, line: Line) -> None:
        """Sort one line."""
        vocabulary = self.vocabulary
        if self.last is not None and self.last.block.sheet_name != line.block.sheet_name:
            self._close()  # a form does not go on on another sheet
            self._drop_head(keep=False)
        if line.block.kind == "table" and line.block is not self.table:
            if not line.block.continues:
                self.table_start = line.block
            self.table = line.block
        if line.is_single and title_entry(line, vocabulary):
            self._close()
            self._drop_head(keep=self.title is None)
            self.title, self.prose_below_title = line, 0
        elif line.is_single and is_attachment(line.text, vocabulary):
            self._close()
            self._drop_head(keep=False)
            self.head.append(line)
        elif line.is_single and self._is_head(line):
            (self.head if self.current is None or self.title else self.current.lines).append(line)
        elif line.is_single and (is_note(line.text, vocabulary) or is_page_number(line.text)):
            (self.current.lines if self.current else self.outside).append(line)
        elif line.block.kind == "prose":
            self._prose(line)
        else:
            self._row(line)
        self.last = line

    def finish(self) -> None:
        """Close what is open."""
        self._close()
        self._drop_head(keep=False)

    def _is_head(self, line: Line) -> bool:
        if year_of(line.text) or unit_of(line.text):
            return True
        if line.block.kind != "prose" or ("：" not in line.text and ":" not in line.text) or len(line.text) > 200:
            return False
        label = line.text.replace(":", "：").split("：")[0]
        return self.vocabulary.entry(label, "field", "contact") is not None

    def _prose(self, line: Line) -> None:
        self.outside.append(line)
        if self.current is not None:
            self.current.interrupted = True
        self.prose_below_title += 1
        if self.title is not None and self.prose_below_title > MAX_PROSE_BELOW_TITLE:
            self._drop_head(keep=False)

    def _row(self, line: Line) -> None:
        if (
            self.title is not None
            or (self.current is None and self.head)
            or self.current is None
            or self._starts_form(line)
            or not self._continues(line)
        ):
            self._close()
            self._open()
        if self.current is None:
            raise ValueError("no segment is open")
        self.current.interrupted = False
        self.current.table_start = self.table_start
        self.current.lines.append(line)

    def _open(self) -> None:
        self.current = Segment(self.title, self.head)
        self.title, self.head = None, []

    def _close(self) -> None:
        if self.current is not None:
            self._drop_prose_below(self.current)
            self.segments.append(self.current)
            self.current = None

    def _drop_prose_below(self, segment: Segment) -> None:
        """In a sheet the prose below a form stands in the rows of its table: texts alone in theirs, no labels."""
        end = len(segment.lines)
        while end and self._is_prose_row(segment.lines[end - 1]):
            end -= 1
        if end < len(segment.lines) and self._has_body(segment):
            self.outside.extend(segment.lines[end:])
            del segment.lines[end:]

    def _is_prose_row(self, line: Line) -> bool:
        if not line.is_single or line.block.kind != "table" or self._is_head(line):
            return False
        cell = line.cells[0]
        entries = label_entries(cell.text, self.vocabulary)
        is_term = bool(entries) and is_explained_money(cell.text, self.vocabulary)
        if (entries and not is_term) or is_note(cell.text, self.vocabulary):
            return False
        return cell.col_no == 1 and (not line.spanned or cell.colspan * 2 >= line.row.width)

    def _drop_head(self, keep: bool) -> None:
        """Lines above a title that led to no table are outside."""
        if self.title is not None:
            self.outside.append(self.title)
            self.title = None
        if not keep:
            self.outside.extend(self.head)
            self.head = []

    def _targets(self, line: Line) -> list[str | None]:
        found = (label_entries(cell.text, self.vocabulary) for cell in line.cells)
        return [next((entry.target for entry in entries if entry.role == "field"), None) for entries in found]

    def _starts_form(self, line: Line) -> bool:
        """A project's name as first label, or a list's heading, where the segment has one already."""
        if self.current is None:
            return True
        if list_columns(self.vocabulary, line.cells):
            key = tuple(cell.text for cell in line.cells)
            if any(tuple(cell.text for cell in earlier.cells) == key for earlier in self.current.lines):
                return False  # the heading of the same list, printed again on a new page
            return any(
                list_columns(self.vocabulary, earlier.cells) or is_indicator_heading(earlier, self.vocabulary)
                for earlier in self.current.lines
            )
        first = self._targets(line)[0]
        if first not in ("project_name", "department_name"):
            return False
        return any(self._targets(earlier)[0] == first for earlier in self.current.lines)

    def _has_body(self, segment: Segment) -> bool:
        """Whether the headings of indicators or of a list were printed already."""
        return any(
            is_indicator_heading(line, self.vocabulary) or bool(list_columns(self.vocabulary, line.cells))
            for line in segment.lines
        )

    def _continues(self, line: Line) -> bool:
        """Whether a row goes on with the segment: the same table, or a table cut by a page."""
        current = self.current
        if current is None:
            return False
        last = current.lines[-1] if current.lines else None
        if last is None or (last.block is line.block and not current.interrupted):
            return True
        if line.block.continues and current.table_start is self.table_start:
            return True  # the reader saw one table; lines between are the page's, not the form's
        first = line.cells[0].text
        known = self.vocabulary.entry(first, "section", "category", "column", "field", "total", "funding")
        if current.interrupted:
            return is_indicator_heading(line, self.vocabulary) and is_form_so_far(current, self.vocabulary)
        if is_form_so_far(current, self.vocabulary) and not self._has_body(current):
            return True  # a page ended inside the head: the rest of the form is still to come
        if list_columns(self.vocabulary, last.cells):
            return True  # a page ended inside the heading or right below it
        if last.block is not line.block and is_heading_of_labels(line, self.vocabulary):
            return False
        rows = [earlier for earlier in current.lines if earlier.block.kind == "table"]
        same_width = bool(rows) and abs(rows[-1].row.width - line.row.width) <= 1
        return known is not None or same_width or (is_amount(line.cells[-1].text) and bool(rows) and same_width)


def is_heading_of_labels(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row heads a table of another kind: three cells or more, all text, labels beside labels."""
    if len(line.cells) < 3 or is_indicator_heading(line, vocabulary) or list_columns(vocabulary, line.cells):
        return False
    if any(is_amount(cell.text) or len(cell.text) > 30 for cell in line.cells):
        return False
    known = [bool(vocabulary.entry(cell.text, "field", "column", "total", "funding")) for cell in line.cells]
    return any(one and other for one, other in zip(known, known[1:], strict=False))


def is_form_so_far(segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether a segment that prose interrupts looks like the head of a form."""
    return segment.title is not None or any(
        (entry := vocabulary.entry(line.cells[0].text, "field")) is not None and entry.target == "project_name"
        for line in segment.lines
    )
