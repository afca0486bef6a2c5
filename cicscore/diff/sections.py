"""Compare the parts of a catalogue that indicators share: extracts, variants, settings and more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from pydantic import BaseModel

from cicscore.catalogue import model as d
from cicscore.diff.counting import Expression, Named, Version
from cicscore.diff.document import (
    Change,
    SectionDifference,
    What,
    alike,
    changed,
    fields_changed,
    one_line,
    text_changed,
)
from cicscore.expressions.equivalence import meaning, same
from cicscore.expressions.nodes import Node

#: The changed named expressions, each with the ids of the indicators it affects.
Users: TypeAlias = Mapping[Named, tuple[str, ...]]
_Section: TypeAlias = Literal[
    "catalogue", "settings", "disclosure", "theme", "extract", "variant", "breakdown"
]

_CATALOGUE = ("schema_version", "title", "organisation", "year_starts")
_THEME = ("title", "lead", "composite")
#: Fields compared as written: all except the named parts.
_EXTRACT = tuple(name for name in d.Extract.model_fields if name not in ("columns", "must", "named"))
_COLUMN = tuple(name for name in d.Column.model_fields if name not in ("codes", "counts_as"))


def section_differences(old: Version, new: Version, users: Users) -> tuple[SectionDifference, ...]:
    """The differences in every part except the indicators, in catalogue order."""
    before, after = old.document, new.document
    return (
        *_one("catalogue", None, (*fields_changed(before, after, _CATALOGUE), *_allow(before, after))),
        *_one("settings", None, _settings("", before.settings, after.settings)),
        *_disclosure(before.disclosure, after.disclosure),
        *_themes(before, after),
        *(
            found
            for name in _both(before.extracts, after.extracts)
            for found in _member(
                "extract", name, before.extracts, after.extracts, _extract(name, old, new, users)
            )
        ),
        *(
            found
            for name in _both(before.variants, after.variants)
            for found in _member("variant", name, before.variants, after.variants, _variant(name, old, new))
        ),
        *(
            found
            for name in _both(before.breakdowns, after.breakdowns)
            for found in _member(
                "breakdown", name, before.breakdowns, after.breakdowns, _breakdown(name, old, new)
            )
        ),
    )


def changed_names(old: Version, new: Version) -> frozenset[Named]:
    """The named expressions in both catalogues whose text and meaning both changed.

    Expressions that merely depend on one of these are left out, so that the difference shows the cause.
    """
    return frozenset(at for at in _named(old) & _named(new) if _is_redefined(old.named(at), new.named(at)))


def _named(version: Version) -> frozenset[Named]:
    return frozenset(
        (extract, name) for extract, linked in version.catalogue.extracts.items() for name in linked.named
    )


def _is_redefined(was: Expression, now: Expression) -> bool:
    """Whether an expression's text and meaning both changed."""
    return was.as_written(was.node) != now.as_written(now.node) and not same(was.node, now.node)


def _both(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """The names in both, in the new order; then those removed."""
    return tuple(dict.fromkeys((*after, *before)))


def _one(section: _Section, name: str | None, changes: Iterable[Change]) -> Iterator[SectionDifference]:
    found = tuple(changes)
    if found:
        yield SectionDifference(section=section, name=name, what=What.CHANGED, changes=found)


def _member(
    section: _Section,
    name: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    changes: Iterable[Change],
) -> Iterator[SectionDifference]:
    """The difference in one named member of a section."""
    if name not in before or name not in after:
        what = What.ADDED if name in after else What.REMOVED
        yield SectionDifference(section=section, name=name, what=what, changes=())
    else:
        yield from _one(section, name, changes)


def _allow(before: d.CatalogueDocument, after: d.CatalogueDocument) -> Iterator[Change]:
    was, now = ({allow.code: allow.reason for allow in each.allow} for each in (before, after))
    yield from changed("checks that do not apply", was, now)


def _settings(within: str, was: BaseModel, now: BaseModel) -> Iterator[Change]:
    """Every setting that differs, after its group's name where it has one."""
    for name in type(was).model_fields:
        before, after = getattr(was, name), getattr(now, name)
        part = f"{within}{name.replace('_', ' ')}"
        if isinstance(before, BaseModel) and isinstance(after, BaseModel):
            yield from _settings(f"{part}, ", before, after)
        elif not alike(name, before, after):
            yield from changed(part, before, after)


def _disclosure(was: d.Disclosure | None, now: d.Disclosure | None) -> Iterator[SectionDifference]:
    """The difference in the policy on small counts: it decides what is published, and no figure."""
    if was is not None and now is not None:
        yield from _one("disclosure", None, _settings("", was, now))
    elif was is not now:
        what = What.REMOVED if now is None else What.ADDED
        yield SectionDifference(section="disclosure", name=None, what=what, changes=())


def _themes(old: d.CatalogueDocument, new: d.CatalogueDocument) -> Iterator[SectionDifference]:
    before, after = ({theme.id: theme for theme in each.themes} for each in (old, new))
    for name in _both(before, after):
        known = name in before and name in after
        changes = fields_changed(before[name], after[name], _THEME) if known else ()
        yield from _member("theme", name, before, after, changes)


def _extract(name: str, old: Version, new: Version, users: Users) -> Iterator[Change]:
    was, now = old.document.extracts.get(name), new.document.extracts.get(name)
    if was is None or now is None:
        return
    yield from fields_changed(was, now, _EXTRACT)
    for column in _both(was.columns, now.columns):
        yield from _column(column, was.columns.get(column), now.columns.get(column))
    yield from _must(name, old, new)
    for word in _both(was.named, now.named):
        ids = users.get((name, word))
        if ids is None and word in was.named and word in now.named:
            continue  # The meaning is unchanged.
        words = (f"touches {', '.join(ids)}",) if ids else ()
        yield from changed(f"named expression {word}", was.named.get(word), now.named.get(word), words=words)


def _column(name: str, was: d.Column | None, now: d.Column | None) -> Iterator[Change]:
    if was is None or now is None:
        yield from changed(f"column {name}", was and was.type, now and now.type)
        return
    for change in fields_changed(was, now, _COLUMN):
        yield change.model_copy(update={"part": f"column {name}, {change.part}"})
    texts = {"": (was.codes or {}, now.codes or {}), " counts as": (was.counts_as, now.counts_as)}
    for words, (before, after) in texts.items():
        for code in _both(before, after):
            yield from text_changed(f"column {name}, code {code}{words}", before.get(code), after.get(code))


def _must(name: str, old: Version, new: Version) -> Iterator[Change]:
    """Changes to the rules that rows must meet, compared by meaning and in any order."""
    before, after = (
        {meaning(rule.condition): one_line(rule.text) for rule in version.catalogue.extracts[name].must}
        for version in (old, new)
    )
    gone = [text for key, text in before.items() if key not in after]
    added = [text for key, text in after.items() if key not in before]
    for text in gone:
        if text not in added:
            yield from changed("rows must meet", text, None)
    for text in added:
        if text not in gone:
            yield from changed("rows must meet", None, text)


def _variant(name: str, old: Version, new: Version) -> Iterator[Change]:
    was, now = old.document.variants.get(name), new.document.variants.get(name)
    if was is None or now is None:
        return
    yield from text_changed("title", was.title, now.title)
    yield from changed("applies to", _scope(was), _scope(now))
    yield from text_changed("about", was.about, now.about)
    differing = _differing(old.catalogue.variants[name].remove, new.catalogue.variants[name].remove)
    own = [extract for extract in _both(was.remove_from, now.remove_from) if extract in differing]
    if set(differing) - set(own):
        yield from _rule_changed("leaves out", was.remove, now.remove)
    for extract in own:
        before, after = (each.remove_from.get(extract, each.remove) for each in (was, now))
        yield from _rule_changed(f"leaves out of {extract}", before, after)


def _scope(variant: d.Variant) -> str | None:
    return None if variant.applies_to is None else ", ".join(sorted(variant.applies_to))


def _breakdown(name: str, old: Version, new: Version) -> Iterator[Change]:
    was, now = old.document.breakdowns.get(name), new.document.breakdowns.get(name)
    if was is None or now is None:
        return
    if _differing(old.catalogue.breakdowns[name].group, new.catalogue.breakdowns[name].group):
        yield from _rule_changed("group", was, now)


def _differing(was: Mapping[str, Node], now: Mapping[str, Node]) -> tuple[str, ...]:
    """The extracts in both catalogues for which a rule's meaning changed."""
    return tuple(extract for extract in now if extract in was and not same(was[extract], now[extract]))


def _rule_changed(part: str, was: str, now: str) -> Iterator[Change]:
    if one_line(was) == one_line(now):
        yield Change(part=f"{part}: written as before, but an expression that it names changed")
    yield from text_changed(part, was, now)
