"""XML read as a stream of tags and texts: sheets of any size in little memory, nothing fetched or expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from ingest.errors import RejectedDocumentError

MAX_TAGS = 3_000_000  # over all parts of a document
_TAGS_KEPT = 1_000
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


class _Handlers(dict[str, tuple[Callable[[dict[str, str]], object] | None, Callable[[str], object] | None, bool]]):
    """Start, end and "text wanted" by tag as it is written, with its prefix; found out when it first comes."""

    def __init__(
        self,
        starts: Mapping[str, Callable[[dict[str, str]], object]],
        ends: Mapping[str, Callable[[str], object]],
        texts: frozenset[str],
    ) -> None:
        super().__init__()
        self._starts, self._ends, self._texts = starts, ends, texts

    def __missing__(
        self, tag: str
    ) -> tuple[Callable[[dict[str, str]], object] | None, Callable[[str], object] | None, bool]:
        name = tag.rpartition(":")[2]
        found = (self._starts.get(name), self._ends.get(name), name in self._texts)
        if len(self) < _TAGS_KEPT:
            self[tag] = found
        return found


def stream_xml(
    chunks: Iterable[bytes],
    name: str,
    budget: TagBudget,
    starts: Mapping[str, Callable[[dict[str, str]], object]],
    ends: Mapping[str, Callable[[str], object]],
    texts: frozenset[str],
) -> None:
    """Call `starts[tag](attributes)` and `ends[tag](text)`; tags go without their prefix, all others are passed over.

    `texts` are the tags whose text is wanted, from the last tag within them to their end; others end with "".
    `name` is used in messages. Raises RejectedDocumentError: `damaged_file` where it is not well formed or declares a
    document type, `too_large`, `too_complex`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    pieces: list[str] = []
    handlers = _Handlers(starts, ends, texts)

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        start, _, wanted = handlers[tag]
        if start is not None:
            start(attributes)
        if wanted:
            pieces.clear()
            parser.CharacterDataHandler = pieces.append

    def on_end(tag: str) -> None:
        _, end, wanted = handlers[tag]
        if wanted:
            parser.CharacterDataHandler = None
        if end is not None:
            end("".join(pieces) if wanted else "")

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
