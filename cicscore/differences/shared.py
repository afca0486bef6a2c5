"""What moves an indicator's figures or ratings from outside its own lines.

Named expressions, variants, breakdowns, extracts and settings have no change note of their own: each
indicator that a change of them concerns says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cicscore.catalogue import definitions as c
from cicscore.catalogue import document as d
from cicscore.differences.changes import alike, changed, one_line
from cicscore.differences.data import ColumnOf, counted_extracts, data_changes, reads
from cicscore.differences.document import Change, Effect
from cicscore.differences.meaning import Expression, Named, Version
from cicscore.differences.measures import Defined, reworked
from cicscore.expressions.sameness import same
from cicscore.vocabulary import Polarity

#: The columns that each choice for SSDA903 returns decides; ``None`` for the rows of an extract as a whole.
DERIVED: Mapping[str, tuple[tuple[str, str | None], ...]] = MappingProxyType(
    {
        "temporary_placements": (("placements", None),),
        "uasc": (("children", "uasc"), ("children", "uasc_ended_on")),
        "own_provision": (("placements", "provider"),),
        "pn4_takes_part": (("reviews", "participation"),),
    }
)


def shared_changes(was: Defined, now: Defined, names: tuple[Named, ...]) -> Iterator[Change]:
    """What moves figures or ratings from outside the indicator's own lines.

    ``names`` are the named expressions that changed and touch it.
    """
    data = tuple(data_changes(was, now))
    for extract, name in names:
        yield Change(
            part=f"the named expression {name} of {extract}, which it uses, changed", effect=Effect.FIGURE
        )
    yield from data
    if not (names or data) and any(_reads_alike(before, after) for before, after in reworked(was, now)):
        yield Change(
            part="a word that its expressions use means something else than before", effect=Effect.FIGURE
        )
    yield from _variant_changes(was, now)
    yield from _breakdown_changes(was, now)
    yield from _setting_changes(was, now)
    if _is_rated(was.linked) and _is_rated(now.linked):
        yield from _blank_changes(was, now)


def _blank_changes(was: Defined, now: Defined) -> Iterator[Change]:
    """The columns that an indicator counts by whose blank cells were an answer, or are one now.

    They decide how far the figure is known, and so whether its rating is safe.
    """
    before, after = was.version.catalogue.extracts, now.version.catalogue.extracts
    for extract, column in sorted(reads(was).counted & reads(now).counted):
        old, new = (each[extract].answers.get(column) for each in (before, after))
        if (old is None) is not (new is None) or not same(old, new):
            part = f"the column {column} of {extract}, which it reads, changed: what a blank cell means"
            yield Change(part=part, effect=Effect.RATING)


def _reads_alike(was: Expression, now: Expression) -> bool:
    """Whether two expressions are written alike, so that no difference of theirs is told of themselves."""
    return one_line(was.text) == one_line(now.text) or was.as_written(was.node) == now.as_written(now.node)


def _variant_changes(was: Defined, now: Defined) -> Iterator[Change]:
    for variant in now.version.catalogue.variants.values():
        before = _variant_before(variant, was.version, now.version)
        if before is not None and any(
            not same(before.remove.get(extract), variant.remove.get(extract))
            for extract in counted_extracts(now.linked.measure)
        ):
            yield Change(
                part=f"the variant {variant.id} leaves out other rows of it than before", effect=Effect.FIGURE
            )


def _variant_before(variant: c.Variant, old: Version, new: Version) -> c.Variant | None:
    """The variant that one was: of its id, or printed under its title and gone."""
    earlier, later = old.catalogue.variants, new.catalogue.variants
    gone = (each for each in earlier.values() if each.id not in later and each.title == variant.title)
    return earlier.get(variant.id) or next(gone, None)


def _breakdown_changes(was: Defined, now: Defined) -> Iterator[Change]:
    earlier = was.version.catalogue.breakdowns
    for breakdown in now.version.catalogue.breakdowns.values():
        before = earlier.get(breakdown.id)
        if before is not None and any(
            not same(before.group.get(extract), breakdown.group.get(extract))
            for extract in counted_extracts(now.linked.measure)
        ):
            yield Change(
                part=f"the breakdown {breakdown.id} puts its rows into other groups than before",
                effect=Effect.FIGURE,
            )


def _setting_changes(was: Defined, now: Defined) -> Iterator[Change]:
    """The changes of settings that concern an indicator.

    `compare` is told with what is compared, whichever line says so; `small_cohort` only cautions.
    """
    before, after = was.version.catalogue.settings, now.version.catalogue.settings
    if _is_rated(was.linked) and _is_rated(now.linked):
        yield from changed("setting rate on", before.rate_on, after.rate_on, Effect.RATING)
        yield from changed("setting unknown", before.unknown, after.unknown, Effect.RATING)
        if _has_window(now.linked.measure):
            yield from changed("setting incomplete", before.incomplete, after.incomplete, Effect.RATING)
    yield from _derivation_changes(before.ssda903, after.ssda903, now)


def _is_rated(indicator: c.Indicator) -> bool:
    return indicator.polarity is not Polarity.NONE and bool(indicator.limits)


def _has_window(measure: c.Measure | None) -> bool:
    """Whether a window is applied to dates of what is counted, so that a month of it can lack data."""
    match measure:
        case c.Ratio() | c.Total():
            return any(count.dated_by is not None for count in c.counts_of(measure))
        case None | c.Published():
            return False


def _derivation_changes(was: d.Ssda903, now: d.Ssda903, indicator: Defined) -> Iterator[Change]:
    """The changes of how a return is read that decide what the indicator reads."""
    read = reads(indicator)
    columns: frozenset[ColumnOf] = read.counted | read.grouped
    for name, decides in DERIVED.items():
        before, after = getattr(was, name), getattr(now, name)
        concerned = any(
            extract in read.extracts if column is None else (extract, column) in columns
            for extract, column in decides
        )
        if concerned and not alike(name, before, after):
            yield from changed(f"setting ssda903, {name.replace('_', ' ')}", before, after, Effect.FIGURE)
