"""Opening a PDF, and what makes it unreadable as a whole."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import RejectedDocumentError
from ingest.readers.pdf.streams import check_streams

MAX_PAGES = 3_000


def open_document(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF. Raises RejectedDocumentError: encrypted, damaged_file, too_complex, too_many_pages."""
    check_streams(data)
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        code = error.err_code
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise RejectedDocumentError("encrypted", "opens only with a password") from error
        raise RejectedDocumentError("damaged_file", "its structure cannot be read") from error
    if pages == 0:
        raise RejectedDocumentError("damaged_file", "it has no page")
    if pages > MAX_PAGES:
        raise RejectedDocumentError("too_many_pages", f"{pages} pages; at most {MAX_PAGES} are read")
    return document
