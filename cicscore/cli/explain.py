"""``cicscore explain``: what an indicator means, and how this month's figure came about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.output import check_apart, check_output, publish, source_date, view
from cicscore.cli.terminal import in_steps, warn
from cicscore.faults.fault import CannotRunError
from cicscore.text import visible
from cicscore.view import View
from cicscore.vocabulary import Which

if TYPE_CHECKING:
    from cicscore.app.explain import ExplainRequest


@click.command()
@click.argument("name", metavar="ID")
@click.argument("extracts", type=click.Path(path_type=Path), required=False)
@options.as_at
@options.catalogue
@options.file(
    "--previous", "Extracts of an earlier month: shows what has changed since, by cause.", metavar="FOLDER"
)
@options.day("--previous-as-at", "Their as-at date. Default: the folder's name.")
@options.published("--history", "Published figures to compare with, as for compute.")
@options.by("Break the figure down; may be repeated.")
@click.option(
    "--trend",
    type=click.IntRange(0, options.MOST_MONTHS),
    metavar="MONTHS",
    help="Include this many month ends. Default: 24 at a terminal, drawn as a plot; else none.",
)
@options.file("--children", "Write the rows behind the figure to this CSV, with children's identifiers.")
@click.option(
    "--which",
    type=click.Choice([which.value for which in Which]),
    help="With --children, only these rows: of the numerator, of the denominator but not counted in the"
    " numerator, or that depend on blank cells.",
)
@options.format_(Document.EXPLANATION)
@options.output
@options.skip_faulty_rows
@options.quiet
@options.no_color
def explain(
    name: str,
    extracts: Path | None,
    as_at: dt.date | None,
    catalogue: Path,
    previous: Path | None,
    previous_as_at: dt.date | None,
    history: tuple[Path, ...],
    by: tuple[str, ...],
    trend: int | None,
    children: Path | None,
    which: str | None,
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what the indicator ID (or its reference, such as K25) means.

    With the folder EXTRACTS also how its figures came about: the rows left after each condition.
    """
    from cicscore.app import explain as explaining

    page = view(output, no_color=no_color)
    request = explaining.ExplainRequest(
        name=name,
        catalogue=catalogue,
        folder=extracts,
        as_at=as_at,
        previous=previous,
        previous_as_at=previous_as_at,
        history=history,
        by=by,
        months=_months(trend, extracts, page, format_),
        generated_at=source_date(),
        skip_faulty_rows=skip_faulty_rows,
        children=children is not None,
        which=None if which is None else Which(which),
    )
    _check_arguments(request, children, output)
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        explained = explaining.explain(request, progress)
    warn(explained.warnings)
    if children is not None and explained.children is not None:
        publish(Document.CHILDREN, explained.children, children)
        say(visible(explaining.children_reminder(children, explained.children)))
    publish(Document.EXPLANATION, explained.explanation, output, format_=format_, view=page)
    return Exit.DONE


#: The month ends that a plot shows.
_PLOTTED = 24


def _months(asked: int | None, extracts: Path | None, page: View, format_: str) -> int:
    """How many month ends to compute: those asked for, or what a terminal draws."""
    if asked is not None and extracts is None:
        message = "--trend: without EXTRACTS there are no figures. Give the folder of extracts."
        raise CannotRunError(message)
    return (_PLOTTED if page.pictures and format_ == "text" and extracts else 0) if asked is None else asked


def _check_arguments(request: ExplainRequest, children: Path | None, output: Path | None) -> None:
    """Raise ``CannotRunError`` if options do not go together, or an output would replace an input."""
    from cicscore.app.explain import check_children_path

    figures = {"--previous": request.previous, "--history": request.history, "--by": request.by}
    given = [option for option, value in figures.items() if value]
    if request.folder is None and given:
        message = f"{given[0]}: without EXTRACTS there are no figures. Give the folder of extracts."
        raise CannotRunError(message)
    if request.which is not None and children is None:
        message = "--which: it selects the rows written to --children. Give --children FILE."
        raise CannotRunError(message)
    folders = [request.folder, request.previous]
    check_output(output, catalogue=request.catalogue, extracts=folders, figures=request.history)
    if children is not None:
        check_children_path(children, request)
        check_output(children, option="--children", catalogue=request.catalogue, figures=request.history)
        check_apart("--children", children, output)
