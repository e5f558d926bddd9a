"""Which reader takes a file: by its bytes, whatever it is called."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from ingest import readers
from ingest.errors import RejectedDocumentError
from ingest.readers import READERS, reader, reader_named_in, reader_of, sniff, version_of
from ingest.reading import identity_of, is_current_reader
from tests.unit.helpers import vocabulary
from tests.unit.ole_files import ole_file

PAGE = "<html><body><table><tr><td>项目名称</td><td>灯</td></tr></table></body></html>"


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def content_types(main: str) -> dict[str, str]:
    return {"[Content_Types].xml": f'<Types><Override ContentType="application/vnd.{main}+xml"/></Types>'}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n1 0 obj\n", sniff.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 900 + b"%PDF-1.4\n1 0 obj\nendobj\n", sniff.PDF),
        ("附件说明：%PDF- 是文件头\n".encode(), sniff.TEXT),
        (zipped(**content_types("openxmlformats-officedocument.wordprocessingml.document.main")), sniff.DOCX),
        (zipped(**content_types("openxmlformats-officedocument.spreadsheetml.sheet.main")), sniff.XLSX),
        (zipped(**content_types("ms-excel.sheet.macroEnabled.main")), sniff.XLSX),
        (zipped(word__document="x"), None),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), sniff.ODS),
        (ole_file({"Workbook": b""}), sniff.XLS),
        (ole_file({"WordDocument": b""}), sniff.DOC),
        (ole_file({"WordDocument": b"", "Workbook": b"embedded"}), sniff.DOC),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(8), sniff.XLS),
        (PAGE.encode(), sniff.HTML),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML PUBLIC>" + PAGE.encode("gb18030"), sniff.HTML),
        (PAGE.encode("utf-16"), sniff.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>', sniff.HTML),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            sniff.SPREADSHEET_XML,
        ),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
            b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            sniff.WORD_XML,
        ),
        (
            b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
            b'<pkg:part pkg:name="/word/document.xml" '
            b'pkg:contentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
            sniff.WORD_XML,
        ),
        (
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n",
            sniff.PARCEL,
        ),
        (b"{\\rtf1\\ansi}", sniff.RTF),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), sniff.ODT),
        (("表头\n<table>" + "<tr><td>甲</td><td>乙</td></tr>" * 3 + "</table>").encode(), sniff.HTML),
        (b"<div><p>x</p></div>", sniff.HTML),
        ("<p>项目名称</p>\t路灯\n年度目标\t<br/>亮\n资金总额\t3\n".encode(), sniff.TEXT),
        ("项目名称\t路灯\n".encode(), sniff.TEXT),
        ("BM-2024 路灯\n".encode(), sniff.TEXT),
        ("MZ 路灯\n".encode(), sniff.TEXT),
    ],
)
def test_the_type_is_told_by_the_bytes(data: bytes, expected: sniff.FileType | None) -> None:
    found = sniff.type_of(data)
    if expected is None:
        assert found.reason_code == "archive"
    else:
        assert found is expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(a="1", b="2"), "archive"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"PK\x03\x04" + bytes(40), "damaged_file"),
        (ole_file({"EncryptedPackage": b""}), "encrypted"),
        (ole_file({"PowerPoint Document": b""}), "unsupported_format"),
        (zipped(**content_types("ms-excel.sheet.binary.macroEnabled.main")), "unsupported_format"),
        (b"\xef\xbb\xbf \r\n\t", "empty_file"),
    ],
)
def test_what_no_reader_takes_has_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(RejectedDocumentError) as refused:
        reader_of(data)
    assert refused.value.reason_code == code


def test_every_reader_keeps_the_contract() -> None:
    for name in READERS:
        module = reader(name)
        if module is not None:
            assert re.fullmatch(rf"{name}-\d+(\+[a-z]+-\d+)*", module.VERSION), module.VERSION
            assert module.MEDIA_TYPE
            assert reader_named_in(version_of(name)) == name


def test_a_changed_reader_makes_only_its_own_files_new(monkeypatch: pytest.MonkeyPatch) -> None:
    text, none = (identity_of("", name, vocabulary()).reader_version for name in ("text", readers.NO_READER))
    ended = identity_of("", "text", vocabulary(), "time_limit", "within 1 s").reader_version
    assert is_current_reader(text, "within 1 s")
    assert is_current_reader(ended, "within 1 s")
    assert not is_current_reader(ended, "within 2 s")
    monkeypatch.setattr(reader("text"), "VERSION", "text-999")
    assert not is_current_reader(text, "within 1 s")
    assert is_current_reader(none, "within 1 s")
    assert not is_current_reader("another-1+types-1", "within 1 s")
