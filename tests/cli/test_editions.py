"""Editions on the command line: what is written where, what is refused, and the attack on what goes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SAMPLES = str(ROOT / "samples" / "2016-03")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue without a policy."""
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    start = text.index("disclosure:\n")
    path = tmp_path_factory.mktemp("catalogue") / "indicators.yaml"
    path.write_text(text[:start] + text[text.index("themes:\n") :], encoding="utf-8")
    return path


ADOPTION = ("--only", "adoption", "--format", "json")


def test_an_edition_is_internal_if_nothing_else_is_said(run: Run) -> None:
    """Everything is shown, and the document says whom it is for."""
    ended = run("compute", SAMPLES, *ADOPTION, "--quiet")
    document = json.loads(ended.out)
    assert (ended.code, document["audience"]) == (0, "internal")
    assert not any(row["hidden"] for row in document["results"])


def test_nothing_is_published_without_a_policy(run: Run, catalogue: Path) -> None:
    """The public has no default policy: a threshold has to be agreed."""
    ended = run(
        "compute", SAMPLES, *ADOPTION, "--catalogue", str(catalogue), "--audience", "public", "--quiet"
    )
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cicscore: the catalogue has no policy on small counts, so nothing can be published. Agree a"
        " threshold with information governance, and add it to the catalogue: `disclosure: {threshold: 5}`.\n"
    )


def test_partners_have_a_policy_by_default(run: Run, catalogue: Path) -> None:
    """Counts below 5 are hidden where the catalogue says nothing."""
    ended = run(
        "compute", SAMPLES, *ADOPTION, "--catalogue", str(catalogue), "--audience", "partner", "--quiet"
    )
    document = json.loads(ended.out)
    assert (ended.code, document["audience"], document["disclosure"]["threshold"]) == (0, "partner", 5)


def test_several_editions_need_a_file(run: Run) -> None:
    """Two documents on stdout would be none."""
    ended = run("compute", SAMPLES, *ADOPTION, "--audience", "internal", "--audience", "public")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "cicscore: --audience: several editions cannot go to stdout. Give --output FILE.\n"


def test_two_editions_from_one_run(run: Run, tmp_path: Path) -> None:
    """Each is a file of its own, and what is hidden stands in a third, for officers."""
    both = ("--audience", "internal", "--audience", "public", "--output", str(tmp_path / "march.json"))
    ended = run("compute", SAMPLES, *ADOPTION, "--by", "sex", *both, "--quiet")
    assert (ended.code, ended.out) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "march.json",
        "march.public.hidden.csv",
        "march.public.json",
    ]
    public = json.loads((tmp_path / "march.public.json").read_text(encoding="utf-8"))
    assert (public["audience"], public["extracts"]) == ("public", [])
    log = (tmp_path / "march.public.hidden.csv").read_text(encoding="utf-8").splitlines()
    assert log[0] == "count,value,why,protects"
    assert len(log) > 1
    checked = run("publish-check", str(tmp_path / "march.public.json"))
    assert (checked.code, checked.out) == (0, "Nothing in 1 document gives away a count below 5.\n")
    internal = run("publish-check", str(tmp_path / "march.json"), "--format", "json")
    assert internal.code == 1
    assert len(json.loads(internal.out)["leaks"]) > 10
    page = ("--output", str(tmp_path / "a.html"))
    again = run("report", str(tmp_path / "march.public.json"), "--audience", "public", *page)
    assert again.code == 2
    assert again.err == (
        "cicscore: this document is an edition already (public). Give the internal document that it was made"
        " from.\n"
    )
    printed = run("report", str(tmp_path / "march.public.json"), "--output", "-")
    assert printed.code == 0
    assert "Public edition." in printed.out


def test_the_log_goes_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    """An edition on stdout has none beside it, unless it is asked for."""
    where = ("--audience", "public", "--hidden-log", str(tmp_path / "log.csv"))
    ended = run("trend", SAMPLES, *ADOPTION, "--months", "3", *where, "--quiet")
    assert ended.code == 0
    assert json.loads(ended.out)["audience"] == "public"
    assert (tmp_path / "log.csv").read_text(encoding="utf-8").startswith("count,value,why,protects\n")


def test_documents_without_a_policy_cannot_be_attacked(run: Run, catalogue: Path, tmp_path: Path) -> None:
    """Nobody has said what a small count is."""
    output = str(tmp_path / "march.json")
    run("compute", SAMPLES, *ADOPTION, "--catalogue", str(catalogue), "--output", output, "--quiet")
    ended = run("publish-check", output)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cicscore: none of the documents has a policy on small counts. Give editions that cicscore"
        " published.\n"
    )
