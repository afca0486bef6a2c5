"""docs/targets.md is what the program does: each example is part of a sound catalogue."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from textwrap import indent

import pytest

from cicscore.app.check import check
from tests.checks.fragments import completed

PAGE = (Path(__file__).parents[2] / "docs" / "targets.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_sound(example: str) -> None:
    """As part of an indicator of which higher is better."""
    fragment = "indicators:\n  - id: example\n" + indent(example, "    ")
    report = check(
        completed(fragment).encode(), "it.yaml", on=dt.date(2024, 1, 1), examples=False, strict=True
    )
    assert report.faults == ()
