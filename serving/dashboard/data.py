"""What the page shows, read from the published file: cubes over groups of projects, and the rows behind them.

A *group* is what the filters can tell apart: province, region, year, agency, and the set of indicator classes of a
project. Every cube names its group, so that a filter is judged once a group and every figure is a sum over groups.
Money is summed in SQL as whole cents (分), never as floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from serving.publish import literal

FACTS = Path(__file__).parent / "facts.sql"

# Columns by name; all columns of a table have one length.
Table = dict[str, list[Any]]


@dataclass(frozen=True)
class Scope:
    """Which part of the warehouse, and how fine.

    `province` None is all of it. `agencies` None names every region and agency; a number names so many of the
    agencies with the most money, and no region. `levels` tells classes apart to level 1 or 2. `concepts` is how many
    concepts, and how many things, are compared, None for all. `rows` is how many detail rows of each kind there may
    be, None for all.
    """

    province: str | None = None
    agencies: int | None = None
    levels: int = 2
    concepts: int | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Dataset:
    """The tables of one scope, and of each kind of detail how many rows there are with those left out."""

    tables: dict[str, Table]
    row_counts: dict[str, int]


# {class_id} is the class to the level of the scope.
CUBES: dict[str, str] = {
    "groups": "select province, region, budget_year, agency, classes from groups order by group_no",
    # severities: 8 high, 4 medium, 2 low, 1 info, as far as a form has such findings
    "spending": """
        select group_no, severities, count(*) as forms, count(*) filter (where is_counted) as counted,
            count(*) filter (where is_counted and cents is null) as blank, sum(cents) as cents
        from projects inner join scoped using (carrier_id) group by all order by all
    """,
    "sources": """
        select group_no, source_id, sum(cents) as cents
        from sources inner join scoped using (carrier_id) group by all order by all
    """,
    "indicators": """
        select group_no, {class_id} as class_id, count(*) as indicators,
            count(*) filter (where is_quantified) as quantified
        from indicators inner join scoped using (carrier_id) group by all order by all
    """,
    "targets": """
        select group_no, {class_id} as class_id, concept_id, unit, target, count(*) as targets
        from targets inner join scoped using (carrier_id) semi join compared_concepts using (concept_id, unit)
        group by all order by all
    """,
    "costs": """
        select group_no, thing_id, cost_unit, unit_cost_yuan as yuan, count(*) as costs
        from costs inner join scoped using (carrier_id) semi join compared_things using (thing_id, cost_unit)
        where not is_ambiguous group by all order by all
    """,
    # The money of a rule is that of the projects in which it found something, each once.
    "findings": """
        with per_project as (
            select group_no, rule_id, project_id, count(*) as findings, sum(stake_cents) as stake_cents
            from findings inner join scoped using (carrier_id) group by all
        )
        select group_no, rule_id, sum(findings) as findings, count(per_project.project_id) as forms,
            sum(projects.cents) as cents, sum(per_project.stake_cents) as stake_cents
        from per_project left join projects on per_project.project_id = projects.carrier_id
        group by all order by all
    """,
    "totals": """
        select group_no, balance, count(*) as totals
        from totals inner join scoped using (carrier_id) group by all order by all
    """,
    "coverage": """
        select group_no, sum(projects_count + department_forms_count) as forms,
            count(*) filter (where is_missing_year) as missing, sum(main_documents_count) as documents,
            sum(partial_documents_count) as partial, sum(unread_documents_count) as unread,
            sum(cells_unread) as cells_unread
        from source.marts.rpt_coverage as coverage
        inner join scoped on 'coverage ' || coverage.coverage_id = scoped.carrier_id
        group by all order by all
    """,
}

NAMES: dict[str, str] = {
    "province_names": """
        select distinct province as id, region_name as name
        from groups left join source.marts.dim_regions as regions on groups.province = regions.region_code
        where province <> '' order by all
    """,
    "region_names": """
        select distinct region as id, region_name as name
        from groups inner join source.marts.dim_regions as regions on groups.region = regions.region_code
        order by all
    """,
    "agency_names": """
        select distinct agency as id, agency_name as name, coalesce(region_name, '') as region
        from groups
        inner join source.marts.dim_agencies as agencies on groups.agency = agencies.agency_id
        left join source.marts.dim_regions as regions on agencies.region_code = regions.region_code
        order by name, region, id
    """,
    "class_names": """
        with seen as (
            select distinct {class_id} as id from indicators inner join scoped using (carrier_id)
        ),
        categories as (
            select level1, level2, min(code) as code from source.marts.dim_indicator_categories group by all
        )
        select id, split_part(id, '|', 1) as level1, split_part(id, '|', 2) as level2
        from seen
        order by
            coalesce((select min(code) from categories where level1 = split_part(id, '|', 1)), '~'),
            coalesce(
                (select code from categories where level1 || '|' || level2 = id), '~'
            ),
            id
    """,
    "source_names": """
        select funding_source_id as id, name_zh as zh, name_en as en
        from source.marts.dim_funding_sources
        where funding_source_id in (select source_id from sources inner join scoped using (carrier_id))
        order by source_order
    """,
    "concept_names": """
        select concept_id as id, concept as name, coalesce(polarity, '') as polarity
        from source.marts.dim_indicator_concepts
        where concept_id in (select concept_id from targets inner join scoped using (carrier_id))
        order by id
    """,
    "thing_names": """
        select thing_id as id, min(thing) as zh, min(thing_en) as en
        from costs inner join scoped using (carrier_id) group by all order by all
    """,
    "rule_names": """
        select rule_id as id, severity, title_zh as zh, title_en as en
        from source.marts.dim_review_rules
        where rule_id in (select rule_id from findings inner join scoped using (carrier_id))
        order by id
    """,
}

# Every kind of detail: its rows with the number that says which come first, and the columns to keep.
DETAILS: dict[str, str] = {
    "projects": """
        select scoped.group_no, projects.project_name, projects.form_kind, projects.form_purpose, projects.is_counted,
            projects.cents, projects.amount_text, projects.unit_text, projects.document_id, projects.place_text,
            row_number() over (
                order by projects.budget_year desc, projects.cents desc nulls last, projects.carrier_id
            ) as row_rank
        from projects inner join scoped using (carrier_id)
    """,
    "indicators": """
        select scoped.group_no, projects.project_name, facts.concept_id,
            coalesce(facts.level1, '') || '|' || coalesce(facts.level2, '') as class_id, facts.indicator_name,
            facts.explanation, facts.comparator_text, facts.value_text, facts.unit_text, facts.horizon,
            facts.value_kind, facts.comparator, cast(facts.canonical_low as varchar) as low,
            cast(facts.canonical_high as varchar) as high, facts.canonical_unit as unit,
            cast(facts.date_low as varchar) as date_low, cast(facts.date_high as varchar) as date_high,
            facts.is_ambiguous, facts.actual_text, facts.document_id, facts.place_text,
            row_number() over (
                order by projects.budget_year desc, projects.cents desc nulls last, projects.carrier_id, facts.page_no,
                facts.table_no, facts.row_no, facts.indicator_value_id
            ) as row_rank
        from source.marts.fct_indicator_values as facts
        inner join projects on facts.project_id = projects.carrier_id
        inner join scoped using (carrier_id)
        where facts.is_counted
    """,
    "findings": """
        select scoped.group_no, findings.project_name, findings.rule_id, findings.message_zh, findings.message_en,
            findings.evidence, findings.stake_cents, findings.document_id, findings.place_text,
            row_number() over (
                order by array_position(['high', 'medium', 'low', 'info'], rules.severity),
                findings.stake_cents desc nulls last, projects.cents desc nulls last, findings.finding_id
            ) as row_rank
        from findings
        inner join scoped using (carrier_id)
        inner join source.marts.dim_review_rules as rules on findings.rule_id = rules.rule_id
        left join projects on findings.project_id = projects.carrier_id
    """,
    "costs": """
        select scoped.group_no, costs.project_name, costs.thing_id, costs.unit_cost_yuan as yuan, costs.cost_unit,
            costs.cost_bound, costs.cost_basis, costs.is_ambiguous, costs.numerator_label, costs.numerator_text,
            costs.denominator_label, costs.denominator_text, costs.document_id, costs.place_text,
            costs.denominator_place_text,
            row_number() over (order by costs.thing_id, costs.cost_unit, costs.unit_cost_yuan desc, costs.unit_cost_id)
                as row_rank
        from costs inner join scoped using (carrier_id)
    """,
    "totals": """
        select scoped.group_no, totals.project_name, totals.balance, totals.check_name, totals.label_text,
            totals.column_label, totals.printed_cents, totals.computed_cents, totals.gap_cents, totals.document_id,
            totals.place_text,
            row_number() over (
                order by array_position(['gap', 'not_comparable', 'balanced'], totals.balance),
                abs(totals.gap_cents) desc nulls last, totals.reconciliation_id
            ) as row_rank
        from totals inner join scoped using (carrier_id)
    """,
}


@contextmanager
def opened(published: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the published file attached read-only as `source`, and the steps of facts.sql made.

    What does not fit into memory goes to the folder `scratch`.
    """
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = {literal(str(scratch))}")
        connection.execute(f"attach {literal(str(published))} as source (read_only)")
        connection.execute(FACTS.read_text(encoding="utf-8"))
        yield connection


def provinces(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Keys of the provinces that anything stands in, '' for the unknown one."""
    return [key for (key,) in connection.execute("select distinct province from carriers order by all").fetchall()]


def detail_count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many detail rows there are of all kinds."""
    _scope(connection, Scope())
    return sum(_counts(connection).values())


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {name: connection.sql(f"select count(*) from ({sql})").fetchall()[0][0] for name, sql in DETAILS.items()}


def _scope(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Temporary tables `scoped` (a carrier's group), `groups`, and what is compared."""
    region, agency = "region", "agency"
    if scope.agencies is not None:
        region = "''"
        agency = "case when agency = '' or agency in (select agency from largest) then agency else 'other' end"
    classes = "classes" if scope.levels == 2 else "main_classes"
    where = "" if scope.province is None else f"where province = {literal(scope.province)}"
    connection.execute(
        "create or replace temp table scoped as"
        " with largest as ("
        "   select agency from projects where agency <> '' group by agency"
        f"  order by sum(cents) desc nulls last, agency limit {scope.agencies or 0}"
        " ), keyed as ("
        f"  select carrier_id, province, {region} as region, budget_year, {agency} as agency, {classes} as classes"
        f"  from carriers {where}"
        " )"
        " select *, dense_rank() over (order by province, region, budget_year, agency, classes) - 1 as group_no"
        " from keyed"
    )
    connection.execute(
        "create or replace temp table groups as"
        " select distinct group_no, province, region, budget_year, agency, classes from scoped"
    )
    limit = "" if scope.concepts is None else f"limit {scope.concepts}"
    # What is printed in most places comes first: it is what can be compared.
    connection.execute(
        "create or replace temp table compared_concepts as select concept_id, unit"
        " from targets inner join carriers using (carrier_id) group by all"
        f" order by count(distinct region) desc, count(*) desc, concept_id, unit {limit}"
    )
    connection.execute(
        "create or replace temp table compared_things as select thing_id, cost_unit"
        " from costs inner join carriers using (carrier_id) group by all"
        f" order by count(distinct region) desc, count(*) desc, thing_id, cost_unit {limit}"
    )


def _table(connection: duckdb.DuckDBPyConnection, sql: str) -> Table:
    result = connection.execute(sql)
    names = [name for name, *_ in result.description or []]
    rows = result.fetchall()
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in names]
    return dict(zip(names, columns, strict=True))


def read(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Dataset:
    """All tables of a scope; the details only where there is room for any."""
    _scope(connection, scope)
    class_id = "class_id" if scope.levels == 2 else "split_part(class_id, '|', 1) || '|'"
    tables = {name: _table(connection, sql.format(class_id=class_id)) for name, sql in (CUBES | NAMES).items()}
    counts = _counts(connection)
    limit = "" if scope.rows is None else f"where row_rank <= {scope.rows}"
    kept = []
    for name, sql in DETAILS.items():
        connection.execute(f"create or replace temp table kept_{name} as select * from ({sql}) {limit}")
        kept.append(f"select document_id from kept_{name}")
        tables[f"{name}_rows"] = _table(connection, f"select * exclude (row_rank) from kept_{name} order by row_rank")
    tables["document_names"] = _table(
        connection,
        "select document_id as id, path, coalesce(title, '') as title, coalesce(source_url, '') as source_url"
        f" from source.marts.dim_documents where document_id in ({' union '.join(kept)}) order by path, id",
    )
    return Dataset(tables, counts)
