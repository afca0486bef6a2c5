"""Options shared by several commands, each with one name, meaning and help text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import click

from cicscore.app.formats import FORMATS, Document, endings_of, format_of
from cicscore.vocabulary import Audience

#: Ten years: more month ends than any panel reads; a larger number is a typing error.
MOST_MONTHS = 120

#: A decorator that adds an option to a command.
Decorator: TypeAlias = Callable[[Any], Any]


def _day(_context: click.Context, option: click.Parameter, given: str | None) -> dt.date | None:
    from cicscore.app.arguments import parse_day

    return None if given is None else parse_day(given, option.opts[0])


def catalogue_of(_context: click.Context, _option: click.Parameter, given: str | None) -> Path:
    """The catalogue of this name or, without one, the usual catalogue."""
    from cicscore.app.arguments import catalogue_path

    return catalogue_path(given)


def day(option: str, what: str) -> Decorator:
    """An option that takes a date; ``None`` if it is not given."""
    return click.option(option, metavar="DATE", callback=_day, help=what)


def format_(document: Document, note: str = "") -> Decorator:
    """The option for a document's format, by default from the ending of ``--output``; named ``format_``."""

    def chosen(context: click.Context, _option: click.Parameter, given: str | None) -> str:
        return given or format_of(document, context.params["output"])

    endings = ", ".join(endings_of(document))
    default = f"Default: by the ending of --output ({endings}), else {format_of(document, None)}.{note}"
    choices = click.Choice(tuple(FORMATS[document]))
    return click.option("--format", "format_", type=choices, callback=chosen, help=default)


def published(option: str, what: str) -> Decorator:
    """An option that takes files and folders of published figures; may be repeated."""
    return click.option(
        option, type=click.Path(path_type=Path), multiple=True, metavar="FILE_OR_DIR", help=what
    )


def file(option: str, what: str, metavar: str = "FILE", **settings: Any) -> Decorator:
    """An option that takes the path of a file or folder; ``None`` if it is not given."""
    return click.option(option, type=click.Path(path_type=Path), metavar=metavar, help=what, **settings)


def by(what: str) -> Decorator:
    """The option that takes names of breakdowns."""
    return click.option("--by", multiple=True, metavar="BREAKDOWN[,BREAKDOWN]", help=what)


previous = published(
    "--previous",
    "Published figures to compare with: scorecards (.json), printed figures (.csv), a folder of them.",
)
outturn = published("--outturn", "Published figures of the year before.")
history = published(
    "--history",
    "More published figures, or a register. The three options make one record; figures are found by date.",
)
comparators = file(
    "--comparators",
    "Figures of others, such as England (.csv), beside those of the catalogue.",
    multiple=True,
)
benchmarks = file(
    "--benchmarks",
    "Published figures of every authority: a mapping (.yaml) of open-data files, or one with it beside.",
    multiple=True,
)
extracts = click.argument("extracts", type=click.Path(path_type=Path))
as_at = day("--as-at", "The as-at date. Default: the folder's name, such as 2016-03 or 2024-25.")
catalogue = click.option(
    "--catalogue",
    metavar="FILE",
    callback=catalogue_of,
    help="Default: indicators.yaml here, else the one that ships.",
)
catalogue_argument = click.argument("catalogue", required=False, callback=catalogue_of)
only = click.option(
    "--only", multiple=True, metavar="ID_OR_THEME", help="Compute only this; may be repeated."
)
audience = click.option(
    "--audience",
    multiple=True,
    type=click.Choice([audience.value for audience in Audience]),
    help="Whom the edition is for. Default: internal. May be repeated: each edition is a file of its own.",
)
hidden_log = file(
    "--hidden-log",
    "Write here what an edition hides, and why. Default: beside --output, with .hidden.csv behind its name.",
)
#: Processed before the others, because the format depends on it.
output = file("--output", "Write here instead of stdout.", is_eager=True)
skip_faulty_rows = click.option(
    "--skip-faulty-rows", is_flag=True, help="Compute without rows at fault, and report how many."
)
quiet = click.option("--quiet", is_flag=True, help="No progress on stderr.")
no_color = click.option("--no-color", is_flag=True, help="No colour and no animation.")
