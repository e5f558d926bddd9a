"""`python -m tests.bench.documents 1000 FOLDER`: so many invented documents, with all that they say beside them.

FOLDER/documents holds them by province and year, in all layouts and formats of the tests, with what real folders have:
standard phrases, totals that do not add up, drafts printed twice, lost labels, amounts in the wrong unit, copies, files
that are broken. FOLDER/truth.jsonl holds a line for each distinct content. The same seed writes the same bytes.

`python -m tests.bench.documents --check FOLDER WAREHOUSE/jixiao.duckdb` tells what a warehouse built over it lost or
has wrong; its status is 1 where that is anything.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb

from tests.fixtures.in_marts import Report, check
from tests.fixtures.render import FORMATS
from tests.fixtures.shelf import TRUTH_FILE, Shelf, read_truths, write_truths


def write(folder: Path, count: int, seed: int = 1, formats: Sequence[str] = tuple(FORMATS)) -> Shelf:
    """Write so many files and their truth. Raises FileExistsError where documents lie there already."""
    (folder / "documents").mkdir(parents=True)
    shelf = Shelf(folder / "documents", random.Random(seed), formats)
    shelf.fill(count)
    write_truths(folder / TRUTH_FILE, shelf.truths())
    return shelf


def check_folder(folder: Path, warehouse: Path) -> Report:
    """A published file beside the truth of the folder that it was built over."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return check(read_truths(folder / TRUTH_FILE), connection)


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", help="how many files")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(FORMATS), help="of these, as %(default)s")
    parser.add_argument("--details", type=int, default=20, help="how many differences to name")
    parser.add_argument("--check", nargs=2, type=Path, metavar=("FOLDER", "DUCKDB"))
    options = parser.parse_args()
    if options.check:
        report = check_folder(*options.check)
        print("\n".join(report.lines(options.details)))
        sys.exit(not report.is_clean)
    if options.count is None or options.folder is None:
        parser.error("COUNT and FOLDER, or --check FOLDER DUCKDB")
    formats = options.formats.split(",")
    if unknown := set(formats) - set(FORMATS):
        parser.error(f"--formats: {', '.join(sorted(unknown))}: known are {', '.join(FORMATS)}")
    begun = time.monotonic()
    truths = write(options.folder, options.count, options.seed, formats).truths()
    planted = Counter(mistake for truth in truths for mistake in truth.get("planted", ()))
    records = [record for truth in truths for form in truth["forms"] for record in form["records"]]
    print(
        f"{options.count:,} files, {len(truths):,} contents, {len(records):,} projects,"
        f" {sum(len(record['indicators']) for record in records):,} indicators; {time.monotonic() - begun:,.1f} s"
    )
    print("planted: " + ", ".join(f"{mistake} {count}" for mistake, count in planted.most_common()))


if __name__ == "__main__":
    main()
