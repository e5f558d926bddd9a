from tests.unit.helpers import read_text, unread

HEAD = "某市部门整体支出绩效目标表\n\n部门名称|某局||||\n年度总体目标|亮||||\n"


def test_the_unit_of_an_upper_heading_holds_for_the_columns_below_it() -> None:
    text = HEAD + (
        "年度主要任务|任务名称|主要内容|预算金额（万元）||\n|||总额|财政拨款|其他资金\n"
        "|修灯|全城路灯|12.50|12.00|0.50\n|金额合计||12.50|12.00|0.50\n"
    )
    reading = read_text(text)
    assert [(r["name_text"], r["amount_text"], r["unit_block_text"]) for r in reading.records["task_lines"]] == [
        ("修灯", "12.50", "万元")
    ]
    assert {(r["amount_heading_text"], r["unit_block_text"]) for r in reading.records["printed_totals"]} == {
        ("总额", "万元"),
        ("财政拨款", "万元"),
        ("其他资金", "万元"),
    }


def test_a_heading_printed_again_starts_no_task_and_a_group_is_carried_down() -> None:
    text = HEAD + (
        "年度重点工作任务|序号|名称|主要实施内容|拟投入金额(万元)|\n|1|修灯|全城|3600|\n|序号|名称|主要实施内容|拟投入金额(万元)|\n"
        "|1|修桥|一座|581.44|\n\n其他需完成任务|2|修路|一条|15|\n|3|修井|一口||\n"
    )
    rows = read_text(text).records["task_lines"]
    assert [(r["task_no_text"], r["name_text"], r["amount_text"], r["group_text"]) for r in rows] == [
        ("1", "修灯", "3600", "年度重点工作任务"),
        ("1", "修桥", "581.44", "年度重点工作任务"),
        ("2", "修路", "15", "其他需完成任务"),
        ("3", "修井", None, "其他需完成任务"),
    ]


def test_an_unknown_column_of_a_task_table_loses_its_own_cells_only() -> None:
    text = HEAD + (
        "年度履职任务|任务名称|主要内容|对应项目|预算金额（万元）\n|修灯|全城路灯|路灯专项|12.50\n"
        "|修桥|一座||5\n|合计|||17.50\n"
    )
    reading = read_text(text)
    assert [(r["name_text"], r["content_text"], r["amount_text"]) for r in reading.records["task_lines"]] == [
        ("修灯", "全城路灯", "12.50"),
        ("修桥", "一座", "5"),
    ]
    assert [(r["text"], r["why"]) for r in reading.records["unread_cells"]] == [("路灯专项", "no_column")]
    assert [r["amount_text"] for r in reading.records["printed_totals"]] == ["17.50"]


def test_a_table_of_other_things_is_no_task_table() -> None:
    reading = read_text(HEAD + "名称|数量|金额||\n电脑|3台|1.5||\n")
    assert reading.records["task_lines"] == []
    reading = read_text(HEAD + "名称|合计|财政拨款|其他资金|\n电脑|3|2|1|\n")
    assert reading.records["task_lines"] == []


def test_sources_behind_the_amount_of_a_task_are_its_parts() -> None:
    reading = read_text(
        HEAD + "年度主要任务|任务名称|对应项目|预算资金（万元）|其中：财政拨款|绩效目标\n"
        "|培训|教师培训|100|80|培训200人\n|采购|设备采购|50|50|采购10台\n|合计||150|130|\n"
    )
    assert [(r["name_text"], r["amount_text"], r["unit_column_text"]) for r in reading.records["task_lines"]] == [
        ("培训", "100", "万元"),
        ("采购", "50", "万元"),
    ]
    assert [
        (r["label_text"], r["value_text"]) for r in reading.records["fields"] if r["field"] == "task_source_amount"
    ] == [("其中：财政拨款", "80"), ("其中：财政拨款", "50")]
    assert [r["amount_text"] for r in reading.records["printed_totals"]] == ["150", "130"]
    assert unread(reading) == ["教师培训", "培训200人", "设备采购", "采购10台"]
