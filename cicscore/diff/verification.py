"""Compare a saved document with what the same inputs give now, figure by figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cicscore.diff.document import SCHEMA_VERSION, Change, FileInfo, changed
from cicscore.manifest import DefinitionDigest, FileDigest, Manifest
from cicscore.results import ExtractSource, Scorecard, Trend
from cicscore.text import date_text, spaced


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FigureChange(_Part):
    """One figure, or one part of the document beside the rows, that comes out otherwise."""

    name: str = Field(description="The figure in words: indicator, variant, group or month.")
    changes: tuple[Change, ...] = Field(description="Each field that differs.")


class Verification(_Part):
    """Whether a document is what its inputs give."""

    schema_version: str = SCHEMA_VERSION
    kind: str = "verification"
    document: FileInfo
    as_at: dt.date
    is_same: bool
    compared: int = Field(description="How many figures were compared.")
    program: tuple[Change, ...] = Field(description="Another version of cicscore, which alone is no finding.")
    files: tuple[Change, ...] = Field(description="Extracts and other files with other contents.")
    definitions: tuple[Change, ...] = Field(description="Definitions and settings that mean something else.")
    figures: tuple[FigureChange, ...]
    beside: tuple[FigureChange, ...] = Field(
        default=(), description="What rests on several figures: panels, comparators, counts of ratings."
    )
    faults: tuple[Change, ...] = Field(
        default=(), description="Why nothing could be computed from extracts that have changed."
    )


#: The figures of a document, by how each is named; then what rests on several figures.
_FIGURES = {
    "results": ("indicator", "variant", "breakdown", "group"),
    "series": ("indicator", "variant", "as_at"),
}
_BESIDE = {
    "series_summaries": ("indicator", "variant"),
    "comparators": ("indicator", "comparator", "as_at"),
    "benchmarks": ("indicator",),
    "panels": ("indicator", "title"),
}
#: Compared as a whole.
_WHOLE = ("rag_counts",)


def verification(was: Scorecard | Trend, now: Scorecard | Trend, document: FileInfo) -> Verification:
    """Compare the document, as it ``was`` saved, with what its inputs give ``now``."""
    both = was.model_dump(mode="json"), now.model_dump(mode="json")
    figures = tuple(_rows_changed(*both, _FIGURES))
    beside = (*_rows_changed(*both, _BESIDE), *_parts_changed(*both))
    files = tuple(file_changes(was, now.extracts, now.manifest))
    definitions = tuple(_definition_changes(was.manifest, now.manifest))
    return Verification(
        document=document,
        as_at=last_day(was),
        is_same=not (figures or beside or files or definitions),
        compared=sum(len(getattr(was, name, ())) for name in _FIGURES),
        program=tuple(changed("version of cicscore", was.cicscore, now.cicscore)),
        files=files,
        definitions=definitions,
        figures=figures,
        beside=beside,
    )


def last_day(document: Scorecard | Trend) -> dt.date:
    """The day that the document describes, or the last of its days."""
    return document.as_at if isinstance(document, Scorecard) else document.last_as_at


def _rows_changed(
    was: Mapping[str, Any], now: Mapping[str, Any], parts: Mapping[str, Collection[str]]
) -> Iterator[FigureChange]:
    for part, names in parts.items():
        before, after = (_by_name(document.get(part, ()), names) for document in (was, now))
        for key in dict.fromkeys((*before, *after)):
            found = tuple(_field_changes(before.get(key), after.get(key), names))
            if found:
                yield FigureChange(name=_named(part, key), changes=found)


def _parts_changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[FigureChange]:
    for part in _WHOLE:
        if part in was and (found := tuple(_field_changes(was[part], now[part], ()))):
            yield FigureChange(name=spaced(part).capitalize(), changes=found)


def _by_name(rows: Iterable[Mapping[str, Any]], names: Collection[str]) -> dict[tuple[str, ...], Any]:
    return {tuple(str(row[name] or "") for name in names): row for row in rows}


def _named(part: str, key: tuple[str, ...]) -> str:
    indicator, *others = (text for text in key if text)
    what = {"series_summaries": ", whole time", "panels": ", panel", "benchmarks": ", among others"}.get(
        part, ""
    )
    return f"{indicator} ({', '.join(others)}){what}" if others else f"{indicator}{what}"


def _field_changes(
    was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, names: Collection[str]
) -> Iterator[Change]:
    if was is None or now is None:
        yield Change(part="is no longer computed" if now is None else "is not in the document")
        return
    for name in dict.fromkeys((*was, *now)):
        if name not in names and was.get(name) != now.get(name):
            yield Change(part=spaced(name), was=_text(was.get(name)), now=_text(now.get(name)))


def _text(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case list() | tuple():
            return "; ".join(_text(part) for part in value) or "nothing"
        case dict():
            return ", ".join(f"{key} {_text(part)}" for key, part in value.items())
        case _:
            return str(value)


def file_changes(
    was: Scorecard | Trend, extracts: Iterable[ExtractSource], now: Manifest | None
) -> Iterator[Change]:
    """The extracts, and other files, that have other contents than when the document was made."""
    before, after = ({each.name: each for each in sources} for sources in (was.extracts, extracts))
    for name in dict.fromkeys((*before, *after)):
        yield from _extract_changes(name, before.get(name), after.get(name))
    if was.manifest is None or now is None:
        return
    for part, old, new in (
        ("earlier figures", was.manifest.published, now.published),
        ("comparators", was.manifest.comparators, now.comparators),
        ("benchmarks", was.manifest.benchmarks, now.benchmarks),
        ("overrides", _some(was.manifest.overrides), _some(now.overrides)),
        ("mapping of columns", _some(was.manifest.columns), _some(now.columns)),
    ):
        yield from _other_file_changes(part, old, new)


def _some(file: FileDigest | None) -> tuple[FileDigest, ...]:
    return () if file is None else (file,)


def _extract_changes(name: str, was: ExtractSource | None, now: ExtractSource | None) -> Iterator[Change]:
    if was is None or now is None:
        yield from changed(f"extract {name}", was and was.file, now and now.file)
        return
    if was.sha256 != now.sha256:
        yield Change(part=f"extract {name} ({now.file}) has other contents")
    yield from changed(f"extract {name}, file", was.file, now.file)
    yield from changed(f"extract {name}, rows", was.rows, now.rows)
    yield from changed(f"extract {name}, rows left out", was.skipped_rows, now.skipped_rows)


def _other_file_changes(part: str, was: Iterable[FileDigest], now: Iterable[FileDigest]) -> Iterator[Change]:
    before, after = ({each.file: each.sha256 for each in files} for files in (was, now))
    for file in dict.fromkeys((*before, *after)):
        if file not in before or file not in after:
            word = "are not those of the document" if file in after else "are not there"
            yield Change(part=f"{part}: {file} {word}")
        elif before[file] != after[file]:
            yield Change(part=f"{part}: {file} has other contents")


def _definition_changes(was: Manifest | None, now: Manifest | None) -> Iterator[Change]:
    """The definitions and settings that mean something else than when the document was made."""
    if was is None or now is None:
        return
    before, after = (
        {(each.indicator, each.valid_from): each for each in made.definitions} for made in (was, now)
    )
    for key in dict.fromkeys((*before, *after)):
        for part in _meaning_changes(before.get(key), after.get(key)):
            yield Change(part=f"{_definition_name(*key)}: {part}")
    for name in dict.fromkeys((*was.breakdowns, *now.breakdowns)):
        if was.breakdowns.get(name) != now.breakdowns.get(name):
            yield Change(part=f"breakdown {name}: its groups are made otherwise")
    for name in dict.fromkeys((*was.settings, *now.settings)):
        yield from changed(f"setting {name}", was.settings.get(name), now.settings.get(name))


def _definition_name(indicator: str, valid_from: dt.date | None) -> str:
    return indicator if valid_from is None else f"{indicator} from {date_text(valid_from)}"


def _meaning_changes(was: DefinitionDigest | None, now: DefinitionDigest | None) -> Iterator[str]:
    if was is None or now is None:
        yield "is no longer in the catalogue" if now is None else "was not in the catalogue"
        return
    if was.figure != now.figure:
        yield "counts otherwise"
    for year in dict.fromkeys((*was.ratings, *now.ratings)):
        if was.ratings.get(year) != now.ratings.get(year):
            yield f"is rated otherwise in {year}"
