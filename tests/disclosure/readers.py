"""Read published documents as somebody outside reads them: what is printed, cell by cell.

Nothing of the program is used: JSON and CSV as they come, pages by the headings of their tables and the axes
of their charts, the workbook by its sheets.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from openpyxl import load_workbook

from tests.report.reading import Element
from tests.report.reading import read as tree_of

#: A cell: indicator, variant, breakdown, group and day.
Key = tuple[str, str, str | None, str | None, str]
#: What is seen where a figure is kept back.
HIDDEN = "hidden"

#: The fields of a row that say something about its counts.
TELLING = (
    "numerator",
    "denominator",
    "value",
    "display",
    "rag",
    "difference_from_all",
    "difference_display",
    "change",
    "change_display",
    "direction",
    "movement",
    "previous_value",
    "previous_display",
    "previous_rag",
    "outturn_value",
    "outturn_display",
    "outturn_rag",
    "to_green",
    "one_is_worth",
    "interval_low",
    "interval_high",
    "value_low",
    "value_high",
    "numerator_children",
    "denominator_children",
    "rows_unknown",
    "published_value",
    "published_display",
    "rag_safe",
)


@dataclass
class Documents:
    """The JSON documents that one reader holds, and what else was seen in other formats of them."""

    json: list[dict[str, Any]]
    seen: dict[Key, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )


@dataclass(frozen=True)
class Reading:
    """A printed number: the least and the greatest that it can stand for."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether it was printed with so many digits that it stands for one number only."""
        return self.high - self.low < 1e-8


_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def number(text: object, decimals: int = 0) -> Reading | None:
    """What a printed number stands for, given that it was rounded to its last digit, and half up.

    ``decimals`` are the places that figures of its kind are printed with, at least: 85.0 is read as rounded
    to one place from a document that leaves the zero away, too.
    """
    if text is None or isinstance(text, bool):
        return None
    words = str(text).replace("−", "-").strip()
    found = _NUMBER.match(words)
    if found is None:
        return None
    digits = found[0].replace(",", "")
    value = float(digits)
    # A number that was rounded to a whole one stands in documents as 53.0.
    behind = digits.partition(".")[2].removesuffix("0") if digits.endswith(".0") else digits.partition(".")[2]
    places = len(behind) if "e" not in digits.lower() else 12
    places = max(decimals, places)
    if isinstance(text, float) and places > 6:
        return Reading(value - 1e-9, value + 1e-9)
    half = 0.5 * 10**-places
    # Half up is away from zero: the far end belongs to the next figure.
    return (
        Reading(value - half, value + half - 1e-9)
        if value > 0
        else Reading(value - half + 1e-9, value + half)
    )


def fraction(reading: Reading, most: int = 20_000) -> Fraction | None:
    """The ratio in lowest terms that an exact number stands for."""
    middle = (reading.low + reading.high) / 2
    found = Fraction(middle).limit_denominator(most)
    return found if reading.low <= float(found) <= reading.high else None


def key_of(row: Mapping[str, Any], as_at: str) -> Key:
    """The cell that a row is of."""
    return (
        row["indicator"],
        row["variant"],
        row.get("breakdown") or None,
        row.get("group") or None,
        row.get("as_at") or as_at,
    )


def read_json(text: str) -> dict[str, Any]:
    """A document."""
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def read_csv(text: str) -> Iterator[tuple[Key, str, str]]:
    """Every telling cell of a table: which cell, which field, and what is printed."""
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        gone = set(filter(None, row["hidden"].split(" | ")))
        for name in TELLING:
            if name in row and (row[name] or name in gone):
                yield key_of(row, row["as_at"]), name, row[name] or HIDDEN


#: The fields that columns of pages and sheets are of, by their headings without notes.
_COLUMNS = {
    "latest result": "display",
    "result": "display",
    "latest": "display",
    "figure": "display",
    "rag": "rag",
    "numerator": "numerator",
    "denominator": "denominator",
    "difference": "difference_display",
    "difference from all": "difference_display",
    "direction": "direction",
    "change": "change_display",
    "previous": "previous_display",
    "previous result": "previous_display",
    "outturn": "outturn_display",
    "published result": "published_display",
}

#: The workbook holds numbers where pages print them.
_NUMBERS = {
    "display": "value",
    "difference_display": "difference_from_all",
    "change_display": "change",
    "previous_display": "previous_value",
    "outturn_display": "outturn_value",
    "published_display": "published_value",
}

_NOTE = re.compile(r"\s*\\?\[(?:note )?[0-9]+\\?\]")
_NOTHING = {"", "–", "[x]", "[z]", "Not rated", "not rated", "None"}


def _plain(text: object) -> str:
    return _NOTE.sub("", str(text)).strip()


@dataclass
class _Names:
    """What indicators, variants and groups are called, from the document itself."""

    document: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.indicators = {found["title"]: found["id"] for found in self.document["indicators"]}
        self.variants = {found["title"]: found["id"] for found in self.document["variants"]}
        self.variants |= {"All children": "all", "all children": "all"}
        self.breakdowns = {
            title.lower(): found["id"]
            for found in self.document["breakdowns"]
            for title in (found["title"], found["id"].replace("_", " "))
        }
        self.groups = {
            (found["id"], words): group["id"]
            for found in self.document["breakdowns"]
            for group in found["groups"]
            for words in (group["id"], group["title"])
        }

    def line(self, text: str) -> tuple[str, str] | None:
        """The indicator and variant of a line such as "Left care adopted (Excluding UASC)"."""
        words = _plain(text)
        for title, name in sorted(self.indicators.items(), key=lambda item: -len(item[0])):
            if words.startswith(title):
                rest = words[len(title) :].strip()
                inside = re.match(r"\((.*?)\)", rest)
                return name, self.variants.get(inside[1], "all") if inside else "all"
        return None

    def breakdown(self, heading: str) -> str | None:
        """The breakdown that a table's heading names."""
        titled = [title for title in self.breakdowns if f"by {title}" in heading.lower()]
        return self.breakdowns[max(titled, key=len)] if titled else None


def read_markdown(text: str, document: Mapping[str, Any]) -> Iterator[tuple[Key, str, str]]:
    """The cells of a page's tables, by their headings."""
    names, heading, head = _Names(document), "", []
    for line in text.splitlines():
        if line.startswith("#"):
            heading, head = line.strip("# "), []
        if not line.startswith("|"):
            continue
        cells = [cell.strip().replace("\\", "") for cell in line.strip("|").split(" | ")]
        if set("".join(cells)) <= set("-: |"):
            continue
        if _plain(cells[0]) in ("Indicator", "| Indicator"):
            head = [_plain(cell) for cell in cells]
        elif head:
            yield from _cells(dict(zip(head, cells, strict=False)), heading, names)


def _cells(cells: Mapping[str, str], heading: str, names: _Names) -> Iterator[tuple[Key, str, str]]:
    """What a line of a table prints."""
    found = names.line(cells.get("Indicator", ""))
    if found is None:
        return
    name, variant = found
    breakdown = names.breakdown(heading)
    group = None
    if "Group" in cells:
        group = names.groups.get((breakdown or "", _plain(cells["Group"])), _plain(cells["Group"]))
    key = (name, variant, breakdown if group else None, group, names.document["as_at"])
    for title, words in cells.items():
        column = _COLUMNS.get(title.lower())
        if column is not None and _plain(words) not in _NOTHING:
            yield key, column, _plain(words)


def read_html(text: str, document: Mapping[str, Any]) -> Iterator[tuple[Key, str, str]]:
    """The cells of the report's tables, and the points and labels of its charts."""
    names, page = _Names(document), tree_of(text)
    for table in page.all("table"):
        yield from _table(table, names)
    for svg in page.all("svg", within="chart"):
        yield from _chart(svg, names)
    for article in page.all(within="indicator"):
        found = names.line(article.all("h3")[0].text)
        for table in article.all("table", within="months"):
            if found is not None:
                yield from _months(table, found[0], names)
        for table in article.all("table"):
            if found is not None:
                yield from _groups(table, found[0], names)


def _groups(table: Element, name: str, names: _Names) -> Iterator[tuple[Key, str, str]]:
    """The table of an indicator's page for one breakdown and variant."""
    caption, head = table.one("caption").text, [_plain(cell.text) for cell in table.one("thead").all("th")]
    breakdown, variant = names.breakdown(caption), names.variants.get(caption.rpartition(", ")[2])
    if head[0] != "Group" or breakdown is None or variant is None:
        return
    for line in table.one("tbody").all("tr"):
        words = [_plain(cell.text) for cell in line.all("th", "td")]
        group = names.groups[breakdown, words[0]]
        for title, text in zip(head, words, strict=True):
            column = _COLUMNS.get(title.lower())
            if column is not None and text not in _NOTHING:
                yield (name, variant, breakdown, group, names.document["as_at"]), column, text


def panel_cells(text: str, document: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """What the panels of the indicators' pages print: title, line, column, text."""
    titles = [panel["title"] for panel in document["panels"]]
    for table in tree_of(text).all("table"):
        title = next((one for one in titles if table.one("caption").text.startswith(one)), None)
        if title is not None:
            head = [cell.text for cell in table.one("thead").all("th")]
            for part in table.all("tbody", "tfoot"):
                for line in part.all("tr"):
                    first, *cells = [cell.text for cell in line.all("th", "td")]
                    for column, words in zip(head[1:], cells, strict=False):
                        yield title, first, column, words


def _chart(svg: Element, names: _Names) -> Iterator[tuple[Key, str, str]]:
    """The points of a chart by its axes, as "low..high", and the figures that its description gives."""
    name = svg.one("title")["id"].removesuffix("-t").partition("-")[2]
    days = sorted({row["as_at"] for row in names.document["series"] if row["indicator"] == name})
    order = [found["id"] for found in names.document["variants"]]
    marks = []
    for grid, text in zip(svg.all("path", within="grid"), svg.all("text", within="axis"), strict=False):
        left, at, right = (float(each) for each in re.findall(r"[0-9.]+", grid["d"]))
        marks.append((at, float(text.text.replace(",", "").rstrip("%")), left, right))
    (low, least, left, right), *_, (high, most, _, _) = marks
    for line in svg.all("path", within="line"):
        place = re.search(r"v([0-9])", line["class"])
        assert place is not None
        if "h" in line["d"]:
            continue  # the key below the plot is drawn like a line, too
        for pair in re.findall(r"[ML]([0-9.]+) ([0-9.]+)", line["d"]):
            x, y = (float(each) for each in pair)
            month = round((x - left) / (right - left) * (len(days) - 1))
            ends = sorted(least + (at - low) / (high - low) * (most - least) for at in (y - 0.16, y + 0.16))
            key = (name, order[int(place[1])], None, None, days[month])
            yield key, "chart", f"{ends[0]:.6f}..{ends[1]:.6f}"
    for said in svg.one("desc").text.split(". "):
        title, _, figures = said.partition(": ")
        variant = names.variants.get(title)
        for figure, month_ in re.findall(r"([0-9.,]+%?) in ([A-Z][a-z]+ [0-9]{4})", figures):
            if variant is not None:
                yield (name, variant, None, None, _month_end(month_)), "display", figure


def spark_points(text: str, document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], int]]:
    """How many months each small chart of the scorecard's table draws."""
    names = _Names(document)
    for line in tree_of(text).all("tr"):
        for spark in line.all("svg", within="spark"):
            found = names.line(line.all("th")[0].text)
            if found is not None:
                drawn = "".join(path["d"] for path in spark.all("path"))
                yield found, len(re.findall("[ML]", drawn))


def _table(table: Element, names: _Names) -> Iterator[tuple[Key, str, str]]:
    head = [line.all("th", "td") for line in table.one("thead").all("tr")]
    caption = table.one("caption").text
    first = [_plain(cell.text) for cell in head[0]]
    if not first or first[0] != "Indicator":
        return
    columns = first
    variants: list[str | None] = [None] * len(first)
    if len(head) > 1:  # a first line of variants over a second of fields
        fixed = [cell for cell in head[0] if not int(cell["colspan"] or 1) > 1]
        spread = [
            names.variants.get(_plain(cell.text))
            for cell in head[0]
            if int(cell["colspan"] or 1) > 1
            for _ in range(int(cell["colspan"]))
        ]
        columns = [_plain(cell.text) for cell in fixed] + [_plain(cell.text) for cell in head[1]]
        variants = [None] * len(fixed) + spread
    for line in table.one("tbody").all("tr"):
        texts = [cell.text for cell in line.all("th", "td")]
        shared = {
            title: words for title, words, v in zip(columns, texts, variants, strict=False) if v is None
        }
        if "Latest result" not in shared and "Result" not in columns and "Latest" not in shared:
            continue
        for variant in dict.fromkeys(variants):
            own = {t: w for t, w, v in zip(columns, texts, variants, strict=False) if v == variant}
            for key, column, words in _cells(shared | own, caption, names):
                yield (key[0], variant or key[1], *key[2:]), column, words


def _months(table: Element, name: str, names: _Names) -> Iterator[tuple[Key, str, str]]:
    """The month table of an indicator's page: a figure and a letter for its rating in each cell."""
    head = [_plain(cell.text) for cell in table.one("thead").all("th")]
    for line in table.one("tbody").all("tr"):
        month, *cells = [cell.text for cell in line.all("th", "td")]
        day = _month_end(month)
        for title, words in zip(head[1:], cells, strict=False):
            variant = names.variants.get(title)
            if variant is None or _plain(words) in _NOTHING:
                continue
            figure, _, rag = _plain(words).partition(" ")
            key = (name, variant, None, None, day)
            yield key, "display", figure
            if rag:
                letter = rag.strip()[-1]
                yield key, "rag", {"G": "green", "A": "amber", "R": "red"}.get(letter, rag)


def _month_end(words: str) -> str:
    """The last day of a month such as "March 2016"."""
    month = dt.datetime.strptime(_plain(words), "%B %Y").replace(tzinfo=dt.UTC).date()
    year, number_ = divmod(month.year * 12 + month.month, 12)
    return (dt.date(year, number_ + 1, 1) - dt.timedelta(days=1)).isoformat()


def read_workbook(content: bytes, document: Mapping[str, Any]) -> Iterator[tuple[Key, str, str]]:
    """The cells of every sheet that has a line for each indicator."""
    names = _Names(document)
    for sheet in load_workbook(io.BytesIO(content), read_only=True):
        lines = iter(sheet.iter_rows(values_only=True))
        head: Sequence[str] = ()
        for line in lines:
            if line[0] == "Indicator":
                head = [_plain(cell) for cell in line]
                break
        if "Variant" in head:
            for line in lines:
                yield from _line(dict(zip(head, line, strict=True)), names)


def _line(cells: Mapping[str, Any], names: _Names) -> Iterator[tuple[Key, str, str]]:
    breakdown = names.breakdowns.get(str(cells.get("Breakdown")).lower())
    if "Panel" in cells or cells["Indicator"] not in names.indicators:
        return
    group = names.groups.get((breakdown or "", str(cells.get("Group"))), cells.get("Group"))
    day = cells.get("Month end")
    key = (
        names.indicators[cells["Indicator"]],
        names.variants[str(cells["Variant"])],
        breakdown,
        group,
        names.document["as_at"] if day is None else day.date().isoformat(),
    )
    for title, content in cells.items():
        column = _COLUMNS.get(title.lower())
        if column is not None and str(content) not in _NOTHING:
            yield key, _NUMBERS.get(column, column), str(content).lower() if column == "rag" else str(content)
