"""HTML: pages, and what Word and Excel save as pages. Read is what a browser shows, in reading order.

`row_no` of prose counts the lines outside tables through the document. Scripts, styles, comments and what is hidden by
an attribute or a style of its own are left out; style sheets are not looked into. Nothing recurses and nothing is
fetched. A parcel of pages (.mht) is read page by page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import mht
from ingest.readers.charset import VERSION as CHARSET_VERSION
from ingest.readers.charset import decode, is_binary
from ingest.readers.flow import VERSION as FLOW_VERSION
from ingest.readers.flow import FlowCell, FlowTable, Layout, Parts, lines_of
from ingest.readers.htmltable import HtmlTable
from ingest.readers.htmltext import as_typed, fold, soften
from ingest.readers.markup import check_size
from ingest.readers.symbols import drawn, is_symbol_font

VERSION = f"html-1+{FLOW_VERSION}+{CHARSET_VERSION}"
MEDIA_TYPE = "text/html"

_PARSER_OPTIONS = {
    "recover": True,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": True,  # the depth is bounded at 2,048 all the same
    "encoding": "utf-8",
    "collect_ids": False,
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_DECLARED_WITHIN = 8_192
# The parser drops what stands behind the end of a page; pages that were put one behind another have several ends.
_PAGE_END = re.compile(r"</(?:html|body)\s*>", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

_SKIPPED = frozenset(
    (
        *("head", "title", "meta", "link", "base", "script", "style", "template", "noscript", "noembed"),
        *("noframes", "xml", "object", "applet", "iframe", "audio", "video", "canvas", "svg", "map"),
        *("datalist", "del", "rt", "rp"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "section"),
        *("summary", "ul", "br"),
    )
)
_GONE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*(?:all|screen)", re.I)
_UNSEEN = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.I)
_FONT = re.compile(r"""font-family\s*:\s*["']?([\w -]+)""", re.I)
_UNSHOWN_INPUTS = frozenset(("hidden", "submit", "reset", "button", "image", "file", "password", "color", "range"))
_TICKS = {"checkbox": "□☑", "radio": "○●"}


def read(data: bytes) -> Grid:
    """Read one page, or a parcel of pages.

    Raises RejectedDocumentError: `not_text`, `unknown_charset`, `damaged_file`, `too_complex`.
    """
    layout = Layout()
    charsets: list[str] = []
    any_damaged = False
    for page, named in mht.pages(data) if mht.is_parcel(data) else [(data, None)]:
        text, charset, damaged = decode(page, named or _declared_charset(page))
        if is_binary(text):
            raise RejectedDocumentError("not_text", "too many control characters for a page")
        charsets.append(charset)
        any_damaged |= damaged
        root = _parse(text)
        if root is not None:
            _Page(layout).read(root)
    return Grid(MEDIA_TYPE, charsets[0] if charsets else None, VERSION, layout.blocks(), any_damaged)


def _declared_charset(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return found[1].decode("ascii") if found else None


def _parse(text: str) -> etree._Element | None:
    data = _CONTROL.sub("", _PAGE_END.sub("", text)).encode("utf-8", errors="replace")
    check_size(data, "the page")
    parser = etree.HTMLParser(**_PARSER_OPTIONS)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:  # nothing in it that could be an element
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise RejectedDocumentError("damaged_file", "its elements are nested too deep")
    return root


# What is to be done when an element ends.
_End = Callable[[], None] | None


class _Page:
    """Walks through the elements of a page and hands each outermost table to the layout, and what stands above it."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._outside: Parts = []  # text outside tables
        self._tables: list[HtmlTable] = []  # in which the walk is, the innermost last
        self._font: str | None = None
        self._is_typed = False
        self._choices: etree._Element | None = None  # the list of choices seen last, and the one that it shows
        self._chosen: etree._Element | None = None
        self._begins: dict[str, Callable[[etree._Element], _End]] = {
            "table": self._begin_table,
            "tr": self._begin_row,
            "input": self._show_input,
            **dict.fromkeys(("td", "th"), self._begin_cell),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self._begin_section),
            **dict.fromkeys(("pre", "textarea", "listing", "xmp", "plaintext"), self._begin_typed),
            **dict.fromkeys(_BLOCKS, self._begin_block),
        }

    def read(self, root: etree._Element) -> None:
        """Read the page from its root element."""
        pending: list[tuple[etree._Element | None, Iterator[etree._Element], _End]] = [(None, iter((root,)), None)]
        while pending:  # no recursion: elements may be nested thousands deep
            parent, children, end = pending[-1]
            element = next(children, None)
            if element is None:
                pending.pop()
                self._leave(parent, end)
            elif self._is_left_out(element):
                self._leave(element, None)
            else:
                end = self._begins.get(element.tag, self._begin_inline)(element)
                if _is_unseen(element):
                    self._leave(element, end)
                    continue
                self._say(element.text)
                if len(element):
                    pending.append((element, iter(element), end))
                else:
                    self._leave(element, end)
        self._hand_over()

    def _is_left_out(self, element: etree._Element) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED or _is_gone(element):
            return True
        return tag == "option" and not self._is_chosen(element)

    @property
    def _parts(self) -> Parts:
        """Where text goes."""
        return self._tables[-1].parts if self._tables else self._outside

    def _say(self, text: str | None) -> None:
        if text:
            if self._font is not None:
                text = drawn(text, self._font)
            self._parts.append(as_typed(text) if self._is_typed else soften(text))

    def _leave(self, element: etree._Element | None, end: _End) -> None:
        if end is not None:
            end()
        if element is not None:
            self._say(element.tail)

    def _hand_over(self) -> None:
        for item in lines_of(fold(self._outside)):
            self._layout.add(item)
        self._outside.clear()

    def _begin_inline(self, element: etree._Element) -> _End:
        style = element.get("style")
        named = _FONT.search(style) if style else None
        font = named[1] if named else (element.get("face") or "").split(",")[0]
        if not font:
            return None
        before, self._font = self._font, font if is_symbol_font(font) else None

        def end() -> None:
            self._font = before

        return end

    def _begin_block(self, _element: etree._Element) -> _End:
        self._new_line()
        return self._new_line

    def _new_line(self) -> None:
        self._parts.append("\n")

    def _begin_typed(self, _element: etree._Element) -> _End:
        self._new_line()
        before, self._is_typed = self._is_typed, True
        parts = self._parts
        start = len(parts)

        def end() -> None:
            self._is_typed = before
            self._new_line()
            if parts is self._parts:
                parts[start:] = _tabbed(parts[start:])

        return end

    def _show_input(self, element: etree._Element) -> _End:
        kind = (element.get("type") or "text").lower()
        if kind in _TICKS:
            self._parts.append(_TICKS[kind][element.get("checked") is not None])
        elif kind not in _UNSHOWN_INPUTS:
            self._say(element.get("value"))
        return None

    def _is_chosen(self, option: etree._Element) -> bool:
        """Whether the page shows this one of several choices: the first that was selected, else the first."""
        owner = option.getparent()
        if owner is not None and owner.tag == "optgroup":
            owner = owner.getparent()
        if owner is not self._choices:
            chosen = (each for each in owner.iter("option") if each.get("selected") is not None)
            self._choices, self._chosen = owner, next(chosen, option)
        return option is self._chosen

    def _begin_table(self, _element: etree._Element) -> _End:
        if self._tables and not self._tables[-1].in_cell:  # a table in a row, or in no row at all
            self._tables[-1].begin_cell(None, None)
        table = HtmlTable(self._layout.claim)
        self._tables.append(table)

        def end() -> None:
            self._tables.pop()
            self._parts.extend(("\n", *table.finish()))
            if not self._tables:
                self._hand_over()

        return end

    def _begin_section(self, element: etree._Element) -> _End:
        if not self._tables:
            return self._begin_block(element)
        table = self._tables[-1]
        table.begin_section(element.tag)
        return lambda: table.begin_section(None)

    def _begin_row(self, element: etree._Element) -> _End:
        if not self._tables:
            return self._begin_block(element)
        table = self._tables[-1]
        row = table.begin_row()
        return lambda: table.end_row(row)

    def _begin_cell(self, element: etree._Element) -> _End:
        if not self._tables:
            return self._begin_block(element)
        table = self._tables[-1]
        cell = table.begin_cell(element.get("colspan"), element.get("rowspan"))
        return lambda: table.end_cell(cell)


def _is_gone(element: etree._Element) -> bool:
    """Whether an attribute takes the element off the page, and its place with it."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _GONE.search(style) is not None)


def _is_unseen(element: etree._Element) -> bool:
    """Whether it keeps its place, but nothing in it is seen."""
    style = element.get("style")
    return style is not None and _UNSEEN.search(style) is not None


def _tabbed(parts: Parts) -> Parts:
    """Typed text whose lines have tabs is a table: tabs are its borders, as in a text file."""
    if any(not isinstance(part, str) for part in parts):
        return parts
    lines = "".join(str(part) for part in parts).split("\n")
    if sum("\t" in line for line in lines) < 2:
        return parts
    found: Parts = []
    table: FlowTable | None = None
    for line in lines:
        if "\t" not in line:
            found.extend((line, "\n"))
            table = None
            continue
        if table is None:
            table = FlowTable()
            found.append(table)
        cells = [FlowCell(column, text.strip()) for column, text in enumerate(line.split("\t"), start=1)]
        table.rows.append(cells)
        table.widths.append(len(cells))
    return found
