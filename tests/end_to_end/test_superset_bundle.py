"""What `make superset` imports, without Superset: every chart's question can be asked of the published file."""

from __future__ import annotations

import io
import json
import zipfile

import duckdb
import pytest

from serving.superset.bundle import build, chart_sql
from serving.superset.definitions import DASHBOARDS, Chart
from tests.helpers import Warehouse

CHARTS = [chart for dashboard in DASHBOARDS for chart in dashboard.charts]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_chart_has_an_answer(built_warehouse: Warehouse, chart: Chart) -> None:
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        assert connection.execute(chart_sql(chart)).fetchall()


def test_the_bundle_is_whole(built_warehouse: Warehouse) -> None:
    bundle = build(built_warehouse.published)
    assert bundle == build(built_warehouse.published)  # an import replaces, so nothing in it may be new each time
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    (database,) = (content for name, content in files.items() if "/databases/" in name)
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
    assert not database["allow_dml"] and not database["allow_ctas"]
    datasets = {content["uuid"]: content for name, content in files.items() if "/datasets/" in name}
    charts = {content["uuid"]: content for name, content in files.items() if "/charts/" in name}
    assert all(chart["dataset_uuid"] in datasets for chart in charts.values())
    for name, content in files.items():
        if "/dashboards/" not in name:
            continue
        placed = [part for part in content["position"].values() if isinstance(part, dict) and part["type"] == "CHART"]
        assert placed and all(part["meta"]["uuid"] in charts for part in placed)
        for one in content["metadata"]["native_filter_configuration"]:
            (target,) = one["targets"]
            columns = {column["column_name"] for column in datasets[target["datasetUuid"]]["columns"]}
            assert target["column"]["name"] in columns


def test_names_are_chinese_and_rows_fill_the_page() -> None:
    for dashboard in DASHBOARDS:
        assert all(sum(chart.width for chart in row) == 12 for row in dashboard.rows)
        assert len({chart.name for chart in CHARTS}) == len(CHARTS)
        for chart in dashboard.charts:
            shown = (chart.name, *chart.columns, *(metric.label for metric in chart.metrics))
            assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in shown)
