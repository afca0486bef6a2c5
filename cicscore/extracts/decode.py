"""Decode a file's bytes to text."""

from __future__ import annotations

import codecs

from msgspec import Struct

from cicscore.extracts.faults import Message, fault
from cicscore.faults.fault import Fault, Place

_SAVE_AS_UTF8 = "save it again as 'CSV UTF-8 (Comma delimited)'"


class Decoded(Struct, frozen=True):
    """A file's text as UTF-8 (``None`` if it cannot be decoded), and the faults of its encoding."""

    text: bytes | None
    faults: tuple[Fault, ...] = ()


def decode(data: bytes, file: str) -> Decoded:
    """Read ``data`` as UTF-8 with or without a mark, as UTF-16 with one, else as Windows-1252.

    Excel on a British computer writes plain CSV as Windows-1252; almost any bytes can be read that way, so
    there is a warning. In the result lines end in a line feed, even if an old program ended them in a
    carriage return alone.
    """
    if (named := other_format(data)) is not None:
        message = Message(
            f"the file is {named}, whatever its name says",
            f"Open it in the program that wrote it and {_SAVE_AS_UTF8}.",
            allowed="cells separated by commas, as text",
        )
        return Decoded(None, (fault("other-format", Place(file), message),))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoded = _utf16(data, file)
    elif data.startswith(codecs.BOM_UTF8):
        decoded = _utf8(_without_marks(data), file)
    elif _first_not_utf8(data) < 0:
        decoded = Decoded(data)
    else:
        decoded = _windows_1252(data, file)
    if decoded.text is None:
        return decoded
    if b"\0" in decoded.text:
        return _undecodable(
            file,
            _line_at(decoded.text, decoded.text.index(b"\0")),
            "the file holds NUL characters: it is damaged, or in an encoding that it does not declare",
        )
    if b"\r" in decoded.text and b"\n" not in decoded.text:
        return Decoded(decoded.text.replace(b"\r", b"\n"), decoded.faults)
    return decoded


_FORMATS = (
    (b"PK\x03\x04", "an Excel workbook, or another file of that kind"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"<table", "a web page (HTML)"),
    (b"<?xml", "an XML file"),
)


def other_format(data: bytes) -> str | None:
    """The format of a file that is not a CSV, from its first bytes; else ``None``."""
    begins = _without_marks(data[:256]).lstrip().lower()
    return next((name for first, name in _FORMATS if begins.startswith(first.lower())), None)


def _first_not_utf8(data: bytes) -> int:
    """The position of the first bytes that are not UTF-8; -1 if all are."""
    if data.isascii():
        return -1
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _without_marks(data: bytes) -> bytes:
    # Some programs add a mark to one already there; no text begins with one.
    while data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    return data


def _utf8(data: bytes, file: str) -> Decoded:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        return _undecodable(file, line, "the file says that it is UTF-8, but holds bytes that are not")
    return Decoded(data)


def _utf16(data: bytes, file: str) -> Decoded:
    try:
        return Decoded(_without_marks(data.decode("utf-16").encode("utf-8")))
    except UnicodeError:
        return _undecodable(file, None, "the file says that it is UTF-16, but holds bytes that are not")


def _windows_1252(data: bytes, file: str) -> Decoded:
    line = _line_at(data, _first_not_utf8(data))
    try:
        text = data.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(
            file, _line_at(data, error.start), "the file is neither UTF-8 nor Windows-1252 text"
        )
    warning = Message(
        "the file is not UTF-8; it was read as Windows-1252 (this line is the first with such a character)",
        f"Look at accents, dashes and pound signs; to be certain, open it in Excel and {_SAVE_AS_UTF8}.",
    )
    return Decoded(text, (fault("not-utf8", Place(file, line), warning),))


def _undecodable(file: str, line: int | None, found: str) -> Decoded:
    message = Message(
        found,
        f"Export the file again, or open it in the program that wrote it and {_SAVE_AS_UTF8}.",
        allowed="UTF-8, UTF-16 with a byte-order mark, or Windows-1252",
    )
    return Decoded(None, (fault("not-decodable", Place(file, line), message),))


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
