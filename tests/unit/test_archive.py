import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import RejectedDocumentError
from ingest.readers import archive
from ingest.readers.archive import open_archive
from ingest.readers.markup import parse_xml
from ingest.readers.ole import OleFile, stream_names
from tests.unit.ole_files import ole_file


def zip_of(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(RejectedDocumentError) as refused:
        action()
    return refused.value.reason_code


def test_parts_are_found_however_their_names_are_written() -> None:
    opened = open_archive(zip_of({"word\\document.xml": b"a", "/xl/Workbook.xml": b"bc"}))
    assert opened.names == ("word/document.xml", "xl/Workbook.xml")
    assert opened.read("word/document.xml") == b"a"
    assert opened.read("xl/workbook.xml") == b"bc"
    assert opened.size("xl/workbook.xml") == 2
    assert "xl/none.xml" not in opened
    assert code_of(lambda: opened.read("xl/none.xml")) == "damaged_file"


def test_a_part_larger_than_the_limit_is_refused_before_it_is_inflated() -> None:
    opened = open_archive(zip_of({"a": bytes(5000)}))
    assert code_of(lambda: opened.read("a", limit=4999)) == "too_large"
    assert len(opened.read("a", limit=5000)) == 5000


def test_what_is_read_in_all_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_READ_BYTES", 9000)
    opened = open_archive(zip_of({"a": bytes(5000), "b": bytes(5000)}))
    opened.read("a")
    assert code_of(lambda: opened.read("b")) == "too_large"


def test_a_part_gives_no_more_than_it_declares() -> None:
    """The size in the directory is what the bounds go by; an archive that lies about it is cut there."""
    data = bytearray(zip_of({"a": bytes(200_000)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 1000)
    opened = open_archive(bytes(data))
    assert opened.size("a") == 1000
    assert code_of(lambda: opened.read("a")) == "damaged_file"


def test_an_archive_that_unfolds_to_too_much_is_refused_when_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DECLARED_BYTES", 9000)
    assert code_of(lambda: open_archive(zip_of({"a": bytes(5000), "b": bytes(5000)}))) == "too_large"


def test_an_archive_of_very_many_entries_is_refused_when_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 20)
    assert code_of(lambda: open_archive(zip_of({str(n): b"" for n in range(21)}))) == "too_large"


def test_an_encrypted_part_is_refused_as_such() -> None:
    data = bytearray(zip_of({"a": b"text"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(lambda: open_archive(bytes(data)).read("a")) == "encrypted"


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_damaged(keep: float) -> None:
    data = zip_of({f"{n}.xml": bytes(range(256)) * 10 for n in range(5)})
    assert code_of(lambda: open_archive(data[: int(len(data) * keep)])) == "damaged_file"


def test_a_flipped_byte_in_a_part_is_damaged() -> None:
    data = bytearray(zip_of({"a.xml": bytes(range(256)) * 50}))
    data[60] ^= 0xFF
    assert code_of(lambda: open_archive(bytes(data)).read("a.xml")) == "damaged_file"


@given(st.data())
def test_a_damaged_archive_is_read_or_refused_never_a_crash(draws: st.DataObject) -> None:
    data = bytearray(zip_of({"a.xml": b"<a>text</a>" * 20, "b/c.xml": b"x"}))
    for _ in range(draws.draw(st.integers(1, 4))):
        data[draws.draw(st.integers(0, len(data) - 1))] = draws.draw(st.integers(0, 255))
    try:
        opened = open_archive(bytes(data))
        for name in opened.names:
            opened.read(name)
    except RejectedDocumentError as refused:
        assert refused.reason_code in {"damaged_file", "encrypted", "too_large"}


def test_xml_is_parsed_without_comments_and_instructions() -> None:
    root = parse_xml(b"<?xml version='1.0'?><a>x<!-- c --><?p i?>y<b/></a>", "a.xml")
    assert (root.tag, root.text, [child.tag for child in root]) == ("a", "xy", ["b"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"text",
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        b"<!DOCTYPE a [<!ENTITY e 'ten letters'>]><a>&e;</a>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
    ],
)
def test_xml_that_is_broken_nested_without_end_or_asks_for_more_is_damaged(data: bytes) -> None:
    assert code_of(lambda: parse_xml(data, "a.xml")) == "damaged_file"


@pytest.mark.parametrize("data", [b"<a>" + b"<b/>" * 1_000_001 + b"</a>", b"<a>" + b"=" * 1_000_001 + b"</a>"])
def test_xml_that_would_fill_the_memory_is_refused_before_it_is_parsed(data: bytes) -> None:
    assert code_of(lambda: parse_xml(data, "a.xml")) == "too_complex"


def test_streams_of_an_old_office_file() -> None:
    content = b"\xec\xa5" + bytes(range(200)) * 20
    data = ole_file({"WordDocument": content, "1Table": b"", "\x05SummaryInformation": b""})
    assert stream_names(data) == {"WordDocument", "1Table", "\x05SummaryInformation"}
    assert OleFile(data).head("WordDocument", 4) == b"\xec\xa5\x00\x01"
    assert OleFile(data).head("Workbook", 4) == b""
    assert OleFile(data).head("WordDocument", 700)[514:] == content[514:700]


def test_streams_of_an_encrypted_package() -> None:
    assert {"EncryptedPackage", "EncryptionInfo"} <= stream_names(
        ole_file({"EncryptedPackage": b"", "EncryptionInfo": b""})
    )


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"x" * 600, ole_file({})[:300]])
def test_a_broken_ole_header_is_damaged(data: bytes) -> None:
    assert code_of(lambda: stream_names(data)) == "damaged_file"


def test_an_ole_directory_that_runs_in_a_circle_ends() -> None:
    data = bytearray(ole_file({"WordDocument": b""}))
    data[512 + 4 : 512 + 8] = struct.pack("<I", 1)  # the sector of the directory follows itself
    assert stream_names(bytes(data)) == {"WordDocument"}


@given(st.data())
def test_a_damaged_ole_file_is_read_or_refused_never_a_crash(draws: st.DataObject) -> None:
    data = bytearray(ole_file({"Workbook": b"abc", "Other": b""}))
    for _ in range(draws.draw(st.integers(1, 6))):
        data[draws.draw(st.integers(0, 1535))] = draws.draw(st.integers(0, 255))
    try:
        file = OleFile(bytes(data[: draws.draw(st.integers(0, len(data)))]))
        file.head("Workbook", 100)
    except RejectedDocumentError as refused:
        assert refused.reason_code == "damaged_file"
