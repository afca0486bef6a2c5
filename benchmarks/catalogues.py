"""Larger catalogues for timing: the shipped one with its indicators, or breakdowns, many times over.

Written as text, so that every copy has the length, comments and worked examples of the original.
"""

from __future__ import annotations

import re
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "indicators.yaml"
#: What names an indicator and has to be its own.
_OWN_NAME = re.compile(r"^(  - id: |    reference: )(\S+)$", re.MULTILINE)
_OWN_TITLE = re.compile(r"^    title: (\"?)(.*?)\"?$", re.MULTILINE)


def repeated(times: int) -> str:
    """The shipped catalogue with every indicator so many times, each copy under an id of its own."""
    before, indicators = _parts()
    return before + "".join(_renamed(indicators, copy) for copy in range(times))


def one_indicator() -> str:
    """The shipped catalogue with its first indicator only: what any catalogue costs before its indicators."""
    before, indicators = _parts()
    first, *_ = indicators.split("\n  - id: ", 2)[1:]
    policy = re.compile(r"^  parts:\n(    .*\n)+", re.MULTILINE)  # which names others
    return policy.sub("", before) + f"\n  - id: {first}\n"


def with_breakdowns(names: tuple[str, ...], times: int) -> str:
    """The shipped catalogue with each of these breakdowns so many times, as ``sex``, ``sex_1`` and so on."""
    text = SHIPPED.read_text(encoding="utf-8")
    for name in names:
        declared = re.search(rf"^  {name}: .*\n(?:    .*\n)*", text, re.MULTILINE)
        assert declared is not None, name
        copies = (declared[0].replace(name, f"{name}_{copy}", 1) for copy in range(1, times))
        text = text.replace(declared[0], declared[0] + "".join(copies))
    return text


def without_keys() -> str:
    """The shipped catalogue for extracts in which a child may have any row any number of times."""
    return re.sub(r"^    key: \[child_id, .*\n", "", SHIPPED.read_text(encoding="utf-8"), flags=re.MULTILINE)


def _parts() -> tuple[str, str]:
    """The catalogue up to its indicators, and those."""
    text = SHIPPED.read_text(encoding="utf-8")
    at = text.index("\nindicators:\n") + len("\nindicators:\n")
    return text[:at], text[at:]


def _renamed(indicators: str, copy: int) -> str:
    if not copy:
        return indicators
    named = _OWN_NAME.sub(rf"\1\2_{copy}", indicators)
    return _OWN_TITLE.sub(rf'    title: "\2 ({copy})"', named)
