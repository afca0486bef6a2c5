"""What was published before: known for ever where it was shown, and hidden for ever where it was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.disclosure.counts import LESS, Count, Document, Printed, figures, sides_of
from cicscore.disclosure.relations import Known, Relations, parts_of, relations, shares_of
from cicscore.disclosure.rounding import rounded_from
from cicscore.results import Disclosure, IndicatorInfo
from cicscore.vocabulary import DisclosureMethod


class Published(Struct):
    """The counts of a new edition with those of earlier ones.

    ``known`` has the values of all; ``public`` are those shown before; ``hidden`` were hidden before, and are
    counts of the new edition; ``lasting`` were hidden before and are not; ``between`` has those of which a
    rounded count was shown, and what that leaves open.
    """

    known: dict[Count, Known]
    public: set[Count] = field(default_factory=set)
    hidden: set[Count] = field(default_factory=set)
    lasting: set[Count] = field(default_factory=set)
    between: dict[Count, tuple[int, int]] = field(default_factory=dict)


def together_with(
    known: Mapping[Count, Known], indicators: Iterable[IndicatorInfo], documents: Iterable[Document]
) -> tuple[Relations, Published]:
    """A new edition's counts with all that earlier ones printed or hid, and how everything adds up.

    ``indicators`` are the new edition's. What a corrected edition hid is taken to be what it is now, unless
    something that was printed denies it: a reader who knows what was corrected knows as much.
    """
    before = tuple(documents)
    infos = {info.id: info for document in before for info in document.indicators}
    infos |= {info.id: info for info in indicators}
    found = _with_earlier(known, infos, before)
    shares, parts = tuple(shares_of(infos.values())), tuple(parts_of(infos.values()))
    supposed = relations(found.known, shares, parts)
    linked = _unchanged(found)
    while linked:
        made = relations({**found.known, **linked}, shares, parts)
        denied = {name for whole, others in set(supposed.sums) - set(made.sums) for name in (whole, *others)}
        if not denied & linked.keys():
            made.sums += [(own, (replace(own, edition=0),)) for own in linked]
            return made, found
        linked = {own: one for own, one in linked.items() if own not in denied}
    return supposed, found


def _unchanged(found: Published) -> dict[Count, Known]:
    """The counts that a corrected edition hid, with what they are now, which may be what they were."""
    now = {own: found.known.get(replace(own, edition=0)) for own in found.lasting if own.edition}
    return {
        own: replace(found.known[own], value=one.value)
        for own, one in now.items()
        if one is not None and one.value is not None
    }


def _with_earlier(
    known: Mapping[Count, Known], infos: Mapping[str, IndicatorInfo], documents: Iterable[Document]
) -> Published:
    """The counts of a new edition together with everything that earlier editions printed or hid."""
    found = Published(dict(known))
    for number, document in enumerate(documents, 1):
        names_now = _names_now(document.indicators, infos)
        printed = {
            one.name: one
            for figure in figures(document)
            for one in (replace(count, name=_renamed(count.name, names_now)) for count in figure.counts)
        }
        rounded = _rounded(printed, document.disclosure)
        # A corrected edition is told apart whole, so that its own counts add up among themselves.
        corrected = any(_is_denied(found.known.get(name), count, rounded) for name, count in printed.items())
        for name, count in printed.items():
            own = replace(name, edition=number) if corrected else name
            if name in rounded:
                found.between[own] = rounded[name]
                found.known.setdefault(own, Known(None, count.is_protected))
            elif count.value is not None:
                _shown(found, name, own, Known(count.value, count.is_protected))
            else:
                _hidden(found, name, own, is_protected=count.is_protected)
    return found


def _names_now(indicators: Iterable[IndicatorInfo], infos: Mapping[str, IndicatorInfo]) -> dict[str, str]:
    """What each thing counted is called now: names follow the order of the catalogue, which may change."""
    return {
        before: now
        for info in indicators
        for before, now in zip(sides_of(info), sides_of(infos[info.id]), strict=True)
    }


def _renamed(name: Count, names_now: Mapping[str, str]) -> Count:
    parts = [names_now.get(part, part) for part in name.what.split(LESS)]
    return replace(name, what=LESS.join(parts))


def _is_denied(latest: Known | None, count: Printed, rounded: Mapping[Count, tuple[int, int]]) -> bool:
    """Whether a count is another now than it was printed before."""
    if latest is None or latest.value is None or count.value is None:
        return False
    least, most = rounded.get(count.name, (count.value, count.value))
    return not least <= latest.value <= most


def _rounded(printed: Mapping[Count, Printed], policy: Disclosure | None) -> dict[Count, tuple[int, int]]:
    """The counts that a document shows rounded, and what they may be rounded from."""
    if policy is None or policy.method is DisclosureMethod.SUPPRESS or policy.round_to is None:
        return {}
    return {
        name: rounded_from(count.value, policy.round_to, policy.threshold)
        for name, count in printed.items()
        if count.value and count.is_protected
    }


def _shown(found: Published, name: Count, own: Count, known: Known) -> None:
    latest = found.known.get(name)
    if latest is not None and latest.value == known.value:
        found.public.add(name)
    if own != name or latest is None or latest.value is None:
        found.known[own] = known
        found.lasting.discard(own)
        found.public.add(own)


def _hidden(found: Published, name: Count, own: Count, *, is_protected: bool) -> None:
    if name in found.known and name not in found.public:
        found.hidden.add(name)
    if own not in found.known:
        found.known[own] = Known(None, is_protected)
        found.lasting.add(own)
