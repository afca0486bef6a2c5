"""The colours of the report's style, measured: text 4.5 to 1 on what it stands on, lines and marks 3 to 1."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = files("cicscore.report").joinpath("templates/report.css").read_text(encoding="utf-8")
_NAMED = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", STYLE))
#: What is on screen; print has the same colours.
_ON_SCREEN = STYLE.split("@media")[0]


def colour(selector: str, name: str) -> str:
    """The colour that a rule of exactly this selector sets, the last one; a name of the style is followed."""
    found = [
        declared[1]
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", _ON_SCREEN)
        if selector in [one.strip() for one in selectors.split(",")]
        for declared in re.findall(rf"(?:^|[;\s])({name}):([^;]*)", body)
    ]
    assert found, f"{selector} sets no {name}"
    (value,) = re.findall(r"var\(--[\w-]+\)|#[0-9a-f]{3,6}", found[-1])[-1:]
    return _NAMED[value[6:-1]] if value.startswith("var(") else value


def luminance(hexadecimal: str) -> float:
    """The relative luminance of WCAG 2.2."""
    digits = hexadecimal.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How many to one."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_how_contrast_is_measured() -> None:
    """By the examples of the guidelines: black on white is 21 to 1, #767676 on white just over 4.5."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


WHITE = ("body", "background")
ZONES = [(f".zone.{rag}", "fill") for rag in ("green", "amber", "red")]

TEXT = [
    (("body", "color"), WHITE),
    ((".quiet", "color"), WHITE),
    (("a", "color"), WHITE),
    (("a", "color"), (".commentary", "background")),
    (("body", "color"), (".commentary", "background")),
    ((".facts dt", "color"), WHITE),
    *(((f".rag.{rag}", "color"), (f".rag.{rag}", "background")) for rag in ("green", "amber", "red")),
    ((".axis", "fill"), WHITE),
    *(((".axis", "fill"), zone) for zone in ZONES),
    *(((".word", "fill"), zone) for zone in ZONES),
    ((".end", "fill"), WHITE),
    ((".end.v0", "fill"), WHITE),
    ((".end.v1", "fill"), WHITE),
]


@pytest.mark.parametrize(("text", "ground"), TEXT, ids=str)
def test_text_can_be_read(text: tuple[str, str], ground: tuple[str, str]) -> None:
    """4.5 to 1, whatever its size."""
    assert contrast(colour(*text), colour(*ground)) >= 4.5


GRAPHICS = [
    *(((line, "stroke"), zone) for line in (".line.v0", ".line.v1") for zone in (*ZONES, WHITE)),
    *(((mark, "fill"), zone) for mark in (".mark.v0", ".mark.v1") for zone in (*ZONES, WHITE)),
    *(((".limit.green", "stroke"), zone) for zone in ZONES[:2]),
    *(((".limit.red", "stroke"), zone) for zone in ZONES[1:]),
    *(((".redefined", "stroke"), zone) for zone in (*ZONES, WHITE)),
    ((".spark path", "stroke"), WHITE),
    ((".bar rect", "fill"), WHITE),
    ((".lead", "stroke"), WHITE),
    ((".counts li", "border"), WHITE),
    *(((f".counts .{rag}", "border-left-color"), WHITE) for rag in ("green", "amber", "red")),
    *(((f".rag.{rag}", "border-color"), WHITE) for rag in ("green", "amber", "red")),
    ((".audience", "border"), WHITE),
    (("a:focus-visible", "outline"), WHITE),
    (("[tabindex]:focus-visible", "outline"), WHITE),
]


@pytest.mark.parametrize(("line", "ground"), GRAPHICS, ids=str)
def test_lines_and_marks_can_be_told(line: tuple[str, str], ground: tuple[str, str]) -> None:
    """3 to 1 for what has to be seen to understand the page, focus included."""
    assert contrast(colour(*line), colour(*ground)) >= 3
