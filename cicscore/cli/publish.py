"""``cicscore publish``: file a document in the register of what was published."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cicscore.cli import interruption
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import source_date
from cicscore.text import visible


@click.command()
@click.argument("scorecard", metavar="SCORECARD.json", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("register", metavar="REGISTER", type=click.Path(path_type=Path))
@click.option("--reissue", metavar="WHY", help="Issue a day's document again, and record why.")
def publish(scorecard: Path, register: Path, reissue: str | None) -> Exit:
    """File a saved scorecard or trend, as it is, in the folder REGISTER.

    It is kept read-only, by its day and its audience, and listed in register.csv. One that is there is never
    replaced: with --reissue both are kept. `--history REGISTER` reads it. Exit codes: 0 filed, or there
    already; 1 the document or the register has faults; 2 another issue of that day is there.
    """
    from cicscore.app.register import file_away

    given = given_file(scorecard, "a scorecard or a trend that cicscore wrote as JSON")
    now = source_date() or dt.datetime.now(dt.UTC).replace(microsecond=0)
    with interruption.held():
        filing = file_away(given, register, reissue, now)
        place = visible(str(register / filing.issue.file))
        interruption.note(f"{place} was filed")
    say(f"{place} was filed before, as it is." if filing.was_there else f"{place} is filed.")
    return Exit.DONE
