"""A catalogue checked, and how that grows with its indicators."""

from __future__ import annotations

from benchmarks.commands import PYTHON, check, script
from benchmarks.data import repeated
from benchmarks.figures import Spread, processor, ratio, spread
from benchmarks.processes import alternating
from benchmarks.sections.section import Section, medians
from benchmarks.targets import Target

TURNS = 7
#: Worked examples are computed for seconds, so fewer turns tell as much.
TURNS_WITH_EXAMPLES = 3
#: The definitions of the shipped catalogue, three of whose 57 indicators have two.
DEFINITIONS = 60


def checking() -> Section:
    """The shipped catalogue with and without its worked examples."""
    shipped = repeated(1)
    commands = {
        "check --no-examples": check(shipped, "--no-examples"),
        "click, pydantic and yaml, one model": script("one_model"),
        "Python importing pandas": [PYTHON, "-c", "import pandas"],
    }
    alternating(commands, 1)
    runs = alternating(commands, TURNS)
    whole = alternating({"check, with all examples": check(shipped)}, TURNS_WITH_EXAMPLES)
    (examples,) = whole.values()
    seconds = spread(map(processor, examples))
    of_100 = Spread(*(100 / DEFINITIONS * each for each in (seconds.median, seconds.least, seconds.most)))
    bare = runs["check --no-examples"]
    targets = (
        Target(
            "`check --no-examples`, against importing click, pydantic and yaml and validating one model",
            1.8,
            ratio(bare, runs["click, pydantic and yaml, one model"]),
        ),
        Target(
            "`check --no-examples`, against importing pandas",
            1,
            ratio(bare, runs["Python importing pandas"]),
        ),
        Target(
            "processor seconds of `check` with all examples, for each 100 indicators",
            3,
            of_100,
        ),
    )
    return Section(
        "Checking a catalogue", targets, (medians(runs, "check --no-examples"), medians(whole, *whole))
    )
