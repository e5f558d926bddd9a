"""Reading a segment that is a list: its heading and rows, the fields above it, and what stands below it."""

from __future__ import annotations

from ingest.forms.context import FormContext
from ingest.forms.fields import FieldReader
from ingest.forms.funding import FundingBlock
from ingest.forms.lines import Line, take_last
from ingest.forms.list_ends import begins_other
from ingest.forms.list_foot import is_foot
from ingest.forms.list_headings import list_columns
from ingest.forms.lists import ListReader
from ingest.forms.segments import Segment, is_furniture


def read_list(segment: Segment, ctx: FormContext, printed_level2: frozenset[str]) -> None:
    """Sort the lines of the segment, then read them. A table of another kind goes on up to the heading printed again.

    Nothing ends a list that has no row yet.
    """
    reader = ListReader(ctx)
    body: list[Line] = []
    other: list[Line] = []  # rows of another table below the list
    headed = is_other = False
    used: list[Line] = []  # rows of the heading below its first
    heads: list[Line] = [line for line in segment.head if not ctx.ledger.has(line.cells[0])]
    for i, line in enumerate(segment.lines):
        if any(line is row for row in used):
            continue
        columns = list_columns(line)
        if columns and not headed:
            used = reader.heading(line, columns, segment.lines[i + 1 : i + 4])
            headed = True
        elif headed and reader.is_repeated_heading(line):
            reader.leave_heading(line, "repeated heading")
            is_other = False
        elif line.is_single and is_furniture(line.says):
            ctx.furniture(line, line.cells[0], "note")
        elif not headed or line.block.kind == "prose":
            heads.append(line)
        elif is_foot(line, is_last=True):
            body.append(line)
        elif is_other:
            other.append(line)
        elif body and begins_other(line, segment.lines[i + 1 : i + 2], reader.columns):
            is_other = True
            other += [*take_last(body, _may_be_title), line]
        else:
            body.append(line)
    for line in other:
        ctx.unread_all(line, line.cells, "no_column")
    _read_heads(heads, reader, ctx)
    reader.read(body, printed_level2)


def _may_be_title(line: Line) -> bool:
    """Whether a text stands alone in its row, at the left or over several columns: right above a table, its title."""
    return line.is_single and (line.cells[0].col_no == 1 or line.cells[0].colspan > 1)


def _read_heads(heads: list[Line], reader: ListReader, ctx: FormContext) -> None:
    """Fields above a list (部门名称：…) hold for each of its records."""
    for line in heads:
        probe = FormContext(ctx.form_no, ctx.words, ctx.ledger, {table: [] for table in ctx.records})
        fields = FieldReader(probe, FundingBlock(probe))
        if not (line.is_single and fields.inline(line, line.cells[0])):
            fields.row(line, line.cells)
        for row in probe.records["fields"]:
            place = {key: row[key] for key in ("page_no", "sheet_name", "table_no", "row_no", "col_no")}
            reader.heads.append((row["field"], row["label_text"], row["value_text"], place))
        ctx.records["unread_cells"].extend(probe.records["unread_cells"])
        ctx.unit_document_text = ctx.unit_document_text or probe.unit_document_text
