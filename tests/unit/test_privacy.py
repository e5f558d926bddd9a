import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grid import Block, Cell, Grid, Row
from ingest.privacy import MASK, mask_grid, mask_name, mask_text
from ingest.readers import read_bytes
from tests.expectations.raw import PERSONAL_DATA
from tests.unit.helpers import read_text, vocabulary


def texts(document: str) -> list[str]:
    grid = mask_grid(read_bytes(document.replace("|", "\t").encode()), vocabulary())
    return [cell.text for _, cell in grid.cells()]


def mask(text: str) -> str:
    """As a cell that stands alone."""
    return mask_name(text, vocabulary())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("咨询电话13812345678。", "咨询电话#。"),
        ("详询13812345678.", "详询#."),
        ("电话：025-83000000转8012", "电话：#"),
        ("电话：025-83000000 分机 12", "电话：#"),
        ("联系 (020)83000000 即可", "联系 # 即可"),
        ("联系电话 025 8300 0000", "联系电话 #"),
        ("０２５－８３０００００0", "#"),
        ("１３８００００００００", "#"),
        ("138-0000-0000", "#"),
        ("138 0000 0000", "#"),
        ("138.0000.0000", "#"),
        ("1380 000 0000", "#"),
        ("+86 138-0000-0000", "#"),
        ("0086-25-83000000", "#"),
        ("138****0000", "#"),
        ("联系方式：88776655/88776656", "联系方式：#"),
        ("传真88776655，电话88776656", "传真#，电话#"),
        ("联 系 电 话： 1 3 8 0 0 0 0 0 0 0 0", "联 系 电 话： #"),
        ("邮箱zhang.san@example.gov.cn", "邮箱#"),
        ("zhang.san＠example．gov．cn", "#"),
        ("身份证110101199003078515号", "身份证#号"),
        ("身份证 110101 19900307 851X", "身份证 #"),
        ("账号：6222 0200 1234 5678 901", "账号：#"),
        ("卡 6222 0200 1234 5678 901", "卡 #"),
        ("开户行：某银行某支行，账号：32050161", "开户行：#，账号：#"),
        ("微信号：abc_123", "微信号：#"),
    ],
)
def test_numbers_and_addresses_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked.replace("#", MASK)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：张三 13800000000；", "联系人：# #；"),
        ("联系人：张三、李四、王五", "联系人：#"),
        ("联系人：洛桑", "联系人：#"),
        ("联系人：阿里木·吐尔逊", "联系人：#"),
        ("联系人：John Smith, 010-12345678", "联系人：#, #"),
        ("联系人：张三同志负责", "联系人：#负责"),
        ("联系人王芳，电话025-83000000", "联系人#，电话#"),
        ("联系人及电话 张三/025-1234567", "联系人及电话 #/#"),
        ("填 表 人：　张 三", "填 表 人：　#"),
        ("填表人：李四联系电话：88776655", "填表人：#联系电话：#"),
        ("单位负责人：    填表人：李四     2024年3月1日", "单位负责人：    填表人：#     2024年3月1日"),
        ("单位负责人（签字）：赵六", "单位负责人（签字）：#"),
        ("区某局业务科负责人：钱七", "区某局业务科负责人：#"),
        ("聯絡人：陳大文　電話：88776655", "聯絡人：#　電話：#"),
        ("局长：王五  制表：赵六", "局长：#  制表：#"),
        ("张三（13800000000）", "#（#）"),
        ("由高明，电话13900001111，办理", "由#，电话#，办理"),
        ("办理：高明，电话13900001111", "办理：#，电话#"),
        ("欧阳某某同志（13900001111）", "#同志（#）"),
        ("联系人\n张三", "联系人\n#"),
        ("2024预算-联系人张三-13800000000.xlsx", "2024预算-联系人#-#.xlsx"),
    ],
)
def test_names_are_masked_behind_their_labels_and_before_their_numbers(text: str, masked: str) -> None:
    assert mask(text) == masked.replace("#", MASK)


@pytest.mark.parametrize(
    "text",
    [
        "450000210233192017350",  # a project code of 21 digits
        "11445200076745332J",  # a unified social credit code
        "91320100MA1XXXXX0K",
        "合同总额3490560元",
        "合同金额13812345678元",
        "预算 13000000000 万元",
        "13,812,345,678.00",
        "12345热线办结6000件",
        "2020年10月1日至2023年9月30日",
        "1,234,567.89",
        "13812.345678",
        "13812345678.25",
        "桂政发〔2018〕16号",
        "≥1.4亿个",
        "150 2000 3000 4000",  # cells of a table whose borders are gone
        "电话费 500000元",
        "手机1000000部",
        "账户资金 5000000 元",
        "实行项目负责人制，责任到人。",
        "项目负责人任期3年。",
        "负责人：由各单位自行确定",
        "审核人：按照规定程序审核。",
        "审核：按规定",
        "负责人：    项目名称：路灯",
        "负责人：≥3人",
        "项目负责人 签字",
        "阿里木·吐尔逊",  # nothing says that it is a contact
        "李家沟水库除险加固",
    ],
)
def test_figures_codes_and_words_are_no_contacts(text: str) -> None:
    assert mask(text) == text


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


def test_masking_twice_changes_nothing() -> None:
    document = "联系人|张三|电话|13812345678\n填表人：李四\n"
    once = mask_grid(read_bytes(document.replace("|", "\t").encode()), vocabulary())
    assert mask_grid(once, vocabulary()) == once


def test_a_masked_cell_is_furniture_and_its_label_is_not_lost() -> None:
    reading = read_text("某市项目支出绩效目标表\n\n项目名称|灯|联系人|张三\n年度目标|亮\n资金总额|3||\n")
    assert {a.role for a in reading.ledger.assignments if a.cell.text in ("联系人", MASK)} == {
        "contact label",
        "masked",
    }


def test_a_label_known_by_its_end_is_no_unread_cell() -> None:
    head = "某市项目支出绩效目标表\n\n项目名称|灯|业务分管科室负责人|高明\n"
    reading = read_text(f"{head}年度目标|亮\n资金总额|3\n业务分管科室负责人：高明\n")
    assert reading.counts["unread"] == 0
    assert [row["value_text"] for row in reading.records["fields"]] == ["灯", "亮"]


def test_eleven_digits_beside_or_below_a_money_label_are_money() -> None:
    assert texts("资金总额|资金来源|金额(元)\n|合计|13100000000\n")[-1] == "13100000000"
    assert texts("项目名称|预算数|绩效目标\n铁路|13100000000|通车\n")[4] == "13100000000"
    assert texts("项目名称|铁路|13812345678\n")[-1] == MASK


def table(*rows: tuple[tuple[int, int, str, int, int], ...], media_type: str = "text/html") -> Grid:
    """A grid of one table from (row, column, text, rowspan, colspan)."""
    return Grid(
        media_type,
        None,
        "test-1",
        (
            Block(
                "table",
                None,
                "Sheet1",
                1,
                tuple(Row(row[0][0], 8, tuple(Cell(*cell) for cell in row)) for row in rows),
            ),
        ),
    )


def masked_texts(grid: Grid) -> list[str]:
    return [cell.text.replace(MASK, "#") for _, cell in mask_grid(grid, vocabulary()).cells()]


def test_the_value_of_a_merged_label_is_masked_in_all_its_rows() -> None:
    grid = table(
        ((1, 1, "联系人", 2, 1), (1, 2, "洛桑", 1, 2), (1, 4, "金额", 1, 1), (1, 5, "100", 1, 1)),
        ((2, 2, "央金", 1, 2), (2, 4, "实施单位", 1, 1), (2, 5, "某局", 1, 1)),
        ((3, 2, "普布", 1, 1),),
    )
    assert masked_texts(grid) == ["联系人", "#", "金额", "100", "#", "实施单位", "某局", "普布"]


def test_what_stands_behind_the_next_label_of_a_merged_row_is_not_the_contact() -> None:
    grid = table(
        ((1, 1, "联系人", 2, 1), (1, 2, "洛桑", 2, 1), (1, 3, "资金总额", 2, 1), (1, 4, "100", 1, 1)),
        ((2, 4, "200", 1, 1),),
    )
    assert masked_texts(grid) == ["联系人", "#", "资金总额", "100", "200"]


def test_a_value_below_its_label_is_masked() -> None:
    grid = table(
        ((1, 1, "项目名称", 1, 1), (1, 2, "路灯", 1, 1), (1, 3, "项目负责人", 1, 1)),
        ((2, 1, "年度目标", 1, 1), (2, 2, "亮", 1, 1), (2, 3, "高明", 1, 1)),
        ((3, 1, "项目属性", 1, 1), (3, 2, "新增", 1, 1), (3, 3, "88776655", 1, 1)),
    )
    assert masked_texts(grid)[5::3] == ["#", "#"]


def test_a_blank_value_masks_nothing_of_the_row_below() -> None:
    grid = table(
        ((1, 1, "项目名称", 1, 1), (1, 2, "路灯", 1, 1), (1, 3, "联系人", 1, 1), (1, 5, "联系电话", 1, 1)),
        ((2, 1, "年度目标", 1, 1), (2, 2, "亮", 1, 1), (2, 3, "≥3盏", 1, 1), (2, 5, "100", 1, 1)),
    )
    assert "#" not in masked_texts(grid)


def test_a_small_table_of_contacts_is_masked_below_its_heading() -> None:
    grid = table(
        ((1, 1, "联系人", 1, 1), (1, 2, "联系电话", 1, 1)),
        ((2, 1, "洛桑", 1, 1), (2, 2, "88776655", 1, 1)),
    )
    assert masked_texts(grid) == ["联系人", "联系电话", "#", "#"]


def test_merged_headings_of_a_list_mask_all_their_columns() -> None:
    grid = table(
        (
            *((1, 1, "项目名称", 2, 1), (1, 2, "预算数", 2, 1), (1, 3, "联系人及电话", 1, 2)),
            *((1, 5, "绩效目标", 2, 1),),
        ),
        ((2, 3, "姓名", 1, 1), (2, 4, "电话", 1, 1)),
        (
            (3, 1, "路灯", 1, 1),
            (3, 2, "13100000000", 1, 1),
            (3, 3, "洛桑", 1, 1),
            (3, 4, "12", 1, 1),
            (3, 5, "亮", 1, 1),
        ),
    )
    assert masked_texts(grid)[-5:] == ["路灯", "13100000000", "#", "#", "亮"]


def test_a_label_that_ends_in_a_known_one_masks_what_looks_like_a_contact() -> None:
    grid = table(
        ((1, 1, "业务分管科室负责人", 1, 1), (1, 2, "高明", 1, 1), (1, 3, "实施单位", 1, 1), (1, 4, "某局", 1, 1)),
        ((2, 1, "培训乡村项目负责人", 1, 1), (2, 2, "≥50人", 1, 1)),
        ((3, 1, "项目单位联系人（签字）", 1, 1), (3, 2, "赵六 88776655", 1, 1)),
    )
    assert masked_texts(grid) == [
        *("业务分管科室负责人", "#", "实施单位", "某局"),
        *("培训乡村项目负责人", "≥50人", "项目单位联系人（签字）", "#"),
    ]


def test_an_unknown_label_behind_a_contact_keeps_its_value() -> None:
    grid = table(((1, 1, "联系人", 1, 1), (1, 2, "洛桑", 1, 1), (1, 3, "项目口径", 1, 1), (1, 4, "常年", 1, 1)))
    assert masked_texts(grid) == ["联系人", "#", "项目口径", "常年"]
    grid = table(((1, 1, "联系人", 1, 1), (1, 3, "项目口径", 1, 1), (1, 4, "常年", 1, 1)))
    assert masked_texts(grid) == ["联系人", "项目口径", "常年"]


def test_a_label_alone_in_its_row_masks_the_name_in_the_next() -> None:
    assert texts("某市项目支出绩效目标表\n联系人\n高明\n项目名称\n路灯\n")[1:3] == ["联系人", MASK]


def test_a_row_of_a_list_that_lost_its_first_cells_is_masked_by_what_it_says() -> None:
    heading = "序号|项目名称|预算数|项目负责人|联系电话|绩效目标"
    document = f"{heading}\n1|路灯|12|李某|88776655|修好\n桥|13|王某|88776656|通车\n"
    assert texts(document)[6:] == ["1", "路灯", "12", MASK, MASK, "修好", "桥", "13", MASK, MASK, "通车"]


def test_the_name_of_a_sheet_is_masked() -> None:
    grid = table(((1, 1, "项目名称", 1, 1),))
    named = replace(grid, blocks=(replace(grid.blocks[0], sheet_name="联系人张三13800000000"),))
    assert mask_grid(named, vocabulary()).blocks[0].sheet_name == f"联系人{MASK}"


@given(
    st.lists(
        st.sampled_from(
            [
                *("13812345678", "025-83000000", "0512—6512345", "110101199003078515", "a.b@example.com", "1381234567"),
                *(
                    "元",
                    "万",
                    "%",
                    ".",
                    " ",
                    "\n",
                    "、",
                    "联系人",
                    "电话",
                    "：",
                    ":",
                    "（",
                    ")",
                    "张三",
                    "甲",
                    "x",
                    "9",
                    "转12",
                ),
            ]
        ),
        max_size=12,
    )
)
def test_what_the_gate_of_raw_calls_personal_is_masked(parts: list[str]) -> None:
    """Else one document would stop the run for all others."""
    pattern = re.compile(PERSONAL_DATA)
    text = "".join(parts)
    assert pattern.search(mask_text(text)) is None, text
    assert pattern.search(mask(text)) is None, text


@given(st.text(alphabet="联系人负责电话：:张三李四13800012345678- 　\n（）、/0@a.", max_size=40))
def test_masking_a_text_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


def sheet_block(rows: dict[int, dict[int, str]], hidden: bool = False) -> Block:
    """A block of one sheet: texts by row and column; what is followed by | spans two columns."""
    return Block(
        "table",
        None,
        "表",
        1,
        tuple(
            Row(
                row_no,
                4,
                tuple(
                    Cell(row_no, column, text.rstrip("|"), 1, 1 + text.endswith("|")) for column, text in cells.items()
                ),
            )
            for row_no, cells in rows.items()
        ),
        hidden=hidden,
    )


def test_a_heading_of_a_sheet_also_heads_what_a_blank_row_parts_from_it_and_what_is_hidden() -> None:
    heading = {1: "项目名称", 2: "负责人|", 4: "项目金额"}
    shown = sheet_block({1: heading, 2: {1: "路灯", 2: "东方未明", 4: "5"}})
    parted = sheet_block({6: {1: "桥梁", 2: "西门不惑", 4: "83000000"}})
    hidden = sheet_block({1: {3: "联系电话"}, 3: {1: "道路", 2: "南宫问天"}, 6: {3: "83000000"}}, hidden=True)
    grid = mask_grid(Grid("application/x", None, "x", (shown, parted, hidden)), vocabulary())
    assert [[[cell.text for cell in row.cells] for row in block.rows] for block in grid.blocks] == [
        [["项目名称", "负责人", "项目金额"], ["路灯", MASK, "5"]],
        [["桥梁", MASK, "83000000"]],
        [["联系电话"], ["道路", MASK], [MASK]],
    ]
    assert grid.blocks[0].rows[0].cells[1].colspan == 2
    assert [block.hidden for block in grid.blocks] == [False, False, True]
