"""How counts hang together where one of them is hidden, and yet known."""

from __future__ import annotations

import datetime as dt

from cicscore.disclosure.counts import Count, after, rest_of
from cicscore.disclosure.relations import Known, relations
from cicscore.vocabulary import ALL

APRIL = dt.date(2015, 4, 1)
ENDS = (dt.date(2016, 1, 31), dt.date(2016, 2, 29), dt.date(2016, 3, 31))


def count(what: str, end: dt.date) -> Count:
    """What has been counted since April."""
    return Count(what, ALL, (), APRIL, end, end)


def known(value: int | None) -> Known:
    """A count of children, or one that is hidden."""
    return Known(value, is_protected=True)


def test_what_both_neighbours_tell_is_known_though_it_is_hidden() -> None:
    """Of 10 reviews 7 were in time: a panel that hides the 3 others hides nothing from a reader."""
    whole, part = count("reviews", ENDS[0]), count("in time", ENDS[0])
    rest = rest_of(whole, part)
    found = relations({whole: known(10), part: known(7), rest: known(None)}, [("reviews", "in time")], [])
    assert found.known[rest].value == 3


def test_what_is_taken_back_is_no_gain_whether_or_not_a_panel_hides_it() -> None:
    """Late reviews of 3, 6 and 4: they do not only grow, so that nothing tells of 3 more in February."""
    wholes = [count("reviews", end) for end in ENDS]
    parts = [count("in time", end) for end in ENDS]
    printed = {name: known(value) for name, value in zip(wholes, (10, 20, 30), strict=True)}
    printed |= {name: known(value) for name, value in zip(parts, (7, 14, 26), strict=True)}
    rests = [rest_of(whole, part) for whole, part in zip(wholes, parts, strict=True)]
    for counts in (printed, {**printed, rests[2]: known(None)}):
        found = relations(counts, [("reviews", "in time")], [])
        assert [found.known[rest].value for rest in rests] == [3, 6, 4]
        assert after(rests[0], rests[1]) not in found.known
