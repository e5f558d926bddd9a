"""Checks of schema `raw`: is what the readers loaded whole, placed, accounted for and free of personal data?

Old contents stay in raw after they left the folder. Keys, parents, places and personal data are judged over
all rows; what somebody would have to mend in a document, over the documents now in the folder.
"""

from __future__ import annotations

import csv
from pathlib import Path

from ingest.records import PLACE as PLACE_COLUMNS
from ingest.records import RAW_TABLES, TEXT
from pipeline.gates import Check, Owner, Severity, Suite, Wording
from tests.expectations.places import NO_PLACE, PLACE

REASON_CODES = Path(__file__).resolve().parents[2] / "seeds" / "reason_codes.csv"

# The key of each raw table, as `ingest/records.py` states it.
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "document_paths": ("path",),
    "forms": ("document_id", "form_no"),
    "fields": ("document_id", "form_no", "record_no", "line_no"),
    "funding_lines": ("document_id", "form_no", "record_no", "line_no", "column_no"),
    "task_lines": ("document_id", "form_no", "line_no"),
    "indicator_lines": ("document_id", "form_no", "record_no", "line_no", "value_no"),
    "printed_totals": ("document_id", "form_no", "line_no", "column_no"),
    "unread_cells": tuple(PLACE_COLUMNS),
    "unclaimed_tables": ("document_id", "block_no"),
}
MAY_BE_NULL = {"page_no", "sheet_name", "table_no", "col_no"}  # in a key that is a place

PLACED = [table for table, columns in RAW_TABLES.items() if "row_no" in columns]
FORM_CHILDREN = ["fields", "funding_lines", "task_lines", "indicator_lines", "printed_totals"]
LINES = ["funding_lines", "task_lines", "indicator_lines"]

# Numbers that look like telephone numbers are rightly there: amounts, and ids of our own making.
# Paths are no cells, and are judged apart.
NOT_SCANNED = {
    "document_id",
    "sha256",
    "vocabulary_hash",
    "layout_id",
    "amount_text",
    "field",
    "reader_version",
}
PATH_COLUMNS = {"path", "file_name", "source_url", "publisher"}

BLANKS = r"\s" + "\u00a0\u2002\u2003\u2009\u202f\u3000"  # \s of the database is ASCII

# The masks of ingest/privacy/ in the database's regular expressions, which know no look-around.
PERSONAL_DATA = "|".join(
    [
        rf"(^|[^0-9.])1[3-9][0-9]{{9}}[{BLANKS}]*($|[^{BLANKS}0-9.元万亿%％])",  # mobile number, and no amount
        r"(^|[^0-9.])0[0-9]{2,3}[-－—–][0-9]{7,8}($|[^0-9])",  # telephone with area code
        r"(^|[^0-9A-Za-z])[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
        r"($|[^0-9A-Za-z])",  # identity card
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]",  # e-mail
    ]
)

PRESENT = "document_id in (select document_paths.document_id from raw.document_paths)"


def _place(table: str) -> str:
    return PLACE if table in PLACED else NO_PLACE


def _row_keys() -> str:
    """Every row of every table with its key as one text, null where a part of the key is missing."""
    parts = []
    for table, key in KEYS.items():
        columns = [
            f"coalesce(cast({name} as varchar), '')" if name in MAY_BE_NULL else f"cast({name} as varchar)"
            for name in key
        ]
        row_key = " || '|' || ".join([f"'{table}'", *columns])
        parts.append(
            f"select document_id, {_place(table)} as place, '{table}' as found, {row_key} as row_key from raw.{table}"
        )
    return "\nunion all\n".join(parts)


def _parents() -> str:
    """Every row below a form or a document; `present` is null where the parent it names is missing."""
    parts = [
        f"select document_id, {_place(table)} as place, '{table}, form ' || form_no as found, forms.present "
        f"from raw.{table} "
        "left join (select document_id, form_no, 1 as present from raw.forms) as forms "
        "using (document_id, form_no)"
        for table in FORM_CHILDREN
    ]
    parts += [
        f"select document_id, {_place(table)} as place, '{table}' as found, documents.present "
        f"from raw.{table} "
        "left join (select document_id, 1 as present from raw.documents) as documents "
        "using (document_id)"
        for table in ["forms", "unread_cells", "unclaimed_tables", "document_paths"]
    ]
    return "\nunion all\n".join(parts)


def _texts(columns_wanted: set[str] | None) -> str:
    """Every row with its texts in one; only the columns wanted, or all but those that are not scanned.

    What was found is told by table alone: a page that shows personal data would publish it.
    """
    parts = []
    for table, columns in RAW_TABLES.items():
        texts = [name for name, kind in columns.items() if kind == TEXT and name not in NOT_SCANNED]
        texts = [name for name in texts if (name in columns_wanted if columns_wanted else name not in PATH_COLUMNS)]
        if texts:
            parts.append(
                f"select document_id, {_place(table)} as place, 'raw.{table}' as found, "
                f"concat_ws(chr(10), {', '.join(texts)}) as texts from raw.{table}"
            )
    return "\nunion all\n".join(parts)


def _smallest_place() -> str:
    """Every placed row with the smallest number of its place; 0 where it has no row."""
    parts = [
        f"select document_id, {PLACE} as place, '{table}' as found, "
        f"least(coalesce(row_no, 0), page_no, table_no, col_no) as smallest_no from raw.{table}"
        for table in PLACED
    ]
    return "\nunion all\n".join(parts)


def _outcomes() -> list[str]:
    """`status` of a document that was read, and `status/reason_code` of every seed row."""
    with REASON_CODES.open(encoding="utf-8", newline="") as file:
        return ["read", *(f"{row['status']}/{row['reason_code']}" for row in csv.DictReader(file))]


_LINES_BY_DOCUMENT = "\n            union all\n            ".join(
    f"select document_id from raw.{table}" for table in LINES
)

_LEDGER = f"""
    select
        document_id,
        {NO_PLACE} as place,
        'cells ' || coalesce(cast(cells_total as varchar), '?')
        || ' = used ' || coalesce(cast(cells_used as varchar), '?')
        || ' + furniture ' || coalesce(cast(cells_furniture as varchar), '?')
        || ' + unread ' || coalesce(cast(cells_unread as varchar), '?')
        || ' + outside ' || coalesce(cast(cells_outside as varchar), '?') as found,
        coalesce(cells_total, -1) as cells_total,
        coalesce(cells_used + cells_furniture + cells_unread + cells_outside, -2) as cells_accounted
    from raw.documents
    where status in ('read', 'partial') and {PRESENT}
"""

_COUNTS = f"""
    select
        documents.document_id,
        {NO_PLACE} as place,
        counts.counted || ' ' || coalesce(cast(counts.said as varchar), '?')
        || ', rows ' || counts.listed as found,
        coalesce(counts.said, -1) as said,
        counts.listed
    from raw.documents
    cross join lateral (
        select
            'cells_unread' as counted,
            documents.cells_unread as said,
            (select count(*) from raw.unread_cells where unread_cells.document_id = documents.document_id)
                as listed
        union all
        select
            'cells_outside',
            documents.cells_outside,
            (
                select coalesce(sum(unclaimed_tables.cells), 0)
                from raw.unclaimed_tables
                where unclaimed_tables.document_id = documents.document_id
            )
        union all
        select
            'forms_count',
            documents.forms_count,
            (select count(*) from raw.forms where forms.document_id = documents.document_id)
    ) as counts
    where documents.status in ('read', 'partial') and documents.{PRESENT}
"""

_UNREAD = f"""
    select
        document_id,
        {NO_PLACE} as place,
        cells_unread || ' unread of ' || (cells_used + cells_furniture + cells_unread) || ' claimed cells'
            as found,
        cast(cells_unread as double) / nullif(cells_used + cells_furniture + cells_unread, 0) as unread_share
    from raw.documents
    where status in ('read', 'partial') and {PRESENT}
"""

_READ = f"""
    select
        document_id,
        {NO_PLACE} as place,
        'forms ' || coalesce(forms_count, 0) || ', cells used ' || coalesce(cells_used, 0) as found,
        least(coalesce(cells_used, 0), coalesce(forms_count, 0)) as least_of_both
    from raw.documents
    where status = 'read' and {PRESENT}
"""

_DOCUMENT_LINES = f"""
    select
        documents.document_id,
        {NO_PLACE} as place,
        'forms ' || documents.forms_count || ', no funding, task or indicator line' as found,
        coalesce(lines.lines_count, 0) as lines_count
    from raw.documents
    left join (
        select document_id, count(*) as lines_count
        from (
            {_LINES_BY_DOCUMENT}
        ) as line
        group by document_id
    ) as lines on documents.document_id = lines.document_id
    where documents.status in ('read', 'partial') and documents.{PRESENT}
"""

# One row for the whole folder. Below twenty documents a share says nothing: then one with lines is enough.
_COVERAGE = f"""
    select
        cast(null as varchar) as document_id,
        {NO_PLACE} as place,
        count(*) filter (where lines_count > 0) || ' of ' || count(*) || ' documents read give lines'
            as found,
        case
            when count(*) filter (where lines_count > 0) = 0 then 0
            when count(*) < 20 then 1
            else cast(count(*) filter (where lines_count > 0) as double) / count(*)
        end as share_with_lines
    from (
        {_DOCUMENT_LINES}
    ) as document
"""

_OUTCOMES = f"""
    select
        document_id,
        {NO_PLACE} as place,
        coalesce(reason, '') as found,
        coalesce(status, '(none)') || coalesce('/' || reason_code, '') as outcome
    from raw.documents
    where {PRESENT}
"""

_MEND_READER = Wording(
    "Run `make explain FILE=` on it and report it: the reader is at fault, not the document.",
    "请用 make explain FILE= 查看并报告：这是读取器的问题，不是文件的问题。",
)

SUITE = Suite(
    layer="raw",
    paths="select document_id, path from raw.documents",
    checks=(
        Check(
            name="raw_keys_complete",
            table="raw.*",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording("A raw row lacks a part of its key.", "原始数据行的主键不完整。"),
            action=_MEND_READER,
            judged=_row_keys(),
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "row_key"},
            fails_where="row_key is null",
        ),
        Check(
            name="raw_keys_unique",
            table="raw.*",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "Two raw rows share a key: something was loaded or counted twice.",
                "两行原始数据主键相同：有内容被重复载入或重复计数。",
            ),
            action=_MEND_READER,
            judged=_row_keys(),
            expectation="ExpectColumnValuesToBeUnique",
            arguments={"column": "row_key"},
            fails_where="row_key in (select row_key from judged group by row_key having count(*) > 1)",
        ),
        Check(
            name="raw_parents_exist",
            table="raw.*",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording("A row names a form or a document that is not there.", "某行所属的表或文件不存在。"),
            action=_MEND_READER,
            judged=_parents(),
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "present"},
            fails_where="present is null",
        ),
        Check(
            name="raw_places_count_from_one",
            table="raw.*",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "A row does not say where in its document it stands, or counts from zero.",
                "某行没有给出其在文件中的位置，或位置未从 1 起计。",
            ),
            action=_MEND_READER,
            judged=_smallest_place(),
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "smallest_no", "min_value": 1},
            fails_where="smallest_no < 1",
        ),
        Check(
            name="raw_outcomes_known",
            table="raw.documents",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "A document has a status or reason code that seeds/reason_codes.csv does not know.",
                "文件的状态或原因代码不在 seeds/reason_codes.csv 中。",
            ),
            action=Wording(
                "Add the code with its advice to seeds/reason_codes.csv, or mend the reader.",
                "请在 seeds/reason_codes.csv 中补充该代码及建议，或修正读取器。",
            ),
            judged=_OUTCOMES,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "outcome", "value_set": _outcomes()},
            fails_where="outcome not in (" + ", ".join(f"'{outcome}'" for outcome in _outcomes()) + ")",
        ),
        Check(
            name="raw_ledger_closes",
            table="raw.documents",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "Cells of a document are lost or counted twice: used, furniture, unread and outside "
                "do not make up the total.",
                "文件的单元格账不平：已用、版式、未读、表外四项之和不等于总数。",
            ),
            action=_MEND_READER,
            judged=_LEDGER,
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "cells_total", "column_B": "cells_accounted"},
            fails_where="cells_total <> cells_accounted",
        ),
        Check(
            name="raw_counts_are_listed",
            table="raw.documents",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "A document counts other unread cells, outside cells or forms than are listed for it.",
                "文件登记的未读单元格、表外单元格或表数与明细不符。",
            ),
            action=_MEND_READER,
            judged=_COUNTS,
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "said", "column_B": "listed"},
            fails_where="said <> listed",
        ),
        Check(
            name="raw_read_documents_hold_something",
            table="raw.documents",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "A document is called read, but no form or no cell of it was used.",
                "文件标为已读，却没有任何表或单元格被使用。",
            ),
            action=_MEND_READER,
            judged=_READ,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "least_of_both", "min_value": 1},
            fails_where="least_of_both < 1",
        ),
        Check(
            name="raw_coverage_holds",
            table="raw.documents",
            severity=Severity.STOP,
            owner=Owner.VOCABULARY,
            meaning=Wording(
                "Reading has collapsed: no document, or less than half of them, gives any funding, task or "
                "indicator line.",
                "读取大面积失效：没有文件、或不到一半的文件给出资金、任务或指标行。",
            ),
            action=Wording(
                "Does DOCUMENTS= name the right folder? If so, look at the latest change of "
                "seeds/printed_labels.csv and ingest/.",
                "请确认 DOCUMENTS= 指向正确的文件夹；若无误，请检查词表与 ingest/ 的最近改动。",
            ),
            judged=_COVERAGE,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "share_with_lines", "min_value": 0.5},
            fails_where="share_with_lines < 0.5",
        ),
        Check(
            name="raw_documents_give_lines",
            table="raw.documents",
            severity=Severity.WARN,
            owner=Owner.VOCABULARY,
            meaning=Wording(
                "Forms were found in a document, but no funding, task or indicator line: a blank form, or "
                "headings that are not known.",
                "文件中找到了表，却没有资金、任务或指标行：可能是空白表，或表头未收入词表。",
            ),
            action=Wording(
                "Run `make explain FILE=` on it and add the headings to seeds/printed_labels.csv.",
                "请用 make explain FILE= 查看，并将表头补入 seeds/printed_labels.csv。",
            ),
            judged=_DOCUMENT_LINES,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "lines_count", "min_value": 1},
            fails_where="lines_count < 1",
        ),
        Check(
            name="raw_few_cells_unread",
            table="raw.documents",
            severity=Severity.WARN,
            owner=Owner.VOCABULARY,
            meaning=Wording(
                "More than one in twenty cells of a document's forms was not understood.",
                "文件各表中有二十分之一以上的单元格未能识别。",
            ),
            action=Wording(
                "Run `make explain FILE=` on it: it names the rows to add to seeds/printed_labels.csv.",
                "请用 make explain FILE= 查看，它会给出应补入 seeds/printed_labels.csv 的行。",
            ),
            judged=_UNREAD,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "unread_share", "max_value": 0.05},
            fails_where="unread_share > 0.05",
        ),
        Check(
            name="raw_no_personal_data",
            table="raw.*",
            severity=Severity.STOP,
            owner=Owner.READER,
            meaning=Wording(
                "A telephone number, identity card number or e-mail address got past the masking.",
                "有电话、身份证号或电子邮箱未被遮盖。",
            ),
            action=Wording(
                "Teach ingest/privacy/ the pattern and run `make full`; what it was is not shown here.",
                "请在 ingest/privacy/ 中补充模式并运行 make full；此处不显示其内容。",
            ),
            judged=_texts(None),
            expectation="ExpectColumnValuesToNotMatchRegex",
            arguments={"column": "texts", "regex": PERSONAL_DATA},
            fails_where=f"regexp_matches(texts, '{PERSONAL_DATA}')",
        ),
        Check(
            name="raw_no_personal_data_in_names",
            table="raw.document_paths",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "A file name or manifest entry holds a telephone number, identity card or e-mail address.",
                "文件名或清单条目中含有电话、身份证号或电子邮箱。",
            ),
            action=Wording("Rename the file or mend the manifest.", "请重命名文件或修改清单。"),
            judged=_texts(PATH_COLUMNS),
            expectation="ExpectColumnValuesToNotMatchRegex",
            arguments={"column": "texts", "regex": PERSONAL_DATA},
            fails_where=f"regexp_matches(texts, '{PERSONAL_DATA}')",
        ),
    ),
)
