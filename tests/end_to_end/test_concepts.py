"""Concepts and benchmark of the built sample: every name with its concept as a person read it, and what is compared."""

from __future__ import annotations

import csv

import duckdb
import pytest

from tests.helpers import ROOT, Warehouse

READ_BY_EYE = ROOT / "tests/fixtures/concepts/sample_concepts.csv"


def test_every_name_of_the_sample_has_the_concept_that_was_read(built_warehouse: Warehouse) -> None:
    """A name may have several: by category and by what its value measures. – stands for none."""
    with READ_BY_EYE.open(encoding="utf-8", newline="") as file:
        expected = {row["indicator_name"]: row["concept_ids"] for row in csv.DictReader(file)}
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        found = dict(
            connection.execute(
                "select indicator_name, string_agg(distinct coalesce(concept_id, '–'), ' ' order by"
                " coalesce(concept_id, '–')) from marts.fct_indicator_values"
                " where is_effective and indicator_name is not null group by indicator_name"
            ).fetchall()
        )
    assert found == expected


def test_most_quantified_targets_have_a_concept(built_warehouse: Warehouse) -> None:
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        share = connection.execute(
            "select count(concept_id) / count(*) from marts.fct_indicator_values where is_counted"
            " and value_kind in ('number', 'range', 'percent', 'duration', 'date')"
        ).fetchall()[0][0]
    assert share > 0.9


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ("lowest_target > lower_quartile_target or upper_quartile_target > highest_target", "quartiles in order"),
        ("lower_quartile_target > median_target or median_target > upper_quartile_target", "median in the middle"),
        ("is_bounded_ratio and highest_target > 100", "no share above the whole"),
        ("projects_count > indicators_count or places_count > projects_count", "places of projects of indicators"),
    ],
)
def test_benchmark_is_in_order(built_warehouse: Warehouse, broken: str, rule: str) -> None:
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        rows = connection.execute(f"select * from marts.rpt_indicator_benchmark where {broken}").fetchall()
        assert not rows, rule
        assert connection.execute("select count(*) from marts.rpt_indicator_benchmark").fetchall()[0][0] > 300


def test_corpus_holds_every_target_of_the_places(built_warehouse: Warehouse) -> None:
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        counts = connection.execute(
            "select concept_id, canonical_unit,"
            " sum(case when area_scope = 'corpus' then indicators_count end) as corpus,"
            " sum(case when area_scope = 'region' then indicators_count end) as places,"
            " sum(case when area_scope = 'province' then indicators_count end) as provinces"
            " from marts.rpt_indicator_benchmark group by all"
        ).fetchall()
    assert len(counts) > 100
    assert all(corpus == places == provinces for *_, corpus, places, provinces in counts)
