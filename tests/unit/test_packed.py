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
