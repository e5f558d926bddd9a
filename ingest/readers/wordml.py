"""WordprocessingML, the markup of Word: its elements to lines and tables, as a reader of the page sees them.

Left out: deletions and moved-away text, hidden runs and rows, prompts of empty content controls, the second rendering
of what has two, the reading aids of ruby text, field codes. Automatic numbers of lists are no text in the file.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from ingest.readers.flow import FlowCell, FlowTable, Parts, cell_of, lines_of
from ingest.readers.symbols import drawn, is_symbol_font

# The three namespaces that Word has had: transitional, strict, and the XML format of Word 2003.
NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
)
_MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_READ_TABLE = "read-table"  # stands where a table within a table was read before
_MAX_SPAN = 1_000
_OFF = frozenset({"0", "false", "off"})
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# A fraction without its bar would be another number.
_MATH_MARKS = {"den": "/", "sup": "^", "rad": "√"}
_UNREAD = (
    *("del", "moveFrom", "cellDel", "tcPrChange", "trPrChange", "vanish", "hidden"),
    *("showingPlcHdr", "rt", "tabs", "txbxContent"),
)


class WordMarkup:
    """Reads elements of one namespace. Nothing recurses: tables within tables are read innermost first."""

    def __init__(self, namespace: str, claim: Callable[[int], None]) -> None:
        """`claim` is told how many cells a row has; it raises where they are too many."""
        self._claim = claim
        self._word = word = f"{{{namespace}}}"
        math = [f"{{{uri}}}" for uri in _MATH]
        self.section = word + "sectPr"
        self._paragraph, self._table, self._row, self._cell = (word + name for name in ("p", "tbl", "tr", "tc"))
        self._value = word + "val"
        self._texts = frozenset([word + "t", *(uri + "t" for uri in math)])
        self._marks = {word + name: mark for name, mark in _MARKS.items()} | {
            uri + name: mark for uri in math for name, mark in _MATH_MARKS.items()
        }
        self._fields = {word + "sym": self._symbol, word + "checkBox": _check_box, word + "ddList": _chosen}
        # Word 2003 wrote some of them in small letters.
        self._spans = {
            word + name: name.lower() for name in ("gridBefore", "gridSpan", "vMerge", "hMerge", "vmerge", "hmerge")
        }
        self._parts = (self._paragraph, *self._texts, *self._marks, *self._fields, _READ_TABLE)
        self._table_parts = (self._row, self._cell, *self._parts, *self._spans)
        self._unread = {word + name: name for name in _UNREAD} | {
            _COMPATIBILITY + name: name for name in ("Choice", "Fallback")
        }
        self._tables: dict[etree._Element, FlowTable] = {}

    def name(self, local: str) -> str:
        """The qualified name of an element or attribute."""
        return self._word + local

    def prune(self, element: etree._Element) -> None:
        """Take out what is not to be read; put text boxes behind the paragraphs that they hang on."""
        boxes = []
        for mark in list(element.iter(*self._unread)):
            name = self._unread[mark.tag]
            if name == "txbxContent":
                boxes.append(mark)
                continue
            for unread in self._unread_by(mark, name):
                parent = unread.getparent()
                if parent is not None:
                    parent.remove(unread)
        for box in reversed(boxes):
            host = next(box.iterancestors(self._paragraph), None)
            if host is not None and host.getparent() is not None:
                host.addnext(box)

    def draw_symbols(self, element: etree._Element) -> None:
        """Let characters of symbol fonts be what they draw. Apart from `prune`, as few documents have them."""
        for fonts in element.iter(self.name("rFonts")):
            font = fonts.get(self.name("ascii")) or fonts.get(self.name("hAnsi"))
            run = fonts.getparent().getparent() if is_symbol_font(font) else None
            for text in run.iterchildren(*self._texts) if run is not None else ():
                text.text = drawn(text.text or "", font)

    def content(self, element: etree._Element) -> Parts:
        """Lines and tables of a pruned element, whatever wraps them, in reading order."""
        self._tables.clear()
        for table in reversed(list(element.iter(self._table))):  # the inner ones come after the outer
            found = self._read_table(table)
            if table is element:
                return [found]
            stand_in = etree.Element(_READ_TABLE)
            table.getparent().replace(table, stand_in)
            self._tables[stand_in] = found
        return lines_of([self._part(node) for node in element.iter(*self._parts)])

    def _part(self, node: etree._Element) -> str | FlowTable:
        tag = node.tag
        if tag in self._texts:
            return node.text or ""
        if tag == self._paragraph:
            return "\n"
        if tag in self._marks:
            return self._marks[tag]
        if tag == _READ_TABLE:
            return self._tables[node]
        return self._fields[tag](node)

    def _read_table(self, table: etree._Element) -> FlowTable:
        rows = _Rows(self._claim)
        texts, paragraph, cell, row, spans = self._texts, self._paragraph, self._cell, self._row, self._spans
        for node in table.iter(*self._table_parts):
            tag = node.tag
            if tag in texts:
                rows.parts.append(node.text or "")
            elif tag == paragraph:
                rows.parts.append("\n")
            elif tag == cell:
                rows.begin_cell()
            elif tag == row:
                rows.begin_row()
            elif tag in spans:
                rows.span(spans[tag], node.get(self._value))
            else:
                rows.parts.append(self._part(node))
        return rows.finish()

    def _unread_by(self, mark: etree._Element, name: str) -> list[etree._Element]:
        """The elements that a mark takes out of the text."""
        parent = mark.getparent()
        within = etree.QName(parent).localname if parent is not None else ""
        if name in ("vanish", "hidden"):
            is_on = mark.get(self._value, "1") not in _OFF
            holds = {"rPr": self.name("r"), "trPr": self._row}.get(within)  # not the end of a paragraph, not a style
            return [parent.getparent()] if is_on and holds == parent.getparent().tag else []
        if name == "cellDel":
            return [parent.getparent()] if within == "tcPr" else []
        if name == "del" and within == "trPr":
            return [parent.getparent()]
        if name == "showingPlcHdr":
            content = parent.getparent().find(self.name("sdtContent")) if within == "sdtPr" else None
            return list(content.iter(self.name("r"))) if content is not None else []
        if name in ("Choice", "Fallback"):  # one of them is shown: the first choice, else the fallback
            is_second = next(mark.itersiblings(_COMPATIBILITY + "Choice", preceding=True), None) is not None
            return [mark] if is_second else []
        return [mark]

    def _symbol(self, node: etree._Element) -> str:
        number, font = node.get(self.name("char"), ""), node.get(self.name("font"))
        try:
            return drawn(chr(int(number, 16)), font)
        except (ValueError, OverflowError):
            return ""


class _Rows:
    """Puts the cells of one table in their true columns and joins those that were merged."""

    def __init__(self, claim: Callable[[int], None]) -> None:
        self.parts: Parts = []
        self._claim = claim
        self._table = FlowTable()
        self._above: dict[int, FlowCell] = {}  # by column: the cell that a continuation in this row belongs to
        self._merged: dict[int, FlowCell] = {}  # the same for the next row
        self._cells: list[FlowCell] | None = None
        self._last: FlowCell | None = None
        self._in_cell = False
        self._col_no = 1
        self._colspan = 1
        self._down: str | None = None
        self._goes_on_left = False

    def begin_row(self) -> None:
        """The row before is complete."""
        self._end_row()
        self._cells, self._last, self._col_no = [], None, 1

    def begin_cell(self) -> None:
        """The cell before is complete."""
        self._end_cell()
        if self._cells is None:
            self._cells = []
        self._in_cell = True

    def span(self, name: str, value: str | None) -> None:
        """A property of the row or cell: columns before it, columns that it takes, merged down or to the left."""
        if name == "gridbefore":
            self._col_no += _columns(value, 0)
        elif name == "gridspan":
            self._colspan = max(_columns(value, 1), 1)
        elif name == "vmerge":
            self._down = value or "continue"
        else:
            self._goes_on_left = value != "restart"

    def finish(self) -> FlowTable:
        """The whole table."""
        self._end_row()
        return self._table

    def _end_cell(self) -> None:
        if self._in_cell and self._cells is not None:
            self._put(self._cells)
        self.parts.clear()
        self._in_cell, self._colspan, self._down, self._goes_on_left = False, 1, None, False

    def _put(self, cells: list[FlowCell]) -> None:
        col_no, self._col_no = self._col_no, self._col_no + self._colspan
        above = self._above.get(col_no) if self._down == "continue" else None
        if self._goes_on_left and self._last is not None:
            self._last.colspan += self._colspan
        elif above is not None:  # Word shows nothing of what stands in a continuation
            above.rowspan += 1
            self._merged[col_no] = self._last = above
        else:
            self._last = cell_of(self.parts, col_no, self._colspan)
            cells.append(self._last)
            if self._down is not None:
                self._merged[col_no] = self._last

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells is None:
            return
        self._claim(max(len(self._cells), 1))
        self._table.rows.append(self._cells)
        self._table.widths.append(self._col_no - 1)
        self._above, self._merged = self._merged, {}
        self._cells = None


def _columns(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return min(int(text), _MAX_SPAN) if text.isascii() and text.isdigit() and len(text) <= 9 else default


def _check_box(node: etree._Element) -> str:
    """A check box among the old form fields: its state, else what it began with."""
    values = _values(node)
    state = next(iter(values.get("checked", []) or values.get("default", [])), "0")
    return "□" if state in _OFF else "☑"


def _chosen(node: etree._Element) -> str:
    """The chosen entry of a drop-down list among the old form fields."""
    values = _values(node)
    chosen = next(iter(values.get("result", []) or values.get("default", [])), "0")
    entries = values.get("listEntry", [])
    return entries[int(chosen)] if chosen.isdecimal() and len(chosen) < 6 and int(chosen) < len(entries) else ""


def _values(node: etree._Element) -> dict[str, list[str]]:
    """The values of its children by name; a child without one says yes."""
    found: dict[str, list[str]] = {}
    for child in node.iterchildren("*"):
        found.setdefault(etree.QName(child).localname, []).append(next(iter(child.values()), "1"))
    return found
