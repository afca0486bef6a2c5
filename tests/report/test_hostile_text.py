"""Text from outside arrives as text, whatever is in it, and breaks no page."""

from __future__ import annotations

from typing import Any

import pytest

from cicscore.report.commentary import safe_html
from cicscore.report.html import render_html
from cicscore.report.markdown import render_report_markdown
from cicscore.report.paper import Commentary, Paper
from cicscore.results import Group, Scorecard
from cicscore.view import View
from tests.report.papers import BREAKDOWN, MADE
from tests.report.reading import read

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "event": "\"><img src=x onerror='alert(1)'>",
    "entity": "&lt;b&gt; &amp; &#60;",
    "comment": "<!-- --> ]]> </style></title></svg>",
    "markdown": "[see](javascript:alert(1)) **bold** | `code` # heading",
    "formula": '=HYPERLINK("http://example.org","x")+cmd|\' /C calc\'!A0',
    "template": "{{ scorecard.title }} {% raw %} ${x}",
    "long": "Long " + "x" * 10_000,
    "directions": "\u202egnol\u202c \x07\x1b[31m",
}


def written(scorecard: Scorecard, text: str) -> Scorecard:
    """The scorecard with the text wherever somebody outside may have written."""
    changes: dict[str, Any] = {
        "title": text,
        "organisation": text,
        "themes": tuple(theme.model_copy(update={"title": text, "lead": text}) for theme in scorecard.themes),
        "variants": tuple(
            variant.model_copy(update={"title": f"{variant.id} {text}"}) for variant in scorecard.variants
        ),
        "indicators": tuple(
            info.model_copy(
                update=dict.fromkeys(("title", "meaning", "owner", "note", "source", "change_note"), text)
                | {"reference": text}
            )
            for info in scorecard.indicators
        ),
        "results": tuple(
            row.model_copy(
                update={
                    "rag_reason": text,
                    "notes": (f"small_cohort: {text}",),
                    "status_reason": text if row.status_reason else None,
                }
            )
            for row in scorecard.results
        ),
        "breakdowns": (
            BREAKDOWN.model_copy(
                update={
                    "title": text,
                    "groups": tuple(Group(id=one.id, title=text) for one in BREAKDOWN.groups),
                }
            ),
        ),
        "panels": tuple(
            panel.model_copy(
                update=dict.fromkeys(("title", "counted", "lines_title"), text)
                | {"columns": tuple(Group(id=one.id, title=text) for one in panel.columns)}
            )
            for panel in scorecard.panels
        ),
        "comparators": tuple(one.model_copy(update={"source": text}) for one in scorecard.comparators),
    }
    return scorecard.model_copy(update=changes)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_on_the_page_is_text(text: str) -> None:
    """The page has the elements that it has with plain words, with the text in them as it was written."""
    plain = read(render_html(Paper(written(MADE, "Plain")), View()))
    html = render_html(Paper(written(MADE, text)), View())
    page = read(html)
    assert [each.name for each in page.all()] == [each.name for each in plain.all()]
    assert [sorted(each.attributes) for each in page.all()] == [
        sorted(each.attributes) for each in plain.all()
    ]
    shown = " ".join(text.replace("\u202e", "\\u202e").replace("\u202c", "\\u202c").split())
    shown = shown.replace("\x07", "\\u0007").replace("\x1b", "\\u001b")
    assert page.one("h1").text == shown
    assert {each.text for each in page.all("h3") if each["id"].startswith("i-")} == {shown}
    for table in page.all("table"):
        assert table.one("caption").text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_commentary_is_plain_formatting_at_most(text: str) -> None:
    """No element but of plain formatting, and none of them with an attribute."""
    html = safe_html(f"Before {text} after\n\n{text}\n\n- {text}\n")
    elements = read(html).all()
    assert {each.name for each in elements} <= {"p", "ul", "li", "strong", "em", "code", "h5"}
    assert all(not each.attributes for each in elements)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>Late</b> & later", "<p>&lt;b&gt;Late&lt;/b&gt; &amp; later</p>\n"),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>\n"),
        ("[our page](https://example.org/a?b=1&c)", "<p>[our page](https://example.org/a?b=1&amp;c)</p>\n"),
        ("<https://example.org>", "<p>&lt;https://example.org&gt;</p>\n"),
        ("![a](b.png)", "<p>![a](b.png)</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("One.\n\n**Two** and *three*.", "<p>One.</p>\n<p><strong>Two</strong> and <em>three</em>.</p>\n"),
        ("# Heading", "<h5>Heading</h5>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("=1+1", "<p>=1+1</p>\n"),
        ("", ""),
    ],
)
def test_how_commentary_is_written(text: str, html: str) -> None:
    """Paragraphs, lists, headings and emphasis; HTML, links and pictures stand as they were written."""
    assert safe_html(text) == html


def test_markdown_keeps_text_as_text() -> None:
    """In the Markdown report a commentary brings in no HTML, no link and no heading of its own."""
    text = "<script>x</script>\n\n# Heading\n\n[a](http://example.org)"
    commentary = {"reviews_on_time": Commentary("K25.md", text, safe_html(text))}
    found = render_report_markdown(Paper(MADE, commentary), View()).split("## Commentary")[1]
    assert "<script>" not in found
    assert "\n# Heading" not in found
    assert "[a](" not in found
