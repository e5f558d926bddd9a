"""Numbers in Chinese numerals, as [DBNum1], [DBNum2] and [DBNum3] ask for."""

from __future__ import annotations

CHINESE_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_POWERS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_GROUPS = ("", "万", "亿", "万亿", "亿亿")


def chinese_date_number(number: int, width: int, dbnum: int, digitwise: bool) -> str:
    """A part of a date in Chinese numerals, digit by digit (二〇二四) or as a number (十二)."""
    if dbnum == 3:
        return "".join(CHINESE_DIGITS[3][int(digit)] for digit in f"{number:0{width}d}")
    if digitwise:
        return "".join(CHINESE_DIGITS[dbnum][int(digit)] for digit in f"{number:0{width}d}")
    text = chinese_number(str(number), dbnum)
    one, ten = CHINESE_DIGITS[dbnum][1], _POWERS[dbnum][1]
    return text[1:] if dbnum == 1 and text.startswith(one + ten) else text


def chinese_number(text: str, dbnum: int) -> str:
    """A plain number in Chinese numerals: 1 for 一百二十, 2 for 壹佰贰拾, 3 for １百２十. Else the text itself."""
    whole, point, places = text.partition(".")
    if not whole.isdecimal() or len(whole) > 16 or (point and not places.isdecimal()):
        return text
    digits = CHINESE_DIGITS[dbnum]
    out = _chinese_whole(int(whole), dbnum)
    return out + (point + "".join(digits[int(digit)] for digit in places) if point else "")


def _chinese_whole(number: int, dbnum: int) -> str:
    digits, powers = CHINESE_DIGITS[dbnum], _POWERS[dbnum]
    if number == 0:
        return digits[0]
    out = ""
    gap = False
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(out)
            continue
        for power in (3, 2, 1, 0):
            digit = group // 10**power % 10
            if digit:
                out += (digits[0] if gap else "") + digits[digit] + powers[power]
                gap = False
            else:
                gap = gap or bool(out)
        gap = group % 10 == 0 and gap
        out += _GROUPS[place]
    return out
