"""Each kind of proof at its limits: what is only just wrong is told, what can only just be right is not."""

from __future__ import annotations

import pytest

from cicscore.app.audit import audit_published
from cicscore.app.files import Given
from cicscore.audit.findings import Certainty

PROVED, LIKELY = Certainty.PROVED, Certainty.LIKELY


def found(text: str, *earlier: str) -> list[tuple[int | None, str | None, str, Certainty, str]]:
    """The findings in a file: line, heading, kind, certainty and proof."""
    before = [Given(f"earlier{number}.csv", one.encode()) for number, one in enumerate(earlier, 1)]
    audit = audit_published(Given("printed.csv", text.encode()), before)
    return [(one.place.line, one.place.within, one.kind, one.certainty, one.proof) for one in audit.findings]


@pytest.mark.parametrize(
    ("row", "proof"),
    [
        # 0.25% is halfway between 0.2 and 0.3: half even and half up may both be printed.
        ("a,0.2%,1,400", None),
        ("a,0.3%,1,400", None),
        ("a,0.1%,1,400", "1 / 400 = 0.250%, which prints as 0.3%, not 0.1%"),
        ("a,12.5%,290,\"2,320\"", None),
        ("a,12.6%,290,\"2,320\"", "290 / 2,320 = 12.5%, which prints as 12.5%, not 12.6%"),
        ("a,12%,290,\"2,320\"", None),
        # Without a percent sign the scale is the one that fits, or the only one that is near.
        ("a,12.5,290,2320", None),
        ("a,0.125,290,2320", None),
        ("a,70.7,2320,328250", None),
        ("a,71.7,2320,328250", "2320 / 328250 × 10,000 = 70.678, which prints as 70.7, not 71.7"),
        ("a,2.2,11848,842", None),
        ("per 1000 children,7.1,2320,328250", None),
        ("per 1000 children,7.2,2320,328250", "2320 / 328250 × 1,000 = 7.068, which prints as 7.1, not 7.2"),
        # 334.6 and 442.8 are rounded themselves, so their ratio lies between 75.545% and 75.585%.
        ("a,75.6%,334.6,442.8", None),
        ("a,75.5%,334.6,442.8", None),
        ("a,75.4%,334.6,442.8", "334.6 / 442.8 = 75.565%, which prints as 75.6%, not 75.4%"),
        # 34.7 posts can be 34.66, and 2,320 / 34.66 is 66.94.
        ("a,66.9,2320,34.7", None),
        # Nothing can be divided by nothing, so nothing can be proved.
        ("a,0.0%,0,0", None),
        ("a,100%,5,0", None),
        ("a,-,290,2320", None),
        ("a,See note,290,2320", None),
    ],
)  # fmt: skip
def test_a_value_is_its_numerator_over_its_denominator(row: str, proof: str | None) -> None:
    """At the printed precision, whichever way a tie is rounded, and where the scale can be told."""
    expected = [] if proof is None else [(2, "value", "value-not-its-ratio", PROVED, proof)]
    assert found(f"indicator,value,numerator,denominator\n{row}\n") == expected


@pytest.mark.parametrize(
    ("row", "proof"),
    [
        ("a,H,79.7%,R,98%", None),
        ("a,H,79.7%,A,98%", None),
        ("a,H,79.7%,,98%", None),
        ("a,H,79.7%,G,", None),
        ("a,,79.7%,G,98%", None),
        ("a,T,79.7%,G,98%", None),
        ("a,H,79.7%,G,98%",
         "79.7% is below 98% and higher is better, so it misses its target and cannot be green"),
        ("a,High is good,99.1%,Amber,98%",
         "99.1% is above 98% and higher is better, so it meets its target and cannot be amber"),
        ("a,L,5.9%,Red,6%", "5.9% is below 6% and lower is better, so it meets its target and cannot be red"),
        ("a,Lower is better,6.1%,GREEN,6%",
         "6.1% is above 6% and lower is better, so it misses its target and cannot be green"),
        # 95.0 is printed for 94.96, which misses, and for 95.04, which meets.
        ("a,H,95.0%,A,95%", None),
        ("a,H,95.0%,G,95%", None),
        # 94.95 would be printed as 95.0 by half up and as 94.9 by half even: it still misses.
        ("a,H,94.9%,A,95%", None),
        ("a,H,94.9%,G,95%",
         "94.9% is below 95% and higher is better, so it misses its target and cannot be green"),
        # A share as a fraction of 1 beside a target in per cent.
        ("a,H,0.991,G,98", None),
    ],
)  # fmt: skip
def test_a_rating_is_on_its_side_of_the_target(row: str, proof: str | None) -> None:
    """Green meets the target and nothing else does, where the rounded value leaves no doubt."""
    expected = [] if proof is None else [(2, "rag", "rating-against-target", PROVED, proof)]
    assert found(f"indicator,polarity,value,rag,target\n{row}\n") == expected


def test_one_rating_among_right_ones_is_wrong_and_not_the_polarity() -> None:
    """Where another rating of the indicator fits its polarity, the one that does not is told."""
    text = "indicator,variant,polarity,value,rag,target\na,all,L,59.5%,G,50%\na,exc,L,60.5%,R,50%\n"
    proof = "59.5% is above 50% and lower is better, so it misses its target and cannot be green"
    assert found(text) == [(2, "rag", "rating-against-target", PROVED, proof)]


def test_a_polarity_printed_elsewhere_holds_for_its_indicator() -> None:
    """A page without polarities is held against the one that prints them."""
    text = "page,indicator,polarity,value,rag,target\n1,a,H,99%,G,98%\n2,a,,99%,A,98%\n"
    against = "99% is above 98% and higher is better, so it meets its target and cannot be amber"
    assert found(text) == [
        (3, "rag", "rating-against-target", PROVED, against),
        (3, "rag", "two-ratings-of-one-figure", PROVED, "99% is rated amber here and green on line 2"),
    ]


@pytest.mark.parametrize(
    ("all_of_them", "others", "variance", "proof"),
    [
        ("79.7%", "97.4%", "+17.7%", None),
        ("79.7%", "97.4%", "17.7 pp", None),
        ("79.7%", "97.4%", "+18%", None),
        # Before rounding the two can be 17.6 to 17.8 apart.
        ("79.7%", "97.4%", "+17.6%", None),
        ("79.7%", "97.4%", "+17.5%",
         "97.4% less 79.7%, the value of all on line 2, is 17.7 (from 17.60 to 17.80 before rounding),"
         " not +17.5%"),
        ("79.7%", "97.4%", "-17.7%", None),
        ("12.5%", "11.1%", "-1%", None),
        ("12.5%", "11.1%", "0%",
         "11.1% less 12.5%, the value of all on line 2, is -1.4 (from -1.50 to -1.30 before rounding),"
         " not 0%"),
        # In per cent of the value for all: 97.4 is 22.2% more than 79.7.
        ("79.7%", "97.4%", "22.2%", None),
        ("0.797", "0.974", "17.7%", None),
        ("-", "97.4%", "17.7%", None),
        ("389", "247", "-142", None),
        ("389", "247", "-124",
         "247 less 389, the value of all on line 2, is -142 (from -143.0 to -141.0 before rounding),"
         " not -124"),
    ],
)  # fmt: skip
def test_a_variance_follows_from_its_two_values(
    all_of_them: str, others: str, variance: str, proof: str | None
) -> None:
    """Either way round, in points or per cent, from the values before or after rounding."""
    text = f"indicator,variant,value,variance\na,all,{all_of_them},\na,excluding UASC,{others},{variance}\n"
    expected = [] if proof is None else [(3, "variance", "variance-not-of-its-values", PROVED, proof)]
    assert found(text) == expected


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # From the only figure that it can be from.
        (["a,79.7%,77.2%,,+2.5"], None),
        (["a,79.7%,77.2%,,+3.5"],
         (2, "79.7% less 77.2%, the previous figure, is 2.5 (from 2.40 to 2.60 before rounding), not +3.5")),
        (["a,79.7%,,98%,-18.3"], None),
        (["a,79.7%,,98%,-23%"],
         (2, "79.7% less 98%, the target, is -18.3 (from -18.85 to -17.75 before rounding), not -23%")),
        # From one of two, which only other rows can tell.
        (["a,79.7%,77.2%,98%,+3.5"], None),
        (["a,79.7%,77.2%,98%,+3.5", "b,50%,40%,60%,+10", "c,30%,25%,40%,+5"],
         (2, "79.7% less 77.2%, the previous figure, is 2.5 (from 2.40 to 2.60 before rounding), not +3.5")),
        # From something that is not printed.
        (["a,79.7%,77.2%,,+3.5", "b,50%,40%,,+12", "c,30%,25%,,+9"], None),
    ],
)  # fmt: skip
def test_a_variance_of_everybody_is_from_what_its_column_is_from(
    rows: list[str], told: tuple[int, str] | None
) -> None:
    """A variance is from an earlier figure or from the target, as the other rows show: never proved."""
    text = "\n".join(["indicator,value,previous,target,variance", *rows, ""])
    expected = [] if told is None else [(told[0], "variance", "variance-not-of-its-values", LIKELY, told[1])]
    assert found(text) == expected


def test_a_variance_on_the_line_of_everybody_is_from_the_other_variant() -> None:
    """Papers print the difference beside either of the two."""
    text = "indicator,variant,value,variance\na,all,79.7%,{}\na,excluding,97.4%,\n"
    assert found(text.format("+17.7%")) == found(text.format("-17.7")) == []
    proof = (
        "79.7% less 97.4%, the value of excluding on line 3, is -17.7 (from -17.80 to -17.60 before rounding)"
    )
    assert found(text.format("+7.7%")) == [
        (2, "variance", "variance-not-of-its-values", LIKELY, f"{proof}, not +7.7%")
    ]


def test_a_sign_is_told_only_where_the_others_show_what_is_meant() -> None:
    """Three rows that subtract one way make the fourth, which subtracts the other way, likely wrong."""
    rows = [("a", 10, 12, 2), ("b", 20, 25, 5), ("c", 30, 27, -3), ("d", 40, 46, -6)]
    lines = [f"{name},all,{one}%,\n{name},exc,{two}%,{less}%\n" for name, one, two, less in rows]
    proof = (
        "46% less 40%, the value of all on line 8, is 6 (from 5.0 to 7.0 before rounding); -6% has the sign"
        " that 3 other rows do not use"
    )
    heading = "indicator,variant,value,variance\n"
    assert found(heading + "".join(lines)) == [(9, "variance", "difference-of-other-sign", LIKELY, proof)]
    assert found(heading + "".join(lines[1:])) == []


@pytest.mark.parametrize(
    ("cells", "proof"),
    [
        ("79.7%,77.2%,97.1%,+2.5", None),
        # The change from the outturn is one, too.
        ("79.7%,77.2%,97.1%,-17.4", None),
        ("79.7%,77.2%,97.1%,+3.5",
         "79.7% less 77.2%, the previous figure, is 2.5 (from 2.40 to 2.60 before rounding), not +3.5"),
        ("79.7%,,97.1%,+3.5",
         "79.7% less 97.1%, the outturn figure, is -17.4 (from -17.50 to -17.30 before rounding), not +3.5"),
        ("79.7%,,,+3.5", None),
        # 0 can be 0.4, of which 5 is a great deal more.
        ("5,0,,+1150%", None),
    ],
)  # fmt: skip
def test_a_change_follows_from_its_value_and_an_earlier_one(cells: str, proof: str | None) -> None:
    """From the previous figure or from the outturn, whichever is printed."""
    expected = [] if proof is None else [(2, "change", "change-not-of-its-values", PROVED, proof)]
    assert found(f"indicator,value,previous,outturn,change\na,{cells}\n") == expected


@pytest.mark.parametrize(
    ("first", "second", "finding"),
    [
        ("79.7%", "79.7%", None),
        ("79.7%", "80%", None),
        ("79.7%", "79%", ("value", PROVED, "the same value is 79% here and 79.7% on line 2")),
        # 79.75 is printed as 79.7 or 79.8 by nobody, but halfway numbers are rounded in two ways.
        ("79.7%", "79.8%", ("value", LIKELY, "the same value is 79.8% here and 79.7% on line 2")),
        ("79.7%", "79.9%", ("value", PROVED, "the same value is 79.9% here and 79.7% on line 2")),
        ("79.7%", "-", None),
        ("79.7%", "See note", None),
    ],
)
def test_a_figure_is_the_same_on_both_pages(
    first: str, second: str, finding: tuple[str, Certainty, str] | None
) -> None:
    """Fewer decimals are no difference, another number is."""
    expected = [] if finding is None else [(3, finding[0], "two-figures-of-one", *finding[1:])]
    assert found(f"page,indicator,value\n1,a,{first}\n2,a,{second}\n") == expected


def test_rows_that_an_unknown_column_tells_apart_are_about_different_things() -> None:
    """Two rows of a page with the same name are only compared if nothing else is different about them."""
    assert found("school phase,indicator,value\nprimary,absence,4%\nsecondary,absence,9%\n") == []
    assert found("as at,indicator,value\n2016-02-29,absence,4%\n2016-03-31,absence,9%\n") == []
    proof = "the same value is 9% here and 4% on line 2"
    assert found("no,indicator,value\n1,absence,4%\n2,absence,9%\n") == [
        (3, "value", "two-figures-of-one", PROVED, proof)
    ]


@pytest.mark.parametrize(
    ("groups", "total", "finding"),
    [
        ((50, 54), "104", None),
        ((50, 54), "105", (LIKELY, "50 + 54 = 104, not 105")),
        ((51, 54), "107", (PROVED, "51 + 54 = 105, not 107")),
        # Rounded to the nearest five, 53 and 58 are 55 and 60, and 111 is 110.
        ((55, 60), "110", None),
        ((55, 60), "130", (PROVED, "55 + 60 = 115, not 130")),
        # Shares of 100 and averages are not added.
        (("33%", "33%", "33%"), "100%", None),
        ((14, 17), "16", None),
        (("14.5", "17.5"), "40.0", None),
        ((50, "-"), "105", None),
    ],
)
def test_a_total_is_the_sum_of_its_groups(
    groups: tuple[object, ...], total: str, finding: tuple[Certainty, str] | None
) -> None:
    """Of whole numbers that are called a number of something; as they were rounded, where they were."""
    name = "number of children" if all(isinstance(group, int) and group > 20 for group in groups) else "days"
    rows = "".join(f"{name},g{number},{group}\n" for number, group in enumerate(groups))
    expected = [] if finding is None else [(2 + len(groups), "value", "total-not-sum-of-groups", *finding)]
    assert found(f"indicator,group,value\n{rows}{name},Total,{total}\n") == expected


def test_the_row_of_the_whole_is_a_total_where_its_groups_are_complete() -> None:
    """Groups that make up the denominator make up the numerator; if some are missing, they need not."""
    heading = "indicator,breakdown,group,value,numerator,denominator\n"
    rows = "a,,,50.0%,50,100\na,sex,f,45.0%,18,40\na,sex,m,{share},{count},60\n"
    assert found(heading + rows.format(share="53.3%", count=32)) == []
    assert found(heading + rows.format(share="51.7%", count=31)) == [
        (2, "numerator", "total-not-sum-of-groups", LIKELY, "18 + 31 = 49, not 50")
    ]
    assert found(heading + "a,,,50.0%,50,100\na,sex,f,45.0%,18,40\na,sex,m,54.5%,30,55\n") == []


EARLIER = (
    "indicator,variant,as_at,value\na,all,2015-12-31,77.2%\nb,all,2015-12-31,10.0\nc,all,2015-12-31,5.0\n"
)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("indicator,value,previous,previous_as_at\na,79.7%,77.2%,31/12/2015\n", None),
        ("indicator,value,previous,previous_as_at\na,79.7%,77%,31/12/2015\n", None),
        ("indicator,value,previous,previous_as_at\na,79.7%,72.2%,31/12/2015\n", PROVED),
        ("indicator,value,previous (31/12/2015)\na,79.7%,72.2%\n", PROVED),
        ("indicator,value,previous_as_at,previous\na,79.7%,2015-09-30,72.2%\n", None),
        ("indicator,value,previous\na,79.7%,72.2%\n", LIKELY),
        ("indicator,variant,value,previous\na,excluding,79.7%,72.2%\n", None),
        # The outturn is of 31 March, so what the quarter before printed is the previous figure.
        ("indicator,value,previous,outturn\na,79.7%,72.2%,97.1%\n", LIKELY),
        # Most previous figures are those of that day, so the one that is not is likely wrong; or few are.
        ("indicator,value,previous\na,79.7%,72.2%\nb,9.0,10.0\nc,4.0,5.0\n", LIKELY),
        ("indicator,value,previous\na,79.7%,72.2%\nb,9.0,8.0\nc,4.0,5.0\n", None),
    ],
)
def test_a_previous_figure_is_the_one_that_was_published(text: str, finding: Certainty | None) -> None:
    """Held against the scorecard of its day; likely the same day where the column names none."""
    proof = (
        "the previous figure is 72.2% here, but line 2 of earlier1.csv prints 77.2% as at 31 December 2015"
    )
    kinds = [(kind, certainty, told) for _, _, kind, certainty, told in found(text, EARLIER)]
    assert kinds == ([] if finding is None else [("previous-against-earlier", finding, proof)])


def test_an_average_has_no_percent_sign() -> None:
    """Neither the average itself nor the figures beside it; a share can be of more than all."""
    heading = "indicator,value,numerator,denominator,previous,target\n"
    assert found(heading + "a,14.1%,11848,842,14.0,13%\n") == [
        (
            2,
            heading_of,
            "average-as-percentage",
            PROVED,
            f"11848 / 842 = 14.071, printed 14.1, is an average, so {text} is no percentage",
        )
        for heading_of, text in (("target", "13%"), ("value", "14.1%"))
    ]
    assert found(heading + "a,120.0%,12,10,110%,100%\n") == []


def test_a_denominator_of_the_other_variant_is_told_only_with_the_right_one() -> None:
    """Where no row shows what the variant's own denominator is, the three do not agree, and no more."""
    text = (
        "indicator,variant,value,numerator,denominator\n"
        "a,all,18.4%,426,2320\n"
        "a,excluding UASC,10.2%,149,2320\n"
    )
    proof = "149 / 2320 = 6.422%, which prints as 6.4%, not 10.2%"
    assert found(text) == [(3, "value", "value-not-its-ratio", PROVED, proof)]


@pytest.mark.parametrize(
    "row",
    [
        "Foster carers per child,1.25,5,4",
        "Rate of children in care per 10k,69.9,2320,332000",
        "Average caseload,15.3,153,10",
        "Children per 1000 population,7.0,2320,332",
        "Rate per 10000,70,2324,33.2",
        "Rate per 1000 (monthly annualised),84,7,1000",
        "Median days,121,4300,32",
    ],
)
def test_what_a_heading_or_a_title_says_is_not_taken_for_certain(row: str) -> None:
    """Not every row of a column is a percentage; a denominator may be in thousands; a median is no ratio."""
    assert found(f"Indicator,Latest Result (%),Num,Denom\n{row}\n") == []


@pytest.mark.parametrize(
    "groups",
    [
        {"North": 20, "South": 20, "North and South": 40, "Other": 10},
        {"North": 20, "South": 20, "of which under 5": 8, "Other": 10, "Subtotal": 40},
    ],
)
def test_groups_may_overlap(groups: dict[str, int]) -> None:
    """Where some of the groups make the total, the others may be parts, or sums, of them."""
    lines = [f"Number of offers,{group},{value}" for group, value in {**groups, "Total": 50}.items()]
    text = "\n".join(("indicator,group,value", *lines)) + "\n"
    assert found(text) == []
    kinds = [kind for _, _, kind, *_ in found(text.replace("Total,50", "Total,49"))]
    assert kinds == ["total-not-sum-of-groups"]
