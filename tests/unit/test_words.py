"""What texts say is remembered, within bounds, and long documents cost no more a row than short ones."""

from __future__ import annotations

import time

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

    def seconds(tables: int) -> float:
        rows = "".join(f"\n\n其他说明{number}|内容{number}\n" for number in range(tables))
        started = time.process_time()
        read_text("项目支出绩效目标表\n项目名称|修渠\n立项依据|有\n" + rows)
        return time.process_time() - started

    seconds(100)
    assert seconds(4000) < 10 * seconds(1000)
