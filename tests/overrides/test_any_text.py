"""Whatever stands in a file of overrides, reading it ends with overrides or with faults at their places."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import examine_bytes
from cicscore.overrides.read import draft_of
from tests.cli.workplace import CATALOGUE

SOUND = """\
overrides:
- indicator: reviews_on_time
  variant: all
  as_at: 2016-03-31
  field: value
  value: 71.5
  who: Head of Performance
  when: 2016-04-05
  why: A review was entered late.
"""


@cache
def catalogue() -> Catalogue:
    """The small workplace's."""
    found, faults = examine_bytes(CATALOGUE.encode(), "indicators.yaml")
    assert found is not None, faults
    return found


def holds(data: bytes) -> None:
    """Read the bytes: there are as many sound overrides as there are without a fault, each in its place."""
    draft = draft_of(data, "overrides.yaml", catalogue())
    lines = draft.source.text.count("\n") + 1
    for fault in draft.faults:
        assert fault.place.file == "overrides.yaml"
        assert 1 <= (fault.place.line or 0) <= lines + 1
        assert fault.advice
    assert len(draft.overrides.entries) <= draft.total
    assert draft.faults or len(draft.overrides.entries) == draft.total


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Text or not."""
    holds(data)


@given(st.data())
def test_any_damage_of_a_sound_file(data: st.DataObject) -> None:
    """A piece of it replaced by something else."""
    start = data.draw(st.integers(0, len(SOUND)))
    end = data.draw(st.integers(start, min(start + 12, len(SOUND))))
    piece = data.draw(st.text(alphabet="ab1-0.:,[]{}#'\"\n \t&*!|>%@é\x07", max_size=6))
    holds((SOUND[:start] + piece + SOUND[end:]).encode())


def test_the_sound_file_is_sound() -> None:
    """Else the damage would prove nothing."""
    draft = draft_of(SOUND.encode(), "overrides.yaml", catalogue())
    assert (len(draft.overrides.entries), draft.faults) == (1, ())
