"""What the value grammar makes of texts.

As printed: every row of fixtures/values/readings.csv. Built at random: a reading may be missing or ambiguous, but is
never another number or day than the one that was built in.
"""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.forms import read_forms
from ingest.privacy import mask_grid
from ingest.readers import read_bytes
from tests.fixtures.value_grammar import Builder, Case, Meaning, Texts, fragments
from tests.unit.helpers import SAMPLES, vocabulary
from tests.unit.value_readings import KEY, Reading, ValueModels

PROJECT = Path(__file__).resolve().parents[2]
FIXTURE = PROJECT / "tests" / "fixtures" / "values" / "readings.csv"
NUMBERS = ("value_low", "value_high", "canonical_low", "canonical_high")
FLAGS = ("is_unit_unknown", "is_ambiguous")
WORDS = ("value_kind", "comparator", "canonical_unit")
DATES = ("date_year", "date_month", "date_day", "date_end_year", "date_end_month", "date_end_day")
BARE_DATES = ("bare_year", "bare_month", "bare_day")
BATCH = 4_000


def _rows() -> list[dict[str, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _texts(row: dict[str, str]) -> Texts:
    return (row["comparator_text"] or None, row["value_text"] or None, row["unit_text"] or None)


ROWS = _rows()


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ValueModels:
    return ValueModels(tmp_path_factory.mktemp("readings"))


@pytest.fixture(scope="module")
def readings(models: ValueModels) -> dict[Texts, Reading]:
    return models.read(_texts(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=["|".join(row[key] for key in KEY) for row in ROWS])
def test_text_is_read_as_expected(row: dict[str, str], readings: dict[Texts, Reading]) -> None:
    reading = readings[_texts(row)]
    expected: dict[str, object] = {
        **{name: row[name] or None for name in WORDS},
        **{name: row[name] == "true" for name in FLAGS},
        **{name: Decimal(row[name]) if row[name] else None for name in NUMBERS},
        **{name: int(row[name]) if row[name] else None for name in (*DATES, *BARE_DATES)},
    }
    assert {name: reading[name] for name in expected} == expected


def test_every_value_text_of_the_sample_has_its_reading_in_the_fixture() -> None:
    printed: set[Texts] = set()
    for path in SAMPLES:
        grid = mask_grid(read_bytes(path.read_bytes()), vocabulary())
        for row in read_forms(grid, vocabulary()).records["indicator_lines"]:
            printed.add((row.get("comparator_text"), row.get("value_text"), row.get("unit_text")))
            printed.add((None, row.get("actual_text"), row.get("unit_text")))
    assert len({value for _, value, _ in printed}) >= 320
    assert printed - {_texts(row) for row in ROWS} == set()


def _is_as_built(meaning: Meaning, reading: Reading) -> bool:
    if meaning.dates is not None:
        return (
            reading["value_kind"] == "date"
            and reading["comparator"] == meaning.comparator
            and tuple(reading[name] for name in DATES) == meaning.dates
        )
    if meaning.low is None and meaning.high is None:
        return reading["value_kind"] == "qualitative"
    return (reading["comparator"], reading["canonical_low"], reading["canonical_high"], reading["canonical_unit"]) == (
        meaning.comparator,
        meaning.low,
        meaning.high,
        meaning.unit,
    )


def _verdict(case: Case, found: dict[Texts, Reading]) -> str:
    """right, silent (no reading, or a doubtful one), or wrong."""
    texts, meaning = case
    reading = found[texts]
    if _is_as_built(meaning, reading):
        return "right"
    return "silent" if reading["is_ambiguous"] or reading["value_kind"] == "qualitative" else "wrong"


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
@example(seed=20_220_101)
def test_texts_built_at_random_read_back_to_what_they_were_built_from(models: ValueModels, seed: int) -> None:
    cases = Builder(random.Random(seed)).cases(BATCH)
    found = models.read(texts for texts, _ in cases)
    verdicts = {case[0]: _verdict(case, found) for case in cases}
    wrong = {texts: found[texts] for texts, verdict in verdicts.items() if verdict == "wrong"}
    assert wrong == {}
    counts = Counter(verdicts.values())
    assert counts["right"] >= 0.9 * BATCH


WRITTEN = re.compile(r"[一二两三四五六七八九十百千]")
# The 2 of m2 belongs to the unit.
PRINTED = re.compile(r"(?<![a-z])[0-9][0-9,]*(?:[.][0-9]+)?")


def _numbers_printed(text: str) -> list[Decimal]:
    plain = unicodedata.normalize("NFKC", text)
    return sorted({Decimal(number.replace(",", "")) for number in PRINTED.findall(plain)})


def _numbers_read(reading: Reading) -> list[Decimal]:
    bounds = (reading["value_low"], reading["value_high"])
    return sorted({abs(value) for value in bounds if isinstance(value, Decimal)})


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
@example(seed=20_220_102)
def test_a_number_beyond_doubt_is_printed_and_stands_alone(models: ValueModels, seed: int) -> None:
    texts = [text for text in fragments(seed, BATCH) if not WRITTEN.search(text)]
    found = models.read((None, text, None) for text in texts)
    readings = {text: found[(None, text, None)] for text in texts}
    numbers = {text: _numbers_read(reading) for text, reading in readings.items() if not reading["is_ambiguous"]}
    certain = {text: read for text, read in numbers.items() if read}
    assert len(certain) >= 0.02 * len(texts)
    wrong = {text: read for text, read in certain.items() if read != _numbers_printed(text)}
    assert wrong == {}
