"""``cicscore explain``: what an indicator means, and how this month's figure came about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.cli.exits import Exit
from cicscore.cli.output import check_output, fitting, publish, text_width
from cicscore.cli.terminal import colour_wanted, progress_bar, warn
from cicscore.faults import CannotRunError

if TYPE_CHECKING:
    from cicscore.explain.document import Explanation

_FORMATS = ("text", "json")


@click.command()
@click.argument("name", metavar="ID")
@click.argument("extracts", type=click.Path(path_type=Path), required=False)
@click.option(
    "--as-at", metavar="DATE", help="The day described. Default: the folder's name, such as 2016-03."
)
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Extracts of an earlier month: says what changed since, by cause.",
)
@click.option("--previous-as-at", metavar="DATE", help="Their day. Default: the folder's name.")
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE_OR_DIR",
    help="Published figures to compare with, as for compute.",
)
@click.option("--by", multiple=True, metavar="BREAKDOWN", help="Break the figure down; may be repeated.")
@click.option(
    "--children",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the rows behind the figure to this CSV, with children's identifiers.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text", help="Default: text.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of stdout."
)
@click.option("--skip-faulty-rows", is_flag=True, help="Compute without rows at fault, and say how many.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--no-color", is_flag=True, help="No colour and no animation.")
def explain(
    name: str,
    extracts: Path | None,
    as_at: str | None,
    catalogue: str | None,
    previous: Path | None,
    previous_as_at: str | None,
    history: tuple[Path, ...],
    by: tuple[str, ...],
    children: Path | None,
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what the indicator ID (or its reference, such as K25) means.

    With the folder EXTRACTS also how its figures came about: the rows left after each condition.
    """
    from cicscore.app import explaining
    from cicscore.app.asking import catalogue_path, parse_day

    request = explaining.ExplainRequest(
        name=name,
        catalogue=catalogue_path(catalogue),
        folder=extracts,
        as_at=None if as_at is None else parse_day(as_at, "--as-at"),
        previous=previous,
        previous_as_at=None if previous_as_at is None else parse_day(previous_as_at, "--previous-as-at"),
        history=history,
        by=by,
        skip_faulty_rows=skip_faulty_rows,
        children=children is not None,
    )
    _check_together(request.folder, {"--previous": previous, "--history": history, "--by": by})
    check_output(output, catalogue=request.catalogue, extracts=[extracts, previous], figures=history)
    if children is not None:
        explaining.check_children_path(children, request.folder, request.catalogue)
    with progress_bar(wanted=not quiet and colour_wanted(sys.stderr, refused=no_color)) as progress:
        explained = explaining.explain(request, progress)
    warn(explained.warnings)
    if children is not None and explained.children is not None:
        publish(explained.children.text, children)
        click.echo(explaining.children_reminder(children, explained.children), err=True)
    publish(_rendered(explained.explanation, format_, output), output)
    return Exit.DONE


def _check_together(folder: Path | None, options: dict[str, object]) -> None:
    """Options that are about figures need extracts to compute them from."""
    given = [option for option, value in options.items() if value]
    if folder is None and given:
        message = f"{given[0]}: without EXTRACTS there are no figures. Give the folder of extracts."
        raise CannotRunError(message)


def _rendered(explanation: Explanation, format_: str, output: Path | None) -> str:
    if format_ == "json":
        return explanation.model_dump_json(indent=2) + "\n"
    from cicscore.explain.text import explanation_text

    return fitting(explanation_text(explanation, text_width(output)), output)
