"""Lay out a difference as a title, a summary and blocks of changes, and draw it as text or Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from cicscore.diff.document import (
    CatalogueDifference,
    Change,
    FiguresDifference,
    FileInfo,
    IndicatorDifference,
    RowDifference,
    ScorecardDifference,
    SectionDifference,
    What,
    unexplained,
)
from cicscore.render.markdown import escaped
from cicscore.text import date_text, visible, wrapped
from cicscore.view import View, fitted
from cicscore.vocabulary import Effect


@dataclass(frozen=True)
class ChangeGroup:
    """Changes under one heading, or directly under the block's where it has none."""

    heading: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Entry:
    """One thing that differs; ``remark`` is what its author still needs to do."""

    heading: str
    groups: tuple[ChangeGroup, ...]
    remark: str | None = None


@dataclass(frozen=True)
class DiffLayout:
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


def lay_out(difference: CatalogueDifference | ScorecardDifference) -> DiffLayout:
    """Lay out the difference for readers."""
    match difference:
        case CatalogueDifference():
            return _catalogue_layout(difference)
        case ScorecardDifference():
            return _scorecard_layout(difference)
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
    return ChangeGroup(f"{row.variant_title}{within}{words.get(row.what, '')}", row.changes)


def sentence(change: Change) -> str:
    """Describe a change in one line: what differs, what it was and what it is now."""
    match change.was, change.now:
        case None, None:
            text = change.part
        case None, now:
            text = f"{change.part}: now {now}; there was none"
        case was, None:
            text = f"{change.part}: none; was {was}"
        case was, now:
            text = f"{change.part}: was {was}, now {now}"
    return "; ".join((text, *change.words))


def is_long(change: Change) -> bool:
    """Whether old and new read better on separate lines."""
    return sum(len(text) for text in (change.was or "", change.now or "")) > 60


def both(change: Change) -> Iterator[tuple[str, str]]:
    """The old and new values, each after "was" or "now"."""
    for word, text in (("was", change.was), ("now", change.now)):
        if text is not None:
            yield word, text


Difference: TypeAlias = CatalogueDifference | ScorecardDifference


def render_text(difference: Difference, view: View) -> str:
    """Draw the difference as lines of text."""
    whole, width = lay_out(difference), view.width
    lines = [*wrapped(whole.title, width), *wrapped(whole.summary, width)]
    for block in whole.blocks:
        lines += ["", *_text_block(block, width)]
    return fitted("".join(f"{line}\n" for line in lines), view)


def _text_block(block: Entry, width: int) -> Iterator[str]:
    yield from wrapped(block.heading, width)
    for group in block.groups:
        indent = "  "
        if group.heading is not None:
            yield from wrapped(group.heading, width, indent=indent)
            indent = "    "
        for change in group.changes:
            yield from _text_change(change, width, indent)
    if block.remark is not None:
        yield from wrapped(block.remark, width, indent="  ")


def _text_change(change: Change, width: int, indent: str) -> Iterator[str]:
    if not is_long(change):
        yield from wrapped(sentence(change), width, indent=indent, mark="- ")
        return
    yield from wrapped(change.part, width, indent=indent, mark="- ")
    for word, text in both(change):
        yield from wrapped(text, width, indent=f"{indent}  ", mark=f"{word}: ")
    for words in change.words:
        yield from wrapped(words, width, indent=f"{indent}  ")


def render_markdown(difference: Difference, view: View) -> str:
    """Draw the difference in GitHub's Markdown, leaving line wrapping to the browser."""
    del view
    whole = lay_out(difference)
    parts = [f"## {escaped(whole.title)}", escaped(whole.summary)]
    for block in whole.blocks:
        parts.append(f"### {escaped(block.heading)}")
        for group in block.groups:
            parts += [f"**{escaped(group.heading)}**"] if group.heading else []
            if group.changes:
                parts.append("\n".join(line for change in group.changes for line in _markdown_change(change)))
        parts += [f"> **{escaped(block.remark)}**"] if block.remark else []
    return "\n\n".join(parts) + "\n"


def _markdown_change(change: Change) -> Iterator[str]:
    if not is_long(change):
        yield f"- {escaped(sentence(change))}"
        return
    yield f"- {escaped(change.part)}"
    yield "  ```diff"
    for word, text in both(change):
        yield f"  {'-' if word == 'was' else '+'} {visible(text)}"
    yield "  ```"
    for words in change.words:
        yield f"  - {escaped(words)}"
