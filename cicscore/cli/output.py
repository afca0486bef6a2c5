"""Where a result goes: stdout, or a file that is written whole."""

from __future__ import annotations

import sys
from pathlib import Path

from cicscore.cli.terminal import takes_symbols


def publish(text: str, output: Path | None) -> None:
    """Write a result to stdout, or whole to the file asked for (``-`` is stdout)."""
    if output is None or str(output) == "-":
        # Bytes, so that line ends and characters are the same on every machine.
        encoding = "utf-8" if takes_symbols(sys.stdout) else (sys.stdout.encoding or "ascii")
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding, errors="replace"))
        return
    from cicscore.app.files import write_whole

    write_whole(output, text)
