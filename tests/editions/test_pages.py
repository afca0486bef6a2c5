"""The table, the Markdown page and the trend of an edition: marked, with a symbol where nothing is shown."""

from __future__ import annotations

import pytest

from cicscore.render.markdown import render_markdown
from cicscore.render.plot import plot
from cicscore.render.table import render_table, render_trend_table
from cicscore.results import Disclosure, Scorecard
from cicscore.view import Layout, View
from cicscore.vocabulary import Audience
from cicscore.wording.editions import about
from tests.editions.made import INTERNAL, POLICY, PUBLIC, ROUNDED, SECRETS, secrets_in, trend_of

PAGE = """\
Anyshire Council – Children in Care scorecard
As at 31 March 2016 · previous 31 December 2015 · outturn 31 March 2015
Public edition.

Children · Lead: Assistant Director
Indicator                  Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn England
────────────────────────────────────────────────────────────────────────────────────────────────────
Reviews held on time       H   SS      79.7% ■ R 1,797 2,256    98% ▲ improved 77.2%   97.1%   90.4%
First-time entrants to the L   YTD         – –       –     –      – –              –       –       –
youth justice system [1]
Left care adopted          H   YTD         c c       c     c     9% c          10.1%       –       –
Left care adopted          H   YTD     15.4% ● G   103   668     9% –              –       –       –
(Excluding UASC)
Children in care [2]       –   SS      2,320 –   2,320     –      – –          2,410       –       –

Staffing
Indicator                  Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn England
────────────────────────────────────────────────────────────────────────────────────────────────────
Children per social worker L   SS       16.0 ◆ A 1,763 110.4     15 = same      16.0       –       –

By age group
Indicator                Group Latest RAG Num Denom
───────────────────────────────────────────────────
Reviews held on time [3] 0-4    96.0% ◆ A  24    25
Reviews held on time     5+         c c     c     c

RAG: 1 green, 1 amber, 1 red, 2 not rated, 1 not shown.

c: not shown, because it is a count of 1 to 4 children or could give one away; totals may therefore
not add up.
RAG: ● G green, meets the target; ◆ A amber, close to it; ■ R red, significantly away from it; – not
rated.
"""

SECOND_PAGE = """\
                                                           All children           Excluding UASC
Indicator                                           Target Result RAG   Num Denom Result RAG   Num Denom Diff
─────────────────────────────────────────────────────────────────────────────────────────────────────────────
Reviews held on time                                   98%  79.7% ■ R 1,797 2,256      c c       c 1,422    c
First-time entrants to the youth justice system [1]      –      – –       –     –      – –       –     –    –
Left care adopted                                       9%      c c       c     c  15.4% ● G   103   668    c
Children in care                                         –  2,320 –   2,320     –  1,454 –   1,454     – -866
"""

MONTHS = """\
Indicator                                   Period First Lowest Highest Latest RAG RAG by month  Course
──────────────────────────────────────────────────────────────────────────────────────────────────────────────
Reviews held on time [1-3]                  SS     90.0%  79.7%   98.0%  79.7% ■ R GRRR–AcA–GAAR ▅▅▆▆·▇·█·███▁
Reviews held on time (Excluding UASC) [1,   SS     90.0%  90.0%   98.0%      c c   GRRRRRAA–GGAc ▁▁▃▃▅▅▇▇·██▇·
3, 4]

c: not shown, because it is a count of 1 to 4 children or could give one away; totals may therefore not add
up.
Course: from ▁ (the line's own lowest) to █ (its highest), · no figure, or one that is not shown. Lowest and
highest are those of the month ends that are shown.
"""


def test_the_first_page_has_the_symbol_where_a_figure_is_not_shown() -> None:
    """In every cell of what is hidden and in no other; the legend says why, and none counts as not rated."""
    assert render_table(PUBLIC, View(width=100)).startswith(PAGE)


def test_the_second_page_has_it_for_each_variant() -> None:
    """A difference is hidden with the figure that it is from."""
    text = render_table(PUBLIC, View(Layout.VARIANTS, width=110))
    assert SECOND_PAGE in text
    assert "RAG, Excluding UASC: 1 green, 0 amber, 0 red, 3 not rated, 1 not shown.\n" in text


def test_a_hidden_figure_has_no_note_that_it_is_missing() -> None:
    """The symbol says that it is there: "no value" would say that it is not."""
    for layout in Layout:
        text = render_table(PUBLIC, View(layout, width=200))
        assert "Left care adopted [" not in text
        assert "suppressed" not in text
        assert "Not shown." not in text


def test_the_trend_has_it_where_months_are_not_shown() -> None:
    """As ranges, and month by month with its rating's letter."""
    text = render_trend_table(trend_of(PUBLIC), View(width=110))
    assert MONTHS in text
    assert "[1] Not shown at 1 month end, so that no small number can be worked out.\n" in text
    wide = render_trend_table(trend_of(PUBLIC), View(width=200)).splitlines()
    excluding = next(line for line in wide if "(Excluding UASC)" in line).split()
    assert excluding[-2:] == ["c", "▁▁▃▃▅▅▇▇·██▇·"]


def test_a_line_of_which_no_month_is_shown_has_it_in_every_range() -> None:
    """And no sign of a course."""
    trend = trend_of(PUBLIC)
    hidden = next(row for row in trend.series if "value" in row.hidden)
    only = trend.model_copy(update={"series": (hidden,)})
    line = next(line for line in render_trend_table(only, View()).splitlines() if line.startswith("Reviews"))
    assert line.split()[-7:] == ["c", "c", "c", "c", "c", "c", "·"]


def test_a_plot_has_no_point_for_a_month_that_is_not_shown() -> None:
    """A terminal's plot marks the others: eleven months in all, ten of them shown, and the line's name."""
    titles = {variant.id: variant.title for variant in PUBLIC.variants}
    drawn = [
        plot(scorecard.indicators[0], [row for row in scorecard.series if row.variant == "all"], titles, 100)
        for scorecard in (INTERNAL, PUBLIC)
    ]
    marks = [text.plain.count("●") for text in drawn if text is not None]
    assert marks == [12, 11]


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("width", [80, 110, 250])
def test_no_page_holds_a_hidden_figure(layout: Layout, width: int) -> None:
    """None of the texts that the internal pages print."""
    view = View(layout, width=width)
    trend = trend_of(PUBLIC)
    for text in (render_table(PUBLIC, view), render_markdown(PUBLIC, view), render_trend_table(trend, view)):
        assert secrets_in(text) == []


def test_the_internal_pages_hold_them() -> None:
    """So that the search can find one."""
    pages = [render_table(INTERNAL, View(layout, width=250)) for layout in Layout]
    found = secrets_in("\n".join([*pages, render_trend_table(trend_of(INTERNAL), View(width=250))]))
    assert {"117", "10.5%", "1,385", "97.4%", "1,773", "94.7%", "+17.7 pp"} <= set(found) < set(SECRETS)


@pytest.mark.parametrize(
    ("audience", "policy", "text"),
    [
        (Audience.INTERNAL, POLICY, "Internal: for officers; small counts are shown."),
        (
            Audience.PARTNER,
            POLICY,
            "For partners under an agreement, not for publication: small counts are not shown. "
            "c: not shown, because it is a count of 1 to 4 children or rests on one.",
        ),
        (
            Audience.PUBLIC,
            POLICY.model_copy(update={"threshold": 2, "symbol": "*"}),
            "Public edition. *: not shown, because it is a count of 1 child or could give one away; "
            "totals may therefore not add up.",
        ),
        (
            Audience.PUBLIC,
            ROUNDED,
            "Public edition. c: not shown, because it is a count of 1 to 4 children or could give one away. "
            "Counts are rounded to the nearest 5; totals may not add up to the sum of their parts.",
        ),
        (Audience.PUBLIC, None, "Public edition."),
    ],
)
def test_an_edition_says_whom_it_is_for_and_by_which_rule(
    audience: Audience, policy: Disclosure | None, text: str
) -> None:
    """In plain words, whole."""
    assert about(PUBLIC.model_copy(update={"audience": audience, "disclosure": policy})) == text


@pytest.mark.parametrize("scorecard", [INTERNAL, PUBLIC], ids=["internal", "public"])
def test_the_mark_stands_under_the_title(scorecard: Scorecard) -> None:
    """On the table, in Markdown, and on the trend; the symbol is the policy's."""
    mark = {Audience.INTERNAL: "Internal: for officers; small counts are shown."}.get(
        scorecard.audience, "Public edition."
    )
    assert render_table(scorecard, View()).splitlines()[2] == mark
    assert render_trend_table(trend_of(scorecard), View()).splitlines()[2] == mark
    assert render_markdown(scorecard, View()).split("\n\n")[2] == mark


def test_the_symbol_is_the_policys() -> None:
    """In cells and in the legend, escaped where it would be markup."""
    starred = PUBLIC.model_copy(update={"disclosure": POLICY.model_copy(update={"symbol": "*"})})
    assert "| Left care adopted | H | YTD | \\* | \\* | \\* | \\* | 9% | \\* | 10.1% |" in render_markdown(
        starred, View()
    )
