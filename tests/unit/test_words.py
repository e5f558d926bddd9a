"""What texts say is remembered, within bounds, and long documents cost no more a row than short ones."""

from __future__ import annotations

import sys
from types import FrameType

from ingest.forms.words import Words
from ingest.vocabulary import load_vocabulary
from tests.unit.helpers import SEEDS, read_text


def test_a_word_is_made_once_and_names_its_meanings() -> None:
    words = load_vocabulary(SEEDS).made(Words)
    word = words.of("数量指标")
    assert words.of("数量指标") is word
    assert word.category is not None
    assert word.level(2) is not None
    assert word.field is None
    assert words.of("项目名称：路灯").asks_name == "project_name"
    assert words.of("≥90%").is_surely_value


def test_unique_texts_do_not_pile_up() -> None:
    words = load_vocabulary(SEEDS).made(Words)
    prose = "修缮渠道，" * 20
    words.of(prose)
    assert prose not in words.known
    for number in range(60_000):
        words.of(f"渠道{number}")
    assert len(words.known) <= 20_000


def test_a_head_that_is_broken_off_again_and_again_is_read_in_linear_time() -> None:
    """Each table of one row asks whether it goes on with what stands above: the answer must not take all rows above."""

    def calls(tables: int) -> int:
        """Calls are counted, which no other program on the machine slows down."""
        rows = "".join(f"\n\n其他说明{number}|内容{number}\n" for number in range(tables))
        count = 0

        def note(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        vocabulary = load_vocabulary(SEEDS)
        sys.setprofile(note)
        try:
            read_text("项目支出绩效目标表\n项目名称|修渠\n立项依据|有\n" + rows, vocabulary)
        finally:
            sys.setprofile(None)
        return count

    calls(1)  # what is made once only
    assert calls(2000) < 5 * calls(500)
