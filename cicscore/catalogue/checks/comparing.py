"""The check of what figures are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.checks.context import Context, Finding, check
from cicscore.catalogue.yaml import Path
from cicscore.text import spaced

_KEYS = ("compare", "also_compare")


@check("compared-twice")
def compared_twice(context: Context) -> Iterator[Finding]:
    """A second earlier figure that is the first one again."""
    settings = context.document.settings
    of_all: Path = ("settings",)
    if not all(context.source.whole((*of_all, key)) for key in _KEYS):
        return
    if settings.also_compare is settings.compare:
        yield _finding((*of_all, "also_compare"), settings.compare)
    for defined in context.indicators(*_KEYS):
        written = defined.written
        first, second = written.compare or settings.compare, written.also_compare or settings.also_compare
        if first is not second or (written.compare is None and written.also_compare is None):
            continue
        key = "compare" if written.also_compare is None else "also_compare"
        yield _finding((*defined.path, key), first)


def _finding(path: Path, compared: str) -> Finding:
    return Finding(
        path,
        f"`compare` and `also_compare` are both the {spaced(compared)}, so one figure stands twice in a row",
        "Name another earlier figure, or leave `also_compare` out.",
    )
