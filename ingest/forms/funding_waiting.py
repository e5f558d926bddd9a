"""Labels of money whose amounts stand in a row below them, each in the column of its label or of a year."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.forms.columns import column_of
from ingest.forms.funding_columns import Heading, is_own, years_of
from ingest.forms.funding_lines import FundingLines, Group
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import Word


@dataclass(frozen=True, slots=True)
class Waiting:
    """Labels of one row with the columns that their amounts stand in, in a row below."""

    line: Line
    labels: list[tuple[FormCell, FormCell | Heading]]  # a label, and what its amount stands under
    group: Group

    @property
    def columns(self) -> list[FormCell | Heading]:
        """What the amounts stand under."""
        return [column for _, column in self.labels]

    def read(self, lines: FundingLines, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Read the row of amounts."""
        placed = [(cell, column_of(cell, self.columns)) for cell in cells]
        for label, column in self.labels:
            amounts = [cell for cell, above in placed if above is column]
            if isinstance(column, Heading) and not (column.is_read and amounts):
                lines.ctx.unread_all(line, amounts, "no_column")
            else:
                lines.line(self.line, label, amounts, self.group, amount_line=line)
        for label, _ in self.labels:
            if not lines.ctx.ledger.has(label):  # none of the years is the form's
                lines.line(self.line, label, [], Group(label.col_no, self.group.section_text))


def below_years(
    line: Line, label: FormCell, years: tuple[FormCell, ...], section_text: str | None, own_year: int | None
) -> Waiting:
    """The amount of the form's own year is the label's."""
    printed = years_of(years)
    headings = [
        Heading(cell.col_no, cell.says, number, cell.colspan, is_own(cell.says, printed, own_year))
        for number, cell in enumerate(years, start=1)
    ]
    return Waiting(line, [(label, head) for head in headings], Group(label.col_no, section_text, headings))


def is_of_year(word: Word, year: int | None) -> bool:
    """Whether a text is that year and nothing else."""
    return year is not None and word.closed_up in (f"{year}", f"{year}年", f"{year}年度")
