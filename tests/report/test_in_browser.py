"""The report in Debian's Chromium: accessible, self-contained, fit for a phone, and without scripts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cicscore.report.commentary import safe_html
from cicscore.report.paper import Commentary
from cicscore.results import Scorecard
from tests.editions.made import PUBLIC
from tests.report.papers import MADE, html_of

BROWSER = Path(__file__).parents[1] / "browser"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.slow


def _lacking() -> str | None:
    """What is missing to open a browser; in CI nothing may be."""
    wanted = {
        "chromium": CHROMIUM is not None,
        "node": shutil.which("node") is not None,
        "tests/browser/node_modules": (BROWSER / "node_modules" / "axe-core").is_dir(),
    }
    missing = [name for name, is_there in wanted.items() if not is_there]
    return f"{', '.join(missing)}: missing; `make browser` installs them" if missing else None


def opened(file: Path) -> dict[str, Any]:
    """What ``report.mjs`` tells of a page. Skips the test without a browser, but fails it in CI."""
    lacking = _lacking()
    if lacking is not None:
        assert not os.environ.get("CI"), lacking
        pytest.skip(lacking)
    ended = subprocess.run(
        ["node", "report.mjs", str(CHROMIUM), str(file)],
        cwd=BROWSER,
        capture_output=True,
        encoding="utf-8",
        timeout=420,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def _without_groups(scorecard: Scorecard) -> Scorecard:
    """The scorecard as `make report` has it; with every figure by group, axe would take many minutes."""
    rows = tuple(row for row in scorecard.results if row.breakdown is None)
    return scorecard.model_copy(update={"results": rows, "breakdowns": ()})


def test_a_browser_finds_the_samples_sound(samples: Scorecard, tmp_path: Path) -> None:
    """24 months of every indicator, as wide as a desktop and as a phone."""
    file = tmp_path / "report.html"
    file.write_text(html_of(_without_groups(samples)), encoding="utf-8")
    found = opened(file)
    _assert_sound(found, charts=50)
    assert "Cases reviewed within required timescales" in found["withoutScripts"]["headings"]


def test_a_browser_finds_groups_and_commentary_sound(tmp_path: Path) -> None:
    """What the samples' report does not show: figures by group, words of officers, a panel without counts."""
    text = (
        "# Why\n\nTwo officers **left**; 459 of 2,256 were late:\n\n- one\n\n> [said](https://example.org)\n"
    )
    file = tmp_path / "report.html"
    commentary = {"reviews_on_time": Commentary("K25.md", text, safe_html(text))}
    file.write_text(html_of(MADE, commentary), encoding="utf-8")
    _assert_sound(opened(file), charts=1)


def test_a_browser_finds_an_edition_sound(tmp_path: Path) -> None:
    """With the symbol in tables, facts and panels, and a box more among the counts."""
    file = tmp_path / "report.html"
    file.write_text(html_of(PUBLIC), encoding="utf-8")
    _assert_sound(opened(file), charts=1)


def _assert_sound(found: dict[str, Any], charts: int) -> None:
    """No violation of WCAG 2.2 AA or best practice, no request, nothing to the side, legible charts."""
    assert [at["width"] for at in found["widths"]] == [1280, 390, 320]
    for at in found["widths"]:
        assert at["violations"] == [], at["width"]
        assert at["requests"] == []
        assert at["scrollWidth"] <= at["innerWidth"], f"scrolls sideways at {at['width']}"
        assert at["charts"] >= charts
        assert at["smallestChartText"] >= 10, at["width"]
    # The page's policy lets its own style through: it would be told here if not.
    assert found["asItIs"] == {"requests": [], "said": [], "background": "rgb(0, 96, 47)"}
    without = found["withoutScripts"]
    assert without["requests"] == []
    assert "Headlines" in without["headings"]


def test_a_browser_would_tell(tmp_path: Path) -> None:
    """A page with the faults that are looked for is found out, each of them."""
    file = tmp_path / "faulty.html"
    file.write_text(
        '<!DOCTYPE html><html><head><title>x</title><link rel="stylesheet" href="beside.css"></head><body>'
        '<h1>One</h1><h3>Two</h3><p style="color: #aaa">Pale</p>'
        '<p class="rag green" style="width: 90rem">x</p>'
        '<svg role="img" viewBox="0 0 100 10" width="40"><text font-size="10">x</text></svg></body></html>',
        encoding="utf-8",
    )
    for at in opened(file)["widths"]:
        rules = {violation["id"] for violation in at["violations"]}
        assert {"html-has-lang", "color-contrast", "heading-order", "svg-img-alt"} <= rules
        assert {url.rpartition("/")[2] for url in at["requests"]} == {"beside.css"}
        assert at["scrollWidth"] > at["innerWidth"]
        assert at["smallestChartText"] < 5
