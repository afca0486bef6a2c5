"""The ``audit`` command without its command line: what arithmetic proves about a printed scorecard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cicscore import __version__
from cicscore.app.files import Given, text_of
from cicscore.audit.earlier import EarlierFigure, figures_of_scorecard, figures_of_sheet
from cicscore.audit.proofs import Audit, audit_sheet
from cicscore.audit.reading import read_sheet
from cicscore.faults.fault import Fault, FaultsFoundError
from cicscore.render.json import parse_scorecard


def audit_published(printed: Given, earlier: Iterable[Given] = ()) -> Audit:
    """Everything in a printed scorecard that its own cells, or earlier scorecards, contradict.

    Raises ``FaultsFoundError`` with the faults of every file that cannot be read.
    """
    faults: list[Fault] = []
    figures: list[EarlierFigure] = []
    for given in earlier:
        try:
            figures += _figures(given)
        except FaultsFoundError as error:
            faults += error.faults
    try:
        sheet = read_sheet(printed.data, printed.name)
    except FaultsFoundError as error:
        raise FaultsFoundError([*error.faults, *faults]) from error
    if faults:
        raise FaultsFoundError(faults)
    return audit_sheet(sheet, __version__, figures)


def _figures(given: Given) -> Iterator[EarlierFigure]:
    """The figures of an earlier scorecard: a JSON document, else a CSV."""
    if given.data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"{":
        yield from figures_of_scorecard(parse_scorecard(text_of(given), given.name), given.name)
    else:
        yield from figures_of_sheet(read_sheet(given.data, given.name))
