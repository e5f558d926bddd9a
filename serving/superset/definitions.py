"""The two dashboards as they are kept.

Datasets are views of schema zh, so every name and code that a person sees is Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SCHEMA = "zh"
DATABASE = "绩效发布库"


@dataclass(frozen=True)
class Metric:
    """A measure: what it is called, and the SQL over the dataset's columns that gives it."""

    label: str
    sql: str


@dataclass(frozen=True)
class Chart:
    """One chart. `kind` is number, bar or table; a bar is split by its first column.

    `width` counts twelfths of the page, `height` in Superset's units of 8 pixels. `where` is SQL over the columns.
    """

    name: str
    dataset: str
    kind: str
    columns: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    width: int = 4
    height: int = 50
    limit: int = 1000
    where: str = ""
    number_format: str = ",.0f"


@dataclass(frozen=True)
class Dashboard:
    """A page of charts in rows, with a filter for each of `filters` (a column that all its datasets have)."""

    slug: str
    title: str
    filters: tuple[str, ...]
    rows: tuple[tuple[Chart, ...], ...] = field(default_factory=tuple)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, row by row."""
        return tuple(chart for row in self.rows for chart in row)


BUDGET = Metric("预算合计（万元）", 'SUM("预算（元）") / 10000')
PROJECTS = Metric("项目数", 'COUNT(DISTINCT "项目标识")')
FINDINGS = Metric("发现数", "COUNT(*)")
AT_STAKE = Metric("涉及金额（万元）", 'SUM("涉及金额（元）") / 10000')
TARGETS = Metric("指标值数", "COUNT(*)")

SPENDING = Dashboard(
    slug="jixiao-spending",
    title="绩效项目资金总览",
    filters=("省级名称", "预算年度标签", "单位名称"),
    rows=(
        (
            Chart("计入预算（万元）", "项目资金宽表", "number", (), (BUDGET,), 4, 24),
            Chart("计入项目（个）", "项目资金宽表", "number", (), (PROJECTS,), 4, 24),
            Chart(
                "其中年度未知（万元）",
                "项目资金宽表",
                "number",
                (),
                (BUDGET,),
                4,
                24,
                where='"预算年度" IS NULL',
            ),
        ),
        (
            Chart("各地区预算（万元）", "项目资金宽表", "bar", ("区划名称",), (BUDGET,), 6, 50, limit=30),
            Chart("各年度预算（万元）", "项目资金宽表", "bar", ("预算年度标签",), (BUDGET,), 6, 50),
        ),
        (Chart("各单位预算（万元）", "项目资金宽表", "bar", ("单位名称",), (BUDGET,), 12, 60, limit=20),),
        (
            Chart(
                "预算最大的项目",
                "项目资金宽表",
                "table",
                ("区划名称", "预算年度标签", "单位名称", "项目名称", "文件路径", "位置"),
                (BUDGET,),
                12,
                70,
                limit=50,
            ),
        ),
    ),
)
QUALITY = Dashboard(
    slug="jixiao-targets",
    title="绩效目标与审核发现",
    filters=("省级名称", "预算年度标签", "单位名称"),
    rows=(
        (
            Chart("有效指标值（个）", "绩效指标明细", "number", (), (TARGETS,), 4, 24, where='"有效"'),
            Chart("审核发现（条）", "审核发现明细", "number", (), (FINDINGS,), 4, 24),
            Chart(
                "高严重度发现涉及金额（万元）",
                "审核发现明细",
                "number",
                (),
                (AT_STAKE,),
                4,
                24,
                where="\"严重程度\" = '严重'",
            ),
        ),
        (
            Chart("指标类别", "绩效指标明细", "bar", ("二级指标",), (TARGETS,), 6, 60, where='"有效"', limit=20),
            Chart("取值类型", "绩效指标明细", "bar", ("取值类型",), (TARGETS,), 6, 60, where='"有效"'),
        ),
        (Chart("按规则的发现", "审核发现明细", "bar", ("中文标题",), (FINDINGS,), 12, 80, limit=25),),
        (
            Chart(
                "单位成本比较",
                "单位成本",
                "table",
                ("物品", "成本单位", "区划名称", "预算年度标签", "项目名称", "成本依据"),
                (Metric("单位成本", 'AVG("单位成本（元）")'),),
                12,
                60,
                number_format=",.2f",
            ),
        ),
        (
            Chart(
                "高严重度的发现",
                "审核发现明细",
                "table",
                ("区划名称", "单位名称", "项目名称", "中文标题", "中文说明", "文件路径", "位置"),
                (AT_STAKE,),
                12,
                70,
                where="\"严重程度\" = '严重'",
            ),
        ),
    ),
)
DASHBOARDS = (SPENDING, QUALITY)
