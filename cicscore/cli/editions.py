"""Write the editions of a document that were asked for, each to its own place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cicscore.app.formats import Document
from cicscore.cli.exits import say
from cicscore.cli.output import is_stdout, publish
from cicscore.cli.terminal import warn
from cicscore.faults.fault import CannotRunError
from cicscore.text import visible
from cicscore.vocabulary import Audience

if TYPE_CHECKING:
    from cicscore.results import Scorecard, Trend

_D = TypeVar("_D", "Scorecard", "Trend")


def audiences_of(words: Sequence[str], output: Path | None) -> tuple[Audience, ...]:
    """The audiences asked for, each once. Raises ``CannotRunError`` if several would go to stdout."""
    found = tuple(dict.fromkeys(Audience(word) for word in words)) or (Audience.INTERNAL,)
    if len(found) > 1 and is_stdout(output):
        message = "--audience: several editions cannot go to stdout. Give --output FILE."
        raise CannotRunError(message)
    return found


def write_editions(
    document: _D,
    audiences: Sequence[Audience],
    output: Path | None,
    *,
    before: Sequence[Path],
    hidden_log: Path | None,
    write: Callable[[_D, Path | None], None],
) -> None:
    """Make each edition and ``write`` it; what it hides, and why, goes to a file beside it.

    ``before`` are files of what was published before. Raises ``CannotRunError`` where the catalogue has no
    policy for an edition, before anything is written.
    """
    if tuple(audiences) == (Audience.INTERNAL,):
        write(document, output)
        return
    from cicscore.app import editions

    for audience in audiences:
        editions.check_policy(document, audience)
    read = editions.published_before(before, document.indicators)
    warn(read.warnings)
    for audience in audiences:
        place = editions.output_for(audience, output, audiences)
        if audience is Audience.INTERNAL:
            write(document, place)
            continue
        made = editions.edition(document, audience, read)
        write(made.document, place)
        log = hidden_log or (None if place is None or is_stdout(place) else editions.log_for(place))
        if log is not None:
            publish(Document.HIDDEN, made, log)
            say(f"{visible(str(log))} says what is hidden there, and why: keep it among officers.")
