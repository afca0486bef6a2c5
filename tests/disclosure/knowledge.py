"""What somebody who reads published documents knows of the counts behind them, as linear facts.

A count is a variable; each thing that is printed, and each thing that such counts are known to obey, is a
fact: a weighted sum of counts with a least and a greatest value. Percentages become facts of two counts
(a figure of 79.7% says that the numerator is from 79.65 to 79.75 hundredths of the denominator). What is not
linear (an interval, a difference of two hidden percentages) narrows single counts, by trying all of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from tests.disclosure.readers import HIDDEN, Documents, Key, Reading, fraction, key_of, number

#: A variable: what it is, so that the same count has the same one, whichever row prints it.
Count = tuple[str, ...]
#: A weighted sum of counts.
Sum = dict[int, float]
_INF = math.inf
_SCALE = {"percent": 100, "per_10000": 10_000}
_ABOUT_CHILDREN = (None, "children", "events")
#: The largest count that single counts are tried up to.
_MOST = 6_000


@dataclass(frozen=True)
class Fact:
    """A weighted sum of counts lies from ``low`` to ``high``; ``why`` says who says so."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float
    why: str


@dataclass(frozen=True)
class Sensitive:
    """A quantity that nobody may learn while it is small: a sum of counts, and what it is."""

    terms: tuple[tuple[int, float], ...]
    what: str


@dataclass
class _Figure:
    """A row as it is known: its counts, and the range that its ratio lies in."""

    key: Key
    info: Mapping[str, Any]
    start: str
    above: int
    below: int | None
    low: float = -_INF
    high: float = _INF

    @property
    def scale(self) -> int:
        return _SCALE.get(self.info["unit"], 1)


@dataclass
class Knowledge:
    """Everything known from some documents: variables with their bounds, facts, and what is sensitive."""

    names: list[Count] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    why: list[list[tuple[float, float, str]]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    sensitive: list[Sensitive] = field(default_factory=list)
    places: dict[Count, int] = field(default_factory=dict)

    def variable(self, name: Count, *, whole: bool = True) -> int:
        """The variable of this name."""
        found = self.places.get(name)
        if found is None:
            found = self.places[name] = len(self.names)
            self.names.append(name)
            self.low.append(0)
            self.high.append(_INF)
            self.whole.append(whole)
            self.why.append([])
        return found

    def bound(self, variable: int, low: float, high: float, why: str) -> None:
        """Narrow one count."""
        self.why[variable].append((low, high, why))
        if self.whole[variable]:
            low = math.ceil(low - 1e-7) if low > -_INF else low
            high = math.floor(high + 1e-7) if high < _INF else high
        self.low[variable] = max(self.low[variable], low)
        self.high[variable] = min(self.high[variable], high)

    def add(self, terms: Mapping[int, float], low: float, high: float, why: str) -> None:
        """Add a fact; one of a single count narrows it."""
        kept = {variable: factor for variable, factor in terms.items() if factor}
        if len(kept) == 1:
            ((variable, factor),) = kept.items()
            ends = sorted((low / factor, high / factor))
            self.bound(variable, ends[0], ends[1], why)
        elif kept:
            self.facts.append(Fact(tuple(kept.items()), low, high, why))

    def is_known(self, variable: int) -> bool:
        """Whether a count has one value only."""
        return self.low[variable] == self.high[variable]


def _minus(*signed: tuple[int, float]) -> Sum:
    terms: Sum = defaultdict(float)
    for variable, factor in signed:
        terms[variable] += factor
    return terms


class Reader:
    """Somebody who writes down what documents say.

    ``epochs`` tells for each document which version it has of what is counted on a day, by kind, name, start
    and day: the reader is told which figures were corrected from one document to the next.
    """

    def __init__(
        self,
        documents: Documents,
        epochs: Mapping[tuple[int, Count], int] | None = None,
        *,
        counts_only: bool = False,
    ) -> None:
        """Read the documents, and note everything that they say; or only the counts that they print."""
        self.counts_only = counts_only
        self.known = Knowledge()
        self.epochs = epochs or {}
        self.figures: dict[tuple[int, Key], _Figure] = {}
        self.infos: dict[str, Mapping[str, Any]] = {}
        self.number = 0
        self.days: list[str] = []
        for self.number, document in enumerate(documents.json):
            self.infos = {info["id"]: info for info in document["indicators"]}
            self._document(document)
        if counts_only:
            return
        for key, seen in documents.seen.items():
            figure = self.figures.get((self.number, key))
            if figure is not None:
                for name, texts in seen.items():
                    for text in texts:
                        self._figure_says(figure, {name: text}, f"{key} prints {name} {text}")
        self._laws()

    # Variables

    def _count(self, kind: str, name: str, key: Key, start: str) -> int:
        _, variant, breakdown, group, day = key
        base = (kind, name, variant, breakdown or "", group or "", start, day)
        epoch = self.epochs.get((self.number, (kind, name, start, day)), 0)
        return self.known.variable((*base, str(epoch)), whole=kind != "amount")

    def _figure(self, key: Key, start: str) -> _Figure:
        there = self.figures.get((self.number, key))
        if there is not None:
            return there
        info = self.infos[key[0]]
        kind = "amount" if info["numerator_counts"] in ("amounts", "staff") else "count"
        above = self._count(kind, info["numerator_id"] or f"{key[0]}/numerator", key, start)
        below = None
        if info["unit"] != "count":
            kind = "amount" if info["denominator_counts"] == "staff" else "count"
            below = self._count(kind, info["denominator_id"] or f"{key[0]}/denominator", key, start)
        made = self.figures[self.number, key] = _Figure(key, info, start, above, below)
        return made

    # What a document prints

    def _document(self, document: Mapping[str, Any]) -> None:
        as_at = document["as_at"]
        rows = [*document["series"], *document["results"]]
        self.days = sorted({row["as_at"] for row in document["series"]})
        for row in rows:
            self._figure(key_of(row, as_at), row["period_start"])
        for row in rows:
            key = key_of(row, as_at)
            self._counts_say(self._figure(key, row["period_start"]), row)
        if self.counts_only:
            return
        for row in rows:
            figure = self._figure(key_of(row, as_at), row["period_start"])
            gone = set(row["hidden"])
            said = {name: content for name, content in row.items() if name not in gone}
            self._figure_says(figure, said, f"{figure.key}")
            then = self._as_published(figure.key, figure.start)
            for name in ("published_value", "published_display"):
                reading = number(said.get(name), figure.info["decimals"])
                if reading is not None:
                    self._ratio_if_new(then, reading, f"{figure.key} {name} {said[name]}")
        self._margins(document)
        for panel in document["panels"]:
            self._panel(panel, document)
        self._tallies(document)
        self._settle()
        for _ in range(2):
            for row in rows:
                self._compares(self._figure(key_of(row, as_at), row["period_start"]), row)
            for row in document["comparators"]:
                self._comparator(row, as_at)
            for row in document["series_summaries"]:
                self._average(row)

    def _counts_say(self, figure: _Figure, row: Mapping[str, Any]) -> None:
        sides = [("numerator", figure.above)]
        if figure.below is not None:
            sides.append(("denominator", figure.below))
        for name, variable in sides:
            content, why = row[name], f"{figure.key} {name} {row[name]}"
            if name in row["hidden"]:
                if self.known.names[variable][0] == "count":
                    self.known.bound(variable, 1, _INF, f"{why}: a hidden count is at least 1")
            elif content is not None:
                self.known.bound(variable, float(content), float(content), why)
        if row["status"] == "no_denominator" and figure.below is not None:
            self.known.bound(figure.below, 0, 0, f"{figure.key} has no denominator")
        for name, variable in (
            ("numerator_children", figure.above),
            ("denominator_children", figure.below),
        ):
            if variable is not None and name in row:
                self._children(figure, name, variable, row[name])

    def _children(self, figure: _Figure, name: str, variable: int, content: object) -> None:
        """Children behind a count: itself where it counts children, else a count of its own, at most it."""
        side = name.removesuffix("_children")
        counts = figure.info[f"{side}_counts"]
        if counts == "staff" or (content is None and name not in TELLING_CHILDREN):
            return
        if counts == "events":
            own = self._count("children", self.known.names[variable][1], figure.key, figure.start)
            if self.known.low[variable] >= 1:
                self.known.bound(own, 1, _INF, f"{figure.key} {name}: events are of somebody")
            why = f"{figure.key} {name}: children are at most the events"
            self.known.add(_minus((variable, 1), (own, -1)), 0, _INF, why)
        elif counts == "amounts" and figure.below is not None:
            own = figure.below
        else:
            own = variable
        if content is not None:
            self.known.bound(own, float(str(content)), float(str(content)), f"{figure.key} {name} {content}")

    def _figure_says(self, figure: _Figure, said: Mapping[str, Any], why: str) -> None:
        """Everything that a row says of its own two counts."""
        if self._are_known(figure):
            return
        decimals = figure.info["decimals"]
        exact_fields = ["value", "display"]
        if said.get("rows_unknown", 0) == 0:
            exact_fields += ["value_low", "value_high"]
        for name in exact_fields:
            reading = None if said.get(name) == HIDDEN else number(said.get(name), decimals)
            if reading is not None:
                self._ratio(figure, reading, f"{why} {name} {said[name]}")
        for name, variable in (("numerator", figure.above), ("denominator", figure.below)):
            reading = number(said.get(name))
            if reading is not None and variable is not None:
                self.known.bound(variable, reading.low, reading.high, f"{why} {name}")
        if ".." in str(said.get("chart", "")):
            low, high = (float(end) for end in str(said["chart"]).split(".."))
            self._ratio(figure, Reading(low, high), f"{why} chart")
        self._rating_says(figure, said, why)
        self._precision_says(figure, said, why)

    def _ratio(self, figure: _Figure, reading: Reading, why: str) -> None:
        """The ratio lies in a range."""
        figure.low, figure.high = max(figure.low, reading.low), min(figure.high, reading.high)
        if figure.below is None:
            self.known.bound(figure.above, reading.low, reading.high, why)
            return
        if self.known.is_known(figure.above) and self.known.is_known(figure.below):
            return
        self.known.add({figure.above: figure.scale, figure.below: -reading.low}, -1e-9, _INF, why)
        self.known.add({figure.above: figure.scale, figure.below: -reading.high}, -_INF, 1e-9, why)
        scaled = Reading(reading.low / figure.scale, reading.high / figure.scale)
        ratio = fraction(scaled) if reading.is_exact and figure.info["is_share"] else None
        if ratio is not None:
            # A share printed in full stands for one fraction: both counts are the same multiple of its terms.
            times = self.known.variable(("times", str(figure.above), str(ratio.numerator)))
            self.known.add({figure.above: 1, times: -ratio.numerator}, 0, 0, why)
            self.known.add({figure.below: 1, times: -ratio.denominator}, 0, 0, why)

    def _beyond(self, figure: _Figure, limit: float, more: float, *, at_least: bool, why: str) -> None:
        """With so many more in the numerator, the ratio is at least, or at most, a limit."""
        terms = {figure.above: float(figure.scale)}
        constant = figure.scale * more
        if figure.below is not None:
            terms[figure.below] = -limit
        else:
            constant -= limit
        self.known.add(terms, *((-constant, _INF) if at_least else (-_INF, -constant)), why)

    def _rating_says(self, figure: _Figure, said: Mapping[str, Any], why: str) -> None:
        polarity, target, amber = figure.info["polarity"], said.get("target"), said.get("amber")
        rag, to_green = said.get("rag"), said.get("to_green")
        if target is None or amber is None or polarity not in ("higher", "lower"):
            return
        if self.known.is_known(figure.above) and (figure.below is None or self.known.is_known(figure.below)):
            return
        up, small = polarity == "higher", 1e-6
        better, worse = (1, -1) if up else (-1, 1)
        if rag == "green":
            self._beyond(figure, target, 0, at_least=up, why=f"{why} is green")
        if rag in ("amber", "red"):
            self._beyond(figure, target + worse * small, 0, at_least=not up, why=f"{why} is {rag}")
        if rag == "amber":
            self._beyond(figure, amber, 0, at_least=up, why=f"{why} is amber")
        if rag == "red":
            self._beyond(figure, amber + worse * small, 0, at_least=not up, why=f"{why} is red")
        if to_green:
            more = float(to_green)
            self._beyond(figure, target, better * more, at_least=up, why=f"{why} to_green {to_green}")
            self._beyond(
                figure,
                target + worse * small,
                better * (more - 1),
                at_least=not up,
                why=f"{why} to_green {to_green}, no fewer",
            )

    def _precision_says(self, figure: _Figure, said: Mapping[str, Any], why: str) -> None:
        """What one more is worth, and the interval, are of the denominator and of both."""
        below = figure.below
        if below is None:
            return
        worth = number(said.get("one_is_worth"))
        if worth is not None and worth.low > 0:
            self.known.bound(
                below, figure.scale / worth.high, figure.scale / worth.low, f"{why} one_is_worth"
            )
        if any(note.startswith("small_cohort: the denominator") for note in said.get("notes", ())):
            self.known.bound(below, 0, 29, f"{why} says that the denominator is under 30")
        ends = [number(said.get(name)) for name in ("interval_low", "interval_high")]
        counts = (figure.above, below)
        if any(ends) and not all(self.known.is_known(variable) for variable in counts):
            self._interval(figure.above, below, ends, why)

    def _interval(self, above: int, below: int, ends: Iterable[Reading | None], why: str) -> None:
        """Try every pair of counts against the ends of a Wilson interval."""
        known = self.known
        most = min(known.high[below], _MOST)
        n = np.arange(max(known.low[below], 1), most + 1)[:, None]
        k = np.arange(known.low[above], min(known.high[above], most) + 1)[None, :]
        if n.size * k.size > 4_000_000 or not n.size or not k.size:
            return
        z = 1.959963984540054
        fits = k <= n
        with np.errstate(invalid="ignore"):
            reach = z * np.sqrt(np.maximum(k * (n - k) / n + z * z / 4, 0))
        for reading, sign in zip(ends, (-1, 1), strict=True):
            if reading is not None:
                end = 100 * (k + z * z / 2 + sign * reach) / (n + z * z)
                fits &= (end >= reading.low - 1e-7) & (end <= reading.high + 1e-7)
        of, counted = np.nonzero(fits)
        if of.size:
            known.bound(below, float(n[of.min(), 0]), float(n[of.max(), 0]), f"{why} interval")
            known.bound(above, float(k[0, counted.min()]), float(k[0, counted.max()]), f"{why} interval")

    # Comparisons of two figures

    def _range(self, figure: _Figure) -> tuple[float, float]:
        """The least and greatest ratio that a figure may have, as far as is known of each count."""
        known, above, below = self.known, figure.above, figure.below
        low, high = known.low[above], known.high[above]
        if below is not None:
            low = figure.scale * low / known.high[below] if known.high[below] > 0 else 0
            high = figure.scale * high / known.low[below] if known.low[below] > 0 else _INF
            if figure.info["is_share"]:
                high = min(high, figure.scale)
        return max(low, figure.low), min(high, figure.high)

    def _are_known(self, *figures: _Figure) -> bool:
        """Whether every count of figures has one value only."""
        return all(
            self.known.is_known(figure.above) and (figure.below is None or self.known.is_known(figure.below))
            for figure in figures
        )

    def _differ(self, one: _Figure, other: _Figure, reading: Reading, why: str) -> None:
        """The first ratio less the second lies in a range."""
        known = self.known
        fixed = [figure.below is None or known.is_known(figure.below) for figure in (one, other)]
        if all(fixed):
            factors = [
                figure.scale / (1 if figure.below is None else known.low[figure.below] or 1)
                for figure in (one, other)
            ]
            terms = _minus((one.above, factors[0]), (other.above, -factors[1]))
            known.add(terms, reading.low, reading.high, why)
        low, high = self._range(other)
        if low > -_INF and high < _INF:
            self._ratio_if_new(one, Reading(low + reading.low, high + reading.high), why)
        low, high = self._range(one)
        if low > -_INF and high < _INF:
            self._ratio_if_new(other, Reading(low - reading.high, high - reading.low), why)

    def _ratio_if_new(self, figure: _Figure, reading: Reading, why: str) -> None:
        low, high = self._range(figure)
        if reading.low > low + 1e-9 or reading.high < high - 1e-9:
            self._ratio(figure, reading, why)

    def _compares(self, figure: _Figure, row: Mapping[str, Any]) -> None:
        """What a row says beside another figure: everybody's, or the month before."""
        name, variant, breakdown, group, day = figure.key
        if variant == "all" and breakdown is not None:
            return  # compared with nothing
        said = {each: content for each, content in row.items() if each not in row["hidden"]}
        decimals = figure.info["decimals"]
        whole = self.figures.get((self.number, (name, "all", breakdown, group, day)))
        for each in ("difference_from_all", "difference_display"):
            reading = number(said.get(each), decimals)
            if reading is not None and whole is not None and not self._are_known(figure, whole):
                self._differ(figure, whole, reading, f"{figure.key} {each} {said[each]}")
        for before in ("previous", "outturn"):
            then = said.get(f"{before}_as_at")
            if then is None or breakdown is not None:
                continue
            earlier = self._as_published((name, variant, None, None, then), _start(figure.info, then))
            for each in (f"{before}_value", f"{before}_display"):
                reading = number(said.get(each), decimals)
                if reading is not None:
                    self._ratio_if_new(earlier, reading, f"{figure.key} {each} {said[each]}")
            limits = {each: said.get(each) for each in ("target", "amber")}
            if _start(figure.info, then) == _start(figure.info, day) or figure.info["grows_as"] is None:
                self._rating_says(
                    earlier, {**limits, "rag": said.get(f"{before}_rag")}, f"{figure.key} {before}_rag"
                )
            if before == "previous":
                self._moves(figure, earlier, said, decimals)

    def _as_published(self, key: Key, start: str) -> _Figure:
        """A figure as the latest document before this one has it; where none does, as this one has it."""
        before = (self.figures.get((document, key)) for document in reversed(range(self.number)))
        return next((figure for figure in before if figure is not None), None) or self._figure(key, start)

    def _moves(self, figure: _Figure, earlier: _Figure, said: Mapping[str, Any], decimals: int) -> None:
        if self._are_known(figure, earlier):
            return
        for each in ("change", "change_display"):
            reading = number(said.get(each), decimals)
            if reading is not None:
                self._differ(figure, earlier, reading, f"{figure.key} {each} {said[each]}")
        step = 10**-decimals
        higher = figure.info["polarity"] == "higher"
        went = {
            ("rose",): Reading(1e-9, 1e9),
            ("fell",): Reading(-1e9, -1e-9),
            ("unchanged",): Reading(-step, step),
            ("same",): Reading(-step, step),
            ("improved",): Reading(1e-9, 1e9) if higher else Reading(-1e9, -1e-9),
            ("worsened",): Reading(-1e9, -1e-9) if higher else Reading(1e-9, 1e9),
        }
        for each in ("movement", "direction"):
            reading = went.get((said.get(each),))  # type: ignore[arg-type]
            if reading is not None and (each == "movement" or figure.info["polarity"] != "target"):
                self._differ(figure, earlier, reading, f"{figure.key} {each} {said[each]}")

    def _comparator(self, row: Mapping[str, Any], as_at: str) -> None:
        figure = self.figures.get((self.number, (row["indicator"], "all", None, None, as_at)))
        for name in ("difference", "difference_display"):
            decimals = self.infos[row["indicator"]]["decimals"]
            reading = None if name in row["hidden"] else number(row[name], decimals)
            if figure is not None and reading is not None:
                theirs = float(row["value"])
                there = Reading(theirs + reading.low, theirs + reading.high)
                self._ratio_if_new(figure, there, f"{figure.key} beside {row['comparator']} {row[name]}")

    def _average(self, row: Mapping[str, Any]) -> None:
        """The average difference of a series gives away the only month that is not known."""
        for name in ("difference_average", "difference_average_display"):
            decimals = self.infos[row["indicator"]]["decimals"]
            reading = None if name in row["hidden"] else number(row[name], decimals)
            days = [day for day in self.days if row["first_as_at"] <= day <= row["last_as_at"]]
            months = [
                (figure, whole)
                for day in days
                if (figure := self._whole(row["indicator"], row["variant"], day))
                and (whole := self._whole(row["indicator"], "all", day))
            ]
            if reading is None or row["months_with_value"] != len(months):
                continue
            many, ranges = len(months), []
            for figure, whole in months:
                (low, high), (least, most) = self._range(figure), self._range(whole)
                ranges.append((low - most, high - least))
            for place, (figure, whole) in enumerate(months):
                others = [ends for other, ends in enumerate(ranges) if other != place]
                low = reading.low * many - sum(high for _, high in others)
                high = reading.high * many - sum(low for low, _ in others)
                if low > -_INF and high < _INF:
                    self._differ(figure, whole, Reading(low, high), f"{figure.key} {name} {row[name]}")

    def _whole(self, name: str, variant: str, day: str) -> _Figure | None:
        """The figure of this document that is not of a group."""
        return self.figures.get((self.number, (name, variant, None, None, day)))

    # What is true of such counts

    def _margins(self, document: Mapping[str, Any]) -> None:
        """Groups add up to what they are groups of; groups without a row are empty if others have one."""
        there: dict[tuple[str, str, str], list[_Figure]] = defaultdict(list)
        for row in document["results"]:
            figure = self._figure(key_of(row, document["as_at"]), row["period_start"])
            if figure.key[2] is not None:
                there[figure.key[0], figure.key[1], figure.key[2]].append(figure)
        for (name, variant, breakdown), figures in there.items():
            day = figures[0].key[4]
            whole = self.figures.get((self.number, (name, variant, None, None, day)))
            if whole is not None:
                self._adds(whole, figures)
            for place, single in enumerate(breakdown.split(",") if "," in breakdown else ()):
                for one in there.get((name, variant, single), ()):
                    parts = [each for each in figures if _groups(each.key[3])[place] == one.key[3]]
                    self._adds(one, parts)

    def _adds(self, whole: _Figure, parts: Iterable[_Figure]) -> None:
        parts = list(parts)
        why = f"the groups of {parts[0].key[2] if parts else '?'} add up to {whole.key}"
        sides = [(whole.above, [part.above for part in parts])]
        if whole.below is not None:
            sides.append((whole.below, [part.below for part in parts if part.below is not None]))
        for total, each in sides:
            self.known.add(_minus((total, 1), *((one, -1) for one in each)), 0, 0, why)

    def _panel(self, panel: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        if panel["status"] != "calculated":
            return
        printed = _PanelCells(panel, document["breakdowns"])
        as_at, total = document["as_at"], number(panel["total"])
        whole = self._panel_sum(panel, None, None, as_at)
        for breakdown, group, content, share in printed.cells():
            terms = self._panel_sum(panel, breakdown, group, as_at)
            if terms is None:
                continue
            why = f"panel {panel['title']}: {group}"
            reading = number(content)
            if reading is not None:
                self.known.add(terms, reading.low, reading.high, f"{why} {content}")
            else:
                self.known.add(terms, 1, _INF, f"{why}: a hidden count is at least 1")
            part = number(share, 1)
            if part is not None and total is not None:
                ends = (total.low + 0.5) * part.low / 100, (total.low + 0.5) * part.high / 100
                self.known.add(terms, *ends, f"{why} {share} of {panel['total']}")
            elif part is not None and whole is not None:
                for end, is_low in ((part.low, True), (part.high, False)):
                    both = _minus(
                        *((one, 100 * each) for one, each in terms.items()),
                        *((one, -end * each) for one, each in whole.items()),
                    )
                    self.known.add(both, *((0, _INF) if is_low else (-_INF, 0)), f"{why} {share}")
        for one, parts in printed.margins():
            sums = [self._panel_sum(panel, *place, as_at) for place in (one, *parts)]
            signed = [
                (variable, factor if n == 0 else -factor)
                for n, terms in enumerate(sums)
                for variable, factor in (terms or {}).items()
            ]
            self.known.add(_minus(*signed), 0, 0, f"panel {panel['title']}: the parts of {one} add up")

    def _panel_sum(
        self, panel: Mapping[str, Any], breakdown: str | None, group: str | None, day: str
    ) -> Sum | None:
        """The counts of a cell; a panel may show groups of which there is no row."""
        whole = self._whole(panel["indicator"], panel["variant"], day)
        if whole is None:
            return None
        figure = self._figure((panel["indicator"], panel["variant"], breakdown, group, day), whole.start)
        match panel["of"], figure.below:
            case "numerator", _:
                return {figure.above: 1}
            case "denominator", int(below):
                return {below: 1}
            case "not_counted", int(below):
                return {below: 1, figure.above: -1}
        return None

    def _tallies(self, document: Mapping[str, Any]) -> None:
        """Where a tally has as many more of a rating as there are lines without one, these are rated so."""
        for name, tally in document["rag_counts"].items():
            rows = [
                row
                for row in document["results"]
                if row["breakdown"] is None and (row["line"] if name == "lines" else row["variant"] == name)
            ]
            without = [row for row in rows if "rag" in row["hidden"]]
            for rag in ("green", "amber", "red"):
                more = tally[rag] - sum(row["rag"] == rag for row in rows)
                if more and more == len(without):
                    for row in without:
                        figure = self._figure(key_of(row, document["as_at"]), row["period_start"])
                        self._rating_says(figure, {**row, "rag": rag}, f"{figure.key} by the tallies")

    def _laws(self) -> None:
        """Shares, variants, parts and years to date, in all documents together; and what is sensitive."""
        known, lookup = self.known, self.figures
        seen: set[tuple[tuple[int, float], ...]] = set()
        for (number_, key), figure in lookup.items():
            parts = dict(self._sides(figure))
            if figure.info["safe"] is not None:
                continue
            for name, terms in parts.items():
                self._learns(terms, f"{key} {name}{_edition(number_)}", seen)
                if name == "rest":
                    known.add(dict(terms), 0, _INF, f"{key}: numerator at most denominator")
            self._beside_all(number_, key, parts, lookup, seen)
            self._beside_whole(number_, key, figure, lookup, seen)
        self._grow(lookup, seen)
        known.facts = list(dict.fromkeys(known.facts))

    def _sides(self, figure: _Figure) -> Iterator[tuple[str, tuple[tuple[int, float], ...]]]:
        """The counts of children or events of a figure."""
        above = figure.info["numerator_counts"] in _ABOUT_CHILDREN
        below = figure.info["denominator_counts"] in _ABOUT_CHILDREN and figure.below is not None
        if above:
            yield "numerator", ((figure.above, 1.0),)
        if below and figure.below is not None:
            yield "denominator", ((figure.below, 1.0),)
            if above and figure.info["is_share"]:
                yield "rest", ((figure.below, 1.0), (figure.above, -1.0))
        for name, variable in (("numerator", figure.above), ("denominator", figure.below)):
            if variable is not None:
                count = self.known.names[variable]
                own = self.known.places.get(("children", *count[1:]))
                if own is not None:
                    yield f"{name} children", ((own, 1.0),)

    def _learns(
        self, terms: tuple[tuple[int, float], ...], what: str, seen: set[tuple[tuple[int, float], ...]]
    ) -> None:
        """Somebody could want to know this."""
        kept = tuple(sorted((variable, factor) for variable, factor in terms if factor))
        if kept and kept not in seen:
            seen.add(kept)
            self.known.sensitive.append(Sensitive(kept, what))

    def _beside_all(
        self,
        document: int,
        key: Key,
        parts: Mapping[str, tuple[tuple[int, float], ...]],
        lookup: Mapping[tuple[int, Key], _Figure],
        seen: set[tuple[tuple[int, float], ...]],
    ) -> None:
        """A variant leaves children out: none of its counts is more than everybody's."""
        whole = lookup.get((document, (key[0], "all", *key[2:])))
        if whole is None or key[1] == "all":
            return
        of_all = dict(self._sides(whole))
        for name, terms in parts.items():
            if name in of_all:
                left_out = _minus(*of_all[name], *((variable, -factor) for variable, factor in terms))
                self.known.add(left_out, 0, _INF, f"{key} {name}: at most everybody's")
                if not name.endswith("children"):
                    self._learns(tuple(left_out.items()), f"{key} {name} left out{_edition(document)}", seen)

    def _beside_whole(
        self,
        document: int,
        key: Key,
        figure: _Figure,
        lookup: Mapping[tuple[int, Key], _Figure],
        seen: set[tuple[tuple[int, float], ...]],
    ) -> None:
        """A part declared as one is at most what it is part of."""
        for name in figure.info["part_of"]:
            whole = lookup.get((document, (name, *key[1:])))
            if whole is not None:
                others = _minus((whole.above, 1), (figure.above, -1))
                self.known.add(others, 0, _INF, f"{key}: part of {name}")
                self._learns(
                    tuple(others.items()),
                    f"{key} numerator, less than that of {name}{_edition(document)}",
                    seen,
                )

    def _grow(
        self, lookup: Mapping[tuple[int, Key], _Figure], seen: set[tuple[tuple[int, float], ...]]
    ) -> None:
        """A year to date only grows from one month to the next of its year."""
        runs: dict[tuple[Any, ...], list[tuple[str, int, _Figure]]] = defaultdict(list)
        for (document, key), figure in lookup.items():
            if figure.info["grows_as"] is not None:
                runs[(*key[:4], figure.start)].append((key[4], document, figure))
        for run in runs.values():
            days = sorted({day for day, _, _ in run})
            for before, after in pairwise(days):
                for _, first, one in (each for each in run if each[0] == before):
                    for _, second, other in (each for each in run if each[0] == after):
                        if first == second or self._uncorrected(one, other):
                            self._grew(one, other, seen)

    def _grew(self, one: _Figure, other: _Figure, seen: set[tuple[tuple[int, float], ...]]) -> None:
        later = dict(self._sides(other))
        for name, terms in self._sides(one):
            if name in later:
                more = _minus(*later[name], *((variable, -factor) for variable, factor in terms))
                self.known.add(more, 0, _INF, f"{other.key} {name}: a year to date grows")
                if not name.endswith("children"):
                    self._learns(tuple(more.items()), f"{other.key} {name} since {one.key[4]}", seen)

    def _uncorrected(self, *both: _Figure) -> bool:
        """A figure need not grow from before a correction to after it."""
        variables = (variable for figure in both for variable in (figure.above, figure.below))
        return all(variable is None or self.known.names[variable][-1] == "0" for variable in variables)

    def _settle(self) -> None:
        """Counts that printed counts leave no choice: sums with one unknown."""
        settle(self.known)


#: Children behind counts that documents give at all.
TELLING_CHILDREN = ("numerator_children", "denominator_children")


def settle(known: Knowledge) -> None:
    """Narrow counts by each fact, until nothing gets narrower."""
    users: dict[int, list[int]] = defaultdict(list)
    for place, fact in enumerate(known.facts):
        for variable, _ in fact.terms:
            users[variable].append(place)
    waiting, rounds = list(range(len(known.facts))), 0
    queued = set(waiting)
    while waiting and rounds < 40 * len(known.facts):
        rounds += 1
        place = waiting.pop()
        queued.discard(place)
        for variable in _narrowed(known, known.facts[place]):
            if known.is_known(variable):
                fresh = [user for user in users[variable] if user not in queued]
                waiting += fresh
                queued.update(fresh)


def _narrowed(known: Knowledge, fact: Fact) -> Iterator[int]:
    """The counts that a fact narrows, where all but one are known; else, those it leaves at their ends."""
    lows = [f * (known.low[v] if f > 0 else known.high[v]) for v, f in fact.terms]
    highs = [f * (known.high[v] if f > 0 else known.low[v]) for v, f in fact.terms]
    least, most = sum(lows), sum(highs)
    for (variable, factor), low, high in zip(fact.terms, lows, highs, strict=True):
        if known.is_known(variable):
            continue
        rest_low = least - low if least > -_INF else _without(lows, low)
        rest_high = most - high if most < _INF else _without(highs, high)
        ends = sorted(((fact.low - rest_high) / factor, (fact.high - rest_low) / factor))
        before = known.low[variable], known.high[variable]
        low_end = max(
            before[0], math.ceil(ends[0] - 1e-6) if known.whole[variable] and ends[0] > -_INF else ends[0]
        )
        high_end = min(
            before[1], math.floor(ends[1] + 1e-6) if known.whole[variable] and ends[1] < _INF else ends[1]
        )
        if (low_end, high_end) != before:
            known.low[variable], known.high[variable] = low_end, high_end
            yield variable
            lows = [f * (known.low[v] if f > 0 else known.high[v]) for v, f in fact.terms]
            highs = [f * (known.high[v] if f > 0 else known.low[v]) for v, f in fact.terms]
            least, most = sum(lows), sum(highs)


def _without(ends: list[float], one: float) -> float:
    """The sum of the others where one of them has no end."""
    others = list(ends)
    others.remove(one)
    return sum(others)


def _start(info: Mapping[str, Any], day: str) -> str:
    """The first day of the window that ends on a day."""
    end = dt.date.fromisoformat(day)
    match info["period_type"]:
        case "year_to_date":
            return dt.date(end.year - (end.month < 4), 4, 1).isoformat()
        case "month":
            return end.replace(day=1).isoformat()
        case _:
            return day


def _edition(document: int) -> str:
    """Which of several documents, after the first."""
    return f", edition {document + 1}" if document else ""


def _groups(group: str | None) -> list[str]:
    return (group or "").split(", ", 1)


_Place = tuple[str | None, str | None]


class _PanelCells:
    """The cells of a panel, each by the breakdown and group that it is of."""

    def __init__(self, panel: Mapping[str, Any], breakdowns: Iterable[Mapping[str, Any]]) -> None:
        self.panel = panel
        self.known = {found["id"]: [group["id"] for group in found["groups"]] for found in breakdowns}
        named = {found["title"]: found["id"] for found in breakdowns}
        self.of_lines, self.of_columns = (
            named.get(title, (title or "").lower().replace(" ", "_"))
            for title in (panel["lines_title"], panel["columns_title"])
        )
        self.lines = [line["group"]["id"] for line in panel["lines"]]
        self.columns = [group["id"] for group in panel["columns"]]

    def _both(self, line: str, column: str) -> _Place:
        """The group of those in a line and a column, by the breakdown's own order of the two."""
        if f"{self.of_lines},{self.of_columns}" in self.known:
            return f"{self.of_lines},{self.of_columns}", f"{line}, {column}"
        return f"{self.of_columns},{self.of_lines}", f"{column}, {line}"

    def cells(self) -> Iterator[tuple[str | None, str | None, object, object]]:
        """Every cell with what is printed of its count and its share."""
        panel = self.panel
        yield None, None, panel["total"], None
        for group in self.known.get(self.of_lines, ()):
            if group not in self.lines:
                yield self.of_lines, group, 0, None  # a line of nobody is left out
        for line in panel["lines"]:
            yield self.of_lines, line["group"]["id"], line["total"], line["share_display"]
            for column, content in zip(self.columns, line["counts"], strict=True):
                yield *self._both(line["group"]["id"], column), content, None
        columns = zip(self.columns, panel["totals"], panel["shares_display"], strict=True)
        for column, content, share in columns:
            yield self.of_columns, column, content, share

    def margins(self) -> Iterator[tuple[_Place, list[_Place]]]:
        """Each total with what it is the total of."""
        yield (None, None), [(self.of_lines, line) for line in self.lines]
        if self.columns:
            yield (None, None), [(self.of_columns, column) for column in self.columns]
            for line in self.lines:
                yield (self.of_lines, line), [self._both(line, column) for column in self.columns]
            for column in self.columns:
                yield (self.of_columns, column), [self._both(line, column) for line in self.lines]
