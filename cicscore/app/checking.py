"""The ``check`` command without its command line: a catalogue in, a report of its faults out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from cicscore import __version__
from cicscore.catalogue.loading import Draft, draft_of
from cicscore.catalogue.rules import RULES, Rule
from cicscore.checks.subject import Subject
from cicscore.checks.suppressions import suppress
from cicscore.checks.table import run_checks
from cicscore.examples.rules import EXAMPLE_RULES
from cicscore.faults import Fault, errors, first_of_each, sorted_faults, visible_fault
from cicscore.reports.report import Report
from cicscore.text import visible


def check(data: bytes, name: str, *, on: dt.date, examples: bool, strict: bool) -> Report:
    """Everything wrong with the catalogue in ``data``, the bytes of a file called ``name``.

    ``on`` is the day on which reviews are due or overdue. ``examples`` computes the worked examples too,
    which is only possible where nothing else is an error. ``strict`` counts warnings like errors.
    """
    draft = draft_of(data, name)
    told = first_of_each(sorted_faults(_faults(draft, on, examples=examples)))
    return Report(
        file=visible(name),
        lines=tuple(draft.source.text.split("\n")),
        faults=tuple(visible_fault(fault) for fault in sorted_faults(told)),
        rules=check_rules(examples=examples),
        indicators=0 if draft.document is None else len(draft.document.indicators),
        version=__version__,
        strict=strict,
    )


def check_rules(*, examples: bool) -> Mapping[str, Rule]:
    """The rules that ``check`` looks for, with those of worked examples where they are computed."""
    return RULES | EXAMPLE_RULES if examples else RULES


def _faults(draft: Draft, on: dt.date, *, examples: bool) -> tuple[Fault, ...]:
    if draft.document is None or draft.catalogue is None:
        return draft.faults
    checked = run_checks(Subject(draft.document, draft.catalogue, draft.gaps, on), draft.source)
    computed: tuple[Fault, ...] = ()
    computing = examples and not errors(draft.faults)
    if computing:
        # Only here: examples need pandas, which nothing else waits for.
        from cicscore.examples.running import run_examples

        computed = run_examples(draft.catalogue, draft.document, draft.source)
    found = (*draft.faults, *checked, *computed)
    known, looked_for = check_rules(examples=True), check_rules(examples=computing)
    return suppress(found, draft.document, draft.source, draft.gaps, known, looked_for)
