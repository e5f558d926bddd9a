"""The raw contract: one polars schema per table of schema `raw`. Nothing else defines raw.

All text is verbatim as the document prints it (except masked personal data) and VARCHAR; numbers are BIGINT.
`document_id` is the first 32 hexadecimal digits of the SHA-256 of the file's bytes. Places are 1-based and
counted before pages are stitched; in a text file `row_no` is the line and `page_no`, `sheet_name` are null;
`table_no` is null for prose. Line and record numbers are 1-based within their form (`line_no`) or document
(`form_no`). Empty cells never make a row; an empty value beside a label is null.
"""

from __future__ import annotations

import polars as pl

TEXT = pl.String
NUMBER = pl.Int64
TYPE_NAMES = {TEXT: "varchar", NUMBER: "bigint"}  # the same in DuckDB

PLACE: dict[str, pl.DataType] = {
    "document_id": TEXT,
    "page_no": NUMBER,
    "sheet_name": TEXT,
    "table_no": NUMBER,
    "row_no": NUMBER,
    "col_no": NUMBER,
}

UNITS: dict[str, pl.DataType] = {
    "unit_cell_text": TEXT,  # money unit printed in the amount's own cell: 150万元
    "unit_column_text": TEXT,  # … in the heading of its column: 金额(元)
    "unit_block_text": TEXT,  # … in the heading of its block or in its label: 项目资金（万元）
}

RAW_TABLES: dict[str, dict[str, pl.DataType]] = {
    # One row per distinct content ever read. Key: document_id.
    "documents": {
        "document_id": TEXT,
        "sha256": TEXT,  # null where the bytes could not be read
        "reader_version": TEXT,
        "forms_version": TEXT,
        "vocabulary_hash": TEXT,
        "path": TEXT,  # relative to the documents folder, with /; the first of its paths by name
        "file_name": TEXT,
        "media_type": TEXT,
        "bytes": NUMBER,
        "charset": TEXT,
        "title_text": TEXT,  # first form title of the document
        "head_text": TEXT,  # prose lines before the first form, joined by line feeds, at most 500 characters
        "cited_year_max": TEXT,  # latest year of a document number cited in the claimed tables: 国发〔2022〕5号
        "status": TEXT,  # read, partial, rejected, skipped
        "reason_code": TEXT,  # null where status is read; see seeds/reason_codes.csv
        "reason": TEXT,  # what exactly, in words
        "cells_total": NUMBER,
        "cells_used": NUMBER,
        "cells_furniture": NUMBER,
        "cells_unread": NUMBER,
        "cells_outside": NUMBER,
        "forms_count": NUMBER,
    },
    # One row per file now in the folder. Key: path. Manifest columns are null without a manifest row.
    "document_paths": {
        "path": TEXT,
        "document_id": TEXT,
        "file_name": TEXT,
        "source_url": TEXT,
        "publisher": TEXT,
        "published_on": TEXT,
        "retrieved_on": TEXT,
        "budget_year": TEXT,
        "region_code": TEXT,
    },
    # One row per form or list. Key: document_id, form_no. The place is that of its first row.
    "forms": {
        **PLACE,
        "form_no": NUMBER,
        "shape": TEXT,  # form, list
        "title_text": TEXT,
        "year_text": TEXT,  # 2024年度 printed beside the title
        "unit_document_text": TEXT,  # money unit printed outside the table: 单位：万元
        "last_row_no": NUMBER,
        "layout_id": TEXT,
    },
    # One row per label with its value. Key: document_id, form_no, record_no, line_no.
    # record_no is 1 in a form of shape `form`, 1..n in a list.
    "fields": {
        **PLACE,  # of the value, or of the label where the value is empty
        "form_no": NUMBER,
        "record_no": NUMBER,
        "line_no": NUMBER,
        "field": TEXT,  # canonical name of seeds/printed_labels.csv; null where the label is not known
        "label_text": TEXT,
        "value_text": TEXT,
    },
    # One row per printed line and amount column. Key: document_id, form_no, record_no, line_no, column_no.
    # In a list, label_text is the heading of the column. Columns that are no money (执行率, 分值, 得分) are rows too.
    "funding_lines": {
        **PLACE,  # of the amount, or of the label where there is none
        "form_no": NUMBER,
        "record_no": NUMBER,
        "line_no": NUMBER,
        "column_no": NUMBER,  # 1..n among the amount columns; 1 in a list: there each column is a line
        "parent_line_no": NUMBER,
        "section_text": TEXT,  # 收入, 支出, 资金总额 … the heading that the line stands under
        "label_text": TEXT,
        "amount_text": TEXT,
        "amount_heading_text": TEXT,
        **UNITS,
    },
    # One row per task. Key: document_id, form_no, line_no.
    "task_lines": {
        **PLACE,
        "form_no": NUMBER,
        "line_no": NUMBER,
        "task_no_text": TEXT,
        "group_text": TEXT,
        "name_text": TEXT,
        "content_text": TEXT,
        "amount_text": TEXT,
        "amount_heading_text": TEXT,
        **UNITS,
    },
    # One row per value of a printed indicator row or packed item; a row without a value is one row.
    # Key: document_id, form_no, record_no, line_no, value_no. line_no counts printed rows (or items) in the form.
    "indicator_lines": {
        **PLACE,  # of the name, or of the first cell of the row where the name is empty
        "form_no": NUMBER,
        "record_no": NUMBER,
        "line_no": NUMBER,
        "value_no": NUMBER,  # 1..n over the value columns
        "item_no": NUMBER,  # number of the item in packed prose, else null
        "level1_text": TEXT,  # category label carried down; null where none was printed above or beside
        "level1_row_no": NUMBER,  # where that label stands
        "level2_text": TEXT,
        "level2_row_no": NUMBER,
        "name_text": TEXT,
        "name_col_no": NUMBER,
        "explanation_text": TEXT,
        "comparator_text": TEXT,
        "value_text": TEXT,
        "value_heading_text": TEXT,  # heading of the value's column: 全年（程）指标值
        "unit_text": TEXT,
        "weight_text": TEXT,
        "actual_text": TEXT,
        "score_text": TEXT,
        "deviation_text": TEXT,
    },
    # One row per total or subtotal row of a list and amount column. Key: document_id, form_no, line_no, column_no.
    "printed_totals": {
        **PLACE,
        "form_no": NUMBER,
        "line_no": NUMBER,  # 1..n over the total rows of the form, from the top
        "column_no": NUMBER,
        "total_kind": TEXT,  # total, unit, section
        "label_text": TEXT,
        "amount_text": TEXT,
        "amount_heading_text": TEXT,
        **UNITS,
    },
    # One row per cell of a claimed table that nothing understood. Key: place.
    "unread_cells": {
        **PLACE,
        "form_no": NUMBER,
        "text": TEXT,
        "nearest_label_text": TEXT,
        "why": TEXT,  # unknown_label, no_column, left_over
    },
    # One row per run of prose or table that no form claims. Key: document_id, block_no.
    "unclaimed_tables": {
        **PLACE,
        "block_no": NUMBER,  # 1..n over the document
        "last_row_no": NUMBER,
        "kind": TEXT,  # table, prose
        "cells": NUMBER,
        "first_text": TEXT,  # its first non-blank cell, at most 100 characters
        "label_count": NUMBER,  # field, column and category labels of the vocabulary in it
    },
}
