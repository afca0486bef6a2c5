"""Write a scorecard as an accessible workbook, by the Government Analysis Function's checklist."""

from __future__ import annotations

import datetime as dt
import warnings
from copy import deepcopy
from io import BytesIO

import gptables
import pandas as pd
from gptables.core.gptable import FormatList

from cicscore.report.package import LANGUAGE, part, repacked
from cicscore.report.paper import Paper
from cicscore.report.sheets import Cell, Cover, Mark, Number, Sheet, cover, sheets
from cicscore.text import visible
from cicscore.view import View

#: What a cell of Excel holds at most.
_LONGEST = 32_767
_CUT = " [cut: a cell holds no more]"
_COVER, _CONTENTS = "Cover", "Contents"
_A4 = 9
_PROPERTIES = "docProps/core.xml"


def render_workbook(paper: Paper, _view: View) -> bytes:
    """Write a cover, the contents, and one table a sheet; the same bytes each time for the same scorecard."""
    written = BytesIO()
    # Text stays text, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = gptables.GPWorkbook(written, options=options)
    workbook.set_theme(_theme())
    scorecard = paper.scorecard
    found, front = sheets(paper), cover(scorecard)
    workbook.set_properties(
        {
            "title": visible(front.title)[:255],
            "author": visible(scorecard.organisation or "")[:255],
            "comments": f"Written by cicscore {visible(scorecard.cicscore)}",
            "created": scorecard.generated_at.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    _write_cover(workbook, front)
    for sheet in (_contents(found), *found):
        _write_sheet(workbook, sheet)
    workbook.close()
    return _in_language(written.getvalue())


def _in_language(data: bytes) -> bytes:
    """The workbook with its language among its properties, where the library sets none."""
    end = b"</cp:coreProperties>"
    properties = part(data, _PROPERTIES).replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
    return repacked(data, {_PROPERTIES: properties})


def _theme() -> gptables.Theme:
    """That of the library, with every text wrapped."""
    theme = deepcopy(gptables.gptheme)
    for format_ in (theme.title_format, theme.instructions_format, theme.legend_format):
        format_["text_wrap"] = True
    return theme


def _write_cover(workbook: gptables.GPWorkbook, front: Cover) -> None:
    written = gptables.Cover(
        title=_text(front.title),
        intro=[_parts(text) for text in front.about_scorecard],
        about=[_parts(text) for text in front.about_data],
        cover_label=_COVER,
    )
    workbook.add_worksheet(_COVER).write_cover(written)


def _contents(found: tuple[Sheet, ...]) -> Sheet:
    rows = tuple((sheet.name, sheet.title) for sheet in found)
    about = "The name of a sheet is a link to it."
    return Sheet(_CONTENTS, "Contents", about, ("Sheet", "What it holds"), (30, 90), rows)


def _write_sheet(workbook: gptables.GPWorkbook, sheet: Sheet) -> None:
    """A title in A1, what to know of the table, the shorthand, and the table."""
    links = sheet.name == _CONTENTS
    table = gptables.GPTable(
        table=pd.DataFrame(
            [_drawn(row, sheet, links=links) for row in sheet.rows], columns=sheet.headings, dtype=object
        ),
        table_name=sheet.name.replace(" ", "_"),
        title=sheet.title,
        instructions=f"This sheet holds one table. {sheet.about}",
        legend=[f"{sheet.shorthand(mark)} means {mark.meaning}." for mark in sheet.marks],
        index_columns={},
        additional_formatting=_formats(sheet),
    )
    worksheet = workbook.add_worksheet(sheet.name)
    with warnings.catch_warnings():
        # The library calls pandas in a way that a later pandas drops.
        warnings.simplefilter("ignore", DeprecationWarning)
        worksheet.write_gptable(table, auto_width=False)
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)


def _drawn(row: tuple[Cell, ...], sheet: Sheet, *, links: bool) -> list[object]:
    if links:
        name, *others = row
        return [{name: f"internal:'{name}'!A1"}, *(_value(cell, sheet) for cell in others)]
    return [_value(cell, sheet) for cell in row]


def _value(cell: Cell, sheet: Sheet) -> object:
    match cell:
        case Number(value=value):
            return float(value) if value != int(value) else int(value)
        case Mark():
            return sheet.shorthand(cell)
        case str():
            return _text(cell)
        case dt.date():
            return cell


def _text(text: str) -> FormatList:
    return FormatList(_parts(text))


def _parts(text: str) -> list[object]:
    """Text as a part without a format of its own: the library turns nothing in it into a link or a note."""
    shown = visible(text)
    return [{}, shown if len(shown) <= _LONGEST else shown[: _LONGEST - len(_CUT)] + _CUT]


def _formats(sheet: Sheet) -> list[dict[str, object]]:
    """The format of each cell that is no text."""
    return [
        {"cell": {"cells": (line, column), "format": format_}}
        for line, row in enumerate(sheet.rows, 1)
        for column, cell in enumerate(row)
        if (format_ := _format(cell))
    ]


def _format(cell: Cell) -> dict[str, str]:
    match cell:
        case Number(decimals=decimals, is_change=is_change):
            shown = "#,##0" + (f".{'0' * decimals}" if decimals else "")
            return {"align": "right", "num_format": f"+{shown};-{shown};{shown}" if is_change else shown}
        case dt.date():
            return {"align": "left", "num_format": "d mmmm yyyy"}
        case _:
            return {}
