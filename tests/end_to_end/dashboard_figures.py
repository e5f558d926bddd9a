"""What the dashboard must show for a choice of filters, by SQL of its own on the published file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

SEVERITIES = ("high", "medium", "low", "info")
ANYTHING = "(select project_id from project)"


@dataclass(frozen=True)
class Filters:
    """Keys as the page has them: province code, year as text, agency id, class; '' is unknown, None is all."""

    province: str | None = None
    year: str | None = None
    agency: str | None = None
    cls: str | None = None

    def without(self, name: str) -> Filters:
        """The same but for one."""
        return Filters(**{**self.__dict__, name: None})


PREPARE = """
create temp table place as
select region_code, case when region_level = 'central' then region_code else coalesce(province_code, '') end as province
from file.marts.dim_regions;

create temp table project as
select
    projects.project_id, coalesce(place.province, '') as province, coalesce(place.region_code, '') as region,
    coalesce(cast(projects.budget_year as varchar), '') as year, coalesce(projects.agency_id, '') as agency,
    spending.project_id is not null as is_counted, spending.amount_yuan
from file.marts.dim_projects as projects
left join place using (region_code)
left join file.marts.fct_project_spending as spending
    on projects.project_id = spending.project_id and spending.is_counted;

create temp table indicator as
select project_id, coalesce(level1, '') || '|' || coalesce(level2, '') as class, indicator_id, value_kind
from file.marts.fct_indicator_values where is_counted;

create temp table finding as
select
    findings.finding_id, findings.rule_id, findings.project_id, findings.amount_at_stake_yuan,
    rules.severity as rule_severity, coalesce(project.province, place.province, '') as province,
    coalesce(project.year, cast(findings.budget_year as varchar), '') as year, coalesce(project.agency, '') as agency
from file.marts.rpt_review_findings as findings
inner join file.marts.dim_review_rules as rules using (rule_id)
left join place using (region_code)
left join project using (project_id);

create temp table total as
select totals.*, coalesce(place.province, '') as province, coalesce(place.region_code, '') as region,
    coalesce(cast(totals.budget_year as varchar), '') as year, coalesce(agencies.agency_id, '') as agency
from file.marts.rpt_reconciliations as totals
left join place using (region_code)
left join file.marts.dim_agencies as agencies
    on totals.region_code = agencies.region_code and totals.agency_name = agencies.agency_name;

create temp table coverage as
select coverage.*, coalesce(place.province, '') as province, coalesce(place.region_code, '') as region,
    coalesce(cast(coverage.budget_year as varchar), '') as year, coalesce(coverage.agency_id, '') as agency
from file.marts.rpt_coverage as coverage left join place using (region_code);
"""


class Oracle:
    """Figures by name, as the page marks them with data-figure."""

    def __init__(self, published: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{published}' as file (read_only)")
        self.connection.execute(PREPARE)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def projects(self, chosen: Filters) -> str:
        """Condition on `project_id`."""
        conditions = [
            f"{name} = '{value}'"
            for name, value in (("province", chosen.province), ("year", chosen.year), ("agency", chosen.agency))
            if value is not None
        ]
        if chosen.cls is not None:
            conditions.append(f"project_id in (select project_id from indicator where {of_class(chosen.cls)})")
        where = " and ".join(conditions) or "true"
        return f"project_id in (select project_id from project where {where})"

    def loose(self, chosen: Filters) -> str:
        """Condition on what belongs to no project: it has a place and year, and no class."""
        conditions = [
            f"{name} = '{value}'"
            for name, value in (("province", chosen.province), ("year", chosen.year), ("agency", chosen.agency))
            if value is not None
        ]
        return " and ".join([*conditions, "false"] if chosen.cls is not None else conditions) or "true"

    def figures(self, chosen: Filters, metric: str = "money") -> dict[str, str]:
        """All figures but those of the comparisons across places and of the table of rows."""
        return {
            **self._keys(chosen),
            **self._tiles(chosen, metric),
            **self._money(chosen),
            **self._classes(chosen),
            **self._findings(chosen),
            **self._coverage(chosen),
        }

    def _money_by(self, key: str, chosen: Filters, having: str = "count(*) > 0") -> list[tuple[Any, ...]]:
        return self.rows(
            f"select {key}, sum(amount_yuan) from project where is_counted and {self.projects(chosen)}"
            f" group by all having {having}"
        )

    def _keys(self, chosen: Filters) -> dict[str, str]:
        passing = self.projects(chosen)
        [(amount, counted, blank)] = self.rows(
            "select sum(amount_yuan), count(*), count(*) filter (where amount_yuan is null)"
            f" from project where is_counted and {passing}"
        )
        of = of_class(chosen.cls)
        [(indicators, quantified)] = self.rows(
            "select count(distinct indicator_id), count(distinct case when value_kind not in"
            f" ('qualitative', 'placeholder', 'empty') then indicator_id end) from indicator where {passing} and {of}"
        )
        found = self._passing(chosen)
        [(findings, high)] = self.rows(
            f"select count(*), count(*) filter (where rule_severity = 'high') from finding where {found}"
        )
        [(gaps, compared)] = self.rows(
            "select count(*) filter (where balance = 'gap'), count(*) filter (where balance <> 'not_comparable')"
            f" from total where {self._passing(chosen)}"
        )
        [(documents, partial, unread)] = self.rows(
            "select coalesce(sum(main_documents_count), 0), coalesce(sum(partial_documents_count), 0),"
            f" coalesce(sum(unread_documents_count), 0) from coverage where {self.loose(chosen.without('cls'))}"
        )
        return {
            "kpi.money": cents(amount),
            "kpi.money_note": cents(amount),
            "kpi.projects": str(counted),
            "kpi.blank": str(blank),
            "kpi.indicators": str(indicators),
            "kpi.quantified": str(quantified),
            "kpi.findings": str(findings),
            "kpi.high": str(high),
            "kpi.totals": str(gaps),
            "kpi.compared": str(compared),
            "kpi.documents": str(documents),
            "kpi.documents_note": f"{partial} {unread}",
        }

    def _passing(self, chosen: Filters) -> str:
        """Condition on findings and totals, of projects and of whole lists."""
        return f"({self.projects(chosen)} or project_id is null and {self.loose(chosen)})"

    def _tiles(self, chosen: Filters, metric: str) -> dict[str, str]:
        chosen = chosen.without("province")
        passing = self.projects(chosen)
        if metric == "money":
            rows = self.rows(f"select province, sum(amount_yuan) from project where {passing} group by all")
            return {f"tile.money.{province}": cents(amount) for province, amount in rows}
        queries = {
            "projects": "select province, count(*) filter (where is_counted) from project"
            f" where {passing} group by all",
            "indicators": "select province, count(distinct indicator_id) from indicator"
            f" inner join project using (project_id) where {passing} and {of_class(chosen.cls)} group by all",
            "findings": f"select province, count(*) from finding where {self._passing(chosen)} group by all",
        }
        return {f"tile.{metric}.{province}": str(number) for province, number in self.rows(queries[metric])}

    def _money(self, chosen: Filters) -> dict[str, str]:
        found = {}
        for year, amount in self._money_by("year", chosen.without("year")):
            found[f"year.{year}"] = cents(amount)
        place = "region" if chosen.province is not None else "province"
        for key, amount in self._money_by(place, chosen):
            found[f"{place}.{key}"] = cents(amount)
        for key, amount in self._money_by("agency", chosen.without("agency")):
            found[f"agency.{key}"] = cents(amount)
        for source, amount in self._sources(chosen):
            found[f"source.{source}"] = cents(amount)
        for year in [row[0] for row in self.rows("select distinct year from project")]:
            for source, amount in self._sources(Filters(**{**chosen.__dict__, "year": year})):
                found[f"year.{year}.{source}"] = cents(amount)
        return found

    def _sources(self, chosen: Filters) -> list[tuple[str, Decimal]]:
        lines = self.rows(
            "select coalesce(fund_id, funding_source_id, ''), sum(funding.amount_yuan)"
            " from file.marts.fct_project_funding as funding inner join project using (project_id)"
            " where is_additive and amount_stage = 'budget' and funding.amount_yuan is not null and is_counted"
            f" and project.amount_yuan is not null and {self.projects(chosen)} group by all"
        )
        [(total,)] = self.rows(
            f"select coalesce(sum(amount_yuan), 0) from project where is_counted and {self.projects(chosen)}"
        )
        rest = total - sum((amount for _, amount in lines), Decimal(0))
        return [*lines, *([("", rest)] if rest else [])]

    def _classes(self, chosen: Filters) -> dict[str, str]:
        rows = self.rows(
            "select class, count(distinct indicator_id), count(distinct case when value_kind not in"
            " ('qualitative', 'placeholder', 'empty') then indicator_id end)"
            f" from indicator where {self.projects(chosen.without('cls'))} group by all"
        )
        return {f"class.{name}": f"{number} {quantified}" for name, number, quantified in rows}

    def _findings(self, chosen: Filters) -> dict[str, str]:
        found = {}
        where = self._passing(chosen)
        for severity in SEVERITIES:
            [(number, stake)] = self.rows(
                "select count(*), cast(sum(amount_at_stake_yuan) as decimal(20, 2)) from finding"
                f" where rule_severity = '{severity}' and {where}"
            )
            [(forms, amount)] = self.rows(
                "select count(*), sum(amount_yuan) from project where project_id in (select project_id from finding"
                f" where rule_severity = '{severity}') and {self.projects(chosen)}"
            )
            found |= {
                f"severity.findings.{severity}": str(number),
                f"severity.forms.{severity}": str(forms),
                f"severity.cents.{severity}": cents(amount),
                f"severity.stake.{severity}": cents(stake),
            }
        rules = self.rows(
            f"select rule_id, count(*), count(distinct project_id) from finding where {where} group by all"
        )
        for rule, number, forms in rules:
            [(amount,)] = self.rows(
                "select sum(amount_yuan) from project where project_id in"
                f" (select project_id from finding where rule_id = '{rule}') and {self.projects(chosen)}"
            )
            found[f"rule.{rule}"] = f"{number} {forms} {cents(amount)}"
        return found

    def _coverage(self, chosen: Filters) -> dict[str, str]:
        place = "region" if chosen.province is not None else "province"
        where = self.loose(chosen.without("cls"))
        found = {}
        for key, year, forms, missing in self.rows(
            f"select {place}, year, sum(projects_count + department_forms_count),"
            f" count(*) filter (where is_missing_year) from coverage where {where} group by all"
        ):
            found[f"coverage.{key}.{year}"] = str(forms)
            found[f"coverage.{key}.{year}.missing"] = str(missing)
        for key, documents, cells in self.rows(
            f"select {place}, sum(main_documents_count), sum(cells_unread) from coverage where {where} group by all"
        ):
            found[f"coverage.{key}.documents"] = str(documents)
            found[f"coverage.{key}.cells_unread"] = str(cells)
        return found

    def comparisons(self, chosen: Filters) -> dict[str, float | str]:
        """Counts, medians and ranges by concept and by thing; over all places and by place."""
        place = "region" if chosen.province is not None else "province"
        sources = {
            "targets": "select project_id, concept_id || ' ' || canonical_unit as name, comparable_target as number"
            " from file.marts.rpt_indicator_targets where comparable_target is not null and "
            + of_class(chosen.cls, "coalesce(level1, '') || '|' || coalesce(level2, '')"),
            "costs": "select project_id, coalesce(thing_id, thing) || ' ' || coalesce(cost_unit, '') as name,"
            " unit_cost_yuan as number from file.marts.rpt_unit_costs where is_counted and not is_ambiguous",
        }
        found: dict[str, float | str] = {}
        for kind, sql in sources.items():
            base = f"from ({sql}) inner join project using (project_id) where {self.projects(chosen)}"
            for name, number, median, low, high in self.rows(
                f"select name, count(*), median(number), min(number), max(number) {base} group by all"
            ):
                found[f"{kind}.count.{name}"] = found[f"{kind}.list.count.{name}"] = str(number)
                found[f"{kind}.median.{name}"] = found[f"{kind}.list.median.{name}"] = median
                found[f"{kind}.range.{name}"] = f"{shortest(low)} {shortest(high)}"
            for name, key, median in self.rows(f"select name, {place}, median(number) {base} group by all"):
                found[f"{kind}.median.{name}.{key}"] = median
        return found


def of_class(cls: str | None, column: str = "class") -> str:
    """Condition on a class; one of level 1 includes those below it."""
    if cls is None:
        return "true"
    return f"starts_with({column}, '{cls}')" if cls.endswith("|") else f"{column} = '{cls}'"


def cents(amount: Decimal | None) -> str:
    """Yuan as the page keeps them."""
    return "null" if amount is None else str(int(amount * 100))


def shortest(number: float) -> str:
    """A number as JavaScript prints it."""
    return str(int(number)) if number == int(number) else repr(number)


def exact_yuan(text: str) -> str:
    """Cents as the page prints them in full."""
    return "—" if text == "null" else f"{Decimal(text) / 100:,.2f}".replace("-", "−")


SCALES = {
    "zh": ((10**10, "亿元"), (10**6, "万元"), (100, "元")),
    "en": ((10**11, " bn"), (10**8, " m"), (10**5, " k"), (100, "")),
}


def short_money(text: str, language: str) -> str:
    """Cents as the page prints them for the eye."""
    if text == "null":
        return "—"
    size = abs(int(text))
    unit, name = next(((unit, name) for unit, name in SCALES[language] if size >= unit), SCALES[language][-1])
    hundredths = (size * 200 + unit) // (2 * unit)
    number = f"{hundredths // 100:,}.{hundredths % 100:02d}"
    sign = "−" if int(text) < 0 else ""
    return f"{sign}{number} {name}" if language == "zh" else f"{sign}CNY {number}{name}"
