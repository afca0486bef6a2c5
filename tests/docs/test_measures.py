"""docs/measures.md is what the program does: each example is part of a sound catalogue."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from cicscore.catalogue.model import Indicator

PAGE = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_of_an_indicator(example: str) -> None:
    """Its keys and words are those of the catalogue."""
    frame = {"id": "it", "title": "It", "theme": "care", "meaning": "It.", "polarity": "none"}
    written = yaml.safe_load("it:\n" + indent(example, "  "))["it"]
    assert Indicator(**{**frame, "period": "snapshot", **written}).unit_label in ("days", "£")
