"""Files of overrides for the small workplace, as people write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.cli.workplace import FOLDER

#: Everything that an override needs, of a figure that is 66.7% and amber when it is computed: 2 of 3.
USUAL: dict[str, Any] = {
    "indicator": "reviews_on_time",
    "variant": "all",
    "as_at": "2016-03-31",
    "field": "value",
    "value": 71.5,
    "who": "Head of Performance",
    "when": "2016-04-05",
    "why": "A review was entered late.",
}


def override(**more: Any) -> dict[str, Any]:
    """An override of the usual figure, but for what the test gives."""
    return USUAL | more


def write(folder: Path, *overrides: dict[str, Any]) -> Path:
    """Put a file with these overrides beside the extracts of the workplace."""
    path = folder / FOLDER / "overrides.yaml"
    # Days stand without quotes, as people write them.
    text = yaml.safe_dump({"overrides": list(overrides)}, sort_keys=False).replace("'", "")
    path.write_text(text, encoding="utf-8")
    return path
