"""The definitions as the bundle that Superset imports: a zip of its own files. JSON is written; Superset reads YAML."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import duckdb

from serving.superset.definitions import DASHBOARDS, DATABASE, SCHEMA, Chart, Dashboard, Metric

NAMESPACE = uuid.UUID("6b1f5f0a-3d0c-5c58-9a0e-6a6978696166")
FOLDER = "jixiao"
VIZ = {"number": "big_number_total", "bar": "echarts_timeseries_bar", "table": "table"}


def stable_id(*names: str) -> str:
    """A UUID that stays the same at every import, so that an import replaces and never doubles."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def database_uri(published: Path) -> str:
    """Where Superset finds the file."""
    return f"duckdb:///{published}"


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "expressionType": "SQL",
        "sqlExpression": metric.sql,
        "label": metric.label,
        "hasCustomLabel": True,
        "optionName": "metric_" + stable_id(metric.label, metric.sql)[:8],
    }


def _where(chart: Chart) -> list[dict[str, Any]]:
    if not chart.where:
        return []
    return [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": chart.where}]


def chart_params(chart: Chart) -> dict[str, Any]:
    """What Superset keeps of a chart: its kind, columns, measures and looks."""
    metrics = [_metric(metric) for metric in chart.metrics]
    columns = list(chart.columns)
    params: dict[str, Any] = {
        "viz_type": VIZ[chart.kind],
        "adhoc_filters": _where(chart),
        "row_limit": chart.limit,
        "y_axis_format": chart.number_format,
    }
    if chart.kind == "number":
        return params | {"metric": metrics[0], "header_font_size": 0.4}
    if chart.kind == "bar":
        return params | {
            "x_axis": columns[0],
            "metrics": metrics,
            "groupby": columns[1:],
            "orientation": "horizontal",
            "x_axis_sort": metrics[0]["label"],
            "x_axis_sort_asc": True,
            "show_value": True,
            "show_legend": False,
            "truncateXAxis": False,
            "x_axis_time_format": "smart_date",
        }
    return params | {
        "query_mode": "aggregate",
        "groupby": columns,
        "metrics": metrics,
        "order_desc": True,
        "timeseries_limit_metric": metrics[0],
        "table_timestamp_format": "smart_date",
        "page_length": 20,
        "column_config": {metric["label"]: {"d3NumberFormat": chart.number_format} for metric in metrics},
    }


def chart_query(chart: Chart) -> dict[str, Any]:
    """The query behind a chart, as Superset's data interface takes it."""
    metrics = [_metric(metric) for metric in chart.metrics]
    return {
        "columns": list(chart.columns),
        "metrics": metrics,
        "orderby": [[metrics[0], False]] if chart.columns else [],
        "row_limit": chart.limit,
        "filters": [],
        "extras": {"where": chart.where},
    }


def chart_sql(chart: Chart) -> str:
    """The same question in SQL on the published file: columns, then measures."""
    columns = [f'"{column}"' for column in chart.columns]
    measures = [f'{metric.sql} as "{metric.label}"' for metric in chart.metrics]
    sql = f'select {", ".join(columns + measures)} from {SCHEMA}."{chart.dataset}"'
    if chart.where:
        sql += f" where {chart.where}"
    return sql + (" group by all" if columns else "")


def _columns(published: Path, dataset: str) -> list[tuple[str, str]]:
    with duckdb.connect(str(published), read_only=True) as connection:
        return connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where schema_name = ? and table_name = ? order by column_index",
            [SCHEMA, dataset],
        ).fetchall()


def _dataset(published: Path, name: str) -> dict[str, Any]:
    return {
        "table_name": name,
        "schema": SCHEMA,
        "uuid": stable_id("dataset", name),
        "database_uuid": stable_id("database"),
        "version": "1.0.0",
        "metrics": [{"metric_name": "行数", "expression": "COUNT(*)", "verbose_name": "行数"}],
        "columns": [
            {
                "column_name": column,
                "type": data_type,
                "is_active": True,
                "groupby": True,
                "filterable": True,
                "is_dttm": data_type in ("DATE", "TIMESTAMP"),
            }
            for column, data_type in _columns(published, name)
        ],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "slice_name": chart.name,
        "viz_type": VIZ[chart.kind],
        "params": chart_params(chart),
        "query_context": None,
        "cache_timeout": None,
        "uuid": stable_id("chart", chart.name),
        "dataset_uuid": stable_id("dataset", chart.dataset),
        "version": "1.0.0",
    }


def _position(dashboard: Dashboard) -> dict[str, Any]:
    """Superset's tree of a page: root, grid, rows, charts."""
    rows = [f"ROW-{number}" for number in range(1, len(dashboard.rows) + 1)]
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard.title}},
    }
    for row_id, row in zip(rows, dashboard.rows, strict=True):
        ids = [f"CHART-{stable_id('chart', chart.name)[:8]}" for chart in row]
        position[row_id] = {
            "id": row_id,
            "type": "ROW",
            "children": ids,
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for chart_id, chart in zip(ids, row, strict=True):
            position[chart_id] = {
                "id": chart_id,
                "type": "CHART",
                "children": [],
                "parents": ["ROOT_ID", "GRID_ID", row_id],
                "meta": {
                    "uuid": stable_id("chart", chart.name),
                    "sliceName": chart.name,
                    "width": chart.width,
                    "height": chart.height,
                    "chartId": 0,
                },
            }
    return position


def _filters(dashboard: Dashboard) -> list[dict[str, Any]]:
    dataset = dashboard.charts[0].dataset
    return [
        {
            "id": f"NATIVE_FILTER-{stable_id(dashboard.slug, column)[:8]}",
            "name": column,
            "type": "NATIVE_FILTER",
            "filterType": "filter_select",
            "targets": [{"datasetUuid": stable_id("dataset", dataset), "column": {"name": column}}],
            "defaultDataMask": {"filterState": {}, "extraFormData": {}},
            "controlValues": {"multiSelect": True, "enableEmptyFilter": False, "searchAllOptions": True},
            "cascadeParentIds": [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
            "description": "",
        }
        for column in dashboard.filters
    ]


def _dashboard(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "dashboard_title": dashboard.title,
        "slug": dashboard.slug,
        "published": True,
        "css": "",
        "uuid": stable_id("dashboard", dashboard.slug),
        "position": _position(dashboard),
        "metadata": {
            "native_filter_configuration": _filters(dashboard),
            "color_scheme": "supersetColors",
            "refresh_frequency": 0,
            "cross_filters_enabled": True,
        },
        "version": "1.0.0",
    }


def build(published: Path) -> bytes:
    """The zip for one published file. Columns come from the file itself, so a dataset never lacks one."""
    datasets = sorted({chart.dataset for dashboard in DASHBOARDS for chart in dashboard.charts})
    files: dict[str, Any] = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2024-01-01T00:00:00+00:00"},
        "databases/jixiao.yaml": {
            "database_name": DATABASE,
            "sqlalchemy_uri": database_uri(published),
            "expose_in_sqllab": True,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "allow_run_async": False,
            "extra": {
                "engine_params": {"connect_args": {"read_only": True}},
                "metadata_params": {},
                "schemas_allowed_for_file_upload": [],
            },
            "uuid": stable_id("database"),
            "version": "1.0.0",
        },
    }
    for name in datasets:
        files[f"datasets/jixiao/{stable_id('dataset', name)}.yaml"] = _dataset(published, name)
    for dashboard in DASHBOARDS:
        files[f"dashboards/{dashboard.slug}.yaml"] = _dashboard(dashboard)
        for chart in dashboard.charts:
            files[f"charts/{stable_id('chart', chart.name)}.yaml"] = _chart(chart)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # without a date of its own, so that the same dashboards give the same bytes
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}")
            archive.writestr(entry, json.dumps(content, ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
    return out.getvalue()
