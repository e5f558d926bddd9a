"""What a cell shows for a stored number and a format code, as Excel shows it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.number_formats import (
    BUILTIN,
    GENERAL,
    display,
    display_text,
    from_float,
    parse_number,
    serial_of,
    shown,
)
from ingest.readers.number_formats.codes import MAX_CODE

ACCOUNTING = BUILTIN[43]
MONEY_ACCOUNTING = BUILTIN[44]
# (stored, code, shown). 45352 is 1 March 2024.
SHOWN = [
    # the texts that are lost where a reader takes the number
    ("1", "0%", "100%"),
    ("0.95499999999999996", "0.0%", "95.5%"),
    ("0.9", '0%"以上"', "90%以上"),
    ("0.9", "≥0%", "≥90%"),
    ("150", '0"万元"', "150万元"),
    ("150", "0万元", "150万元"),
    ("5", "0户/年", "5户/年"),
    ("2.5", "0.0元/人", "2.5元/人"),
    ("1234.5", "#,##0.00", "1,234.50"),
    ("1234.567", "#,##0.00", "1,234.57"),
    ("1234.567", "#,##0", "1,235"),
    ("45352", 'yyyy"年"m"月"', "2024年3月"),
    ("12.34", "0.0_ ", "12.3"),
    ("-1234.5", "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
    ("-1234", "#,##0_);(#,##0)", "(1,234)"),
    ("1234", "#,##0_);(#,##0)", "1,234"),
    # General
    ("0", GENERAL, "0"),
    ("-0", GENERAL, "0"),
    ("42", GENERAL, "42"),
    ("0.1", GENERAL, "0.1"),
    ("0.30000000000000004", GENERAL, "0.3"),
    ("0.33333333333333331", GENERAL, "0.333333333"),
    ("-0.66666666666666663", GENERAL, "-0.666666667"),
    ("1234567.891234", GENERAL, "1234567.891"),
    ("12345678901", GENERAL, "12345678901"),
    ("12345678901.5", GENERAL, "12345678902"),
    ("99999999999.9", GENERAL, "100000000000"),
    ("1234.5000000000000", GENERAL, "1234.5"),
    ("1.5E3", GENERAL, "1500"),
    ("0.0001234567891", GENERAL, "0.000123457"),
    ("0.00001", GENERAL, "0.00001"),
    ("1.234567E-06", GENERAL, "1.23457E-06"),
    ("440123202400001", GENERAL, "440123202400001"),  # Excel abbreviates; the file holds all digits
    ("440123202412345678901", GENERAL, "440123202412345678901"),
    ("4.40123202412346E+20", GENERAL, "4.40123202412346E+20"),  # digits that were lost are not invented
    ("100", 'General"元"', "100元"),
    ("100", 'G/通用格式"元"', "100元"),
    ("100", "@", "100"),
    # digits, rounding half up as on the printed number
    ("1.005", "0.00", "1.01"),
    ("2.5", "0", "3"),
    ("-2.5", "0", "-3"),
    ("99.995", "0.00", "100.00"),
    ("0.995", "0%", "100%"),
    ("8.5", "0.00", "8.50"),
    ("5", "000", "005"),
    ("0", "#", ""),
    ("0.25", "0.0#", "0.25"),
    ("0.2", "0.0#", "0.2"),
    ("12", "0.##", "12."),
    ("0.5", ".00", ".50"),
    ("12.5", ".00", "12.50"),
    ("0.5", "#.##", ".5"),
    ("1234567", "#,###.##", "1,234,567."),
    ("5", "0,000", "0,005"),
    ("1", "0000.00", "0001.00"),
    ("13800", "000-0000", "001-3800"),
    ("12345678901", "000-0000", "1234567-8901"),
    ("1.5", "0.???", "1.5"),
    ("7", "??0", "7"),
    ("-7", "??0", "-7"),
    ("1E+20", "0", "100000000000000000000"),
    # percent and scaling
    ("0.1234", "0.00%", "12.34%"),
    ("0.5", '0"%"', "1%"),
    ("50", '0"%"', "50%"),
    ("50", "0\\%", "50%"),
    ("1234567", "#,##0,", "1,235"),
    ("1234567890", "0.00,,", "1234.57"),
    ("1234567", '0!.0,"万元"', "123.5万元"),
    ("1234567", '0"."0,"万元"', "123.5万元"),
    ("1234567", '0\\.0,"万元"', "123.5万元"),
    ("12345678", '0!.0000"万元"', "1234.5678万元"),
    ("5", '0!.0,"万元"', "0.0万元"),
    # sections
    ("5", "0;-0;;@", "5"),
    ("0", "0;-0;;@", ""),
    ("0", '0;-0;"-"', "-"),
    ("1", ";;;", ""),
    ("-4", "0;;", ""),
    ("-4", '0;"负"0', "负4"),
    ("3", "+0;-0;0", "+3"),
    ("0.4", "0;-0;0", "0"),
    ("-5.5", "0.00_ ;[Red]\\-0.00\\ ", "-5.50"),
    ("-5", "[Red]0;[Blue](0)", "(5)"),
    ("15000", '[>=10000]0!.0,"万";0', "1.5万"),
    ("500", '[>=10000]0!.0,"万";0', "500"),
    ("-500", '[>=10000]0!.0,"万";0', "-500"),  # a sign is never lost
    ("1", '[=1]"是";[=0]"否";0', "是"),
    ("0", '[=1]"是";[=0]"否";0', "否"),
    ("7", '[=1]"是";[=0]"否";0', "7"),
    ("-5", "[>100]0;0.0;0.00", "5.0"),
    ("-5", "[<0](0);0", "(5)"),
    ("50", "[>100]0;[<-100]0;0.0", "50.0"),
    # money and accounting
    ("1899999", "[$¥-804]#,##0.00", "¥1,899,999.00"),
    ("-3", "[$¥-804]#,##0.00;[$¥-804]-#,##0.00", "¥-3.00"),
    ("12", "[$USD] 0.00", "USD 12.00"),
    ("12", "\\¥0.00", "¥12.00"),
    ("1234", ACCOUNTING, "1,234.00"),
    ("-1234.5", ACCOUNTING, "-1,234.50"),
    ("0", ACCOUNTING, "-"),
    ("1234", MONEY_ACCOUNTING, "¥1,234.00"),
    # scientific and fractions
    ("12345", "0.00E+00", "1.23E+04"),
    ("0.00012", "0.0E+0", "1.2E-4"),
    ("0.00012", "0.0E-00", "1.2E-04"),
    ("12345", "0.0E-00", "1.2E04"),
    ("12345", "##0.0E+0", "12.3E+3"),
    ("999.96", "##0.0E+0", "1.0E+3"),
    ("0", "0.00E+00", "0.00E+00"),
    ("0.5", "# ?/?", "1/2"),
    ("1.5", "# ?/?", "1 1/2"),
    ("-1.5", "# ?/?", "-1 1/2"),
    ("2", "# ?/?", "2"),
    ("0", "# ?/?", "0"),
    ("1.75", "?/?", "7/4"),
    ("0.125", "# ?/8", "1/8"),
    ("0.999", "# ?/?", "1"),
    ("3.14159", "# ??/??", "3 14/99"),
    # dates
    ("45352", "yyyy/m/d", "2024/3/1"),
    ("45352", "yyyy-mm-dd", "2024-03-01"),
    ("45352", 'yyyy"年"m"月"d"日"', "2024年3月1日"),
    ("45352", "[$-804]yyyy年m月d日", "2024年3月1日"),
    ("45352", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "Friday, March 01, 2024"),
    ("45352", "d-mmm-yy", "1-Mar-24"),
    ("45352", "mmmmm", "M"),
    ("45352", "aaaa", "星期五"),
    ("45352", "[$-804]dddd", "星期五"),
    ("45646", "[$-804]mmmm", "十二月"),
    ("45352", 'e"年"', "2024年"),
    ("45352", '[$-404]e"年"m"月"', "113年3月"),
    ("45646", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年十二月二十日"),
    ("45352.75", "yyyy/m/d h:mm", "2024/3/1 18:00"),
    ("45352.5", "h:mm:ss AM/PM", "12:00:00 PM"),
    ("0.7", '上午/下午h"时"mm"分"', "下午4时48分"),
    ("0.7", "[$-804]AM/PM h:mm", "下午 4:48"),
    ("0.7", "h:mm A/P", "4:48 P"),
    ("1.5", "[h]:mm", "36:00"),
    ("1.5", '[h]"小时"mm"分"', "36小时00分"),
    ("0.0208449074074074", "[mm]:ss.00", "30:01.00"),
    ("0.0208449074074074", "mm:ss.0", "30:01.0"),
    ("1.5", "[s]", "129600"),
    ("45352.0006944444", "h:mm", "0:01"),
    ("45351.999999", "yyyy/m/d", "2024/2/29"),
    ("45351.999999", "h:mm:ss", "0:00:00"),
    ("0.5", "yyyy/m/d", "1900/1/0"),
    ("1", "yyyy/m/d aaaa", "1900/1/1 星期日"),  # as Excel counts, which has a 29 February 1900
    ("60", "yyyy/m/d", "1900/2/29"),
    ("61", "yyyy/m/d", "1900/3/1"),
    ("2958465", "yyyy/m/d", "9999/12/31"),
    ("2958466", "yyyy/m/d", "2958466"),  # Excel shows ####
    ("-1", "yyyy/m/d", "-1"),
    ("45352", 'm"月"d"日"', "3月1日"),
    ("45352", "mm/dd/yy", "03/01/24"),
    ("45352.5", 'm"月"d"日" h"时"m"分"', "3月1日 12时0分"),
    # Chinese numerals
    ("123", "[DBNum1]General", "一百二十三"),
    ("10203", "[DBNum2][$-804]General", "壹万零贰佰零叁"),
    ("20010305", "[DBNum1][$-804]General", "二千〇一万〇三百〇五"),
    ("100000000", "[DBNum1][$-804]General", "一亿"),
    ("120000", '[DBNum2][$-804]General"元整"', "壹拾贰万元整"),
    ("1050.5", "[DBNum2][$-804]General", "壹仟零伍拾.伍"),
    ("2024", "[DBNum1][$-804]0", "二〇二四"),
    ("12", "[DBNum3]General", "１十２"),
    # odd codes
    ("5", "", "5"),
    ("5", '0"未闭', "5未闭"),
    ("5", "0\\", "5\\"),
    ("5", "0[", "5["),
    ("5", '"只有字"', "只有字"),
    ("5", "0" * (MAX_CODE + 1), "5"),
    ("1234.5", '* #,##0.00"元"', "1,234.50元"),
    ("5", "0*-", "5"),
]


@pytest.mark.parametrize(("stored", "code", "text"), SHOWN, ids=[f"{stored} {code[:20]}" for stored, code, _ in SHOWN])
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


BUILTIN_SHOWN = {
    0: "45352.75",
    1: "45353",
    2: "45352.75",
    3: "45,353",
    4: "45,352.75",
    5: "¥45,353",
    7: "¥45,352.75",
    9: "4535275%",
    10: "4535275.00%",
    11: "4.54E+04",
    12: "45352 3/4",
    14: "2024/3/1",
    15: "1-Mar-24",
    16: "1-Mar",
    17: "Mar-24",
    18: "6:00 PM",
    19: "6:00:00 PM",
    20: "18:00",
    21: "18:00:00",
    22: "2024/3/1 18:00",
    27: "2024年3月",
    28: "3月1日",
    30: "3-1-24",
    31: "2024年3月1日",
    32: "18时00分",
    33: "18时00分00秒",
    34: "下午6时00分",
    36: "2024年3月",
    37: "45,353",
    39: "45,352.75",
    41: "45,353",
    42: "¥45,353",
    43: "45,352.75",
    44: "¥45,352.75",
    45: "00:00",
    46: "1088466:00:00",
    47: "00:00.0",
    48: "45.4E+3",
    49: "45352.75",
    50: "2024年3月",
    55: "下午6时00分",
    57: "2024年3月",
    58: "3月1日",
}


@pytest.mark.parametrize("number", BUILTIN_SHOWN)
def test_the_formats_that_a_file_need_not_write_out(number: int) -> None:
    assert shown("45352.75", BUILTIN[number]) == BUILTIN_SHOWN[number]


@pytest.mark.parametrize(
    ("text", "code", "shown_text"),
    [
        ("路灯", GENERAL, "路灯"),
        ("路灯", "0.00", "路灯"),
        ("路灯", "@", "路灯"),
        (" 路灯 ", "@", " 路灯 "),
        ("路灯", '0;-0;0;"项目："@', "项目：路灯"),
        ("路灯", '@"等"', "路灯等"),
        ("路灯", ";;;", ""),
        ("路灯", ";;;@", "路灯"),
        ("路灯", '_ * "-"_ ;_ @_ ', "路灯"),
        ("001", "0", "001"),
    ],
)
def test_a_text_section_may_add_words(text: str, code: str, shown_text: str) -> None:
    assert display_text(text, code) == shown_text


@pytest.mark.parametrize("text", ["", "abc", "1,234", "INF", "nan", "1e999", "１２", "0x10", "--1", "1e5e5"])
def test_what_is_no_number_is_shown_as_it_stands(text: str) -> None:
    assert parse_number(text) is None
    assert shown(text, "0.00") == text


def test_dates_of_the_1904_system_are_four_years_later() -> None:
    assert shown("43890", "yyyy/m/d", date1904=True) == "2024/3/1"
    assert shown("0", "yyyy/m/d", date1904=True) == "1904/1/1"


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2024-03-01", "2024-03-01 00:00:00"),
        ("2024-03-01T08:30:15.000", "2024-03-01 08:30:15"),
        ("1904-01-02T23:59:59", "1904-01-02 23:59:59"),
        ("1999-12-31T23:59:59Z", "1999-12-31 23:59:59"),
    ],
)
def test_a_date_that_is_written_out_is_shown_as_a_stored_one(written: str, text: str, date1904: bool) -> None:
    serial = serial_of(written, date1904)
    assert serial is not None
    assert display(serial, "yyyy-mm-dd hh:mm:ss", date1904) == text


def test_days_before_march_1900_are_counted_as_excel_counts_them() -> None:
    assert serial_of("1900-01-01") == 1
    assert serial_of("1900-02-28") == 59
    assert serial_of("1900-03-01") == 61


@pytest.mark.parametrize("written", ["2024-13-01", "2024-02-30", "1. März 2024", "2024"])
def test_what_is_no_date_has_no_number(written: str) -> None:
    assert serial_of(written) is None


@settings(deadline=None)
@given(
    st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet='0#?.,%;@_*\\"[]<>=1$-ymdhsEe+/ 万', max_size=30)
)
def test_any_code_gives_some_text(value: float, code: str) -> None:
    exact = from_float(value)
    assert exact is not None
    assert isinstance(display(exact, code), str)


@settings(deadline=None)
@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2))
def test_money_with_two_places_is_shown_whole(value: Decimal) -> None:
    exact = from_float(float(value))
    assert exact is not None
    assert display(exact, "0.00").replace("-0.00", "0.00") == f"{value:.2f}".replace("-0.00", "0.00")
    assert display(exact, "#,##0.00").replace("-0.00", "0.00") == f"{value:,.2f}".replace("-0.00", "0.00")


@settings(deadline=None)
@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_whole_numbers_keep_all_their_digits(value: int) -> None:
    exact = from_float(float(value))
    assert exact is not None
    assert display(exact, GENERAL) == display(exact, "0") == str(value)
