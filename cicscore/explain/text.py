"""Lay out explanations and contrasts as text for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from cicscore.definition import Definition
from cicscore.explain.document import (
    Changes,
    ExplainedVariant,
    Explanation,
    FigureChange,
    NumeratorMoves,
    PartFigure,
    SideChange,
    Waterfall,
)
from cicscore.explain.variant_effects import Contrast, IndicatorContrast, VariantContrast
from cicscore.render.page import note_sentence, page_title, unsafe_mark
from cicscore.render.table import plots
from cicscore.results import Row
from cicscore.text import (
    NARROWEST,
    amount_text,
    as_written,
    change_text,
    count_text,
    date_text,
    grouping_text,
    value_text,
    visible,
    wrapped,
)
from cicscore.view import View, fitted
from cicscore.vocabulary import Rag, Unit, comparator_heading
from cicscore.wording.definition_text import definition_lines
from cicscore.wording.notes import is_note_of_extracts, left_out_notes, stale_notes

_DASH = "–"
#: The narrowest column of numbers, and the gap before each.
_NUMBERS = 9


def explanation_text(explanation: Explanation, view: View) -> str:
    """Lay out the whole explanation, with a blank line between parts."""
    width = view.width
    parts = [definition_lines(explanation.definition, width)]
    if explanation.as_at is not None and explanation.figures:
        heading = f"Figures as at {date_text(explanation.as_at)}"
        parts.append([heading, *_figures(explanation, width)])
        parts.extend(_waterfalls(explanation.figures, width))
    parts.extend(_groups(explanation.groups, width))
    if explanation.changes is not None:
        parts.append(_changes(explanation.changes, explanation, width))
    text = fitted("\n\n".join("\n".join(part) for part in parts) + "\n", view)
    drawn = "" if explanation.trend is None else plots(explanation.trend, view)
    return f"{text}\n{drawn.rstrip()}\n" if drawn else text


def _figures(explanation: Explanation, width: int) -> Iterable[str]:
    """Each variant's figure, the reason for its rating, and what one more is worth."""
    for each in explanation.figures:
        figure, decimals = each.figure, explanation.definition.decimals
        yield from wrapped(f"{each.title}: {_display(figure)}", width, indent="  ")
        for part in each.made_of:
            yield from wrapped(f"{part_name(part)}: {part.display or _DASH}", width, indent="    ")
        for text in (figure.rag_reason, *_more(figure, decimals), *map(note_sentence, figure.notes)):
            yield from wrapped(text, width, indent="    ")


def part_name(part: PartFigure) -> str:
    """The title of a figure that another is made of, and whose it is."""
    theirs = "" if part.comparator is None else f" ({comparator_heading(part.comparator)})"
    return f'"{visible(part.title)}"{theirs}'


def _display(figure: Row) -> str:
    counts = _counts(figure)
    return f"{figure.display or _DASH}{f' ({counts})' if counts else ''}"


def _counts(figure: Row) -> str:
    if figure.numerator is None:
        if figure.denominator is None:
            return ""
        return "of 1 value" if figure.denominator == 1 else f"of {amount_text(figure.denominator)} values"
    of = "" if figure.denominator is None else f" of {amount_text(figure.denominator)}"
    return f"{amount_text(figure.numerator)}{of}"


def _more(figure: Row, decimals: int) -> Iterable[str]:
    """What one more is worth, the figure's interval, and how many children were counted."""
    if figure.one_is_worth is not None and figure.denominator is not None:
        yield f"One more in the numerator is worth {_points(figure.one_is_worth)}."
    if figure.interval_low is not None and figure.interval_high is not None:
        low, high = (
            value_text(as_written(end), Unit.PERCENT, decimals)
            for end in (figure.interval_low, figure.interval_high)
        )
        yield f"95% interval: {low} to {high}."
    children = [
        f"{count_text(count)} in the {side}"
        for side, count, amount in (
            ("numerator", figure.numerator_children, figure.numerator),
            ("denominator", figure.denominator_children, figure.denominator),
        )
        if count is not None and count != amount
    ]
    if children:
        yield f"Different children: {', '.join(children)}."


def _points(points: float) -> str:
    """Points to two significant digits, so that a small worth is not shown as 0."""
    number = Decimal(f"{points:.2g}").normalize()
    return f"{number:f} {'point' if number == 1 else 'points'}"


# The waterfall -----------------------------------------------------------------------------------------


def _waterfalls(figures: Sequence[ExplainedVariant], width: int) -> Iterable[list[str]]:
    """Each side, with the variants' columns side by side."""
    explained = [figure for figure in figures if figure.waterfalls]
    if not explained:
        return
    titles = [visible(figure.title) for figure in explained]
    for sides in zip(*(figure.waterfalls for figure in explained), strict=True):
        yield _waterfall(sides, titles, width)


def _waterfall(sides: Sequence[Waterfall], titles: Sequence[str], width: int) -> list[str]:
    """The rows left after each step, and the resulting amount."""
    columns = [max(_NUMBERS, len(title)) for title in titles]
    label = f": {sides[0].label}" if sides[0].label else ""
    lines = _cells(f"{sides[0].side.value.capitalize()}{label}", titles, columns, width)
    shared = min(len(side.steps) for side in sides)
    for steps in zip(*(side.steps[:shared] for side in sides), strict=True):
        lines += _cells(steps[0].text, [count_text(step.rows) for step in steps], columns, width, indent="  ")
        for text in dict.fromkeys(step.not_recorded for step in steps if step.not_recorded):
            lines += wrapped(text, width, indent="    ")
    for place, side in enumerate(sides):
        for step in side.steps[shared:]:  # conditions of this variant only
            cells = [count_text(step.rows) if other == place else "" for other in range(len(sides))]
            lines += _cells(step.text, cells, columns, width, indent="  ")
    if sides[0].amount is not None:
        amounts = [_DASH if side.amount is None else amount_text(side.amount) for side in sides]
        lines += _cells(f"= {sides[0].counts}", amounts, columns, width, indent="  ")
    return lines


def _cells(
    text: str, cells: Sequence[str], columns: Sequence[int], width: int, *, indent: str = ""
) -> list[str]:
    """Wrap a text, with numbers to the right of its first line."""
    numbers = "".join(f"  {cell:>{column}}" for cell, column in zip(cells, columns, strict=True))
    room = max(width - len(numbers), NARROWEST)
    first, *rest = wrapped(text, room, indent=indent, mark="  " if indent else "")
    return [f"{first:<{room}}{numbers}".rstrip(), *rest]


# Groups ------------------------------------------------------------------------------------------------


def _groups(rows: Sequence[Row], width: int) -> Iterable[list[str]]:
    for breakdown, found in groupby(rows, key=lambda row: row.breakdown):
        lines = [f"By {grouping_text(breakdown or '')}"]
        columns = (_NUMBERS, 15, 9)
        for row in found:
            cells = (row.display or _DASH, _counts(row) or _DASH, _rag(row.rag, row.rag_safe))
            lines += _cells(f"{row.group} ({row.variant})", cells, columns, width, indent="  ")
        yield lines


# Changes -----------------------------------------------------------------------------------------------


def _changes(changes: Changes, explanation: Explanation, width: int) -> list[str]:
    heading = f"Since {date_text(changes.as_at)}"
    if changes.not_compared is not None:
        return wrapped(f"{heading}: not compared, because {changes.not_compared}.", width)
    figures = {figure.variant: figure for figure in explanation.figures}
    lines = [heading, *_of_extracts_then(changes, width)]
    for change in changes.variants:
        lines += _change(change, figures[change.variant], explanation.definition, width)
    return lines


def _of_extracts_then(changes: Changes, width: int) -> Iterable[str]:
    """Notes on the earlier day's extracts, rows left out or data ending early, without repeats."""
    notes = (note for change in changes.variants for note in change.before.notes)
    for note in dict.fromkeys(filter(is_note_of_extracts, notes)):
        yield from wrapped(f"{date_text(changes.as_at)}: {note_sentence(note)}", width, indent="  ")


def _change(change: FigureChange, now: ExplainedVariant, definition: Definition, width: int) -> Iterable[str]:
    moved = f"{change.before.display or _DASH} to {now.figure.display or _DASH}"
    if change.change is not None and change.due_to_numerator is not None:
        by = [_change_text(part, definition) for part in (change.change, change.due_to_numerator)]
        moved += f" ({by[0]} from exact values"
        if change.due_to_denominator is not None and now.figure.denominator is not None:
            moved += (
                f": {by[1]} by the numerator, {_change_text(change.due_to_denominator, definition)} "
                "by the denominator"
            )
        moved += ")"
    yield from wrapped(f"{now.title}: {moved}", width, indent="  ")
    for side in change.sides:
        yield from wrapped(_side_text(side), width, indent="    ")
    if change.numerator_moves is not None:
        yield from wrapped(_moves_text(change.numerator_moves), width, indent="    ")


def _change_text(points: float, definition: Definition) -> str:
    return change_text(as_written(points), definition.printed_in, definition.decimals)


def _side_text(side: SideChange) -> str:
    altered = f", {amount_text(side.altered)} by those that stayed" if side.altered else ""
    return (
        f"{side.side.value.capitalize()} ({side.counted}): {amount_text(side.before)} then, "
        f"{amount_text(side.entered)} entered, {amount_text(side.left)} left{altered}, "
        f"{amount_text(side.now)} now"
    )


def _moves_text(moves: NumeratorMoves) -> str:
    return (
        f"Into the numerator: {count_text(moves.entered_with_denominator)} new to the denominator, "
        f"{count_text(moves.moved_in)} in it before. Out of it: {count_text(moves.left_with_denominator)} "
        f"gone from the denominator, {count_text(moves.moved_out)} still in it"
    )


# What variants change ----------------------------------------------------------------------------------


def contrast_text(contrast: Contrast, view: View) -> str:
    """List what each variant changes: a line for each indicator, then those whose rating differs."""
    width = view.width
    parts = [
        [visible(page_title(contrast.organisation, contrast.title)), f"As at {date_text(contrast.as_at)}"]
    ]
    parts += [part for variant in contrast.variants for part in _contrasted(variant, width)]
    parts.append(wrapped(_PARTS, width))
    notes = (*left_out_notes(contrast.extracts), *stale_notes(contrast.extracts, contrast.as_at))
    of_extracts = [line for note in notes for line in wrapped(note_sentence(note), width)]
    parts += [of_extracts] if of_extracts else []
    return fitted("\n\n".join("\n".join(part) for part in parts) + "\n", view)


_PARTS = (
    "Difference: the variant's value less that of all, in the unit's own points. Num. part and Denom. part: "
    "how much of it the change of numerator and of denominator makes."
)


def _contrasted(variant: VariantContrast, width: int) -> Iterable[list[str]]:
    title = visible(variant.title)
    headings = ("All", "", title, "", "Difference", "Num. part", "Denom. part")
    lines = [_contrast_cells(indicator) for indicator in variant.indicators]
    columns = [
        max(len(heading), *(len(cells[place]) for cells in lines)) for place, heading in enumerate(headings)
    ]
    table = _cells("What it changes", headings, columns, width)
    for indicator, cells in zip(variant.indicators, lines, strict=True):
        table += _cells(indicator.title, cells, columns, width)
    yield table
    titles = {indicator.indicator: indicator for indicator in variant.indicators}
    changed = [titles[name] for name in variant.rag_changes]
    head = f"{title} changes the rating of {len(changed)} of {len(variant.indicators)} indicators"
    yield [
        head + (":" if changed else "."),
        *(
            line
            for each in changed
            for line in wrapped(
                f"{each.title}: {_rag(each.rag_all, each.rag_all_safe)} to {_rag(each.rag, each.rag_safe)}",
                width,
                indent="  ",
            )
        ),
    ]


def _contrast_cells(each: IndicatorContrast) -> tuple[str, ...]:
    return (
        each.display_all or _DASH,
        _rag(each.rag_all, each.rag_all_safe),
        each.display or _DASH,
        _rag(each.rag, each.rag_safe),
        each.difference_display or _DASH,
        each.due_to_numerator_display or _DASH,
        each.due_to_denominator_display or _DASH,
    )


def _rag(rag: Rag | None, safe: bool | None) -> str:  # noqa: FBT001 - a field of the document
    return _DASH if rag is None else rag.value + unsafe_mark(safe=safe)
