"""The table: whole pages as a reader sees them, at both widths, in both layouts, with and without symbols."""

import re

import pytest
from msgspec.structs import replace

from cicscore.render.table import render_table
from cicscore.results import Scorecard
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD

NARROW = View(Layout.SCORECARD, width=100)
WIDE = View(Layout.SCORECARD, width=200)
VARIANTS = View(Layout.VARIANTS, width=100)
#: The pages with counts, a column for ratings and a line for each figure; the matrix has none of these.
PAGES = (Layout.SCORECARD, Layout.VARIANTS)

FIRST_PAGE = """\
Anyshire Council – Children in Care scorecard
As at 31 March 2016 · previous 31 December 2015 · outturn 31 March 2015
Internal: for officers; small counts are shown.

Children · Lead: Assistant Director
Indicator                          Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn
────────────────────────────────────────────────────────────────────────────────────────────────────
Reviews held on time               H   SS      79.7% ■ R 1,797 2,256    98% ▲ improved 77.2%   97.1%
First-time entrants to the youth   L   YTD         – –       –     –      – –              –       –
justice system [1]
Left care adopted [2]              H   YTD      9.2% ● G   103 1,118     9% ▼ worsened 10.1%       –
Left care adopted (Excluding UASC) H   YTD     15.4% ● G   103   668     9% –              –       –
Children in care [3]               –   SS      2,320 –   2,320     –      – –          2,410       –

Staffing
Indicator                          Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn
────────────────────────────────────────────────────────────────────────────────────────────────────
Children per social worker         L   SS       16.0 ◆ A 1,763 110.4     15 = same      16.0       –

By age group
Indicator                Group        Latest RAG   Num Denom
────────────────────────────────────────────────────────────
Reviews held on time [4] 0-4           96.0% ◆ A    24    25
Reviews held on time     not recorded  79.5% ■ R 1,773 2,231

RAG: 2 green, 1 amber, 1 red, 2 not rated.
Left out: 3 of 6,244 rows of reviews.csv, for faults.

RAG: ● G green, meets the target; ◆ A amber, close to it; ■ R red, significantly away from it; – not
rated.
Direction: ▲ improved, ▼ worsened, = same, against the previous figure. Better or worse is by the
polarity; an arrow never means up or down.
Polarity: H higher is better, L lower is better.
Period: SS snapshot, YTD year to date (from 1 April).

Notes
[1] No value (not reported): the Youth Justice Board has not released the figures.
[2] Overlapping windows: the figures of 31 December 2015 and 31 March 2016 both count from 1 April
    2015.
[3] No direction: the indicator has no polarity.
[4] Small cohort: fewer than 30 in the denominator.
"""

FIRST_PAGE_WIDE = """\
Children · Lead: Assistant Director
Indicator                                           Polarity Period Latest result RAG     Numerator \
Denominator Target Direction          Previous Outturn
────────────────────────────────────────────────────────────────────────────────────────────────────\
──────────────────────────────────────────────────────
Reviews held on time                                H        SS             79.7% ■ Red       1,797 \
      2,256    98% ▲ improved (rose)     77.2%   97.1%
First-time entrants to the youth justice system [1] L        YTD                – –               – \
          –      – –                         –       –
Left care adopted [2]                               H        YTD             9.2% ● Green       103 \
      1,118     9% ▼ worsened (fell)     10.1%       –
Left care adopted (Excluding UASC)                  H        YTD            15.4% ● Green       103 \
        668     9% –                         –       –
Children in care [3]                                –        SS             2,320 –           2,320 \
          –      – –                     2,410       –

Staffing
Indicator                                           Polarity Period Latest result RAG     Numerator \
Denominator Target Direction          Previous Outturn
────────────────────────────────────────────────────────────────────────────────────────────────────\
──────────────────────────────────────────────────────
Children per social worker                          L        SS              16.0 ◆ Amber     1,763 \
      110.4     15 = same (unchanged)     16.0       –
"""

SECOND_PAGE = """\
Anyshire Council – Children in Care scorecard
As at 31 March 2016
Internal: for officers; small counts are shown.

Children · Lead: Assistant Director
                                              All children           Excluding UASC
Indicator                              Target Result RAG   Num Denom Result RAG   Num Denom     Diff
────────────────────────────────────────────────────────────────────────────────────────────────────
Reviews held on time                      98%  79.7% ■ R 1,797 2,256  97.4% ◆ A 1,385 1,422 +17.7 pp
First-time entrants to the youth            –      – –       –     –      – –       –     –        –
justice system [1]
Left care adopted                          9%   9.2% ● G   103 1,118  15.4% ● G   103   668  +6.2 pp
Children in care                            –  2,320 –   2,320     –  1,454 –   1,454     –     -866

Staffing
                                              All children           Excluding UASC
Indicator                              Target Result RAG   Num Denom Result RAG   Num Denom     Diff
────────────────────────────────────────────────────────────────────────────────────────────────────
Children per social worker [2]             15   16.0 ◆ A 1,763 110.4      – –       –     –        –
"""

IN_ASCII = """\
Anyshire Council - Children in Care scorecard
As at 31 March 2016 | previous 31 December 2015 | outturn 31 March 2015
Internal: for officers; small counts are shown.

Children | Lead: Assistant Director
Indicator                          Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn
----------------------------------------------------------------------------------------------------
Reviews held on time               H   SS      79.7% ! R 1,797 2,256    98% ^ improved 77.2%   97.1%
First-time entrants to the youth   L   YTD         - -       -     -      - -              -       -
justice system [1]
Left care adopted [2]              H   YTD      9.2% + G   103 1,118     9% v worsened 10.1%       -
Left care adopted (Excluding UASC) H   YTD     15.4% + G   103   668     9% -              -       -
Children in care [3]               -   SS      2,320 -   2,320     -      - -          2,410       -

Staffing
Indicator                          Pol Period Latest RAG   Num Denom Target Direction   Prev Outturn
----------------------------------------------------------------------------------------------------
Children per social worker         L   SS       16.0 ~ A 1,763 110.4     15 = same      16.0       -
"""


def test_the_first_page_at_100_columns() -> None:
    """A log file gets every line, mark and note, in columns, with nothing cut off."""
    assert render_table(SCORECARD, NARROW) == FIRST_PAGE


def test_at_200_columns_there_are_words_in_place_of_letters() -> None:
    """Titles do not wrap, ratings are words, and rose or fell stands beside better or worse."""
    assert FIRST_PAGE_WIDE in render_table(SCORECARD, WIDE)


def test_the_second_page_shows_the_variants_side_by_side() -> None:
    """Each variant's result, RAG and counts under its name, and the difference."""
    text = render_table(SCORECARD, VARIANTS)
    assert text.startswith(SECOND_PAGE)
    assert text.endswith(
        """
RAG, All children: 1 green, 1 amber, 1 red, 2 not rated.
RAG, Excluding UASC: 1 green, 1 amber, 0 red, 3 not rated.
Left out: 3 of 6,244 rows of reviews.csv, for faults.

RAG: ● G green, meets the target; ◆ A amber, close to it; ■ R red, significantly away from it; – not
rated.
Difference: that variant's value less the value of all, from exact values.

Notes
[1] No value (not reported): the Youth Justice Board has not released the figures.
[2] No value (not applicable).
[3] Small cohort: fewer than 30 in the denominator.
"""
    )


def test_a_console_without_symbols_gets_the_same_page_in_ascii() -> None:
    """Each sign has an ASCII form, and a letter or a word beside it."""
    text = render_table(SCORECARD, replace(NARROW, ascii_only=True))
    assert text.startswith(IN_ASCII)
    assert text.isascii()


@pytest.mark.parametrize("layout", list(Layout))
def test_letters_that_ascii_lacks_are_spelt_as_well_as_they_can_be(layout: Layout) -> None:
    """A name with an accent or a dash does not break an old console."""
    scorecard = SCORECARD.model_copy(update={"organisation": "Llŷn – “Gwynedd” ½ 県"})
    text = render_table(scorecard, View(layout, ascii_only=True))
    assert text.splitlines()[0] == 'Llyn - "Gwynedd" 1?2 ? - Children in Care scorecard'
    assert text.isascii()


@pytest.mark.parametrize("layout", PAGES)
@pytest.mark.parametrize("width", [1, 40, 80, 100, 149, 150, 200, 400])
def test_no_number_is_cut_off_at_any_width(layout: Layout, width: int) -> None:
    """A screen too narrow for the figures gets longer lines, never shorter numbers."""
    text = render_table(SCORECARD, View(layout, width=width))
    figures = ["79.7%", "1,797", "2,256", "98%", "2,320", "110.4", "15.4%", "1,118"]
    words = text.split()
    assert [figure for figure in figures if figure not in words] == []
    assert "…" not in text


@pytest.mark.parametrize("layout", PAGES)
def test_colour_repeats_what_the_signs_say(layout: Layout) -> None:
    """Without its colour codes the coloured page is the plain one, letter for letter."""
    plain = render_table(SCORECARD, View(layout))
    coloured = render_table(SCORECARD, View(layout, colour=True))
    assert "\x1b[" not in plain
    assert "\x1b[1;31m■ R\x1b[0m" in coloured
    without = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in without.splitlines()] == plain.splitlines()


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour and width are arguments: what the terminal claims is for the caller to read."""
    for name, value in {"NO_COLOR": "1", "COLUMNS": "40", "FORCE_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert render_table(SCORECARD, NARROW) == FIRST_PAGE
    assert "\x1b[" in render_table(SCORECARD, replace(NARROW, colour=True))


def test_a_title_that_names_its_variant_does_not_name_it_twice() -> None:
    """A line's title carries the variant's unless it says it already, in any case."""
    named = SCORECARD.indicators[2].model_copy(
        update={"title": "Left care adopted, excluding UASC", "lines": ("excluding_uasc",)}
    )
    text = render_table(_with_indicator(named), NARROW)
    assert "Left care adopted, excluding UASC  H " in text
    assert "(Excluding UASC)" not in text


def test_a_target_that_cannot_rate_a_figure_is_explained() -> None:
    """A dash beside a target is no oversight: the note gives the reason."""
    reason = "Not rated: the indicator has no polarity, so its target of 9% cannot rate it."
    rows = tuple(
        row.model_copy(update={"target": 9, "rag_reason": reason})
        if row.indicator == "children_in_care"
        else row
        for row in SCORECARD.results
    )
    text = render_table(SCORECARD.model_copy(update={"results": rows}), NARROW)
    assert "Children in care [3, 4] " in text
    assert f"[3] {reason}\n" in text


def test_control_characters_in_a_saved_document_do_not_reach_the_terminal() -> None:
    """A title with an escape sequence is shown as text."""
    named = SCORECARD.indicators[0].model_copy(update={"title": "Reviews\x1b[2J\nheld"})
    text = render_table(_with_indicator(named), NARROW)
    assert "\\u001b[2J" in text
    assert "\x1b" not in text


def test_a_scorecard_without_rows_is_a_heading_and_a_legend() -> None:
    """Nothing to show is no reason to fail."""
    empty = SCORECARD.model_copy(update={"results": (), "rag_counts": {}, "extracts": ()})
    assert render_table(empty, NARROW).startswith(
        "Anyshire Council – Children in Care scorecard\nAs at 31 March 2016\n"
        "Internal: for officers; small counts are shown.\n\nRAG: "
    )


def test_the_notes_of_a_line_are_named_in_the_order_of_their_numbers() -> None:
    """A line that has an earlier line's note after one of its own names the earlier first."""
    small = "small_cohort: fewer than 30 in the denominator"
    notes = {"reviews_on_time": (small,), "social_worker_caseload": ("partial: one team only.", small)}
    rows = tuple(row.model_copy(update={"notes": notes.get(row.indicator, ())}) for row in SCORECARD.results)
    text = render_table(SCORECARD.model_copy(update={"results": rows}), NARROW)
    assert "Reviews held on time [1] " in text
    assert "Children per social worker [1, 4] " in text
    assert "[4] Partial: one team only.\n" in text


@pytest.mark.parametrize("layout", list(Layout))
def test_an_indicator_without_rows_has_no_line(layout: Layout) -> None:
    """What was not asked for is not shown as a row of dashes."""
    rows = tuple(row for row in SCORECARD.results if row.indicator == "reviews_on_time")
    text = render_table(SCORECARD.model_copy(update={"results": rows}), View(layout))
    assert "Reviews held on time" in text
    assert "Left care adopted" not in text
    assert "Staffing" not in text


def _with_indicator(changed: object) -> Scorecard:
    """The scorecard with an indicator in place of the one that has its id."""
    indicators = tuple(
        changed if found.id == getattr(changed, "id", None) else found for found in SCORECARD.indicators
    )
    return SCORECARD.model_copy(update={"indicators": indicators})


def test_many_notes_of_a_line_are_named_in_short() -> None:
    """Numbers that follow one another are a range from three on; a note that lines share has one number."""
    notes = {"reviews_on_time": tuple(f"partial: part {n}" for n in range(1, 9))}
    notes["social_worker_caseload"] = tuple(f"partial: part {n}" for n in (1, 3, 4, 5, 7, 8))
    rows = tuple(row.model_copy(update={"notes": notes.get(row.indicator, ())}) for row in SCORECARD.results)
    text = render_table(SCORECARD.model_copy(update={"results": rows}), WIDE)
    assert "Reviews held on time [1-8] " in text
    assert "Children per social worker [1, 3-5, 7, 8] " in text
    assert text.count("Partial: part 8.") == 1


@pytest.mark.parametrize("layout", PAGES)
def test_a_note_of_every_figure_is_said_once(layout: Layout) -> None:
    """No title bears its number; one that a single figure is without stays beside the others."""
    late, partial = "stale_extract: nothing has happened since May", "partial: one team only"
    without = next(n for n, row in enumerate(SCORECARD.results) if row.indicator == "left_care_adopted")
    rows = tuple(
        row.model_copy(
            update={"notes": ([late] if row.value is not None else []) + [partial] * (n != without)}
        )
        for n, row in enumerate(SCORECARD.results)
    )
    text = render_table(SCORECARD.model_copy(update={"results": rows}), View(layout))
    assert "[1] Stale extract: nothing has happened since May. This holds for every figure.\n" in text
    assert "[2] Partial: one team only.\n" in text
    assert "Reviews held on time [2] " in text
    assert not [line for line in text.splitlines() if "[1" in line[1:]]
