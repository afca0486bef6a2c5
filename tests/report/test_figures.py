"""Every figure on the report's pages is one of the document's, and every figure of the document is there."""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest

from cicscore.results import IndicatorInfo, Panel, Row, Scorecard, SeriesRow
from cicscore.vocabulary import Rag
from tests.report.papers import MADE
from tests.report.reading import Element

DASH = "–"
#: A number as a cell holds it: with a sign, thousands, decimals, a unit.
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(%| pp)?")
SIGNS = {Rag.GREEN: "● G", Rag.AMBER: "◆ A", Rag.RED: "■ R"}


def amount(number: Decimal | None) -> str:
    """A count with thousands, a sum with at most three decimals, as a page prints it."""
    if number is None:
        return DASH
    rounded = number.quantize(Decimal("0.001"), ROUND_HALF_UP)
    return f"{rounded:,f}".rstrip("0").rstrip(".")


def letter(row: Row | SeriesRow) -> str:
    """A rating's sign and letter, with a mark where it is not safe."""
    return DASH if row.rag is None else SIGNS[row.rag] + ("?" if row.rag_safe is False else "")


def rated(row: SeriesRow) -> str:
    """A figure, followed by its rating where it has one."""
    return (row.display or DASH) + (f" {letter(row)}" if row.rag else "")


def texts(row: Row | SeriesRow) -> Iterator[str | None]:
    """Each figure of a row, as it may stand on a page."""
    yield from (row.display, row.difference_display, row.target_display, row.amber_display)
    yield from (amount(row.numerator), amount(row.denominator))
    if isinstance(row, Row):
        yield from (row.previous_display, row.outturn_display, row.change_display)


def panel_texts(panel: Panel) -> Iterator[str | None]:
    """Each figure of a panel."""
    yield from (amount(count) for line in panel.lines for count in (*line.counts, line.total))
    yield from (line.share_display for line in panel.lines)
    yield from (amount(count) for count in (*panel.totals, panel.total))
    yield from panel.shares_display


def known(scorecard: Scorecard, indicator: str) -> set[str]:
    """Every figure that the document gives for an indicator."""
    found: list[str | None] = []
    for row in (*scorecard.results, *scorecard.series):
        if row.indicator == indicator:
            found += texts(row)
    for panel in scorecard.panels:
        if panel.indicator == indicator:
            found += panel_texts(panel)
    for other in scorecard.comparators:
        if other.indicator == indicator:
            found += [other.display, other.difference_display]
    for summary in scorecard.series_summaries:
        if summary.indicator == indicator:
            found.append(summary.difference_average_display)
    return {text for text in found if text}


def articles(page: Element) -> dict[str, Element]:
    """The page of each indicator, by its id."""
    return {
        article["aria-labelledby"].removeprefix("i-"): article
        for article in page.all("article", within="indicator")
    }


def captioned(part: Element, caption: str) -> list[list[str]]:
    """The cells of each line of the table that has this caption, headings of lines included."""
    (table,) = (each for each in part.all("table") if each.one("caption").text.startswith(caption))
    return [
        [cell.text for cell in line.all("th", "td")]
        for body in table.all("tbody", "tfoot")
        for line in body.all("tr")
    ]


def figure_of(cell: Element) -> str:
    """A cell's text without the rating behind it."""
    return re.sub(" [●◆■] .*", "", cell.text)


def about(line: Element) -> str | None:
    """The indicator that a line of a table leads to."""
    return next((link["href"].removeprefix("#i-") for link in line.all("a")), None)


def test_each_indicator_has_a_page(scorecard: Scorecard, page: Element) -> None:
    """In the order of the themes, and its title is the page's heading."""
    pages = articles(page)
    themes = [theme.id for theme in scorecard.themes]
    ordered = sorted(scorecard.indicators, key=lambda info: themes.index(info.theme))
    assert list(pages) == [info.id for info in ordered]
    for info in ordered:
        assert pages[info.id].one("h3").text == info.title


def test_each_page_shows_its_figure_in_each_variant(scorecard: Scorecard, page: Element) -> None:
    """The headline large, with the sentence why; the others among the facts; a dash where there is none."""
    pages = articles(page)
    for info in scorecard.indicators:
        rows = {row.variant: row for row in scorecard.results if _is_whole(row, info)}
        headline = rows[info.lines[0]]
        figure = pages[info.id].one("span", within="figure")
        assert figure.text == (headline.display or DASH), info.id
        assert headline.rag_reason in pages[info.id].text
        facts = facts_of(pages[info.id])
        for variant in scorecard.variants:
            if variant.id in rows and variant.id != headline.variant:
                other = rows[variant.id]
                shown = other.display or (
                    f"no figure: {other.status_reason}" if other.status_reason else DASH
                )
                assert facts[variant.title].startswith(shown), info.id
        assert facts.get("Target") == headline.target_display
        assert facts.get("Amber to") == headline.amber_display
        if headline.denominator is not None:
            assert facts["Counted"] == f"{amount(headline.numerator)} of {amount(headline.denominator)}"


def _is_whole(row: Row, info: IndicatorInfo) -> bool:
    return row.indicator == info.id and row.breakdown is None


def facts_of(article: Element) -> dict[str, str]:
    """What stands beside the figure, by name."""
    facts = article.one("dl", within="facts")
    names, values = ([each.text for each in facts.all(name)] for name in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_every_figure_on_an_indicators_page_is_its_own(scorecard: Scorecard, page: Element) -> None:
    """Every number in a cell of a page is a figure that the document gives for that indicator."""
    checked = 0
    for indicator, article in articles(page).items():
        figures = known(scorecard, indicator)
        for cell in article.all("td"):
            number = figure_of(cell)
            if NUMBER.fullmatch(number):
                checked += 1
                assert number in figures, f"{indicator}: {number}"
    assert checked > 50


def test_the_table_of_months_is_the_series(scorecard: Scorecard, page: Element) -> None:
    """Each month end with figure, rating and difference of each variant with figures, latest first."""
    for indicator, article in articles(page).items():
        series = [row for row in scorecard.series if row.indicator == indicator]
        if not series:
            assert "Month by month" not in article.text
            continue
        valued = {"all", *(row.variant for row in series if row.value is not None)}
        shown = [variant for variant in scorecard.variants if variant.id in valued]
        expected = []
        for day in sorted({row.as_at for row in series}, reverse=True):
            line = [f"{month_name[day.month]} {day.year}"]
            rows = {row.variant: row for row in series if row.as_at == day}
            for variant in shown:
                row = rows[variant.id]
                line += [rated(row)]
                line += [row.difference_display or DASH] if variant.id != "all" else []
            expected.append(line)
        lines = captioned(article, "Month by month")
        averages = [line for line in lines if line[0] == "Average difference"]
        assert [line for line in lines if line not in averages] == expected, indicator
        summaries = {
            one.variant: one.difference_average_display
            for one in scorecard.series_summaries
            if one.indicator == indicator and one.difference_average_display
        }
        printed = [text for line in averages for text in line[1:] if text]
        assert printed == list(summaries.values()), indicator


def test_panels_are_the_documents(scorecard: Scorecard, page: Element) -> None:
    """Each with its counts, totals and shares; without counts, why there are none."""
    pages = articles(page)
    assert scorecard.panels
    for panel in scorecard.panels:
        article = pages[panel.indicator]
        if panel.status_reason is not None:
            assert panel.title in [each.text for each in article.all("h4")]
            assert f"No table, because {panel.status_reason}." in article.text
            continue
        lines = [
            [line.group.title, *map(amount, line.counts), amount(line.total), line.share_display or DASH]
            for line in panel.lines
        ]
        if panel.columns:
            lines.append(["All", *map(amount, panel.totals), amount(panel.total), ""])
            lines.append(["Share", *(share or DASH for share in panel.shares_display), "", ""])
        found = captioned(article, panel.title)
        assert [line[: len(lines[0])] for line in found] == lines, panel.title
        assert f"{amount(panel.total)} in all" in article.text


def test_groups_and_comparators_are_the_documents(scorecard: Scorecard, page: Element) -> None:
    """Each group's counts, figure and rating in the breakdown's order; each comparator's figure."""
    pages = articles(page)
    for info in scorecard.indicators:
        for breakdown in scorecard.breakdowns:
            rows = {
                row.group: row
                for row in scorecard.results
                if (row.indicator, row.breakdown, row.variant) == (info.id, breakdown.id, info.lines[0])
            }
            expected = [
                [
                    group.title,
                    amount(row.numerator),
                    amount(row.denominator),
                    row.display or DASH,
                    letter(row),
                ]
                for group in breakdown.groups
                if (row := rows.get(group.id)) is not None
            ]
            if expected:
                found = captioned(pages[info.id], f"By {breakdown.title.lower()}")
                assert [line[:5] for line in found] == expected, info.id
        others = [other for other in scorecard.comparators if other.indicator == info.id]
        if others:
            found = captioned(pages[info.id], "Compared with others")
            shown = [[line[0], line[2], line[3], line[4]] for line in found]
            assert shown == [
                [one.heading, one.display, one.difference_display or DASH, one.source] for one in others
            ]


def test_a_small_trend_line_is_of_the_line_it_stands_in(scorecard: Scorecard, page: Element) -> None:
    """Only where the variant has a series of two values, and never beside the figure of a group."""
    (section,) = (each for each in page.all("section") if each["aria-labelledby"] == "scorecard")
    drawn = 0
    for table in section.all("table"):
        pictures = len(table.all("svg", within="spark"))
        assert not pictures or not table.one("caption").text.startswith("By ")
        drawn += pictures
    valued = Counter((row.indicator, row.variant) for row in scorecard.series if row.value is not None)
    lines = [(row.indicator, row.variant) for row in scorecard.results if row.line]
    assert drawn == sum(valued[line] >= 2 for line in lines)


@pytest.mark.parametrize(("place", "every_variant"), [("scorecard", False), ("variants", True)])
def test_the_tables_of_the_scorecard_are_the_documents(
    scorecard: Scorecard, page: Element, place: str, every_variant: bool
) -> None:
    """Each number in a line is a figure of the indicator that it leads to, and its latest figure is there."""
    (section,) = (each for each in page.all("section") if each["aria-labelledby"] == place)
    by_theme = [table for table in section.all("table") if not table.one("caption").text.startswith("By ")]
    lines = [line for table in by_theme for line in table.one("tbody").all("tr")]
    seen: list[str] = []
    for line in lines:
        indicator = about(line)
        assert indicator is not None
        seen.append(indicator)
        cells = [cell.text for cell in line.all("td")]
        figures = known(scorecard, indicator)
        assert {text for text in cells if NUMBER.fullmatch(text)} <= figures
        rows = [row for row in scorecard.results if row.indicator == indicator and row.breakdown is None]
        displays = [row.display for row in rows if (row.line or every_variant) and row.display]
        assert not displays or {*displays} & {*cells}, indicator
    on_first_page = [row.indicator for row in scorecard.results if row.line]
    assert set(seen) == ({info.id for info in scorecard.indicators} if every_variant else {*on_first_page})
    if not every_variant:
        assert sorted(seen) == sorted(on_first_page)


def test_the_counts_on_the_front_are_the_documents(scorecard: Scorecard, page: Element) -> None:
    """How many lines have each rating, by word and sign."""
    counts = scorecard.rag_counts["lines"]
    assert [
        (each.one("strong").text, each.all("span")[0].text)
        for each in page.one("ul", within="counts").all("li")
    ] == [
        (str(counts.green), "● Green"),
        (str(counts.amber), "◆ Amber"),
        (str(counts.red), "■ Red"),
        (str(counts.not_rated), "– Not rated"),
    ]


def test_every_figure_on_the_front_is_the_documents(scorecard: Scorecard, page: Element) -> None:
    """Each number in a table of the headlines is a figure of the indicator that its line leads to."""
    (front,) = (each for each in page.all("section") if each["aria-labelledby"] == "headlines")
    lines = [line for body in front.all("tbody") for line in body.all("tr")]
    assert lines
    for line in lines:
        indicator = about(line)
        assert indicator is not None
        for cell in line.all("td"):
            number = figure_of(cell)
            if NUMBER.fullmatch(number):
                assert number in known(scorecard, indicator), f"{indicator}: {number}"


def test_how_it_was_made_is_the_documents(scorecard: Scorecard, page: Element) -> None:
    """Each extract with its rows, those left out, and its digest."""
    assert [line[:4] + line[5:] for line in captioned(page, "Extracts")] == [
        [one.name, one.file, amount(Decimal(one.rows)), amount(Decimal(one.skipped_rows)), one.sha256]
        for one in scorecard.extracts
    ]
    assert scorecard.catalogue.sha256 in page.text


def test_what_the_made_scorecard_shows_by_eye(page: Element, scorecard: Scorecard) -> None:
    """Some figures by hand, so that the comparison above compares with something."""
    if scorecard is not MADE:
        pytest.skip("by hand for the scorecard made by hand")
    article = articles(page)["reviews_on_time"]
    assert facts_of(article) == {
        "Reference": "K25",
        "Better": "Higher is better",
        "Period": "Snapshot",
        "Counted": "1,797 of 2,256",
        "Target": "98%",
        "Amber to": "95%",
        "95% interval": "77.9% to 81.3%",
        "Previous (31 December 2015)": "77.2%",
        "Outturn (31 March 2015)": "97.1%",
        "Owner": "Head of Reviewing",
        "Excluding UASC": "97.4% ◆ Amber (+17.7 pp)",
    }
    months = captioned(article, "Month by month")
    assert months[0] == ["March 2016", "79.7% ■ R", "97.4% ◆ A", "+0.5 pp"]
    assert months[3] == ["December 2015", "98.0% ● G", "98.0% ● G", "+0.5 pp"]
    assert months[4] == ["November 2015", DASH, DASH, DASH]
    assert months[-1] == ["Average difference", "", "", "+0.7 pp"]
