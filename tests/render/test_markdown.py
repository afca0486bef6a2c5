"""The Markdown page: the table's page, as GitHub shows it."""

from cicscore.render.markdown import render_markdown
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD

FIRST_PAGE = r"""# Anyshire Council – Children in Care scorecard

As at 31 March 2016 · previous 31 December 2015 · outturn 31 March 2015

Internal: for officers; small counts are shown.

## Children · Lead: Assistant Director

| Indicator | Polarity | Period | Latest result | RAG | Numerator | Denominator | Target | Direction | Previous | Outturn |
| --- | --- | --- | ---: | --- | ---: | ---: | ---: | --- | ---: | ---: |
| Reviews held on time | H | SS | 79.7% | ■ Red | 1,797 | 2,256 | 98% | ▲ improved (rose) | 77.2% | 97.1% |
| First-time entrants to the youth justice system \[1\] | L | YTD | – | – | – | – | – | – | – | – |
| Left care adopted \[2\] | H | YTD | 9.2% | ● Green | 103 | 1,118 | 9% | ▼ worsened (fell) | 10.1% | – |
| Left care adopted (Excluding UASC) | H | YTD | 15.4% | ● Green | 103 | 668 | 9% | – | – | – |
| Children in care \[3\] | – | SS | 2,320 | – | 2,320 | – | – | – | 2,410 | – |

## Staffing

| Indicator | Polarity | Period | Latest result | RAG | Numerator | Denominator | Target | Direction | Previous | Outturn |
| --- | --- | --- | ---: | --- | ---: | ---: | ---: | --- | ---: | ---: |
| Children per social worker | L | SS | 16.0 | ◆ Amber | 1,763 | 110.4 | 15 | = same (unchanged) | 16.0 | – |

## By age group

| Indicator | Group | Latest result | RAG | Numerator | Denominator |
| --- | --- | ---: | --- | ---: | ---: |
| Reviews held on time \[4\] | 0-4 | 96.0% | ◆ Amber | 24 | 25 |
| Reviews held on time | not recorded | 79.5% | ■ Red | 1,773 | 2,231 |

## Summary

- RAG: 2 green, 1 amber, 1 red, 2 not rated.
- Left out: 3 of 6,244 rows of reviews.csv, for faults.

## Notes

1. No value (not reported): the Youth Justice Board has not released the figures.
2. Overlapping windows: the figures of 31 December 2015 and 31 March 2016 both count from 1 April 2015.
3. No direction: the indicator has no polarity.
4. Small cohort: fewer than 30 in the denominator.

## Legend

- RAG: ● Green, meets the target; ◆ Amber, close to it; ■ Red, significantly away from it; – not rated.
- Direction: ▲ improved, ▼ worsened, = same, against the previous figure. Better or worse is by the polarity; an arrow never means up or down.
- Polarity: H higher is better, L lower is better.
- Period: SS snapshot, YTD year to date (from 1 April).
"""  # noqa: E501 - a row of a Markdown table is one line

SECOND_PAGE = r"""
| Indicator | Target | All children: Result | All children: RAG | All children: Numerator | All children: Denominator | Excluding UASC: Result | Excluding UASC: RAG | Excluding UASC: Numerator | Excluding UASC: Denominator | Excluding UASC: Difference |
| --- | ---: | ---: | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |
| Reviews held on time | 98% | 79.7% | ■ Red | 1,797 | 2,256 | 97.4% | ◆ Amber | 1,385 | 1,422 | +17.7 pp |
"""  # noqa: E501 - the same


def test_the_first_page_is_headed_tables() -> None:
    """Whole: tables by theme and breakdown, counts, notes and legend."""
    assert render_markdown(SCORECARD, View()) == FIRST_PAGE


def test_the_second_page_names_the_variant_in_each_heading() -> None:
    """Markdown has no headings over several columns."""
    assert SECOND_PAGE in render_markdown(SCORECARD, View(Layout.VARIANTS))


def test_the_width_of_a_terminal_changes_nothing() -> None:
    """A browser wraps by itself, so words are used throughout."""
    assert render_markdown(SCORECARD, View(width=40, colour=True)) == FIRST_PAGE


def test_a_title_cannot_become_a_cell_a_link_or_a_tag() -> None:
    """What a catalogue writes is shown as it is written."""
    title = r"a|b [c](d) <img> *e* `f` \g"
    changed = SCORECARD.indicators[0].model_copy(update={"title": title})
    scorecard = SCORECARD.model_copy(update={"indicators": (changed, *SCORECARD.indicators[1:])})
    assert r"| a\|b \[c\](d) \<img\> \*e\* \`f\` \\g | H | SS |" in render_markdown(scorecard, View())


def test_an_address_and_a_name_stay_text() -> None:
    """GitHub makes no link of them, and tells nobody."""
    title = "see https://a.example/b, www.example.org, ftp://c and tell @panel, me@example.org"
    changed = SCORECARD.indicators[0].model_copy(update={"title": title})
    scorecard = SCORECARD.model_copy(update={"indicators": (changed, *SCORECARD.indicators[1:])})
    assert (
        r"| see https\://a.example/b, www\.example.org, ftp\://c and tell @<!-- -->panel,"
        " me@<!-- -->example.org | H | SS |"
    ) in render_markdown(scorecard, View())


def test_a_scorecard_without_rows_has_no_empty_headings() -> None:
    """A summary and notes are there only where they say something."""
    empty = SCORECARD.model_copy(update={"results": (), "rag_counts": {}, "extracts": ()})
    headings = [line for line in render_markdown(empty, View()).splitlines() if line.startswith("#")]
    assert headings == ["# Anyshire Council – Children in Care scorecard", "## Legend"]
