"""What a text says by itself, whatever row and form it stands in: as a label, as a value, as a line of its own.

Labels and usual values come again in every row and document, so what was found of a text is remembered, up to a bound.
"""

from __future__ import annotations

import re
from functools import cached_property

from ingest.forms.money import is_unit, is_unit_line, unit_in_cell, unit_in_heading, unit_of
from ingest.vocabulary import Entry, Vocabulary, normalise_label, normalise_text, strip_brackets

# Column targets of the seed and the raw column each fills, in an indicator block.
COLUMNS = {
    "explanation": "explanation_text",
    "comparator": "comparator_text",
    "value": "value_text",
    "unit": "unit_text",
    "weight": "weight_text",
    "actual": "actual_text",
    "score": "score_text",
    "deviation": "deviation_text",
}
LEVELS = ("level1", "level2", "name")
LABEL_ROLES = frozenset({"field", "column", "category"})
_MONEY_ROLES = frozenset({"total", "funding"})
GOALS = ("goal_text", "goal_overall_text", "goal_mid_text")
_NAMES = ("project_name", "department_name")

_REMEMBERED = 20_000
_USUAL_LENGTH = 60  # longer texts do not come twice

COMPARATORS = "≥≤≧≦⩾⩽><=＞＜＝"
DASH = re.compile(r"[-－—–−/]+")  # stands for nothing
ENDS_AS_SUM = re.compile(r"(?:合计|总计|共计|小计)数?$")

_YEAR_LINE = re.compile(r"^[(（]?\s*((?:19|20)\d{2})\s*(?:年度?|财政年度|预算年度)\s*[)）]?$")
_OF_YEAR = re.compile(r"(?:(?:19|20)\d{2}年度?|[本当]年度?)(?=\D)")
_YEAR_HEADING_LENGTH = 30
_BEGINS_WITH_YEAR = re.compile(r"^(?:19|20)\d{2}(?:\s*年|$)")
_YEAR_OF_AMOUNTS = re.compile(r"((?:19|20)\d{2})年度?(.*)")
_PAGE_NUMBER = re.compile(r"^(?:[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$")
_AMOUNT = re.compile(r"^[¥￥]?\s*[-−－(]?\s*\d[\d,，\s]*(?:\.\d+)?\s*\)?\s*(?:[百千]?万?元|亿元|%)?$|^[-—–−/]+$")
_PRICE = re.compile(r"元\s*[/／]\s*[^()（）]{1,6}\s*[)）]")
# 受益人数（人）, 补助标准（元/人）, 服务人次（人次/年）; whose money it is stands in brackets too: （县）, （中央/省）.
_COUNTED = "[人户名个家件台辆套次场期批座栋间亩株棵头只米吨份册篇张条天日月年]|人次|个月|公里|平方米"
_OTHER_UNIT = re.compile(rf"\((?:{_COUNTED}|[^()/]*元[^()/]*/[^()]*|(?:{_COUNTED})/[^()]{{1,3}})\)$")
_AMOUNT_LENGTH = 60
_DIGIT = re.compile(r"\d")
_COMPARATOR = re.compile(
    rf"^[{COMPARATORS}]|^[》《]\s*\d|^(?:不少于|不低于|不超过|不高于|大于|小于|等于|至少|最多|高于|低于)"
)
_SIGN_WORD = re.compile(r"(?:大于|小于)?等于$|大于$|小于$|定性$")
_PLAIN_QUANTITY = re.compile(r"^\d[\d,.]*\s*[^\d\s]{0,3}$")
# How names of indicators end: 9月支出进度, 2022年培训人数 hold a digit and are names all the same.
_NAME_END = re.compile(r"(?:率|数量?|时间|程度|满意度|进度|费用?|成本|情况|面积|金额|次数|及时性|合规性)$")
_LABEL_END = "指标"
_SHORT_VALUE = 3  # characters: 较高; a name is longer, or ends as names do: 人数
_SCALE_END = "性"  # 合规性, which is both
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十、.()]*$")
_NOTE_SIGN = re.compile(r"[:：.、\d(]")
_BEHIND_TITLE = re.compile(r"[-—(]?[一二三四五六七八九十\d]+\)?")
# A table that goes on on the next page: 目标表（续表）, 目标表（续）, 续表2, 接上表.
_CONTINUED = re.compile(
    r"(?:[(\[]\s*(?:续表?|接上[表页])\s*[\d一二三四五六七八九十]{0,2}\s*[)\]]"
    r"|续\s*表\s*[\d一二三四五六七八九十]{0,2}|接上[表页]|^续)$"
)
_TITLE_LENGTH = 90
_HEADING_LENGTH = 20
_AMOUNT_WORD = 3  # characters: 预算数; a shorter end, 资金 or 预算, may belong to any text
_JOINT = re.compile(r"\s*[-\u2010-\u2015－/／>＞→·]+\s*")
_JOINED_LENGTH = 24
_INLINE_LENGTH = 500  # a longer text is prose, whatever stands before its first colon


class Word:
    """One text. `entries`: its meanings as a label; the attributes below name the first meaning of a role.

    `said`: the same, or what stands before its first colon means (项目名称：路灯).
    """

    def __init__(self, text: str, words: Words) -> None:
        """Made by `Words.of` only, which remembers it."""
        self.text = text
        self.words = words
        # Categories of two levels in one cell, 产出-数量指标: their texts, the upper one first.
        self.joined: tuple[str, str] | None = None
        entries = words.vocabulary.entries(text) or self._of_year(text) or self._of_levels(text)
        if entries and _PRICE.search(text):  # 金额（元/人） is a price
            entries = tuple(entry for entry in entries if entry.target != "amount" and entry.role not in _MONEY_ROLES)
        self.entries: tuple[Entry, ...] = entries
        self.said = entries or (self.before_colon if len(text) <= _INLINE_LENGTH else ())
        by_role = {entry.role: entry for entry in reversed(entries)}
        self.by_role: dict[str, Entry] = by_role
        self.category = by_role.get("category")
        self.section = by_role.get("section")
        self.column = by_role.get("column")
        self.field = by_role.get("field") or by_role.get("contact")
        self.money = by_role.get("total") or by_role.get("funding")
        self.levels = self._levels() if self.category else {}
        self.heading = self._heading() if self.column else None
        self.asks_name = self._asks_name() if self.said else None

    def _of_year(self, text: str) -> tuple[Entry, ...]:
        """2024年指标值, 本年目标值: a value column whose year stands before its label."""
        if len(text) > _YEAR_HEADING_LENGTH or "值" not in text or (match := _OF_YEAR.match(self.key)) is None:
            return ()
        entries = self.words.vocabulary.entries(self.key[match.end() :])
        return tuple(entry for entry in entries if entry.role == "column" and entry.target == "value")

    def _of_levels(self, text: str) -> tuple[Entry, ...]:
        """Two categories in one text, joined by a sign; the lower one is what the text means first."""
        if len(text) > _JOINED_LENGTH or len(parts := _JOINT.split(text.strip())) != 2:
            return ()
        found = {
            entry.qualifier: (entry, part)
            for part in parts
            for entry in self.words.vocabulary.entries(part)
            if entry.role == "category"
        }
        if found.keys() != {"1", "2"} or found["1"][1] == found["2"][1]:
            return ()
        self.joined = (found["1"][1], found["2"][1])
        return found["2"][0], found["1"][0]

    def _asks_name(self) -> str | None:
        """Whose name it asks for, with or without a value behind: that of a project or of a department."""
        target = next((entry.target for entry in self.said if entry.role == "field"), None)
        return target if target in _NAMES else None

    def _levels(self) -> dict[str, Entry]:
        """The categories that it names, by level."""
        return {entry.qualifier: entry for entry in reversed(self.entries) if entry.role == "category"}

    def _heading(self) -> Entry | None:
        """The column of an indicator block that it names."""
        for entry in self.entries:
            if entry.role == "column" and (entry.target in COLUMNS or entry.target in LEVELS):
                return entry
        return None

    def entry(self, *roles: str) -> Entry | None:
        """Its first meaning among the roles, in the order the roles are given."""
        for role in roles:
            if role in self.by_role:
                return self.by_role[role]
        return None

    def level(self, number: int) -> Entry | None:
        """The category of that level that it names."""
        return self.levels.get(str(number))

    @property
    def before_colon(self) -> tuple[Entry, ...]:
        """What the text before its first colon means as a label."""
        label, colon, _ = at_colon(self.text)
        return self.words.of(label).entries if colon else ()

    @cached_property
    def marks(self) -> frozenset[str]:
        """What it says of a form, with or without a value behind: that it holds a label, a goal, a name, money."""
        found = set()
        for entry in self.said:
            if entry.role in LABEL_ROLES:
                found.add("label")
            if entry.role in _MONEY_ROLES:
                found.add("money")
            if entry.role == "field" and entry.target in GOALS:
                found.add("goal")
            if entry.role == "field" and entry.target in _NAMES:
                found.add("name")
        return frozenset(found)

    @cached_property
    def key(self) -> str:
        """The key by which a label is looked up."""
        return normalise_label(self.text)

    @cached_property
    def normal(self) -> str:
        """Compatibility forms folded (NFKC), outer white space off."""
        return normalise_text(self.text)

    @cached_property
    def closed_up(self) -> str:
        """The same without any white space."""
        return "".join(self.normal.split())

    # --- as a value

    @cached_property
    def is_amount(self) -> bool:
        """A number with or without a money unit, or a dash: what stands in an amount cell."""
        return len(self.text) <= _AMOUNT_LENGTH and _AMOUNT.match(self.normal) is not None

    @cached_property
    def has_digit(self) -> bool:
        """Whether a digit stands anywhere in it."""
        return _DIGIT.search(self.text) is not None

    @cached_property
    def is_surely_value(self) -> bool:
        """A text that can be nothing but a value: ≥90%, 12个月, 100%."""
        return self.is_compared or _PLAIN_QUANTITY.match(self.normal) is not None

    @cached_property
    def is_compared(self) -> bool:
        """Whether it begins with a comparator."""
        return _COMPARATOR.match(self.normal) is not None

    @cached_property
    def ends_as_label(self) -> bool:
        """Whether it ends as labels of categories do, known or not: 规模指标."""
        return self.closed_up.endswith(_LABEL_END)

    @cached_property
    def may_head_values(self) -> bool:
        """Whether a text may stand as a heading below a value heading: no value, sign or category; a year is one."""
        if _BEGINS_WITH_YEAR.match(self.normal):
            return True
        is_value = self.is_surely_value or self.is_amount or _SIGN_WORD.match(self.normal) is not None
        return not is_value and self.category is None

    @cached_property
    def is_value_like(self) -> bool:
        """Whether a text reads as a target value rather than as an indicator's name."""
        text = self.normal
        if self.is_compared:
            return True
        if len(text) <= _SHORT_VALUE and text.endswith(_SCALE_END):
            return True
        may_be = len(text) <= _SHORT_VALUE or _DIGIT.search(text) is not None
        return may_be and _NAME_END.search(text) is None

    @cached_property
    def unit_in_cell(self) -> str | None:
        """The money unit behind its number."""
        return unit_in_cell(self.text)

    @cached_property
    def unit_in_heading(self) -> str | None:
        """The money unit that it names as a heading."""
        return unit_in_heading(self.text)

    @cached_property
    def names_unit(self) -> bool:
        """Whether it is a money unit and nothing else: 万元."""
        return "元" in self.text and is_unit(self.key)

    @cached_property
    def counts_other(self) -> bool:
        """An unknown label with another unit than one of money: 受益人数（人）, 补助标准（元/人）."""
        return not self.entries and _OTHER_UNIT.search(self.key) is not None and self.unit_in_heading is None

    @cached_property
    def sums_up(self) -> bool:
        """Names a total or subtotal, known or not: 合计, 本级小计."""
        return self.entry("subtotal", "total") is not None or bool(ENDS_AS_SUM.search(strip_brackets(self.key)))

    @cached_property
    def year_heading(self) -> tuple[int, Entry | None] | None:
        """The year that it names as a heading of money, alone or before an amount word: 2024年, 2024年预算数."""
        if len(self.text) > _HEADING_LENGTH or ("20" not in self.key and "19" not in self.key):
            return None  # most texts
        found = _YEAR_OF_AMOUNTS.fullmatch(strip_brackets(self.key))
        if found is None:
            return None
        year, rest = int(found[1]), found[2]
        if not rest:
            return year, None
        word = self.words.of(rest)
        entry = word.by_role.get("total") or word.amount_column
        return (year, entry) if entry and entry.qualifier in ("", "budget") else None

    @cached_property
    def amount_column(self) -> Entry | None:
        """Its meaning as a heading of amounts: 预算金额."""
        return self.column if self.column is not None and self.column.target == "amount" else None

    @cached_property
    def is_amount_column(self) -> bool:
        """Whether it may head a column of amounts."""
        return self.amount_column is not None

    @cached_property
    def ends_as_amount_column(self) -> bool:
        """A heading of amounts whose beginning is unknown: 上年预算数. Of what year they are is not told."""
        key = strip_brackets(self.key)
        if self.entries or len(key) > _HEADING_LENGTH:
            return False
        ends = (key[at:] for at in range(1, len(key) - _AMOUNT_WORD + 1))
        return any(self.words.of(end).is_amount_column for end in ends)

    @cached_property
    def may_head_amounts(self) -> bool:
        """Whether amounts may stand below it, of whatever year: 预算数, 2024年, 某年预算数."""
        return self.is_amount_column or self.year_heading is not None or self.ends_as_amount_column

    # --- as a line of its own

    @cached_property
    def is_year(self) -> bool:
        """A line like (2024年度)."""
        return _YEAR_LINE.match(self.normal) is not None

    @cached_property
    def unit(self) -> str | None:
        """The money unit in 单位：万元, else None."""
        return unit_of(self.text) if "单" in self.text and "位" in self.text else None

    @cached_property
    def is_unit(self) -> bool:
        """Whether the text is 单位：万元 and nothing else."""
        return self.unit is not None and is_unit_line(self.key)

    @cached_property
    def is_page_number(self) -> bool:
        """Whether the text is a page number and nothing else."""
        return _PAGE_NUMBER.match(self.normal) is not None

    @cached_property
    def continues(self) -> str | None:
        """What stands before 续表 or （续） at its end, without blanks; None where it says nothing of the kind."""
        found = _CONTINUED.search(self.normal) if len(self.text) <= _TITLE_LENGTH else None
        return "".join(self.normal[: found.start()].split()) if found else None

    @cached_property
    def is_attachment(self) -> bool:
        """附件2: and the like."""
        return any(
            self.key.startswith(entry.label) and _NUMBERED.match(self.key[len(entry.label) :].strip("-—")) is not None
            for entry in self.words.vocabulary.with_role("attachment")
        )

    @cached_property
    def is_note(self) -> bool:
        """注:…, 填报要求：1. … — a note word, then a colon or a number."""
        head = "".join(normalise_text(self.text[:40]).split()).lstrip("*")
        return any(
            head.startswith(entry.label) and _NOTE_SIGN.match(head[len(entry.label) :]) is not None
            for entry in self.words.vocabulary.with_role("note")
        )

    @cached_property
    def title(self) -> Entry | None:
        """The title word of a text that is a form title: short, ending in the word."""
        if len(self.text) > _TITLE_LENGTH:
            return None
        text = self.continues or self.closed_up
        for entry in self.words.vocabulary.title_words:
            at = text.rfind(entry.label)
            if at < 0:
                continue
            rest = text[at + len(entry.label) :]
            if ":" in text[:at] or "。" in text or "," in text[:at] or text[:1] == "见":
                return None
            if not rest or (rest[0] in "([" and rest[-1] in ")]") or _BEHIND_TITLE.fullmatch(rest):
                return entry
        return None

    @cached_property
    def is_explained_money(self) -> bool:
        """一般公共预算拨款收入：指本级财政当年拨付的资金。 — a word of money with its meaning, no amount."""
        head, colon, rest = at_colon(self.text)
        if not colon or not rest.strip() or _DIGIT.search(rest):
            return False
        word = self.words.of(head)
        return word.field is None and word.money is not None


def at_colon(text: str) -> tuple[str, str, str]:
    """What stands before the first colon, the colon, and what stands behind; without a colon all is before it."""
    return text.replace("：", ":").partition(":")


class Words:
    """The words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary.made(Words)` gives the one that is kept."""
        self.vocabulary = vocabulary
        self.known: dict[str, Word] = {}  # those remembered; `of` makes the others

    def of(self, text: str) -> Word:
        """What the text says."""
        return self.known.get(text) or self._remember(Word(text, self))

    def _remember(self, word: Word) -> Word:
        if len(word.text) <= _USUAL_LENGTH:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[word.text] = word
        return word
