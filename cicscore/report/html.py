"""Draw the paper as one HTML file: no network, no script, accessible, and fit to print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec.structs import replace

from cicscore.render.chart import sparkline
from cicscore.render.page import UNICODE
from cicscore.render.scorecard_page import compose
from cicscore.report.key_changes import SMALLEST_RANKED, key_changes
from cicscore.report.pages import IndicatorPage, indicator_pages
from cicscore.report.paper import Paper, lacking
from cicscore.results import ComparatorRow, Row, Scorecard, SeriesRow, SeriesSummary
from cicscore.text import amount_text, capital, count_text, date_text, visible
from cicscore.view import Layout, View
from cicscore.vocabulary import Direction, Overridden, PanelOf, Rag
from cicscore.wording.editions import is_hidden, mark, rule, symbol, told
from cicscore.wording.overrides import mark_of

#: Wide enough for words instead of abbreviations: a browser wraps cells itself.
_WIDTH = 200


def render_html(paper: Paper, view: View) -> str:
    """Draw the report. The same paper gives the same bytes."""
    scorecard = paper.scorecard
    style = files("cicscore.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    wide, outline = replace(view, width=_WIDTH), _without_notes_of_pages(scorecard)
    hidden = Markup('<abbr title="not shown: confidential">{}</abbr>').format(visible(symbol(scorecard)))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            scorecard=scorecard,
            mark=mark(scorecard),
            rule=rule(scorecard),
            hidden=hidden,
            of=partial(_of, hidden),
            told=told,
            style=Markup(style),  # noqa: S704 - the style sheet that ships with the program
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            changes=key_changes(scorecard),
            smallest=SMALLEST_RANKED,
            absent=lacking(scorecard),
            first=compose(outline, replace(wide, layout=Layout.SCORECARD)),
            second=compose(outline, replace(wide, layout=Layout.VARIANTS)),
            sparks=_sparklines(scorecard),
            pages=indicator_pages(scorecard),
            commentary={name: Markup(one.html) for name, one in paper.commentary.items()},  # noqa: S704 - made safe when read
        )
    )


def _of(hidden: Markup, row: Row | SeriesRow | SeriesSummary | ComparatorRow, field: str) -> object:
    """What a field of a row holds, or the symbol that it is not shown; a value set by hand is marked."""
    if is_hidden(row, field):
        return hidden
    found = getattr(row, field)
    if field == "display" and isinstance(row, Row | SeriesRow) and found is not None:
        return f"{found}{mark_of(row, Overridden.VALUE)}"
    return found


#: Notes that the indicators' own pages give, and that would bury the others under a table.
_ON_THE_PAGES = ("restated", "overlapping_windows")


def _without_notes_of_pages(scorecard: Scorecard) -> Scorecard:
    rows = (
        row.model_copy(
            update={
                "notes": tuple(note for note in row.notes if note.partition(": ")[0] not in _ON_THE_PAGES)
            }
        )
        for row in scorecard.results
    )
    return scorecard.model_copy(update={"results": tuple(rows)})


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cicscore.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "day": date_text,
        "amount": amount_text,
        "count": count_text,
        "px": _pixels,
        "capital": capital,
        "by_theme": _by_theme,
    }
    environment.globals |= {
        "Rag": Rag,
        "Direction": Direction,
        "PanelOf": PanelOf,
        "Overridden": Overridden,
        "mark_of": mark_of,
        "symbols": UNICODE,
        "dash": UNICODE.dash,
    }
    return environment


def _by_theme(pages: Sequence[IndicatorPage]) -> list[tuple[str, list[IndicatorPage]]]:
    """The pages of each theme, in order."""
    return [(theme, list(found)) for theme, found in groupby(pages, key=lambda page: page.theme)]


def _shown(value: object) -> object:
    """What a template writes for a value: text without hidden characters, and never the word None."""
    if value is None:
        return UNICODE.dash
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _pixels(number: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def _sparklines(scorecard: Scorecard) -> Mapping[tuple[str, str], str]:
    """A small trend line for each indicator and variant, as points to draw; empty where months are not shown.

    What has no line for want of figures is left out.
    """
    series: dict[tuple[str, str], list[SeriesRow]] = {}
    for row in scorecard.series:
        series.setdefault((row.indicator, row.variant), []).append(row)
    drawn = {line: sparkline(rows) for line, rows in series.items()}
    return {
        line: path or ""
        for line, path in drawn.items()
        if path or any(is_hidden(row, "value") for row in series[line])
    }
