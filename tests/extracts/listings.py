"""Folders laid out as a fragment of `cicscore rule` lists them.

An entry stands on a line of its own: `2016-03/` is a folder, with its entries indented below it; a name
with a colon at the end is a file, with what it holds indented below; any other entry is a file that the
test describes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent


def lay_out(listing: str, into: Path, described: Mapping[str, str | bytes]) -> None:
    """Make every folder and file of the listing; ``described`` says what the entries hold that do not."""
    for entry, below in _entries(listing):
        if entry.endswith("/"):
            (into / entry).mkdir(parents=True)
            lay_out(below, into / entry, described)
        else:
            name = entry.partition(":")[0]
            content = below if entry.endswith(":") else described[entry]
            (into / name).write_bytes(content.encode() if isinstance(content, str) else content)


def newest(folder: Path) -> Path:
    """The last of the folders in ``folder``: the one that a listing is about."""
    return max(entry for entry in folder.iterdir() if entry.is_dir())


def _entries(listing: str) -> Iterator[tuple[str, str]]:
    """Each entry, and what is indented below it, without the indent."""
    for entry, below in re.findall(r"^(\S.*)\n((?: .*\n)*)", listing, re.MULTILINE):
        yield entry, dedent(below)
