"""Compare the data that an indicator's figures depend on: its extracts, and the columns that it reads.

Row rules are included: where rows with faults are left out, the rules decide which rows are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.dependencies import ColumnOf, Reads, counted_extracts, reads
from cicscore.catalogue.digests import comparators_used, figure_digests
from cicscore.catalogue.model import Column, OtherCodes
from cicscore.catalogue.subsets import read_within
from cicscore.diff.counting import Edition, Expression, Named, Version, reworked
from cicscore.diff.document import Change, alike, changed, one_line
from cicscore.expressions.equivalence import meaning, same
from cicscore.vocabulary import Effect, Polarity


def _reads(indicator: Edition) -> Reads:
    return reads(indicator.linked, indicator.version.catalogue)


def data_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to the data that an indicator's figures depend on, one for each extract and column."""
    first, second = _reads(was), _reads(now)
    before, after = was.version.catalogue.extracts, now.version.catalogue.extracts
    for name in sorted((first.extracts | second.extracts) & before.keys() & after.keys()):
        yield from _data_change(f"the extract {name}", _extract_differs(before[name], after[name]))
    for column in sorted(first.counted | second.counted):
        yield from _column_changes(column, before, after, counted=True)
    for column in sorted((first.grouped | second.grouped) - first.counted - second.counted):
        yield from _column_changes(column, before, after, counted=False)


def _data_change(what: str, differing: tuple[str, ...]) -> Iterator[Change]:
    if differing:
        part = f"{what}, which it reads, changed: {', '.join(differing)}"
        yield Change(part=part, effect=Effect.FIGURE)


def _extract_differs(was: c.Extract, now: c.Extract) -> tuple[str, ...]:
    """The differences in an extract that can change how its rows are counted."""
    rules = ({meaning(rule.condition) for rule in extract.must} for extract in (was, now))
    compared = {
        "file": (was.file, now.file),
        "key": (set(was.key), set(now.key)),
        "about": (was.about, now.about),
        "also_about": (was.also, now.also),
        "each_row": (was.kind, now.kind),
        "once": (was.once, now.once),
        "what rows must meet": tuple(rules),
    }
    return tuple(word for word, (before, after) in compared.items() if before != after)


def _column_changes(
    at: ColumnOf, before: Mapping[str, c.Extract], after: Mapping[str, c.Extract], *, counted: bool
) -> Iterator[Change]:
    """The change to a column in both catalogues; a column in only one shows up in the expressions."""
    extract, name = at
    was, now = (
        extracts[extract].columns.get(name) if extract in extracts else None for extracts in (before, after)
    )
    if was is not None and now is not None:
        yield from _data_change(f"the column {name} of {extract}", _column_differs(was, now, counted=counted))


def _column_differs(was: Column, now: Column, *, counted: bool) -> tuple[str, ...]:
    """The differences in a column that can change its values.

    An additional accepted heading is not one: a file with two headings for one column is refused.
    """
    compared = {
        "type": was.type != now.type,
        "headings no longer accepted": not _headings(was) <= _headings(now),
        "required": counted and was.required != now.required,
        "codes": counted and _codes(was) != _codes(now),
        "what other codes count as": was.counts_as != now.counts_as,
        "the date that means open": was.open_date != now.open_date,
    }
    return tuple(word for word, differs in compared.items() if differs)


def _headings(column: Column) -> frozenset[str]:
    """The headings accepted, ignoring case and spacing."""
    return frozenset(one_line(heading).casefold() for heading in column.headings)


def _codes(column: Column) -> frozenset[str] | None:
    """The codes accepted; ``None`` for all."""
    let_in = column.codes is None or column.other_codes is OtherCodes.WARN
    return None if let_in else frozenset(column.codes or ())


#: The columns that each SSDA903 setting affects; ``None`` for the rows of an extract as a whole.
DERIVED: Mapping[str, tuple[tuple[str, str | None], ...]] = MappingProxyType(
    {
        "temporary_placements": (("placements", None),),
        "uasc": (("children", "uasc"), ("children", "uasc_ended_on")),
        "own_provision": (("placements", "provider"),),
        "pn4_takes_part": (("reviews", "participation"),),
    }
)


def shared_changes(was: Edition, now: Edition, names: tuple[Named, ...]) -> Iterator[Change]:
    """Changes outside the indicator's definition that affect its figures or ratings.

    ``names`` are the changed named expressions that affect it.
    """
    data = tuple(data_changes(was, now))
    for extract, name in names:
        yield Change(
            part=f"the named expression {name} of {extract}, which it uses, changed", effect=Effect.FIGURE
        )
    yield from data
    yield from _part_changes(was, now)
    if not (names or data) and any(_reads_alike(before, after) for before, after in reworked(was, now)):
        yield Change(part="a word that its expressions use has changed its meaning", effect=Effect.FIGURE)
    yield from _variant_changes(was, now)
    yield from _breakdown_changes(was, now)
    yield from _setting_changes(was, now)
    if _is_rated(was.linked) and _is_rated(now.linked):
        yield from _blank_changes(was, now)


def _part_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to what the indicators that a value is made of count."""
    if not isinstance(was.linked.measure, c.Composed) or not isinstance(now.linked.measure, c.Composed):
        return
    theirs = [
        comparators_used(measure, version.catalogue)
        for measure, version in ((was.linked.measure, was.version), (now.linked.measure, now.version))
    ]
    if theirs[0] != theirs[1]:
        yield Change(part="the comparators' figures that it is made of changed", effect=Effect.FIGURE)
    before, after = figure_digests(was.version.catalogue), figure_digests(now.version.catalogue)
    for part in now.linked.measure.parts:
        if part in before and before[part] != after[part]:
            yield Change(part=f"{part}, which it is made of, now counts otherwise", effect=Effect.FIGURE)


def _blank_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """The counted columns whose blank cells have gained, lost or changed a meaning as an answer.

    Such cells decide how far the figure is known, and so whether its rating is safe.
    """
    before, after = was.version.catalogue.extracts, now.version.catalogue.extracts
    for extract, column in sorted(_reads(was).counted & _reads(now).counted):
        old, new = (each[extract].answers.get(column) for each in (before, after))
        if (old is None) is not (new is None) or not same(old, new):
            part = f"the column {column} of {extract}, which it reads, changed: what a blank cell means"
            yield Change(part=part, effect=Effect.RATING)


def _reads_alike(was: Expression, now: Expression) -> bool:
    """Whether two expressions have the same text, so that their difference must come from a name."""
    return one_line(was.text) == one_line(now.text) or was.as_written(was.node) == now.as_written(now.node)


def _variant_changes(was: Edition, now: Edition) -> Iterator[Change]:
    for variant in now.version.catalogue.variants.values():
        before = _variant_before(variant, was.version, now.version)
        if before is not None and any(
            not same(before.remove.get(extract), variant.remove.get(extract))
            for extract in _reduced(now.linked.measure, variant)
        ):
            yield Change(
                part=f"the variant {variant.id} now leaves out different rows of it", effect=Effect.FIGURE
            )


def _reduced(measure: c.Measure | None, variant: c.Variant) -> frozenset[str]:
    """The extracts of which a variant may leave rows out, counted or read about others."""
    read = () if measure is None else read_within(measure, variant)
    return counted_extracts(measure) | frozenset(read)


def _variant_before(variant: c.Variant, old: Version, new: Version) -> c.Variant | None:
    """The old version of a variant: of the same id, or else a removed one with the same title."""
    earlier, later = old.catalogue.variants, new.catalogue.variants
    gone = (each for each in earlier.values() if each.id not in later and each.title == variant.title)
    return earlier.get(variant.id) or next(gone, None)


def _breakdown_changes(was: Edition, now: Edition) -> Iterator[Change]:
    earlier = was.version.catalogue.breakdowns
    for breakdown in now.version.catalogue.breakdowns.values():
        before = earlier.get(breakdown.id)
        if before is not None and any(
            not same(before.group.get(extract), breakdown.group.get(extract))
            for extract in counted_extracts(now.linked.measure)
        ):
            yield Change(
                part=f"the breakdown {breakdown.id} now puts its rows into different groups",
                effect=Effect.FIGURE,
            )


def _setting_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to settings that affect an indicator.

    Changes to ``compare`` and ``direction`` are reported with the indicator's comparison; ``small_cohort``
    only adds notes.
    """
    before, after = was.version.catalogue.settings, now.version.catalogue.settings
    if _is_rated(was.linked) and _is_rated(now.linked):
        yield from changed("setting rate on", before.rate_on, after.rate_on, Effect.RATING)
        yield from changed("setting unknown", before.unknown, after.unknown, Effect.RATING)
        if _has_window(now.linked.measure):
            yield from changed("setting incomplete", before.incomplete, after.incomplete, Effect.RATING)
    yield from _derivation_changes(before.ssda903, after.ssda903, now)


def _is_rated(indicator: c.Indicator) -> bool:
    return indicator.written.polarity is not Polarity.NONE and bool(indicator.targets)


def _has_window(measure: c.Measure | None) -> bool:
    """Whether counted rows are dated by a window, so that some of its months can lack data."""
    match measure:
        case c.Ratio() | c.Total():
            return any(count.dated_by is not None for count in c.counts_of(measure))
        case None | c.Published():
            return False
        case c.Composed():
            return True  # A part may have one.


def _derivation_changes(was: d.Ssda903, now: d.Ssda903, indicator: Edition) -> Iterator[Change]:
    """Changes to how a return is read that affect what the indicator reads."""
    read = _reads(indicator)
    columns: frozenset[ColumnOf] = read.counted | read.grouped
    for name, decides in DERIVED.items():
        before, after = getattr(was, name), getattr(now, name)
        concerned = any(
            extract in read.extracts if column is None else (extract, column) in columns
            for extract, column in decides
        )
        if concerned and not alike(name, before, after):
            yield from changed(f"setting ssda903, {name.replace('_', ' ')}", before, after, Effect.FIGURE)
