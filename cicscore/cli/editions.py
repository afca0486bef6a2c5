"""Write the editions of a document that were asked for, each to its own place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from cicscore.app.formats import Document
from cicscore.cli.exits import say
from cicscore.cli.output import check_output, is_stdout, publish
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


class _Places(Struct, frozen=True):
    """Where an edition goes, and the log of what it hides; ``None`` is stdout, and no log."""

    audience: Audience
    output: Path | None
    log: Path | None


def _places(
    audiences: Sequence[Audience], output: Path | None, hidden_log: Path | None
) -> tuple[_Places, ...]:
    from cicscore.app import editions

    def log(audience: Audience, place: Path | None) -> Path | None:
        if audience is Audience.INTERNAL:
            return None
        return hidden_log or (None if place is None or is_stdout(place) else editions.log_for(place))

    outputs = [editions.output_for(audience, output, audiences) for audience in audiences]
    return tuple(
        _Places(audience, place, log(audience, place))
        for audience, place in zip(audiences, outputs, strict=True)
    )


def check_places(
    audiences: Sequence[Audience],
    output: Path | None,
    hidden_log: Path | None,
    *,
    catalogue: Path | None = None,
    extracts: Iterable[Path | None] = (),
    figures: Iterable[Path] = (),
) -> None:
    """Refuse an edition or a log that would replace an input or each other, and a log of no edition."""
    if hidden_log is not None:
        _check_log(audiences, hidden_log, output)
    folders, read = tuple(extracts), tuple(figures)
    for places in _places(audiences, output, hidden_log):
        check_output(places.output, catalogue=catalogue, extracts=folders, figures=read)
        option = "--output" if hidden_log is None else "--hidden-log"
        check_output(places.log, option=option, catalogue=catalogue, extracts=folders, figures=read)


def _check_log(audiences: Sequence[Audience], log: Path, output: Path | None) -> None:
    hiding = [audience for audience in audiences if audience is not Audience.INTERNAL]
    if not hiding:
        message = "--hidden-log is for what --audience partner or public hides. Add one, or leave it out."
        raise CannotRunError(message)
    if len(hiding) > 1:
        message = "--hidden-log: each edition has a log of its own. Leave it out, and they stand beside them."
        raise CannotRunError(message)
    if is_stdout(log):
        message = "--hidden-log: the log is for officers, and stdout for the result. Give the name of a file."
        raise CannotRunError(message)
    outputs = [places.output for places in _places(audiences, output, log)]
    if log.absolute() in [place.absolute() for place in outputs if place is not None]:
        raise CannotRunError(f"--hidden-log: {log} is where the edition goes. Give another name.")


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
    for places in _places(audiences, output, hidden_log):
        if places.audience is Audience.INTERNAL:
            write(document, places.output)
            continue
        if places.log is not None and not places.log.parent.is_dir():
            # No edition is left without its log.
            message = f"{places.log} cannot be written: there is no such folder. Choose one that is there."
            raise CannotRunError(message)
        made = editions.edition(document, places.audience, read)
        write(made.document, places.output)
        say(*editions.cautions(made))
        if places.log is not None:
            publish(Document.HIDDEN, made, places.log)
            say(f"{visible(str(places.log))} says what is hidden there, and why: keep it among officers.")
