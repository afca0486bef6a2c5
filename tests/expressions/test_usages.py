"""The table of functions, and the page that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cicscore.expressions import operators as arithmetic
from cicscore.expressions.functions import CALLABLE, USAGES
from cicscore.expressions.nodes import Aggregation, DurationUnit, Function, PeriodDay
from cicscore.expressions.syntax import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH
from tests.expressions.reach import compiled

PAGE = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")


def _section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_the_table_of_functions_is_whole() -> None:
    """Every function, length of time and aggregate has its usage, and nothing else has."""
    words = {"date", "band", *DurationUnit, *Function, *Aggregation}
    assert set(CALLABLE) == words
    assert len(CALLABLE) == len(words)


@pytest.mark.parametrize("word", CALLABLE)
def test_a_usage_begins_with_the_function_it_belongs_to(word: str) -> None:
    """Messages quote the usage by the function's name."""
    assert USAGES[word].form.startswith(f"{word}(")


@pytest.mark.parametrize("word", CALLABLE)
def test_every_function_listed_is_read_as_one(word: str) -> None:
    """A call without arguments is a wrong use of a known function, not an unknown one."""
    problems = compiled(f"{word}()").problems
    assert problems
    assert not any(problem.found.startswith("there is no function") for problem in problems)


def test_the_page_lists_exactly_the_functions_of_the_table() -> None:
    """In the same order and words."""
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", _section("Functions"), flags=re.MULTILINE)
    assert rows == [(usage.form, usage.meaning) for usage in USAGES.values()]


def test_the_page_lists_the_days_of_the_period() -> None:
    """And no others."""
    days = set(
        re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (.+?) \|", _section("Names"), re.MULTILINE)))
    )
    assert days == {*(day.value for day in PeriodDay), "on", "held_on"}


def test_the_examples_on_the_page_are_valid() -> None:
    """The blocks are conditions about reviews; the periods of care are called stays in these tests."""
    examples = re.findall(r"^    (\S.*)$", PAGE, flags=re.MULTILINE)
    assert len(examples) == 2
    assert [compiled(text.replace("care_periods", "stays")).problems for text in examples] == [(), ()]


def test_the_page_gives_the_limits() -> None:
    """Characters, levels and digits."""
    assert f"at most {MAX_LENGTH:,} characters and {MAX_DEPTH} levels" in PAGE
    assert f"At most {MAX_DIGITS} digits" in PAGE


@pytest.mark.parametrize("unit", DurationUnit)
def test_the_longest_length_of_time_is_allowed_and_one_more_is_not(unit: DurationUnit) -> None:
    """The limit that the message gives is the limit."""
    longest = arithmetic.LONGEST[unit]
    assert compiled(f"began_at + {unit}({longest}) > due_on").problems == ()
    (problem,) = compiled(f"began_at + {unit}({longest + 1}) > due_on").problems
    assert problem.allowed == f"a whole number from 0 to {longest:,}"
