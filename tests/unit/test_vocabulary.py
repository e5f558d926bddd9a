import pytest

from ingest.errors import VocabularyError
from ingest.vocabulary import load_vocabulary, normalise_label, strip_brackets
from tests.unit.helpers import SEEDS, vocabulary


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("年度重点 工作任务", "年度重点工作任务"),
        ("金额（元）", "金额(元)"),
        ("年度资金总额：", "年度资金总额"),
        ("其中：一般公共预算拨款", "一般公共预算拨款"),
        ("其中:财政拨款", "财政拨款"),
        ("一、项目名称", "项目名称"),
        ("<p>项目　名称</p>", "项目名称"),
        ("12345热线", "12345热线"),
        ("〔注〕", "(注)"),
    ],
)
def test_a_label_is_looked_up_without_its_dress(printed: str, key: str) -> None:
    assert normalise_label(printed) == key


def test_brackets_come_off_only_when_the_whole_label_is_unknown() -> None:
    assert strip_brackets("数量指标(必填量化)") == "数量指标"
    words = vocabulary()
    assert (
        words.entry("项目概况(包括项目立项依据、可行性和必要性、支持范围、实施内容等)", "field").target
        == "overview_text"
    )
    # 半年(程)指标值 must not lose what tells it from 年度指标值
    assert words.entry("半年（程） 指标值", "column").qualifier == "half_year"
    assert words.entry("全年（程） 指标值", "column").qualifier == "annual"


def test_a_document_title_in_book_marks_is_text_not_markup() -> None:
    assert normalise_label("<关于深化改革的意见>") == "<关于深化改革的意见>"


@pytest.mark.parametrize(
    ("printed", "also_printed", "level"),
    [
        ("成本指标", {"数量指标", "质量指标"}, 2),  # 88号: a cost is an output
        ("成本指标", {"经济成本指标", "数量指标"}, 1),  # 101号: cost is a level of its own
        ("满意度指标", {"服务对象满意度指标"}, 1),
        ("数量指标", set(), 2),
        ("产出指标", set(), 1),
    ],
)
def test_the_taxonomy_a_form_follows_decides_a_label_of_both_levels(printed, also_printed, level) -> None:
    assert vocabulary().level_of_category(printed, frozenset(also_printed)) == level


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("数量,kategorie,数量指标,2,", "line 2: role 'kategorie'"),
        ("数量,category,,2,", "line 2: label and target"),
        ("数量,category,数量指标,2,a,b", "line 2: more cells"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_file_and_line(tmp_path, row, message) -> None:
    (tmp_path / "printed_labels.csv").write_text(f"label,role,target,qualifier,remark\n{row}\n", encoding="utf-8")
    (tmp_path / "indicator_categories.csv").write_bytes((SEEDS / "indicator_categories.csv").read_bytes())
    with pytest.raises(VocabularyError, match=message):
        load_vocabulary(tmp_path)


def test_a_missing_seed_says_what_it_is_for(tmp_path) -> None:
    with pytest.raises(VocabularyError, match="words of the forms"):
        load_vocabulary(tmp_path)
