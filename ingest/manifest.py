"""The optional `manifest.csv` of a documents folder: what the one who fetched the files knows of them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import NoReturn

from ingest.errors import ManifestError
from ingest.files import MANIFEST

MANIFEST_COLUMNS = ("source_url", "publisher", "published_on", "retrieved_on", "budget_year", "region_code")

_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_REGION = re.compile(r"\d{6}")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.I)
_FORMS = {"budget_year": (_YEAR, "2024"), "region_code": (_REGION, "six digits"), "source_url": (_URL, "https://…")}
_DATES = ("published_on", "retrieved_on")


def path_key(path: str) -> str:
    """The form in which paths are compared: with /, composed characters, no ./ in front."""
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")


def read_manifest(documents: Path) -> dict[str, dict[str, str]]:
    """Rows of manifest.csv by `path_key`, dates as 2024-01-31; empty without one.

    Raises ManifestError with the line.
    """
    path = documents / MANIFEST
    if not path.is_file():
        return {}
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        names = [(name or "").strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        if "path" not in names or set(names) - {"path", *MANIFEST_COLUMNS} or len(set(names)) < len(names):
            known = ", ".join(("path", *MANIFEST_COLUMNS))
            raise ManifestError(f"{path}: needs a column path and knows only {known}, each once")
        manifest: dict[str, dict[str, str]] = {}
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if None in row:
                raise ManifestError(f"{where}: more cells than columns; quote a cell that holds a comma")
            cells = {name: (text or "").strip() for name, text in row.items()}
            if not any(cells.values()):
                continue
            key = path_key(cells["path"])
            if not key:
                raise ManifestError(f"{where}: path is empty")
            if key in manifest:
                raise ManifestError(f"{where}: {key} stands in it twice")
            manifest[key] = {name: _checked(name, cells.get(name, ""), where) for name in MANIFEST_COLUMNS}
    except csv.Error as error:
        raise ManifestError(f"{path}, line {reader.line_num}: {error}; save it as a UTF-8 CSV") from error
    return manifest


def _text(path: Path) -> str:
    """UTF-8, or what Chinese spreadsheet programs save."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror})") from error
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"{path}: its characters cannot be read; save it as a UTF-8 CSV")


def _checked(name: str, text: str, where: str) -> str:
    if not text:
        return ""
    if name in _DATES:
        found = _DATE.fullmatch(text)
        try:
            return date(*map(int, found.groups())).isoformat() if found else _no_date(name, text, where)
        except ValueError:
            return _no_date(name, text, where)
    pattern, example = _FORMS.get(name, (None, ""))
    if pattern is not None and not pattern.fullmatch(text):
        raise ManifestError(f"{where}: {name} {text!r} is not of the form {example}")
    return text


def _no_date(name: str, text: str, where: str) -> NoReturn:
    raise ManifestError(f"{where}: {name} {text!r} is not a date of the form 2024-01-31")
