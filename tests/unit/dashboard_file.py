"""Published files of a test's own making, with the columns that the models' YAML declares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.project.project import described_in

ROOT = Path(__file__).resolve().parents[2]
# Texts of a document that a careless page would run, or that would break it.
HOSTILE = (
    "<script>globalThis.broken=1</script>",
    "</script><script>globalThis.broken=2</script>",
    "<img src=x onerror=globalThis.broken=3>",
    "javascript:globalThis.broken=4",
    '"><svg onload=globalThis.broken=5>',
    "\u2028\u2029]]><!--",
    "{{ 7 * 7 }} ${7 * 7} %s",
)


def create_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Every mart, empty."""
    connection.execute("create schema marts")
    for path in sorted((ROOT / "models" / "marts").rglob("*.yml")):
        for model in described_in(path.relative_to(ROOT).as_posix()).get("models", []):
            columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
            connection.execute(f"create table marts.{model['name']} ({columns})")


def insert(connection: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Rows by column name; what they leave out is null."""
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into marts.{table} ({names}) values ({marks})", list(row.values()))


def hostile_file(path: Path) -> Path:
    """One project whose every text is hostile, with an indicator, a finding, a unit cost, a total and a source each."""
    with duckdb.connect(str(path)) as connection:
        create_marts(connection)
        insert(
            connection,
            "dim_regions",
            {"region_code": "440000", "region_name": "广东省", "region_level": "province", "province_code": "440000"},
            {"region_code": "440113", "region_name": HOSTILE[0], "region_level": "county", "province_code": "440000"},
        )
        insert(connection, "dim_agencies", {"agency_id": "a", "agency_name": HOSTILE[1], "region_code": "440113"})
        insert(
            connection,
            "dim_funding_sources",
            {"funding_source_id": "fiscal", "name_zh": HOSTILE[2], "name_en": HOSTILE[2], "source_order": 1},
        )
        insert(connection, "dim_indicator_concepts", {"concept_id": "c", "concept": HOSTILE[4], "polarity": "up"})
        insert(
            connection,
            "dim_review_rules",
            {"rule_id": "A01", "severity": "high", "title_zh": HOSTILE[0], "title_en": HOSTILE[0]},
        )
        for number, text in enumerate(HOSTILE):
            document, project = f"d{number}", f"p{number}"
            place = {"document_id": document, "place_text": text}
            where = {"region_code": "440113", "budget_year": 2024, "agency_name": HOSTILE[1]}
            insert(
                connection,
                "dim_documents",
                {"document_id": document, "path": f"{text}/{number}.txt", "title": text, "source_url": text},
            )
            insert(
                connection,
                "dim_projects",
                {
                    **place, **where, "project_id": project, "form_kind": "project", "form_purpose": "target",
                    "project_name": text, "province_code": "440000", "agency_id": "a",
                },
            )  # fmt: skip
            insert(
                connection,
                "fct_project_spending",
                {
                    **place, "project_id": project, "is_counted": True, "amount_stage": "budget",
                    "amount_yuan": "90071992547409.93", "amount_text": text, "unit_text": text,
                },
            )  # fmt: skip
            insert(
                connection,
                "fct_project_funding",
                {
                    "project_id": project, "fund_id": "fiscal", "amount_stage": "budget", "is_additive": True,
                    "amount_yuan": "1.10",
                },
            )  # fmt: skip
            insert(
                connection,
                "fct_indicator_values",
                {
                    **place, "indicator_value_id": f"v{number}", "indicator_id": f"i{number}", "project_id": project,
                    "is_counted": True, "level1": "产出指标", "level2": "数量指标", "indicator_name": text,
                    "explanation": text, "value_text": text, "comparator_text": text, "unit_text": text,
                    "horizon": "annual", "value_kind": "number", "is_ambiguous": False, "concept_id": "c",
                    "canonical_low": number, "canonical_high": number, "canonical_unit": text, "actual_text": text,
                },
            )  # fmt: skip
            insert(
                connection,
                "rpt_indicator_targets",
                {
                    "project_id": project, "level1": "产出指标", "level2": "数量指标", "concept_id": "c",
                    "canonical_unit": text, "comparable_target": number,
                },
            )  # fmt: skip
            insert(
                connection,
                "rpt_review_findings",
                {
                    **place, **where, "finding_id": f"f{number}", "rule_id": "A01", "severity": "high",
                    "project_id": project if number else None, "project_name": text, "message_zh": text,
                    "message_en": text, "evidence": text, "amount_at_stake_yuan": 0.29,
                },
            )  # fmt: skip
            insert(
                connection,
                "fct_review_findings",
                {"project_id": project if number else None, "severity": "high", "rule_id": "A01"},
            )
            total = {"reconciliation_id": f"r{number}", "document_id": document, "project_id": None}
            insert(
                connection,
                "fct_reconciliations",
                {
                    **total, "check_name": "total_vs_sources", "label_text": text, "column_label": text,
                    "printed_yuan": "1.00", "computed_yuan": None, "gap_yuan": None, "place_text": text,
                },
            )  # fmt: skip
            insert(
                connection, "rpt_reconciliations", {**total, **where, "project_name": text, "balance": "not_comparable"}
            )
            insert(
                connection,
                "rpt_unit_costs",
                {
                    **place, "unit_cost_id": f"u{number}", "project_id": project, "project_name": text,
                    "thing_id": text, "thing": text, "thing_en": text, "unit_cost_yuan": number + 0.5,
                    "cost_unit": text, "cost_bound": "exact", "cost_basis": "stated", "is_ambiguous": False,
                    "is_counted": True, "numerator_label": text, "numerator_text": text, "denominator_label": text,
                    "denominator_text": text, "denominator_place_text": text,
                },
            )  # fmt: skip
        insert(
            connection,
            "rpt_coverage",
            {
                "coverage_id": "k", "region_code": "440113", "budget_year": 2024, "agency_name": HOSTILE[1],
                "is_missing_year": False, "projects_count": len(HOSTILE), "department_forms_count": 0,
                "main_documents_count": len(HOSTILE), "partial_documents_count": 0, "unread_documents_count": 0,
                "cells_unread": 0,
            },
        )  # fmt: skip
    return path


@dataclass(frozen=True)
class Size:
    """How large a synthetic warehouse is."""

    provinces: int = 34
    agencies: int = 6  # a province
    years: int = 3
    projects: int = 4  # an agency and year
    indicators: int = 12  # a project


# Projects of every agency and year, and what hangs on them; numbers come from a hash, so they are unlike.
LARGE = """
create temp table places as
select region_code, region_name, coalesce(province_code, region_code) as province_code, region_level
from regions_of_seed
where region_level = 'province'
qualify row_number() over (partition by region_level order by region_code) <= {provinces};

insert into marts.dim_regions by name
select region_code, region_name, region_level, province_code, region_name as province_name from places;

insert into marts.dim_agencies by name
select
    md5(places.region_code || numbers.n) as agency_id,
    places.region_name || '第' || numbers.n || '局' as agency_name,
    places.region_code
from places cross join range({agencies}) as numbers (n);

create temp table made as
select
    agencies.agency_id,
    agencies.agency_name,
    agencies.region_code,
    case when years.n > 0 then 2019 + years.n end as budget_year,
    md5(agencies.agency_id || years.n) as document_id,
    md5(agencies.agency_id || years.n || '|' || projects.n) as project_id,
    '项目' || years.n || '—' || projects.n || ' ' || left(agencies.agency_id, 5) as project_name,
    hash(agencies.agency_id, years.n, projects.n) as seed
from marts.dim_agencies as agencies
cross join range({years}) as years (n)
cross join range({projects}) as projects (n);

insert into marts.dim_documents by name
select document_id, min(region_code) || '/' || left(document_id, 8) || '.txt' as path,
    min(agency_name) as title, 'https://example.org/' || document_id as source_url
from made group by document_id;

insert into marts.dim_projects by name
select project_id, document_id, 'project' as form_kind, 'target' as form_purpose, project_name, agency_id,
    agency_name, region_code, region_code as province_code, budget_year, '表1 第' || seed % 900 || '行' as place_text
from made;

insert into marts.fct_project_spending by name
select project_id, document_id, true as is_counted, 'budget' as amount_stage,
    case when seed % 10 > 0 then cast(seed % 900000000007 as decimal(20, 2)) / 100 end as amount_yuan,
    cast(seed % 7919 as varchar) as amount_text, '万元' as unit_text, '表1 第' || seed % 900 || '行' as place_text
from made;

insert into marts.dim_funding_sources by name
select 'general_budget' as funding_source_id, '一般公共预算' as name_zh, 'General public budget' as name_en,
    1 as source_order
union all
select 'other', '其他资金', 'Other money', 2;

insert into marts.fct_project_funding by name
select project_id, 'general_budget' as fund_id, 'budget' as amount_stage, true as is_additive,
    cast(amount_yuan * 0.6 as decimal(20, 2)) as amount_yuan
from marts.fct_project_spending
union all
select project_id, 'other', 'budget', true, cast(amount_yuan * 0.4 as decimal(20, 2))
from marts.fct_project_spending where length(amount_text) > 3;

create temp table classes as
select row_number() over (order by code) - 1 as n, level1, level2, code from (
    values ('产出指标', '数量指标', '11'), ('产出指标', '质量指标', '12'), ('产出指标', '时效指标', '13'),
    ('产出指标', '成本指标', '14'), ('效益指标', '社会效益指标', '22'), ('满意度指标', '服务对象满意度指标', '31')
) as listed (level1, level2, code);

insert into marts.dim_indicator_categories by name select level1, level2, code from classes;

insert into marts.dim_indicator_concepts by name
select 'concept' || n as concept_id, '概念' || n as concept, 'up' as polarity from range(50) as numbers (n);

create temp table indicators as
select made.project_id, made.document_id, numbers.n, hash(made.seed, numbers.n) as seed
from made cross join range({indicators}) as numbers (n);

insert into marts.fct_indicator_values by name
select
    md5(project_id || n) as indicator_value_id, md5(project_id || n) as indicator_id, project_id, document_id,
    true as is_counted, classes.level1, classes.level2, 'annual' as horizon,
    case when seed % 4 = 0 then 'qualitative' else 'percent' end as value_kind,
    '指标' || seed % 100003 as indicator_name, '≥' || seed % 100 || '%' as value_text,
    cast(seed % 100 as decimal(28, 8)) as canonical_low, '%' as canonical_unit, '>=' as comparator,
    false as is_ambiguous, 'concept' || seed % 50 as concept_id, 1 as table_no, n as row_no,
    '表1 第' || seed % 2000 || '行' as place_text
from indicators inner join classes using (n)
union all
select
    md5(project_id || n), md5(project_id || n), project_id, document_id, true, '产出指标', '数量指标', 'annual',
    'number',
    '指标' || seed % 100003, '=' || seed % 50, cast(seed % 50 as decimal(28, 8)), '个', '=', false,
    'concept' || seed % 50, 1, n, '表1 第' || seed % 2000 || '行'
from indicators where n >= 6;

insert into marts.rpt_indicator_targets by name
select project_id, level1, level2, concept_id, canonical_unit, cast(canonical_low as double) as comparable_target
from marts.fct_indicator_values where value_kind <> 'qualitative';

insert into marts.dim_review_rules by name
select 'R' || n as rule_id, ['high', 'medium', 'low', 'info'][n + 1] as severity, '规则' || n as title_zh,
    'Rule ' || n as title_en
from range(4) as numbers (n);

insert into marts.rpt_review_findings by name
select md5(made.project_id || 'f' || numbers.n) as finding_id, 'R' || numbers.n as rule_id, made.project_id,
    made.document_id, made.region_code, made.budget_year, made.agency_name, made.project_name,
    ['high', 'medium', 'low', 'info'][numbers.n + 1] as severity, '说明' as message_zh, 'message' as message_en,
    '依据 ' || made.seed % 1000 as evidence, '表1 第' || made.seed % 900 || '行' as place_text,
    case when numbers.n = 0 then (made.seed % 100000) / 100.0 end as amount_at_stake_yuan
from made cross join range(4) as numbers (n)
where hash(made.seed, numbers.n) % (5 - numbers.n) = 0;

insert into marts.fct_review_findings by name
select finding_id, rule_id, severity, project_id, document_id from marts.rpt_review_findings;

insert into marts.fct_reconciliations by name
select md5(project_id || 'r') as reconciliation_id, project_id, document_id, 'total_vs_sources' as check_name,
    100.10 as printed_yuan, 100.00 as computed_yuan, 0.10 as gap_yuan, false as is_balanced
from made where seed % 7 = 0;

insert into marts.rpt_reconciliations by name
select facts.reconciliation_id, facts.project_id, facts.document_id, made.region_code, made.budget_year,
    made.agency_name, made.project_name, 'gap' as balance
from marts.fct_reconciliations as facts inner join made using (project_id);

insert into marts.rpt_unit_costs by name
select md5(project_id || 'u') as unit_cost_id, project_id, document_id, project_name, 'thing' || seed % 5 as thing_id,
    '物品' || seed % 5 as thing, (seed % 10000) / 7.0 as unit_cost_yuan, '元/台' as cost_unit, 'exact' as cost_bound,
    'printed' as cost_basis, false as is_ambiguous, true as is_counted, '单价' as numerator_text, '' as denominator_text
from made where seed % 3 = 0;

insert into marts.rpt_coverage by name
select md5('k' || agency_id || coalesce(budget_year, 0)) as coverage_id, region_code, agency_id, agency_name,
    budget_year,
    false as is_missing_year, count(*) as projects_count, 0 as department_forms_count, 1 as main_documents_count,
    0 as partial_documents_count, 0 as unread_documents_count, 0 as cells_unread
from made group by all;
"""


def large_file(path: Path, size: Size) -> Path:
    """A warehouse of many provinces with unlike names and values; a tenth of the amounts blank, one year unknown."""
    with duckdb.connect(str(path)) as connection:
        create_marts(connection)
        connection.execute(
            "create temp table regions_of_seed as select * from read_csv($seed, header = true, all_varchar = true)",
            {"seed": str(ROOT / "seeds" / "regions.csv")},
        )
        connection.execute(LARGE.format(**asdict(size)))
    return path


def square(west: float, south: float, **properties: Any) -> dict[str, Any]:
    """A province of a map: five degrees each way."""
    ring = [[west, south], [west + 5, south], [west + 5, south + 5], [west, south + 5], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


MAP = {
    "type": "FeatureCollection",
    "审图号": "GS（2024）0000号",
    "features": [square(110, 20, adcode=440000), square(110, 30, name="湖北省"), square(100, 20, name="nowhere")],
}
