import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.forms.packed import read_packed
from tests.unit.helpers import vocabulary

LEVELS = [
    ("1", "产出指标", "11", "数量指标"),
    ("2", "效益指标", "22", "社会效益"),
    ("3", "满意度指标", "31", "服务对象满意度"),
]


def items(text: str) -> list[tuple]:
    packed = read_packed(text, vocabulary())
    assert not packed.left_over
    return [
        (i.item_no, i.level1_text, i.level2_text, i.name_text, [(v.heading_text, v.value_text) for v in i.values])
        for i in packed.items
    ]


def test_a_value_keeps_its_own_commas_and_full_stop() -> None:
    text = (
        "1、1-产出指标, 12-质量指标, 学历、职称要求; "
        "实施周期指标值:计算机相关专业, 研究生以上学历, 年度指标值:高级职称;; "
        "2、1-产出指标, 14-成本指标, 资金成本; 实施周期指标值:200元/套为最高限价。; 年度指标值:200元/套为最高限价。; ;"
    )
    assert items(text) == [
        (
            1,
            "产出指标",
            "质量指标",
            "学历、职称要求",
            [("实施周期指标值", "计算机相关专业, 研究生以上学历"), ("年度指标值", "高级职称")],
        ),
        (
            2,
            "产出指标",
            "成本指标",
            "资金成本",
            [("实施周期指标值", "200元/套为最高限价。"), ("年度指标值", "200元/套为最高限价。")],
        ),
    ]


def test_numbers_inside_values_start_no_item() -> None:
    text = (
        "1、1-产出指标, 11-数量指标, 大厅; 年度指标值:1、建厅3个 2、1-2次巡检;; "
        "2、3-满意度指标, 31-服务对象满意度, 满意；年度指标值:满意;"
    )
    assert [(item[0], item[3], item[4][0][1]) for item in items(text)] == [
        (1, "大厅", "1、建厅3个 2、1-2次巡检"),
        (2, "满意", "满意"),
    ]


def test_markup_around_the_items_is_no_text() -> None:
    text = "<p>1、1-产出指标,11-数量指标,台数；年度指标值:6台；,2、1-产出指标,12-质量指标,合格；年度指标值:好；</p>"
    assert [item[4] for item in items(text)] == [[("年度指标值", "6台")], [("年度指标值", "好")]]


def test_prose_that_is_not_packed_gives_no_items_and_is_left_over() -> None:
    packed = read_packed("全年维护路灯1、2号线", vocabulary())
    assert not packed.items
    assert packed.left_over == ("全年维护路灯1、2号线",)


@pytest.mark.parametrize("sign", [">=", "<=", "=>", "≥", "＞＝"])
def test_a_sign_of_two_characters_is_one(sign: str) -> None:
    packed = read_packed(f"产出指标：演出场次：{sign}123场；培训成本{sign}351元", vocabulary())
    assert packed.left_over == ()
    assert [(item.name_text, item.values[0].value_text) for item in packed.items] == [
        ("演出场次", f"{sign}123场"),
        ("培训成本", f"{sign}351元"),
    ]


def test_what_a_form_adds_to_a_label_belongs_to_the_label() -> None:
    packed = read_packed(
        "产出指标（必填）：质量指标（必填量化）-合格率：≥99%；时效指标（选填）：及时率≥90%", vocabulary()
    )
    assert packed.left_over == ()
    assert [item[1:4] for item in packed.items] == [
        ("产出指标（必填）", "质量指标（必填量化）", "合格率"),
        ("产出指标（必填）", "时效指标（选填）", "及时率"),
    ]


def test_words_before_the_first_item_are_left_over_not_lost() -> None:
    packed = read_packed("共一项：1、1-产出指标, 11-数量指标, 台数；年度指标值:6台;", vocabulary())
    assert len(packed.items) == 1
    assert packed.left_over == ("共一项：",)


WORD = st.text(alphabet="甲乙丙丁路灯率数量（）%≥1234567890", min_size=1, max_size=12).filter(
    lambda word: word.strip() and not re.match(r"^[\d（）%≥]*$", word)
)


@pytest.mark.parametrize("separator", ["; ; ", "；", ";, ", "；,"])
@given(data=st.data())
def test_packed_items_read_back(separator: str, data: st.DataObject) -> None:
    made = []
    for number in range(1, data.draw(st.integers(1, 6)) + 1):
        level = data.draw(st.sampled_from(LEVELS))
        made.append((number, level, data.draw(WORD), data.draw(WORD), data.draw(WORD)))
    text = separator.join(
        f"{n}、{level[0]}-{level[1]}, {level[2]}-{level[3]}, {name}；实施周期指标值:{a}, 年度指标值:{b}"
        for n, level, name, a, b in made
    )
    assert items(text) == [
        (n, level[1], level[3], name, [("实施周期指标值", a), ("年度指标值", b)]) for n, level, name, a, b in made
    ]


def plain(text: str) -> list[tuple]:
    packed = read_packed(text, vocabulary())
    assert packed.left_over == ()
    return [(item[1], item[2], item[3], item.values[0].value_text if item.values else None) for item in packed.items]


def test_a_label_before_a_value_is_a_name_of_its_own_category() -> None:
    assert plain("质量指标：合格率95%以上；时效指标：12月底前完成；满意度指标：≥90%；公众知晓率≥80%") == [
        (None, "质量指标", "合格率", "95%以上"),
        (None, "时效指标", "时效指标", "12月底前完成"),
        ("满意度指标", None, "满意度指标", "≥90%"),
        ("满意度指标", None, "公众知晓率", "≥80%"),
    ]
    assert plain("数量指标：灯≥3盏；满意度≥90%；杆≥5根") == [
        (None, "数量指标", "灯", "≥3盏"),
        ("满意度", None, "满意度", "≥90%"),
        (None, "数量指标", "杆", "≥5根"),
    ]


def test_a_label_ends_the_level_above_that_it_is_not_part_of() -> None:
    assert plain("效益指标：社会效益：出行方便；服务对象满意度：≥90%")[1][:2] == (None, "服务对象满意度")
    assert plain("效益指标：服务对象满意度：市民满意率≥90%")[0][:2] == ("效益指标", "服务对象满意度")


def test_a_number_behind_a_label_is_no_part_of_the_name() -> None:
    text = "产出指标：1.培训人数≥200人；2.合格率≥95%。效益指标：1.社会效益：提升技能水平"
    assert plain(text) == [
        ("产出指标", None, "培训人数", "≥200人"),
        ("产出指标", None, "合格率", "≥95%"),
        ("效益指标", "社会效益", "提升技能水平", None),
    ]
    assert plain("产出指标\n（一）数量指标：1.灯≥3盏")[0] == ("产出指标", "数量指标", "灯", "≥3盏")


def test_a_value_in_brackets_behind_its_name_is_the_value() -> None:
    assert plain("数量指标：培训人数（≥200人）；场次（场）≥5；产出指标-数量指标-合格率-≥95%") == [
        (None, "数量指标", "培训人数", "≥200人"),
        (None, "数量指标", "场次（场）", "≥5"),
        ("产出指标", "数量指标", "合格率", "≥95%"),
    ]
    assert read_packed("数量指标：人数（≥200人）次", vocabulary()).left_over == ("数量指标：人数（≥200人）次",)


def test_names_of_columns_before_labels_are_no_names() -> None:
    text = "一级指标：产出指标，二级指标：数量指标，三级指标：培训人数，指标值：≥200人"
    assert plain(text) == [("产出指标", "数量指标", "培训人数", "≥200人")]


def test_a_name_of_the_category_that_heads_its_column_changes_no_label() -> None:
    packed = read_packed("服务对象满意度：=88%；满意度≥90%", vocabulary(), ("满意度指标", "服务对象满意度指标（选填）"))
    assert [item[1:4] for item in packed.items] == [
        ("满意度指标", "服务对象满意度指标（选填）", "服务对象满意度"),
        ("满意度指标", "服务对象满意度指标（选填）", "满意度"),
    ]
