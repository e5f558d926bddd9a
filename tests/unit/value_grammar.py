"""Value texts built at random from the grammar, each with what it was built from."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tests.unit.value_readings import Texts

COMPARATORS = {
    "": None,
    "≥": ">=",
    ">=": ">=",
    "≧": ">=",
    "》": ">=",
    "不少于": ">=",
    "不低于": ">=",
    "至少": ">=",
    "大于等于": ">=",
    "≤": "<=",
    "<=": "<=",
    "≦": "<=",
    "《": "<=",
    "不超过": "<=",
    "不高于": "<=",
    "最多": "<=",
    "小于等于": "<=",
    ">": ">",
    "＞": ">",
    "大于": ">",
    "超过": ">",
    "<": "<",
    "＜": "<",
    "小于": "<",
    "低于": "<",
    "=": "=",
    "＝": "=",
    "等于": "=",
}
CLOSINGS = {"以上": ">=", "及以上": ">=", "（含）以上": ">=", "以内": "<=", "以下": "<=", "及以下": "<="}
# spelling: (canonical unit, factor)
UNITS = {
    "个": ("个", "1"),
    "项": ("项", "1"),
    "次": ("次", "1"),
    "期": ("期", "1"),
    "件": ("件", "1"),
    "份": ("份", "1"),
    "册": ("册", "1"),
    "套": ("套", "1"),
    "台": ("台", "1"),
    "场": ("场", "1"),
    "家": ("家", "1"),
    "户": ("户", "1"),
    "人": ("人", "1"),
    "名": ("人", "1"),
    "人次": ("人次", "1"),
    "人·天": ("人天", "1"),
    "台(套)": ("台套", "1"),
    "元": ("元", "1"),
    "万元": ("元", "10000"),
    "亿元": ("元", "100000000"),
    "千元": ("元", "1000"),
    "平方米": ("平方米", "1"),
    "㎡": ("平方米", "1"),
    "平方": ("平方米", "1"),
    "公顷": ("平方米", "10000"),
    "公里": ("米", "1000"),
    "米": ("米", "1"),
    "吨": ("公斤", "1000"),
    "公斤": ("公斤", "1"),
    "千瓦时": ("千瓦时", "1"),
    "kWh": ("千瓦时", "1"),
    "小时": ("小时", "1"),
    "个工作日": ("工作日", "1"),
    "天": ("小时", "24"),
    "个月": ("月", "1"),
    "%": ("%", "1"),
    "％": ("%", "1"),
    "‰": ("%", "0.1"),
    "个百分点": ("百分点", "1"),
    "倍": ("倍", "1"),
    "分": ("分", "1"),
    "GB": ("GB", "1"),
    "TB": ("GB", "1024"),
}
COUNTED = ("个", "项", "次", "期", "件", "份", "册", "套", "台", "场", "家", "户", "人", "人次")
MEASURES = ("个", "项", "件", "份", "册", "套", "台", "场", "家", "户")
SCALES = {"": 1, "万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6}
RATES = {
    "/年": "/年",
    "/月": "/月",
    "/人": "/人",
    "/人/天": "/人/天",
    "/平方米·月": "/平方米/月",
    "/（人·天）": "/人/天",
}
RHYTHMS = {
    "每天": "天",
    "每日": "天",
    "每月": "月",
    "每年": "年",
    "每季度": "季度",
    "每人": "人",
    "每场": "场",
    "日均": "天",
}
NOUNS = ("场景", "制度文件", "服务网点", "培训活动", "改造工程", "便民设施", "课题")
VERBS = ("完成", "开展", "举办", "采购", "新增", "编制")
FOLLOWING = ("完成", "办结", "响应", "验收", "交付使用", "完成项目支出", "支付")
RATIOS = ("群众满意度", "验收合格率", "按时完成率", "覆盖率", "资金占比")
LEADS = ("故障处理时长", "项目成本", "平台访问人数", "建设周期")
DATE_LEADS = ("", "计划", "项目计划完成时间", "预计于", "验收时间：", "经费计划支出时间")
NAMES = (
    "较高",
    "逐步提升",
    "长期有效",
    "优/良好",
    "全年",
    "每季度",
    "统一规范",
    "一体化",
    "万无一失",
    "百姓满意",
    "十分满意",
)
CHARACTERS = "零一二三四五六七八九"
# Clauses that hold a number which is no target, or more than one.
BREAKERS = (
    "一期{n}个",
    "第{n}批",
    "{n}+{m}",
    "{n}、{m}",
    "{n}×{m}小时",
    "保安{n}人、清洁{m}人",
    "{n}个，{m}次",
    "{n} {m}",
    "①{n}个",
    "{n}个的场所",
    "前{n}名",
    "版本{n}.0",
    "{n}：{m}",
    "{n}年{m}天",
    "自{n}月起",
    "{n}以上{m}以下",
    "{n}一{m}个",
    "三五个{n}",
    "提前{n}天",
    "{n}A级",
    "比去年多{n}个",
    "{n}²",
    "由{n}%降至{m}%",
    "{n}/{m}",
    "{n}个里的{m}个",
    "每{n}人{m}台",
)


@dataclass(frozen=True)
class Meaning:
    """What a text was built from; all null where it states no quantity and no date."""

    comparator: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    dates: tuple[int | None, ...] | None = None  # year, month, day, end year, end month, end day


Case = tuple[Texts, Meaning]


def _bounds(comparator: str | None, value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    return (None if comparator in ("<=", "<") else value, None if comparator in (">=", ">") else value)


def written(number: int) -> str:
    """1 to 99 999 in characters, as people write them: 二十五, 三百零五, 一千零五十."""
    if number < 10:
        return CHARACTERS[number]
    if number < 20:
        return "十" + (CHARACTERS[number - 10] if number > 10 else "")
    for size, name in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            text = written(head) + name
            if not rest:
                return text
            if rest * 10 < size:
                return text + "零" + written(rest)
            return text + ("一" + written(rest) if 10 <= rest < 20 else written(rest))
    raise ValueError(number)


class Builder:
    """Builds cases from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.shapes: tuple[Callable[[], Case], ...] = (
            self.quantity,
            self.quantity,
            self.quantity,
            self.columns,
            self.interval,
            self.deviation,
            self.rhythm,
            self.sentence,
            self.ratio_sentence,
            self.measured_noun,
            self.service_level,
            self.characters,
            self.day,
            self.day,
            self.span,
            self.dated_sentence,
            self.words,
            self.broken,
            self.broken,
        )

    def cases(self, count: int) -> list[Case]:
        found: dict[Texts, Meaning] = {}
        while len(found) < count:
            texts, meaning = self.random.choice(self.shapes)()
            found.setdefault(texts, meaning)
        return list(found.items())

    def number(self) -> tuple[str, Decimal]:
        roll = self.random.random()
        if roll < 0.5:
            text = str(self.random.randint(0, 999))
        elif roll < 0.7:
            text = f"{self.random.randint(1000, 9_999_999):,}"
        elif roll < 0.85:
            text = str(self.random.randint(1000, 1899))
        else:
            text = f"{self.random.randint(0, 9999)}.{self.random.randint(0, 9999)}"
        value = Decimal(text.replace(",", ""))
        return self.typeset(text), value

    def typeset(self, text: str) -> str:
        """The same in full width, now and then."""
        if self.random.random() < 0.15:
            return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
        return text

    def spaced(self, *parts: str) -> str:
        """Parts with white space between them, now and then."""
        blank = self.random.choice(("", "", "", " ", "\u3000", "\n"))
        return blank.join(part for part in parts if part)

    def unit(self) -> tuple[str, str, Decimal]:
        spelling = self.random.choice(tuple(UNITS))
        name, factor = UNITS[spelling]
        return spelling, name, Decimal(factor)

    def quantity(self) -> Case:
        number, value = self.number()
        spelling, name, factor = self.unit()
        before = self.random.choice(tuple(COMPARATORS))
        after = self.random.choice(tuple(CLOSINGS)) if not before and self.random.random() < 0.3 else ""
        comparator = COMPARATORS[before] or CLOSINGS.get(after)
        scale = self.random.choice(tuple(SCALES)) if spelling in COUNTED or spelling == "平方米" else ""
        rate = (
            self.random.choice(tuple(RATES)) if spelling in ("元", "万元", "次") and self.random.random() < 0.3 else ""
        )
        prefix = "标准：" if self.random.random() < 0.1 else ""
        end = "。" if self.random.random() < 0.05 else ""
        low, high = _bounds(comparator, value * SCALES[scale] * factor)
        text = self.spaced(prefix + before, number, scale + spelling + rate, after) + end
        return (None, text, None), Meaning(comparator, low, high, name + RATES.get(rate, ""))

    def columns(self) -> Case:
        number, value = self.number()
        spelling, name, factor = self.unit()
        before = self.random.choice(tuple(COMPARATORS))
        column = self.random.choice((before or None, "定量", "正向指标", "", None))
        comparator = COMPARATORS[before] if column == before and before else None
        low, high = _bounds(comparator, value * factor)
        return (column, number, spelling), Meaning(comparator, low, high, name)

    def interval(self) -> Case:
        first, second = sorted(self.random.sample(range(1, 500), 2))
        spelling, name, factor = self.unit()
        dash = self.random.choice(("-", "~", "～", "—", "至"))
        between = spelling if self.random.random() < 0.3 else ""
        after = "以内" if self.random.random() < 0.1 else ""
        text = self.spaced(f"{first}{between}", dash, f"{second}{spelling}{after}")
        return (None, text, None), Meaning(None, first * factor, second * factor, name)

    def deviation(self) -> Case:
        number, value = self.number()
        after = self.random.choice(("", "以内"))
        return (None, f"±{number}%{after}", None), Meaning(None, -value, value, "%")

    def rhythm(self) -> Case:
        number, value = self.number()
        word = self.random.choice(tuple(RHYTHMS))
        before = self.random.choice(tuple(COMPARATORS))
        spelling = self.random.choice(("个", "件", "份", "套", "元", "人次"))
        low, high = _bounds(COMPARATORS[before], value)
        text = self.spaced(word + before, number, spelling)
        return (None, text, None), Meaning(COMPARATORS[before], low, high, f"{spelling}/{RHYTHMS[word]}")

    def sentence(self) -> Case:
        number, value = self.number()
        before = self.random.choice([word for word, sign in COMPARATORS.items() if sign])
        spelling, name, factor = self.unit()
        low, high = _bounds(COMPARATORS[before], value * factor)
        text = self.random.choice(LEADS) + self.spaced(before, number, spelling)
        return (None, text, None), Meaning(COMPARATORS[before], low, high, name)

    def ratio_sentence(self) -> Case:
        number, value = self.number()
        before = self.random.choice(tuple(COMPARATORS) + ("达到", "：", "达"))
        after = "以上" if before in ("达到", "达", "") else ""
        comparator = COMPARATORS.get(before) or CLOSINGS.get(after)
        low, high = _bounds(comparator, value)
        return (None, f"{self.random.choice(RATIOS)}{before}{number}%{after}", None), Meaning(
            comparator, low, high, "%"
        )

    def measured_noun(self) -> Case:
        number, value = self.number()
        before = self.random.choice(tuple(COMPARATORS) + VERBS)
        spelling = self.random.choice(MEASURES)
        low, high = _bounds(COMPARATORS.get(before), value)
        text = self.spaced(before, number, spelling + self.random.choice(NOUNS))
        return (None, text, None), Meaning(COMPARATORS.get(before), low, high, spelling)

    def service_level(self) -> Case:
        number = self.random.randint(1, 99)
        spelling, name, factor = self.random.choice((("小时", "小时", 1), ("个工作日", "工作日", 1), ("个月", "月", 1)))
        after = self.random.choice(("内", "以内", "之内"))
        text = f"{number}{spelling}{after}{self.random.choice(FOLLOWING)}"
        return (None, text, None), Meaning("<=", None, Decimal(number * factor), name)

    def characters(self) -> Case:
        value = self.random.choice((self.random.randint(1, 99), self.random.randint(100, 9999)))
        text = written(value)
        if text[0] == "二" and self.random.random() < 0.5 and value % 10 == value:
            text = "两"
        before = self.random.choice(("", "≥", "不少于", "至少", "不超过"))
        spelling = self.random.choice(("个", "项", "次", "份", "人", "台", "万元"))
        name, factor = UNITS[spelling]
        low, high = _bounds(COMPARATORS[before], Decimal(value) * Decimal(factor))
        return (None, before + text + spelling, None), Meaning(COMPARATORS[before], low, high, name)

    def _day(self) -> tuple[str, tuple[int | None, int | None, int | None]]:
        year = self.random.choice((None, self.random.randint(2018, 2027)))
        month = self.random.randint(1, 12)
        day = self.random.choice((None, self.random.randint(1, 28)))
        if year is not None and day is not None and self.random.random() < 0.4:
            separator = self.random.choice("/-.")
            return separator.join((str(year), f"{month:02d}", f"{day:02d}")), (year, month, day)
        text = (f"{year}年" if year else "") + f"{month}月" + (f"{day}日" if day else "")
        return text, (year, month, day)

    def day(self) -> Case:
        text, parts = self._day()
        close = self.random.choice(("", "前", "之前", "底前")) if parts[2] is None else self.random.choice(("", "前"))
        before = self.random.choice(("", "", "≤", "不晚于"))
        comparator = "<=" if close or before else None
        return (None, before + text + close, None), Meaning(comparator, dates=(*parts, None, None, None))

    def span(self) -> Case:
        year = self.random.choice((None, self.random.randint(2018, 2027)))
        lead = f"{year}年" if year else ""
        roll = self.random.random()
        if roll < 0.3:
            half = self.random.choice((1, 7))
            return (None, lead + ("上半年" if half == 1 else "下半年"), None), Meaning(
                dates=(year, half, None, year, half + 5, None)
            )
        if roll < 0.6:
            quarter = self.random.randint(1, 4)
            text = f"{lead}第{self.random.choice((str(quarter), CHARACTERS[quarter]))}季度"
            return (None, text, None), Meaning(dates=(year, quarter * 3 - 2, None, year, quarter * 3, None))
        first, second = sorted(self.random.sample(range(1, 13), 2))
        text = f"{lead}{first}月{self.random.choice('-至~')}{second}月"
        return (None, text, None), Meaning(dates=(year, first, None, year, second, None))

    def dated_sentence(self) -> Case:
        text, parts = self._day()
        close = self.random.choice(("", "前"))
        lead, following = self.random.choice(DATE_LEADS), self.random.choice(("", *FOLLOWING))
        comparator = "<=" if close else None
        return (None, lead + text + close + following, None), Meaning(comparator, dates=(*parts, None, None, None))

    def words(self) -> Case:
        return (
            None,
            self.random.choice(NAMES) + self.random.choice(("", "。", "，" + self.random.choice(NAMES))),
            None,
        ), Meaning()

    def broken(self) -> Case:
        first, second = self.random.randint(1, 300), self.random.randint(1, 300)
        before = self.random.choice(("", "", "≥", "不少于", "完成", "约"))
        return (None, before + self.random.choice(BREAKERS).format(n=first, m=second), None), Meaning()


FRAGMENTS = (
    *COMPARATORS,
    *CLOSINGS,
    *UNITS,
    *SCALES,
    *RHYTHMS,
    *NOUNS,
    *VERBS,
    *FOLLOWING,
    *RATIOS,
    *LEADS,
    "约",
    "左右",
    "余",
    "多",
    "的",
    "、",
    "，",
    "；",
    ".",
    "-",
    "~",
    "至",
    "/",
    "(",
    ")",
    "年",
    "月",
    "日",
    "底",
    "前",
    "内",
    "第",
    "一",
    "两",
    "十",
    "百",
    "万",
    "百分之",
    "三分之",
    "同比",
    "增长",
    "①",
    "²",
    "½",
    " ",
    "\u3000",
    "±",
    "×",
    "每",
    "人均",
    "上",
    "下",
    "半年",
    "季度",
    "旬",
    "无",
)


def fragments(seed: int, count: int) -> list[str]:
    """Texts of fragments in any order, most of which mean nothing."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [
            str(chance.randint(0, 3000)) if chance.random() < 0.3 else chance.choice(FRAGMENTS)
            for _ in range(chance.randint(2, 6))
        ]
        found.setdefault("".join(parts))
    return list(found)
