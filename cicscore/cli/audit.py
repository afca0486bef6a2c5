"""``cicscore audit``: what arithmetic can prove about a printed scorecard."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, publish, view
from cicscore.faults.fault import FaultsFoundError, fault_texts

_MEANT = "a printed scorecard as a CSV"


@click.command()
@click.argument("published", metavar="PUBLISHED.csv", type=click.Path(path_type=Path, allow_dash=True))
@options.file(
    "--earlier",
    "An earlier scorecard (.csv or .json) to hold previous figures against; may be repeated.",
    multiple=True,
)
@options.format_(Document.PROOFS)
@options.output
def audit(published: Path, earlier: tuple[Path, ...], format_: str, output: Path | None) -> Exit:
    """Find what arithmetic can prove wrong in a printed scorecard, whoever made it.

    PUBLISHED.csv needs the columns indicator and value; it may have variant, polarity, rag, numerator,
    denominator, target, previous, variance and more, under any usual heading. Exit codes: 0 no finding,
    1 findings, 2 a file cannot be read.
    """
    from cicscore.app.audit import audit_published

    check_output(output, figures=[published, *earlier])
    given = given_file(published, _MEANT)
    before = [given_file(path, "an earlier scorecard, as JSON or CSV") for path in earlier]
    try:
        audited = audit_published(given, before)
    except FaultsFoundError as error:
        say(*fault_texts(error.faults))  # exit code 1 would say that something is printed wrongly
        return Exit.CANNOT_RUN
    publish(Document.PROOFS, audited, output, format_=format_, view=view(output))
    return Exit.FINDINGS if audited.findings else Exit.DONE
