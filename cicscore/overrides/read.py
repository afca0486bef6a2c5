"""Read a file of overrides, or find every fault that stands in the way."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from msgspec import Struct
from msgspec.structs import asdict
from pydantic import ValidationError

from cicscore.catalogue.blanking import read_all
from cicscore.catalogue.definitions import Catalogue, Composed, Indicator, definition_on
from cicscore.catalogue.load import decoded
from cicscore.catalogue.reporter import Reporter, ReporterBeside
from cicscore.catalogue.shape import fit, meant_number, meant_word, shape_fault
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.expressions.syntax import MAX_DIGITS
from cicscore.faults.fault import Fault, errors
from cicscore.overrides.model import OverridesDocument, WrittenOverride, on_one_line
from cicscore.overrides.overrides import (
    Entry,
    NoteByHand,
    Override,
    Overrides,
    RagByHand,
    Signed,
    ValueByHand,
)
from cicscore.text import date_text, limit_text
from cicscore.vocabulary import ALL, NOT_RATED, Overridden, Rag, Unit


class Draft(Struct, frozen=True):
    """A file of overrides with its faults; those overrides that have any are not among the entries."""

    source: YamlSource
    overrides: Overrides
    faults: tuple[Fault, ...]
    #: How many overrides the file holds, sound or not.
    total: int


def draft_of(data: bytes, name: str, catalogue: Catalogue) -> Draft:
    """The overrides in the bytes of a file called ``name``, and every fault of the file. Never raises."""
    text, undecoded = decoded(data, name)
    if text is None or not _says_anything(text):
        return Draft(YamlSource(name, text or ""), _made((), text or "", name), undecoded, 0)
    source = read_all(text, name)
    if source.root is None:
        return Draft(source, _made((), text, name), (*undecoded, *source.faults), 0)
    _, violations = fit(source.data, OverridesDocument)
    misshapen = [
        shape_fault(source, violation, OverridesDocument)
        for violation in violations
        if source.whole(violation.target)  # else it may follow from a part that could not be read
    ]
    reporter = ReporterBeside(source)
    entries = tuple(_entries(reporter, catalogue))
    faults = (*undecoded, *source.faults, *misshapen, *reporter.faults)
    return Draft(source, _made(entries, text, name), tuple(dict.fromkeys(faults)), len(_items(source)))


def readable(draft: Draft) -> bool:
    """Whether the overrides of a file can be applied."""
    return not errors(draft.faults)


def _says_anything(text: str) -> bool:
    """Whether a file holds more than blank lines and comments: one whose overrides were all removed."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n"))


def _made(entries: tuple[Entry, ...], text: str, name: str) -> Overrides:
    return Overrides(entries, name, hashlib.sha256(text.encode("utf-8")).hexdigest())


def _items(source: YamlSource) -> list[object]:
    data = source.data
    found = data.get("overrides") if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _entries(reporter: Reporter, catalogue: Catalogue) -> Iterator[Entry]:
    """The overrides that have the right shape and that mean something; the faults of the others."""
    first: dict[tuple[str, str, dt.date, Overridden], int] = {}
    for n, item in enumerate(_items(reporter.source)):
        try:
            written = WrittenOverride.model_validate(item)
        except ValidationError:
            continue  # its faults are those of the file's shape
        key = (written.indicator, written.variant, written.as_at, written.field)
        before = first.setdefault(key, n)
        if before != n:
            _report_twice(reporter, ("overrides", n), ("overrides", before), written)
        override = _override(reporter, ("overrides", n), written, catalogue)
        if override is not None and before == n:
            yield Entry((written.indicator, written.variant), written.as_at, written.field, override)


def _report_twice(reporter: Reporter, path: Path, before: Path, written: WrittenOverride) -> None:
    line = reporter.source.place(before).line
    reporter.report(
        "override-twice",
        path,
        f"the {written.field.value} of {written.indicator} ({written.variant}) as at "
        f"{date_text(written.as_at)} is set twice; it is set first on line {line}",
        "Keep one of the two.",
    )


def _override(
    reporter: Reporter, path: Path, written: WrittenOverride, catalogue: Catalogue
) -> Override | None:
    """What one override sets; ``None`` if it sets nothing that can be, with its faults reported."""
    indicator = _indicator(reporter, path, written, catalogue)
    place = reporter.source.place(path)
    signed = Signed(written.who, written.when, written.why, place)
    match written.field:
        case Overridden.VALUE:
            value = _number(reporter, path, written.value)
            if value is None or indicator is None or not _fits(reporter, path, value, indicator):
                return None
            return ValueByHand(**asdict(signed), value=value)
        case Overridden.RAG:
            if not _is_rating(reporter, path, written.value) or indicator is None:
                return None
            rag = None if written.value == NOT_RATED else Rag(written.value)
            return RagByHand(**asdict(signed), rag=rag)
        case Overridden.NOTE:
            if not _is_text(reporter, path, written.value) or indicator is None:
                return None
            return NoteByHand(**asdict(signed), text=on_one_line(written.value))
        case _ as never:
            assert_never(never)


def _indicator(
    reporter: Reporter, path: Path, written: WrittenOverride, catalogue: Catalogue
) -> Indicator | None:
    """The definition that the override is about; ``None`` where a name is not known on its day."""
    ids = tuple(dict.fromkeys(indicator.written.id for indicator in catalogue.indicators))
    variants = (ALL, *catalogue.variants)
    if written.variant not in variants:
        reporter.unknown((*path, "variant"), "variant", written.variant, variants)
    if written.indicator not in ids:
        reporter.unknown((*path, "indicator"), "indicator", written.indicator, ids)
        return None
    found = definition_on(catalogue, written.indicator, written.as_at)
    if found is None:
        reporter.report(
            "override-not-in-force",
            (*path, "as_at"),
            f"the catalogue has no definition of {written.indicator} for {date_text(written.as_at)}",
            "Write the day of the figure that is set, or correct the indicator.",
        )
    return found if written.variant in variants else None


def _number(reporter: Reporter, path: Path, value: object) -> Decimal | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        if sum(character.isdigit() for character in f"{number:f}") <= MAX_DIGITS:
            return number
    advice, meant = meant_number(value)
    found = f"{_shown(value)} is not a figure"
    allowed = f"a number of at most {MAX_DIGITS} digits"
    reporter.report("wrong-value", (*path, "value"), found, advice, allowed=allowed, close=meant)
    return None


def _is_rating(reporter: Reporter, path: Path, value: object) -> bool:
    words = (*(rag.value for rag in Rag), NOT_RATED)
    if isinstance(value, str) and value in words:
        return True
    reporter.report(
        "word-not-allowed",
        (*path, "value"),
        f"{_shown(value)} is not a rating",
        "Write a rating, or not_rated to take it away.",
        allowed=", ".join(words),
        close=meant_word(str(value), words),
    )
    return False


def _is_text(reporter: Reporter, path: Path, value: object) -> bool:
    if isinstance(value, str) and value.strip():
        return True
    found = f"{_shown(value)} is not a note"
    reporter.report(
        "wrong-value",
        (*path, "value"),
        found,
        "Write a sentence, in quotes if it is a number.",
        allowed="text",
    )
    return False


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case Decimal():
            return f'"{value:f}"'
        case _:
            text = " ".join(str(value).split())
            return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def _fits(reporter: Reporter, path: Path, value: Decimal, indicator: Indicator) -> bool:
    """Whether the indicator can have such a value: no share above all, no count of half a child."""
    allowed = _allowed(indicator)
    if allowed is None or _can_be(value, indicator):
        return True
    reporter.report(
        "override-off-scale",
        (*path, "value"),
        f"{indicator.written.id} cannot be {limit_text(value, indicator.written.printed_in)}",
        "Write the figure in the unit of its indicator.",
        allowed=allowed,
    )
    return False


def _allowed(indicator: Indicator) -> str | None:
    """Which values an indicator has, in words; ``None`` where any number may be one."""
    if isinstance(indicator.measure, Composed):
        return None
    match indicator.written.unit:
        case Unit.PERCENT:
            return "0 to 100"
        case Unit.COUNT if not indicator.decimals:
            return "a whole number, 0 or more"
        case Unit.PER_10000 | Unit.COUNT:
            return "0 and more"
        case Unit.MEAN | Unit.MEDIAN | Unit.PERCENTILE | Unit.RATIO | Unit.PUBLISHED:
            return None
        case _ as never:
            assert_never(never)


def _can_be(value: Decimal, indicator: Indicator) -> bool:
    match indicator.written.unit:
        case Unit.PERCENT:
            return 0 <= value <= 100
        case Unit.COUNT if not indicator.decimals:
            return value >= 0 and value == int(value)
        case _:
            return value >= 0
