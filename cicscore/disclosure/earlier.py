"""What was published before: known for ever where it was shown, and hidden for ever where it was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cicscore.disclosure.counts import Count, Document, Printed, figures
from cicscore.disclosure.relations import Known
from cicscore.disclosure.rounding import rounded_from
from cicscore.results import Disclosure
from cicscore.vocabulary import DisclosureMethod


@dataclass
class Published:
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


def with_earlier(known: Mapping[Count, Known], documents: Iterable[Document]) -> Published:
    """The counts of a new edition together with everything that earlier editions printed or hid."""
    found = Published(dict(known))
    for number, document in enumerate(documents, 1):
        every = list(figures(document))
        printed = {count.name: count for figure in every for count in figure.counts}
        rounded = _rounded(printed, document.disclosure)
        # A corrected edition is told apart whole, so that its own counts add up among themselves.
        corrected = any(_is_denied(found.known.get(name), count, rounded) for name, count in printed.items())
        names = {name: replace(name, edition=number) if corrected else name for name in printed}
        for name, count in printed.items():
            own = names[name]
            if name in rounded:
                found.between[own] = rounded[name]
                found.known.setdefault(own, Known(None, count.is_protected))
            elif count.value is not None:
                _shown(found, name, own, Known(count.value, count.is_protected))
            else:
                _hidden(found, name, own, is_protected=count.is_protected)
    return found


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
