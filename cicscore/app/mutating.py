"""``cicscore check --mutate``: whether the worked examples would notice a slip in a definition."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cicscore.catalogue.loading import draft_of
from cicscore.faults import FaultsFoundError, errors
from cicscore.figures import count_text, printed

if TYPE_CHECKING:
    from cicscore.examples.mutating import MutationReport, Survivor


def mutate_catalogue(data: bytes, name: str) -> MutationReport:
    """Try slips in every definition of the catalogue in ``data``, the bytes of a file called ``name``.

    Raises ``FaultsFoundError`` where the catalogue, or an example with the definition as it is, has errors:
    then what the examples notice would prove nothing.
    """
    from cicscore.examples.mutating import mutate
    from cicscore.examples.running import run_examples

    draft = draft_of(data, name)
    if draft.catalogue is None or draft.document is None or errors(draft.faults):
        raise FaultsFoundError(draft.faults)
    wrong = errors(run_examples(draft.catalogue, draft.document, draft.source))
    if wrong:
        raise FaultsFoundError(wrong)
    return mutate(draft.catalogue, draft.document, draft.source)


def report_text(report: MutationReport) -> str:
    """How many slips were noticed, then each that was not, with its place."""
    from cicscore.examples.mutating import ENOUGH

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


def report_json(report: MutationReport) -> str:
    """The same for programs: counts, the share that is needed, and each slip that was not noticed."""
    from cicscore.examples.mutating import ENOUGH

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
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


MUTATION_RENDERERS: Mapping[str, Callable[[MutationReport], str]] = {
    "text": report_text,
    "json": report_json,
}
