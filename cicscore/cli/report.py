"""``cicscore report``: a scorecard as the paper that a panel reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cicscore.app.formats import format_of
from cicscore.cli import options
from cicscore.cli.editions import audiences_of, check_places, write_editions
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import is_stdout, publish, source_date
from cicscore.cli.terminal import in_steps, warn
from cicscore.faults.fault import CannotRunError
from cicscore.vocabulary import Audience, Rag

if TYPE_CHECKING:
    from cicscore.results import Scorecard


@click.command()
@click.argument(
    "scorecard", metavar="SCORECARD.json|EXTRACTS", type=click.Path(path_type=Path, allow_dash=True)
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where to write the report. Its ending sets the format: .html, .md for Markdown, .xlsx for a "
    "workbook, .docx for the covering note.",
)
@click.option(
    "--note", is_flag=True, help="Write the covering note alone, as .md or .docx; so does a name note.md."
)
@options.file("--commentary", "A folder of Markdown files, each named by its indicator: K25.md.", "DIR")
@click.option(
    "--require-commentary",
    type=click.Choice([Rag.RED.value, Rag.AMBER.value]),
    multiple=True,
    help="Exit 1 if a line of this colour has no commentary; may be repeated.",
)
@options.file("--draft-commentary", "Write a first draft here for each red and each change of colour.", "DIR")
@options.audience
@options.hidden_log
@options.as_at
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@options.previous
@options.outturn
@options.history
@options.comparators
@options.benchmarks
@options.only
@options.by("Break every figure down, on each indicator's page; may be repeated.")
@options.skip_faulty_rows
@options.quiet
@options.no_color
def report(
    scorecard: Path,
    output: Path | None,
    commentary: Path | None,
    require_commentary: tuple[str, ...],
    draft_commentary: Path | None,
    audience: tuple[str, ...],
    hidden_log: Path | None,
    *,
    note: bool,
    **given: Any,
) -> Exit:
    """Write the report of a saved scorecard, or of a folder of extracts.

    A saved scorecard needs neither the extracts nor the catalogue: make it with `cicscore compute
    --for-report --format json`. A folder of extracts is computed and reported in one go; the options from
    --as-at on are for that. `-` reads the scorecard from stdin, or writes the report to stdout, in Markdown.
    """
    from cicscore.app import commentary as commenting
    from cicscore.app import report as reporting
    from cicscore.report.paper import Paper

    if output is None and draft_commentary is None:
        raise CannotRunError("nothing says where the report goes. Give --output FILE.html.")
    audiences = audiences_of(audience, output)
    before = (*given["previous"], *given["outturn"], *given["history"])
    if output is not None and not is_stdout(output):
        reporting.check_format(output, reporting.document_for(output, note=note))
    beside = [] if commentary is None or not commentary.is_dir() else [*commentary.iterdir()]
    check = partial(check_places, audiences, output, hidden_log)
    check(figures=[scorecard, *before, *(file for file in beside if file.is_file())])
    found = _computed(scorecard, check, given) if scorecard.is_dir() else _saved(scorecard, given, audiences)
    if not audience and found.audience is not Audience.INTERNAL:
        audiences = (Audience.INTERNAL,)  # printed as it is, whoever it is for
    read = commenting.read_commentary(commentary, found)
    warn(read.warnings)
    if draft_commentary is not None:
        for written in commenting.write_drafts(found, draft_commentary):
            say(f"{written} is a draft: read it, correct it, and sign it.")
    if output is not None:
        document = reporting.document_for(output, note=note)
        name = "markdown" if is_stdout(output) else format_of(document, output)

        def write(made: Scorecard, place: Path | None) -> None:
            warn(commenting.given_away(read.commentary, made, found))
            publish(document, Paper(made, read.commentary), place, format_=name)

        write_editions(found, audiences, output, before=before, hidden_log=hidden_log, write=write)
    findings = commenting.without_commentary(
        found, read.commentary, [Rag(word) for word in require_commentary]
    )
    say(*findings)
    return Exit.FINDINGS if findings else Exit.DONE


#: The options of a run that computes, which a saved scorecard has no use for.
_OF_COMPUTING = (
    "as_at",
    "catalogue",
    "previous",
    "outturn",
    "history",
    "comparators",
    "benchmarks",
    "only",
    "by",
    "skip_faulty_rows",
)


#: Those of them that an edition for others needs too: what was published before.
_OF_EDITIONS = frozenset({"previous", "outturn", "history"})


def _saved(scorecard: Path, given: dict[str, Any], audiences: Sequence[Audience]) -> Scorecard:
    from cicscore.app import report as reporting

    internal = tuple(audiences) == (Audience.INTERNAL,)
    for name in _OF_COMPUTING:
        if given[name] and (internal or name not in _OF_EDITIONS):
            option = f"--{name.replace('_', '-')}"
            message = (
                f"{option} is for a folder of extracts; a saved scorecard is printed as it is. Leave it out."
            )
            raise CannotRunError(message)
    meant = "a scorecard that `cicscore compute --for-report --format json` wrote, or a folder of extracts"
    return reporting.saved_scorecard(given_file(scorecard, meant))


def _computed(extracts: Path, check: Callable[..., None], given: dict[str, Any]) -> Scorecard:
    from cicscore.app import compute as computing
    from cicscore.app.arguments import catalogue_path

    request = computing.ComputeRequest(
        folder=extracts,
        catalogue=catalogue_path(given["catalogue"]),
        as_at=given["as_at"],
        published=(*given["previous"], *given["outturn"], *given["history"]),
        comparators=given["comparators"],
        benchmarks=given["benchmarks"],
        only=given["only"],
        by=given["by"],
        months=computing.REPORT_MONTHS,
        pages=True,
        skip_faulty_rows=given["skip_faulty_rows"],
        generated_at=source_date(),
    )
    figures = (*request.published, *request.comparators, *request.benchmarks)
    check(catalogue=request.catalogue, extracts=[extracts], figures=figures)
    with in_steps(quiet=given["quiet"], no_color=given["no_color"]) as progress:
        computed = computing.compute(request, progress)
    warn(computed.warnings)
    return computed.scorecard
