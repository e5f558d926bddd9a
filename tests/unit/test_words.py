"""What texts say is remembered, within bounds, and long documents cost no more a row than short ones."""

from __future__ import annotations

from ingest.forms.words import Words
from ingest.vocabulary import load_vocabulary
from tests.unit.helpers import SEEDS


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
