"""A council's own targets beside the extracts rate the figures of a catalogue that it shares."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from cicscore.app.arguments import national_catalogue
from cicscore.app.compute import ComputeRequest, compute
from cicscore.app.files import Given
from cicscore.app.targets import check_targets
from cicscore.catalogue.council_targets import with_targets
from cicscore.catalogue.load import draft_of, load_catalogue
from cicscore.faults.rules import Family, rules_in
from cicscore.results import Row, Scorecard
from tests.cli.workplace import CATALOGUE, FOLDER, set_out, start

TARGETS = """\
organisation: Anyshire Council
indicators:
  reviews_on_time:
    targets:
      2015-16: {target: 60, amber: 50, source: "The cabinet, April 2015"}
"""


def scorecard(folder: Path, targets: str | None = TARGETS) -> Scorecard:
    """The small scorecard, with these targets beside its extracts."""
    folder.mkdir(exist_ok=True)
    set_out(folder)
    if targets is not None:
        (folder / FOLDER / "targets.yaml").write_text(targets, encoding="utf-8")
    return compute(ComputeRequest(folder / FOLDER, folder / "indicators.yaml")).scorecard


def reviews(found: Scorecard) -> Row:
    """The headline figure of reviews."""
    return next(row for row in found.results if (row.indicator, row.variant) == ("reviews_on_time", "all"))


def test_the_councils_target_rates_in_place_of_the_catalogues(tmp_path: Path) -> None:
    """66.7% is amber by the catalogue's 70 and green by the council's 60; the page names the council."""
    before, after = scorecard(tmp_path / "before", None), scorecard(tmp_path / "after")
    assert (reviews(before).rag, reviews(before).target, before.organisation) == ("amber", 70, None)
    assert (reviews(after).rag, reviews(after).target, after.organisation) == (
        "green",
        60,
        "Anyshire Council",
    )
    assert reviews(after).value == reviews(before).value


def test_years_that_the_file_does_not_name_keep_the_catalogues_target(tmp_path: Path) -> None:
    """A target of another year changes nothing of this one."""
    found = scorecard(tmp_path, TARGETS.replace("2015-16", "2016-17"))
    assert reviews(found).target == 70


def test_a_file_whose_targets_were_all_removed_changes_nothing(tmp_path: Path) -> None:
    """Blank lines and comments are no fault."""
    assert reviews(scorecard(tmp_path, "# None yet.\n")).target == 70


def test_the_manifest_names_the_file(tmp_path: Path) -> None:
    """So that another file of targets is seen by `verify`."""
    before, found = scorecard(tmp_path / "before", None), scorecard(tmp_path / "after")
    assert found.manifest is not None
    assert found.manifest.targets is not None
    assert found.manifest.targets.file == "targets.yaml"
    assert before.manifest is not None
    assert before.manifest.targets is None
    assert before.manifest.definitions[0].figure == found.manifest.definitions[0].figure
    assert before.manifest.definitions[0].ratings != found.manifest.definitions[0].ratings


def test_faults_have_their_place_in_the_file_of_targets(tmp_path: Path) -> None:
    """An unknown indicator, an amber limit on the wrong side and a misspelt key, all at once."""
    targets = tmp_path / "targets.yaml"
    targets.write_text(
        "indicators:\n"
        "  review_on_time:\n"
        "    targets: {2015-16: {target: 60, amber: 50}}\n"
        "  reviews_on_time:\n"
        "    targets:\n"
        "      2015-16: {target: 60, amber: 70}\n",
        encoding="utf-8",
    )
    (tmp_path / "c.yaml").write_text(CATALOGUE, encoding="utf-8")
    ended = start("check", "c.yaml", "--targets", "targets.yaml", folder=tmp_path)
    assert ended.code == 1
    assert ended.out == (
        "targets.yaml:2:3 (indicators.review_on_time): error CIC301: there is no indicator "
        "`review_on_time`.\n"
        "  1 | indicators:\n"
        "  2 |   review_on_time:\n"
        "    |   ^\n"
        "  allowed: reviews_on_time, stays_begun\n"
        "  did you mean: reviews_on_time\n"
        "  what to do: Use indicators that the catalogue has.\n"
        "\n"
        "targets.yaml:6:36 (indicators.reviews_on_time.targets.2015-16.amber): error CIC306: the amber "
        "limit 70 lies above the target 60, but higher is better.\n"
        "  1 | indicators:\n"
        "  4 |   reviews_on_time:\n"
        "  5 |     targets:\n"
        "  6 |       2015-16: {target: 60, amber: 70}\n"
        "    |                                    ^\n"
        "  allowed: at most 60\n"
        "  what to do: Swap the two, or correct the polarity.\n"
        "\n"
        "targets.yaml: 2 faults (2 errors, 0 warnings).\n"
    )


def checked(folder: Path, targets: str, catalogue: str = CATALOGUE) -> str:
    """What ``check --targets`` prints of this file beside this catalogue."""
    (folder / "c.yaml").write_text(catalogue, encoding="utf-8")
    (folder / "targets.yaml").write_text(targets, encoding="utf-8")
    return start("check", "c.yaml", "--targets", "targets.yaml", folder=folder).out


FAULTY = """\
indicators:
  reviews_on_time:
    targts:
      2013-14: {target: 0.9, amber: 0.8}
      2014-15: {target: 120, amber: 60}
      2015-16: {target: 90, amber: 95}
      2016-17: {target: 90, amber: 80, months: {june: {target: 85, amber: 80}}}
  stays_begun:
    targets:
      2015-16: {target: ninety, amber: 80}
"""


def places_and_codes(printed: str) -> list[str]:
    """The beginning of each fault: its line and column, and its rule."""
    return re.findall(r"^targets\.yaml:(\d+:\d+) .*?: (\w+ \w+):", printed, re.MULTILINE)


def test_faults_of_shape_and_of_meaning_and_warnings_are_found_at_once(tmp_path: Path) -> None:
    """A misspelt key and what stands under it, with the warnings that a catalogue's own targets get."""
    assert places_and_codes(checked(tmp_path, FAULTY)) == [
        ("3:5", "error CIC105"),  # `targts`
        ("4:25", "warning CIC425"),  # 0.9% for 90%
        ("4:37", "warning CIC425"),
        ("5:25", "warning CIC320"),  # no percentage reaches 120
        ("6:36", "error CIC306"),  # amber above the target
        ("7:40", "warning CIC338"),  # months without a target
        ("10:25", "error CIC107"),  # ninety
    ]


def test_a_gap_that_the_catalogue_fills_is_none(tmp_path: Path) -> None:
    """The catalogue has 2015-16; of the council's 2014-15 and 2017-18 only 2016-17 is missing between."""
    targets = (
        "indicators:\n"
        "  reviews_on_time:\n"
        "    targets:\n"
        "      2014-15: {target: 60, amber: 50}\n"
        "      2017-18: {target: 60, amber: 50}\n"
    )
    printed = checked(tmp_path, targets)
    assert "there are targets for 2015-16 and 2017-18, but none for 2016-17." in printed
    assert "1 fault (0 errors, 1 warning)" in printed


def test_what_the_catalogue_suppresses_is_not_said_of_the_councils_file(tmp_path: Path) -> None:
    """The file has no key for it: the suppression stands in the catalogue, with its reason."""
    targets = TARGETS.replace("target: 60, amber: 50", "target: 0.9, amber: 0.8")
    allow = '    allow: [{code: CIC425, reason: "Nearly none are late."}]\n'
    allowing = CATALOGUE.replace("    unit: percent\n", f"    unit: percent\n{allow}", 1)
    assert "2 faults (0 errors, 2 warnings)" in checked(tmp_path, targets)
    assert checked(tmp_path, targets, allowing) == "targets.yaml: no faults; 1 indicator checked.\n"


def test_amber_cannot_ask_for_an_improvement_where_the_direction_is_the_trends(tmp_path: Path) -> None:
    """Refused as in the catalogue."""
    by_trend = CATALOGUE.replace("    unit: percent\n", "    unit: percent\n    direction: tendency\n", 1)
    targets = TARGETS.replace("amber: 50,", "amber: 50, amber_needs: improved,")
    assert places_and_codes(checked(tmp_path, targets, by_trend)) == [("5:40", "error CIC337")]


def test_an_unknown_indicator_is_answered_with_the_few_that_are_most_like_it() -> None:
    """Five of all that the national catalogue has, the nearest first."""
    catalogue = load_catalogue(national_catalogue())
    data = b"indicators:\n  left_care_adoptd:\n    targets: {2023-24: {target: 10, amber: 9}}\n"
    (found,) = with_targets(catalogue, data, "targets.yaml").faults
    assert (found.found, found.nearest, found.advice) == (
        "there is no indicator `left_care_adoptd`",
        "left_care_adopted",
        "Use indicators that the catalogue has.",
    )
    named, more = str(found.allowed).split(", and ")
    assert named.split(", ")[:2] == ["left_care_adopted", "left_care_adopted_gap"]
    assert (len(named.split(", ")), more) == (5, f"{len(catalogue.indicators) - 5} more")


def test_nothing_is_wrong_with_the_targets_of_the_national_samples() -> None:
    """Neither an error nor a warning, such as of months left out."""
    file = Path(__file__).parents[2] / "samples" / "2023-11" / "targets.yaml"
    catalogue = draft_of(national_catalogue().read_bytes(), "national.yaml")
    given = Given("targets.yaml", file.read_bytes())
    assert check_targets(given, catalogue, on=dt.date(2023, 11, 30), strict=True).faults == ()


def test_a_link_that_leads_nowhere_is_named_as_one(tmp_path: Path) -> None:
    """Not as a file that is not there, with its own name as the one that may be meant."""
    (tmp_path / "c.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "targets.yaml").symlink_to("old/targets.yaml")
    ended = start("check", "c.yaml", "--targets", "targets.yaml", folder=tmp_path)
    assert (ended.code, ended.err) == (
        2,
        "cicscore: targets.yaml is a link to old/targets.yaml, which is not there. "
        "Give a YAML file of targets.\n",
    )


def test_a_year_without_targets_is_said_of_the_file_that_has_those_of_other_years(tmp_path: Path) -> None:
    """The council's file, where it rates an indicator asked for; with `--only` of those alone."""
    set_out(tmp_path)
    (tmp_path / FOLDER / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    options = ("--as-at", "2016-04-30", "--only", "reviews_on_time", "--skip-faulty-rows")
    ended = start("compute", FOLDER, *options, folder=tmp_path)
    assert (
        f"{FOLDER}/targets.yaml: warning CIC421: no target is set for 2016-17 of what was asked for, so none "
        "of it is rated; for 2015-16, 1 indicator has a target.\n"
        "  what to do: Add the targets of 2016-17 under `targets`, each with its source.\n"
    ) in ended.err


def test_check_says_that_a_file_of_targets_is_sound(tmp_path: Path) -> None:
    """And how many indicators it names."""
    (tmp_path / "c.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    ended = start("check", "c.yaml", "--targets", "targets.yaml", folder=tmp_path)
    assert (ended.code, ended.out) == (0, "targets.yaml: no faults; 1 indicator checked.\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--mutate",), "--mutate tests the worked examples of a catalogue: leave --targets out."),
        (
            ("--overrides", "overrides.yaml"),
            "--overrides and --targets are checked one at a time: leave one of them out.",
        ),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    """Said at once, with what to leave out."""
    (tmp_path / "c.yaml").write_text(CATALOGUE, encoding="utf-8")
    ended = start("check", "c.yaml", "--targets", "targets.yaml", *options, folder=tmp_path)
    assert (ended.code, ended.err) == (2, f"cicscore: {message}\n")


@pytest.mark.parametrize("rule", rules_in(Family.TARGETS).values(), ids=lambda rule: rule.code)
def test_a_file_under_another_name_is_refused(tmp_path: Path, rule: object) -> None:
    """It would be taken for read: the rule's failing name fails, and its passing one passes."""
    for fragment, code in ((rule.failing, 2), (rule.passing, 0)):  # type: ignore[attr-defined]
        work = tmp_path / str(code)
        work.mkdir()
        set_out(work)
        (work / FOLDER / fragment.partition(":")[0]).write_text(TARGETS, encoding="utf-8")
        ended = start("compute", FOLDER, folder=work)
        assert ended.code == (0 if code == 0 else 1), ended.err
        assert (rule.code in ended.err) is (code != 0)  # type: ignore[attr-defined]
