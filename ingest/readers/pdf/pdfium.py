"""One page of a PDF as geometry, through pdfium. Every call that touches pdfium stands here and in `document.py`."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.characters import printed
from ingest.readers.pdf.content import Box, Glyph, PageContent, Rule

# A page of text holds a few thousand characters and some thousand strokes; a drawing may hold a million.
MAX_GLYPHS = 60_000
MAX_OBJECTS = 60_000
MAX_SEGMENTS = 120_000
MAX_DEPTH = 8
THIN = 3.0  # a filled area as thin as this is a line
_STRAIGHT = 0.7  # how far a line may lean and still follow an axis
_QUARTER = math.pi / 2
_OBLIQUE = 0.1  # radians off an axis: a watermark
_MAX_CLIPS = 16
_HYPHEN = 2  # how pdfium gives a hyphen at a line's end
_NO_CHARACTER = frozenset((0, 0xFFFD, 0xFFFE, 0xFFFF))

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def content_of(page: pdfium.PdfPage, page_no: int) -> PageContent:
    """Glyphs and rules of a page, turned so that most of its text stands upright."""
    textpage = page.get_textpage()
    try:
        glyphs, turns, unmapped = _raw_glyphs(textpage)
        turn = turns.most_common(1)[0][0] if turns else (page.get_rotation() // 90) % 4
        view = _View(Box(*_frame(page)), turn)
        content = PageContent(page_no, view.width, view.height, unmapped=unmapped)
        walker = _Walker(content, view)
        walker.walk(page)
        clips = walker.clips
        for glyph in glyphs:
            box = view.box(glyph.x0, glyph.y0, glyph.x1, glyph.y1)
            middle_x, middle_y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
            if not (-1 <= middle_x <= view.width + 1 and -1 <= middle_y <= view.height + 1):
                continue  # outside the visible part of the page
            clip = clips.get(_address(raw.FPDFText_GetTextObject(textpage.raw, glyph.index))) if clips else None
            base = view.point(glyph.origin_x, glyph.origin_y)[1]
            relative = None if glyph.turn is None else (glyph.turn - turn) % 4
            content.glyphs.append(Glyph(glyph.text, *box, base, relative, clip))
    finally:
        textpage.close()
    return content


def text_of(page: pdfium.PdfPage) -> str:
    """The page's text in the order of its content, cheaply; for deciding whether the page is wanted."""
    textpage = page.get_textpage()
    try:
        return "".join(map(printed, textpage.get_text_range())).replace("\x02", "-")
    finally:
        textpage.close()


class _View:
    """From the page's own coordinates to ours. `turn`: quarter turns clockwise that its text stands at."""

    def __init__(self, frame: Box, turn: int) -> None:
        self.left, self.low, self.right, self.high = frame
        self.turn = turn
        across, up = self.right - self.left, self.high - self.low
        self.width, self.height = (up, across) if turn % 2 else (across, up)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x - self.left, self.high - y
        if self.turn == 1:
            return self.high - y, self.right - x
        if self.turn == 2:
            return self.right - x, y - self.low
        return y - self.low, x - self.left

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _frame(page: pdfium.PdfPage) -> tuple[float, float, float, float]:
    left, bottom, right, top = page.get_bbox()
    if right - left < 1 or top - bottom < 1:
        return 0.0, 0.0, 595.0, 842.0
    return left, bottom, right, top


class _RawGlyph(NamedTuple):
    """A character in the page's own coordinates, with its index on the text page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    origin_x: float
    origin_y: float
    turn: int | None
    index: int


def _raw_glyphs(textpage: pdfium.PdfTextPage) -> tuple[list[_RawGlyph], Counter[int], int]:
    """Characters, a count of their quarter turns, and how many have no character."""
    glyphs: list[_RawGlyph] = []
    turns: Counter[int] = Counter()
    unmapped = 0
    handle = textpage.raw
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    for index in range(min(raw.FPDFText_CountChars(handle), MAX_GLYPHS)):
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            continue  # spaces and line ends that pdfium supposes: we measure gaps ourselves
        code = raw.FPDFText_GetUnicode(handle, index)
        if code == _HYPHEN:
            code = 0x2D
        elif code in _NO_CHARACTER:
            unmapped += 1
            code = 0xFFFD
        elif code < 32:
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, box_at)
        raw.FPDFText_GetCharOrigin(handle, index, x_at, y_at)
        angle = raw.FPDFText_GetCharAngle(handle, index)
        quarters = round(angle / _QUARTER)
        turn = quarters % 4 if abs(angle - quarters * _QUARTER) < _OBLIQUE else None
        if turn is not None:
            turns[turn] += 1
        glyphs.append(
            _RawGlyph(printed(chr(code)), box.left, box.bottom, box.right, box.top, x.value, y.value, turn, index)
        )
    return glyphs, turns, unmapped


def _address(item) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


class _Walker:
    """Walks the drawing objects of a page, nested forms included, and notes lines and filled areas."""

    def __init__(self, content: PageContent, view: _View) -> None:
        self.content, self.view = content, view
        self.objects = self.segments = 0
        self.edges = [ctypes.c_float() for _ in range(4)]
        self.edges_at = [ctypes.byref(edge) for edge in self.edges]
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.x, self.y = ctypes.c_float(), ctypes.c_float()
        self.clips: dict[int, Box] = {}  # of text objects that reach out of what is shown of them, by address

    def walk(self, page: pdfium.PdfPage) -> None:
        handle = page.raw
        count = raw.FPDFPage_CountObjects(handle)
        objects = (raw.FPDFPage_GetObject(handle, index) for index in range(min(count, MAX_OBJECTS)))
        self._objects(objects, _IDENTITY, 0)
        if count > MAX_OBJECTS or self.objects > MAX_OBJECTS or self.segments > MAX_SEGMENTS:
            content = self.content
            content.overfull = True
            content.horizontals.clear()
            content.verticals.clear()
            content.fills.clear()

    def _objects(self, objects, matrix: _Matrix, depth: int) -> None:
        for item in objects:
            self.objects += 1
            if self.objects > MAX_OBJECTS or self.segments > MAX_SEGMENTS:
                return
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_TEXT:
                if depth == 0:
                    self._text(item)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = _times(_matrix_of(item), matrix)
                count = raw.FPDFFormObj_CountObjects(item)
                self._objects((raw.FPDFFormObj_GetObject(item, i) for i in range(max(count, 0))), inner, depth + 1)

    def _bounds(self, item, matrix: _Matrix) -> Box | None:
        """Bounds in our coordinates."""
        if not raw.FPDFPageObj_GetBounds(item, *self.edges_at):
            return None
        left, bottom, right, top = (edge.value for edge in self.edges)
        if matrix is not _IDENTITY:
            corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        return self.view.box(left, bottom, right, top)

    def _image(self, item, matrix: _Matrix) -> None:
        box = self._bounds(item, matrix)
        if box is not None:
            area = (box.x1 - box.x0) * (box.bottom - box.top)
            page_area = max(self.content.width * self.content.height, 1.0)
            self.content.image_share = max(self.content.image_share, min(area / page_area, 1.0))

    def _text(self, item) -> None:
        """Note what is shown of a text that is cut off: a spreadsheet's cell whose text has no room in it."""
        path = raw.FPDFPageObj_GetClipPath(item)
        count = raw.FPDFClipPath_CountPaths(path)
        if not 0 < count <= _MAX_CLIPS:
            return
        shown = None
        for number in range(count):
            points = []
            for index in range(min(raw.FPDFClipPath_CountPathSegments(path, number), 8)):
                segment = raw.FPDFClipPath_GetPathSegment(path, number, index)
                raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(self.x), ctypes.byref(self.y))
                points.append((self.x.value, self.y.value))
            if not 4 <= len(points) <= 5 or len({round(x) for x, _ in points}) > 2:
                continue  # no rectangle
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = self.view.box(min(xs), min(ys), max(xs), max(ys))
            shown = box if shown is None else _common(shown, box)
        bounds = self._bounds(item, _IDENTITY)
        if shown is not None and bounds is not None and not _within(bounds, shown):
            self.clips[_address(item)] = shown

    def _path(self, item, matrix: _Matrix) -> None:
        if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(self.fill), ctypes.byref(self.stroke)):
            return
        filled, stroked = self.fill.value != 0, bool(self.stroke.value)
        if not filled and not stroked:
            return
        if not stroked:  # most lines of office programs are thin filled areas: their bounds tell all
            box = self._bounds(item, matrix)
            if box is None or self._thin(box):
                return
        count = raw.FPDFPath_CountSegments(item)
        self.segments += max(count, 0)
        if self.segments > MAX_SEGMENTS:
            return
        full = _times(_matrix_of(item), matrix)
        for points, closed, curved in self._subpaths(item, count, full):
            if stroked:
                self._outline(points, closed)
            elif not curved:
                self._area(points)

    def _subpaths(self, item, count: int, matrix: _Matrix):
        """Each run of points with whether it is closed and whether any part is a curve (whose ends only are kept)."""
        points: list[tuple[float, float] | None] = []
        closed = curved = False
        curve_points = 0
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(self.x), ctypes.byref(self.y))
            point = self.view.point(*_apply(matrix, self.x.value, self.y.value))
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    yield points, closed, curved
                points, closed, curved = [point], False, False
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                curved = True
                curve_points += 1
                if curve_points % 3 == 0:
                    points += [None, point]  # no line leads to the end of a curve
            else:
                points.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                closed = True
        if len(points) > 1:
            yield points, closed, curved

    def _outline(self, points: list[tuple[float, float] | None], closed: bool) -> None:
        ring = [*points, points[0]] if closed else points
        solid = [point for point in points if point is not None]
        xs, ys = [x for x, _ in solid], [y for _, y in solid]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if len(solid) > 3 and self._thin(box):
            return
        for start, end in zip(ring, ring[1:], strict=False):
            if start is not None and end is not None:
                self._line(*start, *end)

    def _area(self, points: list[tuple[float, float] | None]) -> None:
        """A filled area: a line where it is thin, else noted if it is a rectangle."""
        solid = [point for point in points if point is not None]
        xs, ys = [x for x, _ in solid], [y for _, y in solid]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if self._thin(box):
            return
        on_edges = all(
            min(abs(x - box.x0), abs(x - box.x1)) < _STRAIGHT and min(abs(y - box.top), abs(y - box.bottom)) < _STRAIGHT
            for x, y in solid
        )
        if on_edges and len(solid) >= 4:
            self.content.fills.append(box)

    def _thin(self, box: Box) -> bool:
        """Note a thin box as the line it draws. A dot is no line, but a piece of one: joined later."""
        across, down = box.x1 - box.x0, box.bottom - box.top
        if down <= THIN and across > down:
            self.content.horizontals.append(Rule((box.top + box.bottom) / 2, box.x0, box.x1))
        elif across <= THIN and down > across:
            self.content.verticals.append(Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
        elif across <= THIN and down <= THIN:
            self.content.horizontals.append(Rule((box.top + box.bottom) / 2, box.x0, box.x1))
            self.content.verticals.append(Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
        else:
            return False
        return True

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) > _STRAIGHT:
            self.content.horizontals.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) > _STRAIGHT:
            self.content.verticals.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _matrix_of(item) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    """The matrix that applies `first`, then `second`."""
    if second is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    a2, b2, c2, d2, e2, f2 = second
    return (
        a * a2 + b * c2,
        a * b2 + b * d2,
        c * a2 + d * c2,
        c * b2 + d * d2,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _common(one: Box, other: Box) -> Box:
    return Box(max(one.x0, other.x0), max(one.top, other.top), min(one.x1, other.x1), min(one.bottom, other.bottom))


def _within(inner: Box, outer: Box, slack: float = 1.0) -> bool:
    return (
        inner.x0 >= outer.x0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.top >= outer.top - slack
        and inner.bottom <= outer.bottom + slack
    )
