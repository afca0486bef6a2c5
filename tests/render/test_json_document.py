"""The JSON document: the same bytes each time, whole in both directions, and kind to a damaged file."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from cicscore.faults.fault import FaultsFoundError
from cicscore.render.json import parse_scorecard, render_json, scorecard_schema
from cicscore.results import Row
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD

TEXT = render_json(SCORECARD, View())
REDO = "compute the scorecard again and save it with --format json; do not edit the document by hand"


def changed(change: Callable[[dict[str, Any]], None]) -> str:
    """The document's text after a change to its content."""
    document = json.loads(TEXT)
    change(document)
    return json.dumps(document)


def message(text: str) -> str:
    """What a user is told of a document that cannot be read."""
    with pytest.raises(FaultsFoundError) as caught:
        parse_scorecard(text, "march.json")
    return str(caught.value)


def test_a_row_has_the_keys_of_the_design_and_counts_are_numbers() -> None:
    """Flat rows: a whole count has no decimal point, a value is the ratio, dates are ISO, missing is null."""
    row = json.loads(TEXT)["results"][0]
    expected: dict[str, Any] = {
        "indicator": "reviews_on_time",
        "variant": "all",
        "breakdown": None,
        "group": None,
        "line": True,
        "period_start": "2016-03-31",
        "status": "calculated",
        "numerator": 1797,
        "denominator": 2256,
        "value": 79.65425531914893,
        "display": "79.7%",
        "target": 98,
        "rag": "red",
        "previous_as_at": "2015-12-31",
        "previous_value": 77.2,
        "direction": "improved",
        "difference_from_all": None,
        "to_green": 414,
        "notes": [],
    }
    assert {key: row[key] for key in expected} == expected
    assert '"numerator": 1797,' in TEXT
    assert '"denominator": 110.4,' in TEXT


def test_the_text_is_readable_utf_8_and_ends_with_a_newline() -> None:
    """Two spaces of indent, letters as they are, one newline at the end."""
    text = render_json(SCORECARD.model_copy(update={"organisation": "Ynys Môn"}), View())
    assert text.startswith('{\n  "schema_version": "1.6",\n  "title": "Children in Care scorecard",\n')
    assert '"organisation": "Ynys Môn",' in text
    assert text.endswith('"manifest": null\n}\n')


def test_the_document_is_the_same_whatever_the_view() -> None:
    """Layout, width and colour are for people."""
    view = View(Layout.VARIANTS, width=40, colour=True, ascii_only=True)
    assert render_json(SCORECARD, view) == TEXT


def test_a_saved_document_is_the_scorecard_again() -> None:
    """Nothing is lost or changed on the way to a file and back, exact decimals included."""
    parsed = parse_scorecard(TEXT, "march.json")
    assert parsed == SCORECARD
    assert render_json(parsed, View()) == TEXT
    caseload = next(row for row in parsed.results if row.indicator == "social_worker_caseload")
    assert caseload.denominator == Decimal("110.4")


def test_a_byte_order_mark_does_not_matter() -> None:
    """Windows editors write one."""
    assert parse_scorecard("\ufeff" + TEXT, "march.json") == SCORECARD


def test_the_schema_describes_the_document() -> None:
    """The document meets the schema, whose name is of this version."""
    schema = scorecard_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(TEXT))
    assert (schema["$id"], schema["title"]) == ("urn:cicscore:scorecard:1.6", "cicscore scorecard")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda document: document["results"][0].update(rag="blue"), "results.0.rag"),
        (lambda document: document["results"][0].update(numerator="1797"), "results.0.numerator"),
        (lambda document: document["results"][0].pop("status"), "results.0"),
        (lambda document: document["results"][0].update(extra=1), "results.0"),
        (lambda document: document.update(as_at=None), "as_at"),
    ],
)
def test_the_schema_refuses_what_is_no_scorecard(change: Callable[[dict[str, Any]], None], path: str) -> None:
    """A wrong word, a number as text, a missing key, an unknown key, a null."""
    validator = jsonschema.Draft202012Validator(scorecard_schema())
    found = list(validator.iter_errors(json.loads(changed(change))))
    assert [".".join(str(step) for step in error.absolute_path) for error in found] == [path]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{",
            "march.json:1:2: error CIC401: this is not JSON: "
            "expecting property name enclosed in double quotes.\n"
            f"  what to do: {REDO}",
        ),
        (
            "",
            f"march.json:1:1: error CIC401: this is not JSON: expecting value.\n  what to do: {REDO}",
        ),
        (
            '{"value": NaN}',
            "march.json: error CIC401: NaN is not a number; a value that is missing is null.\n"
            f"  what to do: {REDO}",
        ),
        (
            '{"title": "a", "title": "b"}',
            f"march.json: error CIC401: the key title is there twice in one object.\n  what to do: {REDO}",
        ),
        (
            "[" * 100_000,
            "march.json: error CIC401: this JSON is nested too deeply for a scorecard.\n"
            f"  what to do: {REDO}",
        ),
        (
            "[1, 2]",
            "march.json: error CIC402: this JSON is not a scorecard: it has no schema_version.\n"
            "  what to do: give a document that `cicscore compute --format json` wrote",
        ),
        (
            changed(lambda document: document.update(schema_version="2.0")),
            'march.json (schema_version): error CIC403: the document\'s schema_version is "2.0".\n'
            "  allowed: 1.0 and later, up to the next whole number\n"
            "  what to do: use the version of cicscore that wrote it, "
            "or compute the scorecard again with this one",
        ),
        (
            changed(lambda document: document["results"][1].update(rag="ambre")),
            'march.json (results[1].rag): error CIC404: rag is "ambre".\n'
            "  allowed: green, amber, red\n"
            "  did you mean: amber\n"
            f"  what to do: {REDO}",
        ),
        (
            changed(lambda document: document["results"][0].update(numerator="1,797")),
            "march.json (results[0].numerator): error CIC404: "
            "numerator cannot be read: input should be a valid decimal.\n"
            f"  what to do: {REDO}",
        ),
        (
            changed(lambda document: document["indicators"][0].update(theme="childern")),
            "march.json (indicators[0].theme): error CIC405: "
            '"childern" is not among the document\'s themes.\n'
            "  did you mean: children\n"
            f"  what to do: {REDO}",
        ),
    ],
    ids=[
        "cut off",
        "empty",
        "nan",
        "doubled key",
        "too deep",
        "other json",
        "other version",
        "wrong word",
        "number as text",
        "dangling name",
    ],
)
def test_a_document_that_cannot_be_read_says_where_and_what_to_do(text: str, expected: str) -> None:
    """The place, what was found, what is allowed, the nearest name and the advice."""
    assert message(text) == expected


@pytest.mark.parametrize(
    ("change", "where", "found"),
    [
        (
            lambda document: document["results"].append(dict(document["results"][2])),
            f"results[{len(SCORECARD.results)}]",
            "the row is of the same figure as results[2]",
        ),
        (
            lambda document: document["results"][0].update(display="99.9%"),
            "results[0].display",
            'display is "99.9%", but the figure is 79.7%',
        ),
        (
            lambda document: document["results"][0].update(previous_value=None),
            "results[0].previous_display",
            'previous_display is "77.2%", but the figure is missing',
        ),
        (
            lambda document: document["rag_counts"]["lines"].update(green=99),
            "rag_counts.lines",
            "it gives 99 green, 1 amber, 1 red and 2 not rated; the rows are 2 green, 1 amber, 1 red and 2"
            " not rated",
        ),
        (
            lambda document: document["results"][4].update(rag="green", line=False, variant="excluding_uasc"),
            "results[4].rag",
            "a figure that is missing is rated green",
        ),
        (
            lambda document: document["results"][0].update(value=50.5, display="50.5%"),
            "results[0].value",
            "it is 50.5, but the counts are 1,797 of 2,256",
        ),
        (
            lambda document: document["results"][0].update(rag="green"),
            "results[0].rag",
            "it is green, but by target and amber limit the figure is red",
        ),
        (
            lambda document: document["results"][0].update(status="not_reported"),
            "results[0].value",
            "a row that is not_reported has a value",
        ),
        (
            lambda document: document["results"][0].update(
                dict.fromkeys(["previous_value", "previous_display", "outturn_value", "outturn_display"])
            ),
            "results[0].direction",
            "it is improved, but no earlier figure is given",
        ),
        (
            lambda document: document["results"][0].update(direction="worsened"),
            "results[0].direction",
            "it is worsened, but the figure is 79.7 and the previous one 77.2",
        ),
        (
            lambda document: document["results"][6].update(direction="improved"),
            "results[6].direction",
            "it is improved, but the figure is 9.2 and the previous one 10.1",
        ),
        (
            lambda document: document["results"][8].update(direction="improved"),
            "results[8].direction",
            "it is improved, but neither way is better",
        ),
        (
            lambda document: document["results"][10].update(direction="improved"),
            "results[10].direction",
            "it is improved, but the figure is 16.0 and the previous one 16.0",
        ),
        (
            lambda document: document["results"][0].update(movement="fell"),
            "results[0].movement",
            "it says fell, but the figure is 79.7 and the previous one 77.2",
        ),
        (
            lambda document: document["results"][0].update(change=-2.5),
            "results[0].change",
            "it is -2.5, but the figure is 79.7 and the previous one 77.2",
        ),
        (
            lambda document: document.update(as_at="2017-03-31"),
            "results[0].period_end",
            "it is 31 March 2016, but as at 31 March 2017 the window ends on 31 March 2017",
        ),
        (
            lambda document: document["results"][0].update(to_green=4),
            "results[0].to_green",
            "it is 4, but by the counts it is 414",
        ),
        (
            lambda document: document["results"][8].update(to_green=0),
            "results[8].to_green",
            "it is 0, but by the counts it is missing",
        ),
        (
            lambda document: document["results"][0].update(
                rag_reason="Red: 79.7% is below the amber limit of 90%; "
                "414 more children reviewed on time would be green."
            ),
            "results[0].rag_reason",
            "its figures are not those of the row: 79.7, 95, 414",
        ),
        (
            lambda document: document["results"][0].update(rag_reason="Green: it meets the target."),
            "results[0].rag_reason",
            'it does not begin with "Red:"',
        ),
        (
            # Wilson's interval of 1,797 in 2,256 is from 77.9433 to 81.2645.
            lambda document: document["results"][0].update(interval_low=70, interval_high=81.26447),
            "results[0].interval_low",
            "it is 70.0, but by the counts it is 77.9433",
        ),
        (
            lambda document: document["results"][8].update(interval_low=1, interval_high=99),
            "results[8].interval_high",
            "it is 99.0, but by the counts it is none",
        ),
        (
            lambda document: document["results"][0].update(rows_unknown=0, value_low=70, value_high=90),
            "results[0].rows_unknown",
            "it is 0, but the figure is from 70.0 to 90.0",
        ),
        (
            lambda document: document["results"][0].update(
                rows_unknown=8, notes=["unknown_rows: 81 rows where age is not recorded"]
            ),
            "results[0].rows_unknown",
            "it is 8, but a note has another number of rows",
        ),
    ],
    ids=[
        "doubled row",
        "printed otherwise",
        "printed without a figure",
        "counted otherwise",
        "rated nothing",
        "counts of another value",
        "rated otherwise than its limits say",
        "a value that its status denies",
        "a direction from nowhere",
        "a direction against the figures",
        "a direction against the figures where both have other signs",
        "a direction without a better side",
        "a direction without a change",
        "another movement",
        "another change",
        "another day",
        "nearer to green",
        "green without a target",
        "other figures in the reason",
        "a reason for another rating",
        "an interval of other counts",
        "an interval without a denominator",
        "nothing unknown between two values",
        "fewer rows unknown than noted",
    ],
)
def test_a_document_that_was_changed_by_hand_contradicts_itself(
    change: Callable[[dict[str, Any]], None], where: str, found: str
) -> None:
    """What is printed, counted and rated has to be what the rows are: no such document is passed on."""
    said = message(changed(change))
    assert f"march.json ({where}): error CIC406: {found}.\n  what to do: {REDO}" in said


def _planned(value: float, rag: str, direction: str | None, within: tuple[int | None, int | None]) -> str:
    """The document, where the caseload is best at its plan of 15; the figure before was 17."""

    def change(document: dict[str, Any]) -> None:
        (info,) = (one for one in document["indicators"] if one["id"] == "social_worker_caseload")
        info["polarity"] = "target"
        row = document["results"][10]
        row |= {"numerator": None, "denominator": None, "value": value, "display": f"{value:.1f}"}
        row |= {"amber": None, "green_within": within[0], "amber_within": within[1], "rag": rag}
        row["to_green"] = 0 if rag == "green" else None
        within_what = {"green": "within the 2 that is green", "amber": "within the 5 that is amber"}
        meant = within_what.get(rag, "more than the 5 that is amber")
        distance = f"{value:.1f} is {abs(value - 15):g} from the target of 15"
        row["rag_reason"] = f"{rag.capitalize()}: {distance}, {meant}."
        row |= {
            "previous_value": 17.0,
            "previous_display": "17.0",
            "change": value - 17,
            "direction": direction,
        }
        for counts in (document["rag_counts"]["lines"], document["rag_counts"]["all"]):
            counts["amber"] -= 1
            counts[rag] += 1

    return changed(change)


@pytest.mark.parametrize(
    ("value", "rag", "within", "due"),
    [
        (14.0, "red", (2, 5), "green"),
        (16.5, "amber", (2, 5), "green"),
        (11.0, "green", (2, 5), "amber"),
        (18.5, "red", (2, 5), "amber"),
        (9.5, "green", (2, 5), "red"),
        (20.5, "amber", (2, 5), "red"),
    ],
)
def test_a_rating_that_the_distance_from_the_plan_denies(
    value: float, rag: str, within: tuple[int, int], due: str
) -> None:
    """Where the plan is best, below it and above it alike; the right rating is read."""
    found = f"it is {rag}, but by target and amber limit the figure is {due}"
    assert f"(results[10].rag): error CIC406: {found}." in message(_planned(value, rag, None, within))
    parse_scorecard(_planned(value, due, None, within), "march.json")


def test_a_document_that_does_not_tell_how_far_from_the_plan_is_green() -> None:
    """One of before version 1.2: only a figure that is the plan itself has to be green."""
    found = "(results[10].rag): error CIC406: it is red, but the figure is the target."
    assert found in message(_planned(15.0, "red", None, (None, None)))
    parse_scorecard(_planned(14.0, "red", None, (None, None)), "march.json")


@pytest.mark.parametrize(
    ("value", "denied", "due"), [(14.0, "worsened", "improved"), (12.0, "improved", "worsened")]
)
def test_a_direction_that_the_distance_from_the_plan_denies(value: float, denied: str, due: str) -> None:
    """From 17, two above the plan of 15: 14 is nearer to it and 12 is not, though both are lower."""
    rag = "green" if value == 14 else "amber"
    found = f"it is {denied}, but the figure is {value} and the previous one 17.0, and the target 15"
    said = message(_planned(value, rag, denied, (2, 5)))
    assert f"(results[10].direction): error CIC406: {found}." in said
    parse_scorecard(_planned(value, rag, due, (2, 5)), "march.json")


def test_all_faults_of_a_document_are_named_at_once() -> None:
    """A key that is misspelt is both unknown and missing, and the likely one is named."""

    def misspell(document: dict[str, Any]) -> None:
        document["variants"][1]["titel"] = document["variants"][1].pop("title")
        document["results"][0]["status"] = "calculatd"

    assert message(changed(misspell)) == (
        'march.json (results[0].status): error CIC404: status is "calculatd".\n'
        "  allowed: calculated, published, no_denominator, missing_extract, insufficient_history, "
        "not_applicable, not_due, not_reported, suppressed\n"
        "  did you mean: calculated\n"
        f"  what to do: {REDO}\n"
        "march.json (variants[1].titel): error CIC404: the key titel is not known here.\n"
        "  did you mean: title\n"
        f"  what to do: {REDO}\n"
        "march.json (variants[1].title): error CIC404: the key title is missing.\n"
        f"  what to do: {REDO}"
    )


def test_a_later_minor_version_is_read_without_what_it_added() -> None:
    """A minor step only adds, so an older program can pass over the new keys."""

    def add(document: dict[str, Any]) -> None:
        document["schema_version"] = "1.7"
        document["trend"] = [{"any": "thing"}]
        document["results"][0]["interval"] = [1.5, 2]
        document["results"][3]["interval"] = None

    parsed = parse_scorecard(changed(add), "march.json")
    assert parsed == SCORECARD.model_copy(update={"schema_version": "1.7"})


def test_a_later_minor_version_does_not_excuse_other_faults() -> None:
    """What is missing in a newer document is still missing."""

    def add_and_remove(document: dict[str, Any]) -> None:
        document["schema_version"] = "1.7"
        document["trend"] = []
        del document["title"]

    assert message(changed(add_and_remove)) == (
        f"march.json (title): error CIC404: the key title is missing.\n  what to do: {REDO}"
    )


@pytest.mark.parametrize("key", sorted(Row.model_fields))
def test_a_row_of_this_version_has_every_key(key: str) -> None:
    """What is computed is never forgotten: a missing value is written as null."""
    said = message(changed(lambda document: document["results"][0].pop(key)))
    assert f"(results[0].{key}): error CIC404: the key {key} is missing." in said


def test_a_row_of_an_earlier_version_may_lack_what_later_ones_added() -> None:
    """What a version added is null, or empty, in a document of before it."""

    def age(document: dict[str, Any]) -> None:
        document["schema_version"] = "1.1"
        for key in ("movement", "rows_unknown", "rag_safe", "notes"):
            del document["results"][0][key]

    found = parse_scorecard(changed(age), "march.json")
    assert found == SCORECARD.model_copy(update={"schema_version": "1.1"})


def test_an_unknown_key_is_refused_in_a_document_of_this_version() -> None:
    """In this version every key is known, so one that is not was put there by mistake."""
    assert message(changed(lambda document: document.update(trend=[]))) == (
        f"march.json (trend): error CIC404: the key trend is not known here.\n  what to do: {REDO}"
    )


@pytest.mark.parametrize("digits", [400, 6000])
@pytest.mark.parametrize("ending", ["", ".5"])
def test_a_number_that_is_too_large(digits: int, ending: str) -> None:
    """Neither the limits of Python's numbers nor those of JSON's end in a traceback."""
    text = TEXT.replace('"numerator": 1797,', f'"numerator": {"9" * digits}{ending},', 1)
    assert message(text) == (
        f"march.json: error CIC401: it holds a number that is too large for a figure.\n  what to do: {REDO}"
    )


@pytest.mark.parametrize(
    ("key", "written", "said"),
    [
        ("value", True, "true"),
        ("value", "5", '"5"'),
        ("numerator", "1797", '"1797"'),
        ("line", "yes", '"yes"'),
        ("line", 1, "1"),
        ("previous_as_at", 0, "0"),
    ],
)
def test_a_value_of_another_kind(key: str, written: object, said: str) -> None:
    """A number is written as a number, a truth value as one and a date as text, as the schema says."""

    def change(document: dict[str, Any]) -> None:
        document["results"][0][key] = written

    assert message(changed(change)) == (
        f"march.json (results[0].{key}): error CIC404: {key} cannot be read from {said}.\n"
        f"  what to do: {REDO}"
    )


def test_a_key_that_would_move_the_cursor() -> None:
    """It is told as JSON spells it."""

    def change(document: dict[str, Any]) -> None:
        document["\x1b[2J"] = 1

    assert message(changed(change)) == (
        f"march.json (\\u001b[2J): error CIC404: the key \\u001b[2J is not known here.\n  what to do: {REDO}"
    )
    twice = TEXT.replace("{", '{"\\u001b": 1, "\\u001b": 2,', 1)
    assert message(twice) == (
        f"march.json: error CIC401: the key \\u001b is there twice in one object.\n  what to do: {REDO}"
    )


@pytest.mark.parametrize(
    ("decimals", "limit"),
    [(-5, "greater than or equal to 0"), (7, "less than or equal to 6"), (10**9, "less than or equal to 6")],
)
def test_so_many_decimals_are_refused_before_any_figure_is_printed(decimals: int, limit: str) -> None:
    """Neither a rounding to hundreds of thousands nor a billion of digits."""
    said = message(changed(lambda document: document["indicators"][0].update(decimals=decimals)))
    assert said == (
        "march.json (indicators[0].decimals): error CIC404: "
        f"decimals cannot be read: input should be {limit}.\n  what to do: {REDO}"
    )


@pytest.mark.parametrize("version", ["1." + "9" * 5_000, "9" * 5_000 + ".0", "9" * 5_000])
def test_a_version_of_thousands_of_digits(version: str) -> None:
    """It is another version, of which a message quotes the beginning."""
    said = message(changed(lambda document: document.update(schema_version=version)))
    assert said == (
        f"march.json (schema_version): error CIC403: the document's schema_version is \"{version[:59]}....\n"
        "  allowed: 1.0 and later, up to the next whole number\n"
        "  what to do: use the version of cicscore that wrote it, "
        "or compute the scorecard again with this one"
    )


def test_tens_of_thousands_of_unknown_keys_are_counted() -> None:
    """One message for an object, with the first key; the same of keys in two objects."""
    keys = {f"key_{number}": number for number in range(40_000)}

    def change(document: dict[str, Any]) -> None:
        document["results"][0] |= keys
        document["themes"][0] |= {"x" * 5_000: 1, **keys}

    found = "keys of one object are not known here; the first is"
    assert message(changed(change)) == (
        f"march.json (results[0]): error CIC404: 40,000 {found} key_0.\n  what to do: {REDO}\n"
        f"march.json (themes[0]): error CIC404: 40,001 {found} {'x' * 60}....\n  what to do: {REDO}"
    )


def test_faults_without_end_are_counted() -> None:
    """Forty are told; of 120 in forty rows that lack three keys each, eighty more are counted."""

    def change(document: dict[str, Any]) -> None:
        lacking = {"status", "variant", "line"}
        row = {key: value for key, value in document["results"][0].items() if key not in lacking}
        document["results"] = [row] * 40

    said = message(changed(change))
    assert said.count("error CIC404") == 41
    assert "march.json: error CIC404: the document has 80 more faults, which are not shown.\n" in said
