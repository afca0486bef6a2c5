"""Word the covering note of a scorecard: sentences that an officer may edit, from its key changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from cicscore.render.markdown import escaped
from cicscore.render.page import page_title, sentence
from cicscore.report.key_changes import SMALLEST_RANKED, Caution, KeyChanges, Line, VariantEffect, key_changes
from cicscore.report.paper import Paper
from cicscore.results import RagCounts, Row, Scorecard
from cicscore.text import capital, count_text, date_text, ordinal
from cicscore.view import View, fitted
from cicscore.vocabulary import Overridden, Polarity, Rag
from cicscore.wording.benchmarks import sources
from cicscore.wording.editions import about
from cicscore.wording.overrides import mark_of

#: How many of the ambers nearest to their targets the note names.
_MOST_AMBERS = 5
#: From how many cautions of one kind on, the note counts them.
_MANY = 4


class Table(Struct, frozen=True):
    """A small table with one row of headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Struct, frozen=True):
    """A heading, paragraphs, perhaps a table, and a list."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    table: Table | None = None


class Note(Struct, frozen=True):
    """The covering note, whatever it is written as."""

    title: str
    subtitle: str
    #: Whom the edition is for, and what is not shown in it.
    about: str
    sections: tuple[Section, ...]


def render_note_markdown(paper: Paper, view: View) -> str:
    """Write the covering note in Markdown."""
    note = note_of(paper.scorecard)
    parts = [f"# {escaped(note.title)}", escaped(note.subtitle), escaped(note.about)]
    for section in note.sections:
        parts += [f"## {escaped(section.heading)}", *map(escaped, section.paragraphs)]
        if section.table is not None:
            parts.append(_markdown_table(section.table))
        if section.items:
            parts.append("\n".join(f"- {escaped(item)}" for item in section.items))
    return fitted("\n\n".join(parts) + "\n", view)


def _markdown_table(table: Table) -> str:
    rule = ("---", *("---:" for _ in table.headings[1:]))
    rows = (table.headings, rule, *table.rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def note_of(scorecard: Scorecard) -> Note:
    """What the covering note of a scorecard says."""
    key = key_changes(scorecard)
    return Note(
        title=page_title(scorecard.organisation, scorecard.title),
        subtitle=f"Covering note to the scorecard as at {date_text(scorecard.as_at)}.",
        about=about(scorecard),
        sections=(
            _ratings(key),
            *_changed(key),
            _reds(key),
            _ambers(key),
            *_rankings(key),
            *_variant(key),
            *_among_others(scorecard),
            _cautions(key.cautions),
        ),
    )


# Ratings -----------------------------------------------------------------------------------------------


def _ratings(key: KeyChanges) -> Section:
    """How many lines have each rating, and which changed colour."""
    now = key.now
    counted = (
        f"Of the {count_text(len(key.lines))} lines of the scorecard, {count_text(key.rated)} are rated: "
        f"{count_text(now.green)} green, {count_text(now.amber)} amber and {count_text(now.red)} red."
    )
    if now.confidential:
        are = "rating is" if now.confidential == 1 else "ratings are"
        counted += f" {capital(_word(now.confidential))} {are} not shown."
    if key.before is None or key.now_of_both is None:
        unknown = (
            "This scorecard does not hold the ratings that were published with the earlier figures, so this "
            "note does not say which lines changed colour."
        )
        table = Table(("Rating", "Lines"), tuple(_counts(now, now.confidential)))
        return Section("Key changes", (counted, *([unknown] if key.before_on else [])), table=table)
    days = " or ".join(map(date_text, key.before_on))
    return Section(
        "Key changes",
        (
            counted,
            f"{capital(_many(key.rated_both_times, 'line'))} had a rating at the figure before, of {days}, "
            f"and {'has' if key.rated_both_times == 1 else 'have'} one now. Among them:",
            *_went(key, key.before, key.now_of_both),
        ),
        table=Table(
            ("Rating", "Lines", "Rated both times: before", "Rated both times: now"),
            tuple(
                (*row, before[1], after[1])
                for row, before, after in zip(
                    *(_counts(each, now.confidential) for each in (now, key.before, key.now_of_both)),
                    strict=True,
                )
            ),
        ),
    )


def _counts(counts: RagCounts, hidden: int) -> Iterator[tuple[str, str]]:
    """A row for each rating; one for those that are not shown only where there are any."""
    yield "Green", count_text(counts.green)
    yield "Amber", count_text(counts.amber)
    yield "Red", count_text(counts.red)
    yield "Not rated", count_text(counts.not_rated)
    if hidden:
        yield "Not shown", count_text(counts.confidential)


def _went(key: KeyChanges, before: RagCounts, now: RagCounts) -> Iterator[str]:
    """How the number of reds, ambers and greens changed, and into what."""
    for rag, then, here in (
        (Rag.RED, before.red, now.red),
        (Rag.AMBER, before.amber, now.amber),
        (Rag.GREEN, before.green, now.green),
    ):
        left = [line for line in key.moved if line.row.previous_rag is rag]
        went = f"went from {_word(then)} to {_word(here)}" if then != here else f"stayed at {_word(here)}"
        became = [
            f"{_word(len(lines))} became {other.value} ({'; '.join(line.title for line in lines)})"
            for other in Rag
            if (lines := [line for line in left if line.row.rag is other])
        ]
        entered = [line.title for line in key.moved if line.row.rag is rag]
        came = f"{_word(len(entered))} became {rag.value}" + (f" ({'; '.join(entered)})" if entered else "")
        yield f"{rag.value.capitalize()}s {went}: {', '.join([*became, came])}."


def _changed(key: KeyChanges) -> tuple[Section, ...]:
    """The lines that changed colour, where it is known which did."""
    if key.before is None:
        return ()
    lines = capital(_many(len(key.moved), "line")) if key.moved else f"No {_shown(key, 'line')}"
    said = f"{lines} changed colour" + (":" if key.moved else ".")
    return (Section("Changes of colour", (said,), tuple(map(_moved, key.moved))),)


def _moved(line: Line) -> str:
    return f"{line.title}: from {line.row.previous_rag} to {line.row.rag} ({_from_to(line.row)})."


def _reds(key: KeyChanges) -> Section:
    if not key.reds:
        return Section("Red lines", (f"No {_shown(key, 'line')} is red.",))
    are = "is" if len(key.reds) == 1 else "are"
    return Section(
        "Red lines",
        (f"{capital(_many(len(key.reds), 'line'))} {are} red:",),
        tuple(_reason(line) for line in key.reds),
    )


def _ambers(key: KeyChanges) -> Section:
    heading = "Amber lines nearest to their targets"
    if not key.near_target:
        return Section(heading, (f"No {_shown(key, 'line')} is amber.",))
    shown = key.near_target[:_MOST_AMBERS]
    named = "These are nearest" if len(shown) < len(key.near_target) else "The nearest come first"
    are = "is" if len(key.near_target) == 1 else "are"
    return Section(
        heading,
        (
            f"{capital(_many(len(key.near_target), 'line'))} {are} amber. {named}, by the distance in "
            "relation to the target:",
        ),
        tuple(_reason(line) for line in shown),
    )


def _reason(line: Line) -> str:
    """A line and the sentence that says why it is rated so, without the rating that the heading gives."""
    rating, _, why = line.row.rag_reason.partition(": ")
    return f"{line.title}: {sentence(why or rating)}"


# Movements ---------------------------------------------------------------------------------------------


def _rankings(key: KeyChanges) -> tuple[Section, ...]:
    if not key.before_on:
        return (Section("Changes", ("No earlier figures were given, so nothing is compared.",), ()),)
    rule = (
        "Percentages that have an earlier figure, by the change in percentage points. Left out are annual "
        f"figures, those with fewer than {SMALLEST_RANKED} in the denominator, and changes of less than one "
        f"in the numerator ({_many(key.unranked, 'line')})."
    )
    if key.restated:
        rule += (
            f" The earlier figures are those that were published; for {key.restated} of these lines they "
            "come out otherwise when computed again."
        )
    return (
        Section(
            "Largest improvements",
            (rule, *([] if key.improvements else [f"No {_shown(key, 'line')} improved."])),
            tuple(map(_change, key.improvements)),
        ),
        Section(
            "Largest declines",
            (
                "By the same rule."
                if key.declines
                else f"By the same rule, no {_shown(key, 'line')} got worse.",
            ),
            tuple(map(_change, key.declines)),
        ),
    )


def _change(line: Line) -> str:
    row = line.row
    by = f" ({row.change_display.replace(' pp', ' points')})" if row.change_display else ""
    lower = ", where lower is better" if line.indicator.polarity is Polarity.LOWER else ""
    rated = "" if row.rag is None else f"; it is {row.rag.value}{mark_of(row, Overridden.RAG)}"
    return f"{line.title}: {_from_to(row)}{by}{lower}{rated}."


def _from_to(row: Row) -> str:
    day = "" if row.previous_as_at is None else f" on {date_text(row.previous_as_at)}"
    now = f"{row.display}{mark_of(row, Overridden.VALUE)}"
    return f"from {row.previous_display or 'an earlier figure'}{day} to {now}"


def _variant(key: KeyChanges) -> tuple[Section, ...]:
    """What leaving out the children of the first variant changes."""
    if key.variant is None:
        return ()
    effects = key.variant_effects
    if not effects:
        return (
            Section(key.variant, (f"No {_shown(key, 'indicator')} is rated otherwise than for everybody.",)),
        )
    are = "is" if len(effects) == 1 else "are"
    counted = f"{capital(_many(len(effects), 'indicator'))} {are} rated otherwise than for everybody:"
    return (Section(key.variant, (counted,), tuple(map(_effect, effects))),)


def _effect(effect: VariantEffect) -> str:
    whole, without = (_rated(row) for row in (effect.whole, effect.without))
    return f"{effect.title}: {without}, against {whole} for everybody."


def _rated(row: Row) -> str:
    """A rating with its figure; both are marked where they were set by hand."""
    return f"{row.rag}{mark_of(row, Overridden.RAG)} ({row.display}{mark_of(row, Overridden.VALUE)})"


def _among_others(scorecard: Scorecard) -> tuple[Section, ...]:
    """In which quarters of all authorities the published figures are; the first and the last by name."""
    ranked = [row for row in scorecard.benchmarks if row.rank is not None]
    if not scorecard.benchmarks:
        return ()
    titles = {info.id: info.title for info in scorecard.indicators}
    where = f"Published figures of others: {'; '.join(sources(scorecard.benchmarks))}."
    if not ranked:
        return (Section("Among other authorities", (where, "No rank is known.")),)
    quarters = [row.quartile for row in ranked if row.quartile is not None]
    counted = ", ".join(f"{_word(quarters.count(one))} in the {ordinal(one)}" for one in range(1, 5))
    which = _many(len(quarters), "indicator")
    placed = f"Of {which}, by quartile of all authorities (the 1st is best): {counted}."
    named = [row for row in sorted(ranked, key=lambda row: row.quartile or 0) if row.quartile in (1, 4)]
    items = tuple(f"{titles[row.indicator]}: {row.rank_reason}" for row in named)
    paragraphs = (where, placed, *(["In the 1st and the 4th:"] if items else []))
    return (Section("Among other authorities", paragraphs, items),)


# Cautions ----------------------------------------------------------------------------------------------


def _cautions(cautions: Sequence[Caution]) -> Section:
    heading = "Cautions on the data"
    if not cautions:
        return Section(heading, ("No figure carries a caution on its data.",))
    kinds = groupby(sorted(cautions, key=_kind), key=_kind)
    items = tuple(item for kind, found in kinds for item in _of_kind(kind, [*found]))
    return Section(heading, ("Read these figures with care:",), items)


def _kind(caution: Caution) -> str:
    return caution.text.partition(": ")[0]


def _of_kind(kind: str, cautions: Sequence[Caution]) -> Iterable[str]:
    """Each caution with the lines it holds for; where there are many of a kind, how many."""
    if len(cautions) >= _MANY:
        titles = {title for caution in cautions for title in caution.titles}
        yield (
            f"{kind}: {count_text(len(cautions))} notes on {_many(len(titles), 'line')}; "
            "the scorecard gives each."
        )
        return
    for caution in cautions:
        yield caution.text + (f" ({'; '.join(caution.titles)})" if caution.titles else "")


# Words -------------------------------------------------------------------------------------------------

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _word(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else count_text(count)


def _shown(key: KeyChanges, what: str) -> str:
    """What a sentence that finds none speaks of: not of what an edition does not show."""
    return f"{what} that is shown" if key.hides_ratings else what


def _many(count: int, what: str) -> str:
    return f"{_word(count) if count else 'no'} {what}{'' if count == 1 else 's'}"
