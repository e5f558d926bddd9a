"""PDFs for tests, drawn stroke by stroke: tables with spans, in the ways in which programs draw lines."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
A4 = (595.0, 842.0)
LANDSCAPE = (842.0, 595.0)
SIZE = 10.0
PITCH = 13.0
PADDING = 4.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

# How a table's lines are drawn: one stroke a line, a thin filled area a cell side with dots at corners (Word), two
# strokes beside each other, a closed box a cell (Excel), dashes, or white boxes on a black one.
Style = Literal["stroke", "areas", "double", "boxes", "dashes", "knockout"]


@dataclass(frozen=True)
class Spot:
    """A cell: 0-based row and column, text, spans. `align` is left, centre or right.

    `middle`: how far below the cell's top the middle of its text stands, where that is not its own middle.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    align: str = "left"
    middle: float | None = None


def spots(rows: Sequence[Sequence[str]]) -> list[Spot]:
    """Cells without spans."""
    return [Spot(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def wrapped(text: str, width: float, size: float = SIZE) -> list[str]:
    """Lines of a text as a cell of that width wraps it; a line feed ends a line."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and pdfmetrics.stringWidth(line + character, FONT, size) > width:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


class Paper:
    """A PDF under way. Coordinates run down from the top left."""

    def __init__(self, size: tuple[float, float] = A4, **options: object) -> None:
        self.file = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self.file, pagesize=size, **options)
        self.canvas.setLineWidth(0.5)

    def text(self, x: float, y: float, text: str, size: float = SIZE, font: str = FONT) -> None:
        """A line of text whose baseline is at `y`."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroke."""
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def area(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A filled rectangle."""
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """An outlined rectangle."""
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=1, fill=0)

    def page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self.canvas.setLineWidth(0.5)

    def done(self) -> bytes:
        """The file's bytes."""
        self.canvas.save()
        return self.file.getvalue()

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        heights: Sequence[float],
        cells: Iterable[Spot],
        style: Style = "stroke",
        open_sides: str = "",
    ) -> float:
        """Draw a table with its top left corner at (x, y); give its bottom.

        `open_sides`: letters of the outer borders that are left out (l, r, t, b).
        """
        xs, ys = [x], [y]
        for width in widths:
            xs.append(xs[-1] + width)
        for height in heights:
            ys.append(ys[-1] + height)
        cells = list(cells)
        taken = {
            (cell.row + r, cell.col + c): cell
            for cell in cells
            for r in range(cell.rowspan)
            for c in range(cell.colspan)
        }
        for row in range(len(heights)):
            for col in range(len(widths)):
                if (row, col) not in taken:
                    taken[row, col] = Spot(row, col, "")
                    cells.append(taken[row, col])
        if style == "knockout":
            self.area(xs[0], ys[0], xs[-1], ys[-1])
        for cell in cells:
            left, right = xs[cell.col], xs[cell.col + cell.colspan]
            top, bottom = ys[cell.row], ys[cell.row + cell.rowspan]
            if style == "boxes":
                self.box(left, top, right, bottom)
            elif style == "knockout":
                self.canvas.setFillColorRGB(1, 1, 1)
                self.area(left + 0.4, top + 0.4, right - 0.4, bottom - 0.4)
                self.canvas.setFillColorRGB(0, 0, 0)
        if style not in ("boxes", "knockout"):
            self._lines(xs, ys, taken, style, open_sides)
        for cell in cells:
            self._cell_text(cell, xs[cell.col], xs[cell.col + cell.colspan], ys[cell.row], ys[cell.row + cell.rowspan])
        return ys[-1]

    def _lines(
        self, xs: list[float], ys: list[float], taken: dict[tuple[int, int], Spot], style: Style, open_sides: str
    ) -> None:
        down, across = len(ys) - 1, len(xs) - 1
        for r, at in enumerate(ys):
            if (r == 0 and "t" in open_sides) or (r == down and "b" in open_sides):
                continue
            parts = [(xs[c], xs[c + 1]) for c in range(across) if taken.get((r - 1, c)) != taken.get((r, c))]
            for start, end in _runs(parts, style == "areas"):
                self._stroke(start, at, end, at, style)
        for c, at in enumerate(xs):
            if (c == 0 and "l" in open_sides) or (c == across and "r" in open_sides):
                continue
            parts = [(ys[r], ys[r + 1]) for r in range(down) if taken.get((r, c - 1)) != taken.get((r, c))]
            for start, end in _runs(parts, style == "areas"):
                self._stroke(at, start, at, end, style)

    def _stroke(self, x0: float, y0: float, x1: float, y1: float, style: Style) -> None:
        if style == "areas":
            half = 0.24
            if y0 == y1:
                self.area(x0 + half, y0 - half, x1 - half, y0 + half)
            else:
                self.area(x0 - half, y0 + half, x0 + half, y1 - half)
            for x, y in ((x0, y0), (x1, y1)):
                self.area(x - half, y - half, x + half, y + half)
        elif style == "double":
            for shift in (-0.9, 0.9):
                dx, dy = (0.0, shift) if y0 == y1 else (shift, 0.0)
                self.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)
        elif style == "dashes":
            steps = max(int(max(x1 - x0, y1 - y0) / 3), 1)
            for step in range(0, steps, 2):
                a, b = step / steps, min((step + 1) / steps, 1.0)
                self.line(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
        else:
            self.line(x0, y0, x1, y1)

    def _cell_text(self, cell: Spot, left: float, right: float, top: float, bottom: float) -> None:
        lines = wrapped(cell.text, right - left - 2 * PADDING) if cell.text else []
        middle = (bottom - top) / 2 if cell.middle is None else cell.middle
        y = top + middle - PITCH * len(lines) / 2 + SIZE
        for line in lines:
            width = pdfmetrics.stringWidth(line, FONT, SIZE)
            x = {
                "left": left + PADDING,
                "centre": (left + right - width) / 2,
                "right": right - PADDING - width,
            }[cell.align]
            self.text(x, y, line)
            y += PITCH


def _runs(parts: list[tuple[float, float]], apart: bool) -> list[tuple[float, float]]:
    """Touching parts as one line, or each by itself."""
    if apart or not parts:
        return parts
    runs = [parts[0]]
    for start, end in parts[1:]:
        if abs(start - runs[-1][1]) < 0.01:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return runs


def edges(places: Sequence[float]) -> list[float]:
    """Distances between neighbouring places."""
    return [b - a for a, b in pairwise(places)]


def cut(
    cells: Sequence[Spot], breaks: Sequence[int], heights: Sequence[float], centred: bool = False
) -> list[list[Spot]]:
    """The cells of each page's part, where a table is cut before the rows `breaks`.

    A merged cell's text stands in its first part, or `centred`, in the part where the middle of the whole cell lies.
    """
    starts = [0, *breaks, len(heights)]
    parts = []
    for first, end in pairwise(starts):
        part = []
        for cell in cells:
            top, bottom = max(cell.row, first), min(cell.row + cell.rowspan, end)
            if top >= bottom:
                continue
            shown, middle = top == cell.row, None
            if centred and cell.rowspan > 1:
                middle = sum(heights[cell.row : cell.row + cell.rowspan]) / 2 - sum(heights[cell.row : top])
                shown = 0 <= middle < sum(heights[top:bottom])
            text = cell.text if shown else ""
            part.append(Spot(top - first, cell.col, text, bottom - top, cell.colspan, cell.align, middle))
        parts.append(part)
    return parts
