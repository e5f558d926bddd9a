"""What the public tables must have: names that analysts' queries rely on. A column may be added, none may go."""

from __future__ import annotations

PLACE = ("page_no", "sheet_name", "table_no", "row_no", "place_text")

# Table: its key, and the columns that must be there beside it.
CONTRACT: dict[str, tuple[str, str]] = {
    "dim_documents": (
        "document_id",
        "path file_name media_type title status reason_code reason cells_total cells_used cells_furniture "
        "cells_unread cells_outside forms_count source_url published_on is_latest_version",
    ),
    "dim_regions": (
        "region_code",
        "region_name region_level prefecture_code prefecture_name province_code province_name valid_from valid_to",
    ),
    "dim_agencies": ("agency_id", "agency_name region_code"),
    "dim_projects": (
        "project_id",
        "document_id form_no record_no form_kind form_purpose project_name project_code agency_id agency_name "
        "supervising_agency region_code province_code region_basis budget_year budget_year_basis budget_year_label "
        "evidence_year_min project_attribute start_text end_text goal_text goal_mid_text layout_id first_row last_row "
        "series_id series_method series_confidence",
    ),
    "dim_indicator_categories": ("category_id", "scheme level1 level2 code level1_101"),
    "dim_indicator_concepts": ("concept_id", "concept polarity unit_dimension"),
    "dim_funding_sources": ("funding_source_id", "parent government_level"),
    "dim_units": ("unit", "dimension base_unit factor"),
    "dim_budget_years": ("budget_year", ""),
    "dim_amount_stages": ("amount_stage", ""),
    "dim_codes": ("column_name, code", "name_zh name_en"),
    "dim_review_rules": ("rule_id", ""),
    "fct_project_spending": (
        "spending_id",
        "project_id document_id form_kind form_purpose region_code province_code agency_id budget_year amount_stage "
        "amount_yuan amount_text unit_text unit_basis amount_basis precision_yuan is_counted",
    ),
    "fct_project_funding": (
        "funding_id",
        "project_id line_no parent_line_no funding_source_id label_text amount_stage amount_yuan amount_text "
        "is_additive",
    ),
    "fct_department_tasks": (
        "task_id",
        "project_id task_no task_no_text task_group task_name content_text amount_yuan",
    ),
    "fct_indicator_values": (
        "indicator_value_id",
        "indicator_id project_id document_id form_purpose region_code province_code agency_id budget_year category_id "
        "level1 level2 level1_printed level2_printed category_basis concept_id polarity indicator_name explanation "
        "horizon comparator_text value_text unit_text value_kind comparator value_low value_high canonical_low "
        "canonical_high canonical_unit date_low date_high date_basis is_ambiguous is_placeholder weight score "
        "actual_text actual_low actual_high deviation_text print_count draft_no draft_count is_effective is_counted "
        "item_no",
    ),
    "fct_indicator_prints": ("print_id", "indicator_id project_id"),
    "dim_unit_cost_things": ("thing_id", "thing thing_en cost_unit"),
    "fct_unit_costs": (
        "unit_cost_id",
        "thing_id project_id document_id region_code province_code agency_id budget_year cost_basis numerator_value "
        "denominator_value period_times period_divisor cost_unit cost_bound numerator_text denominator_text "
        "denominator_place_text is_ambiguous ambiguity_reason is_counted",
    ),
    "fct_reconciliations": (
        "reconciliation_id",
        "document_id project_id check_name column_label printed_yuan computed_yuan gap_yuan tolerance_yuan "
        "parts_count is_balanced",
    ),
    "fct_score_reconciliations": (
        "score_reconciliation_id",
        "project_id document_id check_name printed_points computed_points gap_points tolerance_points parts_count "
        "is_balanced",
    ),
    "fct_review_findings": (
        "finding_id",
        "rule_id severity project_id document_id message_en message_zh evidence amount_at_stake_yuan",
    ),
}

# Promised and not built; whoever builds one takes it off this list.
NOT_YET_BUILT: frozenset[str] = frozenset()

# Facts stand somewhere in a document, and so do projects.
PLACED = frozenset(table for table in CONTRACT if table.startswith("fct_")) | {"dim_projects"}


def columns_of(table: str) -> set[str]:
    """Every column that the table must have."""
    key, others = CONTRACT[table]
    return {*key.split(", "), *others.split(), *(PLACE if table in PLACED else ())}


# Type of a column by its name; the first pattern that fits. Wide report tables may turn decimals into doubles.
TYPES: tuple[tuple[str, str], ...] = (
    (r"tolerance_yuan|precision_yuan", r"decimal\(20,4\)"),
    (r".*_yuan", r"decimal\(20,2\)"),
    (r"(?:value|canonical|actual)_(?:low|high)|weight|score", r"decimal\(28,8\)"),
    (r"date_(?:low|high)|valid_from|valid_to|.*_on", "date"),
    (r"is_.*", "boolean"),
    (r".*(?:_no|_count)|cells_.*|forms_count|parts_count|budget_year|first_row|last_row|evidence_year_min", "bigint"),
    (r".*(?:_id|_code|_text|_name|_basis)|code", "varchar"),
)
