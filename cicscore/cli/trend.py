"""``cicscore trend``: every indicator at each of several month ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.editions import audiences_of, check_places, write_editions
from cicscore.cli.exits import Exit
from cicscore.cli.output import publish, source_date, view
from cicscore.cli.terminal import in_steps, warn
from cicscore.faults.fault import CannotRunError
from cicscore.vocabulary import Audience

if TYPE_CHECKING:
    from cicscore.app.compute import TrendRequest
    from cicscore.results import Settling


@click.command()
@options.extracts
@click.option(
    "--months",
    type=click.IntRange(1, options.MOST_MONTHS),
    default=12,
    help="How many month ends. Default: 12.",
)
@options.day("--until", "The last month end. Default: the folder's name, such as 2016-03.")
@options.catalogue
@options.published(
    "--history",
    "Published figures: scorecards (.json), printed figures (.csv), a folder of them, a register.",
)
@options.only
@click.option("--tendency", is_flag=True, help="Add the direction over all the months (least squares).")
@click.option("--signals", is_flag=True, help="Add special-cause signals of an XmR chart.")
@click.option(
    "--settling",
    is_flag=True,
    help="Print, in place of the trend, how the figures of the register named with --history settled.",
)
@options.format_(Document.TREND)
@options.output
@options.audience
@options.hidden_log
@options.skip_faulty_rows
@options.quiet
@options.no_color
def trend(
    extracts: Path,
    months: int,
    until: dt.date | None,
    catalogue: Path,
    history: tuple[Path, ...],
    only: tuple[str, ...],
    tendency: bool,  # noqa: FBT001 - click passes options so
    signals: bool,  # noqa: FBT001 - click passes options so
    settling: bool,  # noqa: FBT001 - click passes options so
    format_: str,
    output: Path | None,
    audience: tuple[str, ...],
    hidden_log: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Compute every indicator at each month end from the CSV files in the folder EXTRACTS."""
    from cicscore.app import compute as trending

    request = trending.TrendRequest(
        folder=extracts,
        catalogue=catalogue,
        months=months,
        until=until,
        published=history,
        only=only,
        skip_faulty_rows=skip_faulty_rows,
        tendency=tendency,
        signals=signals,
        generated_at=source_date(),
    )
    audiences = audiences_of(audience, output)
    check_places(audiences, output, hidden_log, catalogue=catalogue, extracts=[extracts], figures=history)
    page = view(output, no_color=no_color)
    if settling:
        _check_settling(audiences)
        with in_steps(quiet=quiet, no_color=no_color) as progress:
            settled = _settled(request, progress)
        publish(Document.SETTLING, settled, output, format_=format_, view=page)
        return Exit.DONE
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        trended = trending.trend(request, progress)
    warn(trended.warnings)
    write_editions(
        trended.trend,
        audiences,
        output,
        before=history,
        hidden_log=hidden_log,
        write=lambda made, place: publish(Document.TREND, made, place, format_=format_, view=page),
    )
    return Exit.DONE


def _check_settling(audiences: Sequence[Audience]) -> None:
    """Refuse an edition for others: what figures were before they settled is for officers."""
    if tuple(audiences) != (Audience.INTERNAL,):
        message = (
            "--settling: it is a table for officers, of figures before they settled. Leave out --audience."
        )
        raise CannotRunError(message)


def _settled(request: TrendRequest, progress: Callable[[str], None]) -> Settling:
    from cicscore.app.settling import settling

    settled = settling(request, progress)
    warn(settled.warnings)
    return settled.settling
