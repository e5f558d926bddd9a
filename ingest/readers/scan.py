"""PDF with pages that are pictures: their text is recognised, the other pages are read as `pdf` reads them.

Needs the extra that `make ocr` installs; without it this reader is absent. Every page takes seconds, so pages of
prose are left alone and the number of others is bounded; what is left unread is counted in the grid.
"""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium

from ingest.grid import Grid
from ingest.readers import ocr, pdf
from ingest.readers.ocr.page import NotReadError, content_of
from ingest.readers.pdf.content import Box, PageContent, Piece, Rule
from ingest.readers.pdf.lattice import tables_of
from ingest.readers.pdf.page import picture_of

VERSION = f"scan-1+{ocr.VERSION}+{pdf.VERSION}"
MEDIA_TYPE = pdf.MEDIA_TYPE

MAX_PAGES = 40
MAX_DRAWN = 150  # pages to be looked at, of which those of prose are left alone
# Of the images on a page, to be unpacked at once: a sheet of A4 at 600 dots an inch has 35 million.
MAX_PIXELS = 40_000_000
MAX_OBJECTS = 5_000  # to be drawn; a scan is one image, or some strips
_WIDTHS = 5.0  # points by which two pictures of one table may differ in width
_SHIFT = 60.0  # … and by which a sheet may lie further left or right than the one before


def read(data: bytes) -> Grid:
    """Read a PDF, pictures too.

    Raises RejectedDocumentError: encrypted, damaged_file, too_complex, too_many_pages, scan_without_text, empty_file.
    """
    return pdf.read_pages(data, VERSION, _Recognition().page)


class _Recognition:
    """The pages of one document that are pictures, in order."""

    def __init__(self) -> None:
        self.pages = self.drawn = 0
        self.before: tuple[int, Box] | None = None  # page and outer box of the last table

    def page(self, page: pdfium.PdfPage, content: PageContent) -> PageContent | None:
        """What the page says; None where it is too much to read."""
        if self.pages >= MAX_PAGES or self.drawn >= MAX_DRAWN:
            return None
        if content.image_pixels > MAX_PIXELS or content.objects > MAX_OBJECTS:
            return None
        self.drawn += 1
        try:
            found = content_of(picture_of(page), content.page_no)
        except NotReadError:
            return None
        self.pages += 1
        tables = tables_of(found)
        if tables and self.before is not None and self.before[0] == found.page_no - 1:
            found = _aligned(found, tables[0].box, self.before[1])
            tables = tables_of(found)
        self.before = (found.page_no, tables[-1].box) if tables else None
        return found


def _aligned(content: PageContent, box: Box, above: Box) -> PageContent:
    """The page moved sideways so that its first table stands below the last one of the page before: no two sheets lie
    on the glass alike, and by its borders a table is known to go on.
    """
    shift = (above.x0 + above.x1 - box.x0 - box.x1) / 2
    if abs((above.x1 - above.x0) - (box.x1 - box.x0)) > _WIDTHS or abs(shift) > _SHIFT:
        return content
    return replace(
        content,
        pieces=[_moved(piece, shift) for piece in content.pieces],
        horizontals=[Rule(rule.at, rule.start + shift, rule.end + shift) for rule in content.horizontals],
        verticals=[Rule(rule.at + shift, rule.start, rule.end) for rule in content.verticals],
    )


def _moved(piece: Piece, shift: float) -> Piece:
    return replace(piece, starts=[x + shift for x in piece.starts], ends=[x + shift for x in piece.ends])
