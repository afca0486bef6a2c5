"""Lay out a difference as a title, a summary and blocks of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, assert_never

from msgspec import Struct

from cicscore.diff.document import (
    Alone,
    CatalogueDifference,
    Change,
    FiguresDifference,
    FileInfo,
    IndicatorDifference,
    RatingMoves,
    Reasons,
    RowDifference,
    ScorecardDifference,
    SectionDifference,
    What,
    unexplained,
)
from cicscore.diff.verification import Verification
from cicscore.text import date_text
from cicscore.vocabulary import Effect, Rag


class ChangeGroup(Struct, frozen=True):
    """Changes under one heading, or directly under the block's where it has none."""

    heading: str | None
    changes: tuple[Change, ...]


class Entry(Struct, frozen=True):
    """One thing that differs; ``remark`` is what its author still needs to do."""

    heading: str
    groups: tuple[ChangeGroup, ...]
    remark: str | None = None


class DiffLayout(Struct, frozen=True):
    """A whole difference, from top to bottom."""

    title: str
    summary: str
    blocks: tuple[Entry, ...]


#: What a change to an indicator can affect.
_EFFECTS = {
    Effect.FIGURE: "moves the figure",
    Effect.RATING: "moves the rating or the direction",
    Effect.FIRST_PAGE: "changes which figures the first page shows",
    Effect.MORE_YEARS: "rates years that had no target",
    Effect.PRESENTATION: "changes presentation only",
}

_SECTIONS = {
    "catalogue": "Catalogue",
    "settings": "Settings",
    "disclosure": "Disclosure",
    "theme": "Theme",
    "extract": "Extract",
    "variant": "Variant",
    "breakdown": "Breakdown",
}

#: What to do about a definition that changed without a new note.
REMARK = "The definition changed, and its change_note did not: say there why."


Difference: TypeAlias = CatalogueDifference | ScorecardDifference | Verification


def lay_out(difference: Difference) -> DiffLayout:
    """Lay out the difference for readers."""
    match difference:
        case CatalogueDifference():
            return _catalogue_layout(difference)
        case ScorecardDifference():
            return _scorecard_layout(difference)
        case Verification():
            return _verification_layout(difference)
        case _:
            assert_never(difference)


def _title(kind: str, old: FileInfo, new: FileInfo) -> str:
    return f"{kind}: {old.file} (old) and {new.file} (new)"


def _catalogue_layout(difference: CatalogueDifference) -> DiffLayout:
    blocks = (
        *(_section(section) for section in difference.sections),
        *(_indicator(indicator) for indicator in difference.indicators),
    )
    return DiffLayout(
        title=_title("Catalogues", difference.old, difference.new),
        summary=_catalogue_summary(difference),
        blocks=blocks,
    )


def _catalogue_summary(difference: CatalogueDifference) -> str:
    if not difference.sections and not difference.indicators:
        return "No difference: order, comments and layout aside, the two say the same."
    counted = [
        f"{_many(number, 'indicator')} {what.value}"
        for what in What
        if (number := sum(each.what is what for each in difference.indicators))
    ]
    if difference.sections:
        counted.append(
            f"{_many(len(difference.sections), 'other part')} differ{_s(len(difference.sections))}"
        )
    silent = len(unexplained(difference))
    note = f" {_many(silent, 'definition')} changed without a new change_note." if silent else ""
    return f"{'; '.join(counted)}.{note}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _s(number: int) -> str:
    return "s" if number == 1 else ""


def _section(section: SectionDifference) -> Entry:
    name = f" {section.name}" if section.name else ""
    what = "" if section.what is What.CHANGED else f": {section.what.value}"
    return Entry(f"{_SECTIONS[section.section]}{name}{what}", _ungrouped(section.changes))


def _ungrouped(changes: tuple[Change, ...]) -> tuple[ChangeGroup, ...]:
    return (ChangeGroup(None, changes),) if changes else ()


def _indicator(indicator: IndicatorDifference) -> Entry:
    match indicator.what:
        case What.ADDED | What.REMOVED:
            what = f": {indicator.what.value}"
        case What.RENAMED:
            what = f": renamed, was {indicator.old_id}"
        case What.CHANGED:
            what = ""
        case _:
            assert_never(indicator.what)
    since = "" if indicator.valid_from is None else f", from {date_text(indicator.valid_from)}"
    groups = tuple(
        ChangeGroup(_EFFECTS[effect], found)
        for effect in Effect
        if (found := tuple(change for change in indicator.changes if change.effect is effect))
    )
    name = _name(indicator.id, indicator.reference, indicator.title)
    return Entry(f"{name}{since}{what}", groups, REMARK if indicator.unexplained else None)


def _name(name: str, reference: str | None, title: str) -> str:
    return " · ".join(part for part in (name, reference, title) if part)


def _scorecard_layout(difference: ScorecardDifference) -> DiffLayout:
    general = (Entry("Scorecard", _ungrouped(difference.general)),) if difference.general else ()
    return DiffLayout(
        title=_title("Scorecards", difference.old, difference.new),
        summary=_scorecard_summary(difference),
        blocks=(*general, *(_figures(indicator) for indicator in difference.indicators)),
    )


def _scorecard_summary(difference: ScorecardDifference) -> str:
    any_moved = any(moved.became or moved.came for moved in difference.ratings)
    moves = [_rating_sentence(moved) for moved in difference.ratings if any_moved and moved.rag is Rag.RED]
    return " ".join((*moves, _figures_summary(difference)))


def _rating_sentence(moved: RatingMoves) -> str:
    """How the first page's lines with one rating moved: how many there were and are, and which."""
    colour = moved.rag.value
    if not moved.became and not moved.came:
        return f"{_many(moved.after, colour)} on the first page, as before."
    became = [f"{len(names)} became {word} ({', '.join(names)})" for word, names in moved.became.items()]
    came = f"{len(moved.came)} became {colour} ({', '.join(moved.came)})" if moved.came else ""
    parts = (*(became or [f"none is no longer {colour}"]), came or f"none became {colour}")
    return (
        f"{colour.capitalize()}s on the first page from {moved.before} to {moved.after}: {', '.join(parts)}."
    )


def _figures_summary(difference: ScorecardDifference) -> str:
    rows = [row for indicator in difference.indicators for row in indicator.rows]
    if not rows and not difference.general and not difference.indicators:
        return "No difference: the two say the same."
    words = {What.ADDED: "appeared", What.REMOVED: "disappeared", What.CHANGED: "changed"}
    counted = [
        f"{_many(number, 'figure')} {word}"
        for what, word in words.items()
        if (number := sum(row.what is what for row in rows))
    ] or ["No figure changed"]
    moved = [
        f"{_many(number, name)} changed"
        for part, name in (
            ("value", "value"),
            ("RAG", "rating"),
            ("direction", "direction"),
            ("target", "target"),
        )
        if (number := sum(row.what is What.CHANGED and _has(row.changes, part) for row in rows))
    ]
    return ". ".join(["; ".join(counted), *(["Of these, " + ", ".join(moved)] if moved else [])]) + "."


def _has(changes: Iterable[Change], part: str) -> bool:
    return any(change.part == part for change in changes)


def _figures(indicator: FiguresDifference) -> Entry:
    definition = (ChangeGroup("definition", indicator.definition),) if indicator.definition else ()
    name = _name(indicator.id, indicator.reference, indicator.title)
    return Entry(name, (*definition, *(_row(row) for row in indicator.rows)))


def _row(row: RowDifference) -> ChangeGroup:
    within = "" if row.breakdown is None else f", {row.breakdown} {row.group or 'not known'}"
    words = {What.ADDED: ": appeared", What.REMOVED: ": disappeared"}
    because = () if row.reasons is None else tuple(_because(row.reasons))
    return ChangeGroup(f"{row.variant_title}{within}{words.get(row.what, '')}", (*row.changes, *because))


def _because(reasons: Reasons) -> Iterator[Change]:
    """Why a figure changed, in one line for each cause that is told apart."""
    causes = [cause.value for cause in reasons.causes]
    match causes:
        case []:
            yield Change(part="cause: nothing that the manifests hold; was a document edited?")
        case [*_] if reasons.alone:
            yield from (Change(part=f"because of {_alone_text(alone)}") for alone in reasons.alone)
            if reasons.together_display is not None:
                yield Change(part=f"all together move it by {reasons.together_display} beyond that")
        case [cause]:
            yield Change(part=f"cause: {cause}")
        case [*first, last]:
            yield Change(part=f"cause: {', '.join(first)} or {last}, which cannot be told apart")


def _alone_text(alone: Alone) -> str:
    if not alone.is_computed:
        return f"{alone.cause.value}: alone, it cannot be computed"
    moved = (
        alone.presence,
        alone.value_display,
        alone.status and f"status {alone.status.value}",
        alone.rag and f"RAG {alone.rag}",
        alone.direction and f"direction {alone.direction}",
    )
    told = ", ".join(part for part in moved if part)
    return f"{alone.cause.value}: {told or 'other counts'}"


def _verification_layout(verified: Verification) -> DiffLayout:
    entries = (
        Entry("Program", _ungrouped(verified.program)),
        Entry("Files", _ungrouped(verified.files)),
        Entry("Definitions and settings", _ungrouped(verified.definitions)),
        *(
            Entry(figure.name, _ungrouped(tuple(_in_brief(figure.changes))))
            for figure in (*verified.figures, *verified.beside)
        ),
        Entry("Cannot be computed", _ungrouped(verified.faults)),
    )
    return DiffLayout(
        title=f"{verified.document.file}, as at {date_text(verified.as_at)}",
        summary=_verification_summary(verified),
        blocks=tuple(entry for entry in entries if any(group.changes for group in entry.groups)),
    )


#: The fields of a figure that readers ask about; what else differs follows from them.
_ASKED_ABOUT = frozenset(
    {
        *("status", "numerator", "denominator", "display", "target", "rag", "direction"),
        *("previous display", "outturn display", "published display"),
    }
)


def _in_brief(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that readers ask about, and the names of the others."""
    found = tuple(changes)
    asked = [change for change in found if change.part in _ASKED_ABOUT or change.now is None]
    others = [change for change in found if change not in asked]
    if not asked:
        yield from others
        return
    yield from asked
    if others:
        yield Change(part=f"and what follows: {', '.join(change.part for change in others)}")


def _verification_summary(verified: Verification) -> str:
    rows = _many(verified.compared, "figure")
    if verified.faults:
        return "The figures cannot be computed again from these extracts: they are not those of the document."
    if verified.is_same:
        return f"The same: every one of {rows} comes out as in the document."
    moved = len(verified.figures)
    verb = "differs" if moved == 1 else "differ"
    told = f"{moved} of {rows} {verb}" if moved else f"Every one of {rows} comes out as in the document"
    causes = [
        name
        for changes, name in ((verified.files, "files"), (verified.definitions, "definitions or settings"))
        if changes
    ]
    also = f", {'and' if moved else 'but'} {' and '.join(causes)} are not as they were" if causes else ""
    return f"{told}{also}."
