"""``cicscore verify``: is a saved scorecard still what its extracts give?"""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, publish, view
from cicscore.cli.terminal import in_steps
from cicscore.faults.fault import FaultsFoundError, fault_texts


@click.command()
@click.argument("document", metavar="SCORECARD.json", type=click.Path(path_type=Path, allow_dash=True))
@options.extracts
@options.catalogue
@options.previous
@options.outturn
@options.history
@options.comparators
@options.benchmarks
@options.format_(Document.VERIFICATION)
@options.output
@options.quiet
@options.no_color
def verify(
    document: Path,
    extracts: Path,
    catalogue: Path,
    previous: tuple[Path, ...],
    outturn: tuple[Path, ...],
    history: tuple[Path, ...],
    comparators: tuple[Path, ...],
    benchmarks: tuple[Path, ...],
    format_: str,
    output: Path | None,
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Compute SCORECARD.json (or a saved trend) again from the folder EXTRACTS, and compare every figure.

    The document says how it was made; what it was compared with is given as it was then. Exit codes: 0 the
    same, 1 something differs, 2 it cannot be made again as it was.
    """
    from cicscore.app.verify import VerifyRequest, verify

    published = (*previous, *outturn, *history)
    figures = [document, *published, *comparators, *benchmarks]
    check_output(output, catalogue=catalogue, extracts=[extracts], figures=figures)
    given = given_file(document, "a scorecard or a trend that cicscore wrote as JSON")
    request = VerifyRequest(given, extracts, catalogue, published, comparators, benchmarks)
    try:
        with in_steps(quiet=quiet, no_color=no_color) as progress:
            verified = verify(request, progress)
    except FaultsFoundError as error:
        # Not 1, which says that a figure differs.
        say(*fault_texts(error.faults))
        return Exit.CANNOT_RUN
    publish(Document.VERIFICATION, verified, output, format_=format_, view=view(output))
    return Exit.DONE if verified.is_same else Exit.FINDINGS
