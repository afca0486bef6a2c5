"""A Scorecard in the formats that people and programs read. Each sees only the Scorecard and a View."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from cicscore.render.csv import for_excel, render_csv
from cicscore.render.json import parse_scorecard, render_json, scorecard_schema
from cicscore.render.markdown import render_markdown
from cicscore.render.page import Layout, View
from cicscore.render.table import render_table
from cicscore.results import Scorecard

Renderer: TypeAlias = Callable[[Scorecard, View], str]

#: Every format, by the name that a user gives. The text ends with a newline and is to be written as UTF-8.
RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "table": render_table,
        "json": render_json,
        "csv": render_csv,
        "csv-excel": lambda scorecard, view: for_excel(render_csv(scorecard, view)),
        "markdown": render_markdown,
    }
)

__all__ = ["RENDERERS", "Layout", "Renderer", "View", "parse_scorecard", "scorecard_schema"]
