"""A council's own targets beside the extracts rate the figures of a catalogue that it shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.compute import ComputeRequest, compute
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
        "  what to do: Use indicators that are declared, or declare this one.\n"
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
