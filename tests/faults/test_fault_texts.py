"""How many faults of one kind are shown."""

from msgspec.structs import replace

from cicscore.faults.fault import Fault, Place, Severity, fault_text, fault_texts, nearest


def fault(line: int, within: str = "held_on") -> Fault:
    """A fault of a cell."""
    return Fault(
        "CIC516",
        "long-row",
        Severity.ERROR,
        Place("reviews.csv", line, None, within),
        "it is not a date",
        "Correct it.",
    )


def test_few_faults_are_all_told() -> None:
    """Up to the limit, every fault is shown in full."""
    assert fault_texts([fault(2), fault(3)]) == [
        "reviews.csv:2 (held_on): error CIC516: it is not a date.\n  what to do: Correct it.",
        "reviews.csv:3 (held_on): error CIC516: it is not a date.\n  what to do: Correct it.",
    ]


def test_errors_come_before_warnings() -> None:
    """A warning of an earlier line waits."""
    warning = replace(fault(2), severity=Severity.WARNING)
    assert fault_texts([warning, fault(3)])[0] == fault_text(fault(3))


def test_many_are_counted_by_rule_first() -> None:
    """How often each rule is broken and where; then three of each rule and column, errors first."""
    rest = replace(fault(1_302), times=300)
    texts = fault_texts(
        [
            replace(fault(9, "due_on"), code="CIC528", severity=Severity.WARNING),
            *(fault(line) for line in range(2, 1_302)),
            rest,
            fault(9, "due_on"),
        ]
    )
    assert texts[0] == (
        "How often each rule is broken, and in which files (`cicscore rule CODE` explains it):\n"
        "      1,601  error CIC516: reviews.csv\n"
        "          1  warning CIC528: reviews.csv\n"
        "Examples follow; `cicscore extracts FOLDER --format csv` lists those of extracts."
    )
    assert [text.partition(": ")[0] for text in texts[1:]] == [
        "reviews.csv:2 (held_on)",
        "reviews.csv:3 (held_on)",
        "reviews.csv:4 (held_on)",
        "reviews.csv:9 (due_on)",
        "reviews.csv:9 (due_on)",
    ]


def test_the_nearest_name_allows_for_two_slips() -> None:
    """Two wrong, missing, doubled or swapped letters still find the name; something else finds none."""
    names = ["participation", "held_on", "due_on"]
    assert nearest("partcipatoin", names) == "participation"
    assert nearest("hled_on", names) == "held_on"
    assert nearest("Held On", names) == "held_on"
    assert nearest("postcode", names) is None
    assert nearest("", names) is None
