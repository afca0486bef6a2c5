"""Counts in words, for those who may know what is hidden."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.disclosure.counts import LESS, Count
from cicscore.results import IndicatorInfo
from cicscore.text import date_text
from cicscore.vocabulary import ALL


def count_words(name: Count, infos: Mapping[str, IndicatorInfo]) -> str:
    """What is counted, of whom and when: "K26 Participation at reviews, numerator; as at 31 March 2016"."""
    when = f"as at {date_text(name.as_at)}"
    if name.start != name.end:
        when = f"{date_text(name.start)} to {date_text(name.end)}"
    parts = [_what(name.what, infos), _population(name.population), _groups(name), when]
    return "; ".join(part for part in parts if part)


def _what(what: str, infos: Mapping[str, IndicatorInfo]) -> str:
    whole, _, part = what.partition(LESS)
    if part:
        return f"{_side(whole, infos)}, without {_side(part, infos)}"
    return _side(whole, infos)


def _side(what: str, infos: Mapping[str, IndicatorInfo]) -> str:
    # A dated definition has its day between the two.
    indicator, side = what.partition(".")[0], what.rpartition(".")[2]
    info = infos.get(indicator)
    title = indicator if info is None else " ".join(filter(None, (info.reference, info.title)))
    return f"{title}, {side}"


def _population(population: str) -> str:
    whole, _, part = population.partition(LESS)
    if part:
        return f"those of {whole} that {part} leaves out"
    return "" if whole == ALL else whole


def _groups(name: Count) -> str:
    return ", ".join(f"{breakdown} {group}" for breakdown, group in name.groups)
