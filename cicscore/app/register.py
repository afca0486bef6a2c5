"""The register: a folder of documents that were published, each filed once and never replaced.

Its list, ``register.csv``, has a line for each document in the order of filing, with the digest of its bytes:
a document that was changed, removed or laid there by hand is found when the register is read.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from pydantic import ValidationError

from cicscore.app.files import Given, read_given, text_of, write_whole
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, Place
from cicscore.faults.rules import fault
from cicscore.manifest import FileDigest
from cicscore.render.csv import csv_text
from cicscore.render.json import parse_document
from cicscore.results import Scorecard, Trend
from cicscore.scorecard.settling import Told
from cicscore.text import date_text, iso_day
from cicscore.vocabulary import Audience, DisclosureMethod

#: The name of the register's list.
LIST = "register.csv"

Published: TypeAlias = Scorecard | Trend


class Kind(StrEnum):
    """What a document in the register is."""

    SCORECARD = "scorecard"
    TREND = "trend"


class Issue(Struct, frozen=True):
    """A line of the list: one issue of a day's document for an audience. The first has no reason."""

    file: str
    document: Kind
    as_at: dt.date
    audience: Audience
    issue: int
    filed_at: dt.datetime
    sha256: str
    why: str | None

    @property
    def of(self) -> tuple[Kind, dt.date, Audience]:
        """What a later issue would replace it in."""
        return self.document, self.as_at, self.audience


class Filed(Struct, frozen=True):
    """A document in the register, with its line of the list."""

    issue: Issue
    document: Published


class FiledScorecard(Struct, frozen=True):
    """A scorecard in the register, with its line of the list."""

    issue: Issue
    document: Scorecard


def is_rounded(document: Published) -> bool:
    """Whether the document is an edition whose counts, and so its figures, are rounded."""
    policy = document.disclosure
    rounds = policy is not None and policy.method is DisclosureMethod.ROUND
    return rounds and document.audience is not Audience.INTERNAL


def _fullest_first(issue: Issue) -> int:
    return [*Audience].index(issue.audience)


def is_register(path: Path) -> bool:
    """Whether the path is a folder with a register's list."""
    return path.is_dir() and (path / LIST).is_file()


# Reading ------------------------------------------------------------------------------------------------


class Register(Struct, frozen=True):
    """A register that agrees with its list: the issues in the order of filing."""

    folder: Path
    issues: tuple[Issue, ...]

    def latest(self) -> tuple[Issue, ...]:
        """The latest issue of each document, by day."""
        found = {issue.of: issue for issue in self.issues}
        return tuple(sorted(found.values(), key=lambda issue: (issue.as_at, issue.document, issue.audience)))

    def history(self) -> Iterator[FiledScorecard]:
        """The scorecards whose figures count as published: of each day and audience the latest.

        Of a day, the fullest edition comes first; one of rounded counts is left out where there is another.
        """
        for _, issues in groupby(self.latest(), key=lambda issue: issue.as_at):
            ours = [issue for issue in issues if issue.document is Kind.SCORECARD]
            read = [self.read(issue) for issue in sorted(ours, key=_fullest_first)]
            exact = [filed for filed in read if not is_rounded(filed.document)]
            for filed in exact or read:
                if isinstance(filed.document, Scorecard):
                    yield FiledScorecard(filed.issue, filed.document)

    def told(self) -> Iterator[Told]:
        """Every document in the order of filing, with the as-at day by which it was published.

        A first issue is of its own day. A reissue is of the latest day that was published before it. Editions
        of rounded counts are left out.
        """
        latest = dt.date.min
        for issue in self.issues:
            latest = max(latest, issue.as_at)
            document = self.read(issue).document
            if not is_rounded(document):
                yield Told(document, latest if issue.issue > 1 else issue.as_at)

    def given_out(self) -> Iterator[Filed]:
        """Every issue that left the organisation, the newest day first, and of a day the latest issue."""
        left = [issue for issue in reversed(self.issues) if issue.audience is not Audience.INTERNAL]
        return map(self.read, sorted(left, key=lambda issue: issue.as_at, reverse=True))

    def digests(self) -> Iterator[FileDigest]:
        """Every document in it, for the manifest of what is compared with it."""
        return (FileDigest(file=issue.file, sha256=issue.sha256) for issue in self.issues)

    def read(self, issue: Issue) -> Filed:
        """The document of one of its issues. Raises ``FaultsFoundError``."""
        given = read_given(self.folder / issue.file, "a register as cicscore filed it", issue.file)
        if hashlib.sha256(given.data).hexdigest() != issue.sha256:
            raise FaultsFoundError([_changed(issue)])
        return Filed(issue, _document(given, issue.document))


def read_register(folder: Path, known: Collection[str] | None = None) -> Register:
    """The register in a folder; ``known`` are the digests of the documents that count, by default of all.

    Raises ``FaultsFoundError`` where a line of the list cannot be read, or the list and the folder disagree.
    """
    issues = _listed(folder)
    faults = [*_out_of_step(folder, issues), *_unlisted(folder, issues)]
    if faults:
        raise FaultsFoundError(faults)
    return Register(folder, tuple(issue for issue in issues if known is None or issue.sha256 in known))


def _document(given: Given, kind: Kind) -> Published:
    """A filed document: its digest says that it is what was checked when it was filed."""
    model = Scorecard if kind is Kind.SCORECARD else Trend
    with suppress(ValidationError):  # of another minor version, which takes longer to read
        return model.model_validate_json(given.data)
    return parse_document(text_of(given), given.name)


_COLUMNS = Issue.__struct_fields__
_LISTED_AS = ", ".join(_COLUMNS)


def _listed(folder: Path) -> tuple[Issue, ...]:
    if not is_register(folder):
        return ()
    given = read_given(folder / LIST, "a register's list", LIST)
    rows = csv.reader(io.StringIO(text_of(given).removeprefix("\ufeff"), newline=""))
    issues: list[Issue] = []
    faults: list[Fault] = []
    try:
        headings = next(rows, [])
        if tuple(headings) != _COLUMNS:
            raise FaultsFoundError([_unread(1, f"the columns are not {_LISTED_AS}")])
        for cells in rows:
            found = _issue(cells, rows.line_num)
            faults += [found] if isinstance(found, Fault) else []
            issues += [found] if isinstance(found, Issue) else []
    except csv.Error as error:
        faults.append(_unread(rows.line_num, f"it is not CSV: {error}"))
    if faults:
        raise FaultsFoundError(faults)
    return tuple(issues)


def _issue(cells: Sequence[str], line: int) -> Issue | Fault:
    if len(cells) != len(_COLUMNS):
        return _unread(line, f"the line has {len(cells)} cells in place of {len(_COLUMNS)}")
    file, kind, day, audience, number, filed_at, sha256, why = cells
    as_at = iso_day(day)
    with suppress(ValueError):
        moment = dt.datetime.fromisoformat(filed_at)
        if as_at is not None and Path(file).name == file and moment.tzinfo is not None:
            told = Kind(kind), as_at, Audience(audience), int(number), moment
            return Issue(file, *told, sha256, why or None)
    return _unread(line, "a cell holds what no register writes there")


def _unread(line: int, found: str) -> Fault:
    return fault(
        "register-list-unread", Place(LIST, line), found,
        "Take the list from a copy of the register; nobody needs to edit it.", allowed=_LISTED_AS,
    )  # fmt: skip


def _out_of_step(folder: Path, issues: Iterable[Issue]) -> Iterator[Fault]:
    for issue in issues:
        if not (folder / issue.file).is_file():
            yield fault(
                "register-out-of-step", Place(issue.file), "the register lists this document, but it is gone",
                "Take it from a copy of the register: readers have it, so that it still counts.",
            )  # fmt: skip
        elif _digest(folder / issue.file) != issue.sha256:
            yield _changed(issue)


def _changed(issue: Issue) -> Fault:
    return fault(
        "register-out-of-step", Place(issue.file), "this document was changed after it was filed",
        'Take it from a copy of the register; file a corrected one with `cicscore publish --reissue "why"`.',
    )  # fmt: skip


def _unlisted(folder: Path, issues: Iterable[Issue]) -> Iterator[Fault]:
    listed = {issue.file for issue in issues}
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix.lower() == ".json" and file.name not in listed:
            yield fault(
                "register-out-of-step", Place(file.name), "this document lies in the register unfiled",
                f"Move it elsewhere, and file it from there with `cicscore publish FILE {folder.name}`.",
            )  # fmt: skip


def _digest(file: Path) -> str:
    return hashlib.sha256(read_given(file, "a register as cicscore filed it").data).hexdigest()


def told_by(paths: Iterable[Path], known: Collection[str] | None = None) -> Iterator[Told]:
    """What the registers among these files and folders tell, each in the order of filing."""
    for path in dict.fromkeys(paths):
        if is_register(path):
            yield from read_register(path, known).told()


# Filing -------------------------------------------------------------------------------------------------


class Filing(Struct, frozen=True):
    """What filing a document came to: its issue, and whether it was there already."""

    issue: Issue
    was_there: bool


def file_away(given: Given, folder: Path, why: str | None, now: dt.datetime) -> Filing:
    """File a document read-only; the same one again changes nothing.

    ``why`` is the reason for which it takes the place of an earlier issue, which stays. Raises
    ``CannotRunError`` where there is an earlier issue and no reason, or a reason and no earlier issue, and
    ``FaultsFoundError`` with the faults of the document or of the register.
    """
    document = parse_document(text_of(given), given.name)
    reason = None if why is None else _reason(why)
    issues = _listed(folder)
    digest = hashlib.sha256(given.data).hexdigest()
    issue = _next(document, issues, digest, reason, now)
    faults = [*_out_of_step(folder, issues)]
    # A run that was killed between its two files leaves the document without its line.
    faults += [one for one in _unlisted(folder, issues) if not _is_left(folder, one.place.file, issue)]
    if faults:
        raise FaultsFoundError(faults)
    before = [one for one in issues if one.of == issue.of]
    if before and before[-1].sha256 == digest:
        if reason is not None:
            raise CannotRunError(_nothing_new(given, folder, before[-1]))
        return Filing(before[-1], was_there=True)
    if before and reason is None:
        raise CannotRunError(_is_there(given, folder, before[-1]))
    if reason is not None and not before:
        raise CannotRunError(_no_earlier(folder, issue))
    _write(folder, issue, given.data, issues)
    return Filing(issue, was_there=False)


def _next(
    document: Published, issues: Iterable[Issue], digest: str, why: str | None, now: dt.datetime
) -> Issue:
    """The line that the document would have as the next issue of its day and audience."""
    if isinstance(document, Scorecard):
        kind, day = Kind.SCORECARD, document.as_at
    else:
        kind, day = Kind.TREND, document.last_as_at
    of = kind, day, document.audience
    number = 1 + sum(issue.of == of for issue in issues)
    parts = [day.isoformat(), *(["trend"] if kind is Kind.TREND else []), document.audience.value]
    name = ".".join([*parts, *([str(number)] if number > 1 else []), "json"])
    return Issue(name, *of, number, now, digest, why)


def _is_left(folder: Path, file: str, issue: Issue) -> bool:
    return file == issue.file and _digest(folder / file) == issue.sha256


def _reason(why: str) -> str:
    """The reason on one line. Raises ``CannotRunError`` if it says nothing."""
    if not why.split():
        raise CannotRunError('--reissue: it gives no reason. Say why: --reissue "two reviews were late".')
    return " ".join(why.split())


def _named(issue: Issue) -> str:
    """The document in words: the public edition of the scorecard as at 31 March 2016."""
    return f"the {issue.audience.value} edition of the {issue.document.value} as at {date_text(issue.as_at)}"


def _is_there(given: Given, folder: Path, before: Issue) -> str:
    return (
        f"{folder} holds {_named(before)} already: {before.file}, filed on "
        f"{date_text(before.filed_at.date())}, and {given.name} is another. See what differs with `cicscore "
        f'diff {folder / before.file} {given.name}`; to issue it again, say why: --reissue "..."'
    )


def _nothing_new(given: Given, folder: Path, before: Issue) -> str:
    return (
        f"--reissue: {given.name} is {before.file} in {folder} as it stands. Give the corrected document, or "
        "leave the option out."
    )


def _no_earlier(folder: Path, issue: Issue) -> str:
    return f"--reissue: {folder} does not hold {_named(issue)} yet. Leave the option out."


def _write(folder: Path, issue: Issue, data: bytes, issues: Iterable[Issue]) -> None:
    """The document first: without its line it is found, and a line without its document would be a loss."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}). Give a folder for the register."
        raise CannotRunError(message) from error
    place = folder / issue.file
    if not place.exists():
        write_whole(place, data)
    place.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    write_whole(folder / LIST, csv_text(_COLUMNS, map(_cells, (*issues, issue))).encode("utf-8"))


def _cells(issue: Issue) -> dict[str, str | int | None]:
    return {
        "file": issue.file,
        "document": issue.document.value,
        "as_at": issue.as_at.isoformat(),
        "audience": issue.audience.value,
        "issue": issue.issue,
        "filed_at": issue.filed_at.isoformat(),
        "sha256": issue.sha256,
        "why": issue.why,
    }
