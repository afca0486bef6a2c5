"""The report as one file of HTML: how it is built, what it is allowed, and that nothing leads out of it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from cicscore.render.json import render_json
from cicscore.results import Scorecard
from cicscore.view import View
from tests.report.papers import html_of
from tests.report.reading import Element

#: The landmarks of a page, as elements, and the section that is one once it has a name.
LANDMARKS = ("header", "nav", "main", "footer", "section", "article", "aside", "form")


def name_of(element: Element, page: Element) -> str:
    """What an element is called by those who do not see it."""
    if element["aria-label"]:
        return element["aria-label"]
    by_id = {each["id"]: each for each in page.all() if each["id"]}
    return " ".join(by_id[one].text for one in element["aria-labelledby"].split())


def test_nothing_leads_out_of_the_file(page: Element, html: str) -> None:
    """No address but of places in the page, no script, no picture, no style sheet or font from elsewhere."""
    for element in page.all():
        for attribute in ("href", "xlink:href"):
            assert attribute not in element.attributes or element[attribute].startswith("#"), element
        others = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "style"}
        assert not others & element.attributes.keys(), element.attributes
        assert not [each for each in element.attributes if each.startswith("on")], element.attributes
    assert (
        page.all("script", "link", "iframe", "object", "embed", "base", "img", "form", "foreignObject") == []
    )
    style = page.one("style").text
    assert "url(" not in style
    assert "@import" not in style
    assert "@font-face" not in style
    assert re.findall(r"https?:", html) == []


def test_the_policy_allows_the_style_and_nothing_else(page: Element) -> None:
    """A content security policy: nothing by default, the one style by the digest of its text."""
    (policy,) = (
        each["content"] for each in page.all("meta") if each["http-equiv"] == "Content-Security-Policy"
    )
    (style,) = page.one("style").children
    assert isinstance(style, str)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_it_says_what_it_is(page: Element, scorecard: Scorecard) -> None:
    """Language, title, a link past the contents, and one heading of the first level."""
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("head").one("title").text.startswith(scorecard.title)
    skip = page.one("body").all("a")[0]
    assert skip["href"] == f"#{page.one('main')['id']}"
    assert page.one("h1").text == scorecard.title
    assert page.one("p", within="audience").text == "Internal: for officers; small counts are shown."


def test_every_id_is_there_once_and_every_link_and_name_finds_its_own(page: Element) -> None:
    """Ids are unique; links, names and descriptions point at ids that are there."""
    ids = Counter(each["id"] for each in page.all() if "id" in each.attributes)
    assert [name for name, times in ids.items() if times > 1 or not name or " " in name] == []
    wanted = [each["href"].removeprefix("#") for each in page.all("a")]
    for attribute in ("aria-labelledby", "aria-describedby", "headers", "for"):
        wanted += [one for each in page.all() for one in each[attribute].split()]
    assert wanted
    assert set(wanted) - set(ids) == set()


def test_heading_levels_never_skip(page: Element) -> None:
    """Each heading is at most one level below the one before it, and says something."""
    headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(each.name[1]) for each in headings]
    assert levels[0] == 1
    assert [after for before, after in pairwise(levels) if after > before + 1] == []
    assert [each for each in headings if not each.text] == []


def test_each_table_has_a_caption_and_each_heading_a_scope(page: Element) -> None:
    """And each line has as many cells as there are columns."""
    tables = page.all("table")
    assert tables
    for table in tables:
        assert table.one("caption").text
        for heading in table.all("th"):
            assert heading["scope"] in ("col", "row", "colgroup"), table.one("caption").text
            assert heading.text, table.one("caption").text
        lines = [line for part in table.all("thead", "tbody", "tfoot") for line in part.all("tr")]
        widths = {_width(line) for line in lines if not _is_under_another(line, table)}
        assert len(widths) == 1, table.one("caption").text


def _width(line: Element) -> int:
    return sum(int(cell["colspan"] or 1) for cell in line.all("th", "td"))


def _is_under_another(line: Element, table: Element) -> bool:
    """Whether it is the second line of a heading, whose first columns are those of the line above it."""
    return line in table.one("thead").all("tr")[1:]


def test_each_picture_has_a_name_or_is_hidden(page: Element) -> None:
    """An image with title and description, or hidden from those who could not see it, beside a figure."""
    pictures = page.all("svg")
    assert pictures
    for picture in pictures:
        if picture["aria-hidden"] == "true":
            assert picture["focusable"] == "false"
            continue
        assert picture["role"] == "img"
        assert name_of(picture, page).startswith(picture.one("title").text)
        assert picture.one("desc").text.endswith("The figures stand in the table of months.")


def test_landmarks_of_one_kind_have_different_names(page: Element) -> None:
    """So that a list of them can be chosen from; what scrolls can be reached by the keyboard, with a name."""
    found = [each for each in page.all(*LANDMARKS) if each.name in LANDMARKS]
    found += [each for each in page.all() if each["role"] == "region"]
    names = Counter((each["role"] or each.name, name_of(each, page)) for each in found)
    assert [name for name, times in names.items() if times > 1] == []
    for element in page.all():
        if element["tabindex"] == "0":
            assert element["role"] == "region"
            assert element["aria-label"]


@pytest.mark.slow
def test_the_samples_with_24_months_are_under_2_mb(samples: Scorecard) -> None:
    """With every figure by age group and by sex, too."""
    assert len({row.as_at for row in samples.series}) == 24
    assert len(html_of(samples).encode()) < 2_000_000


def test_the_same_bytes_whatever_the_seed(scorecard: Scorecard, html: str, tmp_path: Path) -> None:
    """In separate processes, whose dictionaries and sets hash text differently."""
    (tmp_path / "march.json").write_text(render_json(scorecard, View()), encoding="utf-8")
    for seed in ("0", "4242"):
        output = tmp_path / f"{seed}.html"
        subprocess.run(
            [sys.executable, "-m", "cicscore", "report", "march.json", "--output", output.name],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=120,
            check=True,
        )
        assert output.read_bytes() == html.encode()
