"""One page of a PDF as geometry, through pdfium. Every call that touches pdfium stands here and in `document.py`."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.characters import printed
from ingest.readers.pdf.content import Box, PageContent, Piece, Rule

if TYPE_CHECKING:
    import numpy as np

# A page of text holds a few thousand characters and some thousand strokes; a drawing may hold a million.
MAX_GLYPHS = 60_000
MAX_OBJECTS = 60_000
MAX_SEGMENTS = 120_000
MAX_DEPTH = 8
PICTURE_DPI = 200
LEAST_DOTS, MOST_DOTS = 3_500_000, 9_000_000
LONGEST_SIDE = 8_000
THIN = 3.0  # a filled area as thin as this is a line
_STRAIGHT = 0.7  # how far a line may lean and still follow an axis
_QUARTER = math.pi / 2
_OBLIQUE = 0.1  # radians off an axis: a watermark
_SAMPLE = 40
_LEVEL = 0.1  # of the height, as all below: baselines this close are one
_TOUCHING = 0.1  # a gap as narrow as this is none
_OVERLAP = 0.3
_AGAIN = 0.18
_MAX_CLIPS = 16
_HYPHEN = 2  # how pdfium gives a hyphen at a line's end
_NO_CHARACTER = frozenset((0, 0xFFFD, 0xFFFE, 0xFFFF))

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def content_of(page: pdfium.PdfPage, page_no: int) -> PageContent:
    """Texts and rules of a page, turned so that most of its text stands upright."""
    textpage = page.get_textpage()
    try:
        turn = _main_turn(textpage)
        view = _View(Box(*_frame(page)), (page.get_rotation() // 90) % 4 if turn is None else turn)
        content = PageContent(page_no, view.width, view.height)
        walker = _Walker(content, view)
        walker.walk(page)
        _read_pieces(textpage, view, content, walker.clips)
    finally:
        textpage.close()
    return content


def picture_of(page: pdfium.PdfPage) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The page as a picture in shades of grey, 200 dots an inch of an ordinary sheet.

    A sheet of another size, or one that claims to be, gets no more dots than an A3 sheet and no fewer than A4 has.
    """
    left, bottom, right, top = _frame(page)
    across, down = right - left, top - bottom
    scale = PICTURE_DPI / 72
    scale *= math.sqrt(min(max(across * down * scale * scale, LEAST_DOTS), MOST_DOTS) / (across * down * scale * scale))
    scale = min(scale, LONGEST_SIDE / max(across, down))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    finally:
        bitmap.close()


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


def _main_turn(textpage: pdfium.PdfTextPage) -> int | None:
    """Quarter turns at which most characters of the page stand, by a sample; None without any."""
    count = min(raw.FPDFText_CountChars(textpage.raw), MAX_GLYPHS)
    turns = [_turn(textpage.raw, index) for index in range(0, count, max(count // _SAMPLE, 1))]
    straight = [turn for turn in turns if turn is not None]
    return max(set(straight), key=straight.count) if straight else None


def _turn(handle, index: int) -> int | None:
    angle = raw.FPDFText_GetCharAngle(handle, index)
    quarters = round(angle / _QUARTER)
    return quarters % 4 if abs(angle - quarters * _QUARTER) < _OBLIQUE else None


def _read_pieces(textpage: pdfium.PdfTextPage, view: _View, content: PageContent, clips: dict[int, Box]) -> None:
    """Characters of the page as pieces. Calls into pdfium are what this costs: what did not change is not asked for."""
    handle, pieces = textpage.raw, content.pieces
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    get_code, get_box, get_origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    upright = view.turn == 0
    left, high, width, height = view.left, view.high, view.width, view.height
    piece: Piece | None = None
    turn: int | None = 0
    base = before = 0.0
    edges = (0.0, 0.0)  # upper and lower edge of the character before, as the file has them
    count = raw.FPDFText_CountChars(handle)
    content.unread += max(count - MAX_GLYPHS, 0)
    for index in range(min(count, MAX_GLYPHS)):
        code = get_code(handle, index)
        if code <= 32:
            if code == _HYPHEN:
                code = 0x2D
            elif code == 0:
                code = 0xFFFD
            elif code != 32 or raw.FPDFText_IsGenerated(handle, index) == 1:
                continue  # spaces and line ends that pdfium supposes: we measure gaps ourselves
        elif code in _NO_CHARACTER:
            code = 0xFFFD
        text = chr(code) if code < 0xA0 else printed(chr(code))
        if code == 0xFFFD:
            content.unread += 1
        get_box(handle, index, box_at)
        same_line = (box.top, box.bottom) == edges and box.left >= before
        if not same_line:
            edges = box.top, box.bottom
            get_origin(handle, index, x_at, y_at)
            turn = _turn(handle, index)
            if turn is not None:
                turn = (turn - view.turn) % 4
            base = view.point(x.value, y.value)[1]
        before = box.left
        if upright:
            x0, top, x1, bottom = box.left - left, high - box.top, box.right - left, high - box.bottom
        else:
            x0, top, x1, bottom = view.box(box.left, box.bottom, box.right, box.top)
            if not same_line or turn:
                get_origin(handle, index, x_at, y_at)
                base = view.point(x.value, y.value)[1]
        if not (-1 <= x0 + x1 <= 2 * width + 2 and -1 <= top + bottom <= 2 * height + 2):
            piece = None
            continue  # outside the visible part of the page
        clip = clips.get(_address(raw.FPDFText_GetTextObject(handle, index))) if clips else None
        if piece is not None and turn == 0 and piece.turn == 0 and clip == piece.clip:
            tall = bottom - top
            gap = x0 - piece.ends[-1]
            if abs(base - piece.base) <= _LEVEL * tall:
                if text == piece.text[-1] and abs(x0 - piece.starts[-1]) <= _AGAIN * tall:
                    continue  # printed again on itself, which is how some programs make bold
                if -_OVERLAP * tall < gap < _TOUCHING * tall:
                    piece.text += text
                    piece.starts.append(x0)
                    piece.ends.append(x1)
                    if tall > piece.bottom - piece.top:
                        piece.top, piece.bottom = top, bottom
                    continue
        piece = Piece(text, [x0], [x1], top, bottom, base, turn, clip)
        pieces.append(piece)


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
        self.content.objects += self.objects
        if count > MAX_OBJECTS or self.objects > MAX_OBJECTS or self.segments > MAX_SEGMENTS:
            for rules in (self.content.horizontals, self.content.verticals, self.content.fills):
                rules.clear()  # a drawing, no table

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
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                self.content.objects += MAX_OBJECTS  # so deep that nobody knows how many

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
            self.content.image_share = min(self.content.image_share + area / page_area, 1.0)
        across, down = ctypes.c_uint(), ctypes.c_uint()
        if raw.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(across), ctypes.byref(down)):
            self.content.image_pixels += across.value * down.value

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
        box = self._bounds(item, matrix)
        if box is None or self._thin(box):
            return  # most lines are a stroke or a thin filled area each: their bounds tell all
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
