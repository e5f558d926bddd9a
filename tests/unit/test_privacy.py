import pytest

from ingest.privacy import MASK, mask_grid, mask_text
from ingest.readers import read_bytes
from tests.unit.helpers import read_text, vocabulary


def texts(document: str) -> list[str]:
    grid = mask_grid(read_bytes(document.replace("|", "\t").encode(), "a.txt"), vocabulary())
    return [cell.text for _, cell in grid.cells()]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("咨询电话13812345678。", f"咨询电话{MASK}。"),
        ("电话：025-83000000转8012", f"电话：{MASK}转8012"),
        ("联系 (020)83000000 即可", f"联系 {MASK} 即可"),
        ("邮箱zhang.san@example.gov.cn", f"邮箱{MASK}"),
        ("身份证110101199003078515号", f"身份证{MASK}号"),
        ("账号：6222 0200 1234 5678 901", f"账号：{MASK}"),
    ],
)
def test_patterns_are_masked_in_prose(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "450000210233192017350",  # a project code of 21 digits
        "11445200076745332J",  # a unified social credit code
        "合同总额3490560元",
        "12345热线办结6000件",
        "2020年10月1日至2023年9月30日",
        "1,234,567.89",
        "13812.345678",
        "桂政发〔2018〕16号",
        "≥1.4亿个",
    ],
)
def test_figures_and_codes_are_no_contacts(text: str) -> None:
    assert mask_text(text) == text


def test_the_cell_beside_a_contact_label_is_masked_and_the_next_label_is_not() -> None:
    assert texts("项目负责人/ 联系电话|王某某 0000|实施单位|某局") == [
        "项目负责人/ 联系电话",
        MASK,
        "实施单位",
        "某局",
    ]


def test_contacts_in_columns_of_a_list_are_masked_below_their_heading() -> None:
    document = "项目名称|预算数|项目负责人|联系电话|绩效目标\n路灯|12|李某|1|修好\n桥|13||2|通车\n"
    assert texts(document)[5:] == ["路灯", "12", MASK, MASK, "修好", "桥", "13", MASK, "通车"]


def test_a_name_after_a_label_in_prose_is_masked() -> None:
    masked = texts("单位负责人：张某某　　填表人： 李四　　联系电话：88776655\n")[0]
    assert "张" not in masked
    assert "李四" not in masked
    assert "88776655" not in masked
    # a name of two characters must not swallow the label that follows
    assert texts("填表人：李四　联系电话：88776655\n") == [f"填表人：{MASK}　联系电话：{MASK}"]
    assert texts("填表人：张 三\n") == [f"填表人：{MASK}"]
    assert texts("实行项目负责人制，责任到人。\n") == ["实行项目负责人制，责任到人。"]


def test_masking_twice_changes_nothing() -> None:
    document = "联系人|张三|电话|13812345678\n填表人：李四\n"
    once = mask_grid(read_bytes(document.replace("|", "\t").encode(), "a.txt"), vocabulary())
    assert mask_grid(once, vocabulary()) == once


def test_a_masked_cell_is_furniture_and_its_label_is_not_lost() -> None:
    reading = read_text("某市项目支出绩效目标表\n\n项目名称|灯|联系人|张三\n年度目标|亮\n资金总额|3||\n")
    assert {a.role for a in reading.ledger.assignments.values() if a.cell.text in ("联系人", MASK)} == {
        "contact label",
        "masked",
    }


def test_eleven_digits_beside_or_below_a_money_label_are_money() -> None:
    assert texts("资金总额|资金来源|金额(元)\n|合计|13100000000\n")[-1] == "13100000000"
    assert texts("项目名称|预算数|绩效目标\n铁路|13100000000|通车\n")[4] == "13100000000"
    assert texts("项目名称|铁路|13812345678\n")[-1] == MASK
