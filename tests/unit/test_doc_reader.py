import importlib
import io
import os
import stat
from pathlib import Path

import pytest
from docx import Document

from ingest.errors import RejectedDocumentError
from ingest.readers import doc, docx, libreoffice
from ingest.readers.doc import read
from tests.unit.docx_files import CONTINUE, RESTART, p, span, tbl, tc, tr, zipped
from tests.unit.docx_files import docx as word_file
from tests.unit.grids import tables_of
from tests.unit.ole_files import ole_file

needs_program = pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed")

BODY = (
    p("某市项目支出绩效目标表")
    + tbl(
        tr(tc("项目名称", span(2)), "路灯维护"),
        tr(tc("绩效指标", RESTART), "数量指标", "≥90%"),
        tr(tc("", CONTINUE), "质量指标", "150万元"),
    )
    + p("注：完")
)
BLOCKS = [
    (None, [(1, (1, "某市项目支出绩效目标表"))]),
    (
        1,
        [
            (1, (1, "项目名称", 1, 2), (3, "路灯维护")),
            (2, (1, "绩效指标", 2, 1), (2, "数量指标"), (3, "≥90%")),
            (3, (2, "质量指标"), (3, "150万元")),
        ],
    ),
    (None, [(2, (1, "注：完"))]),
]
OLD = ole_file({"WordDocument": b"\xec\xa5\xc1\x00", "1Table": b""})
RTF = rb"{\rtf1\ansi\ansicpg936 \'cf\'ee\'c4\'bf\par\trowd\cellx2000\cellx4000\intbl a\cell b\cell\row\pard end\par}"


def code_of(data: bytes) -> str:
    with pytest.raises(RejectedDocumentError) as refused:
        read(data)
    return refused.value.reason_code


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice, to be written; it stands where the program is looked for."""
    path = tmp_path / "bin" / "soffice"
    path.parent.mkdir()
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


# --- without the program


@pytest.mark.parametrize("data", [OLD, RTF])
def test_without_libreoffice_the_file_is_refused_and_the_advice_says_what_to_do(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_of(data) == "needs_libreoffice"


def test_documents_that_were_refused_are_read_again_once_it_is_installed(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(program, "exit 0")
    present = importlib.reload(doc).VERSION
    monkeypatch.setenv("PATH", str(tmp_path))
    absent = importlib.reload(doc).VERSION
    monkeypatch.undo()
    importlib.reload(doc)
    assert present != absent


def test_an_encrypted_document_is_refused_as_such_with_or_without_it() -> None:
    flags = (0x0100).to_bytes(2, "little")
    assert code_of(ole_file({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(6) + flags})) == "encrypted"


def test_a_broken_header_is_refused_before_anything_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_of(OLD[:300]) == "damaged_file"


# --- with a program that stands in for it


def test_the_program_is_given_a_folder_and_a_profile_of_its_own_that_are_gone_afterwards(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    result, seen = tmp_path / "result.docx", tmp_path / "seen"
    result.write_bytes(word_file(BODY))
    write_program(
        program,
        f"""
        mkdir out && cp {result} out/document.docx
        pwd > {seen}; echo "$@" >> {seen}; env >> {seen}; cat document.rtf profile/user/*.xcu >> {seen}
        """,
    )
    grid = read(RTF)
    assert tables_of(grid) == BLOCKS
    assert (grid.media_type, grid.reader_version) == ("application/rtf", doc.VERSION)
    folder, arguments, *rest = seen.read_text(encoding="utf-8").split("\n")
    assert f"-env:UserInstallation=file://{folder}/profile" in arguments
    assert "--headless" in arguments
    text = "\n".join(rest)
    assert f"HOME={folder}" in text
    assert "SECRET_TOKEN" not in text
    assert RTF.decode() in text
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true' in text
    assert not Path(folder).exists()


def test_the_program_is_started_again_where_it_asks_for_it(program: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.docx"
    result.write_bytes(word_file(BODY))
    write_program(
        program, f"[ -e started ] || {{ touch started; exit 81; }}\nmkdir out && cp {result} out/document.docx"
    )
    assert tables_of(read(RTF)) == BLOCKS


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("exit 0", "damaged_file"),
        ("exit 77", "damaged_file"),
        ("exit 81", "damaged_file"),
        ("mkdir out && echo nonsense > out/document.docx", "damaged_file"),
        ("exec sleep 60", "time_limit"),
    ],
)
def test_a_program_that_fails_costs_the_file(
    script: str, code: str, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "TIME_LIMIT_SECONDS", 1)
    write_program(program, script)
    assert code_of(RTF) == code


def test_a_program_that_cannot_be_started_is_as_none(program: Path) -> None:
    program.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert code_of(RTF) == "needs_libreoffice"


# --- with LibreOffice itself


@needs_program
def test_an_old_word_file_gives_the_grid_of_the_new_one() -> None:
    document = Document()
    document.add_paragraph("某市项目支出绩效目标表")
    table = document.add_table(3, 3)
    for place, text in {
        (0, 2): "路灯维护",
        (1, 1): "数量指标",
        (1, 2): "≥90%",
        (2, 1): "质量指标",
        (2, 2): "150万元",
    }.items():
        table.cell(*place).text = text
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目名称"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "绩效指标"
    document.add_paragraph("注：完")
    file = io.BytesIO()
    document.save(file)
    assert tables_of(docx.read(file.getvalue())) == BLOCKS
    grid = read(libreoffice.convert(file.getvalue(), "docx", "doc:MS Word 97"))
    assert tables_of(grid) == BLOCKS
    assert grid.media_type == doc.MEDIA_TYPE


@needs_program
def test_rich_text() -> None:
    assert tables_of(read(RTF)) == [
        (None, [(1, (1, "项目"))]),
        (1, [(1, (1, "a"), (2, "b"))]),
        (None, [(2, (1, "end"))]),
    ]


@needs_program
def test_opendocument_text() -> None:
    office, text, table = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "table"))
    mimetype = "application/vnd.oasis.opendocument.text"
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}" xmlns:table="{table}" '
        'office:version="1.2"><office:body><office:text><text:p>项目</text:p><table:table><table:table-column '
        'table:number-columns-repeated="2"/><table:table-row>'
        + cell.format(' table:number-columns-spanned="2"', "a")
        + "<table:covered-table-cell/></table:table-row><table:table-row>"
        + cell.format("", "b")
        + cell.format("", "c")
        + "</table:table-row></table:table><text:p>end</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    data = zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})
    grid = read(data)
    assert tables_of(grid) == [
        (None, [(1, (1, "项目"))]),
        (1, [(1, (1, "a", 1, 2)), (2, (1, "b"), (2, "c"))]),
        (None, [(2, (1, "end"))]),
    ]
    assert grid.media_type == mimetype


@needs_program
def test_what_libreoffice_cannot_read_either_is_damaged() -> None:
    assert code_of(OLD) == "damaged_file"
