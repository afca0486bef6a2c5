"""The report in Debian's Chromium: accessible, self-contained, fit for a phone, and without scripts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cicscore.report.html import render_html
from cicscore.report.paper import Paper
from cicscore.results import Scorecard
from cicscore.view import View

BROWSER = Path(__file__).parents[1] / "browser"

pytestmark = pytest.mark.slow


def _lacking() -> str | None:
    """What is missing to open a browser; in CI nothing may be."""
    wanted = {
        "chromium": shutil.which("chromium") is not None,
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
        ["node", "report.mjs", str(shutil.which("chromium")), str(file)],
        cwd=BROWSER,
        capture_output=True,
        encoding="utf-8",
        timeout=420,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.fixture(scope="module")
def found(samples: Scorecard, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the samples with 24 months, as a browser has it."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(Paper(samples), View()), encoding="utf-8")
    return opened(file)


def test_a_browser_finds_it_sound(found: dict[str, Any]) -> None:
    """No violation of WCAG 2.2 AA or best practice, nothing requested, nothing to the side, legible charts.

    One test, so that the page is opened once wherever the tests run.
    """
    for at in found["widths"]:
        assert at["violations"] == [], at["width"]
        assert at["requests"] == []
        assert at["scrollWidth"] <= at["innerWidth"], f"scrolls sideways at {at['width']}"
        assert at["charts"] >= 50
        assert at["smallestChartText"] >= 10, at["width"]
    assert found["asItIs"] == {"requests": [], "said": [], "background": "rgb(0, 96, 47)"}
    without = found["withoutScripts"]
    assert without["requests"] == []
    assert "Headlines" in without["headings"]
    assert "Cases reviewed within required timescales" in without["headings"]


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
        assert [url.rpartition("/")[2] for url in at["requests"]] == ["beside.css"]
        assert at["scrollWidth"] > at["innerWidth"]
        assert at["smallestChartText"] < 5
