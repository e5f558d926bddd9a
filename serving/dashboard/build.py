"""Make the page from the published file: `index.html`, and for a large warehouse a file of rows per province.

The page holds its data, styles and scripts and asks nothing of the network. It is written beside the old one and
renamed over it; the files of rows carry a hash in their names, so that an open page and its rows always fit.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from serving.dashboard import data as source
from serving.dashboard.geography import MapError, Shapes, read_map
from serving.dashboard.payload import encode

HERE = Path(__file__).parent
PAGE = "index.html"
ROWS = "details-"
# In the order in which they run; each is a script of its own.
SCRIPTS = ("vendor/echarts.common.min.js", "core.js", "charts.js", "page.js", "details.js")


@dataclass(frozen=True)
class Limits:
    """How large the page and its files may be."""

    page_bytes: int = 5_000_000
    page_rows: int = 60_000  # rows of detail that a page holds itself; beyond it they go to files
    province_rows: int = 200_000  # rows of each kind of detail in the file of a province


@dataclass(frozen=True)
class Dashboard:
    """What was written."""

    page: Path
    page_bytes: int
    row_files: int
    warning: str = ""


class DashboardError(Exception):
    """The page could not be made; the one from before stands."""


def _overviews() -> Iterator[source.Scope]:
    """Coarser and coarser overviews, until the page is small enough."""
    for agencies, levels, concepts in ((300, 2, 60), (100, 2, 40), (100, 1, 40), (30, 1, 20), (0, 1, 10)):
        yield source.Scope(agencies=agencies, levels=levels, concepts=concepts, rows=0)


def _script(name: str) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    if "</script" in text.lower() or "<!--" in text:
        raise DashboardError(f"{name} holds a text that would end its script element.")
    return text


def _policy(scripts: list[str], with_files: bool) -> str:
    """Nothing may be loaded, and only these scripts run; files of rows lie beside the page."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = [f"'sha256-{value}'" for value in hashes] + (["'self'", "file:"] if with_files else [])
    return (
        f"default-src 'none'; script-src {' '.join(allowed)}; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _render(payload: str, with_map: bool, with_files: bool) -> str:
    labels = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
    scripts = [_script(name) for name in SCRIPTS]
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["t"] = lambda key, language=0: labels[key][language]
    return environment.get_template("page.html.j2").render(
        policy=_policy(scripts, with_files),
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts],
        tiles=_tiles(),
        map=with_map,
        data=payload,
    )


def _tiles() -> dict[str, Any]:
    return json.loads((HERE / "tiles.json").read_text(encoding="utf-8"))


def _page(dataset: source.Dataset, shapes: Shapes | None, files: dict[str, str]) -> str:
    payload = encode(
        dataset,
        labels=json.loads((HERE / "labels.json").read_text(encoding="utf-8")),
        tiles=_tiles(),
        map=shapes.as_json() if shapes else None,
        files=files,
    )
    return _render(payload, shapes is not None, bool(files))


def _shapes(connection: duckdb.DuckDBPyConnection, map_file: Path) -> tuple[Shapes | None, str]:
    if not map_file.is_file():
        return None, ""
    names = connection.execute(
        "select region_name, region_code from source.marts.dim_regions where region_level = 'province'"
    ).fetchall()
    try:
        return read_map(map_file, dict(names)), ""
    except MapError as error:
        return None, f"{error} The page has its tile grid instead."


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_rows(connection: duckdb.DuckDBPyConnection, folder: Path, limits: Limits) -> dict[str, str]:
    """A file of rows per province; its name by province key."""
    files = {}
    for province in source.provinces(connection):
        payload = encode(source.read(connection, source.Scope(province=province, rows=limits.province_rows)))
        digest = hashlib.sha256(payload.encode()).hexdigest()[:12]
        name = f"{ROWS}{province or 'unknown'}-{digest}.js"
        _write(folder / name, f"jixiaoDetails({json.dumps(province)}, {json.dumps(payload)});\n")
        files[province] = name
    return files


def build(published: Path, folder: Path, map_file: Path, limits: Limits | None = None) -> Dashboard:
    """Write the page of the file `published` into `folder`, over the one that is there.

    `map_file` is a user's GeoJSON of provinces, used where it is there. Raises DashboardError or OSError and leaves
    the page from before.
    """
    limits = limits or Limits()
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.glob(f"{ROWS}*.js"))
    try:
        page, files, warning = _made(published, folder, map_file, limits)
        _write(folder / PAGE, page)
    except BaseException:
        for new in set(folder.glob(f"{ROWS}*.js")) - before:
            new.unlink()
        raise
    for old in folder.glob(f"{ROWS}*.js"):
        if old.name not in files.values():
            old.unlink()
    return Dashboard(folder / PAGE, len(page.encode()), len(files), warning)


def _made(published: Path, folder: Path, map_file: Path, limits: Limits) -> tuple[str, dict[str, str], str]:
    """The page as text, its files of rows as written by province, and a warning about the map."""
    files: dict[str, str] = {}
    try:
        with source.opened(published, folder / f".scratch.new-{os.getpid()}") as connection:
            shapes, warning = _shapes(connection, map_file)
            page = ""
            if source.detail_count(connection) <= limits.page_rows:
                page = _page(source.read(connection, source.Scope()), shapes, {})
            if not page or len(page.encode()) > limits.page_bytes:
                files = _write_rows(connection, folder, limits)
                for scope in _overviews():
                    page = _page(source.read(connection, scope), shapes, files)
                    if len(page.encode()) <= limits.page_bytes:
                        break
                else:
                    raise DashboardError(f"The page is larger than {limits.page_bytes:,} bytes at its coarsest.")
            return page, files, warning
    except duckdb.Error as error:
        raise DashboardError(f"The page cannot be made from {published}: {error}") from error
