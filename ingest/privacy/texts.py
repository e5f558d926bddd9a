"""A text by itself: what it is, and what is left of it when masked."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.grid import Row
from ingest.privacy.folding import FOLD
from ingest.privacy.labels import Words, compile_labels, labelled_spans
from ingest.privacy.numbers import MAY_HOLD_NUMBER, number_spans
from ingest.vocabulary import Vocabulary

MASK = "〔已遮盖〕"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell's text is by itself: a label, of a contact or of money, and what is left of it when masked."""

    is_label: bool
    is_exact: bool  # a contact label of the vocabulary
    is_loose: bool  # a text that ends in one
    is_money: bool
    masked: str
    is_plain: bool  # no contact label, and nothing to mask in it


_PLAIN_LENGTH = 60  # longer texts do not come twice
_REMEMBERED = 100_000


class Texts:
    """The kinds of texts under one vocabulary; labels and usual values come again in every document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Judge texts by the contact labels of `vocabulary`."""
        self.vocabulary = vocabulary
        self.words = compile_labels(frozenset((entry.label, entry.target) for entry in vocabulary.with_role("contact")))
        self._kinds: dict[str, Kind] = {}

    def kinds(self, row: Row) -> list[Kind]:
        """The kind of each cell of the row."""
        known = self._kinds
        return [known.get(cell.text) or self._find(cell.text) for cell in row.cells]

    def _find(self, text: str) -> Kind:
        found = self._judge(text)
        if len(text) <= _PLAIN_LENGTH and len(self._kinds) < _REMEMBERED:
            self._kinds[text] = found
        return found

    def _judge(self, text: str) -> Kind:
        is_label = bool(self.vocabulary.entries(text))
        is_exact = is_label and self.vocabulary.entry(text, "contact") is not None
        is_loose = not is_label and self._is_loose(text)
        masked = text if is_label else mask(text, self.words)
        is_plain = masked == text and not is_exact and not is_loose
        return Kind(is_label, is_exact, is_loose, is_label and self._is_money(text), masked, is_plain)

    def _is_loose(self, text: str) -> bool:
        """A short text that ends in a contact label, or in one and what is asked for: 业务科室负责人, 责任人签章."""
        if not 2 <= len(text) <= 40 or text.strip()[-1:].translate(FOLD).lower() not in self.words.ends:
            return False
        return self.words.whole.fullmatch(text.translate(FOLD).strip()) is not None

    def _is_money(self, text: str) -> bool:
        """Whether a label heads amounts: 13100000000 beside or below it is money, not a telephone number."""
        entry = self.vocabulary.entry(text, "total", "funding", "column")
        return entry is not None and (entry.role != "column" or entry.target == "amount")


def mask(text: str, words: Words | None) -> str:
    """The text with patterns masked, and what stands behind contact labels where `words` gives some."""
    has_number = MAY_HOLD_NUMBER.search(text) is not None
    has_label = words is not None and words.may_hold_label.search(text) is not None
    if not has_number and not has_label:
        return text
    folded = text.translate(FOLD)
    spans = list(number_spans(folded)) if has_number else []
    if words is not None and has_label:
        spans += labelled_spans(folded, words)
    out: list[str] = []
    at = -1
    for start, end in sorted(spans):
        if start > at:
            out += [text[max(at, 0) : start], MASK]
        at = max(at, end)
    return "".join([*out, text[max(at, 0) :]])
