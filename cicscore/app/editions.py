"""Editions of a document that leave the organisation, and the attack on those that go out together."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct

from cicscore.app.files import Given, read_given, text_of
from cicscore.app.published import LOG_ENDING, figure_files, printed_figures
from cicscore.app.register import is_register, read_register
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, Place, errors
from cicscore.faults.rules import fault
from cicscore.render.csv import Value, csv_text
from cicscore.render.json import json_text, parse_document
from cicscore.results import Disclosure, IndicatorInfo, Scorecard, Trend
from cicscore.text import visible
from cicscore.view import View
from cicscore.vocabulary import Audience

if TYPE_CHECKING:
    from cicscore.disclosure.check import Leak
    from cicscore.disclosure.edition import Edition

_D = TypeVar("_D", Scorecard, Trend)

#: A figure by its indicator, its variant and its day.
FigureKey: TypeAlias = tuple[str, str, dt.date]

_MEANT = "an edition that cicscore wrote as JSON"


class PublishedBefore(Struct, frozen=True):
    """What readers have already: editions, and figures printed elsewhere; with any warnings.

    ``for_partners`` are editions that partners alone have, which a register tells apart.
    """

    editions: tuple[Scorecard | Trend, ...] = ()
    for_partners: tuple[Scorecard | Trend, ...] = ()
    printed: frozenset[FigureKey] = frozenset()
    warnings: tuple[Fault, ...] = ()


def published_before(paths: Iterable[Path], infos: Sequence[IndicatorInfo]) -> PublishedBefore:
    """The editions for the public, and the printed figures, in files, folders and registers.

    An internal document among files was not published, which is a warning. Of a register, every issue counts
    that readers have had, also where a later one took its place. Raises ``CannotRunError`` and
    ``FaultsFoundError``.
    """
    given_paths = tuple(dict.fromkeys(paths))
    filed = [one for path in given_paths if is_register(path) for one in read_register(path).given_out()]
    editions = [one.document for one in filed if one.issue.audience is Audience.PUBLIC]
    for_partners = [one.document for one in filed if one.issue.audience is Audience.PARTNER]
    printed: set[FigureKey] = set()
    warnings: list[Fault] = []
    names = {name: info.id for info in infos for name in (info.id, info.reference) if name}
    for file in dict.fromkeys(file for path in given_paths for file in figure_files(path)):
        given = read_given(file, _MEANT, file.name)
        if file.suffix.lower() != ".json":
            figures, faults = printed_figures(given)
            if errors(faults):
                raise FaultsFoundError(faults)
            printed |= {
                (names.get(one.indicator, one.indicator), one.variant, one.earlier.as_at) for one in figures
            }
            continue
        document = parse_document(text_of(given), given.name)
        if document.audience is Audience.PUBLIC:
            editions.append(document)
        else:
            warnings.append(_not_published(document, given.name))
    return PublishedBefore(tuple(editions), tuple(for_partners), frozenset(printed), tuple(warnings))


def _not_published(document: Scorecard | Trend, name: str) -> Fault:
    return fault(
        "figures-not-published",
        Place(name),
        f"this is an edition for another audience ({document.audience.value}), so its figures are not shown",
        "Give the edition for the public that was published.",
    )


def edition(document: _D, audience: Audience, before: PublishedBefore) -> Edition[_D]:
    """The document for partners or for the public.

    Raises ``CannotRunError`` where there is no policy for the public, the document is an edition itself, or
    no counts agree with all that it prints.
    """
    from cicscore.disclosure.edition import publish

    check_policy(document, audience)
    if document.audience is not Audience.INTERNAL:
        message = (
            f"this document is an edition already ({document.audience.value}). Give the internal document "
            "that it was made from."
        )
        raise CannotRunError(message)
    seconds = 0 if document.disclosure is None else document.disclosure.seconds
    try:
        return publish(
            document,
            before.editions + (before.for_partners if audience is Audience.PARTNER else ()),
            audience=audience,
            printed=before.printed,
            is_late=_after(seconds) if seconds else lambda: False,
        )
    except ValueError as error:
        message = (
            f"{error}: the document, or what was published before, contradicts itself. Give documents as "
            "cicscore wrote them."
        )
        raise CannotRunError(message) from error


def check_policy(document: Scorecard | Trend, audience: Audience) -> None:
    """Raise ``CannotRunError`` for an edition for the public where the catalogue has no policy."""
    if audience is Audience.PUBLIC and document.disclosure is None:
        message = (
            "the catalogue has no policy on small counts, so nothing can be published. Agree a threshold "
            "with information governance, and add it to the catalogue: `disclosure: {threshold: 5}`."
        )
        raise CannotRunError(message)


def _after(seconds: int) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def output_for(audience: Audience, output: Path | None, audiences: Sequence[Audience]) -> Path | None:
    """The file of an edition: the one named, with the audience in it if others go there too."""
    if output is None or len(audiences) == 1 or audience is Audience.INTERNAL:
        return output
    return output.with_name(f"{output.stem}.{audience.value}{output.suffix}")


def log_for(output: Path) -> Path:
    """The file beside an edition that says what it hides: not to be published with it."""
    return output.with_name(f"{output.name}{LOG_ENDING}")


def cautions(made: Edition[Scorecard] | Edition[Trend]) -> tuple[str, ...]:
    """What whoever publishes an edition has to know of it: counts left open, and a choice cut short."""
    found = []
    if open_ := len(made.choice.known):
        counts = "1 small count" if open_ == 1 else f"{open_} small counts"
        found.append(f"{counts} cannot be protected: what gives them away was published before.")
    if made.choice.cut_short:
        found.append("The time for finding the least to hide ran out, so that more is hidden than need be.")
    return tuple(found)


def hidden_csv(made: Edition[Scorecard] | Edition[Trend], view: View) -> str:
    """What an edition hides and why, for officers, as CSV."""
    del view  # the same for every reader
    from cicscore.disclosure.log import hidden_counts

    rows: Iterator[dict[str, Value]] = (
        {"count": one.count, "value": one.value, "why": one.why, "protects": list(one.protects)}
        for one in hidden_counts(made)
    )
    return csv_text(("count", "value", "why", "protects"), rows)


class Attacked(Struct, frozen=True):
    """The documents that were attacked, and what they give away."""

    documents: tuple[str, ...]
    policy: Disclosure
    leaks: tuple[Leak, ...]


def documents_in(path: Path) -> tuple[Path, ...]:
    """The file named or, of a folder or a register, every document in it; logs and lists are passed over.

    Raises ``CannotRunError`` if a folder holds none.
    """
    if not path.is_dir():
        return () if path.name.endswith(LOG_ENDING) else (path,)
    found = tuple(sorted(file for file in path.iterdir() if file.suffix.lower() == ".json"))
    if not found:
        message = f"the folder {path} holds no document. Put editions that cicscore wrote as JSON there."
        raise CannotRunError(message)
    return found


def attack(files: Sequence[Given]) -> Attacked:
    """Attack all the documents together.

    Raises ``CannotRunError`` where none has a policy, or they contradict each other, and ``FaultsFoundError``
    with the faults of a document.
    """
    from cicscore.disclosure.check import leaks

    documents = [parse_document(text_of(given), given.name) for given in files]
    documents.sort(key=_last_day, reverse=True)
    policies = [document.disclosure for document in documents if document.disclosure is not None]
    if not policies:
        message = "none of the documents has a policy on small counts. Give editions that cicscore published."
        raise CannotRunError(message)
    strictest = max(policies, key=lambda policy: (policy.threshold, policy.range))
    try:
        found = tuple(leaks(documents, strictest))
    except ValueError as error:
        message = f"{error}: the documents contradict themselves. Give them as cicscore wrote them."
        raise CannotRunError(message) from error
    return Attacked(tuple(visible(given.name) for given in files), strictest, found)


def _last_day(document: Scorecard | Trend) -> dt.date:
    return document.as_at if isinstance(document, Scorecard) else document.last_as_at


def attacked_text(attacked: Attacked, view: View) -> str:
    """A line for each thing given away, then their number."""
    del view  # the same for every reader
    count, documents = len(attacked.leaks), len(attacked.documents)
    who = "1 document gives" if documents == 1 else f"{documents} documents give"
    verdict = f"{who} away {count} {'thing' if count == 1 else 'things'}."
    if not count:
        what = "1 document" if documents == 1 else f"{documents} documents"
        verdict = f"Nothing in {what} gives away a count below {attacked.policy.threshold}."
    return "\n".join([*(f"{leak.what}: {leak.known}" for leak in attacked.leaks), verdict]) + "\n"


def attacked_json(attacked: Attacked, view: View) -> str:
    """The same for programs."""
    del view
    return json_text(
        {
            "documents": list(attacked.documents),
            "threshold": attacked.policy.threshold,
            "range": attacked.policy.range,
            "leaks": [{"what": leak.what, "known": leak.known} for leak in attacked.leaks],
        }
    )
