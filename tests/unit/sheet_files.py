"""Workbooks for tests: written by the libraries that people use, and by hand where those write too well."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import openpyxl
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Place = tuple[int, int]


def saved_xlsx(workbook: openpyxl.Workbook) -> bytes:
    """The bytes that openpyxl saves."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def saved_xls(workbook: xlwt.Workbook) -> bytes:
    """The bytes that xlwt saves."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_xml(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """A worksheet part around its rows."""
    return f'{XML}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles_xml(*codes: str, ruled: Iterable[int] = ()) -> str:
    """A styles part: style n has the n-th code; `ruled` are styles with a line at their left."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{code.replace("&", "&amp;").replace(chr(34), "&quot;")}"/>'
        for i, code in enumerate(codes)
    )
    lines = set(ruled)
    styles = "".join(f'<xf numFmtId="{200 + i}" borderId="{int(i in lines)}"/>' for i in range(len(codes)))
    return (
        f'{XML}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        '<borders><border><left/></border><border><left style="thin"/></border></borders>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    )


def workbook_zip(
    sheets: dict[str, str],
    strings: str | None = None,
    styles: str | None = None,
    states: dict[str, str] | None = None,
    properties: str = "",
    kinds: dict[str, str] | None = None,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """A workbook from the XML of its parts. `kinds`: kind of relation by sheet where it is no worksheet."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[name]}"' if states and name in states else "")
        + "/>"
        for i, name in enumerate(names, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{(kinds or {}).get(name, "worksheet")}" '
        f'Target="worksheets/sheet{i}.xml"/>'
        for i, name in enumerate(names, start=1)
    )
    for part in ("sharedStrings", "styles"):
        relations += f'<Relationship Id="{part}" Type="{RELATIONS}/{part}" Target="/xl/{part}.xml"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{XML}<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        for i, xml in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", xml)
        if strings is not None:
            archive.writestr("xl/sharedStrings.xml", f'{XML}<sst xmlns="{MAIN}">{strings}</sst>')
        if styles is not None:
            archive.writestr("xl/styles.xml", styles)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()
