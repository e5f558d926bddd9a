"""What the rules on numbers, classes, duplicates and texts find in the sample, each line read by eye, and what not."""

from __future__ import annotations

import pytest

from tests.helpers import Warehouse

# Rule: (region code that the path begins with, what the evidence holds) of every hit.
HITS: dict[str, list[tuple[str, str]]] = {
    "Q04": [
        ("320000", "商用密码应用安全性评估覆盖率 — ≥0%"),
        ("320000", "拨付资金巩固脱贫成果 — ≥0万元"),
        ("320000", "网络安全等级保护测评覆盖率 — ≥0%"),
        ("450000", "支付完成率 — ≤100%"),
    ],
    "Q06": [],
    "Q08": [("440113", "电子政务团队信息管理师 — 30")],
    "Q09": [
        ("440113", "网络平均无故障时间 — 100%"),
        ("440113", "网络平均无故障时间 — 99%"),
        ("440113", "民生卡小程序正常运营时间 — 故障时长不超过5%"),
        ("640100", "印刷费 — ≥600本"),
    ],
    "Q10": [("440113", "新建 24 小时智慧政务大厅"), ("440113", "聘请保安4人、清洁1人、外包2人")],
    "Q11": [
        ("450000", "公众号订阅人数增长率 — ≥98%"),
        ("450000", "官方网点击量增长率 — ≥98%"),
        ("450000", "官方网站点击量增长率 — ≥90%"),
        ("450000", "订阅人数增长率 — ≥90%"),
    ],
    "Q14": [
        ("440113", "日常巡查维修及时率 — 标准:控制数"),
        ("440113", "服务对象满意度(%) — 标准:控制数"),
        ("440113", "链路可用性 — 标准:控制数"),
    ],
    "M06": [("640100", "可持续影响指标 — 查阅文件单位满意度"), ("640100", "经济效益指标 — 群众满意")],
    "M08": [
        ("440113", "满意 — 满意"),
        ("450000", "时效指标 — 时效指标"),
        ("450000", "满意度指标 — ≥90%"),
        ("450000", "质量指标 — 质量指标"),
    ],
    "D06": [("440113", "“数字政府”建设专项资金"), ("440113", "“数字政府”建设专项资金")],
    "V02": [("440113", "资金成本")],
    "V03": [("640100", "涉密"), ("640100", "红机")],
}


@pytest.mark.parametrize("rule_id", sorted(HITS))
def test_every_hit_of_a_rule(built_warehouse: Warehouse, rule_id: str) -> None:
    found = built_warehouse.query(
        "select substr(d.path, 1, 6), f.evidence from marts.fct_review_findings as f"
        " join marts.dim_documents as d using (document_id) where f.rule_id = $1",
        rule_id,
    )
    expected = HITS[rule_id]
    assert len(found) == len(expected)
    missing = [
        hit for hit in expected if not any(region == hit[0] and hit[1] in evidence for region, evidence in found)
    ]
    assert missing == []


def test_goals_that_repeat_the_mid_term_goal(built_warehouse: Warehouse) -> None:
    """Guangxi copies it in all 37 forms; in one of them the project has a single year."""
    assert built_warehouse.query(
        "select substr(d.path, 1, 6) as region, count(*) from marts.fct_review_findings as f"
        " join marts.dim_documents as d using (document_id) where f.rule_id = 'D04' group by region order by region"
    ) == [("320000", 1), ("450000", 36)]


def test_what_may_need_protection_is_not_repeated(built_warehouse: Warehouse) -> None:
    texts = built_warehouse.query(
        "select concat_ws(' ', evidence, message_en, message_zh) from marts.fct_review_findings"
        " where rule_id in ('V02', 'V03')"
    )
    assert len(texts) == 3
    assert [text for (text,) in texts if any(sign.isdigit() for sign in text)] == []


def test_boilerplate_of_one_agency(built_warehouse: Warehouse) -> None:
    """The eleven rows of the evaluation frame stand alike in Jiangsu's five forms."""
    assert built_warehouse.query(
        "select count(*) from marts.fct_review_findings as f join marts.dim_documents as d using (document_id)"
        " join marts.fct_indicator_values as v using (indicator_value_id)"
        " where f.rule_id = 'D03' and d.path like '320000%' and v.level1 in ('决策指标', '过程指标')"
    ) == [(55,)]


def test_no_rule_hits_one_target_twice(built_warehouse: Warehouse) -> None:
    assert (
        built_warehouse.query(
            "select rule_id, indicator_value_id from marts.fct_review_findings where indicator_value_id is not null"
            " group by all having count(*) > 1"
        )
        == []
    )
