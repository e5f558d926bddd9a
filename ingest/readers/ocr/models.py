"""The two models: where text stands on a picture, and what a line of text says.

PP-OCRv6 small, from the wheel of rapidocr, run by onnxruntime on one thread. The code of that package is not imported:
it may fetch models; here nothing can. Loaded once a process. What is given to the models is bounded by their callers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import onnxruntime

from ingest.readers.ocr import DETECTION, RECOGNITION, model

_GRID = 32  # sides of what the detection is given are multiples of it
_AT_ONCE = 300_000  # pixels that are looked at together: this bounds the memory that it takes
_OVERLAP = 32  # rows that a strip shows of its neighbours
_LEAST_INK = 20  # pixels of ink; a strip with less is blank
_PRESENT = 0.3  # the model's own threshold
LINE_HEIGHT = 48  # of the recognition's pictures
_BLANK = 0  # the class that says: no character here

Picture = np.ndarray[Any, np.dtype[np.uint8]]  # rows and columns of grey, 0 is black


@dataclass(frozen=True, slots=True)
class Character:
    """A character read: how sure (0 to 1), and its middle as a share of the line's length."""

    text: str
    confidence: float
    middle: float


def text_mask(picture: Picture, ink: Picture) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which pixels belong to text, in the middle of its lines: they come out thinner than they are printed.

    `ink` is not 0 where the picture may hold any.
    """
    height, width = picture.shape
    padded = np.full((_up(height), _up(width)), 255, np.uint8)
    padded[:height, :width] = picture
    mask = np.zeros(padded.shape, bool)
    rows = max(_AT_ONCE // padded.shape[1] // _GRID * _GRID - 2 * _OVERLAP, _GRID)
    for top in range(0, padded.shape[0], rows):
        begin, bottom = max(0, top - _OVERLAP), min(padded.shape[0], top + rows)
        end = min(padded.shape[0], bottom + _OVERLAP)
        if np.count_nonzero(ink[begin:end]) >= _LEAST_INK:
            found = _run(DETECTION, padded[begin:end])[0, 0] > _PRESENT
            mask[top:bottom] = found[top - begin : bottom - begin]
    return mask[:height, :width]


def characters(line: Picture) -> list[Character]:
    """What a line of text says, from left to right."""
    height, width = line.shape
    scaled = cv2.resize(line, (max(round(width * LINE_HEIGHT / height), 8), LINE_HEIGHT), interpolation=cv2.INTER_CUBIC)
    scores = _run(RECOGNITION, scaled)[0]
    best = scores.argmax(axis=1)
    alphabet = _alphabet()
    found: list[Character] = []
    before = _BLANK
    for step, number in enumerate(best.tolist()):
        confidence = scores[step, number].item()
        if number != _BLANK and number != before:
            found.append(Character(alphabet[number], confidence, (step + 0.5) / len(best)))
        elif number != _BLANK and confidence > found[-1].confidence:
            found[-1] = Character(found[-1].text, confidence, found[-1].middle)
        before = number
    return found


def _up(side: int) -> int:
    return -(-side // _GRID) * _GRID


def _run(name: str, picture: Picture) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Raises MemoryError where the model finds none."""
    grey = (picture.astype(np.float32) / 255 - 0.5) / 0.5
    return _session(name).run(None, {"x": np.repeat(grey[None, None], 3, axis=1)})[0]


@cache
def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what a large page took is given back
    options.log_severity_level = 4
    cv2.setNumThreads(1)
    return onnxruntime.InferenceSession(str(model(name)), options, providers=["CPUExecutionProvider"])


@cache
def _alphabet() -> tuple[str, ...]:
    """Character of each class; the last one is a space."""
    names = _session(RECOGNITION).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *names, " ")
