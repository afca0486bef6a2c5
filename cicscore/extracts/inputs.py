"""The files that a command reads, each opened once however often it is looked at."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import BinaryIO
from weakref import finalize

from msgspec import Struct, field

from cicscore.extracts.columns import HeadingLine, heading_line
from cicscore.extracts.decode import decode

#: The largest file kept in memory between looks; a larger one is kept open, and read again.
_KEPT = 1 << 20
#: How much of a larger file is read to find its headings.
_BEGINNING = 1 << 16
_OTHER_SEPARATORS = ";\t|"
_MARKS = {
    b"\xef\xbb\xbf": "UTF-8 with a byte-order mark",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


class InputFile(Struct, eq=False, weakref=True, dict=True):
    """One file, opened when it is first looked at; ``within``: a table within a file, which is kept."""

    path: Path
    _kept: bytes | None = None
    within: bool = False
    _open: BinaryIO | None = None
    _lock: Lock = field(default_factory=Lock)  # extracts that share a file are read in parallel

    def data(self) -> bytes:
        """The whole file. Raises ``OSError`` if it cannot be opened or read."""
        with self._lock:
            if self._open is None and self._kept is None and self.path.stat().st_size <= _KEPT:
                self._kept = self.path.read_bytes()
            return self._from_start() if self._kept is None else self._kept

    def _from_start(self, most: int = -1) -> bytes:
        """The bytes of a file that is kept open, or so many of the first."""
        if self._open is None:
            self._open = self.path.open("rb")
            finalize(self, self._open.close)
        self._open.seek(0)
        return self._open.read(most)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings, trimmed; empty if the file cannot be read as text with a heading line."""
        if not self.within and not self.path.is_file():  # reading a pipe or a device could wait for ever
            return ()
        try:
            heading = self._first_heading()
        except (OSError, csv.Error):
            return ()
        if heading is None:
            return ()
        if len(heading.cells) == 1:
            for separator in _OTHER_SEPARATORS:
                if separator in heading.cells[0]:
                    return tuple(cell.strip().strip('"') for cell in heading.cells[0].split(separator))
        return heading.cells

    def _first_heading(self) -> HeadingLine | None:
        """The heading line, of a large file from its beginning where that has one."""
        if not self.within and self.path.stat().st_size > _KEPT:
            with self._lock:
                begins = self._from_start(_BEGINNING)
            lines = begins[: begins.rfind(b"\n") + 1]
            # Anything but plain letters may be in an encoding that only the whole file shows.
            if lines.isascii() and b'"' not in lines and (heading := self._heading_of(lines)) is not None:
                return heading
        return self._heading_of(self.data())

    def _heading_of(self, data: bytes) -> HeadingLine | None:
        text = decode(data, self.path.name).text
        return None if text is None else heading_line(text)

    @property
    def form(self) -> str:
        """The encoding and line ends, such as ``UTF-8, lines end in CRLF``."""
        try:
            data = self.data() if self.within or self.path.is_file() else b""
        except OSError:
            return "cannot be opened"
        encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
        if encoding is None:
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                encoding = "not UTF-8"
        ends = "CRLF" if b"\r\n" in data else "LF"
        return f"{encoding or 'UTF-8'}, lines end in {ends}"


class InputFiles(Struct, frozen=True):
    """Every file that a command looks at."""

    _files: dict[Path, InputFile] = field(default_factory=dict)
    _parts: dict[Path, tuple[Path, ...]] = field(default_factory=dict)

    def at(self, path: Path) -> InputFile:
        """The file at this path, which is the same file by whatever name it is reached."""
        return self._files.setdefault(path.resolve(), InputFile(path))

    def holds(self, path: Path) -> bool:
        """Whether the path is that of a table within a file."""
        file = self._files.get(path.resolve())
        return file is not None and file.within

    def parts(self, path: Path, split: Callable[[bytes], Mapping[str, bytes]]) -> tuple[Path, ...]:
        """The paths, below that of the file, of the tables that ``split`` finds in it; it is split once.

        Raises what ``split`` raises, and ``OSError`` if the file cannot be read.
        """
        whole = path.resolve()
        if whole not in self._parts:
            tables = split(self.at(path).data())
            for name, data in tables.items():
                self._files[whole / name] = InputFile(path / name, data, within=True)
            self._parts[whole] = tuple(path / name for name in tables)
        return self._parts[whole]
