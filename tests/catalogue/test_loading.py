"""From a file to a catalogue: what is read, and what is said of a file that cannot be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.catalogue.definitions import AllRows, Catalogue, Count, Ratio, Subset, Total, is_in_force
from cicscore.catalogue.load import examine_bytes, load_catalogue
from cicscore.faults.fault import CannotRunError, FaultsFoundError, fault_text

CATALOGUE = """\
schema_version: 1
title: A test
themes: [{id: care, title: Care}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      uasc: {type: flag}
      sex: {type: code, codes: {MALE: Male, FEMALE: Female}}
  reviews:
    file: reviews.csv
    about: children
    columns: {child_id: {type: id}, held_on: {type: date}, score: {type: number}}
    named: {held: held_on <= as_at}
  posts:
    file: posts.csv
    columns: {post: {type: id}, fte: {type: number}}
variants:
  boys: {title: Boys, remove: child.sex == "FEMALE"}
breakdowns: {sex: child.sex}
indicators:
  - {id: sound, title: Sound, theme: care, meaning: It., polarity: none, period: snapshot, unit: count,
     numerator: {from: posts}}
  - id: one
    title: One
    theme: care
    meaning: One.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: reviews}
    numerator: {where: held}
"""


def loaded(text: str = CATALOGUE) -> Catalogue:
    """The catalogue of a text without faults."""
    found, faults = examine_bytes(text.encode(), "c.yaml")
    assert found is not None, [fault_text(fault) for fault in faults]
    return found


def messages(*changes: tuple[str, str]) -> list[str]:
    """What is said of the catalogue with these words changed."""
    text = CATALOGUE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    catalogue, faults = examine_bytes(text.encode(), "c.yaml")
    assert catalogue is None
    return [fault_text(fault) for fault in faults]


def test_a_sound_catalogue() -> None:
    """Everything is linked: extracts to children, variants and breakdowns to extracts, counts to both."""
    catalogue = loaded()
    abouts = {name: extract.about for name, extract in catalogue.extracts.items()}
    assert abouts == {"children": "children", "reviews": "children", "posts": None}
    assert set(catalogue.variants["boys"].remove) == {"children", "reviews"}
    assert set(catalogue.breakdowns["sex"].group) == {"children", "reviews"}
    sound, one = catalogue.indicators
    assert sound.measure == Total(Count("posts", None, None, AllRows(), None))
    assert isinstance(one.measure, Ratio)
    assert isinstance(one.measure.numerator, Subset)
    assert (sound.decimals, one.decimals) == (0, 1)


def test_the_shipped_catalogue_has_no_faults() -> None:
    """On 31 March 2016 its 57 indicators stand on 61 lines, as the published scorecard's do."""
    catalogue = load_catalogue(Path(__file__).parents[2] / "indicators.yaml")
    then = [found for found in catalogue.indicators if is_in_force(found, dt.date(2016, 3, 31))]
    assert len({indicator.written.id for indicator in then}) == len(then) == 57
    assert sum(len(indicator.written.lines) for indicator in then) == 61


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(ends: str, mark: str) -> None:
    """A file saved on Windows says the same, and its faults stand in the same places."""
    assert loaded(mark + CATALOGUE.replace("\n", ends)).indicators == loaded().indicators
    faulty = CATALOGUE.replace("where: held", "where: helt")
    found = [
        examine_bytes(text.encode(), "c.yaml")[1] for text in (faulty, mark + faulty.replace("\n", ends))
    ]
    assert found[0] == found[1] != ()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It says what to give."""
    path = tmp_path / "indicators.yaml"
    with pytest.raises(CannotRunError) as caught:
        load_catalogue(path)
    assert str(caught.value) == f"the catalogue {path} is not there. Give the path of a YAML catalogue."
    with pytest.raises(CannotRunError) as caught:
        load_catalogue(tmp_path)
    assert str(caught.value) == (
        f"the catalogue {tmp_path} cannot be read (Is a directory). Give the path of a YAML catalogue."
    )


def test_every_fault_is_raised_at_once(tmp_path: Path) -> None:
    """In the order of the file, each with its place in it."""
    path = tmp_path / "c.yaml"
    path.write_text(CATALOGUE.replace("key: [child_id]", "key: [child]").replace("where: held", "where: x"))
    with pytest.raises(FaultsFoundError) as caught:
        load_catalogue(path)
    assert [(fault.code, fault.place.line) for fault in caught.value.faults] == [
        ("CIC301", 7),
        ("CIC310", 15),
        ("CIC204", 34),
    ]
    assert {fault.place.file for fault in caught.value.faults} == {str(path)}


def test_a_file_that_is_not_utf_8() -> None:
    """The line and column of the first such byte."""
    _, faults = examine_bytes("a: b\ntitle: Größe\n".encode("cp1252"), "c.yaml")
    assert fault_text(faults[0]) == (
        "c.yaml:2:10: error CIC101: the file is not UTF-8 text.\n  what to do: Save it as UTF-8."
    )


def test_a_file_in_utf_16() -> None:
    """Read by its mark, as PowerShell writes it; without one it is no text."""
    in_utf_8, faults = examine_bytes(CATALOGUE.encode(), "c.yaml")
    marked, told = examine_bytes(CATALOGUE.replace("\n", "\r\n").encode("utf-16"), "c.yaml")
    assert (marked, told) == (in_utf_8, faults)
    assert marked is not None
    assert examine_bytes(CATALOGUE.encode("utf-16-le"), "c.yaml")[0] is None


def test_a_file_that_is_a_list() -> None:
    """A catalogue is a mapping."""
    _, faults = examine_bytes(b"- a\n- b\n", "c.yaml")
    assert [fault_text(fault) for fault in faults] == [
        "c.yaml:1:1: error CIC107: the file is not a mapping of keys to values.\n"
        "  what to do: Begin the file with `schema_version: 1`."
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "    theme: care\n",
            "    theme: caer\n",
            "c.yaml:28:12 (indicators.one.theme): error CIC301: there is no theme `caer`.\n"
            "  allowed: care\n"
            "  did you mean: care\n"
            "  what to do: Use themes that are declared, or declare this one.",
        ),
        (
            "{from: reviews}",
            "{from: review}",
            "c.yaml:33:25 (indicators.one.denominator.from): error CIC301: there is no extract `review`.\n"
            "  allowed: children, reviews, posts\n"
            "  did you mean: reviews\n"
            "  what to do: Use extracts that are declared, or declare this one.",
        ),
        (
            "    polarity: higher\n",
            "    polarity: higher\n    lines: [all, boy]\n",
            "c.yaml:31:18 (indicators.one.lines.1): error CIC301: there is no variant `boy`.\n"
            "  allowed: all, boys\n"
            "  did you mean: boys\n"
            "  what to do: Use variants that are declared, or declare this one.",
        ),
        (
            "    period: snapshot\n",
            "    period: year_to_date\n",
            "c.yaml:33:5 (indicators.one.denominator): error CIC305: the period is year_to_date, but nothing "
            "says which date falls into it.\n"
            "  what to do: Add `dated_by:` and a date column, or `dated_by: none` where `where` writes the "
            "window out.",
        ),
        (
            "{from: reviews}",
            "{from: reviews, dated_by: held_on}",
            "c.yaml:33:34 (indicators.one.denominator.dated_by): error CIC305: the period is snapshot, which "
            "has no window for `dated_by` to apply to.\n"
            "  what to do: Remove `dated_by`, or choose another period.",
        ),
        (
            "unit: percent",
            "unit: count",
            "c.yaml:32:11 (indicators.one.unit): error CIC304: the unit is count, but there is a "
            "denominator.\n"
            "  allowed: percent, per_10000, mean, ratio\n"
            "  what to do: Remove the denominator, or choose another unit.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "mean\n    numerator: {from: reviews, count: {median: score}}",
            "c.yaml:32:11 (indicators.one.unit): error CIC304: the unit is mean, but the numerator takes a "
            "median.\n"
            "  allowed: median\n"
            "  what to do: Write `unit: median`.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "percentile\n    numerator: {from: reviews, where: held}",
            "c.yaml:32:11 (indicators.one.unit): error CIC304: the unit is percentile, but the numerator "
            "takes none.\n"
            "  allowed: count\n"
            "  what to do: Write `count: {percentile: 90, of: ...}`, or `unit: count`.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "mean\n    denominator: {from: reviews}\n    numerator: {count: {mean: score}}",
            "c.yaml:34:25 (indicators.one.numerator.count.mean): error CIC311: a mean is out of the rows "
            "that have a value, so a denominator means nothing to it.\n"
            "  what to do: Give the numerator its `from`, and remove the denominator; or write "
            "`count: {sum: ...}`.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "median\n    numerator: {from: reviews, count: {median: held_on}}",
            "c.yaml:33:48 (indicators.one.numerator.count.median): error CIC203: the expression is a date, "
            "but a number is needed here.\n"
            "  what to do: Write an expression that gives a number.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "percentile\n    numerator: {from: reviews, count: {percentile: 100, of: score}}",
            'c.yaml:33:52 (indicators.one.numerator.count.percentile): error CIC107: "100" is not less than '
            "100.\n"
            "  allowed: less than 100\n"
            "  what to do: Correct the value.",
        ),
        (
            "percent\n    denominator: {from: reviews}\n    numerator: {where: held}",
            "percentile\n    numerator: {from: reviews, count: {percentile: 90}}",
            "c.yaml:33:32 (indicators.one.numerator.count): error CIC104: the key `of` is missing.\n"
            "  allowed: distinct, sum, mean, median, percentile, of\n"
            "  what to do: Add `of:`.",
        ),
        (
            "{where: held}",
            "{where: held, count: {average: score}}",
            "c.yaml:34:37 (indicators.one.numerator.count): error CIC107: a mapping is not rows, children, "
            "{distinct: column}, {sum: expression}, {mean: expression}, {median: expression} or "
            "{percentile: 90, of: expression}.\n"
            "  allowed: rows, children, {distinct: column}, {sum: expression}, {mean: expression}, "
            "{median: expression} or {percentile: 90, of: expression}\n"
            "  what to do: Correct the value.",
        ),
        (
            "unit: percent",
            "unit: percent\n    unit_label: days",
            "c.yaml:33:5 (indicators.one.unit_label): error CIC304: the unit is percent, which has no "
            "label.\n"
            "  what to do: Remove `unit_label`.",
        ),
        (
            "unit: percent",
            "unit: ratio\n    unit_label: '%'",
            'c.yaml:33:17 (indicators.one.unit_label): error CIC107: "%" is not a label of a unit.\n'
            "  allowed: a sign such as £, or a word such as days\n"
            "  what to do: Write £, € or $, or up to 30 letters; a percentage has its sign by "
            "`unit: percent`.",
        ),
        (
            "    numerator: {where: held}\n",
            "",
            "c.yaml:26:5 (indicators.one): error CIC303: there is a denominator, but no numerator.\n"
            "  allowed: numerator; numerator and denominator; value\n"
            "  what to do: Add `numerator`.",
        ),
        (
            "{where: held}",
            "{}",
            "c.yaml:34:5 (indicators.one.numerator): error CIC303: the numerator is the same as the "
            "denominator.\n"
            "  what to do: Add `where` or `count` to the numerator.",
        ),
        (
            "{from: reviews}\n    numerator: {where: held}",
            "{from: posts}\n    numerator: {from: reviews}",
            "c.yaml:33:5 (indicators.one.denominator): error CIC309: the rows of `posts` are not children's, "
            "so what a variant does to them has to be chosen.\n"
            "  allowed: whole, not_applicable\n"
            "  what to do: Add `under_variants: whole` (the denominator stays as it is) or `not_applicable` "
            "(no figure).",
        ),
        (
            "{from: reviews}",
            "{from: reviews, under_variants: whole}",
            "c.yaml:33:34 (indicators.one.denominator.under_variants): error CIC309: `under_variants` has no "
            "effect, because a variant affects both sides alike.\n"
            "  what to do: Remove it.",
        ),
        (
            "{from: posts}",
            "{from: posts, count: children}",
            "c.yaml:25:38 (indicators.sound.numerator.count): error CIC311: the rows of `posts` do not "
            "belong to children, so children cannot be counted.\n"
            "  what to do: Count rows, or a distinct column.",
        ),
        (
            "{where: held}",
            "{where: held, count: {sum: held_on}}",
            "c.yaml:34:43 (indicators.one.numerator.count.sum): error CIC203: the expression is a date, but "
            "a number is needed here.\n"
            "  what to do: Write an expression that gives a number.",
        ),
        (
            "{where: held}",
            "{where: held, count: {distinct: scores}}",
            "c.yaml:34:48 (indicators.one.numerator.count.distinct): error CIC301: there is no column "
            "`scores`.\n"
            "  allowed: child_id, held_on, score\n"
            "  did you mean: score\n"
            "  what to do: Use columns that are declared, or declare this one.",
        ),
        (
            "key: [child_id]",
            "key: [child_id, sex]",
            "c.yaml:14:12 (extracts.reviews.about): error CIC310: `children` cannot be what other "
            "extracts are about.\n"
            "  allowed: an extract with one key column\n"
            "  what to do: Give it one key column, and no `about` but itself.",
        ),
        (
            "file: posts.csv",
            "file: Reviews.csv",
            "c.yaml:18:11 (extracts.posts.file): error CIC302: the extracts `reviews` and `posts` read the "
            "same file.\n"
            "  what to do: Give each its own file; one file serves two only where they are about different "
            "lists.",
        ),
        (
            "{held: held_on <= as_at}",
            "{held: late, late: held}",
            "c.yaml:16:13 (extracts.reviews.named.held): error CIC208: the named expressions held -> late -> "
            "held refer to each other in a circle.\n"
            "  what to do: Write one of them out.",
        ),
        (
            "boys:",
            "all:",
            "c.yaml:21:3 (variants.all): error CIC302: `all` is the variant that leaves nobody out, and is "
            "always there.\n"
            "  what to do: Rename this variant.",
        ),
        (
            '"FEMALE"',
            '"FEMAL"',
            'c.yaml:21:44 (variants.boys.remove): error CIC205: "FEMAL" is not a code of `child.sex`.\n'
            "  allowed: MALE, FEMALE\n"
            "  did you mean: FEMALE\n"
            "  what to do: Use a code of the list, or add it to the column's `codes`.",
        ),
        (
            "{where: held}",
            "{where: held_on <= as_att}",
            "c.yaml:34:35 (indicators.one.numerator.where): error CIC204: `as_att` is not a name known "
            "here.\n"
            "  allowed: child_id, held_on, score, held; as_at, period_start, period_end, year_start, "
            "quarter_start, academic_year_start, year_before, on\n"
            "  did you mean: as_at\n"
            "  what to do: Use a day of the period, or a column of `reviews`.",
        ),
        (
            "    polarity: higher\n",
            "    polarity: none\n    targets: {2015-16: {target: 9, amber: 8}}\n",
            "c.yaml:31:15 (indicators.one.targets.2015-16): error CIC308: a target is set, but the indicator "
            "has no polarity, so nothing can be rated.\n"
            "  allowed: higher, lower, target\n"
            "  what to do: Choose a polarity, or remove the target.",
        ),
        (
            "    polarity: higher\n",
            "    polarity: lower\n    targets: {2015-16: {target: 9, amber: 8}}\n",
            "c.yaml:31:43 (indicators.one.targets.2015-16.amber): error CIC306: the amber limit 8 lies below "
            "the target 9, but lower is better.\n"
            "  allowed: at least 9\n"
            "  what to do: Swap the two, or correct the polarity.",
        ),
        (
            "    polarity: higher\n",
            "    polarity: higher\n    targets: {2015-16: {target: 9}}\n",
            "c.yaml:31:15 (indicators.one.targets.2015-16): error CIC307: the target has no amber limit, so "
            "amber and red cannot be told apart.\n"
            "  allowed: amber or amber_relative\n"
            "  what to do: Add `amber:`, the value at which amber turns red.",
        ),
        (
            "    polarity: higher\n",
            "    polarity: hihger\n",
            'c.yaml:30:15 (indicators.one.polarity): error CIC106: "hihger" is not one of the words allowed '
            "here.\n"
            "  allowed: higher, lower, target, none\n"
            "  did you mean: higher\n"
            "  what to do: Use one of the words allowed.",
        ),
        (
            "id: one",
            "id: sound",
            "c.yaml:26:9 (indicators.sound.id): error CIC302: the id `sound` is also that of the indicator "
            "on line 24, on all days.\n"
            "  what to do: Rename one of them, or give them `valid_from` and `valid_to` that do not overlap.",
        ),
    ],
)
def test_what_is_said_of_a_fault(before: str, after: str, message: str) -> None:
    """The place, what was found, what is allowed, the nearest name, what to do; and no second fault."""
    assert messages((before, after)) == [message]


def test_a_key_misspelt_is_told_once() -> None:
    """As unknown, with the nearest; that its own is missing follows from it."""
    (found,) = messages(("title: A test", "titel: A test"))
    assert found.startswith("c.yaml:2:1 (titel): error CIC105: `titel` is not a key here.\n")
    assert "  did you mean: title\n" in found


def test_a_fault_inside_a_folded_expression_stands_on_its_own_line() -> None:
    """The place is that of the name in the file, not of the expression's beginning."""
    folded = "numerator:\n      where: >-\n        held\n        and held_on <= as_att"
    (message,) = messages(("numerator: {where: held}", folded))
    assert message.startswith("c.yaml:37:24 (indicators.one.numerator.where): error CIC204: `as_att`")


def test_two_definitions_may_follow_each_other() -> None:
    """The same id on different days is one indicator whose definition changed; on one day it is two."""
    text = CATALOGUE.replace("id: one", "id: sound\n    valid_from: 2016-04-01")
    follows = text.replace("{id: sound,", "{id: sound, valid_to: 2016-03-31,")
    assert [indicator.written.id for indicator in loaded(follows).indicators] == ["sound", "sound"]
    overlaps = text.replace("{id: sound,", "{id: sound, valid_to: 2016-04-01,")
    assert examine_bytes(overlaps.encode(), "c.yaml")[0] is None
    _, faults = examine_bytes(overlaps.encode(), "c.yaml")
    assert [fault.found for fault in faults] == [
        "the id `sound` is also that of the indicator on line 24, on 2016-04-01"
    ]


def test_definitions_that_follow_each_other_share_a_reference() -> None:
    """The organisation's own code stays with an indicator, even where it equals its id."""
    text = CATALOGUE.replace("id: one", "id: sound\n    reference: sound\n    valid_from: 2016-04-01")
    follows = text.replace("{id: sound,", "{id: sound, reference: sound, valid_to: 2016-03-31,")
    assert [indicator.written.reference for indicator in loaded(follows).indicators] == ["sound", "sound"]
