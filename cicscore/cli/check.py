"""``cicscore check``: everything wrong with a catalogue, at its line and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.app.formats import FORMATS, Document
from cicscore.cli import options
from cicscore.cli.exits import Exit
from cicscore.cli.input import stdin_bytes
from cicscore.cli.output import check_output, publish, view
from cicscore.faults.fault import CannotRunError

if TYPE_CHECKING:
    from cicscore.faults.report import Report


@click.command()
@options.catalogue_argument
@options.format_(Document.CHECK)
@options.output
@click.option("--no-examples", is_flag=True, help="Do not compute the worked examples: faster.")
@click.option(
    "--mutate",
    "mutation",
    is_flag=True,
    help="Try slips in every definition instead, and list those that no worked example notices (text, json).",
)
@options.file("--overrides", "Check this file of overrides instead, against the catalogue.")
@options.file("--targets", "Check this file of a council's targets instead, against the catalogue.")
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@options.day("--on", "The date on which reviews are due or overdue. Default: today.")
@options.no_color
def check(
    catalogue: Path,
    format_: str,
    output: Path | None,
    no_examples: bool,  # noqa: FBT001 - click passes options so
    mutation: bool,  # noqa: FBT001 - click passes options so
    overrides: Path | None,
    targets: Path | None,
    strict: bool,  # noqa: FBT001 - click passes options so
    on: dt.date | None,
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Find everything wrong with a CATALOGUE (default: indicators.yaml here, else the one that ships).

    `-` reads it from stdin. With --overrides or --targets, find everything wrong with that file.

    Exit codes: 0 no errors, 1 errors, 2 the file cannot be read.
    `cicscore rule CODE` explains a finding.
    """
    from cicscore.app import check as checking
    from cicscore.catalogue.load import read_bytes

    if mutation and no_examples:
        raise CannotRunError("--mutate tests the worked examples: leave --no-examples out.")
    beside = {option: path for option, path in (("--overrides", overrides), ("--targets", targets)) if path}
    if beside and mutation:
        raise CannotRunError(
            f"--mutate tests the worked examples of a catalogue: leave {' and '.join(beside)} out."
        )
    if len(beside) > 1:
        raise CannotRunError("--overrides and --targets are checked one at a time: leave one of them out.")
    check_output(output, figures=[catalogue, *beside.values()])
    data, name = (
        (stdin_bytes(), "stdin") if str(catalogue) == "-" else (read_bytes(catalogue), str(catalogue))
    )
    if mutation:
        return _mutate(data, name, format_, output)
    day = dt.datetime.now().astimezone().date() if on is None else on
    if targets is not None:
        report = _of_targets(targets, data, name, on=day, strict=strict)
    elif overrides is not None:
        report = _of_overrides(overrides, data, name, strict=strict)
    else:
        report = checking.check(data, name, on=day, examples=not no_examples, strict=strict)
    publish(Document.CHECK, report, output, format_=format_, view=view(output, no_color=no_color))
    return Exit.FINDINGS if report.fails else Exit.DONE


def _of_targets(path: Path, catalogue: bytes, name: str, *, on: dt.date, strict: bool) -> Report:
    """The faults of a file of targets. Raises ``FaultsFoundError`` with the catalogue's."""
    from cicscore.app.files import read_given
    from cicscore.app.targets import check_targets
    from cicscore.catalogue.load import draft_of

    given = read_given(path, "a YAML file of targets")
    return check_targets(given, draft_of(catalogue, name), on=on, strict=strict)


def _of_overrides(path: Path, catalogue: bytes, name: str, *, strict: bool) -> Report:
    """The faults of a file of overrides. Raises ``FaultsFoundError`` with the catalogue's."""
    from cicscore.app.files import read_given
    from cicscore.app.overrides import check_overrides
    from cicscore.catalogue.load import examine_bytes
    from cicscore.faults.fault import FaultsFoundError

    known, faults = examine_bytes(catalogue, name)
    if known is None:
        raise FaultsFoundError(faults)
    given = read_given(path, "a YAML file of overrides")
    return check_overrides(given.data, given.name, known, strict=strict)


def _mutate(data: bytes, name: str, format_: str, output: Path | None) -> Exit:
    """Write the slips that no worked example notices; too many of them are a finding."""
    from cicscore.app.check import mutate_catalogue

    if format_ not in FORMATS[Document.MUTATION]:
        allowed = " or ".join(FORMATS[Document.MUTATION])
        raise CannotRunError(f"--format {format_}: --mutate is written as {allowed}.")
    report = mutate_catalogue(data, name)
    publish(Document.MUTATION, report, output, format_=format_)
    return Exit.DONE if report.enough else Exit.FINDINGS
