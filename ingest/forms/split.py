"""Splitting a document into forms: titles, heads and rows that belong together; all else is outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.forms.lines import FormCell, Line, take_last
from ingest.forms.list_headings import heading_texts, heads_list
from ingest.forms.segments import HEADING_ROLES, Segment, is_heading_of_labels, is_indicator_heading, whose
from ingest.forms.words import Words
from ingest.grid import Block, Grid
from ingest.vocabulary import Entry

_KNOWN_ROLES = HEADING_ROLES | {"section", "category"}
# Prose between a title and its table: more than this and the title was a line of contents.
MAX_PROSE_BELOW_TITLE = 6


@dataclass(slots=True)
class Split:
    """The segments of a document and the lines outside of all of them, in reading order."""

    segments: list[Segment]
    outside: list[Line]


def lines_of(grid: Grid, words: Words) -> Iterator[Line]:
    """Every row that has a non-blank cell."""
    spanned = False
    for block in grid.blocks:
        if block.kind == "table":  # the rest of a table cut by a page is as true as its beginning
            spanned = (spanned and block.continues) or _has_spans(block)
        for row in block.rows:
            if row.cells:
                yield Line(block, row, spanned and block.kind == "table", words)


def _has_spans(block: Block) -> bool:
    """Whether cells of the table are merged; a title over all columns of a sheet says nothing of the rows below it."""
    for row in block.rows:
        for cell in row.cells:
            if cell.rowspan > 1 or (cell.colspan > 1 and len(row.cells) > 1):
                return True
    return False


def split(grid: Grid, words: Words) -> Split:
    """Split a grid into segments. Whether a segment is a form is `is_form`'s to say; what is hidden is none."""
    splitter = _Splitter()
    inside = _blocks_inside_a_table(grid)
    for line in lines_of(grid, words):
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


class _Splitter:
    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.outside: list[Line] = []
        self.current: Segment | None = None
        self.title: Line | None = None
        self.head: list[Line] = []
        self.between: list[Line] = []  # unit, year and fields below the rows of a form: the next row tells whose
        self.head_fields: set[Entry] = set()  # that stood in the heads of forms
        self.prose_below_title = 0
        self.block: Block | None = None  # of the last line
        self.table_start: Block | None = None  # where the last table began, if a page has cut it
        self.going_on: Line | None = None  # 目标表（续表）: what stands below it tells whether a form goes on

    def take(self, line: Line) -> None:
        """Sort one line."""
        if self.going_on is not None:
            self._judge_going_on(line)
        if line.block is not self.block:
            self._enter(line.block)
        if not line.is_single and _is_titled_row(line):
            title, *parts = line.parts()
            self._begin(title)
            self.head += parts
        elif self._is_above_or_below(line) or self._names_department_again(line):
            self.between.append(line)
        elif not (line.is_single and self._alone(line)):
            if line.block.kind == "prose":
                self._prose(line)
            else:
                self._row(line)

    def _is_above_or_below(self, line: Line) -> bool:
        """Whether a row like 部门名称：某局 | 单位：万元 stands above a form, or below the body of one."""
        if line.is_single or self.title is not None:
            return False
        return (self.current is None or self.current.has_body) and _is_head_row(line)

    def _names_department_again(self, line: Line) -> bool:
        """Whether a row between those of a list is 部门名称：某局, as one above them is."""
        asks = line.says.asks_name
        if asks != "department_name" or self.current is None or self.title is not None or not line.is_single:
            return False
        return bool(self.current.list_headings) and asks in self.current.asked_names and bool(whose(line))

    def _enter(self, block: Block) -> None:
        if self.block is not None and self.block.sheet_name != block.sheet_name:
            self._close()  # a form does not go on on another sheet
            self._drop_head(keep=False)
        if block.kind == "table" and not block.continues:
            self.table_start = block
        self.block = block

    def _alone(self, line: Line) -> bool:
        """Sort a text that stands alone in its line by what it says; False where that is nothing of its own."""
        says = line.says
        if says.continues is not None and self._may_go_on(says.continues):
            self.going_on = line
        elif says.title:
            self._begin(line)
        elif says.is_attachment:
            self._close()
            self._drop_head(keep=False)
            self.head.append(line)
        elif _is_head(line):
            if self.current is None or self.title:
                self.head.append(line)
            elif says.is_year or says.unit or not self.head_fields.isdisjoint(_head_fields(line)):
                self.between.append(line)
            else:
                self.current.add(line)
        elif says.is_note or says.is_page_number:
            if self.current:
                self.current.add(line)
            else:
                self.outside.append(line)
        else:
            return False
        return True

    def _begin(self, title: Line) -> None:
        above, self.between = _cell_by_cell(self.between), []
        self._close()
        self._drop_head(keep=self.title is None)
        self.head += above
        self.title, self.prose_below_title = title, 0

    def _may_go_on(self, title: str) -> bool:
        """Whether 续表 stands alone, or behind the title of the form that is open and has come to its indicators."""
        if self.current is None or not self.current.has_body:
            return False
        above = self.current.title
        return not title or (above is not None and title == above.says.closed_up)

    def _judge_going_on(self, line: Line) -> None:
        """The form goes on where the next line is a heading of it printed again, or a row that asks for no field. A
        unit, a year, a field or another project below the title make it that of a form of its own.
        """
        title, self.going_on = self.going_on, None
        if title is None:
            raise ValueError("no title waits")
        if self._is_rest(line):
            self.outside.append(title)
        elif title.says.title:
            self._begin(title)
        else:
            self._prose(title)

    def _is_rest(self, line: Line) -> bool:
        current = self.current
        if current is None or line.block.kind != "table" or line.block.sheet_name != current.lines[-1].block.sheet_name:
            return False
        if heads_list(line):
            return heading_texts(line) in current.list_headings
        says = line.says
        if line.is_single and (_is_head(line) or says.title or says.is_attachment or (says.said and not says.category)):
            return False
        return is_indicator_heading(line) or line.fields == 0

    def finish(self) -> None:
        """Close what is open."""
        if self.going_on is not None:
            self.outside.append(self.going_on)
        self._close()
        self._drop_head(keep=False)

    def _prose(self, line: Line) -> None:
        self.outside.append(line)
        if self.current is not None:
            self.current.interrupted = True
        self.prose_below_title += 1
        if self.title is not None and self.prose_below_title > MAX_PROSE_BELOW_TITLE:
            self._drop_head(keep=False)

    def _row(self, line: Line) -> None:
        above: list[Line] = []
        if (
            self.current is None
            or self.title is not None
            or (line.says.said and self._starts_form(line, self.current))
            or not self._continues(line, self.current)
        ):
            self.head, self.between = self.head + _cell_by_cell(self.between), []
            if self.current is not None and self.title is None and line.says.asks_name:
                above = self.current.take_head_below()
            self._close()
            self._open()
        if self.current is None:
            raise ValueError("no segment is open")
        self.current.interrupted = False
        self.current.table_start = self.table_start
        for row in self.between:
            if row.is_single or self.current.list_headings:
                above.append(row)
            else:  # the page's, printed again
                self.outside.append(row)
        for row in (*above, line):
            self.current.add(row)
        self.between = []

    def _open(self) -> None:
        self.current = Segment(self.title, self.head)
        self.head_fields.update(entry for line in self.head for entry in _head_fields(line))
        self.title, self.head = None, []

    def _close(self) -> None:
        self.outside += self.between  # they led to no row
        self.between = []
        if self.current is not None:
            self._drop_prose_below(self.current)
            self.segments.append(self.current)
            self.current = None

    def _drop_prose_below(self, segment: Segment) -> None:
        """In a sheet the prose below a form stands in the rows of its table: texts alone in theirs, no labels."""
        if segment.has_body:
            self.outside += take_last(segment.lines, _is_prose_row)

    def _drop_head(self, keep: bool) -> None:
        """Lines above a title that led to no table are outside."""
        if self.title is not None:
            self.outside.append(self.title)
            self.title = None
        if not keep:
            self.outside.extend(self.head)
            self.head = []

    @staticmethod
    def _starts_form(line: Line, current: Segment) -> bool:
        """A project's name as first label, or a list's heading, where the segment has one already; below the indicators
        also another name, code or agency behind a label that stands above them.
        """
        if heads_list(line):  # if not of the same list, printed again on a new page
            return current.has_body and heading_texts(line) not in current.list_headings
        return line.says.asks_name in current.asked_names or current.is_of_another(line)

    def _is_cut_off(self, line: Line, current: Segment) -> bool:
        """Whether what stands between the rows of a form and the next row names another unit, project or agency. A row
        that can only be one of those above, such as a record of a list, needs its headings.
        """
        if not self.between or not current.has_body:
            return False  # most rows
        if any(current.differs(above) for above in self.between) and not _needs_headings(line, current):
            return True
        units = {cell.says.unit for line in self.between for cell in line.cells if cell.says.unit}
        if not units:
            return False
        own = current.unit or (current.title.says.unit_in_heading if current.title else None)
        return own is not None and own not in units

    def _continues(self, line: Line, current: Segment) -> bool:
        """Whether a row goes on with the segment: the same table, or a table cut by a page."""
        last = current.lines[-1] if current.lines else None
        if self._is_cut_off(line, current):
            return False
        if last is None or (last.block is line.block and not current.interrupted):
            return True
        if line.block.continues and current.table_start is self.table_start:
            return True  # the reader saw one table; lines between are the page's, not the form's
        if current.interrupted:
            return is_indicator_heading(line) and current.is_form_so_far
        if current.is_form_so_far and not current.has_body:
            return True  # a page ended inside the head: the rest of the form is still to come
        if heads_list(last):
            return True  # a page ended inside the heading or right below it
        if last.block is not line.block and is_heading_of_labels(line):
            return False
        if not line.says.by_role.keys().isdisjoint(_KNOWN_ROLES):
            return True
        above = next((earlier for earlier in reversed(current.lines) if earlier.block.kind == "table"), None)
        return above is not None and abs(above.width - line.width) <= 1


def _needs_headings(line: Line, current: Segment) -> bool:
    """Whether a row asks for no field and heads nothing: in a list a record, in a form a row of indicators."""
    if line.fields or line.is_single or is_heading_of_labels(line) or is_indicator_heading(line):
        return False
    return bool(current.list_headings) or bool(line.says.category)


def _is_head(line: Line) -> bool:
    """A year, a unit, or a field in prose: what stands between a title and its table."""
    if line.says.is_year or line.says.unit:
        return True
    if line.block.kind != "prose" or not line.says.said or len(line.text) > 200:
        return False
    return any(entry.role in ("field", "contact") for entry in line.says.before_colon)


def _cell_by_cell(lines: list[Line]) -> list[Line]:
    """The lines, each cell as if it stood alone in its row."""
    return [part for line in lines for part in ([line] if line.is_single else line.parts())]


def _is_titled_row(line: Line) -> bool:
    """A title with the unit or year in a cell beside it."""
    return bool(line.says.title) and not line.says.continues and all(_is_unit_or_year(cell) for cell in line.cells[1:])


def _is_head_row(line: Line) -> bool:
    """部门名称：某局 | 单位：万元, or a year and a unit, in the cells of one row."""
    if not any(cell.says.is_unit for cell in line.cells):
        return False  # most rows
    return all(
        _is_unit_or_year(cell) or (not cell.says.entries and any(entry.role == "field" for entry in cell.says.said))
        for cell in line.cells
    )


def _is_unit_or_year(cell: FormCell) -> bool:
    return cell.says.is_unit or cell.says.is_year


def _head_fields(line: Line) -> Sequence[Entry]:
    """The fields that a line of prose above a table asks for: 部门名称：某局."""
    return [entry for entry in line.says.before_colon if entry.role == "field"] if line.block.kind == "prose" else ()


def _is_prose_row(line: Line) -> bool:
    if not line.is_single or line.block.kind != "table" or _is_head(line):
        return False
    says = line.says
    if (says.said and not says.is_explained_money) or says.is_note:
        return False
    cell = line.cells[0]
    return cell.col_no == 1 and (not line.spanned or cell.colspan * 2 >= line.width)
