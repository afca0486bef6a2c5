"""The closed dictionary of formats."""

import pytest

from cicscore.render import RENDERERS, Layout, View
from tests.render.scorecards import SCORECARD


def test_the_formats_are_those_of_the_command_line() -> None:
    """A name that a user may give is a key, and there are no others."""
    assert list(RENDERERS) == ["table", "json", "csv", "csv-excel", "markdown"]


@pytest.mark.parametrize("name", list(RENDERERS))
@pytest.mark.parametrize("layout", list(Layout))
def test_every_format_is_the_same_each_time_and_ends_with_one_newline(name: str, layout: Layout) -> None:
    """Identical inputs give identical text."""
    text = RENDERERS[name](SCORECARD, View(layout))
    assert text == RENDERERS[name](SCORECARD, View(layout))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
