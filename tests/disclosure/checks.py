"""What a reader sees without any arithmetic: a public document that says what it should not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.disclosure.readers import HIDDEN, Key, key_of, number

#: What is worked out from a row's own counts, and so goes with them.
OWN = (
    "value",
    "display",
    "rag",
    "rag_safe",
    "to_green",
    "one_is_worth",
    "interval_low",
    "interval_high",
    "value_low",
    "value_high",
    "difference_from_all",
    "difference_display",
    "change",
    "change_display",
    "direction",
    "movement",
)
#: What is worked out from two rows' counts.
_BETWEEN = ("difference_from_all", "difference_display", "change", "change_display", "direction", "movement")
_COUNTS = ("numerator", "denominator")
_SENTENCES = ("status_reason", "rag_reason", "direction_reason")
#: Numbers that every reader knows: those of dates.
_DATES = re.compile(r"\b[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b|\b[0-9]{4}-[0-9]{2}(-[0-9]{2})?\b")


def findings(document: Mapping[str, Any], earlier: Iterable[Mapping[str, Any]] = ()) -> list[str]:
    """Everything in a public document that gives something away, or contradicts itself.

    What an ``earlier`` document printed is known for ever, and may be printed again.
    """
    printed = {
        key_of(row, before["as_at"])
        for before in earlier
        for row in (*before["series"], *before["results"])
        if row["value"] is not None
    }
    return [
        *_whole(document),
        *_rows(document, printed),
        *_summaries(document),
        *_tallies(document),
        *_panels(document),
    ]


def _whole(document: Mapping[str, Any]) -> Iterator[str]:
    if document["audience"] != "public":
        yield f"it is for {document['audience']}"
    if document["extracts"]:
        yield "it says how many rows the extracts have, and their digests"


def _rows(document: Mapping[str, Any], printed: set[Key]) -> Iterator[str]:
    infos = {info["id"]: info for info in document["indicators"]}
    gone = {
        key_of(row, document["as_at"])
        for row in (*document["results"], *document["series"])
        if "value" in row["hidden"]
    }
    for row in (*document["results"], *document["series"]):
        key = key_of(row, document["as_at"])
        for name in row["hidden"]:
            if row[name] is not None:
                yield f"{key}: {name} is called confidential, and is {row[name]}"
        # The sum behind a mean is never printed; the mean is, with how many children it is of.
        is_mean = infos[row["indicator"]]["numerator_counts"] == "amounts"
        if any(name in row["hidden"] for name in (_COUNTS[1:] if is_mean else _COUNTS)):
            for name in OWN:
                if row.get(name) is not None:
                    yield f"{key}: {name} {row[name]} beside a hidden count"
        if "value" in row["hidden"]:
            yield from _sentences(key, row)
        yield from _compared(key, row, gone, printed)


def _sentences(key: Key, row: Mapping[str, Any]) -> Iterator[str]:
    known = [str(row[name]) for name in ("target_display", "amber_display") if row.get(name)]
    for said in (*(row.get(name) for name in _SENTENCES), *row["notes"]):
        rest = _DATES.sub("", said or "")
        for words in known:
            rest = rest.replace(words, "")
        if re.search("[0-9]", rest):
            yield f"{key}: a sentence with a figure, though the figure is hidden: {said}"


def _compared(key: Key, row: Mapping[str, Any], gone: set[Key], printed: set[Key]) -> Iterator[str]:
    """What a hidden figure of another row can be worked out from."""
    whole = (key[0], "all", *key[2:])
    for name in ("difference_from_all", "difference_display"):
        if whole in gone and row.get(name) is not None:
            yield f"{key}: {name} {row[name]} from a hidden figure"
    for before in ("previous", "outturn"):
        earlier = (*key[:4], row.get(f"{before}_as_at"))
        names = [f"{before}_value", f"{before}_display", f"{before}_rag"]
        names += _BETWEEN[2:] if before == "previous" else []
        for name in names:
            if earlier in gone - printed and row.get(name) is not None:
                yield f"{key}: {name} {row[name]} of a hidden figure"
    for name in ("published_value", "published_display"):
        if key in gone - printed and row.get(name) is not None:
            yield f"{key}: {name} {row[name]} of a hidden figure"


def unrounded(document: Mapping[str, Any]) -> Iterator[str]:
    """Numbers with more digits than anybody needs: from enough of them, both counts come back."""
    for part in ("results", "series", "series_summaries", "comparators"):
        for row in document[part]:
            for name, content in row.items():
                if isinstance(content, float) and round(content, 4) != content:
                    yield f"{part}: {row['indicator']} {row.get('variant')} {name} {content}"


def _summaries(document: Mapping[str, Any]) -> Iterator[str]:
    gone = {
        (row["indicator"], row["variant"])
        for row in (*document["series"], *(row for row in document["results"] if row["breakdown"] is None))
        if "value" in row["hidden"]
    }
    for row in document["series_summaries"]:
        both = {(row["indicator"], row["variant"]), (row["indicator"], "all")}
        telling = {
            name: row[name] for name in row if name.startswith(("difference_", "tendency", "process_"))
        }
        for name, content in telling.items():
            if both & gone and content is not None and not name.endswith("_reason"):
                yield f"{row['indicator']} {row['variant']}: {name} {content} of hidden months"
    for row in document["comparators"]:
        if (row["indicator"], "all") in gone and row["difference"] is not None:
            now = [
                each
                for each in document["results"]
                if (each["indicator"], each["variant"], each["breakdown"]) == (row["indicator"], "all", None)
            ]
            if any("value" in each["hidden"] for each in now):
                yield f"{row['indicator']}: a difference from {row['comparator']} of a hidden figure"


def _tallies(document: Mapping[str, Any]) -> Iterator[str]:
    """Tallies are those of what is printed."""
    for name, tally in document["rag_counts"].items():
        rows = [
            row
            for row in document["results"]
            if row["breakdown"] is None and (row["line"] if name == "lines" else row["variant"] == name)
        ]
        for rag in ("green", "amber", "red"):
            printed = sum(row["rag"] == rag for row in rows)
            if tally[rag] != printed:
                yield f"rag_counts of {name}: {tally[rag]} {rag}, where {printed} are printed"


def _panels(document: Mapping[str, Any]) -> Iterator[str]:
    for panel in document["panels"]:
        if panel["status"] != "calculated":
            continue
        lines = [(line["group"]["id"], line["total"], line["share_display"]) for line in panel["lines"]]
        columns = zip(
            (group["id"] for group in panel["columns"]), panel["totals"], panel["shares_display"], strict=True
        )
        for group, total, share in (*lines, *columns):
            if share is not None and (total is None or panel["total"] is None):
                yield f"panel {panel['title']}: the share {share} of {group}, whose count is hidden"


def of_other_formats(
    document: Mapping[str, Any], seen: Iterable[tuple[Key, str, str]], symbol: str
) -> Iterator[str]:
    """What another format prints of a cell that the JSON document keeps back."""
    rows = {key_of(row, document["as_at"]): row for row in (*document["series"], *document["results"])}
    for key, name, words in seen:
        row = rows.get(key)
        if row is None or words in (HIDDEN, symbol, f"[{symbol}]"):
            continue
        gone = name in row["hidden"] or (name == "chart" and row["value"] is None)
        if gone and (number(words) is not None or name in ("rag", "direction")):
            yield f"{key}: {name} prints {words}, which is hidden"
