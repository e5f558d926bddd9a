"""XML with bounds: no external entity, no network, no document type, no tree that fills the memory."""

from __future__ import annotations

from lxml import etree

from ingest.errors import RejectedDocumentError

MAX_TAGS = 2_000_000  # a node of a tree takes 120 bytes, an attribute about 200
MAX_ATTRIBUTES = 2_000_000


def xml_parser() -> etree.XMLParser:
    """A strict parser that fetches and expands nothing. libxml2 bounds depth and text length itself (huge_tree off)."""
    return etree.XMLParser(**PARSER_OPTIONS)


PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part; `name` goes into messages. Raises RejectedDocumentError: `damaged_file`, `too_large`."""
    check_size(data, name)
    try:
        root = etree.fromstring(data, xml_parser())
    except (etree.XMLSyntaxError, ValueError) as error:  # ValueError: an encoding that nobody knows
        raise damaged_xml(name, error) from error
    if root is None:
        raise RejectedDocumentError("damaged_file", f"{name} is empty")
    if root.getroottree().docinfo.doctype:
        raise RejectedDocumentError("damaged_file", f"{name} declares a document type, which no such part may")
    return root


def check_size(data: bytes, name: str) -> None:
    """Refuse what would unfold to a tree of hundreds of megabytes. Raises RejectedDocumentError: `too_large`."""
    tags, attributes = data.count(b"<"), data.count(b"=")
    if tags > MAX_TAGS or attributes > MAX_ATTRIBUTES:
        raise RejectedDocumentError(
            "too_large", f"{name} holds {tags} tags and {attributes} attributes; at most {MAX_TAGS} of each are read"
        )


def damaged_xml(name: str, error: Exception) -> RejectedDocumentError:
    """The refusal for XML that is not well formed: where, and no text of the document."""
    line, column = getattr(error, "position", (0, 0))
    return RejectedDocumentError("damaged_file", f"{name} is not well-formed XML: line {line}, column {column}")
