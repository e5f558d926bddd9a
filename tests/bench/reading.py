"""How fast documents are read, in processor time: text forms a second, Word and Excel beside bare libraries.

Each pair is measured in turn, in one process, on the same bytes; the best of several turns counts.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import xlrd
from lxml import etree

from ingest.forms import read_forms
from ingest.readers import docx, xls, xlsx
from ingest.reading import masked_grid
from ingest.vocabulary import Vocabulary, load_vocabulary
from tests.fixtures.render import word, workbook, workbook_97
from tests.fixtures.render.document import from_text
from tests.helpers import ROOT, SAMPLE

TURNS = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    beside: str = ""
    goal: str = ""


def best_seconds(work: Callable[[], object], turns: int = TURNS) -> float:
    """Processor seconds of the fastest turn."""
    seconds = []
    for _ in range(turns):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def text_forms() -> Figure:
    """From bytes to the rows of the raw contract, privacy included, over the sample corpus."""
    vocabulary: Vocabulary = load_vocabulary(ROOT / "seeds")
    documents = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.txt"))]

    def read() -> int:
        return sum(read_forms(masked_grid(data, vocabulary), vocabulary).forms_count for data in documents)

    forms = read()
    rate = forms / best_seconds(read)
    return Figure(f"text, {forms} forms of the sample, to raw rows", f"{rate:,.0f} forms/s", goal="500, better 1,000")


def _bare_docx(data: bytes) -> list[tuple[str, int, bool]]:
    """The least that tells a table: text, columns and whether it goes on from above, of every cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    word = f"{{{root.nsmap['w']}}}"
    found = []
    for cell in root.iter(f"{word}tc"):
        span, merge = cell.find(f".//{word}gridSpan"), cell.find(f".//{word}vMerge")
        text = "\n".join("".join(part.itertext(f"{word}t")) for part in cell.iter(f"{word}p"))
        found.append((text, int(span.get(f"{word}val")) if span is not None else 1, merge is not None))
    return found


def _bare_xlsx(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _bare_xls(data: bytes) -> int:
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    return sum(1 for sheet in book.sheets() for row in range(sheet.nrows) for value in sheet.row_values(row) if value)


def beside_libraries() -> list[Figure]:
    """Our readers beside the bare library that opens the same file, on one invented form of the fixtures."""
    text = (ROOT / "tests" / "fixtures" / "forms" / "self_evaluation.txt").read_text(encoding="utf-8")
    printed = from_text(text)
    pairs = (
        ("docx", word.render(printed), docx.read, _bare_docx, "zip + lxml"),
        ("xlsx", workbook.render(printed), xlsx.read, _bare_xlsx, "openpyxl"),
        ("xls", workbook_97.render(printed), xls.read, _bare_xls, "xlrd"),
    )
    figures = []
    for name, data, *pair, library in pairs:
        mine, bare = (best_seconds(lambda read=read, data=data: [read(data) for _ in range(10)]) / 10 for read in pair)
        figures.append(
            Figure(
                f"{name}, one form, to a grid",
                f"{mine * 1000:.1f} ms",
                f"{bare * 1000:.1f} ms {library}: {mine / bare:.2f}×",
                "≤ 1.5×" if name != "xls" else "",
            )
        )
    return figures
