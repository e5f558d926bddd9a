"""XML read as a stream of tags and texts: sheets of any size in little memory, nothing fetched or expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from ingest.errors import RejectedDocumentError

MAX_TAGS = 6_000_000  # over all parts of a document
MAX_TAG_BYTES = 4 * 1024 * 1024


class TagBudget:
    """How many tags one document may still hold."""

    def __init__(self, tags: int = MAX_TAGS) -> None:
        """`tags`: over all parts that are read with this budget."""
        self.tags = tags

    def spend(self, count: int) -> None:
        """Count the tags of a piece. Raises RejectedDocumentError `too_complex`."""
        self.tags -= count
        if self.tags < 0:
            raise RejectedDocumentError("too_complex", f"more than {MAX_TAGS} tags")


def stream_xml(
    chunks: Iterable[bytes],
    name: str,
    budget: TagBudget,
    start: Callable[[str, dict[str, str]], bool],
    end: Callable[[str, str], None],
) -> None:
    """Call `start(tag, attributes)` and `end(tag, text)` for every element; tags come without their prefix.

    `start` says whether the text of the element is wanted; `end` gets it, or an empty text. Texts of elements inside a
    wanted one are not part of it. `name` is used in messages.
    Raises RejectedDocumentError: `damaged_file` where it is not well formed or declares a document type, `too_large`,
    `too_complex`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    pieces: list[str] = []
    local: dict[str, str] = {}

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        short = local.get(tag)
        if short is None:
            short = local[tag] = tag.rpartition(":")[2]
        if pieces:
            pieces.clear()
        parser.CharacterDataHandler = pieces.append if start(short, attributes) else None

    def on_end(tag: str) -> None:
        end(local[tag], "".join(pieces))
        if pieces:
            pieces.clear()
        parser.CharacterDataHandler = None

    def on_doctype(*_: object) -> None:
        raise RejectedDocumentError("damaged_file", f"{name} declares a document type, which no such part may")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    fed = 0
    try:
        for chunk in chunks:
            budget.spend(chunk.count(b"<"))
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > MAX_TAG_BYTES:
                raise RejectedDocumentError("too_large", f"{name} holds a tag of more than {MAX_TAG_BYTES} bytes")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "offset", 0)
        reason = f"{name} is not well-formed XML: line {line}, column {column}"
        raise RejectedDocumentError("damaged_file", reason) from error
