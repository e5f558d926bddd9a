"""Personal data is masked in the grid, before anything is cached, logged, explained or stored.

Masked are: the value beside, below or behind a contact label of the vocabulary, and telephone, identity-card,
bank-account and e-mail patterns anywhere, with the name that stands before them. Labels stay, so that the kind of
what was there stays visible. Figures, codes, dates and document numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from ingest.grid import Block, Cell, Grid, Row
from ingest.vocabulary import Vocabulary

VERSION = "privacy-6"
LAST_COLUMN = 1_000_000  # further right than any format has columns
MASK = "〔已遮盖〕"

# Patterns read a folded text of the same length: full-width signs as ASCII, every blank a space, every dash a hyphen.
_FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x09, 0x0B, 0x0C, 0x0D, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), 0x20),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), 0x2D),
    **dict.fromkeys((0x2022, 0x2027, 0x30FB), 0xB7),  # dots in names of other nations
}
# What makes a row of digits an amount or a part of a number, and no telephone. The gate of raw knows the same.
_AFTER_DIGITS = r"(?!\d|\.\d|\s*(?:元|万|亿|%))"
_EXTENSION = r"(?:\s*(?:转|分机|ext\.?|\-|#)\s*\d{1,6}(?!\d))?"
_AREA = r"(?:10|2\d|[3-9]\d{2})"
_MOBILE = (
    r"1[3-9]\d(?P<gap>[ \-.]?)\d{4}(?P=gap)\d{4}"
    r"|1[3-9]\d[ \-]\d{8}|1[3-9]\d[ \-]\d{3}[ \-]\d{5}|1[3-9]\d{2}[ \-]\d{3}[ \-]\d{4}"
)
_PHONE = re.compile(
    r"(?<![\d.])(?:"
    rf"(?:(?:(?:\+|00)?86[ \-]?)?(?:{_MOBILE})|1[3-9]\d\*{{4}}\d{{4}}){_EXTENSION}{_AFTER_DIGITS}"
    rf"|(?:(?:\+|00)86[ \-]?\(?0?{_AREA}\)?[ \-]?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|\(0\d{{2,3}}\) ?-?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|0\d{{2,3}} ?-+ ?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|0{_AREA} [2-8]\d{{2,3}}[ \-]?\d{{4}}"
    rf"|[48]00[ \-]\d{{3}}[ \-]?\d{{4}}){_EXTENSION}(?!\d)"
    r")"
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|[1-9]\d{5} (?:19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx]"
    r"|[1-9]\d{5}\*{4,10}\d{3}[\dXx]"
    r")(?![0-9A-Za-z])"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64} ?@ ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_CARD = re.compile(r"(?<![\d.])62\d{2}(?: \d{4}){3}(?: \d{1,3})?(?![\d.])")
_ACCOUNT = re.compile(r"(?:[账帐](?:号|户|户号)|卡号)(?:码)?\s*:?\s*(?P<value>\d[\d \-]{6,30}\d)(?!\s*(?:元|万|亿))")
_NUMBERS = r"\(?\+?\d[\d \-()./*#转]{4,}\d"
_PHONE_AFTER_WORD = re.compile(
    r"(?:电话|電話|手机|手機|传真|傳真|联系方式|联络方式|座机|微信|(?<![A-Za-z])(?:qq|tel|phone|mobile|fax))"
    rf"(?:号|号码)?(?:\([^()]{{0,12}}\))?\s*[.:]?\s*(?P<value>{_NUMBERS}(?:\s*[、,;]\s*{_NUMBERS})*)"
    r"(?!\d|\.\d|\s*(?:元|万|亿|%|部|台|个|人|次|户|张|只))",
    re.I,
)
_NUMBER = re.compile(r"^\s*\d[\d,.]*\s*$")
# Tests that most texts fail, so that folding and patterns are for few. They read the text as it is printed. A search is
# fast where all that it looks for begins with a character of a known set, so the set stands first.
_MAY_HOLD_NUMBER = re.compile(
    r"[\d@＠](?:(?<=[@＠])|\*{4}|[\s\-.()－—–．（）]{0,2}(?:\d[\s\-.()－—–．（）]{0,2}){4}\d)"
)

_ODD_CASES = "\u0130\u0131\u017f\u212a"  # i, i, s and k to a pattern without regard to case
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_TITLE = (
    r"(?:先生|女士|小姐|同志|老师|会计|秘书"
    r"|(?:副|总)?(?:处长|科长|主任|局长|院长|校长|所长|部长|股长|站长|队长|经理|书记|主席))"
)
# Family names that begin nine in ten Chinese names; left out are those that are ordinary words at the head of a text.
_SURNAMES = (
    "王李张刘陈杨赵吴周徐孙朱胡郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾魏薛阎余潘杜戴钟姜崔谭廖范汪任姚贺邱侯邹熊孟秦尹"
    "邵史龚段雷钱汤陶黎樊蓝庞殷俞翟颜倪严牛温芦季鲁葛柳岳尚梁叶阮施洪冉鄢邢崖韦翁荀甄聂鲍庄关马丁林田夏石顾龙白江黄万武常赖齐覃康"
    "張劉陳楊趙吳孫羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈閻鍾譚廖範鄒龔錢湯陶顏嚴魯葉韋聶鮑莊關馬齊賴黃"
)
_COMPOUND = r"(?:欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|夏侯|慕容|长孙|宇文|司徒|东方|公孙|歐陽)"
# Words that begin like a name.
_NO_NAME = (
    r"(?!周[期边转围末报]|任[务期职何意]|关[于键系闭]|常[规年态用务]|程[序度]|许可|余[额下]|万[元人]|范[围畴]|严[格禁重]|曾经|何[时种处]"
    r"|陈[述旧列]|张贴|段落|林[业木地]|田间|石[油材料]|白[天色]|黄色|马[路上]|江河|龙头|温[度室]|叶片|钱款|史料|顾[问客]|夏[季天]"
    r"|蓝[图色]|戴上|雷达|汤类|严肃|颜色|牛羊|季[度节]|尚[未需]|施[工行]|齐[全备]|高[效于等标中]|田[地野]|向|贺信|方[式案便法面向]|成[本立果效]|安[全排装]|时[间效限]|明[确细]|文[件化字]|单[位价]|计[划算]"
    r"|金[额融]|易[地于]|于|史无|杜绝|唐代|宋代)"
)
# … and those that are, for places where a name is likely.
_MORE_SURNAMES = _SURNAMES + "高金方安成于时易明文单计向米包左伍毕邬祁宁孔熊应柏童欧耿祝项古盛辛路骆全鞠褚娄冷"


def _name(surnames: str) -> str:
    """A name by itself: family name and one or two characters, or parts joined by dots."""
    return (
        rf"(?:{_NO_NAME}(?:{_COMPOUND}{_HAN}{{1,2}}|[{surnames}](?:{_HAN}{{1,2}}| {{1,4}}{_HAN}))"
        rf"|{_HAN}{{1,8}}(?:·{_HAN}{{1,8}})+)"
    )


_NAME, _LIKELY_NAME = _name(_SURNAMES), _name(_MORE_SURNAMES)
_END = rf"(?={_TITLE}|[^\u3400-\u9fff]|$)"
# A cell that is nothing but a contact: names, a local number, or both.
_LOCAL_NUMBER = r"[2-8]\d{2,3}[ \-]?\d{4}"
_CONTACT = re.compile(
    rf"(?=.*(?:{_HAN}|\d))\s*(?:{_LIKELY_NAME}{_TITLE}?(?:[\s、,;/]+{_LIKELY_NAME}{_TITLE}?){{0,9}})?"
    rf"[\s、,;:/()]*(?:{_LOCAL_NUMBER}[\s、,;/()]*){{0,9}}"
)
# … and one that a telephone number follows.
_NAME_BEFORE = re.compile(
    rf"(?:(?<!{_HAN})|(?<=[由请找向与和及给系]))(?P<value>{_LIKELY_NAME}){_TITLE}?[\s(/,:、\-]*(?:(?:联系)?电话|手机号?)?[\s(/,:、\-]*$"
)
_NEAR = 16
# After a label and a colon a name may be anything short.
_NAMES_BEHIND = re.compile(
    r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){0,3}"
    rf"|{_HAN}{{1,8}}(?:·{_HAN}{{1,8}})+"
    rf"|{_HAN} {{1,4}}{_HAN}(?!{_HAN})"
    rf"|{_HAN}{{1,4}}?{_END}"
    rf"|{_NAME}"
)
_NEXT_NAME = re.compile(rf"\s*[、,/]\s*(?={_HAN}{{2,4}}{_END})| {{1,4}}(?={_NAME}{_END})")
_TITLE_BEHIND = re.compile(rf"\s?{_TITLE}")
_BARE_NAME = re.compile(rf"{_NAME}{_END}")
_NUMBERS_BEHIND = re.compile(rf"{_NUMBERS}(?:\s*[、,;]\s*{_NUMBERS})*")
_TEXT_BEHIND = re.compile(r"[^\s,;。:〔]{1,60}")
_HOLDS_TEXT = re.compile(r"(?:址|行|箱|件|邮|信号?|qq号?|mail)$", re.I)  # address, bank, mail: their value is no number
# Offices that sign a form with their names behind a colon; as words of a text they are no labels.
_SIGNED_WORDS = (
    "制表|填表|填报|审核|复核|审批|签发|经办|编制|校对|会计|出纳|局长|处长|科长|主任|院长|校长|所长|站长|书记"
)
_SIGNED = re.compile(rf"(?:{_SIGNED_WORDS})(?:\([^()]{{0,12}}\))?\s*:\s*(?={_LIKELY_NAME}{_END})")
_SUFFIX = r"(?:姓名|签字|签名|签章|盖章|签署|電話|电话|手机|号码|及电话|及联系电话|和电话|联系方式|及联系方式)"
PERSON = frozenset({"person", "person_phone"})


@dataclass(frozen=True)
class _Words:
    """The contact labels of a vocabulary as patterns over folded text."""

    behind: re.Pattern[str]  # label, then a colon or a blank
    whole: re.Pattern[str]  # a cell that ends in a label: 业务科室负责人, 负责人签字
    any_label: re.Pattern[str]
    persons: frozenset[str]
    may_hold_label: re.Pattern[str]
    ends: frozenset[str]  # last characters of what `whole` matches


def mask_grid(grid: Grid, vocabulary: Vocabulary) -> Grid:
    """The grid without personal data. Idempotent; places and spans stay."""
    texts = vocabulary.made(_Texts)
    aligned = grid.media_type != "text/plain"
    blocks: list[Block] = []
    one_sheet = "whole file" if grid.media_type == "text/csv" else None
    for _, group in groupby(grid.blocks, key=lambda block: block.sheet_name or one_sheet or id(block)):
        sheet = list(group)
        sheet_name = sheet[0].sheet_name and _mask(sheet[0].sheet_name, texts.words)
        blocks += [
            block
            if rows == block.rows and sheet_name == block.sheet_name
            else replace(block, rows=rows, sheet_name=sheet_name)
            for block, rows in zip(sheet, _mask_together(sheet, texts, aligned), strict=True)
        ]
    return replace(grid, blocks=tuple(blocks))


def _mask_together(blocks: list[Block], texts: _Texts, aligned: bool) -> list[tuple[Row, ...]]:
    """The masked rows of each block. The blocks of one sheet are masked as the sheet stands: a heading also heads what
    a blank row parts from it, and what is hidden below it."""
    if len(blocks) == 1:
        return [_Masking(blocks[0], texts, aligned).rows()]
    cells = sorted(
        (cell.row_no, cell.col_no, i, j, k)
        for i, block in enumerate(blocks)
        for j, row in enumerate(block.rows)
        for k, cell in enumerate(row.cells)
    )
    width = max((row.width for block in blocks for row in block.rows), default=1)
    places: list[tuple[int, int, int]] = []
    rows: list[Row] = []
    for row_no, group in groupby(cells, key=lambda place: place[0]):
        in_row = list(group)
        ends = [column for _, column, *_ in in_row[1:]] + [LAST_COLUMN]
        places += [(i, j, k) for _, _, i, j, k in in_row]
        rows.append(
            Row(
                row_no,
                width,
                tuple(
                    _up_to(blocks[i].rows[j].cells[k], end) for (_, _, i, j, k), end in zip(in_row, ends, strict=True)
                ),
            )
        )
    together = replace(blocks[0], rows=tuple(rows))
    masked = (cell.text for row in _Masking(together, texts, aligned).rows() for cell in row.cells)
    text_at = dict(zip(places, masked, strict=True))
    return [
        tuple(
            row._replace(cells=tuple(cell._replace(text=text_at[i, j, k]) for k, cell in enumerate(row.cells)))
            for j, row in enumerate(block.rows)
        )
        for i, block in enumerate(blocks)
    ]


def _up_to(cell: Cell, end: int) -> Cell:
    """The cell as far as the next one: beside a hidden column it reaches over what is hidden."""
    reach = max(1, end - cell.col_no)
    return cell if cell.colspan <= reach else cell._replace(colspan=reach)


def mask_text(text: str) -> str:
    """The text with patterns masked, and names before them."""
    return _mask(text, None)


def mask_records(records: dict[str, list[dict[str, Any]]]) -> None:
    """Mask patterns in rows of raw, in place, but for amounts.

    A number beside a money label is left as it is in the grid. Where the forms then take it for no amount, it may be
    a telephone number after all.
    """
    for rows in records.values():
        for row in rows:
            for column, text in row.items():
                if isinstance(text, str) and column != "amount_text" and _MAY_HOLD_NUMBER.search(text):
                    row[column] = _mask(text, None)


def mask_name(name: str, vocabulary: Vocabulary) -> str:
    """The name of a file, folder or sheet without personal data."""
    return _mask(name, vocabulary.made(_Texts).words)


def is_masked(text: str) -> bool:
    """Whether the whole cell was masked."""
    return text.strip() == MASK


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a cell's text is by itself: a label, of a contact or of money, and what is left of it when masked."""

    is_label: bool
    is_exact: bool  # a contact label of the vocabulary
    is_loose: bool  # a text that ends in one
    is_money: bool
    masked: str
    is_plain: bool  # no contact label, and nothing to mask in it


_PLAIN_LENGTH = 60  # longer texts do not come twice
_REMEMBERED = 100_000


class _Texts:
    """The kinds of texts under one vocabulary; labels and usual values come again in every document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words = _compile(frozenset((entry.label, entry.target) for entry in vocabulary.with_role("contact")))
        self._kinds: dict[str, _Kind] = {}

    def kinds(self, row: Row) -> list[_Kind]:
        """The kind of each cell of the row."""
        known = self._kinds
        return [known.get(cell.text) or self._find(cell.text) for cell in row.cells]

    def _find(self, text: str) -> _Kind:
        found = self._judge(text)
        if len(text) <= _PLAIN_LENGTH and len(self._kinds) < _REMEMBERED:
            self._kinds[text] = found
        return found

    def _judge(self, text: str) -> _Kind:
        is_label = bool(self.vocabulary.entries(text))
        is_exact = is_label and self.vocabulary.entry(text, "contact") is not None
        is_loose = not is_label and self._is_loose(text)
        masked = text if is_label else _mask(text, self.words)
        is_plain = masked == text and not is_exact and not is_loose
        return _Kind(is_label, is_exact, is_loose, is_label and self._is_money(text), masked, is_plain)

    def _is_loose(self, text: str) -> bool:
        """A short text that ends in a contact label, or in one and what is asked for: 业务科室负责人, 责任人签章."""
        if not 2 <= len(text) <= 40 or text.strip()[-1:].translate(_FOLD).lower() not in self.words.ends:
            return False
        return self.words.whole.fullmatch(text.translate(_FOLD).strip()) is not None

    def _is_money(self, text: str) -> bool:
        """Whether a label heads amounts: 13100000000 beside or below it is money, not a telephone number."""
        entry = self.vocabulary.entry(text, "total", "funding", "column")
        return entry is not None and (entry.role != "column" or entry.target == "amount")


@lru_cache(maxsize=8)
def _compile(labels: frozenset[tuple[str, str]]) -> _Words:
    """Patterns for the labels, longest first; printed labels may have blanks between their characters."""
    folded = sorted({label.translate(_FOLD) for label, _ in labels}, key=lambda label: (-len(label), label))
    spaced = _in_any_case([" *".join(map(re.escape, label.replace(" ", ""))) for label in folded])
    group = r"(?: ?\([^()]{0,12}\))?"
    return _Words(
        behind=re.compile(rf"(?P<label>{spaced})(?P<suffix>{_SUFFIX})?{group}(?P<sign>\s*:\s*|\s+|(?={_HAN}))"),
        whole=re.compile(rf".{{0,14}}(?:{spaced})(?:{_SUFFIX})?{group}\s*:?", re.I | re.S),
        any_label=re.compile(spaced),
        persons=frozenset(label.replace(" ", "").translate(_FOLD).lower() for label, kind in labels if kind in PERSON),
        ends=frozenset({label[-1].lower() for label in folded} | set(":)名字章署话話机码式")),
        may_hold_label=re.compile(_in_any_case([*sorted(_tails(folded)), *_SIGNED_WORDS.split("|")])),
    )


def _in_any_case(patterns: list[str]) -> str:
    """One of the patterns, in any case. Each begins with a plain character, so that a search skips what begins none."""
    return "|".join(
        f"{first}(?i:{pattern[1:]})" if first.lower() != first.upper() else pattern
        for pattern in patterns
        for first in _cases(pattern[0])
    )


def _cases(character: str) -> list[str]:
    """The characters that a pattern without regard to case takes for it."""
    candidates = dict.fromkeys((character, character.lower(), character.upper(), *_ODD_CASES))
    return [one for one in candidates if re.fullmatch(re.escape(character), one, re.I)]


def _tails(labels: list[str]) -> set[str]:
    """The last two characters of each label, with what may stand between them."""
    compact = (label.replace(" ", "") for label in labels)
    return {r"\s*".join(re.escape(character) for character in label[-2:]) for label in compact}


def _mask(text: str, words: _Words | None) -> str:
    has_number = _MAY_HOLD_NUMBER.search(text) is not None
    has_label = words is not None and words.may_hold_label.search(text) is not None
    if not has_number and not has_label:
        return text
    folded = text.translate(_FOLD)
    spans = list(_number_spans(folded)) if has_number else []
    if words is not None and has_label:
        spans += _labelled_spans(folded, words)
    out: list[str] = []
    at = -1
    for start, end in sorted(spans):
        if start > at:
            out += [text[max(at, 0) : start], MASK]
        at = max(at, end)
    return "".join([*out, text[max(at, 0) :]])


def _number_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Numbers and addresses, and the names before them; spans may overlap."""
    for start, end in _numbers(folded):
        yield start, end
        if before := _NAME_BEFORE.search(folded, max(0, start - _NEAR), start):
            yield before.span("value")


def _numbers(folded: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(folded):
        if not _is_in_a_row_of_numbers(folded, found):
            yield found.span()
    for pattern in (_IDENTITY, _MAIL, _CARD):
        for found in pattern.finditer(folded):
            yield found.span()
    for pattern in (_ACCOUNT, _PHONE_AFTER_WORD):
        for found in pattern.finditer(folded):
            yield found.span("value")


def _is_in_a_row_of_numbers(folded: str, found: re.Match[str]) -> bool:
    """150 2000 3000 among other numbers: cells of a table whose borders are gone, not a telephone number."""
    if " " not in found[0].strip():
        return False
    before = folded[: found.start()].rstrip(" ")
    after = folded[found.end() :].lstrip(" ")
    return (before[-1:].isdigit() and before != folded[: found.start()]) or (
        after[:1].isdigit() and after != folded[found.end() :]
    )


def _labelled_spans(folded: str, words: _Words) -> Iterator[tuple[int, int]]:
    """What stands behind a contact label within a text."""
    for found in words.behind.finditer(folded):
        at = found.end()
        has_colon = ":" in found["sign"]
        if folded.startswith("〔", at) or words.any_label.match(folded, at):
            continue
        if re.sub(r"\s", "", found["label"]).lower() in words.persons:
            end = _names_end(folded, at, words, has_colon)
        elif has_colon and (value := _value_behind(folded, at, found["label"])):
            end = value.end()
            if label := words.any_label.search(folded, at, end):
                end = label.start()
        else:
            continue
        if end > at:
            yield at, end
    for found in _SIGNED.finditer(folded):
        yield found.end(), _names_end(folded, found.end(), words, has_colon=False)


def _value_behind(folded: str, at: int, label: str) -> re.Match[str] | None:
    pattern = _TEXT_BEHIND if _HOLDS_TEXT.search(label) else _NUMBERS_BEHIND
    return pattern.match(folded, at)


def _names_end(folded: str, at: int, words: _Words, has_colon: bool) -> int:
    """Where the names end that begin at a place; the place itself where there is none."""
    pattern = _NAMES_BEHIND if has_colon else _BARE_NAME
    end = at
    while found := pattern.match(folded, at):
        stop = found.end()
        if label := words.any_label.search(folded, at, min(len(folded), stop + 8)):
            stop = min(stop, label.start())
        if stop <= at or folded[stop : stop + 20].lstrip().startswith(":"):  # a label of another kind
            break
        end = stop
        if title := _TITLE_BEHIND.match(folded, end):
            end = title.end()
        following = _NEXT_NAME.match(folded, end)
        if following is None or words.any_label.match(folded, following.end()):
            break
        at = following.end()
    return end


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns from first to last: those of a label, where its values stand below."""

    first: int
    last: int

    def holds(self, cell: Cell) -> bool:
        return cell.col_no <= self.last and cell.col_no + cell.colspan > self.first


@dataclass(frozen=True, slots=True)
class _Beside:
    """Cells behind a contact label: from a column up to the next label. `exact`: it is one of the vocabulary."""

    exact: bool
    first: int
    end: int = LAST_COLUMN
    last_row: int = 0  # of a merged label


@dataclass
class _Masking:
    """One block on its way through the masks: what its labels say of the cells beside and below them."""

    block: Block
    texts: _Texts
    aligned: bool  # column numbers can be trusted: the format keeps blank cells
    below_heading: list[_Columns] = field(default_factory=list)  # a list's columns of contacts
    below_money: list[_Columns] = field(default_factory=list)
    waiting: list[_Columns] = field(default_factory=list)  # labels that had no value beside them
    waiting_width: int = 0
    merged: list[_Beside] = field(default_factory=list)  # labels that go on in the rows below
    heading_width: int = 0
    was_heading: bool = False  # the row before was one of headings
    bare_label: bool = False  # the row before was a contact label and nothing else

    def rows(self) -> tuple[Row, ...]:
        return tuple([self._row(row) for row in self.block.rows])

    def _row(self, row: Row) -> Row:
        kinds = self.texts.kinds(row)
        labels = plain = 0
        for kind in kinds:
            labels += kind.is_label
            plain += kind.is_plain
        is_heading = labels > 1 and self._is_heading(row, kinds, labels)
        if is_heading:
            self._read_heading(row, kinds)
        self.was_heading = is_heading
        if plain == len(kinds) and not (self.below_heading or self.waiting or self.merged or self.bare_label):
            return row  # most rows: no contact in them, and none above that reaches down to them
        self.merged = [one for one in self.merged if one.last_row >= row.row_no]
        texts = self._texts(row, kinds)
        if self.waiting and not self.aligned and row.width != self.waiting_width:
            self.waiting = []
        has_contact = any(kind.is_exact or kind.is_loose for kind in kinds)
        if has_contact:
            self._note_contacts(row, kinds)
        self.bare_label = has_contact and len(kinds) == 1
        cells = (
            cell if text == cell.text else cell._replace(text=text) for text, cell in zip(texts, row.cells, strict=True)
        )
        return Row(row.row_no, row.width, tuple(cells))

    def _texts(self, row: Row, kinds: list[_Kind]) -> list[str]:
        in_place = self.aligned or row.width == self.heading_width
        shift = 0 if in_place else max(0, self.heading_width - row.width)
        after: _Beside | None = None
        money = False
        texts: list[str] = []
        for i, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True)):
            if kind.is_label or kind.is_loose:
                is_contact = kind.is_exact or kind.is_loose
                if self.waiting and not is_contact:
                    self.waiting = [columns for columns in self.waiting if not columns.holds(cell)]
                after = self._beside(row, i, kinds) if is_contact else None
                money = kind.is_money
                texts.append(kind.masked)
                continue
            beside = after or next((one for one in self.merged if one.first <= cell.col_no < one.end), None)
            is_money = money or (in_place and _holds(self.below_money, cell.col_no, cell.colspan))
            texts.append(self._value(cell, kind, beside, in_place, shift, is_money))
            if after is not None and after.exact:
                after = replace(after, exact=False)  # the next one may be an unknown label
        return texts

    def _value(self, cell: Cell, kind: _Kind, beside: _Beside | None, in_place: bool, shift: int, money: bool) -> str:
        if money and _NUMBER.match(cell.text):
            return cell.text
        if beside is not None and beside.exact and beside.first <= cell.col_no:
            return MASK
        if in_place and _holds(self.below_heading, cell.col_no, cell.colspan):
            return MASK
        is_probable = (
            beside is not None
            or self.bare_label
            or _holds(self.waiting, cell.col_no, cell.colspan)
            or (not in_place and _holds(self.below_heading, cell.col_no + shift, cell.colspan))
        )
        if is_probable and (kind.masked != cell.text or _CONTACT.fullmatch(cell.text.translate(_FOLD))):
            return MASK
        return kind.masked

    @staticmethod
    def _beside(row: Row, i: int, kinds: list[_Kind]) -> _Beside:
        """The cells behind it: the first is its value, unless its place is blank and an unknown label follows."""
        label = row.cells[i]
        first = label.col_no + label.colspan
        following = next((j for j in range(i + 1, len(kinds)) if kinds[j].is_label or kinds[j].is_loose), len(kinds))
        between = row.cells[i + 1 : following]
        end = row.cells[following].col_no if following < len(kinds) else LAST_COLUMN
        is_blank = len(between) > 1 and between[0].col_no > first
        return _Beside(kinds[i].is_exact and not is_blank, first, end, label.row_no + label.rowspan - 1)

    @staticmethod
    def _is_heading(row: Row, kinds: list[_Kind], known: int) -> bool:
        """Most cells are labels with few blanks between them: what stands below belongs to them."""
        if known * 10 < len(kinds) * 7:
            return False
        blanks = sum(
            1
            for left, right in zip(row.cells, row.cells[1:], strict=False)
            if right.col_no > left.col_no + left.colspan
        )
        if known == len(kinds):
            return blanks * 2 < known and (known >= 3 or all(kind.is_exact for kind in kinds))
        return blanks == 0 and known >= 3

    def _read_heading(self, row: Row, kinds: list[_Kind]) -> None:
        """A second row of headings stands below merged cells of the first and adds to them."""
        self.heading_width = max(row.width, self.heading_width) if self.was_heading else row.width
        if not self.was_heading:
            self.below_heading, self.below_money = [], []
        for known in (self.below_heading, self.below_money):
            known[:] = [columns for columns in known if not any(columns.holds(cell) for cell in row.cells)]
        for cell, kind in zip(row.cells, kinds, strict=True):
            if kind.is_exact:
                self.below_heading.append(_columns(cell))
            elif kind.is_money:
                self.below_money.append(_columns(cell))

    def _note_contacts(self, row: Row, kinds: list[_Kind]) -> None:
        """Contact labels that reach further: merged over rows, or with a value that may stand below.

        Below, where the place beside the label is blank or taken by the next label.
        """
        for i, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True)):
            if not (kind.is_exact or kind.is_loose):
                continue
            if i + 1 == len(kinds) or kinds[i + 1].is_label or kinds[i + 1].is_loose:
                self.waiting.append(_columns(cell))
                self.waiting_width = row.width
            if cell.rowspan > 1:
                self.merged.append(self._beside(row, i, kinds))


def _columns(cell: Cell) -> _Columns:
    return _Columns(cell.col_no, cell.col_no + cell.colspan - 1)


def _holds(columns: list[_Columns], first: int, colspan: int) -> bool:
    return bool(columns) and any(one.first < first + colspan and first <= one.last for one in columns)
