"""``cicscore publish-check``: attack documents that go out together, or went out before."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, publish
from cicscore.faults.fault import FaultsFoundError, fault_texts


@click.command("publish-check")
@click.argument(
    "documents",
    metavar="DOCUMENT.json...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@options.format_(Document.ATTACK)
@options.output
def publish_check(documents: tuple[Path, ...], format_: str, output: Path | None) -> Exit:
    """Try to work out small counts from editions, taken together.

    Give every scorecard and trend, as JSON, that goes out together or went out before, or a folder or a
    register of them. Exit codes: 0 nothing can be worked out, 1 something can, 2 a document cannot be read.
    """
    from cicscore.app.editions import attack, documents_in

    check_output(output, figures=documents)
    meant = "an edition that cicscore wrote as JSON, or a folder of them"
    try:
        files = [file for path in documents for file in documents_in(path)]
        attacked = attack([given_file(path, meant) for path in files])
    except FaultsFoundError as error:
        # Not 1, which says that something can be worked out.
        say(*fault_texts(error.faults))
        return Exit.CANNOT_RUN
    publish(Document.ATTACK, attacked, output, format_=format_)
    return Exit.FINDINGS if attacked.leaks else Exit.DONE
