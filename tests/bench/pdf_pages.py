"""PDF pages a second: `python -m tests.bench.pdf_pages 20` reads invented forms with our reader and with pdfplumber.

Both read the same file in turn, in one process, by processor time; their cells are compared, box by box.
"""

from __future__ import annotations

import argparse
import io
import time

import pdfplumber

from ingest.readers import pdf
from ingest.readers.pdf.document import open_document
from ingest.readers.pdf.lattice import tables_of
from ingest.readers.pdf.page import content_of
from tests.unit.pdf_files import Paper, Spot

Boxes = list[list[tuple[float, float, float, float]]]


def document(pages: int) -> bytes:
    """A form a page: head, goal, 24 indicators under merged categories; lines as Word and as Excel draw them."""
    paper = Paper()
    for number in range(pages):
        cells = [Spot(0, 0, "项目名称"), Spot(0, 1, f"第{number}个公共服务能力提升项目", colspan=4)]
        cells += [Spot(1, 0, "年度目标"), Spot(1, 1, "保障城区道路照明，亮灯率不低于98％，群众满意。" * 6, colspan=4)]
        cells += [Spot(2, col, text) for col, text in enumerate(("一级指标", "二级指标", "三级指标", "指标值", "备注"))]
        cells += [Spot(3, 0, "产出指标", 16), Spot(19, 0, "效益指标", 8)]
        cells += [Spot(3 + 8 * n, 1, text, 8) for n, text in enumerate(("数量指标", "质量指标", "社会效益指标"))]
        for row in range(24):
            cells += [Spot(3 + row, 2, f"第{row}标段照明设施更新改造里程"), Spot(3 + row, 3, f"≥{row * 3.5}公里")]
        paper.text(200, 50, "某市项目支出绩效目标表", 16)
        style = "areas" if number % 2 else "boxes"
        paper.table(50, 70, [60, 80, 200, 80, 70], [24, 70, *[24] * 25], cells, style)
        paper.page()
    return paper.done()


def ours(data: bytes) -> Boxes:
    """The cells of our lattice, page by page."""
    opened = open_document(data)
    try:
        contents = [content_of(page, number) for number, page in enumerate(opened, start=1)]
    finally:
        opened.close()
    return [[tuple(cell.box) for table in tables_of(content) for cell in table.cells] for content in contents]


def theirs(data: bytes) -> Boxes:
    """pdfplumber's cells, page by page, with their texts read."""
    found: Boxes = []
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            tables = page.find_tables()
            for table in tables:
                table.extract()
            found.append([cell for table in tables for cell in table.cells])
            page.close()
    return found


def equal(one: Boxes, other: Boxes) -> bool:
    """Whether every cell has its like, up to the width of a line."""
    return all(
        len(a) == len(b)
        and all(
            max(abs(x - y) for x, y in zip(c, d, strict=True)) < 1 for c, d in zip(sorted(a), sorted(b), strict=True)
        )
        for a, b in zip(one, other, strict=True)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=20)
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    data = document(arguments.pages)
    best = {"ours": float("inf"), "pdfplumber": float("inf")}
    for _ in range(arguments.turns):
        for name, run in (("ours", pdf.read), ("pdfplumber", theirs)):
            begun = time.process_time()
            run(data)
            best[name] = min(best[name], time.process_time() - begun)
    for name, seconds in best.items():
        print(f"{name}: {arguments.pages / seconds:.1f} pages/s")
    print(f"ratio {best['pdfplumber'] / best['ours']:.1f}; cells equal: {equal(ours(data), theirs(data))}")


if __name__ == "__main__":
    main()
