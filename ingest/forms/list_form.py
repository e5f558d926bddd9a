"""Reading a segment that is a list: its heading and rows, the fields above it, and what stands below it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.forms.context import FormContext
from ingest.forms.fields import FieldReader
from ingest.forms.funding import FundingBlock
from ingest.forms.lines import Line, take_last
from ingest.forms.list_ends import begins_other
from ingest.forms.list_foot import is_foot
from ingest.forms.list_headings import list_columns
from ingest.forms.lists import Head, ListReader
from ingest.forms.segments import Segment, is_furniture, without_page

_AGENCIES = ("department_name", "implementing_agency", "supervising_agency", "agency_code")


def read_list(segment: Segment, ctx: FormContext, printed_level2: frozenset[str]) -> None:
    """Sort the lines of the segment, then read them. A table of another kind goes on up to the heading printed again.

    Nothing ends a list that has no row yet. A line that names an agency once more holds for the rows below it.
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
        below = segment.lines[i + 1 :]
        if headed and not line.is_single:
            ctx.unit_document_text = ctx.unit_document_text or _unit_of(heads)
            line = _beside_unit(line, below, body, reader)
        columns = list_columns(line)
        if columns and not headed:
            used = reader.heading(line, columns, below[:3])
            headed = True
        elif headed and reader.is_repeated_heading(line):
            reader.leave_heading(line, "repeated heading")
            is_other = False
        elif line.is_single and is_furniture(line.says):
            ctx.furniture(line, line.cells[0], "note")
        elif headed and line.is_single and _names_agency(line) and any(map(_may_be_record, below)):
            is_other = False
            if body:
                reader.changes[id(line)] = []
                body.append(line)
            else:
                heads.append(line)
        elif not headed or line.block.kind == "prose":
            heads.append(line)
        elif is_foot(line, is_last=True) and not (body and any(cell.says.is_unit for cell in line.cells)):
            body.append(line)
        elif is_other:
            other.append(line)
        elif body and begins_other(line, below[:1], reader.columns):
            is_other = True
            other += [*take_last(body, _may_be_title), line]
        else:
            body.append(line)
    for line in other:
        ctx.unread_all(line, line.cells, "no_column")
    for line in heads:
        reader.heads += _read_head(line, ctx)
    _read_changes([line for line in body if id(line) in reader.changes], reader, ctx)
    reader.read(body, printed_level2)


def _may_be_title(line: Line) -> bool:
    """Whether a text stands alone in its row, at the left or over several columns: right above a table, its title."""
    return line.is_single and (line.cells[0].col_no == 1 or line.cells[0].colspan > 1)


def _may_be_record(line: Line) -> bool:
    return not line.is_single and line.block.kind == "table" and not is_foot(line, is_last=True)


def _unit_of(heads: Sequence[Line]) -> str | None:
    """The money unit in a row above the heading."""
    return next((cell.says.unit for line in heads for cell in line.cells if cell.says.is_unit), None)


def _names_agency(line: Line) -> bool:
    """Whether a line is 部门名称：某局, or the like."""
    said = line.says.before_colon
    return bool(said) and all(entry.target in _AGENCIES for entry in said)


def _beside_unit(line: Line, below: Sequence[Line], body: Sequence[Line], reader: ListReader) -> Line:
    """Of a row that names an agency beside the money unit of the list (某局 | 单位：万元) the name, its unit taken; any
    other row as it is. Without a label it is one where a project stands below it.
    """
    ctx = reader.ctx
    units = [part for part in line.parts() if part.says.is_unit]
    names = [part for part in line.parts() if not part.says.is_unit]
    if len(units) != 1 or len(names) != 1 or line.block.kind != "table":
        return line
    unit, own = units[0].says.unit, ctx.unit_document_text
    if (own is None and body) or own not in (None, unit):
        return line
    if not (_names_agency(names[0]) or any(reader.columns.is_project(row) for row in below[:1])):
        return line
    ctx.unit_document_text = unit
    ctx.furniture(line, units[0].cells[0], "unit of the document")
    return names[0]


def _read_head(line: Line, ctx: FormContext) -> list[Head]:
    """Fields above a list (部门名称：…) hold for each of its records."""
    probe = FormContext(ctx.form_no, ctx.words, ctx.ledger, {table: [] for table in ctx.records})
    fields = FieldReader(probe, FundingBlock(probe))
    if not (line.is_single and fields.inline(line, line.cells[0])):
        fields.row(line, line.cells)
    ctx.records["unread_cells"].extend(probe.records["unread_cells"])
    ctx.unit_document_text = ctx.unit_document_text or probe.unit_document_text
    return [
        (
            row["field"],
            row["label_text"],
            row["value_text"] and without_page(row["value_text"]),
            {key: row[key] for key in ("page_no", "sheet_name", "table_no", "row_no", "col_no")},
        )
        for row in probe.records["fields"]
    ]


def _read_changes(lines: Sequence[Line], reader: ListReader, ctx: FormContext) -> None:
    """Fields between the rows hold for those below them; what was not given above the first row, for all of them."""
    for line in lines:
        found = _read_head(line, ctx)
        given = {name for name, *_ in reader.heads}
        reader.changes[id(line)] = [head for head in found if head[0] in given]
        reader.heads += [head for head in found if head[0] not in given]
