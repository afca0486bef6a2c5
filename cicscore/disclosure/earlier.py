"""What was published before: known for ever where it was shown, and hidden for ever where it was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cicscore.disclosure.counts import Count, Document, figures
from cicscore.disclosure.relations import Known, shares_of


@dataclass
class Published:
    """The counts of a new edition with those of earlier ones.

    ``known`` has the values of all; ``public`` are those shown before; ``hidden`` were hidden before, and are
    counts of the new edition; ``lasting`` were hidden before and are not. ``shares`` are as in ``relations``,
    and ``same`` are pairs that a reader takes to be the same count.
    """

    known: dict[Count, Known]
    public: set[Count] = field(default_factory=set)
    hidden: set[Count] = field(default_factory=set)
    lasting: set[Count] = field(default_factory=set)
    shares: list[tuple[Count, Count]] = field(default_factory=list)
    same: list[tuple[Count, Count]] = field(default_factory=list)


def with_earlier(known: Mapping[Count, Known], documents: Iterable[Document]) -> Published:
    """The counts of a new edition together with everything that earlier editions printed or hid."""
    found = Published(dict(known))
    for number, document in enumerate(documents, 1):
        every = list(figures(document))
        printed = {count.name: count for figure in every for count in figure.counts}
        # A corrected edition is told apart whole, so that its own counts add up among themselves.
        corrected = any(
            count.value is not None
            and name in found.known
            and found.known[name].value not in (None, count.value)
            for name, count in printed.items()
        )
        names = {name: replace(name, edition=number) if corrected else name for name in printed}
        for name, count in printed.items():
            own = names[name]
            if count.value is not None:
                _shown(found, name, own, Known(count.value, count.is_protected))
            else:
                _hidden(found, name, own, is_protected=count.is_protected)
        found.shares += [(names[above], names[below]) for above, below in shares_of(every)]
    return found


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
        if own != name and name in found.known:
            found.same.append((own, name))
