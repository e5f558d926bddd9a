"""The analysts' questions: each answered from the built sample, as promised, with figures that the documents print."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from serving.ask import ANALYSES, Question, find, main, questions
from tests.helpers import Warehouse

QUESTIONS = questions()
EVERY_QUESTION = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Questions whose amounts are all the money that counts, split one way or another.
SPLITS_OF_ALL_MONEY = ("q01", "q03", "q05", "q31")

Row = dict[str, Any]


def _promised_columns(question: Question) -> list[str]:
    """The columns that the second comment of a question promises."""
    text = question.path.read_text(encoding="utf-8")
    found = re.search(r"^-- Columns: (.+(?:\n-- .+)*)", text, re.MULTILINE)
    assert found, f"{question.path.name} promises no columns"
    return re.split(r",\s+", found.group(1).replace("\n--", ""))


def _answer(
    published: Path, question: Question, threads: int = 2
) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
    """Names and types of the columns, and the rows."""
    with duckdb.connect(str(published), read_only=True, config={"threads": threads}) as connection:
        answer = connection.execute(question.sql)
        columns = [(name, str(kind)) for name, kind, *_ in answer.description or []]
        return columns, answer.fetchall()


def _rows(warehouse: Warehouse | Path, name: str) -> list[Row]:
    published = warehouse if isinstance(warehouse, Path) else warehouse.published
    columns, rows = _answer(published, find(name, QUESTIONS))
    return [dict(zip((column for column, _ in columns), row, strict=True)) for row in rows]


def _one(rows: list[Row], **wanted: Any) -> Row:
    """The one row that has these values."""
    found = [row for row in rows if all(row[column] == value for column, value in wanted.items())]
    assert len(found) == 1, f"{len(found)} rows with {wanted}: {found}"
    return found[0]


def test_there_are_enough_questions_and_no_number_twice() -> None:
    assert len(QUESTIONS) >= 40
    numbers = Counter(question.name.split("_")[0] for question in QUESTIONS)
    assert not [number for number, times in numbers.items() if times > 1]


@EVERY_QUESTION
def test_head_says_what_is_asked_what_a_row_is_and_what_to_beware_of(question: Question) -> None:
    number = re.fullmatch(r"q(\d\d)_[a-z0-9_]+", question.name)
    assert number
    first, *others = question.title.split("\n")
    assert re.match(rf"Q{int(number.group(1))}\. [A-Z].*\? .*？$", first), first
    rest = "\n".join(others)
    for part in ("A row: ", "每行：", "Caveats: "):
        assert rest.count(part) == 1, part
    assert CHINESE.search(rest.split("Caveats: ")[1]), "the caveats have no Chinese"


@EVERY_QUESTION
def test_answer_has_rows_and_the_promised_columns(built_warehouse: Warehouse, question: Question) -> None:
    columns, rows = _answer(built_warehouse.published, question)
    assert [name for name, _ in columns] == _promised_columns(question)
    assert rows


@EVERY_QUESTION
def test_money_stays_decimal(built_warehouse: Warehouse, question: Question) -> None:
    columns, _ = _answer(built_warehouse.published, question)
    floats = [(name, kind) for name, kind in columns if name.endswith("_yuan") and not kind.startswith("DECIMAL")]
    assert not floats


@EVERY_QUESTION
def test_answer_leads_back_to_its_documents(built_warehouse: Warehouse, question: Question) -> None:
    columns, rows = _answer(built_warehouse.published, question)
    names = [name for name, _ in columns]
    places = [name for name in names if name in ("document_path", "documents", "document_paths", "lowest_place")]
    assert places, names
    assert all(row[names.index(places[0])] for row in rows)


@EVERY_QUESTION
def test_answer_is_the_same_on_one_thread_and_many(built_warehouse: Warehouse, question: Question) -> None:
    assert _answer(built_warehouse.published, question, 1) == _answer(built_warehouse.published, question, 4)


@EVERY_QUESTION
def test_question_is_in_the_index(question: Question) -> None:
    index = (ANALYSES / "README.md").read_text(encoding="utf-8")
    lines = [line for line in index.splitlines() if f"({question.name}.sql)" in line]
    assert len(lines) == 1, f"{question.name} is in {len(lines)} lines of analyses/README.md"
    english, chinese = re.fullmatch(r"Q\d+\. (.+\?) (.+？)", question.title.split("\n")[0]).groups()  # type: ignore[union-attr]
    assert english in lines[0]
    assert chinese in lines[0]


def test_index_lists_no_question_that_is_gone() -> None:
    listed = re.findall(r"\((\w+)\.sql\)", (ANALYSES / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == [question.name for question in QUESTIONS]


def test_make_ask_answers_from_the_built_sample(built_warehouse: Warehouse) -> None:
    result = CliRunner().invoke(main, ["53", "--warehouse", str(built_warehouse.folder)], terminal_width=300)
    assert result.exit_code == 0, result.output
    assert "Q53." in result.output


# What a place that nobody can name, or a blank amount, does to the answers.


@pytest.fixture(scope="module")
def unplaced(built_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published sample, had no document told its region, year or agency, and with one amount blank."""
    copy = tmp_path_factory.mktemp("unplaced") / "copy.duckdb"
    shutil.copy(built_warehouse.published, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update marts.dim_projects set region_code = null, province_code = null, agency_id = null,"
            " agency_name = null, budget_year = null, budget_year_label = '未知'"
        )
        for fact in ("fct_project_spending", "fct_indicator_values"):
            connection.execute(
                f"update marts.{fact} set region_code = null, province_code = null, agency_id = null,"
                " budget_year = null"
            )
        for fact in ("fct_project_funding", "fct_project_spending"):
            connection.execute(
                f"update marts.{fact} set amount_yuan = null where project_id in"
                " (select project_id from marts.dim_projects where project_name = '接待费')"
            )
        # The wide tables were made when places were known.
        for table in ("rpt_indicator_targets", "rpt_unit_costs", "rpt_review_findings", "rpt_form_quality"):
            connection.execute(
                f"update marts.{table} set region_name = '未知', budget_year_label = '未知', agency_name = '未知'"
            )
        connection.execute(
            "update marts.rpt_indicator_benchmark set area_name = '未知', budget_year_label = '未知'"
            " where area_scope <> 'corpus'"
        )
    return copy


@EVERY_QUESTION
def test_unknown_places_stay_in_the_answer(unplaced: Path, built_warehouse: Warehouse, question: Question) -> None:
    columns, rows = _answer(unplaced, question)
    names = [name for name, _ in columns]
    for name in ("region_name", "budget_year_label", "agency_name"):
        if name in names:
            assert {row[names.index(name)] for row in rows} <= {"未知"}
    if "place_text" in names and question.name[:3] not in {"q02", "q11", "q51", "q61"}:
        # One row a place: none may be lost to a join. (Q2 ranks within places; Q51 needs a known year.)
        assert len(rows) == len(_answer(built_warehouse.published, question)[1])


@pytest.mark.parametrize("name", SPLITS_OF_ALL_MONEY)
def test_no_split_loses_a_yuan(built_warehouse: Warehouse, unplaced: Path, name: str) -> None:
    all_money = Decimal("265559600.00")
    assert sum(row["amount_yuan"] or 0 for row in _rows(built_warehouse, name)) == all_money
    assert sum(row["amount_yuan"] or 0 for row in _rows(unplaced, name)) == all_money - 11060


def test_a_blank_amount_is_numbered_not_zero(unplaced: Path) -> None:
    assert sum(row["without_amount"] for row in _rows(unplaced, "q01")) == 1
    blank = _one(_rows(unplaced, "q61"), project_name="接待费", amount_stage="budget")
    assert blank["amount_yuan"] is None


# Figures that the sample prints.


def test_spending_by_agency(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q01")
    assert [(row["agency_name"], row["projects"], row["department_forms"], row["amount_yuan"]) for row in rows] == [
        ("广州市番禺区政务服务数据管理局", 21, 0, Decimal("125850000.00")),
        ("揭阳市政务服务数据管理局", 0, 1, Decimal("51957500.00")),
        ("江苏省数据局（政务服务管理办公室）", 5, 0, Decimal("44260600.00")),
        ("广西壮族自治区大数据发展局", 37, 0, Decimal("31904500.00")),
        ("广州市番禺区政务服务中心", 3, 0, Decimal("8310000.00")),
        ("银川市人民政府办公室", 6, 0, Decimal("3277000.00")),
    ]
    assert {row["budget_year_label"] for row in rows if row["region_name"] == "番禺区"} == {"未知"}


def test_largest_projects(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q02")
    assert {row["region_name"]: row["top_five_share_percent"] for row in rows} == {
        "广西壮族自治区": 49.7,
        "揭阳市": 90.9,
        "江苏省": 100.0,
        "番禺区": 73.9,
        "银川市": 96.3,
    }
    largest = _one(rows, region_name="揭阳市", size_rank=1)
    assert (largest["item_kind"], largest["amount_yuan"]) == ("task", Decimal("36000000.00"))
    namesakes = [row["amount_yuan"] for row in rows if row["item_name"] == "“数字政府”建设专项资金"]
    assert namesakes == [Decimal("34885700.00"), Decimal("11644300.00")]


def test_own_level_and_from_above(built_warehouse: Warehouse) -> None:
    rows = [row for row in _rows(built_warehouse, "q03") if row["government_level"] != "na"]
    assert [(row["region_name"], row["government_level"], row["amount_yuan"], row["lines_blank"]) for row in rows] == [
        ("广西壮族自治区", "own", Decimal("31904500.00"), 0),
        ("广西壮族自治区", "upper", Decimal("0.00"), 1),
    ]


def test_no_sample_project_lives_on_funds_or_carry_over(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q04")
    carried = _one(rows, region_name="江苏省", source_axis="carry_over")
    assert (carried["projects_printing"], carried["projects_with_money"], carried["printed_yuan"]) == (5, 0, Decimal(0))
    assert carried["counted_yuan"] is None
    assert sum(row["counted_yuan"] or 0 for row in rows) == Decimal("265559600.00")


def test_recurrent_and_past_end(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q08")
    assert _one(rows, project_attribute="一次性项目")["amount_yuan"] == Decimal("520000.00")
    past = _one(rows, region_name="江苏省")
    assert (past["projects_past_end"], past["past_end_yuan"]) == (2, Decimal("8072600.00"))
    assert past["past_end_names"] == "政务服务业务专项费用；政风热线"
    unknown = _one(rows, region_name="番禺区")
    assert (unknown["projects_past_end"], unknown["past_end_yuan"]) == (0, None)


def test_half_year_plan(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q11")
    assert sum(row["half_year_plan_yuan"] for row in rows) == Decimal("19913200.00")
    assert {row["agency_share_percent"] for row in rows} == {44.99}
    below = _one(rows, project_name="政务服务信息系统运行维护费用")
    assert below["half_year_plan_yuan"] == Decimal("5575600.00")
    assert below["off_usual_yuan"] < -4000


def test_kinds_of_spending(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q05")
    rent = _one(rows, region_name="广西壮族自治区", kind="租金与办公用房")
    assert (rent["projects"], rent["amount_yuan"]) == (1, Decimal("8190300.00"))
    assert sum(row["projects"] for row in rows) == 73


def test_three_public_items(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q07")
    budgets = {row["item"]: row["amount_yuan"] for row in rows if row["amount_yuan"] is not None}
    assert budgets == {"公务用车": Decimal("220000.00"), "接待": Decimal("11060.00")}
    assert {row["value_text"] for row in rows if row["item"] == "出国（境）"} == {"1-2次/年"}


def test_later_years(built_warehouse: Warehouse) -> None:
    (row,) = _rows(built_warehouse, "q09")
    assert row["amount_yuan"] == Decimal("36000000.00")
    assert "2022年、2023年各30%" in row["evidence"]


def test_goal_against_indicators(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q20")
    website = _one(rows, project_name="中国—东盟信息港网站运维经费", quantity_text="500篇")
    assert "≥300条" in website["targets_text"]
    # 窗口前台至少招录30人 is taken up by an indicator of 30人.
    assert not [row for row in rows if row["quantity_text"] == "30人"]


def test_personal_or_secret_repeats_nothing(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q56")
    assert {row["rule_id"] for row in rows} == {"V02", "V03"}
    assert not [row for row in rows if "40万" in row["message_zh"] or "红机" in row["message_zh"]]


def test_outsourced_functions(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q59")
    taken_over = _one(rows, project_name="推进集约化管理工作经费")
    assert (taken_over["way"], taken_over["amount_yuan"]) == ("外包", Decimal("2860000.00"))


def test_promises_hold_no_replaced_draft(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q12")
    ceilings = [
        row["value_text"]
        for row in rows
        if row["project_name"] == "政务服务中心及交易场所维修维护经费" and row["level2"] == "成本指标"
    ]
    assert ceilings == ["≤156万元"]
    seals = [row for row in rows if row["project_name"] == "免费刻章" and row["indicator_name"] == "资金成本"]
    assert [(row["horizon"], row["value_text"]) for row in seals] == [
        ("annual", "200元/套为最高限价。"),
        ("cycle", "200元/套为最高限价。"),
    ]


def test_indicators_by_class_add_up(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q13")
    assert len(rows) == 73
    for row in rows:
        classes = sum(value for column, value in row.items() if column.endswith("_count")) + row["without_value"]
        assert classes == row["indicators"], row
    hotline = _one(rows, project_name="政风热线")
    assert (hotline["indicators"], hotline["quantity_count"], hotline["decision_process_count"]) == (24, 6, 11)


def test_satisfaction_promised(built_warehouse: Warehouse) -> None:
    rows = [row for row in _rows(built_warehouse, "q15") if row["canonical_unit"] == "%" and row["polarity"] == "up"]
    assert min(row["canonical_low"] for row in rows) == 80
    hired = _one(rows, project_name="租赁岗位合同工经费", indicator_name="人员评价满意度")
    assert (hired["value_text"], hired["region_name"]) == ("95%", "番禺区")


def test_time_limits_are_in_one_unit(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q16")
    minutes = _one(rows, indicator_name="网络及电话运行维护响应时间")
    assert (minutes["value_text"], minutes["canonical_high"], minutes["canonical_unit"]) == (
        "≤30分钟",
        Decimal("0.5"),
        "小时",
    )
    repair = _one(rows, indicator_name="系统故障修复响应时间")
    assert (repair["value_text"], repair["unit_text"], repair["canonical_high"]) == ("2", "小时", 2)


def test_dates_of_another_year(built_warehouse: Warehouse) -> None:
    outside = [row for row in _rows(built_warehouse, "q17") if row["is_in_budget_year"] is False]
    assert "2021/12/31" in {row["value_text"] for row in outside}
    signs = _rows(built_warehouse, "q51")
    assert {row["project_name"] for row in signs if row["rule_id"] == "T02"} == {"政风热线", "政务服务业务专项费用"}
    gazette = _one(signs, rule_id="T01", project_name="《广西政府公报》项目经费")
    assert "2021/12/31" in gazette["evidence"]


def test_unit_prices(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q18")
    found = {(row["canonical_unit"], row["canonical_high"]) for row in rows}
    assert {("元/人/天", Decimal(550)), ("元/人/月", Decimal(3332)), ("元/套", Decimal(200))} <= found
    assert all(unit.startswith("元/") for unit, _ in found), "a plain sum is no unit price"


def test_projects_without_measurable_output(built_warehouse: Warehouse) -> None:
    studies = _one(_rows(built_warehouse, "q19"), region_name="江苏省")
    assert (studies["project_name"], studies["output_indicators"]) == ("政务服务课题经费", 2)
    assert "项目总成本 ≤80万元" in studies["output_texts"], "a sum of money is no output"


def test_cost_ceilings_over_drafts(built_warehouse: Warehouse) -> None:
    rows = [row for row in _rows(built_warehouse, "q21") if row["level2"] == "成本指标"]
    granted = [row for row in rows if row["last_off_budget_yuan"] == 0]
    # Fourteen forms print several ceilings of cost; in twelve the last is the budget.
    assert len({row["project_name"] for row in rows}) == 14
    assert len({row["project_name"] for row in granted}) == 12
    repairs = _one(rows, project_name="政务服务中心及交易场所维修维护经费")
    assert repairs["all_texts"] == "≤207万元 → ≤170万元 → ≤156万元"
    assert (repairs["first_yuan"], repairs["last_yuan"]) == (Decimal("2070000.00"), Decimal("1560000.00"))
    assert {row["project_name"]: row["last_off_budget_yuan"] for row in rows if row["last_off_budget_yuan"]} == {
        "培训经费": Decimal("45100.00"),
        "政务服务中心及办公场所水电等办公经费": Decimal("-45140.00"),
    }


def test_same_concept_different_target(built_warehouse: Warehouse) -> None:
    rows = [row for row in _rows(built_warehouse, "q23") if row["concept"] == "验收合格率"]
    assert {row["region_name"]: (row["lowest"], row["median_target"], row["highest"]) for row in rows} == {
        "广西壮族自治区": (90, 90, 90),
        "揭阳市": (100, 100, 100),
        "番禺区": (100, 100, 100),
        "银川市": (95, 97.5, 100),
    }
    assert {(row["corpus_indicators"], row["corpus_places"], row["corpus_median"]) for row in rows} == {(11, 4, 100)}


def test_measures_across_places(built_warehouse: Warehouse) -> None:
    """Satisfaction as a whole, whoever is asked: Guangxi's forms promise 80 to 100 %."""
    rows = _rows(built_warehouse, "q64")
    guangxi = _one(rows, measure="满意度", region_name="广西壮族自治区")
    assert (guangxi["canonical_unit"], guangxi["lowest"], guangxi["median_target"], guangxi["highest"]) == (
        "%",
        80.0,
        90.0,
        100.0,
    )
    assert guangxi["projects"] < guangxi["indicators"]
    assert not [row for row in rows if "元" in row["canonical_unit"]]


def test_medians_and_quartiles(built_warehouse: Warehouse) -> None:
    public = _one(_rows(built_warehouse, "q24"), concept="公众满意度")
    assert (public["indicators"], public["places"]) == (12, 3)
    quartiles = [public[name] for name in ("lowest", "lower_quartile", "median_target", "upper_quartile", "highest")]
    assert quartiles == [80, 87.5, 95, 95.75, 100]


# Figures of unit costs are those that the documents give by hand: money over quantity, each with its text.


def test_unit_costs(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q22")
    seals = [row for row in rows if row["thing"] == "企业印章"]
    assert sorted(
        (row["region_name"], row["cost_basis"], row["unit_cost_yuan"], row["cost_bound"]) for row in seals
    ) == [
        ("广西壮族自治区", "computed", Decimal("760.00"), "at_most"),
        ("广西壮族自治区", "stated", Decimal("760.00"), "at_most"),
        ("番禺区", "computed", Decimal("242.88"), "exact"),
        ("番禺区", "printed", Decimal("200.00"), "at_most"),
    ]
    assert {(row["numerator_text"], row["denominator_text"]) for row in seals if row["cost_basis"] == "computed"} == {
        ("705.00万元", "29027"),
        ("45,600元", "≥60套"),
    }
    halls = {row["unit_cost_yuan"]: row["ambiguity_reason"] for row in rows if row["thing"] == "办公场所租金"}
    assert halls == {
        Decimal("77.23"): "other_quantities",
        Decimal("105.72"): None,
        Decimal("579.39"): "quantity_in_sentence",  # 1178 square metres of five floors, or of each
    }
    property_service = _one(rows, thing="物业管理")
    assert (property_service["unit_cost_yuan"], property_service["cost_unit"]) == (10, "元/平方米/月")
    training = _one(rows, thing="培训")
    assert (training["unit_cost_yuan"], training["cost_unit"], training["cost_bound"]) == (550, "元/人/天", "at_most")


def test_hired_people(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q06")
    wage = _one(rows, thing="聘用人员工资")
    assert (wage["numerator_text"], wage["person_year_yuan"]) == ("3332元/人/月", Decimal("39984.00"))
    contract = sorted(row["person_year_yuan"] for row in rows if row["project_name"] == "租赁岗位合同工经费")
    assert contract == [Decimal("100000.00"), Decimal("101000.00")]
    window = {row["cost_basis"]: row["person_year_yuan"] for row in rows if "窗口前台" in row["project_name"]}
    assert window == {"stated": Decimal("44000.00"), "computed": Decimal("33333.33")}
    # The pay of one engineer, 40万元/年, is nobody's business.
    assert Decimal("400000.00") not in {row["person_year_yuan"] for row in rows}


def test_unit_cost_outliers(built_warehouse: Warehouse) -> None:
    hall = _one(_rows(built_warehouse, "q52"), thing="办公场所租金")
    assert (hall["median_yuan"], hall["times_median"]) == (Decimal("105.72"), 5.48)


def test_forms_and_criteria(built_warehouse: Warehouse) -> None:
    forms = _rows(built_warehouse, "q38")
    assert len(forms) == 73
    assert all(row["rules_hit"] for row in forms if row["findings"])
    ceilings = {
        row["agency_name"]: row["rules_hit"] or ""
        for row in _rows(built_warehouse, "q40")
        if row["criterion"] == "适当性"
    }
    assert "A05" in ceilings["广西壮族自治区大数据发展局"]
    assert "A05" not in ceilings["揭阳市政务服务数据管理局"]


def test_class_misuse(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q35")
    assert {row["agency_name"] for row in rows} == {row["agency_name"] for row in _rows(built_warehouse, "q01")}
    guangxi = _one(rows, region_name="广西壮族自治区")
    assert guangxi["misfiled"] <= guangxi["indicators"]
    assert "支出进度作为产出" in guangxi["rules"]


def test_labels_out_of_place(built_warehouse: Warehouse) -> None:
    printing = _one(
        _rows(built_warehouse, "q63"), project_name="印刷费", indicator_name="印刷项目总成本", is_effective=True
    )
    assert (printing["level1_printed"], printing["level1"]) == ("效益指标", "产出指标")


def test_red_flags(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q62")
    gap = _one(rows, rule_id="A02")
    assert gap["amount_at_stake_yuan"] == Decimal("5150000.00")
    amounts = [row["amount_at_stake_yuan"] for row in rows if row["amount_at_stake_yuan"] is not None]
    assert amounts == sorted(amounts, reverse=True)
    computers = _one(_rows(built_warehouse, "q49"), rule_id="A08")
    assert computers["amount_at_stake_yuan"] == Decimal("50400.00")


def test_fields_published(built_warehouse: Warehouse) -> None:
    rows = {row["region_name"]: row for row in _rows(built_warehouse, "q30")}
    assert {region: row["project_code"] for region, row in rows.items() if row["project_code"]} == {
        "广西壮族自治区": 37
    }
    assert {region: row["half_year_plan"] for region, row in rows.items() if row["half_year_plan"]} == {"江苏省": 5}
    assert {region: row["cycle_targets"] for region, row in rows.items() if row["cycle_targets"]} == {"番禺区": 24}
    assert {region for region, row in rows.items() if row["unit_column"]} == {"揭阳市"}
    assert not any(row["weights"] or row["results"] for row in rows.values())


def test_coverage(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q31")
    assert [(row["region_code"], row["budget_year_label"], row["documents_not_read"]) for row in rows] == [
        ("320000", "2024年", 0),
        ("440113", "未知", 0),
        ("445200", "2022年", 0),
        ("450000", "2022年", 0),
        ("640100", "2024年", 0),
    ]


def test_share_quantified(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q32")
    digits = {row["region_name"]: row["with_digit_percent"] for row in rows if row["region_name"] != "番禺区"}
    assert digits.pop("广西壮族自治区") == pytest.approx(83, abs=1)
    assert digits == {"揭阳市": 100.0, "江苏省": 40.7, "银川市": 77.5}
    for row in rows:
        assert row["quantified"] <= row["with_digit"] <= row["valued"], row
        assert row["valued"] + row["without_value"] == row["indicators"], row


def test_boilerplate(built_warehouse: Warehouse) -> None:
    everywhere = [row for row in _rows(built_warehouse, "q33") if row["in_every_form"]]
    assert [(row["region_name"], row["in_every_form"], row["indicators"]) for row in everywhere] == [
        ("江苏省", 55, 108)
    ]


def test_missing_classes(built_warehouse: Warehouse) -> None:
    lacking: dict[str, Counter[str]] = {}
    for row in _rows(built_warehouse, "q34"):
        classes = [column for column, value in row.items() if column.startswith("lacks_") and value]
        assert len(classes) == row["classes_lacking"]
        lacking.setdefault(row["region_name"], Counter()).update(classes)
    assert lacking["番禺区"] == {
        "lacks_quantity": 3,
        "lacks_quality": 7,
        "lacks_timeliness": 12,
        "lacks_cost": 20,
        "lacks_benefit": 10,
        "lacks_satisfaction": 6,
    }
    assert lacking["江苏省"]["lacks_satisfaction"] == 3
    assert lacking["揭阳市"] == {"lacks_cost": 1, "lacks_satisfaction": 1}
    assert (lacking["广西壮族自治区"]["lacks_benefit"], lacking["广西壮族自治区"]["lacks_satisfaction"]) == (16, 8)


def test_goal_texts(built_warehouse: Warehouse) -> None:
    rows = {row["agency_name"]: row for row in _rows(built_warehouse, "q36")}
    copied = {agency: (row["with_mid_term_goal"], row["same_as_mid_term"]) for agency, row in rows.items()}
    assert copied["广西壮族自治区大数据发展局"] == (37, 37)
    assert copied["江苏省数据局（政务服务管理办公室）"] == (5, 1)
    assert all(row["with_goal"] == row["forms"] for row in rows.values())


def test_words_instead_of_numbers(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q37")
    assert _one(rows, region_name="广西壮族自治区", value_text="较高")["rows_printed"] == 57
    assert _one(rows, region_name="银川市", value_text="长期")["indicators"] == 12


def test_costs_above_the_budget(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q48")
    assert {(row["rule_id"], row["project_name"], row["amount_at_stake_yuan"]) for row in rows} == {
        ("A05", "政务中心双回路供电改造工程", Decimal("1030000.00")),
        ("A05", "政务服务课题经费", Decimal("461000.00")),
        ("A05", "广西数据要素发展价值评估服务采购", Decimal("200000.00")),
        ("A05", "培训经费", Decimal("45100.00")),
        ("A07", "政府办信息中心工作经费", Decimal("50000.00")),
    }


def test_totals_that_do_not_add_up(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q53")
    gaps = [(row["column_label"], row["gap_yuan"], row["gap_percent"]) for row in rows if row["is_balanced"] is False]
    assert gaps[:2] == [("总计", Decimal("5150000.00"), 3.9), ("财政拨款", Decimal("5150000.00"), 3.9)]
    # A half-year plan 4,040 yuan short of its 45 %.
    assert [gap for _, gap, _ in gaps[2:]] == [Decimal("-4040.00")]
    blank = _one(rows, is_balanced=None)
    assert blank["project_name"] == "定点帮扶村乡村振兴项目"


def test_round_percentages(built_warehouse: Warehouse) -> None:
    rows = _rows(built_warehouse, "q58")
    jiangsu = _one(rows, region_name="江苏省")
    assert (jiangsu["percentages"], jiangsu["round_percentages"]) == (20, 20)
    assert all(row["at_100"] <= row["round_percentages"] <= row["percentages"] for row in rows)


def test_a_figure_is_found_where_it_is_printed(built_warehouse: Warehouse) -> None:
    for row in _rows(built_warehouse, "q61"):
        if row["amount_basis"] != "printed":
            continue
        lines = (built_warehouse.documents / row["document_path"]).read_text(encoding="utf-8-sig").split("\n")
        assert row["amount_text"] in lines[row["row_no"] - 1], row
    seals = _one(_rows(built_warehouse, "q61"), project_name="免费刻章")
    assert (seals["amount_text"], seals["unit_text"], seals["place_text"]) == ("705.00", "万元", "表2 第18行")
