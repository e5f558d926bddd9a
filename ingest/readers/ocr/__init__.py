"""Recognition of text on pages that are pictures: an optional extra, installed by `make ocr`.

A page becomes the same plain geometry that a page with a text layer gives (`readers/pdf/content.py`): texts with their
places, and ruling lines. Tables, cells and spans then come of the PDF reader's own code.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

VERSION = "ocr-2"

# What the extra brings: the wheel that holds the models, what runs them, what handles pictures.
_MODELS, *_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
DETECTION, RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


@cache
def installed() -> bool:
    """Whether the extra is installed. Imports nothing."""
    return all(importlib.util.find_spec(name) is not None for name in _PACKAGES) and all(
        path.is_file() for path in map(model, (DETECTION, RECOGNITION))
    )


def model(name: str) -> Path:
    """Where a model lies, if the extra is installed."""
    spec = importlib.util.find_spec(_MODELS)
    folder = Path(spec.origin).parent if spec is not None and spec.origin is not None else Path()
    return folder / "models" / name
