"""What can be wrong with an expression, each with the whole of its message and its exact place.

In the texts, ⟦ and ⟧ stand around the place that the problem has to name; they are taken out before reading.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from cicscore.expressions.compile import compile_expression
from cicscore.expressions.syntax import Problem
from cicscore.expressions.types import DATE, NUMBER, Type
from cicscore.faults.rules import Family, rules_in
from tests.expressions.page import PAGE
from tests.expressions.reach import compiled, names_of

REVIEWS = (
    "child_id, due_on, held_on, began_at, participation, legal_status, score, weight, chaired, note, "
    "late, seen, broken, started_as_child"
)
CHILDREN = "child_id, date_of_birth, uasc, uasc_ended_on, in_care, adult"
STAYS = "child_id, started_on, ended_on, placement, miles, open, nights"
#: The days of a period, which may stand wherever a name may.
DAYS = "; as_at, period_start, period_end, year_start, quarter_start, academic_year_start, year_before, on"
FUNCTIONS = ", ".join(re.findall(r"^\| `(\w+)\(.*\)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
NOT_ALLOWED = "Use columns, comparisons, and/or/not, arithmetic and the functions listed."
EXAMPLE = 'Write a condition such as: held_on >= year_start and participation != "PN0".'
MISSING_OR_EXTRA = "Look for a word or sign missing before it, or one too many."
NUMBER_FORM = "Write a number in digits, with a point before decimals; write a code in quotes."
STRAY_SIGN = "Leave it out, or write text in quotes."
WRITE_DATE = 'Write a date as date("2016-03-31").'
WRITE_CODE = 'Write a code in quotes, such as "PN1".'
WRITE_NONE = "Write `is None` or `is not None`."
USE_COLUMN = "Use a column of `reviews`, or declare one."
ONE_AT_A_TIME = "Join two comparisons with `and`; only ranges such as 1 <= x < 5 are written in one."
FLAG_BY_ITSELF = "A flag is a condition by itself: write its name, or `not` and its name."
HOW_LONG = (
    "Use days_between(a, b) for the days from a to b; "
    "add or subtract days(n), weeks(n), months(n), years(n) or working_days(n)."
)
NO_AGGREGATE_INSIDE = "Use it outside the aggregate, or write its condition out."
LAST = "last(extract.column, by=column, where=condition)"


@dataclass(frozen=True)
class Case:
    """A faulty expression about reviews, and the one problem that it has."""

    marked: str
    code: str
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None

    @property
    def text(self) -> str:
        """The expression without the marks."""
        return self.marked.replace("⟦", "").replace("⟧", "")

    @property
    def problem(self) -> Problem:
        """The problem, at the marked place."""
        span = self.marked.index("⟦"), self.marked.index("⟧") - 1
        return Problem(self.code, span, self.found, self.advice, self.allowed, self.nearest)


def foreign(marked: str, *, advice: str = NOT_ALLOWED, allowed: str | None = FUNCTIONS) -> Case:
    """Something of Python's that the language has not."""
    part = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    return Case(marked, "not-in-language", f"`{part}` is not part of the language", advice, allowed)


def unknown(marked: str, nearest: str | None, *, advice: str = USE_COLUMN) -> Case:
    """A name that the reviews extract does not know."""
    part = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    return Case(marked, "unknown-name", f"`{part}` is not a name known here", advice, REVIEWS + DAYS, nearest)


def instead(marked: str, right: str) -> Case:
    """A sign or word of another language."""
    part = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    return Case(
        marked,
        "unreadable-expression",
        f"`{part}` is not part of the language",
        f"Write `{right}`.",
        None,
        right,
    )


def not_a_number(marked: str, nearest: str | None) -> Case:
    """Something that begins like a number."""
    part = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    return Case(marked, "unreadable-expression", f"`{part}` is not a number", NUMBER_FORM, None, nearest)


def unread(marked: str) -> Case:
    """A text that stops making sense at the marked place."""
    part = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    return Case(
        marked, "unreadable-expression", f"the expression cannot be read at `{part}`", MISSING_OR_EXTRA
    )


PYTHON = [
    foreign("⟦lambda: 1⟧"),
    foreign('⟦f"{note}"⟧ == note'),
    foreign('⟦participation[0]⟧ == "P"'),
    foreign('participation in [⟦*note⟧, "PN0"]'),
    foreign("⟦[x for x in note]⟧"),
    foreign("⟦{x for x in note}⟧"),
    foreign("⟦{chaired}⟧"),
    foreign("⟦{1: 2}⟧"),
    foreign("⟦await chaired⟧"),
    foreign("(⟦yield chaired⟧)"),
    Case(
        "⟦late if (chaired) else seen⟧",
        "not-in-language",
        "`late if (chaired) else seen` is not part of the language",
        "Write if(condition, a, b).",
        nearest="if(chaired, late, seen)",
    ),
    foreign('⟦b"PN0"⟧ == participation', advice="Write text, a number or a date(...).", allowed=None),
    foreign("⟦...⟧", advice="Write text, a number or a date(...).", allowed=None),
    foreign("chaired ⟦if⟧ late", advice=EXAMPLE, allowed=None),
    foreign("chaired ⟦if⟧(late)", advice=EXAMPLE, allowed=None),
    unread("if(chaired, ⟦late seen⟧)"),
    foreign("⟦import⟧ os", advice=EXAMPLE, allowed=None),
    foreign("⟦return⟧ chaired", advice=EXAMPLE, allowed=None),
    foreign("⟦note.strip().lower()⟧ == note", advice="Call one of the functions listed."),
    foreign("⟦note.strip().length⟧ == 1", advice="Write `child.` or `row.` and a column.", allowed=None),
    foreign(
        "⟦-chaired⟧",
        advice="Write `not` before a condition; subtract from 0 to change a sign.",
        allowed=None,
    ),
    foreign(
        "⟦-True⟧", advice="Write `not` before a condition; subtract from 0 to change a sign.", allowed=None
    ),
    Case(
        "⟦~chaired⟧",
        "not-in-language",
        "`~chaired` is not part of the language",
        "Write `not` before a condition; subtract from 0 to change a sign.",
        nearest="not chaired",
    ),
    Case(
        "⟦2 ** 3⟧ > score",
        "not-in-language",
        "`2 ** 3` uses an operator that is not part of the language",
        "Use + - * / with numbers, and/or between conditions.",
        "+, -, *, /, and, or",
    ),
    Case(
        "⟦chaired & late⟧",
        "not-in-language",
        "`chaired & late` uses an operator that is not part of the language",
        "Use + - * / with numbers, and/or between conditions.",
        "+, -, *, /, and, or",
        "and",
    ),
    Case(
        'participation in [⟦"PN1" "PN2"⟧]',
        "not-in-language",
        '`"PN1" "PN2"` is not one text between two quotation marks',
        "Put a comma between two texts; write nothing directly before or after the quotation marks.",
    ),
    Case(
        '⟦"""PN0"""⟧ == participation',
        "not-in-language",
        '`"""PN0"""` is not one text between two quotation marks',
        "Put a comma between two texts; write nothing directly before or after the quotation marks.",
    ),
    Case(
        'participation == ⟦u"PN0"⟧',
        "not-in-language",
        '`u"PN0"` is not one text between two quotation marks',
        "Put a comma between two texts; write nothing directly before or after the quotation marks.",
    ),
]

UNREADABLE = [
    Case("⟦⟧", "unreadable-expression", "the expression is empty", EXAMPLE),
    Case("⟦ \n ⟧", "unreadable-expression", "the expression is empty", EXAMPLE),
    unread("held_on ⟦due_on⟧"),
    unread("held_on > ⟦and⟧ late"),
    unread("held_on ⟦between⟧ due_on and as_at"),
    unread("note == 'ü' ⟦chaired⟧"),
    Case(
        "held_on ⟦>=⟧",
        "unreadable-expression",
        "the expression ends too early, after `>=`",
        "Complete it, or leave the last word out.",
    ),
    Case(
        "⟦(⟧held_on > due_on",
        "unreadable-expression",
        "the bracket `(` is not closed",
        "Write `)` at its end.",
    ),
    Case(
        "held_on > due_on⟦)⟧",
        "unreadable-expression",
        "`)` closes no bracket",
        "Leave it out, or open the bracket before it.",
    ),
    Case(
        'participation in ["PN1"⟦)⟧',
        "unreadable-expression",
        "`)` stands where `]` is needed",
        "Write `]`.",
        nearest="]",
    ),
    Case(
        'participation == ⟦"⟧PN0',
        "unreadable-expression",
        'the quotation mark " is not closed',
        'Write " at both ends of the text.',
    ),
    Case(
        "participation == ⟦'⟧PN0\" and late",
        "unreadable-expression",
        "the quotation mark ' is not closed",
        "Write ' at both ends of the text.",
    ),
    Case(
        "participation == ⟦“PN0”⟧",
        "unreadable-expression",
        "`“PN0”` stands between typographic quotation marks",
        'Write the straight ones: ".',
        nearest='"PN0"',
    ),
    Case(
        "chaired ⟦# only chaired ones⟧",
        "unreadable-expression",
        "a comment stands inside the expression",
        "Write it on a line of its own, above.",
    ),
    Case("chaired⟦;⟧ late", "unreadable-expression", "`;` is not part of the language", STRAY_SIGN),
    Case("⟦$⟧held_on", "unreadable-expression", "`$` is not part of the language", STRAY_SIGN),
    Case("note == ⟦€⟧", "unreadable-expression", "`€` is not part of the language", STRAY_SIGN),
    Case(
        "chaired ⟦\x00⟧",
        "unreadable-expression",
        "an invisible character stands here",
        "Delete it, or write an ordinary space.",
    ),
    Case(
        "chaired⟦\u00a0⟧and late",
        "unreadable-expression",
        "an invisible character stands here",
        "Delete it, or write an ordinary space.",
    ),
    Case(
        'note == ⟦"a\u200bb"⟧',
        "unreadable-expression",
        "a quoted text holds an invisible character",
        "Type the text again between the quotes.",
    ),
    Case(
        'note == ⟦"a\\d"⟧',
        "unreadable-expression",
        "a quoted text holds a backslash",
        "Write the text as it is; it needs no backslashes.",
    ),
    Case(
        "⟦dáte⟧ == held_on",
        "unreadable-expression",
        "`dáte` is not a name",
        "Write names with the letters a to z, digits and `_`.",
    ),
    not_a_number("score == ⟦1j⟧", '"1j"'),
    not_a_number("score == ⟦0x1F⟧", '"0x1F"'),
    not_a_number("score == ⟦1_000⟧", None),
    not_a_number("legal_status == ⟦5A⟧", '"5A"'),
    not_a_number("note == ⟦012⟧", '"012"'),
    Case(
        "score == ⟦9999999999999999999999999⟧",
        "unreadable-expression",
        "`99999999999999999...` is too long a number",
        "Write a number that a scorecard can hold.",
        "up to 15 digits",
    ),
    Case(
        "held_on >= ⟦2016-04-01⟧",
        "unreadable-expression",
        "`2016-04-01` is a day without date(...)",
        WRITE_DATE,
        nearest='date("2016-04-01")',
    ),
    Case(
        "held_on >= ⟦30/4/2016⟧",
        "unreadable-expression",
        "`30/4/2016` is a day without date(...)",
        WRITE_DATE,
        nearest='date("2016-04-30")',
    ),
    Case(
        "held_on >= ⟦1/4/2016⟧", "unreadable-expression", "`1/4/2016` is a day without date(...)", WRITE_DATE
    ),
    Case(
        "last(stays.placement, by=started_on, open⟦)⟧",
        "unreadable-expression",
        "an argument without a name follows one with a name",
        "Write `where=` before the condition.",
        nearest="where=",
    ),
]

FROM_ELSEWHERE = [
    Case(
        "held_on ⟦=⟧ due_on",
        "unreadable-expression",
        "`=` is not a comparison",
        "Write `==` to compare.",
        "==, !=, <, <=, >, >=",
        "==",
    ),
    Case(
        "exists(stays, open and started_on ⟦=⟧ row.held_on)",
        "unreadable-expression",
        "`=` is not a comparison",
        "Write `==` to compare.",
        "==, !=, <, <=, >, >=",
        "==",
    ),
    instead("held_on ⟦=>⟧ due_on", ">="),
    instead("held_on ⟦≤⟧ due_on", "<="),
    instead("held_on ⟦<>⟧ due_on", "!="),
    instead("chaired ⟦:=⟧ late", "=="),
    instead("chaired ⟦&&⟧ late", "and"),
    instead("chaired ⟦||⟧ late", "or"),
    instead("⟦!⟧late", "not"),
    instead("chaired ⟦AND⟧ late", "and"),
    instead("⟦Not⟧ late", "not"),
    instead("score ⟦–⟧ 1 > 2", "-"),
]

MISSING = [
    Case(
        "held_on == ⟦None⟧",
        "type-mismatch",
        "a comparison with None is never true",
        WRITE_NONE,
        nearest="held_on is None",
    ),
    Case(
        "⟦None⟧ != held_on",
        "type-mismatch",
        "a comparison with None is never true",
        WRITE_NONE,
        nearest="held_on is not None",
    ),
    Case(
        "held_on == ⟦null⟧",
        "type-mismatch",
        "a comparison with null is never true",
        WRITE_NONE,
        nearest="held_on is None",
    ),
    Case(
        "held_on is ⟦null⟧",
        "not-in-language",
        "`is` is followed by `null` in place of None",
        "Write `is None`, `is not None`, or `==`.",
        "None",
        "None",
    ),
    Case(
        "chaired is not ⟦True⟧",
        "not-in-language",
        "`is not` is followed by `True` in place of None",
        "Write `is None`, `is not None`, or `==`.",
        "None",
    ),
    Case(
        'participation not in ["PN1", ⟦None⟧]',
        "type-mismatch",
        "None is in the list, and a missing value is never found",
        "Write `or participation is None` after the list.",
    ),
    unknown("coalesce(held_on, ⟦null⟧) > due_on", "None", advice=WRITE_NONE),
    Case(
        "coalesce(held_on, ⟦None⟧) > due_on",
        "type-mismatch",
        "None stands where a value is needed",
        WRITE_NONE,
    ),
]

NAMES = [
    unknown("⟦hed_on⟧ > due_on", "held_on"),
    unknown(
        "held_on > ⟦year_strat⟧", "year_start", advice="Use a day of the period, or a column of `reviews`."
    ),
    unknown("⟦lte⟧ and chaired", "late"),
    unknown("⟦quux⟧ and chaired", None),
    unknown("⟦date_of_birth⟧ > due_on", "child.date_of_birth", advice="Write `child.date_of_birth`."),
    unknown("⟦date_of_brith⟧ > due_on", "child.date_of_birth", advice="Write `child.date_of_birth`."),
    unknown("⟦child⟧", None, advice="Write `child.` and the name of a column."),
    unknown("⟦age⟧ > 18", "age(born, on)", advice="Give `age` its arguments in brackets."),
    unknown("chaired == ⟦true⟧", "True", advice="Write a flag by itself, or with `not`."),
    unknown(
        "⟦stays⟧ and chaired",
        None,
        advice="Look into another extract with an aggregate, such as exists(stays, condition).",
    ),
    Case(
        "child.⟦date_of_brith⟧ > due_on",
        "unknown-name",
        "`date_of_brith` is not a column of `children`",
        "Use one of its columns, or declare it in `extracts`.",
        CHILDREN,
        "date_of_birth",
    ),
    Case(
        "⟦row.held_on⟧ > due_on",
        "unknown-name",
        "`row.` means the outer row, and has a meaning only inside an aggregate",
        "Leave `row.` out.",
        nearest="held_on",
    ),
    Case(
        "⟦reviews.held_on⟧ > due_on",
        "unknown-name",
        "`reviews.` is not known here",
        "Write the row's own columns without the extract's name.",
        "child., row.",
        "held_on",
    ),
    Case(
        "⟦stays.started_on⟧ > due_on",
        "unknown-name",
        "`stays.` is not known here",
        "Look into another extract with an aggregate.",
        "child., row.",
        "max(stays.started_on, condition)",
    ),
    Case(
        "⟦chld.uasc⟧",
        "unknown-name",
        "`chld.` is not known here",
        "Write `child.` or `row.` before a column; use an aggregate for another extract.",
        "child., row.",
        "child.uasc",
    ),
    Case(
        "⟦held_on.year⟧ == 2016",
        "unknown-name",
        "`held_on` has no parts, so `.year` means nothing",
        "Compare the whole value.",
        nearest="held_on",
    ),
    Case(
        "participation == ⟦PN1⟧",
        "unknown-name",
        "`PN1` is not a name known here, but a code of `participation`",
        WRITE_CODE,
        nearest='"PN1"',
    ),
    Case(
        "⟦pn1⟧ != participation",
        "unknown-name",
        "`pn1` is not a name known here, but a code of `participation`",
        WRITE_CODE,
        nearest='"PN1"',
    ),
    Case(
        'participation in ["PN0", ⟦PN1⟧]',
        "unknown-name",
        "`PN1` is not a name known here, but a code of `participation`",
        WRITE_CODE,
        nearest='"PN1"',
    ),
]

CODES = [
    Case(
        'participation == ⟦"PN9"⟧',
        "code-not-listed",
        '"PN9" is not a code of `participation`',
        "Use a code of the list, or add it to the column's `codes`.",
        "PN0, PN1, PN2, PN3",
        "PN0",
    ),
    Case(
        '⟦"pn1"⟧ == participation',
        "code-not-listed",
        '"pn1" is not a code of `participation`',
        "Use a code of the list, or add it to the column's `codes`.",
        "PN0, PN1, PN2, PN3",
        "PN1",
    ),
    Case(
        'last(stays.placement, by=started_on) in ["12", ⟦"XYZ"⟧]',
        "code-not-listed",
        '"XYZ" is not a code of `last(stays.placement, by=started_on)`',
        "Use a code of the list.",
        "12, U1, PN0",
    ),
    Case(
        'band(score, "0-4", "5+") == ⟦"0-3"⟧',
        "code-not-listed",
        '"0-3" is not a band of `band(score, "0-4", "5+")`',
        "Use a band of the list.",
        "0-4, 5+, outside the bands",
        "0-4",
    ),
    Case(
        "⟦legal_status == participation⟧",
        "code-not-listed",
        "`legal_status` and `participation` have no code in common",
        "Compare columns with the same codes.",
    ),
]

TYPES = [
    Case(
        '⟦held_on >= "2016-04-01"⟧',
        "type-mismatch",
        '`held_on` is a date and `"2016-04-01"` is text; they cannot be compared',
        WRITE_DATE,
        nearest='date("2016-04-01")',
    ),
    Case(
        '⟦"30/04/2016" <= held_on⟧',
        "type-mismatch",
        '`"30/04/2016"` is text and `held_on` is a date; they cannot be compared',
        WRITE_DATE,
        nearest='date("2016-04-30")',
    ),
    Case(
        'held_on in [⟦"2016-04-01"⟧]',
        "type-mismatch",
        '`"2016-04-01"` is text, but `held_on` is a date',
        "List values of the same type; write codes in quotes and dates as date(...).",
        nearest='date("2016-04-01")',
    ),
    Case(
        'age(⟦"2000-01-01"⟧, as_at) > 4',
        "type-mismatch",
        '`"2000-01-01"` is text, but a date is needed here',
        WRITE_DATE,
        nearest='date("2000-01-01")',
    ),
    Case(
        "⟦held_on >= 2016⟧",
        "type-mismatch",
        "`held_on` is a date and `2016` is a number; they cannot be compared",
        "Compare a date with a date; days_between(a, b) counts the days between two.",
    ),
    Case(
        "⟦score == participation⟧",
        "type-mismatch",
        "`score` is a number and `participation` is a code; they cannot be compared",
        "Compare values of one type.",
    ),
    Case(
        "⟦last(stays.placement, by=started_on) == 12⟧",
        "type-mismatch",
        "`last(stays.placement, by=started_on)` is a code and `12` is a number; they cannot be compared",
        WRITE_CODE,
        nearest='"12"',
    ),
    Case(
        "⟦chaired == 1⟧",
        "type-mismatch",
        "`chaired` is a flag or condition and `1` is a number; they cannot be compared",
        FLAG_BY_ITSELF,
    ),
    Case(
        '⟦chaired != "Y"⟧',
        "type-mismatch",
        '`chaired` is a flag or condition and `"Y"` is text; they cannot be compared',
        FLAG_BY_ITSELF,
    ),
    Case(
        '⟦note < "b"⟧',
        "type-mismatch",
        "text has no order, so `<` means nothing here",
        "Use == or != or `in`.",
        "==, !=, in, not in",
    ),
    Case(
        "⟦score⟧",
        "type-mismatch",
        "the expression is a number, but a flag or condition is needed here",
        "Compare the value with something.",
    ),
    Case(
        "not ⟦held_on⟧",
        "type-mismatch",
        "`held_on` is a date, but a flag or condition is needed here",
        "Compare it with something, or use `is None`.",
    ),
    Case(
        'participation == "PN1" or ⟦"PN2"⟧',
        "type-mismatch",
        '`"PN2"` is text, but a flag or condition is needed here',
        "Repeat the comparison before it, or list the values after `in`.",
    ),
    Case(
        'participation in ⟦"PN1"⟧',
        "type-mismatch",
        '`"PN1"` is not a list',
        'Write a list after `in`, such as ["PN1", "PN2"].',
        nearest='["PN1"]',
    ),
    Case(
        "held_on in ⟦stays⟧",
        "type-mismatch",
        "`stays` is not a list",
        'Write a list after `in`, such as ["PN1", "PN2"].',
    ),
    Case(
        "participation in [⟦legal_status⟧]",
        "type-mismatch",
        "`legal_status` is not a value written out",
        "List text, numbers or dates only.",
    ),
    Case(
        'participation in ("PN1", "PN2", ⟦"PN1"⟧)',
        "type-mismatch",
        '`"PN1"` is in the list twice',
        "List each value once.",
    ),
    Case(
        "participation not in ⟦[]⟧",
        "type-mismatch",
        "the list is empty, so the condition is the same for every row",
        "List at least one value.",
    ),
    Case(
        'participation == ⟦["PN1"]⟧',
        "type-mismatch",
        "a list stands where a value is needed",
        "Use a list only after `in` or `not in`.",
    ),
    Case(
        "⟦score > 1,500⟧",
        "type-mismatch",
        "a comma stands between two expressions",
        "Join conditions with `and` or `or`; write numbers without commas.",
    ),
    Case(
        "⟦0 < score > 1⟧",
        "not-in-language",
        "`0 < score > 1` compares several things at once",
        ONE_AT_A_TIME,
    ),
    Case(
        "⟦held_on is None == chaired⟧",
        "not-in-language",
        "`held_on is None == chaired` compares several things at once",
        ONE_AT_A_TIME,
    ),
    Case(
        "0 <= score < 5 and 0 < ⟦score < held_on⟧",
        "type-mismatch",
        "`score` is a number and `held_on` is a date; they cannot be compared",
        "Compare a date with a date; days_between(a, b) counts the days between two.",
    ),
]

DURATIONS = [
    Case(
        "⟦held_on - due_on⟧ > 28",
        "type-mismatch",
        "`held_on` is a date, and `- due_on` does not say how long",
        HOW_LONG,
        nearest="days_between(due_on, held_on)",
    ),
    Case(
        "⟦as_at - held_on⟧ > 28",
        "type-mismatch",
        "`as_at` is a date, and `- held_on` does not say how long",
        HOW_LONG,
        nearest="days_between(held_on, as_at)",
    ),
    Case(
        "⟦held_on + 28⟧ > due_on",
        "type-mismatch",
        "`held_on` is a date, and `+ 28` does not say how long",
        HOW_LONG,
        nearest="held_on + days(28)",
    ),
    Case(
        "held_on > due_on + ⟦days(-3)⟧",
        "wrong-call",
        "`days(-3)` is not a length of time",
        "Subtract a length of time to go back, add it to go forward.",
        "a whole number from 0 to 40,000",
    ),
    Case(
        "held_on > due_on + ⟦weeks(1.5)⟧",
        "wrong-call",
        "`weeks(1.5)` is not a length of time",
        "Give weeks one whole number, such as weeks(6).",
        "a whole number from 0 to 6,000",
    ),
    Case(
        "held_on > due_on + ⟦months(score)⟧",
        "wrong-call",
        "`months(score)` is not a length of time",
        "Give months one whole number, such as months(6).",
        "a whole number from 0 to 1,300",
    ),
    Case(
        "held_on > due_on + ⟦years(2016)⟧",
        "wrong-call",
        "`years(2016)` is not a length of time",
        "Give years one whole number, such as years(6).",
        "a whole number from 0 to 110",
    ),
    Case(
        "held_on > due_on + ⟦days(True)⟧",
        "wrong-call",
        "`days(True)` is not a length of time",
        "Give days one whole number, such as days(6).",
        "a whole number from 0 to 40,000",
    ),
    Case(
        "⟦held_on⟧ + hours(3) > due_on",
        "type-mismatch",
        "`held_on` is a date, but a date and time is needed here",
        "Write something that gives a date and time.",
    ),
    Case(
        "⟦score⟧ + days(3) > due_on",
        "type-mismatch",
        "`score` is a number, but a date is needed here",
        "Write something that gives a date.",
    ),
    Case(
        "⟦days(3) + held_on⟧ > due_on",
        "type-mismatch",
        "`days(3) + held_on` begins with a length of time",
        "Write the date first, such as as_at - months(6).",
        nearest="held_on + days(3)",
    ),
    Case(
        "days_between(due_on, held_on) > ⟦days(3)⟧",
        "type-mismatch",
        "`days(3)` stands alone",
        "Add it to a date or subtract it, such as as_at - months(6).",
    ),
    Case(
        "⟦held_on * days(3)⟧ > due_on",
        "type-mismatch",
        "`held_on * days(3)` multiplies or divides a length of time",
        "Add it to a date or subtract it.",
        "+, -",
    ),
    Case(
        "score + ⟦note⟧ > 1",
        "type-mismatch",
        "`note` is text, but a number is needed here",
        "Calculate with numbers only.",
    ),
]

HOURS = "Write something that gives a date and time."
POINTS = 'points(column, {"A": 1, "B": 2})'
STARTS_WITH = 'starts_with(text, "prefix")'
FUNCTIONS_OF_A_ROW = [
    Case(
        "hours_between(began_at, ⟦held_on⟧) > 48",
        "type-mismatch",
        "`held_on` is a date, but a date and time is needed here",
        HOURS,
    ),
    Case(
        "⟦hours_between(began_at)⟧ > 48",
        "wrong-call",
        "`hours_between(began_at)` has 1 argument",
        "Write hours_between(earlier, later).",
        "hours_between(earlier, later)",
    ),
    Case(
        "month(⟦score⟧) == 3",
        "type-mismatch",
        "`score` is a number, but a date is needed here",
        "Write something that gives a date.",
    ),
    Case(
        "month(held_on) == ⟦13⟧",
        "code-not-listed",
        "`13` is not the number of a month",
        "Count the months from 1, January.",
        "1 to 12",
    ),
    Case(
        "month(held_on) in [1, ⟦0⟧]",
        "code-not-listed",
        "`0` is not the number of a month",
        "Count the months from 1, January.",
        "1 to 12",
    ),
    Case(
        'weekday(held_on) == ⟦"Sundy"⟧',
        "code-not-listed",
        '"Sundy" is not a code of `weekday(held_on)`',
        "Use a code of the list.",
        "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "Sunday",
    ),
    Case(
        "⟦weekday(held_on) == 6⟧",
        "type-mismatch",
        "`weekday(held_on)` is a code and `6` is a number; they cannot be compared",
        'Write a code in quotes, such as "PN1".',
    ),
    Case(
        'starts_with(participation, ⟦"PM"⟧)',
        "code-not-listed",
        'no code of `participation` begins with "PM"',
        "Use the beginning of a code of the list.",
        "PN0, PN1, PN2, PN3",
    ),
    Case(
        "starts_with(note, ⟦participation⟧)",
        "wrong-call",
        "`participation` is not a beginning written out in quotes",
        f"Write {STARTS_WITH}.",
        STARTS_WITH,
    ),
    Case(
        'starts_with(note, ⟦""⟧)',
        "wrong-call",
        '`""` is not a beginning written out in quotes',
        f"Write {STARTS_WITH}.",
        STARTS_WITH,
    ),
    Case(
        'starts_with(⟦score⟧, "1")',
        "type-mismatch",
        "`score` is a number, but text is needed here",
        "Write something that gives text.",
    ),
    Case(
        "if(⟦score⟧, 1, 2) == 1",
        "type-mismatch",
        "`score` is a number, but a flag or condition is needed here",
        "Compare it with something, or use `is None`.",
    ),
    Case(
        "if(late, held_on, ⟦score⟧) == due_on",
        "type-mismatch",
        "`score` is a number, but `held_on` is a date",
        "Give arguments of one type.",
    ),
    Case(
        "⟦if(late, 1)⟧ == 1",
        "wrong-call",
        "`if(late, 1)` has 2 arguments",
        "Write if(condition, a, b).",
        "if(condition, a, b)",
    ),
    Case(
        'if(late, "A", "B") == ⟦"C"⟧',
        "code-not-listed",
        '"C" is not a code of `if(late, "A", "B")`',
        "Use a code of the list.",
        "A, B",
    ),
    Case(
        'points(participation, {"PN0": 1, ⟦"PN9"⟧: 2}) > 1',
        "code-not-listed",
        '"PN9" is not a code of `participation`',
        "Use a code of the list, or add it to the column's `codes`.",
        "PN0, PN1, PN2, PN3",
        "PN0",
    ),
    Case(
        "points(participation, {⟦PN0⟧: 1}) > 1",
        "unknown-name",
        "`PN0` is not a name known here, but a code of `participation`",
        'Write a code in quotes, such as "PN1".',
        nearest='"PN0"',
    ),
    Case(
        'points(participation, {"PN0": 1, ⟦"PN0"⟧: 2}) > 1',
        "type-mismatch",
        '`"PN0"` is in the list twice',
        "List each value once.",
    ),
    Case(
        'points(participation, {"PN0": ⟦score⟧}) > 1',
        "wrong-call",
        "`score` is not a number written out",
        f"Write {POINTS}.",
        POINTS,
    ),
    Case(
        'points(participation, {"PN0": ⟦"1"⟧}) > 1',
        "type-mismatch",
        '`"1"` is text, but a number is needed here',
        "Write something that gives a number.",
    ),
    Case(
        "points(participation, ⟦{}⟧) > 1",
        "wrong-call",
        "`{}` is not a list of codes with their points",
        f"Write {POINTS}.",
        POINTS,
    ),
    Case(
        'points(participation, ⟦["PN0", 1]⟧) > 1',
        "wrong-call",
        '`["PN0", 1]` is not a list of codes with their points',
        f"Write {POINTS}.",
        POINTS,
    ),
]

CALLS = [
    Case(
        "⟦age(child.date_of_birth)⟧ > 4",
        "wrong-call",
        "`age(child.date_of_birth)` has 1 argument",
        "Write age(born, on).",
        "age(born, on)",
    ),
    Case(
        "⟦age(born=held_on, on=due_on)⟧ > 1",
        "wrong-call",
        "age takes no named arguments",
        "Write age(born, on).",
        "age(born, on)",
    ),
    Case(
        "⟦agee⟧(held_on, due_on) > 1",
        "wrong-call",
        "there is no function `agee`",
        "Use one of the functions listed.",
        FUNCTIONS,
        "age",
    ),
    Case(
        'held_on > ⟦date("2016-02-30")⟧',
        "wrong-call",
        '`date("2016-02-30")` is not a day',
        'Write a day of the calendar such as date("2016-03-31").',
        "one text, year-month-day, from 1900 to 2099",
    ),
    Case(
        "held_on > ⟦date(2016, 3, 31)⟧",
        "wrong-call",
        "`date(2016, 3, 31)` is not a day",
        'Write a day of the calendar such as date("2016-03-31").',
        "one text, year-month-day, from 1900 to 2099",
    ),
    Case(
        "least(held_on, ⟦began_at⟧) > as_at",
        "type-mismatch",
        "`began_at` is a date and time, but the first argument is a date",
        "Give arguments of one type.",
    ),
    Case(
        "greatest(⟦note⟧, note) == note",
        "type-mismatch",
        "`note` is text, but a date or a number is needed here",
        "Write something that gives a date or a number.",
    ),
    Case(
        "⟦coalesce(*held_on, due_on)⟧ > as_at",
        "wrong-call",
        "`coalesce(*held_on, due_on)` has 2 arguments, one of them with `*`",
        "Write coalesce(a, b, ...).",
        "coalesce(a, b, ...)",
    ),
    Case(
        'band(score, "0-4", ⟦"4+"⟧) == "0-4"',
        "wrong-call",
        'the band "4+" does not lie above the one before it',
        "Write bands in rising order, without overlaps.",
    ),
    Case(
        'band(score, "1-2", ⟦"2"⟧) == "2"',
        "wrong-call",
        'the band "2" does not lie above the one before it',
        "Write bands in rising order, without overlaps.",
    ),
    Case(
        '⟦band(score)⟧ == "0-4"',
        "wrong-call",
        "`band(score)` has 1 argument",
        'Write band(number, "0-4", "5-9", "10+").',
        'band(number, "0-4", "5-9", "10+")',
    ),
    Case(
        'band(⟦held_on⟧, "0-4") == "0-4"',
        "type-mismatch",
        "`held_on` is a date, but a number is needed here",
        "Write something that gives a number.",
    ),
    Case(
        'band(score, ⟦"young"⟧) == "0-4"',
        "wrong-call",
        '`"young"` is not a band',
        'Write "5-9", "16+" or "3".',
        '"from-to", "from+" or one number, whole numbers',
    ),
    Case(
        'band(score, ⟦"9-5"⟧) == "0-4"',
        "wrong-call",
        '`"9-5"` is not a band',
        'Write "5-9", "16+" or "3".',
        '"from-to", "from+" or one number, whole numbers',
    ),
]

AGGREGATES = [
    Case(
        "exists(stays, exists(reviews, ⟦exists(stays, open)⟧))",
        "misplaced-aggregate",
        "`exists(stays, open)` stands inside two other aggregates, and aggregates nest only once",
        "Compare with `row.` instead, or use it outside the others.",
    ),
    Case(
        "exists(stays, exists(reviews, ⟦seen⟧))",
        "misplaced-aggregate",
        "`seen` holds an aggregate, and aggregates nest only once",
        NO_AGGREGATE_INSIDE,
    ),
    Case(
        "exists(stays, exists(reviews, held_on <= ⟦on⟧))",
        "misplaced-aggregate",
        "`on` looks at the date of the row counted, which an aggregate inside an aggregate does not see",
        "Compare with `row.` and a column of the aggregate around it, or with a day of the period.",
    ),
    Case(
        "exists(stays, ⟦child.in_care⟧)",
        "misplaced-aggregate",
        "`in_care` holds an aggregate, and looks at other rows than those counted here",
        NO_AGGREGATE_INSIDE,
    ),
    Case(
        "exists(stays, ⟦row.seen⟧)",
        "misplaced-aggregate",
        "`seen` holds an aggregate, and looks at other rows than those counted here",
        NO_AGGREGATE_INSIDE,
    ),
    Case(
        "exists(⟦staff⟧, fte > 1)",
        "misplaced-aggregate",
        "the rows of `staff` do not belong to children, so an aggregate over the same child's rows "
        "means nothing",
        "Declare `about:` on both extracts.",
    ),
    Case(
        "exists(⟦visits⟧)",
        "misplaced-aggregate",
        "`reviews` is about `children` and `visits` about `carers`, so an aggregate over the same child's "
        "rows means nothing",
        "Declare `about:` on both extracts.",
    ),
    Case(
        "exists(⟦stay⟧, open)",
        "unknown-name",
        "there is no extract `stay`",
        "Use one of the extracts declared.",
        "children, reviews, stays, staff, carers, visits",
        "stays",
    ),
    Case(
        'exists(⟦"stays"⟧, open)',
        "wrong-call",
        '`"stays"` is not an extract',
        "Write exists(extract, condition).",
        "exists(extract, condition)",
    ),
    Case(
        "exists(⟦stays.open⟧)",
        "wrong-call",
        "`stays.open` is not an extract",
        "Write exists(extract, condition).",
        "exists(extract, condition)",
        "exists(stays, open)",
    ),
    Case(
        "sum(⟦stays.miles * stays.nights⟧) > 1",
        "wrong-call",
        "`stays.miles * stays.nights` is not one column of an extract",
        "Give the calculation a name in the extract's `named`, then write sum(extract.column, condition).",
        "sum(extract.column, condition)",
    ),
    Case(
        "sum(⟦stays⟧) > 1",
        "wrong-call",
        "`stays` is not a column of an extract",
        "Write sum(extract.column, condition).",
        "sum(extract.column, condition)",
    ),
    Case(
        "sum(stays.⟦mils⟧) > 1",
        "unknown-name",
        "`mils` is not a column of `stays`",
        "Use one of its columns, or declare it in `extracts`.",
        STAYS,
        "miles",
    ),
    Case(
        "max(⟦held_on⟧, due_on) > as_at",
        "wrong-call",
        "`held_on` is not a column of an extract",
        "Write max(extract.column, condition); of the row's own values, greatest(a, b).",
        "max(extract.column, condition)",
    ),
    Case(
        "sum(⟦stays.placement⟧) > 1",
        "type-mismatch",
        "`stays.placement` is a code, and only numbers add up",
        "Sum a column of numbers, or use count(...).",
    ),
    Case(
        "min(⟦stays.open⟧)",
        "type-mismatch",
        "`stays.open` is a flag or condition, which has no order",
        "Take the least or greatest of dates, numbers or text.",
    ),
    Case(
        '⟦last(stays.placement)⟧ == "U1"',
        "wrong-call",
        "last does not say in the order of which column",
        f"Write {LAST}.",
        LAST,
    ),
    Case(
        '⟦last(stays.placement, started_on)⟧ == "U1"',
        "wrong-call",
        "`last(stays.placement, started_on)` has 2 arguments without a name",
        f"Write {LAST}.",
        LAST,
    ),
    Case(
        'last(stays.placement, ⟦bye=started_on⟧) == "U1"',
        "wrong-call",
        "`bye=started_on` is not an argument that last takes",
        f"Write {LAST}; to compare, write `==`.",
        LAST,
        "by",
    ),
    Case(
        'last(stays.placement, by=⟦placement⟧) == "U1"',
        "type-mismatch",
        "`placement` is a code, but a date or a number is needed here",
        "Write something that gives a date or a number.",
    ),
    Case(
        "exists(stays, ⟦started_on = row.held_on⟧)",
        "wrong-call",
        "`started_on = row.held_on` is not an argument that exists takes",
        "Write exists(extract, condition); to compare, write `==`.",
        "exists(extract, condition)",
    ),
    Case(
        "count(stays, ⟦opne⟧) > 1",
        "unknown-name",
        "`opne` is not a name known here",
        "Use a column of `stays`, or declare one.",
        STAYS + DAYS,
        "open",
    ),
    Case(
        "count(stays, ended_on > row.⟦hed_on⟧) > 1",
        "unknown-name",
        "`hed_on` is not a column of `reviews`",
        "Use one of its columns, or declare it in `extracts`.",
        REVIEWS,
        "held_on",
    ),
]

CASES = [
    *PYTHON,
    *UNREADABLE,
    *FROM_ELSEWHERE,
    *MISSING,
    *NAMES,
    *CODES,
    *TYPES,
    *DURATIONS,
    *FUNCTIONS_OF_A_ROW,
    *CALLS,
    *AGGREGATES,
]


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_a_faulty_expression_has_exactly_its_one_problem(case: Case) -> None:
    """Each slip is reported once: its code, place, finding, advice, what is allowed and what was meant."""
    outcome = compiled(case.text)
    assert outcome.problems == (case.problem,)
    assert outcome.node is None


def test_child_means_nothing_where_rows_belong_to_nobody() -> None:
    """The message says why, and what to declare."""
    assert compiled("child.uasc", "staff").problems == (
        Problem(
            "unknown-name",
            (0, 10),
            "the rows of `staff` do not belong to children, so `child.` means nothing",
            "Declare `about:` on the extract, or leave `child.` out.",
        ),
    )


def test_an_aggregate_means_nothing_where_rows_belong_to_nobody() -> None:
    """It is the extract whose rows are counted that belongs to nobody, and the message names it."""
    assert compiled("exists(stays)", "staff").problems == (
        Problem(
            "misplaced-aggregate",
            (7, 12),
            "the rows of `staff` do not belong to children, so an aggregate over the same child's rows "
            "means nothing",
            "Declare `about:` on both extracts.",
        ),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("started_on <= as_at", "`as_at` has no meaning here"),
        ("open", "`open` looks at a day of the period, which has no meaning here"),
    ],
)
def test_a_requirement_of_a_row_looks_at_no_day_of_the_period(text: str, found: str) -> None:
    """Neither directly nor through a named expression."""
    word = text.split()[-1]
    outcome = compile_expression(text, names_of("stays", periods=False))
    assert outcome.problems == (
        Problem(
            "unknown-name",
            (text.index(word), len(text)),
            f"{found}, because a row is checked before any as-at date is known",
            "Compare the row's own columns only.",
        ),
    )


def test_a_named_expression_with_a_fault_of_its_own_is_passed_over_in_silence() -> None:
    """The fault is reported where the named expression stands; here are only this expression's own."""
    silent = compiled("broken and late")
    assert silent.node is None
    assert silent.problems == ()
    assert [problem.found for problem in compiled("broken and hed_on > due_on").problems] == [
        "`hed_on` is not a name known here"
    ]


def test_all_problems_are_found_in_one_pass_in_the_order_of_the_text() -> None:
    """Three slips of three kinds in one expression."""
    text = 'hed_on > due_on and participation == "PN9" or exists(stays, opne and endd_on is None)'
    places = [text[slice(*problem.span)] for problem in compiled(text).problems]
    assert places == ["hed_on", '"PN9"', "opne", "endd_on"]


def test_an_extract_misspelt_hides_nothing_inside_the_aggregate() -> None:
    """It is read as the one that was meant; of an unknown one, what is said of the row and the child."""
    misspelt = "sum(styas.mils, opne and ended_on > row.hed_on) > child.hieght"
    unknown_one = "exists(quux, opne and ended_on > row.hed_on and child.hieght is None)"
    own = "exists(quux, where=true) or sum(stayz.miles, ended_on == 1) > 2"
    found = [
        [text[slice(*problem.span)] for problem in compiled(text).problems]
        for text in (misspelt, unknown_one, own)
    ]
    assert found == [
        ["styas", "mils", "opne", "hed_on", "hieght"],
        ["quux", "hed_on", "hieght"],
        ["quux", "stayz", "ended_on == 1"],
    ]


def test_all_signs_of_other_languages_are_found_in_one_pass() -> None:
    """What cannot be read does not hide the next thing that cannot be read."""
    text = "held_on = due_on && chaired || note == “x”"
    assert [text[slice(*problem.span)] for problem in compiled(text).problems] == ["=", "&&", "||", "“x”"]


def test_a_side_of_a_chain_is_read_once() -> None:
    """The middle of a chain belongs to two comparisons, but its slip is one."""
    assert len(compiled("0 <= scoer < 5").problems) == 1


def test_places_count_characters_over_lines_and_accents() -> None:
    """Python counts bytes, people count characters; an indent and line breaks count too."""
    text = '\n  note == "déjà vu — é"\n  and hed_on > due_on'
    (problem,) = compiled(text).problems
    assert problem.span == (text.index("hed_on"), text.index("hed_on") + 6)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chaired and " * 500 + "late", "the expression is 6,004 characters long"),
        ("(" * 50 + "late" + ")" * 50, None),
        ("(" * 250 + "late" + ")" * 250, "the expression is nested too deeply"),
        ("not " * 100 + "late", "the expression is nested too deeply"),
        ("-" * 4_000 + "1", "the expression is nested too deeply"),
        ("score" + " + 1" * 100 + " > 1", "the expression is nested too deeply"),
    ],
    ids=["long", "50 brackets", "250 brackets", "nots", "minuses", "sums"],
)
def test_a_text_that_nobody_could_check_is_refused(text: str, found: str | None) -> None:
    """Length and depth have limits; brackets count too."""
    problems = compiled(text).problems
    assert [problem.found for problem in problems] == ([] if found is None else [found])


def test_named_expressions_cannot_grow_without_end() -> None:
    """Named expressions that each say the one before twice would soon be millions of parts."""
    names = names_of("reviews")
    node = compile_expression("late", names).node
    doubled = None
    for _ in range(20):
        own = replace(names.own, named={"late": node}.get)
        doubled = compile_expression("late and late", replace(names, own=own))
        if doubled.node is None:
            break
        node = doubled.node
    assert doubled is not None
    assert doubled.problems == (
        Problem(
            "unreadable-expression",
            (0, 13),
            "the expression is too large once its named expressions are written out",
            "Say it in fewer and simpler named expressions.",
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected", "found", "advice"),
    [
        ("late", NUMBER, "the expression is a flag or condition, but a number is needed here", "a number"),
        ("score", DATE, "the expression is a number, but a date is needed here", "a date"),
    ],
)
def test_an_expression_gives_what_its_place_calls_for(
    text: str, expected: Type, found: str, advice: str
) -> None:
    """A sum needs a number, a date a date."""
    assert compiled(text, expected=expected).problems == (
        Problem("type-mismatch", (0, len(text)), found, f"Write an expression that gives {advice}."),
    )


def test_there_are_cases_of_every_code() -> None:
    """Every code of expressions that compiling can give is shown by at least one case."""
    of_expressions = {rule.name for rule in rules_in(Family.EXPRESSIONS).values()}
    assert {case.code for case in CASES} == of_expressions - {"circular-names"}
    assert not [a.text for a, b in itertools.combinations(CASES, 2) if a == b]
