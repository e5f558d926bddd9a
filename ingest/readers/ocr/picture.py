"""A page as a picture: what is ink, how it leans, which of its strokes are ruling lines. Lengths are in pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from ingest.readers.ocr.models import Picture
from ingest.readers.pdf.content import Box, Rule

Ink = np.ndarray[Any, np.dtype[np.uint8]]  # 1 where a pixel is ink, else 0

DPI = 200
_NEAR = 41  # pixels around, whose mean is the paper's shade
_DARKER = 18  # by so much ink is darker than the paper around it
_LONG_ROW, _LONG_COLUMN = 40, 30  # a stroke shorter than this is part of a character
_THICK = 16  # a stroke thicker than this is no line
_LEAST_TURN = 0.02  # degrees: less is not worth the blur


def ink_of(picture: Picture) -> Ink:
    """What is darker than the paper around it: shading, shadows and the grain of a scan are no ink."""
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    return cv2.adaptiveThreshold(smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _NEAR, _DARKER)


def turned(picture: Picture, degrees: float) -> Picture:
    """The picture turned counter-clockwise about its middle, with white corners."""
    if abs(degrees) < _LEAST_TURN:
        return picture
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def strokes_of(ink: Ink) -> tuple[list[Rule], list[Rule]]:
    """Straight strokes along rows and along columns: ruling lines, and long strokes of large characters."""
    rows = _strokes(ink)
    columns = _strokes(np.ascontiguousarray(ink.T), _LONG_COLUMN)
    return rows, columns


def without(ink: Ink, rows: list[Rule], columns: list[Rule]) -> Ink:
    """The ink without these lines."""
    left = ink.copy()
    half = _THICK // 2
    for rule in rows:
        top = max(round(rule.at) - half, 0)
        _wipe(left, ink, top, round(rule.at) + half + 1, round(rule.start), round(rule.end) + 1, (1, _LONG_ROW // 2))
    for rule in columns:
        begin = max(round(rule.at) - half, 0)
        _wipe(
            left, ink, round(rule.start), round(rule.end) + 1, begin, round(rule.at) + half + 1, (_LONG_COLUMN // 2, 1)
        )
    return left


def boxes_of(mask: np.ndarray[Any, Any], least: int) -> list[tuple[Box, int]]:
    """The connected areas of a mask that are not smaller than `least` pixels: box and number of pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask, np.uint8), connectivity=8)
    return [(Box(x, y, x + w, y + h), area) for x, y, w, h, area in stats[1:].tolist() if area >= least]


def halved(picture: Picture) -> Picture:
    """The picture at half its size."""
    height, width = picture.shape
    return cv2.resize(picture, (max(width // 2, 1), max(height // 2, 1)), interpolation=cv2.INTER_AREA)


def _strokes(ink: Ink, length: int = _LONG_ROW) -> list[Rule]:
    """Along rows. A line that leans by a pixel or two is whole all the same."""
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, _, stats, middles = cv2.connectedComponentsWithStats(opened, connectivity=8)
    return [
        Rule(middles[number][1].item() + 0.5, x, x + width)
        for number, (x, _, width, height, _) in enumerate(stats.tolist())
        if number and height <= _THICK
    ]


def _wipe(left: Ink, ink: Ink, top: int, bottom: int, begin: int, end: int, kernel: tuple[int, int]) -> None:
    """Takes away what runs along the line; a character that touches it keeps what stands off it."""
    part = ink[top:bottom, begin:end]
    if part.size == 0:
        return
    along = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
    left[top:bottom, begin:end][cv2.dilate(along, np.ones((3, 3), np.uint8)) > 0] = 0
