"""Pack the parts of an Office document again, without the time at which they were written."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The language of what is written.
LANGUAGE = "en-GB"


def repacked(data: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """The same parts in the same order, but for those that are replaced, by name."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as again:
        for name in parts.namelist():
            again.writestr(ZipInfo(name), replaced.get(name) or parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of a document."""
    with ZipFile(BytesIO(data)) as parts:
        return parts.read(name)
