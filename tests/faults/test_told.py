"""How many faults of one kind a reader is told."""

from cicscore.faults import TOLD_OF_A_KIND, Fault, Place, Severity, nearest, told


def fault(line: int, within: str = "held_on") -> Fault:
    """A fault of a cell."""
    return Fault(
        "CIC516", Severity.ERROR, Place("reviews.csv", line, None, within), "it is not a date", "Correct it."
    )


def test_few_faults_are_all_told() -> None:
    """Up to the limit, every fault is told in full."""
    assert told([fault(2), fault(3)]) == [
        "reviews.csv:2 (held_on): error CIC516: it is not a date.\n  what to do: Correct it.",
        "reviews.csv:3 (held_on): error CIC516: it is not a date.\n  what to do: Correct it.",
    ]


def test_many_of_one_kind_are_counted() -> None:
    """Of many faults of one kind in one column the first are told and the rest counted; others show."""
    texts = told([*(fault(line) for line in range(2, 1_302)), fault(9, "due_on")])
    assert len(texts) == TOLD_OF_A_KIND + 2
    assert texts[-2].startswith("reviews.csv:9 (due_on)")
    assert texts[-1] == "reviews.csv (held_on): 1,280 more of CIC516 are not shown."


def test_the_nearest_name_allows_for_two_slips() -> None:
    """Two wrong, missing, doubled or swapped letters still find the name; something else finds none."""
    names = ["participation", "held_on", "due_on"]
    assert nearest("partcipatoin", names) == "participation"
    assert nearest("hled_on", names) == "held_on"
    assert nearest("Held On", names) == "held_on"
    assert nearest("postcode", names) is None
    assert nearest("", names) is None
