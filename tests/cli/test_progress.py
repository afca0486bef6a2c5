"""What is seen of a long run on stderr."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator

import pytest
import rich.console

from cicscore.cli import interruption, terminal


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


@pytest.fixture
def listening() -> Iterator[None]:
    """The program's own handling of interruptions, for the time of one test."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
    interruption.begin()
    interruption.listen()
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_long_run_names_what_is_at_hand(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the first second a bar shows the file or indicator; brackets in a name are no markup."""
    monkeypatch.setattr(terminal, "BRIEF_SECONDS", -1.0)
    with terminal.in_steps(quiet=False, no_color=False) as progress:
        progress("reviews[1].csv")
        progress("review_participation")
    assert "reviews[1].csv" in screen.getvalue()


def test_a_brief_run_shows_nothing(screen: io.StringIO) -> None:
    """Within the first second nothing is drawn."""
    with terminal.in_steps(quiet=False, no_color=False) as progress:
        progress("reviews.csv")
    assert screen.getvalue() == ""


@pytest.mark.parametrize(("quiet", "no_color"), [(True, False), (False, True)])
def test_nobody_watching_gets_no_bar(
    screen: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, quiet: bool, no_color: bool
) -> None:
    """Where no bar is wanted, or nothing that moves, nothing is drawn however long it takes."""
    monkeypatch.setattr(terminal, "BRIEF_SECONDS", -1.0)
    with terminal.in_steps(quiet=quiet, no_color=no_color) as progress:
        progress("reviews.csv")
    assert screen.getvalue() == ""


@pytest.mark.parametrize("after", ["another step", "the end"])
@pytest.mark.usefixtures("listening")
def test_a_run_is_interrupted_between_its_steps(after: str) -> None:
    """A step that is interrupted is finished first, as a lock within it could otherwise stay taken."""
    finished = []

    def run() -> None:
        with terminal.in_steps(quiet=True, no_color=True) as begin:
            begin("reviews.csv")
            signal.raise_signal(signal.SIGINT)
            finished.append("reviews.csv")
            if after == "another step":
                begin("visits.csv")
                finished.append("visits.csv")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert finished == ["reviews.csv"]
