"""Figures that would come out otherwise, were something otherwise that the files leave open."""

from __future__ import annotations

from collections.abc import Sequence

from cicscore.engine.figure import Figure
from cicscore.rating import Measured
from cicscore.tables.table import Doubt
from cicscore.vocabulary import Status


def without_doubtful(found: Sequence[Figure], supposed: Sequence[Figure], doubt: Doubt) -> tuple[Figure, ...]:
    """The figures found, those that differ from the ``supposed`` ones withheld for the doubt's reason.

    Never a wrong number: a figure that rests on what is not known is not given at all.
    """
    otherwise = {_key(figure): _counts(figure.measured) for figure in supposed}
    return tuple(
        figure
        if figure.measured.status not in _COUNTED or otherwise.get(_key(figure)) == _counts(figure.measured)
        else _withheld(figure, doubt)
        for figure in found
    )


_COUNTED = frozenset({Status.CALCULATED, Status.NO_DENOMINATOR})


def _key(figure: Figure) -> tuple[str, str | None, str | None]:
    return figure.variant, figure.breakdown, figure.group


def _counts(measured: Measured) -> tuple[object, ...]:
    return measured.numerator, measured.denominator


def _withheld(figure: Figure, doubt: Doubt) -> Figure:
    measured = Measured(doubt.status, doubt.reason, None, None, None)
    return Figure(figure.variant, figure.breakdown, figure.group, measured)
