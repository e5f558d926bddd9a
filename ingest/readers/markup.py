"""XML with bounds: no external entity, no network, no document type, no tree that fills the memory."""

from __future__ import annotations

from lxml import etree

from ingest.errors import RejectedDocumentError

MAX_TAGS = 1_000_000  # and as many attributes: such a tree takes 400 MB at the very worst


# Strict, fetches and expands nothing; libxml2 itself bounds depth (256) and the length of a text (huge_tree off).
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
    """The root of an XML part; `name` goes into messages.

    Raises RejectedDocumentError: `damaged_file`, `too_complex`.
    """
    check_size(data, name)
    try:
        root = etree.fromstring(data, etree.XMLParser(**PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:  # ValueError: an encoding that nobody knows
        raise damaged_xml(name, error) from error
    if root is None:
        raise RejectedDocumentError("damaged_file", f"{name} is empty")
    if root.getroottree().docinfo.doctype:
        raise RejectedDocumentError("damaged_file", f"{name} declares a document type, which no such part may")
    return root


def check_size(data: bytes, name: str) -> None:
    """Refuse what would unfold to a tree of hundreds of megabytes. Raises RejectedDocumentError: `too_complex`."""
    check_counts(data.count(b"<"), data.count(b"="), name)


def check_counts(tags: int, attributes: int, name: str) -> None:
    """As `check_size`, where the opening brackets and the equals signs were counted before."""
    if tags > MAX_TAGS or attributes > MAX_TAGS:
        raise RejectedDocumentError(
            "too_complex", f"{name} holds {tags} tags and {attributes} attributes; at most {MAX_TAGS} of each are read"
        )


def damaged_xml(name: str, error: Exception) -> RejectedDocumentError:
    """The refusal for XML that is not well formed: where, and no text of the document."""
    line, column = getattr(error, "position", (0, 0))
    return RejectedDocumentError("damaged_file", f"{name} is not well-formed XML: line {line}, column {column}")
