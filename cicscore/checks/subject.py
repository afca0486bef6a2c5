"""What a check looks at, and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from cicscore.catalogue import definitions as c
from cicscore.catalogue import document as d
from cicscore.catalogue.gaps import Gaps
from cicscore.catalogue.yaml_source import Path
from cicscore.checks.uses import Uses, uses_of
from cicscore.vocabulary import RateOn


@dataclass(frozen=True)
class Subject:
    """A catalogue as it is written and as it is linked, as far as both could be read.

    ``on`` is the day on which it is checked: reviews due before it are overdue.
    """

    document: d.CatalogueDocument
    catalogue: c.Catalogue
    gaps: Gaps
    on: dt.date

    @cached_property
    def uses(self) -> Uses:
        """Which columns and named expressions are used."""
        return uses_of(self.document, self.catalogue, self.gaps)

    @property
    def rate_on(self) -> RateOn:
        """What ratings look at; exact values where that could not be read."""
        read = self.gaps.leave_whole(("settings", "rate_on"))
        return self.document.settings.rate_on if read else RateOn.EXACT

    def indicators(self, *keys: str) -> Iterator[Defined]:
        """Every indicator of which these keys could be read whole."""
        pairs = zip(self.document.indicators, self.catalogue.indicators, strict=True)
        for index, (written, linked) in enumerate(pairs):
            path: Path = ("indicators", index)
            if all(self.gaps.leave_whole((*path, key)) for key in keys):
                yield Defined(path, written, linked)


@dataclass(frozen=True)
class Defined:
    """One indicator, as written and as linked."""

    path: Path
    written: d.Indicator
    linked: c.Indicator


@dataclass(frozen=True)
class Finding:
    """What a check found at ``path``: at its value, or with ``at_key`` at its key."""

    path: Path
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None
    at_key: bool = False


Check: TypeAlias = Callable[[Subject], Iterator[Finding]]


def as_read(text: str) -> str:
    """A text as a reader takes it, whatever its letter case and white space."""
    return " ".join(text.casefold().split())
