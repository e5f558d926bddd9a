"""Word files made by hand: only the parts that a reader needs, so that a test states the very markup it is about."""

from __future__ import annotations

import io
import zipfile

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document_xml(body: str, namespace: str = TRANSITIONAL) -> str:
    """The main part around the content of its body."""
    return f'<w:document xmlns:w="{namespace}" {_NAMESPACES}><w:body>{body}</w:body></w:document>'


def docx(body: str, namespace: str = TRANSITIONAL, main: str = "word/document.xml", **headers: str) -> bytes:
    """A Word file of that body; a header is a relationship id and the content of its part."""
    folder, name = main.rsplit("/", 1)
    parts = {
        "_rels/.rels": relationships((f"{_OFFICE}/officeDocument", main, "rId1")),
        main: document_xml(body, namespace),
    }
    if headers:
        parts[f"{folder}/_rels/{name}.rels"] = relationships(
            *((f"{_OFFICE}/header", f"{key}.xml", key) for key in headers)
        )
        for key, content in headers.items():
            parts[f"{folder}/{key}.xml"] = f'<w:hdr xmlns:w="{namespace}" {_NAMESPACES}>{content}</w:hdr>'
    return zipped(parts)


def relationships(*rows: tuple[str, str, str]) -> str:
    """A part of relationships: type, target, id of each."""
    inner = "".join(f'<Relationship Type="{kind}" Target="{target}" Id="{key}"/>' for kind, target, key in rows)
    return f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


def p(*runs: str) -> str:
    """A paragraph; a run that is no markup becomes one."""
    return f"<w:p>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    """A cell of one paragraph, or of the markup given."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; a cell that is no markup becomes one."""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    """Property of a cell that takes several columns."""
    return f'<w:gridSpan w:val="{columns}"/>'


RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"
