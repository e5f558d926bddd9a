"""What can go wrong while reading, each with what, where and what to do about it."""

from __future__ import annotations


class IngestError(Exception):
    """Anything that stops the reading as a whole; the text says what to do."""


class NoDocumentsError(IngestError):
    """The documents folder is missing or holds no file."""


class VocabularyError(IngestError):
    """A seed that Python reads cannot be used."""


class ManifestError(IngestError):
    """`manifest.csv` of the documents folder cannot be used."""


class RejectedDocumentError(Exception):
    """One file that cannot be read. It costs only itself: it becomes a row of raw.documents."""

    def __init__(self, reason_code: str, reason: str) -> None:
        """`reason_code` is a key of seeds/reason_codes.csv; `reason` says what exactly, without personal data."""
        super().__init__(f"{reason_code}: {reason}")
        self.reason_code = reason_code
        self.reason = reason
