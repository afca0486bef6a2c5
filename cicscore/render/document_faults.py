"""What every fault of a saved scorecard document shares: its code, its place and what to do."""

from __future__ import annotations

import json
from typing import Final, TypeAlias

NOT_JSON: Final = "CIC401"
NOT_A_SCORECARD: Final = "CIC402"
OTHER_VERSION: Final = "CIC403"
WRONG_CONTENT: Final = "CIC404"
DANGLING_NAME: Final = "CIC405"
CONTRADICTION: Final = "CIC406"

REDO: Final = "compute the scorecard again and save it with --format json; do not edit the document by hand"

DocumentPath: TypeAlias = tuple[int | str, ...]


def path_text(path: DocumentPath) -> str | None:
    """Where in the document, as people write it: ``results[3].rag``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return text.removeprefix(".") or None


def shown(key: str) -> str:
    """A key as JSON spells it, without characters that could move the cursor of a terminal."""
    return json.dumps(key)[1:-1]
