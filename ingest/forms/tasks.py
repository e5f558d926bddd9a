"""The task table of a department form: number, name, content, amount; its group is carried down."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import Word
from ingest.vocabulary import Entry

PARTS = ("task_no", "task_name", "task_content", "amount")
_TASK = "任务"
_COLUMNS = {"task_no": "task_no_text", "task_name": "name_text", "task_content": "content_text"}


@dataclass(slots=True)
class TaskBlock:
    """Reads the tasks of one form."""

    ctx: FormContext
    group_text: str | None = None
    unit_block_text: str | None = None
    columns: list[tuple[FormCell, str]] = field(default_factory=list)  # heading cell and its part

    def section(self, word: Word) -> None:
        """A group heading: 年度重点工作任务."""
        self.group_text = word.text
        self.unit_block_text = word.unit_in_heading or self.unit_block_text

    def is_heading(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether the row names the columns of a task table.

        Below a section of tasks, or beside a word for a task, less than half of the columns may be unknown: what stands
        in them is unread.
        """
        if cells[0].says.column is None:
            return False  # most rows end here
        parts = _parts(cells)
        if "task_name" not in parts or not {"task_no", "task_content", "amount"}.intersection(parts):
            return False
        if all(_part(cell.says) for cell in cells):
            return True
        unknown = parts.count(None)
        names_task = any(_TASK in cell.text for cell, part in zip(cells, parts, strict=True) if part == "task_name")
        is_certain = self.group_text is not None or names_task
        return is_certain and unknown * 2 < len(parts) and not any(cell.says.is_amount for cell in cells)

    def heading(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Remember the columns. Amounts may have several (总额, 财政拨款, 其他资金): the first is the task's."""
        self.columns = [(cell, part or "") for cell, part in zip(cells, _parts(cells), strict=True)]
        self.ctx.head(line, cells)

    def subheading(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """A second heading row below 预算金额: 总额 | 财政拨款 | 其他资金. False where it is none."""
        if not self.columns or not all(cell.says.money for cell in cells):
            return False
        upper = next((cell for cell, part in self.columns if part == "amount"), None)
        if upper is not None:  # 预算金额（万元） above: its unit holds for the columns below it
            self.unit_block_text = upper.says.unit_in_heading or self.unit_block_text
        self.columns = [(cell, part) for cell, part in self.columns if part != "amount"]
        self.columns += [(cell, "amount") for cell in cells]
        self.ctx.head(line, cells)
        return True

    def row(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Read one task; a row without a name is unread, a total row becomes a printed total."""
        parts = self._assign(cells, line.spanned)
        label = cells[0].says.entry("total", "subtotal")
        if label is not None and all(cell.says.is_amount for cell in cells[1:]):
            self._total(line, cells, label)
            return
        by_part: dict[str, list[tuple[FormCell, FormCell | None]]] = {}
        for cell, heading, part in parts:
            by_part.setdefault(part, []).append((cell, heading))
        if "task_name" not in by_part:
            self.ctx.unread_all(line, cells, "no_column")
            return
        values: dict[str, str | None] = dict.fromkeys(_COLUMNS.values())
        for part, column in _COLUMNS.items():
            for i, (cell, _) in enumerate(by_part.get(part, [])):
                if i == 0:
                    values[column] = cell.text
                    self.ctx.use(line, cell, part)
                else:
                    self.ctx.unread(line, cell, "left_over")
        amounts = by_part.get("amount", [])
        amount, heading = amounts[0] if amounts else (None, None)
        if amount is not None:
            self.ctx.use(line, amount, "amount")
        name = by_part["task_name"][0][0]
        line_no = self.ctx.next_line_no("task_lines")
        self.ctx.emit(
            "task_lines",
            self.ctx.place(line, name),
            line_no=line_no,
            group_text=self.group_text,
            **values,
            amount_text=amount.text if amount else None,
            amount_heading_text=heading.text if heading else None,
            unit_cell_text=amount.says.unit_in_cell if amount else None,
            unit_column_text=heading.says.unit_in_heading if heading else None,
            unit_block_text=self.unit_block_text,
        )
        for cell, part_heading in amounts[1:]:  # the task's sources: kept as fields that name the task's column
            label_text = part_heading.text if part_heading else ""
            self.ctx.use(line, cell, "amount of a source")
            self.ctx.emit_field(self.ctx.place(line, cell), "task_source_amount", label_text, cell.text)
        for cell, _ in by_part.get("", []):
            self.ctx.unread(line, cell, "no_column")

    def _assign(self, cells: tuple[FormCell, ...], spanned: bool) -> list[tuple[FormCell, FormCell | None, str]]:
        """Each cell with its heading: by column, else all filled in order; a shifted row by its own shift."""
        columns = self.columns
        parts = {id(head): (head, part) for head, part in columns}
        above = [column_of(cell, [head for head, _ in columns]) for cell in cells]
        if spanned and None not in above and len({id(head) for head in above}) == len(above):
            return [(cell, *parts[id(head)]) for cell, head in zip(cells, above, strict=True)]
        if len(cells) == len(columns):
            return [(cell, head, part) for cell, (head, part) in zip(cells, columns, strict=True)]
        for shift in (0, -1, 1):
            by_column = {head.col_no + shift: (head, part) for head, part in columns}
            if all(cell.col_no in by_column for cell in cells):
                return [(cell, *by_column[cell.col_no]) for cell in cells]
        return [(cell, None, "") for cell in cells]

    def _total(self, line: Line, cells: tuple[FormCell, ...], entry: Entry) -> None:
        label, *amounts = cells
        self.ctx.use(line, label, "total label")
        line_no = self.ctx.next_line_no("printed_totals")
        headings = [head for head, part in self.columns if part == "amount"]
        for i, cell in enumerate(amounts):
            heading = headings[i] if len(amounts) == len(headings) else None
            self.ctx.use(line, cell, "total amount")
            self.ctx.emit(
                "printed_totals",
                self.ctx.place(line, cell),
                line_no=line_no,
                column_no=i + 1,
                total_kind="section" if entry.role == "subtotal" else "total",
                label_text=label.text,
                amount_text=cell.text,
                amount_heading_text=heading.text if heading else None,
                unit_cell_text=cell.says.unit_in_cell,
                unit_column_text=heading.says.unit_in_heading if heading else None,
                unit_block_text=self.unit_block_text,
            )


def _parts(cells: tuple[FormCell, ...]) -> list[str | None]:
    """The part of a task that each cell heads. Money behind the amount (其中：财政拨款) is a part of it."""
    parts: list[str | None] = []
    for cell in cells:
        part = _part(cell.says)
        money = cell.says.money
        if part is None and money is not None and (money.role == "total" or "amount" in parts):
            part = "amount"
        parts.append(part)
    return parts


def _part(word: Word) -> str | None:
    """The part of a task whose column the word heads."""
    for entry in word.entries:
        if entry.role == "column" and entry.target in PARTS:
            return entry.target
    return None
