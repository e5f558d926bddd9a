"""Word (.docx, .docm, .dotx and its XML forms): the body is read as it comes, one paragraph or table at a time.

`row_no` of prose counts lines outside tables through the document, those of the first section's page header first.
Word numbers no pages in the file: `page_no` is null.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lxml import etree

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers.archive import Archive, open_archive
from ingest.readers.flow import VERSION as FLOW_VERSION
from ingest.readers.flow import Layout
from ingest.readers.markup import PARSER_OPTIONS, check_counts, damaged_xml, parse_xml
from ingest.readers.wordml import NAMESPACES, WordMarkup

VERSION = f"docx-1+{FLOW_VERSION}"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_CHILDREN = 200_000  # paragraphs and tables of the body: thousands of pages

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MAIN_PART = "word/document.xml"
_SYMBOL_FONTS = (b"ingdings", b"ebdings", b'"Symbol"')
_MAX_SMALL_PART_BYTES = 8 * 1024 * 1024


def read(data: bytes) -> Grid:
    """Read one Word file.

    Raises RejectedDocumentError: `damaged_file`, `encrypted`, `too_large`, `too_complex`.
    """
    if not data.startswith(b"PK"):
        body = _Body("the document")
        body.feed([data])
        return Grid(MEDIA_TYPE, None, VERSION, body.layout.blocks())
    archive = open_archive(data)
    main = _main_part(archive)
    body = _Body(main)
    body.feed(archive.chunks(main))
    return Grid(MEDIA_TYPE, None, VERSION, body.layout.blocks(_header_lines(archive, main, body)))


class _Body:
    """Takes each child of the body once the next one has begun, and lets go of it: a document is never held whole."""

    def __init__(self, name: str) -> None:
        self.layout = Layout()
        self.headers: list[str] = []  # relationship ids of the first section's page headers
        self._name = name
        self._children = 0
        self._has_section = False
        self._has_symbols = False
        self._markup: WordMarkup | None = None
        self._element: etree._Element | None = None

    def feed(self, chunks: Iterable[bytes]) -> None:
        """Read the main part. Raises RejectedDocumentError."""
        bodies = [f"{{{namespace}}}body" for namespace in NAMESPACES]
        parser = etree.XMLPullParser(events=("start",), tag=bodies, **PARSER_OPTIONS)
        tags = attributes = 0  # of the child that is not complete yet, at most
        tail = b""
        for chunk in chunks:
            tags, attributes = tags + chunk.count(b"<"), attributes + chunk.count(b"=")
            check_counts(tags, attributes, f"one table or paragraph of {self._name}")
            self._has_symbols = self._has_symbols or any(font in tail + chunk for font in _SYMBOL_FONTS)
            tail = chunk[-16:]
            with self._well_formed():
                parser.feed(chunk)
            self._find(parser)
            if self._element is not None and len(self._element) > 1:
                self._take(self._element[-1])
                tags, attributes = chunk.count(b"<"), chunk.count(b"=")
        with self._well_formed():
            parser.close()
        self._find(parser)
        if self._element is None:
            raise RejectedDocumentError("damaged_file", f"{self._name} holds no body of a Word document")
        self._take(None)

    @contextmanager
    def _well_formed(self) -> Iterator[None]:
        try:
            yield
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged_xml(self._name, error) from error

    def _find(self, parser: etree.XMLPullParser) -> None:
        """The body, once it has begun; a second one (of a glossary) is none of the document."""
        if self._element is not None:
            return
        self._element = next((element for _, element in parser.read_events()), None)
        if self._element is not None:
            if self._element.getroottree().docinfo.doctype:
                raise RejectedDocumentError("damaged_file", f"{self._name} declares a document type")
            self._markup = WordMarkup(etree.QName(self._element).namespace or "", self.layout.claim)

    def _take(self, end: etree._Element | None) -> None:
        """Read and drop the children before `end`."""
        body, markup = self._element, self._markup
        if body is None or markup is None:
            raise ValueError("no body yet")
        for element in list(body):
            if element is end:
                break
            self._children += 1
            if self._children > MAX_CHILDREN:
                raise RejectedDocumentError("too_complex", f"more than {MAX_CHILDREN} paragraphs and tables")
            if not self._has_section:
                self._find_headers(element, markup)
            markup.prune(element)
            if self._has_symbols:
                markup.draw_symbols(element)
        for element in list(body):  # listed anew: a text box is a child now, behind the paragraph that it hung on
            if element is end:
                break
            for item in markup.content(element):
                self.layout.add(item)
            body.remove(element)

    def _find_headers(self, element: etree._Element, markup: WordMarkup) -> None:
        section = next(element.iter(markup.section), None)
        if section is None:
            return
        self._has_section = True
        found = {
            kind: identifier
            for reference in section.iterchildren(markup.name("headerReference"))
            if (kind := reference.get(markup.name("type"))) and (identifier := _relationship_id(reference))
        }
        has_first = section.find(markup.name("titlePg")) is not None
        kinds = ("first", "default") if has_first else ("default",)
        self.headers = [found[kind] for kind in kinds if kind in found]


def _relationship_id(reference: etree._Element) -> str | None:
    """Its attribute `id`, in either namespace that relationships have had."""
    return next((value for name, value in reference.items() if name.endswith("}id")), None)


def _main_part(archive: Archive) -> str:
    """The name of the part that the package names as its document."""
    relationships = _relationships(archive, "")
    target = next((target for kind, target, _ in relationships if kind.endswith("/officeDocument")), _MAIN_PART)
    if target not in archive:
        raise RejectedDocumentError("damaged_file", "the archive holds no main part of a Word document")
    return target


def _relationships(archive: Archive, part: str) -> list[tuple[str, str, str]]:
    """(type, name of the part, id) of what a part, or the package as such, refers to inside the archive."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in archive:
        return []
    root = parse_xml(archive.read(source, _MAX_SMALL_PART_BYTES), source)
    return [
        (
            relationship.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", ""))).lstrip("/"),
            relationship.get("Id", ""),
        )
        for relationship in root.iter(f"{_RELATIONSHIPS}Relationship")
        if relationship.get("TargetMode") != "External"
    ]


def _header_lines(archive: Archive, main: str, body: _Body) -> list[str]:
    """Lines of the first section's page headers, of the first page before the others, each text once."""
    targets = {identifier: target for _, target, identifier in _relationships(archive, main)} if body.headers else {}
    lines: dict[str, None] = {}
    for identifier in body.headers:
        part = targets.get(identifier)
        if part is None or part not in archive:
            continue  # Word shows no header then, and says nothing
        root = parse_xml(archive.read(part, _MAX_SMALL_PART_BYTES), part)
        layout = Layout()
        markup = WordMarkup(etree.QName(root).namespace or "", layout.claim)
        markup.prune(root)
        for item in markup.content(root):
            layout.add(item)
        for block in layout.blocks():
            for row in block.rows:
                lines.update((line, None) for cell in row.cells for line in cell.text.split("\n"))
    return list(lines)
