"""What an edition hides, and why: for those who may know, and never a part of the edition."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from cicscore.disclosure.edition import Edition
from cicscore.disclosure.words import count_words
from cicscore.results import Scorecard, Trend


class Hidden(Struct, frozen=True):
    """A count that is hidden: what it is, its value, why, and for whose sake."""

    count: str
    value: int
    why: str
    protects: tuple[str, ...]


def hidden_counts(edition: Edition[Scorecard] | Edition[Trend]) -> Iterator[Hidden]:
    """Every count that an edition hides, in the order of the document."""
    problem, choice = edition.problem, edition.choice
    infos = {info.id: info for info in edition.document.indicators}
    below = f"below {problem.rule.threshold}"
    for n in (int(n) for n in np.flatnonzero(choice.hidden)):
        if problem.is_sensitive[n]:
            why = f"{below}, or of fewer children than that"
        elif problem.must_hide[n]:
            why = "hidden in an edition before"
        else:
            why = "would give away what is small"
        others = choice.because.get(n, frozenset())
        words = tuple(count_words(problem.names[other], infos) for other in sorted(others))
        yield Hidden(count_words(problem.names[n], infos), int(problem.value[n]), why, words)
    for n in choice.known:
        why = "cannot be protected: what gives it away is public already"
        yield Hidden(count_words(problem.names[n], infos), int(problem.value[n]), why, ())
    for n in choice.cut_short:
        why = "time ran out: everything that hangs together with it is hidden"
        yield Hidden(count_words(problem.names[n], infos), int(problem.value[n]), why, ())
