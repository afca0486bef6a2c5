"""Slips in definitions, and which of them worked examples notice."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.app.check import mutate_catalogue, mutation_text
from cicscore.examples.mutants import MutationReport, mutants, mutate, variant_mutants
from cicscore.expressions.nodes import Literal
from cicscore.expressions.types import CONDITION
from cicscore.faults.fault import FaultsFoundError
from cicscore.view import PLAIN
from tests.examples.catalogues import DICTIONARY, ROOT, UASC, WITH_KIN, Small, small

pytestmark = pytest.mark.slow

ONE_OF_THREE = """
- {name: One of three, as_at: 2016-03-31, expect: {all: {numerator: 1}}, children: [
    {times: 2, stays: [{began_on: 2015-06-01, kind: HOME}]}, {stays: [{began_on: 2015-06-01, kind: KIN}]}]}
"""
#: What begins after the day does not count, and each limit is met and just missed.
EDGES = """
- {name: Edges, as_at: 2016-03-31, expect: {all: {numerator: 1, denominator: 2, rag: green}}, children: [
    {stays: [{began_on: 2015-06-01, kind: KIN}, {began_on: 2016-03-31, kind: HOME}, {began_on: 2016-04-01}]}]}
- {name: Short of the target, as_at: 2016-03-31, expect: {all: {rag: amber}}, children: [
    {times: 499, stays: [{began_on: 2015-06-01, kind: KIN}]}, {times: 501, stays: [{began_on: 2015-06-01}]}]}
- {name: On the amber limit, as_at: 2016-03-31, expect: {all: {rag: amber}}, children: [
    {times: 1, stays: [{began_on: 2015-06-01, kind: KIN}]}, {times: 3, stays: [{began_on: 2015-06-01}]}]}
- {name: Short of the amber limit, as_at: 2016-03-31, expect: {all: {rag: red}}, children: [
    {times: 249, stays: [{began_on: 2015-06-01, kind: KIN}]}, {times: 751, stays: [{began_on: 2015-06-01}]}]}
"""


def _mutate(written: Small) -> MutationReport:
    return mutate(written.catalogue, written.document, written.source)


def _slips(indicator: str) -> list[tuple[str, str]]:
    """Every slip that is tried: where, and in which words."""
    catalogue = small(ONE_OF_THREE, indicator).catalogue
    return [(".".join(mutant.path), mutant.words) for mutant in mutants(catalogue.indicators[0], catalogue)]


def test_each_part_of_a_definition_is_mutated():
    """Polarity, limits, sides, conditions and comparisons, each in its place and words."""
    assert _slips(WITH_KIN) == [
        ("polarity", "the polarity higher became lower"),
        ("targets.2015-16.target", "target of 2015-16 moved from 50 to 49.9"),
        ("targets.2015-16.amber", "amber of 2015-16 moved from 25 to 24.9"),
        ("targets.2015-16.target", "target of 2015-16 moved from 50 to 50.1"),
        ("targets.2015-16.amber", "amber of 2015-16 moved from 25 to 25.1"),
        ("numerator", "numerator and denominator were swapped"),
        ("denominator.where", "the condition `began_on <= as_at` was dropped"),
        ("denominator.where", "`began_on <= as_at` became `began_on < as_at`"),
        ("numerator.where", 'the condition `kind == "KIN"` was dropped'),
        ("numerator.where", '`kind == "KIN"` became `kind != "KIN"`'),
    ]


def test_a_window_is_mutated_where_there_is_one():
    """Every other period type that has a window, no window, and the window on the row's other date."""
    indicator = """\
  - id: costs
    title: Costs
    theme: all_of_it
    meaning: Costs.
    polarity: none
    period: year_to_date
    unit: count
    numerator: {from: stays, dated_by: began_on, count: {sum: cost}}
"""
    assert _slips(indicator) == [
        ("period", "the period year_to_date became month"),
        ("period", "the period year_to_date became quarter"),
        ("period", "the period year_to_date became rolling_12_months"),
        ("period", "the period year_to_date became academic_year_to_date"),
        ("period", "the period year_to_date became annual"),
        ("numerator.dated_by", "the window on began_on was left out"),
        ("numerator.dated_by", "the window on began_on was put on left_at"),
        ("numerator.count", "a count of rows took the place of the sum"),
    ]


def test_conditions_are_mutated_inside_aggregates_and_lists():
    """A named expression in an aggregate, the words of a list, and either side of `or`."""
    indicator = """\
  - id: children_with_stays
    title: Children
    theme: all_of_it
    meaning: Children.
    polarity: none
    period: snapshot
    unit: count
    numerator:
      from: children
      where: uasc or exists(stays, began_on > row.born_on and kind in ["KIN", "HOME"])
"""
    condition = 'exists(stays, began_on > row.born_on and kind in ["KIN", "HOME"])'
    assert [words for _, words in _slips(indicator)] == [
        f"the condition `uasc or {condition}` was dropped",
        "the condition `uasc` was dropped",
        f"the condition `{condition}` was dropped",
        "the condition `began_on > row.born_on` was dropped, within exists(stays)",
        'the condition `kind in ["KIN", "HOME"]` was dropped, within exists(stays)',
        "`began_on > row.born_on` became `began_on >= row.born_on`, within exists(stays)",
        '`kind in ["KIN", "HOME"]` became `kind not in ["KIN", "HOME"]`, within exists(stays)',
        '"KIN" was left out of the list of `kind`, within exists(stays)',
        '"HOME" was left out of the list of `kind`, within exists(stays)',
    ]


def test_a_plan_has_its_tolerances_moved():
    """Where the plan is best there is no other side, but three limits."""
    plan = WITH_KIN.replace("higher", "target").replace("amber: 25", "green_within: 5, amber_within: 10")
    assert [words for path, words in _slips(plan) if path.startswith(("targets", "polarity"))] == [
        "target of 2015-16 moved from 50 to 49.9",
        "green_within of 2015-16 moved from 5 to 4.9",
        "amber_within of 2015-16 moved from 10 to 9.9",
        "target of 2015-16 moved from 50 to 50.1",
        "green_within of 2015-16 moved from 5 to 5.1",
        "amber_within of 2015-16 moved from 10 to 10.1",
    ]


def test_a_band_above_green_is_moved_with_the_other_limits():
    """By one unit of the last decimal, either way."""
    band = WITH_KIN.replace("amber: 25", "amber: 25, exceeded: 90")
    assert [words for path, words in _slips(band) if path.endswith("exceeded")] == [
        "exceeded of 2015-16 moved from 90 to 89.9",
        "exceeded of 2015-16 moved from 90 to 90.1",
    ]


def test_limits_of_years_in_which_the_definition_does_not_hold_stay():
    """Nothing is ever rated against them."""
    later = WITH_KIN + "      2016-17: {target: 60, amber: 30}\n    valid_from: 2016-04-01\n"
    assert [path for path, _ in _slips(later) if path.startswith("targets")] == [
        "targets.2016-17.target",
        "targets.2016-17.amber",
        "targets.2016-17.target",
        "targets.2016-17.amber",
    ]


#: A variant whose rule for stays looks at their own dates.
RULES = DICTIONARY.replace(
    "remove: child.uasc}",
    "remove: child.uasc and child.born_on > as_at - years(18),\n"
    '    remove_from: {stays: child.uasc and (kind == "HOME" or began_on <= on)}}',
)


def test_each_rule_of_a_variant_is_mutated():
    """In `remove` where an extract has no rule of its own, and in `remove_from`; each in its words there."""
    written = small(ONE_OF_THREE, dictionary=RULES)
    tried = list(variant_mutants(written.catalogue, written.document))
    assert [(".".join(mutant.path), mutant.words) for mutant in tried] == [
        ("variants.excluding_uasc.remove", "the condition `uasc` was dropped"),
        (
            "variants.excluding_uasc.remove",
            "the condition `born_on > as_at - years(18)` was dropped",
        ),
        (
            "variants.excluding_uasc.remove",
            "`born_on > as_at - years(18)` became `born_on >= as_at - years(18)`",
        ),
        ("variants.excluding_uasc.remove_from.stays", "the condition `child.uasc` was dropped"),
        (
            "variants.excluding_uasc.remove_from.stays",
            'the condition `kind == "HOME" or began_on <= on` was dropped',
        ),
        ("variants.excluding_uasc.remove_from.stays", 'the condition `kind == "HOME"` was dropped'),
        ("variants.excluding_uasc.remove_from.stays", "the condition `began_on <= on` was dropped"),
        ("variants.excluding_uasc.remove_from.stays", '`kind == "HOME"` became `kind != "HOME"`'),
        ("variants.excluding_uasc.remove_from.stays", "`began_on <= on` became `began_on < on`"),
    ]
    before = written.catalogue.variants["excluding_uasc"].remove
    slipped = [mutant.catalogue.variants["excluding_uasc"].remove for mutant in tried]
    assert [{extract for extract in before if before[extract] != remove[extract]} for remove in slipped] == [
        *[{"children"}] * 3,
        *[{"stays"}] * 6,
    ]


def test_a_slip_in_a_shared_rule_is_one_on_every_extract():
    """Of children and of stays alike: a rule that is dropped leaves nobody out."""
    written = small(
        ONE_OF_THREE, dictionary=DICTIONARY.replace("remove: child.uasc", "remove: not child.uasc")
    )
    (dropped,) = variant_mutants(written.catalogue, written.document)
    before, after = (
        catalogue.variants["excluding_uasc"].remove for catalogue in (written.catalogue, dropped.catalogue)
    )
    assert dropped.words == "the condition `not child.uasc` was dropped"
    assert set(before) == set(after) == {"children", "stays"}
    assert set(after.values()) == {Literal(value=False, type=CONDITION)}


#: Two UASC, one in a home and one with kin since the day; and two others.
UNDER_THE_VARIANT = """
- {name: Four, as_at: 2016-03-31, expect: {all: {denominator: 4}, excluding_uasc: {denominator: 2}},
   children: [
    {uasc: yes, stays: [{began_on: 2016-03-31, kind: HOME}]},
    {uasc: yes, stays: [{began_on: 2016-03-31, kind: KIN}]},
    {times: 2, uasc: no, stays: [{began_on: 2015-06-01, kind: KIN}]}]}
"""


def test_a_slip_in_a_variant_is_noticed_by_what_is_expected_under_it():
    """Each slip leaves out more or fewer; what no row shows, and a rule of rows nobody counts, survives."""
    report = _mutate(small(UNDER_THE_VARIANT, dictionary=RULES))
    assert [survivor.words for survivor in report.survivors if survivor.indicator is None] == [
        # Nothing is counted of the children's own extract.
        "the condition `uasc` was dropped",
        "the condition `born_on > as_at - years(18)` was dropped",
        "`born_on > as_at - years(18)` became `born_on >= as_at - years(18)`",
        # Every stay began by the day: the kind decides nothing, nor whether both are asked.
        'the condition `kind == "HOME" or began_on <= on` was dropped',
        'the condition `kind == "HOME"` was dropped',
        '`kind == "HOME"` became `kind != "HOME"`',
    ]


def test_what_no_example_notices_survives():
    """One plain example notices the numerator only; the report lists the rest with their places."""
    report = _mutate(small(ONE_OF_THREE))
    assert (report.total, report.noticed, report.share, report.enough) == (11, 3, Fraction(3, 11), False)
    assert (
        mutation_text(report, PLAIN)
        == """\
11 slips were tried; the worked examples noticed 3 (27.3%, at least 95% are needed).

No example noticed:
small.yaml:31:51 (variants.excluding_uasc.remove): the condition `child.uasc` was dropped
small.yaml:37:15 (indicators.with_kin.polarity): the polarity higher became lower
small.yaml:43:25 (indicators.with_kin.targets.2015-16.target): target of 2015-16 moved from 50 to 49.9
small.yaml:43:36 (indicators.with_kin.targets.2015-16.amber): amber of 2015-16 moved from 25 to 24.9
small.yaml:43:25 (indicators.with_kin.targets.2015-16.target): target of 2015-16 moved from 50 to 50.1
small.yaml:43:36 (indicators.with_kin.targets.2015-16.amber): amber of 2015-16 moved from 25 to 25.1
small.yaml:40:39 (indicators.with_kin.denominator.where): the condition `began_on <= as_at` was dropped
small.yaml:40:39 (indicators.with_kin.denominator.where): `began_on <= as_at` became `began_on < as_at`
"""
    )


def test_examples_on_the_edges_notice_everything():
    """Each slip changes a count or a colour of some example."""
    report = _mutate(small(EDGES + UASC))
    assert (report.total, report.survivors, report.enough) == (11, (), True)
    assert mutation_text(report, PLAIN) == (
        "11 slips were tried; the worked examples noticed 11 (100.0%, at least 95% are needed).\n"
    )


def test_nothing_is_tried_where_an_example_fails_as_it_is():
    """An example that is wrong would seem to notice every slip: its fault is told instead."""
    wrong = ONE_OF_THREE.replace("numerator: 1", "numerator: 2").strip().replace("\n", "\n  ")
    text = f"{DICTIONARY}indicators:\n{WITH_KIN}    examples:\n      {wrong}\n"
    with pytest.raises(FaultsFoundError) as stopped:
        mutate_catalogue(text.encode(), "small.yaml")
    assert [fault.code for fault in stopped.value.faults] == ["CIC601"]


def test_nothing_is_tried_in_a_catalogue_with_faults():
    """What is not defined cannot have slips."""
    text = f"{DICTIONARY}indicators:\n{WITH_KIN.replace('began_on', 'begun_on')}"
    with pytest.raises(FaultsFoundError) as stopped:
        mutate_catalogue(text.encode(), "small.yaml")
    assert [fault.code for fault in stopped.value.faults] == ["CIC204"]


@pytest.mark.parametrize(("examples", "code"), [(ONE_OF_THREE, 1), (EDGES + UASC, 0)])
def test_the_command_prints_the_report_and_fails_where_too_little_is_noticed(
    tmp_path: Path, examples: str, code: int
):
    """``check --mutate`` prints nothing but the report; exit 1 under 95%, else 0."""
    written = small(examples)
    (tmp_path / "small.yaml").write_text(written.source.text, encoding="utf-8")
    command = [sys.executable, "-m", "cicscore", "check", "--mutate", "small.yaml"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        code,
        mutation_text(_mutate(written), PLAIN),
        "",
    )


def test_the_report_is_also_written_for_programs(tmp_path: Path):
    """JSON tells the counts, the share that is needed, and the place of each slip that nothing noticed."""
    written = small(ONE_OF_THREE)
    (tmp_path / "small.yaml").write_text(written.source.text, encoding="utf-8")
    command = [sys.executable, "-m", "cicscore", "check", "--mutate", "--format", "json", "small.yaml"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = json.loads(ended.stdout)
    report = _mutate(written)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert (told["tried"], told["noticed"], told["share"]) == (11, report.noticed, report.noticed / 11)
    assert (told["needed"], told["enough"]) == (0.95, False)
    assert len(told["survivors"]) == 11 - report.noticed
    assert told["survivors"][:2] == [
        {
            "indicator": indicator,
            "file": "small.yaml",
            "line": survivor.place.line,
            "column": survivor.place.column,
            "path": path,
            "slip": survivor.words,
        }
        for survivor, indicator, path in zip(
            report.survivors,
            (None, "with_kin"),
            ("variants.excluding_uasc.remove", "indicators.with_kin.polarity"),
            strict=False,
        )
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "sarif"), "--format sarif: --mutate is written as text or json."),
        (("--no-examples",), "--mutate tests the worked examples: leave --no-examples out."),
    ],
)
def test_options_that_mean_nothing_together_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], said: str
):
    """What cannot be done is said, instead of doing something else."""
    (tmp_path / "small.yaml").write_text(small(ONE_OF_THREE).source.text, encoding="utf-8")
    command = [sys.executable, "-m", "cicscore", "check", "--mutate", *arguments, "small.yaml"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"cicscore: {said}\n")


def test_the_documentation_lists_what_survives_in_the_shipped_catalogue():
    """At least 95% are noticed, and the page explains each of the others."""
    report = mutate_catalogue((ROOT / "indicators.yaml").read_bytes(), "indicators.yaml")
    survivors = [
        (str(survivor.place.within).removeprefix("indicators."), survivor.words)
        for survivor in report.survivors
    ]
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    assert report.enough
    assert sorted(survivors) == sorted(re.findall(r"^- `(.+?)`: (.+)$", page, re.MULTILINE))
