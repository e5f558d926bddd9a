"""Dates and times as a section shows them, and the number under which a date is stored."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from ingest.readers.number_formats.chinese import chinese_date_number
from ingest.readers.number_formats.codes import Section
from ingest.readers.number_formats.values import EXACT, rounded_to

MAX_SERIAL = 2_958_466  # the first day that is no longer in the year 9999
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?Z?", re.ASCII)
_CHINESE_LOCALES = frozenset({0x004, 0x404, 0x804, 0xC04, 0x1004, 0x1404, 0x7804, 0x7C04})
_TAIWAN = 0x404
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = "一二三四五六日"
_NOON_CHINESE = "上午/下午"


def serial_of(text: str, date1904: bool = False) -> Decimal | None:
    """The number under which a date written as 2024-03-01T08:30:00 is stored; None where the text is no date."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    year, month, month_day, hour, minute, second = (Decimal(part or 0) for part in found.groups())
    try:
        day = date(int(year), int(month), int(month_day)).toordinal() - date(1899, 12, 30).toordinal()
    except ValueError:
        return None
    day -= 1462 if date1904 else (1 if day <= 60 else 0)
    return day + rounded_to((hour * 3600 + minute * 60 + second) / 86_400, 12)


def render_date(section: Section, value: Decimal, date1904: bool) -> str | None:
    """None where the number is no date that the program can show."""
    tokens = section.tokens
    # Seconds are rounded where they are shown; hours and days are cut, but for the noise of a double.
    seconds_shown = any(token.kind in ("s", "elapsed") and token.text[0] == "s" for token in tokens)
    places = max((len(token.text) for token in tokens if token.kind == "fraction"), default=0 if seconds_shown else 3)
    ticks = int(rounded_to(EXACT.multiply(value, Decimal(86_400)), places).scaleb(places, EXACT))
    per_second = 10**places
    seconds, fraction = divmod(ticks, per_second)
    day, second = divmod(seconds, 86_400)
    serial = day + 1462 if date1904 else day
    if serial >= MAX_SERIAL:
        return None
    year, month, month_day, weekday = _calendar(serial)
    hour, minute = second // 3600, second // 60 % 60
    noon = any(token.kind == "noon" for token in tokens)
    hour_shown = (hour % 12 or 12) if noon else hour
    chinese = section.locale in _CHINESE_LOCALES
    out: list[str] = []
    for token in tokens:
        kind, length = token.kind, len(token.text)
        number: int | None = None
        width = min(length, 2)
        if kind == "y":
            number, width = (year % 100, 2) if length <= 2 else (year, 4)
        elif kind == "e":
            number, width = (year - 1911, 1) if section.locale == _TAIWAN else (year, 4)
        elif kind == "b":
            number, width = ((year + 543) % 100, 2) if length <= 2 else (year + 543, 4)
        elif kind == "m" and length <= 2:
            number = month
        elif kind == "d" and length <= 2:
            number = month_day
        elif kind == "h":
            number = hour_shown
        elif kind == "minute":
            number = minute
        elif kind == "s":
            number = second % 60
        elif kind == "elapsed":
            number = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[token.text[0]]
            width = length
        if number is not None:
            if section.dbnum:
                digitwise = kind in "yeb"
                out.append(chinese_date_number(number, width, section.dbnum, digitwise))
            else:
                out.append(f"{number:0{width}d}")
        elif kind == "m":
            name = chinese_date_number(month, 1, 1, False) + "月" if chinese else _MONTHS[month - 1]
            out.append(name if chinese or length == 4 else name[: 3 if length == 3 else 1])
        elif kind == "d":
            name = ("周" if length == 3 else "星期") + _WEEKDAYS[weekday] if chinese else _DAYS[weekday]
            out.append(name if chinese or length >= 4 else name[:3])
        elif kind == "a":
            out.append(("周" if length == 3 else "星期") + _WEEKDAYS[weekday])
        elif kind == "noon":
            out.append(_noon(_NOON_CHINESE if chinese else token.text, hour >= 12))
        elif kind == "fraction":
            out.append("." + f"{fraction:0{places}d}"[:length])
        elif kind != "g":
            out.append(token.text)
    return "".join(out)


def _noon(text: str, after: bool) -> str:
    before_text, after_text = text.split("/")
    return after_text if after else before_text


def _calendar(serial: int) -> tuple[int, int, int, int]:
    """Year, month, day and weekday (0 is Monday) of a day number of the 1900 system, with its 29 February 1900."""
    weekday = (serial + 5) % 7
    if serial == 60:
        return 1900, 2, 29, weekday
    if serial == 0:
        return 1900, 1, 0, weekday
    day = date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)
    return day.year, day.month, day.day, weekday
