"""The ``check`` command without its command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cicscore import __version__
from cicscore.catalogue.checks.context import Context
from cicscore.catalogue.checks.table import run_checks, suppress
from cicscore.catalogue.load import Draft, draft_of
from cicscore.faults.fault import Fault, FaultsFoundError, errors, first_of_each, sorted_faults, visible_fault
from cicscore.faults.report import Report
from cicscore.faults.rules import OF_CATALOGUES, Family
from cicscore.text import count_text, printed, visible
from cicscore.view import View


def check(data: bytes, name: str, *, on: dt.date, examples: bool, strict: bool) -> Report:
    """Everything wrong with the catalogue in ``data``, the bytes of a file called ``name``.

    ``on`` is the date on which reviews are due or overdue. ``examples`` computes the worked examples too,
    which is possible only if there are no other errors. ``strict`` counts warnings as errors.
    """
    draft = draft_of(data, name)
    shown = first_of_each(sorted_faults(_faults(draft, on, examples=examples)))
    return Report(
        file=visible(name),
        lines=tuple(draft.source.text.split("\n")),
        faults=tuple(visible_fault(fault) for fault in sorted_faults(shown)),
        families=families(examples=examples),
        checked=0 if draft.document is None else len(draft.document.indicators),
        version=__version__,
        strict=strict,
    )


def families(*, examples: bool) -> tuple[Family, ...]:
    """The families of rules that ``check`` covers, including worked examples if they are computed."""
    return (*OF_CATALOGUES, Family.EXAMPLES) if examples else OF_CATALOGUES


def _faults(draft: Draft, on: dt.date, *, examples: bool) -> tuple[Fault, ...]:
    if draft.document is None or draft.catalogue is None:
        return draft.faults
    checked = run_checks(Context(draft.document, draft.catalogue, draft.source, on, draft.meanings))
    computed: tuple[Fault, ...] = ()
    computing = examples and not errors(draft.faults)
    if computing:
        # Imported here, because only the examples need pandas.
        from cicscore.examples.run import run_examples

        computed = run_examples(draft.catalogue, draft.document, draft.source)
    found = (*draft.faults, *checked, *computed)
    return suppress(found, draft.document, draft.source, families(examples=computing))


if TYPE_CHECKING:
    from cicscore.examples.mutants import MutationReport, Survivor


def mutate_catalogue(data: bytes, name: str) -> MutationReport:
    """Try slips in every definition of the catalogue in ``data``, the bytes of a file called ``name``.

    Raises ``FaultsFoundError`` if the catalogue, or an example with the definition unchanged, has errors: the
    examples would then prove nothing.
    """
    from cicscore.examples.mutants import mutate
    from cicscore.examples.run import run_examples

    draft = draft_of(data, name)
    if draft.catalogue is None or draft.document is None or errors(draft.faults):
        raise FaultsFoundError(draft.faults)
    wrong = errors(run_examples(draft.catalogue, draft.document, draft.source))
    if wrong:
        raise FaultsFoundError(wrong)
    return mutate(draft.catalogue, draft.document, draft.source)


def mutation_text(report: MutationReport, view: View) -> str:
    """How many slips were noticed, then each that was missed, with its place."""
    del view  # the same for every reader
    from cicscore.examples.mutants import ENOUGH

    share = printed(report.share * 100, 1)
    verdict = (
        f"{count_text(report.total)} slips were tried; the worked examples noticed "
        f"{count_text(report.noticed)} ({share}%, at least {_percent(ENOUGH)} are needed)."
    )
    return "\n".join([verdict, *_survivor_lines(report.survivors)]) + "\n"


def _survivor_lines(survivors: Sequence[Survivor]) -> list[str]:
    if not survivors:
        return []
    return ["", "No example noticed:", *(f"{survivor.place}: {survivor.words}" for survivor in survivors)]


def _percent(share: Fraction) -> str:
    return f"{count_text(printed(share * 100, 0))}%"


def mutation_json(report: MutationReport, view: View) -> str:
    """The same for programs: counts, the share needed, and each slip that was missed."""
    del view
    from cicscore.examples.mutants import ENOUGH
    from cicscore.render.json import json_text

    document = {
        "tried": report.total,
        "noticed": report.noticed,
        "share": float(report.share),
        "needed": float(ENOUGH),
        "enough": report.enough,
        "survivors": [
            {
                "indicator": survivor.indicator,
                "file": survivor.place.file,
                "line": survivor.place.line,
                "column": survivor.place.column,
                "path": survivor.place.within,
                "slip": survivor.words,
            }
            for survivor in report.survivors
        ],
    }
    return json_text(document)
