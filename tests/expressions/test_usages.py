"""The table of functions, and the page that shows it."""

from __future__ import annotations

import datetime as dt
import re
from string import Formatter

import pytest

from cicscore.expressions import operators as arithmetic
from cicscore.expressions.functions import FUNCTIONS, Aggregation, DurationUnit, Function
from cicscore.expressions.nodes import PeriodDay
from cicscore.expressions.syntax import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH
from cicscore.expressions.types import Kind
from cicscore.tables.functions import called
from cicscore.tables.vectors import Vector, constant
from tests.expressions import page
from tests.expressions.reach import compiled

PAGE = page.PAGE.read_text(encoding="utf-8")


def _section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("word", FUNCTIONS)
def test_every_function_listed_is_read_as_one(word: str) -> None:
    """A call without arguments is a wrong use of a known function, not an unknown one."""
    problems = compiled(f"{word}()").problems
    assert problems
    assert not any(problem.found.startswith("there is no function") for problem in problems)


def test_the_page_shows_the_table_of_functions() -> None:
    """Where this fails, a function has changed: run ``make docs``, look at the difference, commit it."""
    assert page.with_functions(PAGE) == PAGE


@pytest.mark.parametrize("function", [*Function, *Aggregation])
def test_a_phrase_names_what_the_function_is_given(function: Function | Aggregation) -> None:
    """Each argument once, by the name that the usage gives it; many as a list of all."""
    fields = [name for _, name, _, _ in Formatter().parse(function.phrase) if name is not None]
    if isinstance(function, Aggregation):
        needed = ["rows"] + ["column"] * (not function.of_rows) + ["by"] * function.ordered
    else:
        needed = ["all"] if function.repeats else list(function.parameters)
    assert sorted(set(fields) - {"lesser", "greater", "least", "most"}) == sorted(needed)


@pytest.mark.parametrize("function", Function)
def test_every_function_is_evaluated(function: Function) -> None:
    """Each has a value wherever its arguments have one."""
    day, word = constant(Kind.DATE, dt.date(2016, 3, 31)), constant(Kind.TEXT, "M")
    time = Vector(Kind.DATETIME, day.values.astype("datetime64[s]"), day.known)
    least = len(function.parameters) - function.repeats
    given = day if Kind.DATE in function.takes else word if Kind.TEXT in function.takes else time
    first = [constant(Kind.CONDITION, value=True)] if function is Function.IF else []
    assert called(function, [*first, *[given] * (least - len(first))]).known.all()


def test_the_page_lists_the_days_of_the_period() -> None:
    """And no others."""
    days = set(
        re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (.+?) \|", _section("Names"), re.MULTILINE)))
    )
    assert days == {*(day.value for day in PeriodDay), "on", "held_on"}


def test_the_examples_on_the_page_are_valid() -> None:
    """The blocks are conditions about reviews; the periods of care are called stays in these tests."""
    page_without_yaml = re.sub(r"```yaml.*?```", "", PAGE, flags=re.DOTALL)
    examples = re.findall(r"^    (\S.*)$", page_without_yaml, flags=re.MULTILINE)
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
