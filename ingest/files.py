"""The files of a documents folder, and its optional manifest."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ManifestError, NoDocumentsError

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("source_url", "publisher", "published_on", "retrieved_on", "budget_year", "region_code")
# Files that people and programs leave in such folders and that are no input.
_NOT_DOCUMENTS = re.compile(
    r"^(?:~\$.*|\..*|Thumbs\.db|desktop\.ini|manifest\.csv|.*\.(?:md|lock|tmp|part|crdownload))$", re.I
)
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_REGION = re.compile(r"^\d{6}$")


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One file of the folder: its path relative to the folder (with /), and whether it is an input at all."""

    path: str
    absolute: Path
    is_document: bool


def list_files(documents: Path) -> list[DocumentFile]:
    """All files below the folder, by path. Raises NoDocumentsError where there is none to read."""
    if not documents.is_dir():
        raise NoDocumentsError(f"{documents}: no such folder; say where the documents are with DOCUMENTS=")
    files: list[DocumentFile] = []
    for root, folders, names in os.walk(documents):  # Path.walk is new in Python 3.12
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for name in names:
            absolute = Path(root) / name
            relative = absolute.relative_to(documents).as_posix()
            files.append(DocumentFile(relative, absolute, not _NOT_DOCUMENTS.match(name)))
    if not any(file.is_document for file in files):
        raise NoDocumentsError(f"{documents}: no documents in this folder; say where they are with DOCUMENTS=")
    return sorted(files, key=lambda file: file.path)


def read_manifest(documents: Path) -> dict[str, dict[str, str]]:
    """Rows of manifest.csv by path; empty without one. Raises ManifestError with the line."""
    path = documents / MANIFEST
    if not path.is_file():
        return {}
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path}: cannot be read ({error}); save it as a UTF-8 CSV") from error
    unknown = set(reader.fieldnames or ()) - {"path", *MANIFEST_COLUMNS}
    if "path" not in (reader.fieldnames or ()) or unknown:
        known = ", ".join(("path", *MANIFEST_COLUMNS))
        raise ManifestError(f"{path}: needs a column path and knows only {known}")
    manifest: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        for column, pattern in (
            ("budget_year", _YEAR),
            ("published_on", _DATE),
            ("retrieved_on", _DATE),
            ("region_code", _REGION),
        ):
            if row.get(column) and not pattern.match(row[column].strip()):
                raise ManifestError(f"{path}, line {number}: {column} {row[column]!r} is not of its form")
        key = (row["path"] or "").strip().replace("\\", "/")
        if key in manifest:
            raise ManifestError(f"{path}, line {number}: {key} stands in it twice")
        manifest[key] = {column: (row.get(column) or "").strip() for column in MANIFEST_COLUMNS}
    return manifest
