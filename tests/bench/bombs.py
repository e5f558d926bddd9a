"""What small files made to swell cost: `python -m tests.bench.bombs` reads each in a process of its own, as a run does.

Half a megabyte may take 20 processor seconds and 500 MB, whatever is in it; the last line says which takes more.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from ingest.folder import ingest_folder
from ingest.limits import Limits
from tests.helpers import ROOT
from tests.unit.hostile_files import HOSTILE, pdf_page, printed, with_part

LARGEST = 512 * 1024
SECONDS = 20
MEGABYTES = 500


def _swollen(kind: str, part: str, before: bytes, unit: bytes, times: int) -> Callable[[], bytes]:
    """The invented form in that format, with `unit` many times before the last `before` of one part."""

    def change(xml: bytes) -> bytes:
        at = xml.rindex(before)
        return xml[:at] + unit * times + xml[at:]

    return lambda: with_part(printed(kind), part, change, level=9)


def _bombs() -> dict[str, Callable[[], bytes]]:
    word_cell, word_row = b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>", b"<w:tr>%s</w:tr>"
    sheet_row = b"<row>" + b'<c t="inlineStr"><is><t>1</t></is></c>' * 50 + b"</row>"
    return {
        "cells.docx": _swollen("docx", "word/document.xml", b"</w:tbl>", word_row % (word_cell * 50), 36_000),
        "paragraphs.docx": _swollen("docx", "word/document.xml", b"<w:sectPr", b"<w:p/>", 8_000_000),
        "texts.docx": _swollen(
            "docx", "word/document.xml", b"<w:sectPr", b"<w:p><w:r><w:t>1</w:t></w:r></w:p>", 2_500_000
        ),
        "cells.xlsx": _swollen("xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>", sheet_row, 40_000),
        "blanks.xlsx": _swollen("xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>", b"<row/>", 10_000_000),
        "lines.pdf": lambda: pdf_page(b"0 0 m 9 9 l S\n" * 1_000_000),
        "texts.pdf": lambda: pdf_page(b"BT /F1 9 Tf 9 9 Td (1) Tj ET\n" * 1_000_000),
        "rows.html": lambda: b"<table>" + b"<tr><td>1" * 56_000 + b"</table>",
        "rows.csv": lambda: b"1,1\n" * 130_000,
        "tabs.txt": lambda: b"1\t1\n" * 130_000,
    }


def bombs() -> dict[str, Callable[[], bytes]]:
    """Makers of small files, those of the tests among them, by name."""
    return {hostile.name: hostile.make for hostile in HOSTILE} | _bombs()


def read_one(name: str, data: bytes) -> tuple[str, float, float]:
    """Outcome, processor seconds and peak MB of reading one file with the usual limits, in child processes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "documents").mkdir()
        (folder / "documents" / name).write_bytes(data)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ingest_folder(folder / "documents", folder / "build.duckdb", folder / "cache", ROOT / "seeds", limits=Limits())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
            rows = connection.execute("select coalesce(reason_code, status) from raw.documents").fetchall()
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return "; ".join(row[0] for row in rows), seconds, after.ru_maxrss / 1024


def _in_a_process_of_its_own(names: Iterable[str]) -> list[tuple[str, str, float, float]]:
    """Peak memory is that of the largest child so far, so each file has a parent of its own."""
    found = []
    for name in names:
        command = [sys.executable, "-m", "tests.bench.bombs", "--only", name]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise SystemExit(f"{name}: {run.stderr[-2000:]}")
        if run.stdout:
            outcome, seconds, megabytes = run.stdout.rstrip("\n").split("\t")
            found.append((name, outcome, float(seconds), float(megabytes)))
            print(f"{name:24} {outcome:22} {found[-1][2]:6.1f} s {found[-1][3]:6.0f} MB", flush=True)
    return found


def main() -> None:
    """Print a line for each file, and how many take more than they may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    made = bombs()
    if options.only is not None:
        data = made[options.only]()
        if len(data) <= LARGEST:
            print(*read_one(options.only, data), sep="\t")
        return
    found = _in_a_process_of_its_own(made)
    over = [name for name, _, seconds, megabytes in found if seconds > SECONDS or megabytes > MEGABYTES]
    longest, largest = max(row[2] for row in found), max(row[3] for row in found)
    print(f"{len(found)} files: at most {longest:.1f} processor seconds, {largest:.0f} MB; over: {over or 'none'}")


if __name__ == "__main__":
    main()
