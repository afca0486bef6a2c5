"""What is seen of a long run on stderr."""

from __future__ import annotations

import io

import pytest
import rich.console

from cicscore.cli import terminal


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal that keeps what is drawn on it."""
    drawn = io.StringIO()
    monkeypatch.setattr(terminal, "colour_wanted", lambda _stream, *, refused: not refused)
    monkeypatch.setattr(
        "rich.console.Console",
        lambda **_: _CONSOLE(file=drawn, force_terminal=True, width=80, legacy_windows=False),
    )
    return drawn


_CONSOLE = rich.console.Console


def test_a_long_run_names_what_is_at_hand(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the first second a bar shows the file or indicator; brackets in a name are no markup."""
    monkeypatch.setattr(terminal, "BRIEF_SECONDS", -1.0)
    with terminal.progress_bar(quiet=False, no_color=False) as progress:
        assert progress is not None
        progress("reviews[1].csv")
        progress("review_participation")
    assert "reviews[1].csv" in screen.getvalue()


def test_a_brief_run_shows_nothing(screen: io.StringIO) -> None:
    """Within the first second nothing is drawn."""
    with terminal.progress_bar(quiet=False, no_color=False) as progress:
        assert progress is not None
        progress("reviews.csv")
    assert screen.getvalue() == ""


@pytest.mark.parametrize(("quiet", "no_color"), [(True, False), (False, True)])
@pytest.mark.usefixtures("screen")
def test_nobody_watching_gets_no_bar(*, quiet: bool, no_color: bool) -> None:
    """Where no bar is wanted, or nothing that moves, there is nothing to tell."""
    with terminal.progress_bar(quiet=quiet, no_color=no_color) as progress:
        assert progress is None
