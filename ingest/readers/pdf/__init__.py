"""PDF with a text layer: ruled tables with true spans, and the lines between them.

The page's geometry comes from pdfium, the cells from the ruling lines. `page_no` is the page, `table_no` counts
through the document, `row_no` counts within the page's table, or the page's lines outside of tables.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pypdfium2 as pdfium

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Cell, Grid, Row
from ingest.readers.pdf.breaks import first_table, goes_on, last_table, mend, mend_centred, number_alike, repeated_rows
from ingest.readers.pdf.content import PageContent
from ingest.readers.pdf.document import open_document
from ingest.readers.pdf.layout import PageLayout, PageTable, is_page_mark, is_table, layout_of
from ingest.readers.pdf.lines import lines_of
from ingest.readers.pdf.page import content_of

VERSION = "pdf-3"
MEDIA_TYPE = "application/pdf"

_SCAN = 0.5  # images this large on a page without text are a scan

# What a page says that is a picture: its content, or None where that cannot be read.
Recogniser = Callable[[pdfium.PdfPage, PageContent], PageContent | None]


def read(data: bytes) -> Grid:
    """Read a PDF.

    Raises RejectedDocumentError: encrypted, damaged_file, too_complex, too_many_pages, scan_without_text, empty_file.
    """
    return read_pages(data, VERSION)


def read_pages(data: bytes, version: str, recognise: Recogniser | None = None) -> Grid:
    """Read a PDF whose pictures `recognise` reads. Raises as `read` does."""
    document = open_document(data)
    try:
        return _Reading(document, recognise).grid(version)
    finally:
        document.close()


class _Reading:
    """One document: the layout of its pages, None for one that cannot be loaded."""

    def __init__(self, document: pdfium.PdfDocument, recognise: Recogniser | None) -> None:
        self.document = document
        self.recognise = recognise
        self.damaged = False
        self.scans = self.recognised = self.doubtful = 0
        self.drawings = 0  # pages without a text on which something is drawn: letters as outlines, a bare table
        self.layouts = [self._page(index) for index in range(len(document))]

    def grid(self, version: str) -> Grid:
        """The grid of all pages."""
        blocks: list[Block] = []
        tables = 0
        joined = self._stitch()
        for page_no, layout in enumerate(self.layouts, start=1):
            lines: list[str] = []
            line_no = 1
            for item in layout.items if layout is not None else ():
                if not is_table(item):
                    lines.append(item.text)
                    continue
                blocks += _prose(page_no, lines, line_no)
                line_no += len(lines)
                lines = []
                tables += 1
                blocks.append(_table(page_no, tables, item, id(item) in joined))
            blocks += _prose(page_no, lines, line_no)
        if not blocks:
            if self.scans:
                left_alone = ": prose, or too much on them" if self.recognise is not None else ""
                raise RejectedDocumentError(
                    "scan_without_text", f"{self.scans} pages are pictures without text{left_alone}"
                )
            if self.drawings:
                raise RejectedDocumentError("scan_without_text", f"{self.drawings} pages are drawings without text")
            raise RejectedDocumentError("empty_file", "no text on any page")
        return Grid(
            *(MEDIA_TYPE, None, version, tuple(blocks), self.damaged),
            pictures=self.scans,
            recognised=self.recognised,
            doubtful=self.doubtful,
        )

    def _page(self, index: int) -> PageLayout | None:
        try:
            page = self.document[index]
            try:
                content = content_of(page, index + 1)
                self.damaged |= content.unread > 0
                if _is_scan(content):
                    content = self._recognised(page, content)
                elif content.objects and not content.pieces:
                    self.drawings += 1
            finally:
                page.close()
        except pdfium.PdfiumError:
            self.damaged = True
            return None
        return layout_of(content)

    def _recognised(self, page: pdfium.PdfPage, content: PageContent) -> PageContent:
        found = self.recognise(page, content) if self.recognise is not None else None
        if found is None:
            self.scans += 1
            return content
        self.recognised += 1
        self.doubtful += found.unread
        return found

    def _stitch(self) -> set[int]:
        """Joins tables over page breaks; ids of the tables that go on from the page before."""
        joined: set[int] = set()
        parts: list[tuple[PageTable, int]] = []
        for before, here in pairwise(self.layouts):
            above = last_table(before) if before is not None else None
            below = first_table(here) if here is not None else None
            if parts and parts[-1][0] is not above:
                _finish(parts)
                parts = []
            if before is None or here is None or above is None or below is None:
                continue
            parts = parts or [(above, 0)]
            start = parts[0][0]
            if goes_on(before, here, start):
                repeated = repeated_rows(start, below)
                mend(above, below, repeated)
                parts.append((below, repeated))
                joined.add(id(below))
        _finish(parts)
        return joined


def _is_scan(content: PageContent) -> bool:
    """Whether the page is a picture, with a page number on it at most."""
    return content.image_share > _SCAN and all(
        not line.text.strip() or is_page_mark(line.text) for line in lines_of(content.pieces)
    )


def _finish(parts: list[tuple[PageTable, int]]) -> None:
    """Mend a table as a whole, when all its parts are known."""
    mend_centred(parts)
    if len(parts) > 1:
        number_alike([part for part, _ in parts])


def _prose(page_no: int, lines: list[str], first_no: int) -> list[Block]:
    rows = tuple(
        Row(number, 1, (Cell(number, 1, text),)) for number, text in enumerate(lines, start=first_no) if text.strip()
    )
    return [Block("prose", page_no, None, None, rows)] if rows else []


def _table(page_no: int, table_no: int, item: PageTable, continues: bool) -> Block:
    rows: list[list[Cell]] = [[] for _ in range(item.table.rows)]
    for each in item.cells:
        cell = each.cell
        if each.text:
            rows[cell.row].append(
                Cell(cell.row + 1, cell.col + 1, each.text, cell.row_end - cell.row, cell.col_end - cell.col)
            )
    return Block(
        "table",
        page_no,
        None,
        table_no,
        tuple(Row(number, item.table.cols, tuple(cells)) for number, cells in enumerate(rows, start=1)),
        continues,
    )
