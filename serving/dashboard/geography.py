"""A user's own map of provinces, drawn as shapes. We ship none: a published map of China needs an approval number.

The file is `map.geojson` in the warehouse folder, longitudes and latitudes as GeoJSON has them. A feature is the
province whose code it carries in `adcode`, `region_code`, `code` or `gb`, or whose name it carries in `name`. The
approval number (审图号) stands in `approval_number` or `审图号` of the collection and is printed below the map.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CODES = ("adcode", "region_code", "code", "gb")
APPROVALS = ("approval_number", "审图号")
WIDTH = 1000.0
LARGEST_BYTES = 1_000_000  # of the shapes; a page has 5 MB in all
# Albers' equal-area projection, with the parallels that atlases of China use.
SOUTH, NORTH, MIDDLE = math.radians(25), math.radians(47), math.radians(105)


class MapError(Exception):
    """The map cannot be used; the page has its tile grid instead."""


@dataclass(frozen=True)
class Shapes:
    """Outlines of provinces in a picture of `width` by `height`, as SVG paths by code."""

    width: int
    height: int
    paths: Mapping[str, str]
    approval_number: str

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "width": self.width,
            "height": self.height,
            "paths": dict(self.paths),
            "approval_number": self.approval_number,
        }


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    cone = (math.sin(SOUTH) + math.sin(NORTH)) / 2
    constant = math.cos(SOUTH) ** 2 + 2 * cone * math.sin(SOUTH)
    radius = math.sqrt(max(constant - 2 * cone * math.sin(math.radians(latitude)), 0)) / cone
    angle = cone * (math.radians(longitude) - MIDDLE)
    return radius * math.sin(angle), radius * math.cos(angle)


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        polygons = [coordinates]
    elif kind == "MultiPolygon":
        polygons = coordinates
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part)
        return
    else:
        return  # lines and points, such as the dashes of a sea border, are no province
    for polygon in polygons:
        for ring in polygon:
            yield [_projected(float(point[0]), float(point[1])) for point in ring]


def _province_of(properties: Mapping[str, Any], codes_by_name: Mapping[str, str]) -> str | None:
    for key in CODES:
        digits = "".join(character for character in str(properties.get(key) or "") if character.isdigit())
        code = digits[-6:] if len(digits) >= 6 else digits
        if code in codes_by_name.values():
            return code
    return codes_by_name.get(str(properties.get("name") or "").strip())


def read_map(path: Path, codes_by_name: Mapping[str, str]) -> Shapes:
    """The shapes of `path`; `codes_by_name` has the provinces. Raises MapError with what to mend."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document["features"]
        numbers = [document.get(key) or (document.get("properties") or {}).get(key) for key in APPROVALS]
        approval = next((str(number).strip() for number in numbers if number), "")
        rings: dict[str, list[list[tuple[float, float]]]] = {}
        for feature in features:
            code = _province_of(feature.get("properties") or {}, codes_by_name)
            if code is not None and feature.get("geometry"):
                rings.setdefault(code, []).extend(_rings(feature["geometry"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise MapError(f"{path} is no GeoJSON of polygons in longitude and latitude: {error!r}") from error
    if not approval:
        raise MapError(
            f"{path} has no approval number (审图号). A map that is shown to others needs one: add"
            ' "approval_number": "GS(…)…号" beside "features".'
        )
    points = [point for parts in rings.values() for ring in parts for point in ring]
    if not points:
        raise MapError(f"{path} holds no province: give features a property adcode (six digits) or name.")
    return _shapes(rings, points, approval, path)


def _shapes(
    rings: Mapping[str, list[list[tuple[float, float]]]],
    points: list[tuple[float, float]],
    approval: str,
    path: Path,
) -> Shapes:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = WIDTH / ((right - left) or 1)
    paths = {}
    for code, parts in sorted(rings.items()):
        drawn = []
        for ring in parts:
            placed = [(round((x - left) * scale), round((y - top) * scale)) for x, y in ring]
            kept = [point for number, point in enumerate(placed) if number == 0 or point != placed[number - 1]]
            drawn.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
        paths[code] = "".join(drawn)
    size = sum(map(len, paths.values()))
    if size > LARGEST_BYTES:
        raise MapError(f"The shapes of {path} come to {size:,} bytes, more than {LARGEST_BYTES:,}: simplify the map.")
    return Shapes(int(WIDTH), round((bottom - top) * scale) or 1, paths, approval)
