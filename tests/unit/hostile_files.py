"""Files made to break a reader, each with what it must give: `read`, or the reason codes that are right for it."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.fixtures.render import FORMATS
from tests.fixtures.render.document import from_text
from tests.unit.ole_files import ole_file

READ = frozenset({"read"})
FORM = (
    "某市项目支出绩效目标表\n\n项目名称\t{name}\n主管部门\t某局\n年度目标\t{goal}\n资金总额\t{amount}\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t安装路灯\t≥{amount}盏\n"
)
OUTSIDE = Path(__file__).resolve().parents[1] / "fixtures" / "hostile" / "outside.txt"  # no document may fetch it
SECRETS = ("张三丰", "13812345678", "HOST-SECRET-TEXT", OUTSIDE.read_text(encoding="utf-8").strip())


@dataclass(frozen=True)
class Hostile:
    """A file: its name, how its bytes are made, and the outcomes that are right."""

    name: str
    make: Callable[[], bytes]
    outcomes: frozenset[str]


def form(name: str = "路灯", goal: str = "亮", amount: str = "12.50") -> str:
    return FORM.format(name=name, goal=goal, amount=amount)


def printed(kind: str, name: str = "路灯") -> bytes:
    return FORMATS[kind](from_text(form(name)))


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED, level: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes], level: int = 1) -> bytes:
    """The archive with one part changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[name] = change(parts.get(name, b""))
    return zipped(parts, level=level)


def laughs(root: str, body: str = "&i;") -> bytes:
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{entities}]>{root.format(body=body)}'.encode()


def external(root: str) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{OUTSIDE.as_uri()}">]>'
    return f'<?xml version="1.0"?>{entity}{root.format(body="&e;")}'.encode()


def encrypted_zip() -> bytes:
    data = bytearray(printed("docx"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt="secret")
    canvas.drawString(100, 700, "locked")
    canvas.save()
    return buffer.getvalue()


def pdf(*objects: bytes) -> bytes:
    """A PDF from its objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def pdf_page(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def rows_of_blanks() -> bytes:
    """A sheet with two hundred thousand formatted rows that hold nothing, and one form."""

    def change(sheet: bytes) -> bytes:
        blank = b"".join(b'<row r="%d" ht="15"><c r="A%d" s="0"/></row>' % (n, n) for n in range(1000, 201_000))
        return sheet.replace(b"</sheetData>", blank + b"</sheetData>")

    return with_part(printed("xlsx"), "xl/worksheets/sheet1.xml", change)


def merged_everywhere() -> bytes:
    def change(sheet: bytes) -> bytes:
        return sheet.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="H1:XFD1048576"/></mergeCells>')

    return with_part(printed("xlsx"), "xl/worksheets/sheet1.xml", change)


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def page_form(first: str = "项目名称") -> str:
    rows = [line.split("\t") for line in form().split("\n")[2:] if line]
    rows[0][0] = first
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<p>某市项目支出绩效目标表</p><table>{cells}</table>"


def either(*codes: str) -> frozenset[str]:
    return frozenset(codes)


SHEET = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell>'
    '<Data ss:Type="String">{body}</Data></Cell></Row></Table></Worksheet></Workbook>'
)
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>{body}</w:t></w:r></w:p></w:body></w:document>"
)
DAMAGED = either("damaged_file")
NOTHING = either("no_target_form", "empty_file")

HOSTILE: tuple[Hostile, ...] = (
    # empty, blank, no text at all
    Hostile("empty.txt", lambda: b"", either("empty_file")),
    Hostile("empty.pdf", lambda: b"", either("empty_file")),
    Hostile("empty.xlsx", lambda: b"", either("empty_file")),
    Hostile("blanks.docx", lambda: b" \r\n\t" * 100, either("empty_file")),
    Hostile("nulls.xls", lambda: bytes(4096), either("empty_file")),
    Hostile("noise.txt", lambda: random.Random(1).randbytes(50_000), either("not_text", "unknown_charset")),
    Hostile("noise.pdf", lambda: random.Random(2).randbytes(50_000), either("not_text", "unknown_charset")),
    Hostile("poem.txt", lambda: "床前明月光\n".encode(), NOTHING),
    # called what they are not
    Hostile("picture.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), either("picture")),
    Hostile("picture.pdf", lambda: b"\xff\xd8\xff\xe0" + bytes(200), either("picture")),
    Hostile("program.docx", lambda: b"MZ\x90\x00" + bytes(200), either("unsupported_format")),
    Hostile("really a pdf.txt", lambda: printed("pdf"), READ),
    Hostile("really a workbook.pdf", lambda: printed("xlsx"), READ),
    Hostile("really word.xls", lambda: printed("docx"), READ),
    Hostile("really a page.xls", lambda: page(page_form()), READ),
    Hostile("really text.docx", lambda: form().encode("gb18030"), READ),
    Hostile("slides.pptx", lambda: ole_file({"PowerPoint Document": b"x"}), either("unsupported_format")),
    Hostile(
        "rich.doc", lambda: b"{\\rtf1\\ansi hello}", either("unsupported_format", "no_target_form", "needs_libreoffice")
    ),
    # cut off, broken, locked
    Hostile("cut.pdf", lambda: printed("pdf")[:700], DAMAGED),
    Hostile("cut.docx", lambda: printed("docx")[:5000], DAMAGED),
    Hostile("cut.xlsx", lambda: printed("xlsx")[:2000], DAMAGED),
    Hostile("cut.xls", lambda: printed("xls")[:1500], DAMAGED | NOTHING),
    Hostile("cut.txt", lambda: form().encode()[:-5] + b"\xe4", either("damaged_text") | READ),
    Hostile("no body.docx", lambda: with_part(printed("docx"), "word/document.xml", lambda _: b"<w:doc"), DAMAGED),
    Hostile(
        "no sheet.xlsx", lambda: with_part(printed("xlsx"), "xl/workbook.xml", lambda _: b"<x/>"), DAMAGED | NOTHING
    ),
    Hostile("locked zip.docx", encrypted_zip, either("encrypted")),
    Hostile("locked.docx", lambda: ole_file({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), either("encrypted")),
    Hostile("locked.pdf", encrypted_pdf, either("encrypted")),
    # archives
    Hostile("documents.zip", lambda: zipped({"a.txt": form().encode()}), either("archive")),
    Hostile("documents.gz", lambda: gzip.compress(form().encode()), either("archive")),
    Hostile("documents.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), either("archive")),
    Hostile("entries.zip", lambda: zipped({str(n): b"" for n in range(10_500)}), either("too_large", "archive")),
    # bombs
    Hostile(
        "bomb.docx",
        lambda: with_part(printed("docx"), "word/document.xml", lambda part: part + b" " * 140_000_000),
        either("too_large"),
    ),
    Hostile(
        "bomb.xlsx",
        lambda: with_part(printed("xlsx"), "xl/sharedStrings.xml", lambda part: part + b" " * 140_000_000),
        READ | either("too_large"),
    ),
    Hostile(
        "bomb.pdf",
        lambda: pdf_page(b"0 0 m 1 1 l S\n" * 5_000_000),
        NOTHING | either("time_limit", "memory_limit", "too_complex", "too_large", "damaged_file"),
    ),
    Hostile("laughs.xml", lambda: laughs(SHEET), DAMAGED | either("too_complex", "unsupported_format", "too_large")),
    Hostile(
        "laughs.docx",
        lambda: with_part(printed("docx"), "word/document.xml", lambda _: laughs(DOCUMENT)),
        DAMAGED | either("too_complex", "too_large"),
    ),
    Hostile("outside.xml", lambda: external(SHEET), DAMAGED | NOTHING),
    Hostile(
        "outside.docx",
        lambda: with_part(printed("docx"), "word/document.xml", lambda _: external(DOCUMENT)),
        DAMAGED | NOTHING,
    ),
    Hostile(
        "kids.pdf",
        lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>"),
        DAMAGED | NOTHING | either("too_many_pages"),
    ),
    Hostile("rows.xlsx", rows_of_blanks, READ),
    Hostile("merged.xlsx", merged_everywhere, READ | either("too_complex")),
    Hostile(
        "line.csv",
        lambda: ("项目,预算," * 1_500_000).encode(),
        NOTHING | either("too_complex", "memory_limit", "time_limit"),
    ),
    Hostile("cell.txt", lambda: form(goal="亮" * 700_000).encode(), either("too_complex")),
    Hostile("cells.txt", lambda: ("\t".join("1" * 1_200_000) + "\n").encode(), either("too_complex", "memory_limit")),
    # markup
    Hostile(
        "span.html",
        lambda: page(page_form().replace("<td>", "<td colspan=999999999 rowspan=999999999>", 1)),
        READ | NOTHING | either("too_complex", "possible_missed_form"),
    ),
    Hostile(
        "bad span.html",
        lambda: page(page_form().replace("<td>", '<td colspan="2%" rowspan="-1">')),
        READ | either("possible_missed_form"),
    ),
    Hostile(
        "deep.html",
        lambda: page("<div>" * 100_000 + page_form()),
        READ | NOTHING | either("damaged_file", "too_complex"),
    ),
    Hostile(
        "tables.html",
        lambda: page("<table><tr><td>" * 3_000 + page_form()),
        READ | NOTHING | either("damaged_file", "too_complex"),
    ),
    Hostile(
        "script.html",
        lambda: page(
            "<script>var a='HOST-SECRET-TEXT 项目名称'</script><style>x{}</style>" + page_form(),
            "<script>HOST-SECRET-TEXT</script>",
        ),
        READ,
    ),
    Hostile("wrong charset.html", lambda: page(page_form()).decode().encode("gb18030"), READ),
    # texts
    Hostile("formula.txt", lambda: form(name="=cmd|'/c calc'!A1", goal="@SUM(1+1)*cmd").encode(), READ),
    Hostile("sql.txt", lambda: form(name="'); drop schema raw cascade; --").encode(), READ),
    Hostile("nul.txt", lambda: form(name="路\x00灯").encode(), READ | either("damaged_text", "not_text")),
    Hostile("two byte.txt", lambda: form().encode("utf-16-le"), READ),
    Hostile("contacts.txt", lambda: (form() + "联系人\t张三丰\t联系电话\t13812345678\n").encode(), READ),
)
