"""White space of HTML: what stands in the source between words, and what of it a browser shows."""

from __future__ import annotations

import re

from ingest.readers.flow import Parts

# White space of the source until its line is complete: with a line feed in it, or without. No page holds these.
_SOFT_LINE, _SOFT = "\x0b", "\x1f"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(r"\r\n?")
_SOFT_RUN = re.compile(f"[{_SOFT_LINE}{_SOFT}]+")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\u9fff\ua000-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]")


def soften(text: str) -> str:
    """Mark white space that a browser folds, so that line feeds put in between later are told from it."""
    return _SPACE.sub(lambda run: _SOFT_LINE if "\n" in run[0] or "\r" in run[0] else _SOFT, text)


def as_typed(text: str) -> str:
    """Text that keeps its spaces and lines (`pre`)."""
    return _LINE_END.sub("\n", text)


def fold(parts: Parts) -> Parts:
    """Parts with soft white space folded: one blank, or none at the ends of lines and where a wide text was wrapped."""
    found: Parts = []
    text: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):
            text.append(part)
            continue
        if text:
            found.append(_fold_text("".join(text)))
            text.clear()
        if part is not None:
            found.append(part)
    return found


def _fold_text(text: str) -> str:
    def shown(run: re.Match[str]) -> str:
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        if before in ("", "\n") or after in ("", "\n"):
            return ""
        # Between two wide characters a line feed of the source is no blank: Chinese has none.
        return "" if _SOFT_LINE in run[0] and _WIDE.match(before) and _WIDE.match(after) else " "

    return _SOFT_RUN.sub(shown, text)
