"""Checks of schema `staging`: it renames, casts and tidies raw; it may lose nothing and change no text."""

from __future__ import annotations

from ingest.records import RAW_TABLES, TEXT
from pipeline.gates import Check, Owner, Severity, Suite, Wording
from tests.expectations.places import NO_PLACE, PLACE

AMOUNT_TABLES = ["funding_lines", "task_lines", "printed_totals"]
LABEL_TABLES = ["fields", "funding_lines", "printed_totals"]
TIDY_COLUMNS = [
    ("fields", "value_tidy"),
    ("forms", "title_tidy"),
    ("task_lines", "content_tidy"),
    ("indicator_lines", "name_tidy"),
]
# Renamed or cast on the way; the checks of manifest and years look after them.
NOT_AS_IN_RAW = {
    "documents": {"cited_year_max"},
    "document_paths": {"published_on", "retrieved_on", "budget_year", "region_code"},
}

# Texts that are beyond doubt one number, small enough for any of our decimals.
PLAIN_NUMBER = "^ *([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})([.][0-9]{1,8})? *$"
# Thousands marked by blanks, 1 234.56: no number yet in staging, but int_amount_readings reads it.
SPACED_NUMBER = (
    "^[ \u3000]*[1-9][0-9]{0,2}(([ \u00a0\u3000][0-9]{3}){2,}([.][0-9]+)?|([ \u00a0\u3000][0-9]{3})+[.][0-9]+)[^0-9]*$"
)
MARKUP = "(?i)</?(p|br|div|span|font|table|tr|td|input)( [^<>]*)?/?>"


def _union(parts: list[str]) -> str:
    return "\nunion all\n".join(parts)


def _counts_by_document(schema_prefix: str, side: str, measure: str) -> str:
    """One row per table and document, with `measure` on one side and 0 on the other."""
    other = "in_staging" if side == "in_raw" else "in_raw"
    parts = []
    for table, columns in RAW_TABLES.items():
        same = [name for name, kind in columns.items() if kind == TEXT and name not in NOT_AS_IN_RAW.get(table, set())]
        measured = measure.format(columns=", ".join(same))
        parts.append(
            f"select '{table}' as raw_table, document_id, {measured} as {side}, 0 as {other} "
            f"from {schema_prefix}{table} group by document_id"
        )
    return _union(parts)


def _both_sides(measure: str, found: str) -> str:
    return f"""
        with sides as (
            select raw_table, document_id, in_raw, in_staging
            from ({_counts_by_document("raw.", "in_raw", measure)}) as raw_side
            union all
            select raw_table, document_id, in_raw, in_staging
            from ({_counts_by_document("staging.stg_", "in_staging", measure)}) as staging_side
        )

        select
            document_id,
            {NO_PLACE} as place,
            {found} as found,
            sum(in_raw) as in_raw,
            sum(in_staging) as in_staging
        from sides
        group by raw_table, document_id
    """


_AMOUNTS = _union(
    [
        f"select document_id, {PLACE} as place, "
        f"'stg_{table}: “' || amount_text || '” → ' || coalesce(cast(amount_number as varchar), 'null') "
        "as found, "
        "amount_number is not distinct from "
        "try_cast(replace(trim(amount_text), ',', '') as decimal(28, 8)) as is_kept "
        f"from staging.stg_{table} where regexp_matches(amount_text, '{PLAIN_NUMBER}')"
        for table in AMOUNT_TABLES
    ]
)

# A column that prints shares (执行率) is no money.
_READABLE = _union(
    [
        f"select document_id, {PLACE} as place, 'stg_{table}: “' || amount_text || '”' as found, "
        f"amount_number from staging.stg_{table} where regexp_matches(amount_text, '[0-9０-９]') "
        f"and not regexp_matches(amount_text, '[%％‰]') and not regexp_matches(amount_text, '{SPACED_NUMBER}')"
        for table in AMOUNT_TABLES
    ]
)

# Short labels may rightly come to nothing: 其中：, （一）.
_LABELS = _union(
    [
        f"select document_id, {PLACE} as place, 'stg_{table}: “' || label_text || '”' as found, "
        f"nullif(label_key, '') as label_key from staging.stg_{table} "
        "where length(regexp_replace(label_text, '[^\\p{L}]', '', 'g')) >= 4"
        for table in LABEL_TABLES
    ]
)

_TIDY = _union(
    [
        f"select document_id, {PLACE} as place, "
        f"'stg_{table}.{column}: ' || regexp_extract({column}, '{MARKUP}') as found, {column} as tidy_text "
        f"from staging.stg_{table}"
        for table, column in TIDY_COLUMNS
    ]
)

_YEARS = f"""
    select document_id, {NO_PLACE} as place, 'latest year printed: ' || cited_year_max as found,
        cited_year_max as printed_year
    from staging.stg_documents
    union all
    select document_id, {NO_PLACE} as place, 'budget year of the manifest: ' || manifest_budget_year as found,
        manifest_budget_year
    from staging.stg_document_paths
"""

_MANIFEST = f"""
    select
        document_id,
        {NO_PLACE} as place,
        path || ': ' || concat_ws(', ', published_on_text, retrieved_on_text, manifest_budget_year_text,
            manifest_region_code) as found,
        (nullif(trim(published_on_text), '') is null or published_on is not null)
        and (nullif(trim(retrieved_on_text), '') is null or retrieved_on is not null)
        and (nullif(trim(manifest_budget_year_text), '') is null or manifest_budget_year is not null)
        and (nullif(trim(manifest_region_code), '') is null
            or regexp_matches(manifest_region_code, '^[0-9]{{6}}$')) as is_readable
    from staging.stg_document_paths
"""

_MEND_MODELS = Wording(
    "A staging model or macro is at fault: look at it in models/staging and macros/.",
    "staging 模型或宏有误：请检查 models/staging 与 macros/。",
)

SUITE = Suite(
    layer="staging",
    paths="select document_id, path from raw.documents",
    checks=(
        Check(
            name="staging_kept_every_row",
            table="staging.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A staging table has more or fewer rows of a document than raw.",
                "某文件在 staging 表中的行数与原始数据不一致。",
            ),
            action=_MEND_MODELS,
            judged=_both_sides(
                "count(*)",
                "raw_table || ': ' || sum(in_raw) || ' in raw, ' || sum(in_staging) || ' in staging'",
            ),
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "in_raw", "column_B": "in_staging"},
            fails_where="in_raw <> in_staging",
        ),
        Check(
            name="staging_changed_no_text",
            table="staging.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A verbatim text of a document is another in staging than in raw.",
                "某文件的原文在 staging 中与原始数据不同。",
            ),
            action=_MEND_MODELS,
            judged=_both_sides("sum(hash({columns}))", "raw_table || ': texts differ'"),
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "in_raw", "column_B": "in_staging"},
            fails_where="in_raw <> in_staging",
        ),
        Check(
            name="staging_casts_kept_amounts",
            table="staging.stg_funding_lines, stg_task_lines, stg_printed_totals",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A plainly printed number was lost or changed when it was cast.",
                "明确印出的数字在转换时丢失或改变。",
            ),
            action=_MEND_MODELS,
            judged=_AMOUNTS,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_kept", "value_set": [True]},
            fails_where="not is_kept",
        ),
        Check(
            name="staging_label_keys_filled",
            table="staging.stg_fields, stg_funding_lines, stg_printed_totals",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A printed label came to nothing, so that no vocabulary can know it.",
                "印出的标签规范化后为空，词表无法识别。",
            ),
            action=_MEND_MODELS,
            judged=_LABELS,
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "label_key"},
            fails_where="label_key is null",
        ),
        Check(
            name="staging_amounts_readable",
            table="staging.stg_funding_lines, stg_task_lines, stg_printed_totals",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "An amount holds digits, but is not one number. It stays null, with its text.",
                "金额含有数字却不是单一数值，按空值处理并保留原文。",
            ),
            action=Wording(
                "Look at the document; where the form is common, teach macros/numbers.sql to read it.",
                "请查看文件；若写法常见，请在 macros/numbers.sql 中补充。",
            ),
            judged=_READABLE,
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "amount_number"},
            fails_where="amount_number is null",
        ),
        Check(
            name="staging_markup_gone",
            table="staging.stg_fields, stg_forms, stg_task_lines, stg_indicator_lines",
            severity=Severity.WARN,
            owner=Owner.MODELS,
            meaning=Wording("HTML markup is left in a tidied text.", "整理后的文本仍含 HTML 标记。"),
            action=Wording(
                "Add the element to the closed list of `markup_pattern` in macros/text.sql.",
                "请在 macros/text.sql 的 markup_pattern 封闭清单中补充该元素。",
            ),
            judged=_TIDY,
            expectation="ExpectColumnValuesToNotMatchRegex",
            arguments={"column": "tidy_text", "regex": MARKUP},
            fails_where=f"regexp_matches(tidy_text, '{MARKUP}')",
        ),
        Check(
            name="staging_years_plausible",
            table="staging.stg_documents, stg_document_paths",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "A year of a document or of the manifest lies outside 1990 to 2100.",
                "文件或清单中的年份不在 1990 至 2100 之间。",
            ),
            action=Wording("Look at the document or mend the manifest.", "请查看文件或修改清单。"),
            judged=_YEARS,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "printed_year", "min_value": 1990, "max_value": 2100},
            fails_where="printed_year not between 1990 and 2100",
        ),
        Check(
            name="staging_manifest_readable",
            table="staging.stg_document_paths",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "A manifest entry has a date, year or region code that cannot be read: it counts as blank.",
                "清单条目的日期、年度或地区代码无法识别，按未填处理。",
            ),
            action=Wording(
                "Write dates as 2024-03-15, years as 2024, regions as six digits of GB/T 2260.",
                "日期写作 2024-03-15，年度写作 2024，地区用 GB/T 2260 六位代码。",
            ),
            judged=_MANIFEST,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_readable", "value_set": [True]},
            fails_where="not is_readable",
        ),
    ),
)
