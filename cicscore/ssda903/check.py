"""Check a child's sequence of episodes, and the dates that go with them.

Rule numbers are those of the return's validation rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.extracts.faults import Origin
from cicscore.faults.fault import Severity
from cicscore.faults.rules import severity_of
from cicscore.ssda903.episodes import CONTINUES, SHORT_BREAKS, UNKNOWN, Episode, overlaps_in_days_only
from cicscore.ssda903.table import ReturnTable, birthdays, is_one_of
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask, has_value
from cicscore.tables.order import in_order
from cicscore.text import date_text


class RowFault(Struct, frozen=True):
    """A fault at one row of a table, in these columns."""

    kind: str
    table: str
    origin: Origin
    columns: tuple[str, ...]
    found: str
    advice: str


def check_episodes(
    episodes: Mapping[str, Sequence[Episode]],
    unread: Mapping[str, Sequence[Episode]],
    born: Mapping[str, dt.date | None],
    covers_from: dt.date,
    year_begins: dt.date,
) -> tuple[list[RowFault], frozenset[Origin]]:
    """Every finding about the episodes, and the origins of the episodes that cannot be used.

    ``unread`` are a child's episodes with a cell that could not be read. An episode at fault makes all those
    of the same time in care unusable, because the others alone would mislead; earlier and later times in care
    are unaffected. Two episodes that overlap only in days, before ``year_begins``, are kept: only figures
    that depend on the day of the change are affected.
    """
    found: list[RowFault] = []
    unusable: set[Origin] = set()
    for child, own in episodes.items():
        lost = unread.get(child, ())
        not_read = {episode.origin for episode in lost}
        for together in _times_in_care(sorted((*own, *lost), key=lambda episode: episode.started)):
            origins = {episode.origin for episode in together}
            findings = [] if origins & not_read else list(_of_child(together, born.get(child), covers_from))
            kept = _kept_overlaps(together, year_begins)
            at_fault = [one for one in findings if severity_of(one.kind) is Severity.ERROR]
            found += [_noted_as_kept(one, year_begins) if _is_kept(one, kept) else one for one in findings]
            if origins & not_read or not all(_is_kept(one, kept) for one in at_fault):
                unusable |= origins
    return found, frozenset(unusable)


def rows_of_episodes_to_check(
    episodes: ReturnTable, born: Days, covers_from: dt.date, others: Collection[str]
) -> Mask:
    """The episodes of the children of whom ``check_episodes`` may find anything, and of ``others``.

    Of nearly all children it finds nothing, which comparing each episode with the child's next tells for all
    at once. Times in care are not told apart here: a comparison across two of them may look amiss where
    nothing is, and misses nothing.
    """
    child = episodes.texts("child")
    order = in_order(child.codes.astype(np.int64), episodes.days("decom"))
    rows = episodes.kept(order)
    same = child.codes[order][1:] == child.codes[order][:-1]
    started, ended, new, reason = rows.days("decom"), rows.days("dec"), rows.texts("rne"), rows.texts("rec")
    closed, continues = ~np.isnat(ended), is_one_of(reason, (CONTINUES,))
    amiss = (closed != has_value(reason)) | (ended <= started) | (started < born[order])
    first = np.append(True, ~same)[: len(rows)]
    amiss |= first & ~is_one_of(new, ("S", UNKNOWN)) & (started >= np.datetime64(covers_from))
    amiss |= continues & closed & np.append(~same, True)[: len(rows)]
    meets = closed[:-1] & (ended[:-1] == started[1:])
    short, unknown = (is_one_of(rows.texts("ls"), codes) for codes in (SHORT_BREAKS, (UNKNOWN,)))
    # Each episode but a child's first, with the one before.
    amiss[1:] |= same & ~(closed[:-1] & (ended[:-1] <= started[1:]))
    amiss[1:] |= same & (is_one_of(new, ("S",))[1:] == (continues[:-1] & meets))
    amiss[1:] |= same & continues[:-1] & (~meets | (short[1:] & ~(short | unknown)[:-1]))
    found = np.array([word in others for word in child.words], np.bool_)
    found[child.codes[order][amiss]] = True
    return child.rows_with(found)


def _kept_overlaps(episodes: Sequence[Episode], year_begins: dt.date) -> frozenset[Origin]:
    """The origins of episodes that overlap the previous one in days only, and not in the last year."""
    triples = zip(episodes, episodes[1:], [*episodes[2:], None], strict=False)
    return frozenset(
        episode.origin
        for before, episode, after in triples
        if overlaps_in_days_only(before, episode, after)
        and before.ended is not None
        and before.ended < year_begins
    )


def _is_kept(finding: RowFault, overlaps: Collection[Origin]) -> bool:
    return finding.kind == "episodes-overlap" and finding.origin in overlaps


def _noted_as_kept(finding: RowFault, year_begins: dt.date) -> RowFault:
    found = (
        f"{finding.found}; --skip-faulty-rows keeps both, as the overlap ended before"
        f" {date_text(year_begins)}, and withholds figures that rest on the day of the change"
    )
    return replace(finding, found=found)


def _times_in_care(episodes: Sequence[Episode]) -> list[list[Episode]]:
    """A child's episodes, split where the child certainly left care and came back.

    That is, where the episode that ends last gives the reason for leaving, and the next starts a period of
    care.
    """
    times: list[list[Episode]] = []
    last: Episode | None = None
    for episode in episodes:
        if last is None or _came_again(last, episode):
            times.append([episode])
            last = episode
            continue
        times[-1].append(episode)
        if last.ended is not None and (episode.ended is None or episode.ended > last.ended):
            last = episode
    return times


def _came_again(last: Episode, episode: Episode) -> bool:
    left = last.ended is not None and last.reason not in (None, CONTINUES) and last.ended <= episode.started
    return left and episode.new == "S"


def _of_child(episodes: Sequence[Episode], born: dt.date | None, covers_from: dt.date) -> Iterator[RowFault]:
    before: Episode | None = None
    for episode, after in zip(episodes, [*episodes[1:], None], strict=True):
        yield from _alone(episode, born)
        yield from _after(episode, before, covers_from)
        yield from _before(episode, after)
        before = episode


def _alone(episode: Episode, born: dt.date | None) -> Iterator[RowFault]:
    """Rules 148, 355 and 356, and the date of birth."""
    if episode.ended is not None and episode.reason is None:
        yield _finding("no-reason", episode, ("DEC", "REC"),
            "the episode has an end, and no reason for it (rule 148)",
            "Give the reason in REC, or leave DEC blank if the episode is open.",
        )  # fmt: skip
    if episode.ended is None and episode.reason == "X1":
        yield _finding("continues-without-end", episode, ("DEC", "REC"),
            "the episode has no end, though REC says X1; it is read as open (rule 148)",
            "Leave REC blank while the episode is open, or give its end in DEC.",
        )  # fmt: skip
    elif episode.ended is None and episode.reason is not None:
        yield _finding("no-end", episode, ("DEC", "REC"),
            "the episode has a reason for leaving care, but no end (rule 148)",
            "Give the day in DEC, or leave REC blank if the episode is open.",
        )  # fmt: skip
    if episode.ended is not None and episode.ended <= episode.started:
        yield _finding("ends-before-start", episode, ("DECOM", "DEC"),
            "the episode ends on or before the day that it starts (rules 355 and 356)",
            "Correct DECOM or DEC: an episode lasts 24 hours at least.",
        )  # fmt: skip
    if born is not None and episode.started < born:
        yield _finding("starts-before-birth", episode, ("DECOM",),
            "the episode starts before the child's date of birth in the Header",
            "Correct DECOM here or DOB there.",
        )  # fmt: skip


def _after(episode: Episode, before: Episode | None, covers_from: dt.date) -> Iterator[RowFault]:
    """Rules 142 and 501, and 431 to 433: whether an episode agrees with the previous one."""
    if before is None:
        if episode.new not in ("S", UNKNOWN) and episode.started >= covers_from:
            yield _finding("wrong-start", episode, ("RNE",),
                f"RNE is {episode.new}, but no episode of the child comes before; it is read as the start of"
                " a period of care (rule 433)",
                "Write S, or export the episode before as well.",
            )  # fmt: skip
    elif before.ended is None:
        yield _finding("still-open", episode, ("DECOM",),
            "the episode starts while the child's previous episode has no end (rule 142)",
            "Give the end of the previous episode.",
        )  # fmt: skip
    elif episode.started < before.ended:
        yield _finding("episodes-overlap", episode, ("DECOM",),
            "the episode starts before the child's previous episode has ended (rule 501)",
            "Correct the end of the one or the start of the other.",
        )  # fmt: skip
    elif UNKNOWN in (episode.new, before.reason):
        return
    elif (episode.new == "S") is (before.reason == "X1" and before.ended == episode.started):
        yield _finding("wrong-start", episode, ("RNE",), _contradiction(episode),
            "Correct RNE here, or REC and DEC of the episode before.",
        )  # fmt: skip


def _contradiction(episode: Episode) -> str:
    if episode.new == "S":
        return "RNE is S, but the episode before goes on into this one; it is read so (rule 431)"
    return (
        f"RNE is {episode.new}, but no episode goes on into this one; it is read as the start of a period of"
        " care (rules 432 and 433)"
    )


def _before(episode: Episode, after: Episode | None) -> Iterator[RowFault]:
    """Rule 388: X1 is followed by an episode that starts on the same day."""
    if episode.reason != "X1" or episode.ended is None:
        return
    if (
        after is not None
        and after.legal_status in SHORT_BREAKS
        and episode.legal_status
        not in (
            *SHORT_BREAKS,
            UNKNOWN,
        )
    ):
        yield _finding("not-continued", episode, ("DEC", "REC"),
            "REC is X1, but what follows is a series of short breaks, which continues nothing (rule 366)",
            "Give the reason for which the child left care, or correct LS of the episode that follows.",
        )  # fmt: skip
    elif after is None or after.started > episode.ended:
        yield _finding("not-continued", episode, ("DEC", "REC"),
            "REC is X1, but no episode of the child starts on the day in DEC (rule 388)",
            "Give the reason for which the child left care, or export the episode that follows.",
        )  # fmt: skip


def _finding(kind: str, episode: Episode, columns: tuple[str, ...], found: str, advice: str) -> RowFault:
    return RowFault(kind, "episodes", episode.origin, columns, found, advice)


def check_statuses(statuses: ReturnTable, born: Days) -> list[RowFault]:
    """Rule 304: UASC status ends on the 18th birthday at the latest; ``born`` is for each row."""
    late = statuses.kept(statuses.days("duc") > birthdays(born, 18))
    return [
        RowFault(
            "uasc-after-18",
            "uasc",
            origin,
            ("DUC",),
            "UASC status ends after the child's 18th birthday (rule 304)",
            "Correct DUC here or DOB in the Header.",
        )
        for origin in late.origins()
    ]


_OF_CARE_LEAVERS = ("in_touch", "activ", "accom")


def check_care_leavers(leavers: ReturnTable) -> list[RowFault]:
    """Report rows of OC3 that are partly blank; one left wholly blank is about somebody out of scope."""
    filled = np.array([has_value(leavers.columns[name]) for name in _OF_CARE_LEAVERS])
    partly = leavers.kept(np.asarray(filled.any(axis=0) & ~filled.all(axis=0)))
    return [
        RowFault(
            "blank-cell",
            "oc3",
            row["origin"],
            (column.upper(),),
            "the cell is blank, and others of the row are not",
            "Fill it in at its source, or leave IN_TOUCH, ACTIV and ACCOM blank together.",
        )
        for row in partly.records()
        for column in _OF_CARE_LEAVERS
        if row[column] is None
    ]
